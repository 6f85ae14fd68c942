"""Plate 15: dancers hold a pose while the card wall behind them changes its picture."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import mix
from tools.plates.crowds import card_wall, picture, ribbon
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose
from tools.plates.shapes import Point, oval, smooth

SIZE = (3600, 2400)
SCALE = 1.125  # full-bleed: 2,700 px high, so 300 ppi over the whole page and its bleed
FINISH = Finish(vignette=0.26, grain=0.006)
QUALITY = 80
COLUMNS, ROWS = 126, 49
ART = (1500, 580)
VIEW = Camera((1800, 1120), 3000, 3.5)
LAMP = Light(125, "#fff0cc", "#26305a", 9, 60, 0.85, 0.6)


def draw(plate: Plate) -> None:
    """The wall, its light on the floor, and the ranks from the farthest to the nearest."""
    rng = Random(15)
    full = [(0, 0), (3600, 0), (3600, 2400), (0, 2400)]
    plate.fill(full, "#10141f")
    first = picture((COLUMNS, ROWS), ART, _flowers, 96)
    second = picture((COLUMNS, ROWS), ART, _sea, 96)
    card_wall(plate, first, _stand, 15, second, _turn, aisles=6, lamp=_lamp)
    edge = [(x, 62 - 34 * (x / 1800 - 1) ** 2) for x in range(-40, 3700, 60)]
    plate.fill([*edge, (3700, -30), (-60, -30)], "#0a0d14")
    _floor(plate)
    z = 38.0
    row = 0
    while z > 7.5:
        _rank(plate, rng, z, row)
        z *= 0.845
        row += 1
    with plate.layer(blend="screen"):
        for x, lean in ((-150, 900), (700, 700)):
            ray = [(x, -60), (x + 190, -60), (x + lean + 900, 2300), (x + lean + 100, 2300)]
            plate.wash(ray, ["#ffe7b4", "#ffe7b4"], (x, 0), (x + lean, 2000), (0.26, 0.0), blur=40)
    plate.wash(full, ["#0a1022", "#0a1022"], (1800, 1900), (2900, 2700), (0.0, 0.5))


def _stand(u: float, v: float) -> Point:
    bow = (2 * u - 1) ** 2
    return -60 + u * 3720, 70 - 34 * bow + (1235 + 26 * bow) * (v * 0.9 + v * v * 0.1)


def _turn(u: float, v: float) -> float:
    """The change runs from the left to the right and is ahead at the bottom."""
    return 0.5 + (0.47 + 0.24 * (v - 0.5) - u) * 7


def _lamp(u: float, v: float) -> float:
    line = 0.47 + 0.24 * (v - 0.5)
    return 0.78 + 0.3 * math.exp(-(((u - line) / 0.12) ** 2)) + 0.1 * v


def _flowers(sheet: Plate) -> None:
    w, h = ART
    rng = Random(3)
    sheet.wash([(0, 0), (w, 0), (w, h), (0, h)], ["#f3c65a", "#e98f4c", "#7f3144"], (0, 0), (0, h))
    for _ in range(60):
        x, y = rng.uniform(0, w), h - rng.random() ** 1.6 * 230
        sheet.fill(
            oval(x, y, 70, 20, rng.uniform(-50, 50)), rng.choice(("#2f6d4b", "#1f5243", "#4f8a4f"))
        )
    for x, y, size in ((860, 300, 165), (1290, 250, 190), (1060, 480, 130), (640, 470, 120),
                       (1440, 490, 110), (250, 380, 170)):  # fmt: skip
        for ring, tone in (
            (1.0, "#a81f3d"),
            (0.8, "#d43a52"),
            (0.58, "#ef7076"),
            (0.36, "#f9b3a4"),
        ):
            for k in range(8):
                a = (k + ring * 3) / 8 * math.tau
                sheet.fill(oval(x + math.cos(a) * size * ring * 0.55, y + math.sin(a) * size * ring * 0.5,
                                size * ring * 0.42), mix(tone, "#ffffff", 0.08 * (k % 2)))  # fmt: skip
        sheet.fill(oval(x, y, size * 0.16), "#ffd75e")


def _sea(sheet: Plate) -> None:
    w, h = ART
    sheet.wash([(0, 0), (w, 0), (w, h), (0, h)], ["#bfe0ea", "#5aa6c8", "#174a84"], (0, 0), (0, h))
    tones = ("#8cc4da", "#4c93c0", "#2a6aa6", "#184a86", "#0f3264")
    for k, tone in enumerate(tones):
        base = 150 + k * 92
        crest = [(x, base - (58 + k * 8) * abs(math.sin(x / (150 + k * 16) + k * 1.3)) ** 1.5)
                 for x in range(-20, w + 30, 10)]  # fmt: skip
        sheet.fill([*crest, (w + 20, h), (-20, h)], tone)
        sheet.line(crest, "#f6fbf6", 15)
        sheet.line([(x + 16, y + 26) for x, y in crest], "#cfe7ee", 7, 0.8)


def _floor(plate: Plate) -> None:
    floor = [(-20, 1330), (3620, 1330), (3620, 2420), (-20, 2420)]
    plate.wash(floor, ["#6d6f86", "#3e4767", "#1a2140"], (0, 1330), (0, 2400))
    plate.wash(floor, ["#6f9fc4", "#c0647a"], (300, 0), (3300, 0), (0.34, 0.34), blend="soft")
    with plate.layer(blend="screen"):
        for i in range(90):
            x = i * 41
            tone = "#4f9ac4" if x < 1600 else "#d8806a"
            plate.wash([(x, 1336), (x + 26, 1336), (x + 26, 1800), (x, 1800)], [tone, tone],
                       (0, 1336), (0, 1760), (0.16 + 0.1 * (i % 3), 0.0), blur=10)  # fmt: skip
    plate.fill([(-20, 1318), (3620, 1318), (3620, 1350), (-20, 1350)], "#c9bfae", 0.75)
    plate.fill([(-20, 1344), (3620, 1344), (3620, 1356), (-20, 1356)], "#151a2a", 0.8)


def _rank(plate: Plate, rng: Random, z: float, row: int) -> None:
    gap, tall = 1.9, 1.62
    count = int(3900 / VIEW.size(gap, z)) + 2
    far = min(max((z - 8) / 40, 0), 0.5)
    for i in range(count):
        x = (i - count / 2 + 0.5 * (row % 2)) * gap + rng.gauss(0, 0.05)
        at = VIEW.at(x, z)
        height = VIEW.size(tall * rng.gauss(1, 0.018), z)
        if not -400 < at[0] < 4000:
            continue
        shadow = [(at[0] - height * 0.14, at[1] - 5), (at[0] + height * 0.14, at[1] - 5),
                  (at[0] + height * 0.75, at[1] + height * 0.26),
                  (at[0] + height * 0.42, at[1] + height * 0.3)]  # fmt: skip
        plate.fill(smooth(shadow), "#0c1230", 0.55, blur=height * 0.012)
        wears = Outfit("hanbok", "#f8efe0", mix("#f2c14a", "#e8933c", rng.random() * 0.5), hair="bun",
                       shirt="#c8394a").toned("#5a6288", far)  # fmt: skip
        pose = Pose(turn=0.35, lean=-5 + rng.gauss(0, 1), head=-8, look=0.6, tilt=-5,
                    left_arm=(-112 + rng.gauss(0, 3), -128), right_arm=(142 + rng.gauss(0, 3), 158),
                    arms="none")  # fmt: skip
        bones = figure(plate, at, height, pose, wears, LAMP)
        _scarf(plate, at, height, bones.hands, mix("#d8364c", "#5a6288", far))


def _scarf(plate: Plate, at: Point, h: float, hands: tuple[Point, Point], tone: str) -> None:
    (ax, ay), (bx, by) = ((at[0] + x * h, at[1] + y * h) for x, y in hands)
    over = [(bx, by), (bx - h * 0.05, by - h * 0.1), (bx - h * 0.2, by - h * 0.13),
            (ax + h * 0.1, ay - h * 0.13), (ax + h * 0.01, ay - h * 0.07), (ax, ay)]  # fmt: skip
    tail = [(ax, ay), (ax - h * 0.09, ay + h * 0.06), (ax - h * 0.11, ay + h * 0.18),
            (ax - h * 0.17, ay + h * 0.3)]  # fmt: skip
    lift = h * 0.009
    path = [*over, *tail[1:]]
    plate.fill(ribbon(path, h * 0.058), mix(tone, "#3a1030", 0.35))
    plate.fill(ribbon([(x - lift, y - lift) for x, y in path], h * 0.046), tone)
    plate.fill(ribbon([(x - lift, y - lift * 2) for x, y in over], h * 0.012), "#ffd9c4", 0.75)
