"""Heads: skull, hair and the planes of a face turned away from the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import skia

from tools.plates.colour import lighter
from tools.plates.paint import Plate
from tools.plates.pose import Joints, Pose
from tools.plates.shapes import Point, oval, polygon, smooth, taper

if TYPE_CHECKING:
    from tools.plates.figures import Outfit


def head(plate: Plate, pose: Pose, bones: Joints, wears: Outfit, fine: bool) -> None:
    """Draw the head upright in its own space: 1 from chin to crown, centred."""
    size = bones.head_size
    tilt = pose.lean * 0.5 + pose.head
    gaze = pose.gaze
    with plate.moved(*bones.head, scale=size, turn=tilt, flip=gaze < 0):
        _paint(plate, abs(gaze), pose.back, wears, fine, pose.child)


def _paint(plate: Plate, turn: float, back: bool, wears: Outfit, fine: bool, child: float) -> None:
    hair, skin = wears.hair_colour, wears.skin
    if back and turn < 0.85:
        plate.fill(smooth([(0, -0.5), (0.3, -0.36), (0.34, 0), (0.2, 0.33), (0, 0.38),
                           (-0.2, 0.33), (-0.34, 0), (-0.3, -0.36)]), hair)  # fmt: skip
        if turn > 0.3:
            plate.fill(oval(0.3, 0.12, 0.08, 0.22), skin)
        plate.fill(oval(-0.33, 0.06, 0.05, 0.09), lighter(skin, -0.04))
        plate.fill(oval(0.33 - 0.1 * turn, 0.06, 0.05, 0.09), skin)
        _style(plate, turn, True, wears)
        if fine:
            plate.line(
                [(-0.1, -0.42), (-0.2, -0.1), (-0.16, 0.2)],
                lighter(hair, 0.08),
                0.025,
                0.5,
                soft=True,
            )
            plate.line(
                [(0.08, -0.42), (0.16, -0.1), (0.1, 0.2)], lighter(hair, 0.06), 0.02, 0.5, soft=True
            )
        _cap(plate, turn, back, wears)
        return
    _style(plate, turn, False, wears, under=True)
    skull = [(-0.02 - 0.1 * turn, -0.5), (0.26, -0.4), (0.34, -0.12), (0.3, 0.05),
             (0.1, 0.3), (-0.2, 0.26), (-0.34 - 0.06 * turn, 0), (-0.32 - 0.08 * turn, -0.32)]  # fmt: skip
    plate.fill(smooth(skull), hair)
    face = _face(turn, child)
    plate.fill(face, skin)
    with plate.inside(face):
        _planes(plate, turn, wears, fine)
    if turn > 0.6:
        plate.fill(polygon([(0.3, -0.06), (0.375, 0.1), (0.29, 0.12)]), skin)
    ear = (-0.3 + 0.3 * turn, 0.03)
    if wears.hair in ("short", "bun", "tail", "cap"):
        plate.fill(oval(*ear, 0.06, 0.1, -8), lighter(skin, -0.05))
        if turn < 0.35:
            plate.fill(oval(0.31 - 0.05 * turn, 0.03, 0.05, 0.09, 8), lighter(skin, -0.04))
    _fringe(plate, turn, wears)
    _style(plate, turn, False, wears)
    _cap(plate, turn, back, wears)


def _face(turn: float, child: float) -> skia.Path:
    """The visible face: whole when straight, the front half in profile."""
    round_ = 0.03 * child
    return smooth([
        (-0.27 + 0.3 * turn, -0.3), (0.05 + 0.08 * turn, -0.36), (0.27, -0.26),
        (0.305 + 0.01 * turn, -0.02), (0.26 + round_ + 0.04 * turn, 0.2), (0.1 + 0.16 * turn, 0.45),
        (-0.04 + 0.16 * turn, 0.48), (-0.22 + 0.2 * turn - round_, 0.24),
        (-0.3 + 0.26 * turn, 0.02),
    ])  # fmt: skip


def _planes(plate: Plate, turn: float, wears: Outfit, fine: bool) -> None:
    """Brow, cheek and jaw as shadows; no drawn features, a face in passing."""
    skin = wears.skin
    dark, deep = lighter(skin, -0.07), lighter(skin, -0.16)
    shift = 0.17 * turn
    plate.fill(oval(-0.24 + shift, 0.2, 0.12, 0.34, 14), dark, 0.6)
    plate.fill(oval(0.02 + shift, 0.5, 0.26, 0.12), dark, 0.7)
    if not fine:
        plate.fill(oval(0.02 + shift, -0.04, 0.22, 0.04), deep, 0.5)
        return
    for x in (-0.13, 0.13):
        eye: Point = (x * (1 - 0.25 * turn) + shift, -0.045)
        plate.fill(oval(*eye, 0.075, 0.04), dark, 0.8)
        plate.fill(
            taper(
                [(eye[0] - 0.06, eye[1] - 0.062), (eye[0] + 0.06, eye[1] - 0.068)], [0.012, 0.015]
            ),
            wears.hair_colour,
            0.7,
        )
        plate.fill(
            taper(
                [(eye[0] - 0.045, eye[1] + 0.012), (eye[0] + 0.045, eye[1] + 0.008)], [0.011, 0.014]
            ),
            wears.hair_colour,
            0.75,
        )
    nose = [(0.0 + shift * 1.1, -0.02), (0.055 + shift * 1.25, 0.15), (-0.03 + shift, 0.155)]
    plate.fill(smooth(nose), dark, 0.9)
    plate.fill(
        taper(
            [(-0.06 + shift, 0.268), (0.02 + shift, 0.276), (0.08 + shift, 0.266)],
            [0.008, 0.016, 0.008],
        ),
        "#8e4f45",
        0.75,
    )
    plate.fill(oval(0.01 + shift, 0.325, 0.06, 0.02), dark, 0.6)


def _fringe(plate: Plate, turn: float, wears: Outfit) -> None:
    """The hair line over the brow."""
    hair = wears.hair_colour
    low = -0.2 if wears.hair == "bob" else -0.26
    side = -0.31 + 0.31 * turn
    line = [(-0.34, -0.2), (-0.25, -0.46), (0.05, -0.53), (0.3, -0.36), (0.315, -0.16),
            (0.2, low - 0.05), (-0.02 + 0.1 * turn, low), (side + 0.06, low + 0.06),
            (side, 0.02), (side - 0.12, 0.0)]  # fmt: skip
    plate.fill(smooth(line), hair)
    plate.line(
        [(-0.16, -0.42), (0.04, -0.46), (0.2, -0.38)], lighter(hair, 0.12), 0.03, 0.5, soft=True
    )


def _style(plate: Plate, turn: float, back: bool, wears: Outfit, under: bool = False) -> None:
    hair = wears.hair_colour
    if wears.hair == "bob" and (under or back):
        plate.fill(smooth([(-0.1, -0.5), (0.3, -0.35), (0.35, 0.2), (0.3 - 0.3 * turn, 0.36),
                           (-0.3, 0.38), (-0.4, 0.2), (-0.38, -0.3)]), hair)  # fmt: skip
    if under:
        return
    if wears.hair == "bob" and not back:
        x = -0.26 + 0.3 * turn
        plate.fill(
            smooth([(x - 0.14, -0.2), (x + 0.05, -0.2), (x + 0.06, 0.3), (x - 0.16, 0.36)]), hair
        )
    elif wears.hair == "bun":
        place = (0, 0.3) if back else (-0.36 - 0.06 * turn, 0.16)
        plate.fill(oval(*place, 0.17 if back else 0.14, 0.13), hair)
        plate.line(
            [(place[0] - 0.09, place[1] - 0.04), (place[0] + 0.08, place[1] - 0.05)],
            lighter(hair, 0.1),
            0.03,
            0.6,
        )
    elif wears.hair == "tail":
        start = (0, 0.1) if back else (-0.34, 0)
        end = (start[0] - 0.1, start[1] + 0.62)
        plate.fill(taper([start, (start[0] - 0.12, start[1] + 0.3), end], [0.09, 0.11, 0.03]), hair)


def _cap(plate: Plate, turn: float, back: bool, wears: Outfit) -> None:
    """A peaked cap, for uniforms and children."""
    if not wears.cap:
        return
    crown = [
        (-0.44, -0.3),
        (-0.46, -0.46),
        (-0.2, -0.62),
        (0.2, -0.64),
        (0.48, -0.46),
        (0.42, -0.3),
    ]
    plate.fill(smooth(crown), wears.cap)
    plate.fill(
        polygon([(-0.38, -0.34), (0.38, -0.34), (0.37, -0.22), (-0.37, -0.22)]),
        lighter(wears.cap, -0.08),
    )
    if not back:
        x = 0.1 + 0.3 * turn
        plate.fill(
            smooth([(x - 0.32, -0.24), (x + 0.28, -0.24), (x + 0.3, -0.16), (x - 0.2, -0.14)]),
            lighter(wears.cap, -0.2),
        )
