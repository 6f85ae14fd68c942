"""Plate 17: Tae Kwon Do: a flying kick through a shaft of light, before ranks in white."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import Colour, mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose, joints
from tools.plates.shapes import Point, oval, polygon

SIZE = (3600, 2400)
FINISH = Finish(bloom=0.16, vignette=0.3, grain=0.006, grain_size=4.4)
VIEW = Camera((1800, 1330), 3300, 1.75)
LAMP = Light(52, "#fff3d2", "#2c3a4e", 12, 80, 0.95, 0.62)
AIR = "#5d6a6c"
BOARD: Point = (2352, 1225)
WHITE = Outfit("suit", "#e6e1d3", "#e0dbcd", "#efe9da", shoes="#c0906f")


def draw(plate: Plate) -> None:
    """The hall and its audience, ranks on both sides, and one figure in the air."""
    rng = Random(17)
    _hall(plate, rng)
    for z in (17.0, 14.0, 11.4, 9.2):
        _rank(plate, rng, z)
    _shaft(plate, rng, 0.5)
    _holder(plate, rng)
    _kicker(plate, rng)
    _shaft(plate, rng, 0.22)
    _dust(plate, rng)


def _hall(plate: Plate, rng: Random) -> None:
    full = [(0, 0), (3600, 0), (3600, 2400), (0, 2400)]
    plate.wash(full, ["#1d2a30", "#3b4a4c", "#67716b"], (0, 0), (0, 1500))
    for i in range(5):
        x = 60.0 + i * 770
        pane = [(x, -60), (x + 400, -60), (x + 400, 430), (x, 430)]
        glass = 0.22 + i * 0.17
        plate.wash(pane, ["#fff0c8", "#d9c99a"], (x, -60), (x, 430), (glass, glass * 0.85))
        for k in (133, 266):
            plate.line([(x + k, -60), (x + k, 430)], "#2a383c", 11)
        plate.line([(x, 180), (x + 400, 180)], "#2a383c", 11)
        plate.wash([(x - 40, 430), (x + 440, 430), (x + 440, 470), (x - 40, 470)], ["#6f7a70", "#33413f"],
                   (x, 430), (x, 470))  # fmt: skip
        plate.glow((x + 200, 190), 560, "#ffe9b8", 0.1 + i * 0.09)
    with plate.layer(blur=5):
        for row in range(7):
            y = 640 + row * 82
            plate.fill(
                [(0, y), (3600, y), (3600, y + 96), (0, y + 96)], mix("#33413f", "#1c2829", row / 7)
            )
            x = rng.uniform(-40, 0)
            while x < 3640:
                tone = rng.choice(("#2c3a3f", "#37474c", "#464f4a", "#54524a", "#232f33"))
                tall = rng.gauss(0, 7)
                plate.fill(oval(x, y + 42 + tall, 25, 38), tone)
                plate.fill(
                    oval(x, y - 2 + tall, 12, 15),
                    mix("#a08a72", "#3d4747", rng.uniform(0.25, 0.75)),
                )
                plate.fill(oval(x, y - 9 + tall, 12, 10), "#1a2326")
                x += rng.uniform(42, 92)
    plate.fill([(0, 1205), (3600, 1205), (3600, 1330), (0, 1330)], "#6a4a3c")
    plate.fill([(0, 1205), (3600, 1205), (3600, 1217), (0, 1217)], "#a98a66")
    plate.wash(
        [(0, 700), (3600, 700), (3600, 1330), (0, 1330)],
        [AIR, AIR],
        (0, 600),
        (0, 1330),
        (0.1, 0.5),
    )
    floor = [(0, 1328), (3600, 1328), (3600, 2400), (0, 2400)]
    plate.wash(floor, ["#8f8262", "#7a5f3f", "#3a2a20"], (0, 1328), (0, 2400))
    for i in range(-26, 27):
        x = i * 0.55
        plate.line([VIEW.at(x, 22), VIEW.at(x, 4)], "#33241a", 4, 0.35)
    plate.dabs(floor, ["#a58c60", "#5a4330"], 160, (520, 9), 0, 0.22, 1.5)
    pool = [VIEW.at(-3.2, 13), VIEW.at(1.6, 13), VIEW.at(0.6, 4.6), VIEW.at(-2.4, 4.6)]
    plate.fill(pool, "#ffdf9c", 0.5, blur=60, blend="screen")


def _belt(plate: Plate, at: Point, height: float, waist: Point, wide: float, tone: Colour) -> None:
    with plate.moved(*at, scale=height):
        x, y = waist
        plate.line([(x - 0.078 * wide, y + 0.012), (x + 0.078 * wide, y + 0.012)], tone, 0.02)
        plate.line([(x, y + 0.015), (x + 0.025, y + 0.085)], tone, 0.014)
        plate.line([(x, y + 0.015), (x - 0.014, y + 0.095)], tone, 0.014)


def _shadow(plate: Plate, at: Point, height: float, alpha: float = 0.5) -> None:
    x, y = at
    path = [(x - height * 0.06, y - 4), (x + height * 0.06, y - 4),
            (x - height * 0.3, y + height * 0.2), (x - height * 0.52, y + height * 0.22)]  # fmt: skip
    plate.fill(path, "#1d1410", alpha, blur=height * 0.014)


def _rank(plate: Plate, rng: Random, z: float) -> None:
    gap = 1.25
    for i in range(-9, 10):
        x = (i + 0.5) * gap + rng.gauss(0, 0.04)
        if abs(x + 0.4) < (1.3 if z > 12 else 2.9):
            continue
        at = VIEW.at(x, z)
        if not -200 < at[0] < 3800:
            continue
        height = VIEW.size(1.68 * rng.gauss(1, 0.025), z)
        wears = WHITE.toned(AIR, min(0.62, 0.12 + (z - 8) / 18))
        turn = -0.75 if x > 0 else 0.75
        pose = Pose(turn=turn, left_arm=(-20, 26), right_arm=(18, -22), arms="none", tilt=rng.gauss(0, 1),
                    left_leg=(-9, -7), right_leg=(9, 7), head=rng.gauss(0, 2))  # fmt: skip
        _shadow(plate, at, height, 0.4)
        bones = figure(plate, at, height, pose, wears, LAMP)
        _belt(
            plate, at, height, bones.waist, bones.width, mix("#1a1a20", AIR, min(0.6, (z - 8) / 18))
        )


def _holder(plate: Plate, rng: Random) -> None:
    """Someone braced, holding up the board that has just broken."""
    at, height = VIEW.at(1.5, 6.1), VIEW.size(1.72, 6.1)
    _shadow(plate, at, height)
    pose = Pose(turn=-0.85, lean=6, left_arm=(-118, -128), right_arm=(-104, -116), arms="none",
                left_leg=(-20, -6), right_leg=(22, 26), head=-4)  # fmt: skip
    bones = figure(plate, at, height, pose, WHITE.toned(AIR, 0.06), LAMP, detail=True)
    _belt(plate, at, height, bones.waist, bones.width, "#17171c")
    x, y = BOARD
    for way in (-1, 1):
        slab = [
            (x - 40, y + way * 6),
            (x + 8, y + way * 14),
            (x + 40 + way * 8, y + way * 170),
            (x - 14, y + way * 162),
        ]
        plate.fill(slab, "#b88a52")
        plate.line([slab[1], slab[2]], "#f0d49a", 7)
    for _ in range(46):
        a, far = rng.gauss(math.pi, 0.85), rng.random() ** 0.7 * 420
        sx, sy = x + math.cos(a) * far, y + math.sin(a) * far - 20
        long, turn = rng.uniform(6, 36), rng.uniform(0, 6.3)
        dx, dy = math.cos(turn) * long, math.sin(turn) * long
        plate.fill(polygon([(sx - dx, sy - dy), (sx + dx, sy + dy), (sx + dy * 0.3, sy - dx * 0.3)]),
                   rng.choice(("#e9c98c", "#c89a5c", "#fff0c4")))  # fmt: skip


def _kicker(plate: Plate, rng: Random) -> None:
    height = VIEW.size(1.72, 6.1)
    pose = Pose(turn=0.8, lean=-24, head=20, left_arm=(-44, 62), right_arm=(36, 128), arms="none",
                left_leg=(64, -48), right_leg=(100, 97), look=0.95)  # fmt: skip
    foot = joints(pose).ankles[1]
    at = (BOARD[0] - 80 - foot[0] * height * 1.02, BOARD[1] + 60 - foot[1] * height * 1.02)
    plate.fill(oval(at[0] - 200, VIEW.at(0, 6.1)[1] + 20, 420, 56), "#1d1410", 0.6, blur=30)
    bones = figure(plate, at, height * 1.02, pose, WHITE, LAMP, detail=True)
    with plate.moved(*at, scale=height * 1.02):
        x, y = bones.waist
        plate.line([(x - 0.07, y - 0.018), (x + 0.062, y + 0.03)], "#15151a", 0.022)
        plate.line(
            [(x + 0.01, y + 0.01), (x - 0.075, y + 0.075), (x - 0.13, y + 0.06)],
            "#15151a",
            0.014,
            soft=True,
        )
        plate.line(
            [(x + 0.01, y + 0.01), (x - 0.06, y + 0.045), (x - 0.14, y + 0.005)],
            "#15151a",
            0.013,
            soft=True,
        )


def _shaft(plate: Plate, rng: Random, alpha: float) -> None:
    with plate.layer(blend="screen"):
        for x, wide in ((3300, 300), (2780, 260), (2250, 220)):
            ray = [(x, 80), (x + wide, 80), (x + wide - 1500, 2350), (x - 1750 - wide * 0.4, 2350)]
            plate.wash(
                ray, ["#ffe6ae", "#d8a863"], (x, 80), (x - 1500, 2300), (alpha, 0.02), blur=34
            )


def _dust(plate: Plate, rng: Random) -> None:
    for _ in range(420):
        t = rng.random()
        x, y = 3100 - t * 2000 + rng.gauss(0, 420), 200 + t * 1900 + rng.gauss(0, 150)
        plate.fill(oval(x, y, rng.uniform(1.5, 5)), "#fff2cf", rng.uniform(0.1, 0.6))
    for _ in range(26):
        x = rng.uniform(600, 2200)
        plate.glow((x, rng.uniform(1900, 2150)), rng.uniform(150, 330), "#e8c48c", 0.12, squash=0.5)
