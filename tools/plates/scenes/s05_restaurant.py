"""Supper under warm lamps while the television on the wall shows tractors of long ago."""

from __future__ import annotations

from random import Random

from tools.plates.colour import lighter, mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band
from tools.plates.paint import Light, Plate
from tools.plates.pose import STAND, Pose
from tools.plates.shapes import oval, polygon, rect, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
LAMP = Light(78, "#ffd594", "#2b1216", 9, 52, 0.85, 0.5)
WALL, WOOD = "#8c4a35", "#4a2420"
CLOTH = "#f1dfc0"


def draw(plate: Plate) -> None:
    """Wall and window, the television, guests at the back, our table."""
    _room(plate)
    _television(plate)
    _far_guests(plate)
    _table_behind(plate)
    _table(plate)
    _table_before(plate)
    for x, y in ((700, 330), (1800, 250), (3010, 330)):
        _lamp(plate, x, y)
    plate.glow((1800, 1500), 1900, "#ffb866", 0.16)


def _room(plate: Plate) -> None:
    plate.wash(band(plate, -10, 1720), ["#5d2f2a", WALL, "#a6603f"], (0, 0), (0, 1700))
    plate.dabs(band(plate, -10, 1300), ["#b06a45", "#5a2b28", "#9c5539"], 300, (340, 30), 88,
        0.12, 4)
    panel = band(plate, 1240, 1760)
    plate.wash(panel, ["#6a3528", "#3a1b1c"], (0, 1240), (0, 1760))
    for k in range(16):
        x = -60 + k * 245
        plate.fill(rect(x, 1290, 200, 400, 6), "#7a4030", 0.55)
        plate.line([(x + 6, 1294), (x + 194, 1294)], "#c98455", 6, 0.5)
    plate.line([(-10, 1244), (3610, 1244)], "#d89a62", 10, 0.6)
    plate.fill(rect(130, 240, 860, 1000), "#241a2c")
    plate.wash(rect(160, 270, 800, 960), ["#27304f", "#4c5070", "#8d7480"], (0, 270), (0, 1230))
    rng = Random(4)
    for _ in range(46):
        x, y = rng.uniform(180, 940), rng.uniform(700, 1180)
        plate.fill(rect(x, y, 12, 16), "#f3c478", rng.uniform(0.2, 0.8))
    plate.line([(560, 270), (560, 1230)], "#3a2025", 22)
    for left, way in ((60, 1), (1060, -1)):
        for k in range(7):
            x = left + way * k * 34
            fold = smooth([(x - 30, 190), (x + 30, 190), (x + 34, 800), (x + 26, 1250),
                (x - 30, 1250), (x - 22, 800)])
            plate.wash(fold, ["#a9483f", "#6c2a2d"] if k % 2 else ["#8c3835", "#521f26"],
                (x - 30, 0), (x + 30, 0))
    plate.fill(rect(-20, 170, 1200, 56), "#5b2a24")
    plate.wash(band(plate, 1700, 2410), ["#45211f", "#220f14"], (0, 1700), (0, 2400))


def _television(plate: Plate) -> None:
    """Grey-blue footage: tractors in a row, a plant with chimneys, a banner-bright sky."""
    x, y, wide, tall = 2130, 420, 830, 560
    plate.glow((x + wide / 2, y + tall / 2), 950, "#9fb6c4", 0.45)
    plate.fill(rect(x - 44, y - 40, wide + 88, tall + 96, 26), "#17141a")
    plate.line([(x - 30, y - 34), (x + wide + 30, y - 34)], "#c98b5c", 6, 0.5)
    screen = rect(x, y, wide, tall, 22)
    plate.wash(screen, ["#c9d2d0", "#a9b5b5", "#82908f"], (x, y), (x, y + tall))
    with plate.inside(screen):
        for k, (cx, high) in enumerate(((90, 250), (190, 300), (290, 225), (640, 190))):
            plate.fill(taper([(x + cx, y + 380), (x + cx, y + 380 - high)], [24, 16]), "#6b7b7d")
            for i in range(5):
                plate.fill(oval(x + cx + 40 * i + 10, y + 360 - high - i * 22, 34 + 15 * i,
                    20 + 7 * i), "#e3e8e4", 0.5, blur=10)
            plate.fill(rect(x + cx - 80, y + 290 + 12 * (k % 2), 190, 120), "#7a8a8b")
        plate.wash(rect(x, y + 372, wide, 190), ["#95a099", "#5d6968"], (0, y + 372), (0, y + tall))
        for k in range(9):
            plate.line([(x + 420, y + 372), (x - 300 + k * 190, y + tall + 10)], "#4d5858", 5, 0.45)
        for k in range(3, -1, -1):
            size = 1.25 - k * 0.25
            _tractor(plate, x + 200 + k * 165, y + 500 - k * 40, size)
        for k in range(48):
            plate.line([(x, y + 6 + k * 12), (x + wide, y + 6 + k * 12)], "#2f3d42", 3, 0.12)
        plate.glow((x + 190, y + 60), 520, "#ffffff", 0.35)


