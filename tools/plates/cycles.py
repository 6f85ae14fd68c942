"""Bicycles and their riders, side on, in metres."""

from __future__ import annotations

import math

from tools.plates.colour import Colour, mix
from tools.plates.figures import Outfit, figure
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose, joints
from tools.plates.shapes import Point, oval, rect

RIDE = Pose(turn=0.92, lean=13, left_arm=(38, 60), right_arm=(44, 66), left_leg=(66, -4),
            right_leg=(28, -14), head=-8, sway=0)  # fmt: skip
SADDLE: Point = (-0.2, -0.93)


def bicycle(plate: Plate, frame: Colour, light: Colour, basket: bool) -> None:
    """An upright town bicycle that faces right; the origin is on the ground below the crank."""
    dark = "#24242a"
    for x in (-0.52, 0.56):
        plate.line(oval(x, -0.34, 0.325), dark, 0.035)
        plate.line(oval(x, -0.34, 0.3), mix(dark, light, 0.55), 0.01)
        for k in range(9):
            a = k / 9 * math.pi
            dx, dy = math.cos(a) * 0.3, math.sin(a) * 0.3
            plate.line([(x - dx, -0.34 - dy), (x + dx, -0.34 + dy)], "#8d8b86", 0.004, 0.6)
        guard = [(x + math.cos(t) * 0.36, -0.34 + math.sin(t) * 0.36) for t in
                 (math.radians(d) for d in range(185, 330, 12))]  # fmt: skip
        plate.line(guard, frame, 0.022, soft=True)
    crank, seat, head = (0.0, -0.3), (-0.17, -0.84), (0.4, -0.86)
    for one, other in ((crank, seat), (seat, (0.41, -0.78)), (crank, (0.43, -0.72)), (crank, (-0.52, -0.34)),
                 ((-0.15, -0.76), (-0.52, -0.34)), (head, (0.56, -0.34))):  # fmt: skip
        plate.line([one, other], frame, 0.034)
        plate.line(
            [(one[0] - 0.006, one[1] - 0.008), (other[0] - 0.006, other[1] - 0.008)],
            light,
            0.007,
            0.6,
        )
    plate.line([head, (0.37, -1.0), (0.26, -1.02)], dark, 0.028)
    plate.fill(oval(SADDLE[0] + 0.02, SADDLE[1] + 0.06, 0.14, 0.035), dark)
    plate.line([(-0.72, -0.72), (-0.24, -0.72)], dark, 0.022)
    plate.line(oval(*crank, 0.085), "#4a4845", 0.02)
    plate.line([(-0.1, -0.2), (0.1, -0.4)], "#6d6a66", 0.022)
    if basket:
        plate.fill(rect(0.5, -0.98, 0.3, 0.24, 0.04), "#8a6a44")
        for k in range(4):
            plate.line([(0.5, -0.94 + k * 0.06), (0.8, -0.94 + k * 0.06)], "#c9a26c", 0.012, 0.7)
    else:
        plate.fill(rect(-0.76, -0.97, 0.42, 0.24, 0.06), "#7d6a52")
        plate.line([(-0.55, -0.97), (-0.55, -0.73)], "#4b3d30", 0.02)
        plate.fill(rect(-0.72, -0.955, 0.3, 0.04, 0.02), "#b59f7c", 0.8)


def rider(
    plate: Plate,
    at: Point,
    metre: float,
    wears: Outfit,
    light: Light,
    frame: Colour = "#2f3f4c",
    basket: bool = False,
    flip: bool = False,
    tall: float = 1.68,
    look: float = 0.9,
) -> None:
    """Someone on a bicycle; a metre is so many plate units where they ride."""
    pose = RIDE.but(look=look)
    bones = joints(pose, wears.broad)
    foot = (SADDLE[0] - bones.pelvis[0] * tall, SADDLE[1] - 0.05 - bones.pelvis[1] * tall)
    lamp = light.scaled(1 / 1.68)
    if flip:
        lamp = Light(180 - lamp.angle, lamp.rim, lamp.shade, lamp.rim_width, lamp.shade_width,
                     lamp.rim_alpha, lamp.shade_alpha)  # fmt: skip
    with plate.moved(*at, scale=metre, flip=flip):
        bicycle(plate, frame, light.rim, basket)
        figure(plate, foot, tall, pose, wears, lamp.scaled(1.0))
