"""People on a bench who have their backs to us."""

from __future__ import annotations

from tools.plates.camera import Camera
from tools.plates.colour import Colour, mix
from tools.plates.figures import Outfit, figure
from tools.plates.paint import Light, Plate
from tools.plates.pose import STAND, joints
from tools.plates.shapes import oval, rect, taper


def bench(plate: Plate, camera: Camera, z: float, light: Light, air: Colour) -> None:
    """Two neighbours on a bench, watching the lane."""
    for x, tone, hair in ((-1.33, "#56607c", "short"), (-0.8, "#8d5560", "bun")):
        seat, height = camera.at(x, z, 0.44), camera.size(1.62, z)
        wears = Outfit("suit", tone, "#3c3a50", hair=hair, broad=0.98).toned(air, 0.12)
        pose = STAND.but(turn=0.12, back=True, left_arm=(-20, 16), right_arm=(20, -16),
                         head=5 if hair == "bun" else -4, lean=2 if hair == "bun" else -2)  # fmt: skip
        bones = joints(pose, wears.broad)
        with plate.inside(rect(seat[0] - height, seat[1] - height, height * 2, height)):
            figure(plate, (seat[0], seat[1] - bones.pelvis[1] * height), height, pose, wears, light)
        for way in (-0.075, 0.085):
            knee, foot = (
                (seat[0] + way * height, seat[1]),
                (seat[0] + way * height * 1.15, camera.at(x, z - 0.1)[1]),
            )
            plate.fill(
                taper([knee, foot], [height * 0.038, height * 0.026]),
                mix(wears.bottom, "#231f33", 0.4),
            )
            plate.fill(oval(foot[0], foot[1], height * 0.028, height * 0.018), "#241f2c")
    a, b = camera.at(-1.72, z - 0.2, 0.48), camera.at(-0.42, z - 0.2, 0.48)
    low = camera.at(0, z - 0.2)[1]
    plate.fill(oval((a[0] + b[0]) / 2 + 90, low + 4, 460, 36), "#3a2c40", 0.5, blur=14)
    for x in (a[0] + 60, b[0] - 60):
        plate.fill(rect(x - 18, a[1], 36, low - a[1]), "#4d3b44")
    plate.fill(rect(a[0], a[1] - 12, b[0] - a[0], 46, 6), "#7d5c54")
    plate.line([(a[0] + 8, a[1] - 10), (b[0] - 8, a[1] - 10)], "#f0b487", 7, 0.8)