def _tractor(plate: Plate, x: float, y: float, size: float) -> None:
    dark, body = "#313b3d", "#566567"
    with plate.moved(x, y, size):
        plate.fill(polygon([(-20, -66), (92, -62), (100, -22), (-20, -18)]), body)
        plate.fill(polygon([(-72, -128), (6, -128), (2, -60), (-20, -20), (-72, -30)]),
            lighter(body, -0.06))
        plate.fill(polygon([(-62, -118), (-4, -118), (-6, -74), (-62, -74)]), "#b9c4c2")
        plate.line([(60, -64), (60, -112)], dark, 8)
        for cx, cy, r in ((-42, -24, 46), (76, -10, 27)):
            plate.fill(oval(cx, cy, r), dark)
            plate.fill(oval(cx, cy, r * 0.5), "#7d8b8b")


def _far_guests(plate: Plate) -> None:
    rng = Random(8)
    people = ((1395, 0.6, "skirt", "#a9554c", "bun"), (1600, -0.7, "suit", "#3c3036", "short"),
        (3180, -0.6, "suit", "#45343a", "short"), (3420, -0.8, "skirt", "#cfa98a", "bob"))
    for x, turn, kind, top, hair in people:
        wears = Outfit(kind=kind, top=top, bottom="#2f2228", hair=hair, skin="#c3916f",
            broad=0.9 if kind == "skirt" else 1.0)
        pose = STAND.but(turn=turn, lean=rng.uniform(-4, 4), left_arm=(-10, 40),
            right_arm=(12, -30), head=rng.uniform(-6, 6))
        figure(plate, (x, 1990), 900, pose, wears.toned("#7a3f30", 0.28), LAMP)
    for x, wide in ((1490, 420), (3330, 330)):
        plate.fill(oval(x, 1580, wide, 56), mix(CLOTH, "#a0603f", 0.35))
        plate.wash(polygon([(x - wide, 1582), (x + wide, 1582), (x + wide - 40, 1900),
            (x - wide + 40, 1900)]), ["#b98863", "#5a2f28"], (0, 1580), (0, 1900))
        for k in range(6):
            cx = x - wide * 0.7 + k * wide * 0.28
            plate.fill(oval(cx, 1562 + 14 * (k % 2), 44, 13), "#fbf0d8", 0.85)
            plate.fill(taper([(cx + 40, 1560), (cx + 40, 1500)], [10, 14]),
                "#6d8a5a" if k % 2 else "#e2b76a", 0.85)
    plate.wash(band(plate, 1300, 1760), ["#a85c3a", "#a85c3a"], (0, 1300), (0, 1760), (0, 0.22))


def _diner(plate: Plate, x: float, y: float, height: float, pose: Pose, wears: Outfit) -> None:
    figure(plate, (x, y), height, pose, wears, LAMP, detail=True)


def _table_behind(plate: Plate) -> None:
    woman = Outfit(tie="#5a2b30", kind="skirt", top="#e3c9a4", hair="bob", broad=0.88,
        skin="#d19c77")
    man = Outfit(tie="#5a2b30", top="#38303c", shirt="#ead6b4", skin="#c6926c", pin="#c8302a")
    guest = Outfit(kind="shirt", top="#6f8a86", skin="#ddad8a", hair_colour="#5a3a28")
    _diner(plate, 1130, 2700, 1560, Pose(turn=0.5, look=0.75, lean=4, head=3, left_arm=(-4, 62),
        right_arm=(24, 112), arms="none"), woman)
    _diner(plate, 1830, 2690, 1650, Pose(turn=0.3, look=0.8, lean=2, head=-3, left_arm=(-9, 36),
        right_arm=(9, -40), arms="none"), man)
    _diner(plate, 2520, 2720, 1640, Pose(turn=-0.5, look=0.3, lean=-3, head=5,
        left_arm=(-26, -96), right_arm=(10, -40), arms="none"), guest)


