"""Clothes, in shares of the figure's height: sleeves, legs, coats, skirts, and their folds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tools.plates.colour import Colour, lighter, mix
from tools.plates.paint import Plate
from tools.plates.pose import Joints, Pose, along
from tools.plates.shapes import Point, oval, polygon, smooth, taper

if TYPE_CHECKING:
    from tools.plates.figures import Outfit


def between(a: Point, b: Point, share: float) -> Point:
    """A point on the way from one to the other."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def fold(plate: Plate, points: Sequence[Point], colour: Colour, width: float, alpha: float) -> None:
    """A crease in cloth: thick in the middle, thin at its ends."""
    radii = [
        width * math.sin(math.pi * (i + 0.3) / (len(points) - 0.4)) for i in range(len(points))
    ]
    plate.fill(taper(points, [max(r, width * 0.12) for r in radii]), colour, alpha)


def foot(plate: Plate, pose: Pose, bones: Joints, side: int, colour: Colour) -> None:
    """A shoe, long in profile and short when it points at the viewer."""
    ankle, knee = bones.ankles[side], bones.knees[side]
    shin = math.degrees(math.atan2(ankle[0] - knee[0], ankle[1] - knee[1]))
    facing = pose.turn
    heel = (ankle[0] - 0.018 * facing, ankle[1] + 0.014)
    length = 0.035 + 0.06 * abs(facing)
    direction = math.radians(max(min(-shin * 0.6, 45), -45))
    splay = (side - 0.5) * 0.02 * (1 - abs(facing))
    step = (1 if facing >= 0 else -1) * abs(facing) ** 0.7 * length
    drop = 0.012 + 0.022 * (1 - abs(facing)) * (0 if pose.back else 1)
    toe = (
        heel[0] + step * math.cos(direction) + splay,
        heel[1] + drop - step * math.sin(direction) * 0.7,
    )
    plate.fill(taper([heel, toe], [0.021, 0.016]), colour)


def trouser(
    plate: Plate, bones: Joints, side: int, colour: Colour, bare: bool = False, fine: bool = False
) -> None:
    """A leg, in cloth or bare."""
    hip, knee, ankle = bones.hips[side], bones.knees[side], bones.ankles[side]
    hem = between(ankle, knee, -0.04)
    radii = [0.05, 0.032, 0.017] if bare else [0.056, 0.04, 0.034]
    if bare:
        calf = between(knee, ankle, 0.35)
        plate.fill(taper([hip, knee, calf, ankle], [0.05, 0.031, 0.031, 0.017]), colour)
        return
    plate.fill(taper([hip, knee, hem], radii), colour)
    if fine:
        dark = lighter(colour, -0.05)
        ease = (knee[0] + 0.012 * (1 if side else -1), knee[1])
        fold(plate, [between(hip, knee, 0.5), ease, between(knee, hem, 0.5)], dark, 0.008, 0.7)
        fold(
            plate,
            [(hem[0] - 0.022, hem[1] - 0.035), (hem[0], hem[1] - 0.02), (hem[0] + 0.02, hem[1] - 0.03)],
            dark, 0.006, 0.7,
        )  # fmt: skip


