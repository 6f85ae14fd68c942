"""Two guides on an early, empty square; one of them has turned to see what we look at."""

from __future__ import annotations

from random import Random

from tools.plates.buildings import Facade, block, skyline
from tools.plates.camera import Camera
from tools.plates.colour import mix
from tools.plates.crowd import STROLL, TOWN, Crowd, gather
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band, clouds, haze, hills, paving, sky
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose

SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
AIR = "#e6c3b4"
SHADE = "#4a4763"
DAWN = Light(22, "#ffd9ad", "#141a33", 9, 46, 0.85, 0.5)
CAMERA = Camera((1560, 1130), 3300, 1.55)

HIS = Pose(
    turn=-0.45, look=0.35, lean=-1, sway=-0.01, tilt=-2, left_arm=(-9, 3), right_arm=(14, -52),
    left_leg=(-2, -2), right_leg=(8, 5), head=2,
)  # fmt: skip
HERS = Pose(
    turn=0.35, look=0.75, lean=1, left_arm=(-12, 38), right_arm=(12, -34), arms="none",
    left_leg=(-5, -3), right_leg=(2, 1), head=3,
)  # fmt: skip
HIM = Outfit(
    top="#2a2d3b", bottom="#262835", shirt="#d8d2cd", tie="#4a3140", pin="#c8302a", skin="#c6997e"
)
HER = Outfit(
    kind="suit", top="#34303f", bottom="#2c2936", shirt="#e4d6d0", pin="#c8302a", hair="bob",
    skin="#cea185", broad=0.86,
)  # fmt: skip


def draw(plate: Plate) -> None:
    """Far to near: sky, hills and halls in mist, the bare square, the two guides."""
    horizon = CAMERA.centre[1]
    sky(plate, ["#7f8aa6", "#b9a3ac", "#eec0a4", "#fbdcae"], horizon)
    plate.glow((3050, horizon - 60), 1500, "#ffe2ac", 0.75, squash=0.6)
    clouds(plate, "#f6c9ae", 180, horizon - 180, 9, 0.26)
    hills(plate, horizon, 330, "#a39aac", AIR, 5)
    _city(plate)
    _square(plate, horizon)
    people = Crowd(
        [wears.toned("#6d6273", 0.3) for wears in TOWN], STROLL, DAWN, AIR, 0.009,
        shadow=SHADE, lean=-1.9, flat=0.1, shadow_alpha=0.28,
    )  # fmt: skip
    gather(plate, CAMERA, people, (-14, 15), (30, 56), 11, 4)
    _guides(plate)
    plate.glow((3300, 900), 2300, "#ffcf94", 0.22, squash=0.8)


def _city(plate: Plate) -> None:
    horizon = CAMERA.centre[1]
    rng = Random(3)
    spans = [(x, rng.uniform(90, 210), rng.uniform(90, 330)) for x in range(-40, 3600, 190)]
    skyline(plate, horizon, spans, "#9d93a5", AIR, seed=8)
    haze(plate, AIR, horizon - 330, horizon + 40, 0.6)
    left = Facade("#8f7f8c", "#6a6276", 6, 13, sill=0.6, window=(0.5, 0.62))
    block(plate, CAMERA, (-58, -22), (95, 150), 21, left, "#c9a597", 3)
    right = Facade("#93808a", "#6d6377", 9, 8, sill=0.5)
    block(plate, CAMERA, (27, 52), (120, 170), 32, right, "#7d7082", 5)
    haze(plate, AIR, horizon - 190, horizon + 30, 0.75)


def _square(plate: Plate, horizon: float) -> None:
    ground = band(plate, horizon, plate.height + 10)
    plate.wash(ground, [AIR, "#b99f9f", "#77708a", "#5b587a"], (0, horizon), (0, plate.height))
    plate.dabs(ground, ["#c9a79c", "#5f5b78", "#e3bfa8"], 420, (420, 14), 0, 0.13, 2)
    paving(plate, CAMERA, "#55516d", 3.2, 46, 1.6, 26, 0.34)
    glare = [(1700, horizon), (3660, horizon), (3660, 1900), (2500, 1560)]
    plate.wash(glare, ["#ffdcb0", "#ffdcb0"], (2900, horizon), (2700, 1900), (0.5, 0), 90, "screen")


def _guides(plate: Plate) -> None:
    for x, z, tall, pose, wears in ((0.5, 5.0, 1.74, HIS, HIM), (-0.52, 4.55, 1.61, HERS, HER)):
        foot, height = CAMERA.at(x, z), CAMERA.size(tall, z)
        shadow_of(plate, foot, height, pose, wears, mix(SHADE, "#2b2a48", 0.5), 0.55, -1.9, 0.2, 10)
        figure(plate, foot, height, pose, wears, DAWN, detail=True)