def _table(plate: Plate) -> None:
    top = oval(1830, 2030, 1420, 250)
    plate.fill(oval(1830, 2090, 1430, 260), "#1d0c10", 0.5, blur=30)
    plate.wash(top, [mix(CLOTH, "#d79a5f", 0.3), CLOTH, "#d9b688"], (0, 1790), (0, 2280))
    skirt = polygon([(410, 2040), (3250, 2040), (3330, 2420), (330, 2420)])
    with plate.layer():
        plate.wash(skirt, ["#c79c70", "#8a5a42", "#5a332c"], (0, 2100), (0, 2420))
        for k in range(27):
            x = 420 + k * 107
            plate.fill(taper([(x, 2120), (x + (x - 1830) * 0.05, 2450)], [12, 34]), "#5f382e",
                0.35, blur=10)
    plate.wash(top, [mix(CLOTH, "#d79a5f", 0.3), CLOTH, "#d9b688"], (0, 1790), (0, 2280))
    plate.line(top, "#fff3d6", 7, 0.5)
    with plate.inside(top):
        plate.glow((1800, 1950), 900, "#fff0cf", 0.5, squash=0.3)
        for x in (1130, 1830, 2520):
            plate.glow((x + 20, 1830), 330, "#8a4f38", 0.5, squash=0.3, blend="over")
    rng = Random(31)
    foods = ("#b6482f", "#6f8a3f", "#e0a43d", "#8c5a34", "#d9d2b4", "#c76b3a")
    dishes = ((900, 1960, 120), (1180, 2060, 150), (1420, 1930, 110), (1640, 2090, 165),
        (1830, 1935, 130), (2080, 2040, 140), (2310, 1930, 115), (2480, 2080, 150),
        (2790, 1980, 120))
    for k, (x, y, r) in enumerate(sorted(dishes, key=lambda dish: dish[1])):
        plate.fill(oval(x - 14, y + 22, r * 1.06, r * 0.34), "#7d4c36", 0.5, blur=8)
        plate.fill(oval(x, y, r, r * 0.34), "#fbf1dc")
        plate.fill(oval(x, y - 3, r * 0.8, r * 0.25), "#e9d5b2")
        for _ in range(13):
            fx, fy = x + rng.gauss(0, r * 0.28), y - 8 + rng.gauss(0, r * 0.075)
            tone = mix(foods[k % 6], rng.choice(foods), rng.uniform(0, 0.35))
            plate.fill(oval(fx, fy, r * rng.uniform(0.09, 0.2), r * 0.09, rng.uniform(-30, 30)),
                lighter(tone, rng.uniform(-0.04, 0.08)))
    for x, y in ((1040, 1905), (2180, 1880), (1560, 2000), (2650, 1930)):
        plate.fill(oval(x - 10, y + 6, 46, 14), "#7d4c36", 0.45, blur=6)
        plate.fill(polygon([(x - 24, y), (x - 34, y - 150), (x + 34, y - 150), (x + 24, y)]),
            "#f3dfb6", 0.5)
        plate.fill(polygon([(x - 24, y), (x - 32, y - 112), (x + 32, y - 112), (x + 24, y)]),
            "#dd9c3f", 0.9)
        plate.fill(polygon([(x - 32, y - 110), (x - 33, y - 134), (x + 33, y - 134),
            (x + 32, y - 110)]), "#f6e6c6")
        plate.fill(oval(x, y, 24, 7), "#b5762f")
        plate.line([(x + 15, y - 12), (x + 22, y - 104)], "#fff0cc", 5, 0.7)
    plate.fill(taper([(1990, 1935), (1990, 1750), (1990, 1700), (1990, 1620)], [44, 44, 18, 16]),
        "#38562f")
    plate.line([(2018, 1920), (2018, 1760)], "#a9c27a", 7, 0.7)
    plate.fill(rect(1950, 1790, 80, 90), "#e8d7ac", 0.9)


def _table_before(plate: Plate) -> None:
    """Two backs close to us, dark, with the lamp on their hair and shoulders."""
    left = Outfit(kind="shirt", top="#4d3a44", skin="#bb8866", bottom="#2b2024",
        hair_colour="#17100f")
    right = Outfit(kind="skirt", top="#7d3236", skin="#bb8866", hair="tail",
        hair_colour="#17100f", broad=0.9)
    _diner(plate, 520, 3420, 2150, Pose(turn=0.35, back=True, look=0.9, lean=3,
        left_arm=(-12, 20), right_arm=(16, 70), arms="both"), left)
    _diner(plate, 3160, 3400, 2080, Pose(turn=-0.3, back=True, look=-0.88, lean=-4, head=-3,
        left_arm=(-14, -60), right_arm=(14, -20), arms="both"), right)


def _lamp(plate: Plate, x: float, y: float) -> None:
    plate.line([(x, -10), (x, y - 90)], "#2a1516", 9)
    plate.glow((x, y + 40), 820, "#ffc06a", 0.42)
    shade = smooth([(x - 40, y - 96), (x + 40, y - 96), (x + 150, y + 30), (x + 156, y + 56),
        (x - 156, y + 56), (x - 150, y + 30)])
    plate.wash(shade, ["#b3552f", "#f3b467"], (x, y - 96), (x, y + 56))
    plate.fill(oval(x, y + 56, 150, 20), "#fff0c8")
    plate.glow((x, y + 70), 240, "#fff0c8", 0.7)
