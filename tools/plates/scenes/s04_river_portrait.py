"""Evening by the river: the city across the water, a lit portrait low on one wall."""

from __future__ import annotations

import math
from random import Random

from tools.plates.colour import lighter, mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band, clouds, haze, hills, reflection, sky
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose
from tools.plates.shapes import oval, polygon, rect, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (2400, 3600)
FINISH = QUIET
QUALITY = 78
SHORE = 1960
AIR = "#c98f84"
GOLD = "#ffcf87"
PANEL = (1370.0, 1690.0, 150.0, 190.0)
EVENING = Light(95, "#f4b48c", "#120f22", 9, 40, 0.8, 0.5)


def draw(plate: Plate) -> None:
    """Sky, far city, near city with the portrait, the river, the bank we stand on."""
    sky(plate, ["#1f2a52", "#46507f", "#8a6f92", "#d98f7f", "#f6be86"], SHORE)
    clouds(plate, "#e79a86", 700, 1500, 10, 0.28)
    clouds(plate, "#2c3462", 200, 900, 6, 0.25)
    plate.glow((620, SHORE - 60), 1300, "#ffc888", 0.6, squash=0.5)
    hills(plate, SHORE, 260, "#86688a", AIR, 4)
    _far_city(plate)
    _near_city(plate)
    _water(plate)
    _bank(plate)


def _windows(plate: Plate, box: tuple[float, float, float, float], lamps: float, rng: Random) -> None:
    left, top, right, bottom = box
    y = top + 16
    while y < bottom - 20:
        x = left + 12
        while x < right - 14:
            if rng.random() < lamps:
                plate.fill(rect(x, y, 9, 13), mix(GOLD, "#f7a55f", rng.random()),
                    rng.uniform(0.4, 1))
            else:
                plate.fill(rect(x, y, 9, 13), "#241f40", 0.35)
            x += 21
        y += 29


def _far_city(plate: Plate) -> None:
    rng = Random(14)
    for k in range(17):
        x, wide, tall = k * 150 - 60 + rng.uniform(-30, 30), rng.uniform(80,
            150), rng.uniform(120, 430)
        tone = mix("#7d6285", AIR, rng.uniform(0.1, 0.4))
        plate.wash(rect(x, SHORE - tall, wide, tall), [tone, AIR], (0, SHORE - tall), (0, SHORE))
    x = 470
    plate.wash([(x - 40, SHORE), (x - 22, 1010), (x + 22, 1010), (x + 40, SHORE)],
        ["#5f4c75", "#a8797f"], (0, 1010), (0, SHORE))
    plate.glow((x, 950), 190, "#ff7a55", 0.75)
    plate.fill(smooth([(x - 24, 1010), (x - 30, 960), (x, 880), (x + 28, 955), (x + 22, 1010)]),
        "#ff9a6a")
    haze(plate, AIR, SHORE - 320, SHORE + 30, 0.6)


def _near_city(plate: Plate) -> None:
    rng = Random(6)
    blocks = ((-60, 330, 420), (290, 170, 250), (720, 230, 560), (960, 250, 380),
        (1240, 470, 640), (1740, 210, 860), (1970, 260, 470), (2190, 300, 700))
    for x, wide, tall in blocks:
        tone = mix("#3a3158", "#6d4d6e", rng.random() * 0.6)
        plate.wash(rect(x, SHORE - tall, wide, tall), [tone, lighter(tone, 0.05)],
            (0, SHORE - tall), (0, SHORE))
        plate.fill(polygon([(x, SHORE - tall), (x + 22, SHORE - tall), (x + 22, SHORE),
            (x, SHORE)]), "#e8a385", 0.3)
        _windows(plate, (x + 22, SHORE - tall, x + wide, SHORE - 60), 0.3, rng)
    plate.wash(band(plate, SHORE - 70, SHORE + 8), ["#2c2546", "#1d1a34"], (0, SHORE - 70),
        (0, SHORE))
    for k in range(46):
        x = k * 54 + rng.uniform(-14, 14)
        plate.fill(oval(x, SHORE - 52, rng.uniform(26, 48), rng.uniform(20, 40)), "#251f3d")
    _portrait(plate)
    for k in range(15):
        x = 60 + k * 165
        plate.line([(x, SHORE), (x, SHORE - 62)], "#171428", 5)
        plate.glow((x, SHORE - 66), 80, GOLD, 0.8)
        plate.fill(oval(x, SHORE - 66, 7), "#fff1d0")