def sleeve(
    plate: Plate, pose: Pose, bones: Joints, side: int, wears: Outfit, tone: float, fine: bool
) -> None:
    """An arm with its hand."""
    shoulder, elbow, hand = bones.shoulders[side], bones.elbows[side], bones.hands[side]
    wrist = between(hand, elbow, 0.12)
    skin, cloth = lighter(wears.skin, tone), lighter(wears.top, tone)
    reach = math.degrees(math.atan2(hand[0] - elbow[0], hand[1] - elbow[1]))
    tips = along(hand, reach * 0.9, 0.04)
    plate.fill(taper([wrist, hand, tips], [0.016, 0.021, 0.012]), skin)
    if fine:
        for share in (-0.008, 0.0, 0.008):
            start = (hand[0] + share, hand[1] + 0.006)
            plate.line([start, between((tips[0] + share * 0.6, tips[1]), start, 0.05)],
                       lighter(skin, -0.09), 0.0028, 0.7)  # fmt: skip
    slim = 0.85 + 0.15 * wears.broad
    if wears.kind == "hanbok":
        middle = between(elbow, wrist, 0.4)
        plate.fill(taper([shoulder, elbow, middle, wrist], [0.034, 0.044, 0.052, 0.03]), cloth)
        plate.fill(taper([wrist, between(wrist, hand, 0.3)], [0.029, 0.027]), lighter(cloth, 0.1))
    elif wears.kind in ("leotard", "shirt", "skirt", "dress"):
        plate.fill(taper([shoulder, elbow, wrist], [0.031, 0.026, 0.018]), skin)
        hem = between(shoulder, elbow, 0.72)
        if wears.kind != "leotard":
            plate.fill(taper([shoulder, hem], [0.032, 0.036]), cloth)
    else:
        plate.fill(taper([shoulder, elbow, wrist], [0.034 * slim, 0.035, 0.028]), cloth)
        if fine:
            cuff = between(wrist, hand, 0.05)
            plate.fill(taper([wrist, cuff], [0.024, 0.022]), lighter(wears.shirt, tone))
            plate.fill(taper([between(elbow, wrist, 0.7), wrist], [0.029, 0.028]), cloth)
    if fine and wears.kind in ("suit", "coat", "uniform", "hanbok"):
        bend = (pose.left_arm, pose.right_arm)[side]
        inner = 0.02 if bend[1] > bend[0] else -0.02
        crease = [(elbow[0] - inner * 1.2, elbow[1] - 0.012), (elbow[0], elbow[1]),
                  (elbow[0] + inner, elbow[1] + 0.004)]  # fmt: skip
        fold(plate, crease, lighter(cloth, -0.07), 0.006, 0.6)


def torso(plate: Plate, pose: Pose, bones: Joints, wears: Outfit, fine: bool) -> None:
    """Neck, trunk, and what lies on them."""
    left, right = bones.shoulders
    neck, waist, pelvis = bones.neck, bones.waist, bones.pelvis
    wide = bones.width
    hem = {"suit": 0.045, "uniform": 0.06, "coat": 0.26, "hanbok": -0.2}.get(wears.kind, 0.005)
    nape = between(neck, bones.head, 0.55)
    plate.fill(taper([neck, nape], [0.03, 0.027]), lighter(wears.skin, -0.06))
    hip_y = pelvis[1] + hem
    flare = 0.085 + (0.02 if wears.kind in ("coat", "uniform") else 0)
    slim = 0.071 if wears.kind in ("skirt", "dress", "leotard", "hanbok") else 0.081
    belly = 0.02 * abs(pose.turn)
    low_w, mid_w = flare * wide + belly * 0.6, slim * wide + belly
    if wears.kind == "hanbok":
        hip_y, low_w, mid_w = waist[1] - 0.09, 0.082 * wide, 0.078 * wide
        waist = (waist[0], hip_y - 0.04)
    trunk = [
        (neck[0] - 0.028, neck[1] - 0.02), (left[0] + 0.03 * wide, left[1] - 0.034),
        (left[0] - 0.012, left[1] - 0.018), (left[0] - 0.02, left[1] + 0.02), (waist[0] - mid_w - 0.006, (left[1] + waist[1]) / 2),
        (waist[0] - mid_w, waist[1]), (pelvis[0] - low_w, hip_y - 0.02), (pelvis[0] - low_w * 0.94, hip_y),
        (pelvis[0], hip_y + 0.004), (pelvis[0] + low_w * 0.94, hip_y),
        (pelvis[0] + low_w, hip_y - 0.02),
        (waist[0] + mid_w, waist[1]), (waist[0] + mid_w + 0.006, (right[1] + waist[1]) / 2),
        (right[0] + 0.02, right[1] + 0.02), (right[0] + 0.012, right[1] - 0.018),
        (right[0] - 0.03 * wide, right[1] - 0.034), (neck[0] + 0.028, neck[1] - 0.02),
    ]  # fmt: skip
    shape = smooth(trunk)
    plate.fill(shape, wears.top)
    with plate.inside(shape):
        _front(plate, pose, bones, wears, fine)
        if fine:
            dark = lighter(wears.top, -0.06)
            for way in (-1, 1):
                side = left if way < 0 else right
                start = (side[0] - way * 0.01, side[1] + 0.05)
                middle = (waist[0] + way * 0.04 * wide, (start[1] + waist[1]) / 2)
                fold(plate, [start, middle, (waist[0] + way * 0.01, waist[1])], dark, 0.009, 0.55)
            low = (pelvis[0] + low_w * 0.5, hip_y - 0.05)
            fold(plate, [(waist[0] - mid_w, waist[1] + 0.02), waist, low], dark, 0.007, 0.5)


