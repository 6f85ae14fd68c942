"""Skirts, in shares of the figure's height: the plain one, and the wide chima of a hanbok."""

from __future__ import annotations

from tools.plates.colour import Colour, lighter
from tools.plates.dress import fold
from tools.plates.paint import Plate
from tools.plates.pose import Joints, Pose
from tools.plates.shapes import smooth


def skirt(plate: Plate, bones: Joints, colour: Colour, fine: bool) -> None:
    """A knee-length skirt that follows the legs."""
    waist, wide = bones.waist, bones.width
    hem_y = max(knee[1] for knee in bones.knees) + 0.03
    left = min(knee[0] for knee in bones.knees) - 0.05
    right = max(knee[0] for knee in bones.knees) + 0.05
    hip_y = bones.pelvis[1] + 0.02
    outline = [
        (waist[0] - 0.066 * wide, waist[1] - 0.005), (waist[0] + 0.066 * wide, waist[1] - 0.005),
        (bones.pelvis[0] + 0.098 * wide, hip_y), (right, hem_y - 0.004), (right - 0.02, hem_y),
        ((left + right) / 2, hem_y + 0.006), (left + 0.02, hem_y), (left, hem_y - 0.004),
        (bones.pelvis[0] - 0.098 * wide, hip_y),
    ]  # fmt: skip
    plate.fill(smooth(outline), colour)
    if fine:
        for share in (0.3, 0.62):
            x = left + (right - left) * share
            line = [
                (bones.pelvis[0] + (share - 0.5) * 0.06, hip_y),
                (x, (hip_y + hem_y) / 2),
                (x, hem_y),
            ]
            fold(plate, line, lighter(colour, -0.06), 0.008, 0.6)


def hanbok_skirt(plate: Plate, pose: Pose, bones: Joints, colour: Colour, fine: bool) -> None:
    """The high, bell-shaped chima, from the breast to the ground."""
    top_y = bones.waist[1] - 0.11
    x, wide = bones.waist[0], bones.width
    spread = 0.19 + 0.02 * abs(pose.turn)
    drift = (bones.ankles[0][0] + bones.ankles[1][0]) / 2
    outline = [
        (x - 0.07 * wide, top_y), (x + 0.07 * wide, top_y), (x + 0.115, top_y + 0.13),
        (drift + spread * 0.86, -0.2), (drift + spread, -0.035), (drift + spread * 0.5, -0.01),
        (drift, -0.018), (drift - spread * 0.5, -0.008), (drift - spread, -0.035),
        (drift - spread * 0.86, -0.2), (x - 0.115, top_y + 0.13),
    ]  # fmt: skip
    shape = smooth(outline)
    plate.fill(shape, colour)
    if not fine:
        return
    with plate.inside(shape):
        for i in range(9):
            share = (i + 0.5) / 9 * 2 - 1
            bend = share * abs(share) ** 0.2
            line = [(x + bend * 0.055, top_y), (x + bend * 0.105, top_y + 0.17),
                    (drift + bend * spread * 0.82, -0.22), (drift + bend * spread * 0.95, 0.01)]  # fmt: skip
            tone = 0.07 if i % 3 == 1 else -0.07
            fold(plate, line, lighter(colour, tone), 0.011 if i % 2 else 0.016, 0.55)