def _portrait(plate: Plate) -> None:
    """A framed, floodlit panel; the person on it no more than a shape of paint."""
    x, y, wide, tall = PANEL
    plate.glow((x + wide / 2, y + tall / 2), 420, "#ffcb7d", 0.8)
    plate.fill(rect(x - 16, y - 16, wide + 32, tall + 32), "#a8743c")
    plate.fill(rect(x - 8, y - 8, wide + 16, tall + 16), "#f6d48b")
    plate.wash(rect(x, y, wide, tall), ["#fbe9c0", "#f0bd8c", "#c98674"], (x, y), (x, y + tall))
    with plate.inside(rect(x, y, wide, tall)):
        middle = x + wide * 0.47
        plate.fill(smooth([(x - 30, y + tall + 30), (x + 4, y + 152), (middle - 26, y + 122),
            (middle + 34, y + 122), (x + wide - 6, y + 146), (x + wide + 30, y + tall + 30)]),
            "#5b5a6e")
        plate.fill([(middle - 12, y + 118), (middle + 24, y + 118), (middle + 10, y + 162)],
            "#e7d8c4")
        plate.fill(taper([(middle + 4, y + 120), (middle + 4, y + 96)], [15, 15]), "#c08d6e")
        plate.fill(smooth([(middle - 30, y + 62), (middle + 2, y + 36), (middle + 33, y + 60),
            (middle + 28, y + 98), (middle + 6, y + 116), (middle - 22, y + 98)]), "#d7a37e")
        plate.fill(oval(middle - 17, y + 78, 9, 24, 8), "#b78163", 0.6)
        plate.fill(smooth([(middle - 31, y + 84), (middle - 34, y + 48), (middle + 4, y + 24),
            (middle + 36, y + 46), (middle + 30, y + 56), (middle - 6, y + 50),
            (middle - 24, y + 62)]), "#544a58")
    plate.fill(rect(x, y, wide, tall), "#ffd9a0", 0.22)
    for way in (-1, 1):
        plate.glow((x + wide / 2 + way * 88, y + tall + 30), 90, "#fff0c4", 0.8)


def _water(plate: Plate) -> None:
    river = band(plate, SHORE, 3100)
    plate.wash(river, ["#8f667e", "#5b4a74", "#323560", "#1c2346"], (0, SHORE), (0, 3100))
    plate.dabs(river, ["#d6957f", "#7a6790", "#1c2348", "#e7b08a"], 700, (260, 7), 0, 0.2, 1.5)
    rng = Random(2)
    for x, wide, tall in ((-60, 330, 420), (720, 230, 560), (1240, 470, 640), (1740, 210, 860),
        (2190, 300, 700)):
        for k in range(50):
            depth = k / 50
            shift = rng.gauss(0, 8 + 60 * depth)
            y = SHORE + depth * tall * 1.15
            plate.fill(rect(x + shift, y, wide, 5 + 9 * depth), "#241f42", 0.3 * (1 - depth))
    reflection(plate, 470, SHORE + 10, 2900, "#ff9468", 34, 0.5)
    for k in range(15):
        reflection(plate, 60 + k * 165, SHORE + 6, 2500 + 90 * math.sin(k), GOLD, 17, 0.6)
    for shift in (-45, 0, 45):
        reflection(plate, PANEL[0] + 75 + shift, SHORE + 10, 2990, "#ffd796", 46, 0.62)


def _bank(plate: Plate) -> None:
    wall = band(plate, 3080, 3620)
    plate.wash(wall, ["#2a2544", "#15132a"], (0, 3080), (0, 3600))
    plate.dabs(wall, ["#3d3455", "#0f0d20"], 150, (320, 22), 0, 0.3, 3)
    plate.line([(-10, 3084), (2410, 3084)], "#c98f80", 6, 0.5)
    for k in range(15):
        x = 40 + k * 172
        plate.fill(taper([(x, 3420), (x, 3150)], [15, 13]), "#121024")
    for y, thick in ((3150, 30), (3290, 13)):
        plate.line([(-20, y), (2420, y)], "#121024", thick)
        plate.line([(-20, y - thick * 0.4), (2420, y - thick * 0.4)], "#e0a188", 4, 0.55)
    plate.wash(band(plate, 3440, 3620), ["#0f0d1f", "#0a0916"], (0, 3440), (0, 3600))
    couple = (
        (660, 1, Pose(turn=0.3, back=True, lean=4, right_arm=(9, 4), left_arm=(-14, 26), head=5),
            Outfit(top="#2a2742", bottom="#211e36", skin="#8a6258")),
        (870, 0.93, Pose(turn=-0.3, back=True, lean=-3, look=-0.7, left_arm=(-7, 2),
            right_arm=(10, 22)), Outfit(kind="skirt", top="#7c4a5c", bottom="#2b2440", hair="bob",
            broad=0.88, skin="#95695c")),
    )  # fmt: skip
    for x, size, pose, wears in couple:
        figure(plate, (x, 3572), 1010 * size, pose, wears, EVENING, detail=True)
    _willow(plate)


def _willow(plate: Plate) -> None:
    """Hanging branches in the upper corner, between us and the sky."""
    rng = Random(33)
    for _ in range(70):
        x, long = rng.uniform(1380, 2460), rng.uniform(300, 1300)
        long *= 0.35 + 0.65 * (x - 1400) / 1000
        drift = rng.uniform(-70, 10)
        points = [(x, -40), (x + drift * 0.3, long * 0.5), (x + drift, long)]
        plate.line(points, "#15142b", 4, 0.9, soft=True)
        for k in range(int(long / 26)):
            share = k * 26 / long
            px, py = x + drift * share, -40 + (long + 40) * share
            side = rng.choice((-1, 1))
            tip = (px + side * rng.uniform(12, 26), py + rng.uniform(30, 56))
            plate.fill(taper([(px, py), ((px + tip[0]) / 2 + side * 4, (py + tip[1]) / 2), tip],
                [2, 6.5, 1]), "#191834" if side < 0 else "#262447")