def _front(plate: Plate, pose: Pose, bones: Joints, wears: Outfit, fine: bool) -> None:
    """Lapels, buttons, pins, scarves: what tells front from back."""
    neck, waist, pelvis = bones.neck, bones.waist, bones.pelvis
    shift = pose.turn * 0.05
    dark = lighter(wears.top, -0.08)
    if pose.back:
        if wears.kind in ("suit", "coat") and fine:
            plate.line([(neck[0], neck[1] + 0.02), pelvis], dark, 0.004, 0.6)
        if wears.scarf:
            tip = (neck[0] + shift * 0.3, neck[1] + 0.1)
            plate.fill(
                [(neck[0] - 0.05, neck[1] - 0.01), (neck[0] + 0.05, neck[1] - 0.01), tip],
                wears.scarf,
            )
        return
    chest = (neck[0] + shift, (neck[1] * 0.45 + waist[1] * 0.55))
    opening = [
        (neck[0] - 0.03 + shift * 0.6, neck[1] - 0.02),
        (neck[0] + 0.03 + shift * 0.6, neck[1] - 0.02),
        chest,
    ]
    if wears.kind in ("suit", "coat"):
        plate.fill(opening, wears.shirt)
        if wears.tie:
            knot = (neck[0] + shift * 0.6, neck[1] + 0.002)
            plate.fill(taper([knot, between(knot, chest, 0.8)], [0.009, 0.015]), wears.tie)
        for way in (-1, 1):
            edge = neck[0] + way * 0.032 + shift * 0.6
            lapel = [
                (edge - way * 0.006, neck[1] - 0.016),
                (edge + way * 0.03, neck[1] + 0.05),
                chest,
            ]
            plate.fill(polygon(lapel), lighter(wears.top, 0.035))
            plate.line([lapel[1], chest], dark, 0.003, 0.8)
        plate.line([chest, (pelvis[0] + shift, pelvis[1] + 0.2)], dark, 0.005)
    elif wears.kind in ("uniform", "shirt", "skirt"):
        plate.fill([opening[0], opening[1], between(chest, neck, 0.62)], lighter(wears.skin, -0.05))
        plate.line([(neck[0] + shift, neck[1]), (pelvis[0] + shift, pelvis[1] + 0.1)], dark, 0.004)
    elif wears.kind == "hanbok":
        trim = mix(wears.shirt, "#ffffff", 0.3)
        plate.line([opening[0], between(opening[1], chest, 0.9)], trim, 0.01)
        plate.line([opening[1], chest], trim, 0.01)
    if wears.kind == "uniform" and fine:
        plate.line(
            [(waist[0] - 0.12, waist[1] + 0.02), (waist[0] + 0.12, waist[1] + 0.02)], dark, 0.022
        )
    if wears.scarf:
        knot = (neck[0] + shift * 0.7, neck[1] + 0.035)
        collar = [(neck[0] - 0.045, neck[1] - 0.012), (neck[0] + 0.045, neck[1] - 0.012), knot]
        plate.fill(collar, wears.scarf)
        for way in (-1, 1):
            tail = [
                knot,
                (knot[0] + way * 0.03 - 0.008, knot[1] + 0.085),
                (knot[0] + way * 0.03 + 0.014, knot[1] + 0.075),
            ]
            plate.fill(tail, lighter(wears.scarf, 0.03 * way))


def pin(plate: Plate, pose: Pose, bones: Joints, wears: Outfit) -> None:
    """The small badge over the heart, on top of everything."""
    if wears.pin and not pose.back:
        x = bones.neck[0] + 0.045 * bones.width + pose.turn * 0.03
        plate.fill(oval(x, bones.neck[1] + 0.085, 0.0095, 0.0082), wears.pin)
