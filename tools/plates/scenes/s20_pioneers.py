"""Plate 20: Young Pioneers in their red neckerchiefs, a line of salutes."""

from __future__ import annotations

from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.ground import haze, paving, sky
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose
from tools.plates.shapes import Point, rect, smooth

SIZE = (2400, 3000)
FINISH = Finish(bloom=0.14, vignette=0.2)
VIEW = Camera((1500, 1180), 2700, 1.22)
LAMP = Light(140, "#fff3d4", "#35456b", 9, 46, 0.95, 0.5)
AIR = "#c9cfd2"
RED = "#cf2f2c"
BOY = Outfit(
    "shirt", "#f3eee2", "#2d4468", skin="#cf9f80", hair="short", shoes="#26252b", scarf=RED
)
GIRL = Outfit(
    "skirt",
    "#f5f0e4",
    "#2d4468",
    skin="#d3a485",
    hair="bob",
    shoes="#26252b",
    scarf=RED,
    broad=0.92,
)


def draw(plate: Plate) -> None:
    """A morning square, a hall with flags, rows of children, and the nearest of them."""
    rng = Random(20)
    sky(plate, ["#7fa6bd", "#b9cdd0", "#f1e6cc"], 1180)
    plate.glow((200, 200), 1900, "#fff2cf", 0.7)
    _hall(plate, rng)
    haze(plate, "#e9e2cf", 820, 1290, 0.5)
    _square(plate)
    for z, count in ((12.5, 17), (10.6, 15), (9.0, 14)):
        for i in range(count):
            _child(plate, rng, -6.2 + i * 0.72 + rng.gauss(0, 0.03), z, detail=False)
    haze(plate, "#e9e2cf", 1050, 1560, 0.36)
    for k in range(6, -1, -1):
        _child(plate, rng, 0.43 - k * 0.5, 2.18 + k * 0.74, detail=k < 5, pick=k)
    plate.wash([(0, 2500), (2400, 2500), (2400, 3000), (0, 3000)], ["#2b3450", "#2b3450"],
               (0, 2480), (0, 3000), (0.0, 0.35))  # fmt: skip


def _hall(plate: Plate, rng: Random) -> None:
    stone, dusk = "#d8cdb6", "#9aa2ab"
    plate.wash(rect(-40, 520, 2480, 700), [stone, mix(stone, AIR, 0.5)], (0, 520), (0, 1200))
    plate.fill(rect(-40, 480, 2480, 62), mix(stone, "#ffffff", 0.25))
    plate.fill(rect(-40, 542, 2480, 34), mix(stone, dusk, 0.6))
    for i in range(9):
        x = 40 + i * 290
        plate.wash(rect(x + 96, 590, 194, 560), ["#6c7a88", "#98a0a4"], (0, 590), (0, 1150))
        for row in range(4):
            plate.fill(
                rect(x + 126, 640 + row * 128, 134, 84),
                mix("#4f6377", "#c9d6da", rng.uniform(0.1, 0.5)),
            )
        plate.wash(rect(x, 576, 96, 590), ["#f3ead6", "#c9c0ae", "#8f949a"], (x, 0), (x + 96, 0))
    for k in range(5):
        plate.fill(
            rect(-40, 1150 + k * 17, 2480, 17), mix("#e6dcc8", "#a9a59b", 0.15 + 0.4 * (k % 2))
        )
    for x in (150, 620, 1090, 1560, 2030):
        pole = x + 20
        plate.line([(pole, 1150), (pole, 90)], "#f1e8d6", 11)
        plate.line([(pole + 4, 1150), (pole + 4, 90)], "#8b8f94", 4, 0.7)
        lift = rng.uniform(-24, 24)
        flag = [(pole, 100), (pole + 120, 76 + lift), (pole + 240, 128), (pole + 350, 104 + lift),
                (pole + 344, 322 + lift), (pole + 236, 346), (pole + 118, 296 + lift), (pole, 320)]  # fmt: skip
        shape = smooth(flag)
        plate.fill(shape, RED)
        with plate.inside(shape):
            plate.wash(flag, ["#8e1d26", RED], (pole + 110, 0), (pole + 250, 0), (0.7, 0.0))
            plate.wash(flag, ["#f2654a", RED], (pole + 250, 0), (pole + 350, 0), (0.6, 0.0))


def _square(plate: Plate) -> None:
    ground = [(-20, 1232), (2420, 1232), (2420, 3020), (-20, 3020)]
    plate.wash(ground, ["#e9dfc8", "#cdbfa6", "#9f937f"], (0, 1232), (0, 3000))
    plate.dabs(ground, ["#d9ccb4", "#a89b86", "#c3b49a"], 260, (360, 22), 0, 0.16, 3)
    paving(plate, VIEW, "#8d8272", 2.2, 24, 1.1, 14, 0.3)


def _child(plate: Plate, rng: Random, x: float, z: float, detail: bool, pick: int = -1) -> None:
    """A child at attention with the Pioneers' salute: the hand above the brow."""
    girl = rng.random() < 0.5 if pick < 0 else pick % 2 == 0
    at: Point = VIEW.at(x, z)
    height = VIEW.size(1.36 * rng.gauss(1, 0.03), z)
    if not -400 < at[0] < 2800:
        return
    wears = (GIRL if girl else BOY).but(
        hair=("tail" if girl and pick in (2, 6) else "bob") if girl else "short"
    )
    wears = wears.toned(AIR, min(0.55, max(0, z - 3) * 0.055))
    pose = Pose(turn=0.42, child=0.85, head=-3 + rng.gauss(0, 2), look=0.06 if pick == 1 else 0.5 + rng.gauss(0, 0.12), tilt=1.5, arms="none",
                left_arm=(-117 + rng.gauss(0, 4), 139 + rng.gauss(0, 3)), right_arm=(7, 5),
                left_leg=(-3, -2), right_leg=(3, 2), lean=-1)  # fmt: skip
    shadow_of(plate, at, height, pose, wears, "#5b5a66", 0.5, 0.9, 0.2, height * 0.006)
    bones = figure(plate, at, height, pose, wears, LAMP, detail=detail)
    if not detail:
        return
    with plate.moved(*at, scale=height):
        for side in (0, 1):
            kx = bones.knees[side][0]
            ax, ay = bones.ankles[side]
            if girl:
                sock = [(ax - 0.021, ay), (ax + 0.021, ay), (ax + (kx - ax) * 0.4 + 0.03, ay - 0.085),
                        (ax + (kx - ax) * 0.4 - 0.03, ay - 0.085)]  # fmt: skip
                plate.fill(sock, "#f4efe4")
        if girl:
            hx, hy = bones.head
            plate.fill(smooth([(hx - 0.05, hy - 0.085), (hx - 0.012, hy - 0.1), (hx - 0.004, hy - 0.07),
                               (hx - 0.04, hy - 0.066)]), RED)  # fmt: skip
