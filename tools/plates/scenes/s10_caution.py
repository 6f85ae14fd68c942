"""From a bus: an ordinary street, a cart, a soldier; a guide's half-raised hand."""

from __future__ import annotations

from random import Random

from tools.plates.buildings import Facade, block
from tools.plates.camera import Camera
from tools.plates.colour import lighter, mix
from tools.plates.crowd import STROLL, TOWN, Crowd, gather
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band, clouds, haze, hills, sky, tree
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import WALK, Pose
from tools.plates.shapes import oval, polygon, rect, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((1500, 980), 2800, 2.5)
AIR = "#cdd3d2"
DAY = Light(100, "#eef1ea", "#2b3340", 7, 44, 0.6, 0.4)
INSIDE = Light(172, "#cfdadb", "#06080d", 11, 120, 0.75, 0.6)
DARK = "#171a21"


def draw(plate: Plate) -> None:
    """The street under a white sky, the glass, then the dark bus and the guide."""
    _street(plate)
    _people(plate)
    _glass(plate)
    _frame(plate)
    _guide(plate)
    _camera(plate)


def _street(plate: Plate) -> None:
    horizon = CAMERA.centre[1]
    sky(plate, ["#b4c0c6", "#d0d5d3", "#e6e3d8"], horizon)
    clouds(plate, "#f4f3ec", 100, 800, 9, 0.4)
    hills(plate, horizon, 330, "#a5b1b8", AIR, 11)
    haze(plate, AIR, horizon - 260, horizon + 40, 0.6)
    pale = Facade("#c9c3b4", "#8b959c", 6, 10, sill=0.5)
    block(plate, CAMERA, (-22, -7), (38, 52), 14, pale, "#b3b0a8", 4)
    rose = Facade("#d2b9ab", "#8f939b", 5, 12, sill=0.5)
    block(plate, CAMERA, (-2, 17), (46, 60), 13, rose, "#a89d9b", 7)
    haze(plate, AIR, horizon - 130, horizon + 90, 0.45)
    ground = band(plate, horizon + 40, 2420)
    plate.wash(ground, ["#c3c4ba", "#a9a89f", "#8d8b86", "#77756f"], (0, horizon), (0, 1900))
    plate.dabs(ground, ["#d3d1c4", "#7a7a76", "#b7b19f"], 420, (380, 12), 0, 0.2, 1.5)
    verge = CAMERA.floor(-40, 40, 17, 23)
    plate.wash(polygon(verge), ["#a9b48a", "#8a9c74"], CAMERA.at(0, 23), CAMERA.at(0, 17))
    plate.dabs(polygon(verge), ["#71875f", "#c1c793"], 260, (60, 10), 0, 0.3, 8)
    for k, x in enumerate((-9.5, -5.2, -0.8, 4.2, 9.2)):
        foot = CAMERA.at(x, 21)
        leaves = [mix(tone, AIR, 0.35) for tone in ("#4b6355", "#6d8262", "#9aa676")]
        tree(plate, foot, CAMERA.size(6.2, 21), leaves, mix("#5a534c", AIR, 0.3), 40 + k, 0.36, 100)
        plate.line([foot, (foot[0], foot[1] - CAMERA.size(1, 21))], "#eeeae0", 20, 0.8)


def _people(plate: Plate) -> None:
    walkers = Crowd([wears.toned("#8d918f", 0.2) for wears in TOWN], STROLL, DAY, AIR, 0.014,
                    shadow="#55565a", lean=0.3, flat=0.12, shadow_alpha=0.28, vary=0.6)  # fmt: skip
    gather(plate, CAMERA, walkers, (-9, 6), (15.5, 18.5), 9, 19)
    _cart(plate)
    soldier = Outfit(kind="uniform", top="#7a7752", bottom="#7a7752", cap="#7a7752",
        skin="#c39b7e").toned(AIR, 0.1)
    pose = WALK.but(turn=-0.9, look=-0.9, lean=-2, left_arm=(-14, -40), right_arm=(20, 2),
        left_leg=(-18, -12), right_leg=(12, 32))
    foot, height = CAMERA.at(1.2, 11.5), CAMERA.size(1.7, 11.5)
    shadow_of(plate, foot, height, pose, soldier, "#4b4c50", 0.4, 0.3, 0.14, 6)
    figure(plate, foot, height, pose, soldier, DAY, detail=True)
    plate.fill(smooth([(foot[0] + 40, foot[1] - height * 0.76),
        (foot[0] + 90, foot[1] - height * 0.7), (foot[0] + 84, foot[1] - height * 0.5),
        (foot[0] + 36, foot[1] - height * 0.52)]), "#5f5d43")


def _cart(plate: Plate) -> None:
    """An ox before a two-wheeled cart of straw, a man walking at its head."""
    x, y = CAMERA.at(-3.1, 12.6)
    unit = CAMERA.size(1, 12.6)
    plate.fill(oval(x + unit * 0.6, y + 8, unit * 2.5, unit * 0.16), "#55534f", 0.4, blur=12)
    hide, dark = "#a5764f", "#6f4e3a"
    with plate.moved(x, y, unit):
        for px, lean in ((-0.62, -0.08), (0.52, 0.1)):
            plate.fill(taper([(px + 0.1, -0.7), (px + 0.12 - lean, -0.36), (px + 0.1 - lean, 0)],
                [0.15, 0.075, 0.055]), dark)
    with plate.lit(DAY.scaled(0.6), (x - 900, y - 700, x + 1100, y + 100)), plate.moved(x, y, unit):
        plate.fill(smooth([(-0.85, -1.12), (-0.4, -1.3), (0.1, -1.22), (0.62, -1.26),
            (0.86, -1.05), (0.8, -0.66), (0.3, -0.52), (-0.3, -0.5), (-0.72, -0.62)]), hide)
        plate.fill(smooth([(-0.78, -1.22), (-1.12, -1.2), (-1.36, -1.02), (-1.52, -0.78),
            (-1.42, -0.68), (-1.2, -0.78), (-0.95, -0.76), (-0.7, -0.7)]), lighter(hide, 0.02))
        for px, lean in ((-0.66, 0.1), (0.6, -0.06)):
            plate.fill(taper([(px, -0.72), (px - lean, -0.38), (px - lean * 0.6, 0)],
                [0.18, 0.08, 0.06]), hide)
        plate.line([(-1.2, -1.18), (-1.3, -1.34), (-1.44, -1.38)], "#e4dcc8", 0.045, soft=True)
        plate.fill(taper([(-1.12, -1.1), (-1.0, -1.14)], [0.05, 0.03]), dark)
        plate.line([(0.84, -1.1), (0.95, -0.8), (0.92, -0.5)], dark, 0.035, soft=True)
    with plate.moved(x, y, unit):
        plate.line([(-0.7, -1.0), (1.1, -0.82), (3.0, -0.8)], "#5d4a3a", 0.07)
        plate.fill(smooth([(1.1, -0.9), (1.25, -1.5), (1.8, -1.85), (2.6, -1.7), (3.0, -1.3),
            (3.05, -0.88)]), "#c9b27a")
        plate.fill(rect(1.05, -0.95, 2.05, 0.24), "#7a5f48")
        plate.line(oval(2.05, -0.5, 0.5), "#3c332d", 0.09)
        for k in range(4):
            with plate.moved(2.05, -0.5, turn=k * 45 + 12):
                plate.line([(-0.48, 0), (0.48, 0)], "#4d4038", 0.04)
    plate.dabs(smooth([(x + 1.15 * unit, y - 0.95 * unit), (x + 1.3 * unit, y - 1.5 * unit),
        (x + 1.9 * unit, y - 1.8 * unit), (x + 2.9 * unit, y - 1.4 * unit),
        (x + 3.0 * unit, y - 0.95 * unit)]), ["#8f7a4e", "#e6d6a0"], 170, (70, 6), 60, 0.6, 40)
    man = Outfit(kind="coat", top="#5f6670", bottom="#4b4d52", cap="#55585c",
        skin="#c0997c").toned(AIR, 0.12)
    figure(plate, (x - 1.75 * unit, y + 10), unit * 1.62,
        WALK.but(turn=-0.85, look=-0.8, left_arm=(-10, -20), right_arm=(24, 60),
        left_leg=(-16, -10), right_leg=(10, 28)), man, DAY)


def _glass(plate: Plate) -> None:
    """What the window adds: dust, a pale reflection, the tint of the pane."""
    rng = Random(3)
    plate.fill(band(plate, 0, 2400), "#9fb3b4", 0.12)
    for x, wide in ((700, 260), (1060, 90), (2300, 340)):
        streak = polygon([(x, -10), (x + wide, -10), (x + wide - 900, 2410), (x - 900, 2410)])
        plate.wash(streak, ["#ffffff", "#ffffff"], (x, 0), (x - 900, 2400), (0.17, 0.02), 14,
            "screen")
    for _ in range(120):
        x, y = rng.uniform(0, 3600), rng.uniform(0, 2000)
        plate.fill(oval(x, y, rng.uniform(2, 6)), "#ffffff", rng.uniform(0.05, 0.22))


def _frame(plate: Plate) -> None:
    outer = polygon([(-60, -60), (3660, -60), (3660, 2460), (-60, 2460)])
    for left, right in ((-400, 2700), (2870, 4200)):
        outer.addPath(rect(left, 190, right - left, 1660, 130))
    outer.setFillType(outer.getFillType().kEvenOdd)
    plate.fill(outer, DARK)
    for left, right in ((-400, 2700), (2870, 4200)):
        plate.line(rect(left, 190, right - left, 1660, 130), "#2d323b", 34)
        plate.line(rect(left + 16, 206, right - left - 32, 1628, 118), "#8d9a9e", 5, 0.6)
    plate.wash(band(plate, 1880, 2410), ["#2b2f38", "#101218"], (0, 1880), (0, 2400))
    plate.line([(-10, 1884), (3610, 1884)], "#a9b5b6", 7, 0.5)
    plate.wash(band(plate, -10, 170), ["#0f1116", "#1f232b"], (0, 0), (0, 170))
    with plate.inside(rect(-20, 200, 400, 1640)):
        for k in range(6):
            x = -60 + k * 62
            fold = smooth([(x, 190), (x + 66, 190), (x + 84, 1000), (x + 60, 1850), (x - 8, 1850),
                (x + 10, 1000)])
            plate.wash(fold, ["#5d5a60", "#2b2c34"], (x + 70, 0), (x, 0))


def _guide(plate: Plate) -> None:
    """In the seat ahead, turned round to us, the light behind him."""
    wears = Outfit(tie="#2b2330", top="#20242e", bottom="#1b1e27", shirt="#a9adb0",
        skin="#a8836c", pin="#b3302b")
    pose = Pose(turn=-0.45, look=-0.6, lean=-4, head=-2, left_arm=(-24, -142),
        right_arm=(10, -20), arms="none", reach=(0.98, 1))
    foot, height = (2960, 3700), 2900
    plate.fill(smooth([(2500, 2420), (2540, 1780), (2680, 1640), (3300, 1610), (3560, 1700),
        (3640, 2420)]), "#20252f")
    bones = figure(plate, foot, height, pose, wears, INSIDE, detail=True)
    wrist = (foot[0] + bones.hands[0][0] * height, foot[1] + bones.hands[0][1] * height)
    with plate.lit(INSIDE.scaled(0.9), (1500, 300, 3400, 2300)):
        with plate.moved(wrist[0], wrist[1] + 60, scale=0.98, turn=-8, flip=True):
            _hand(plate, wears.skin)
    plate.fill(smooth([(2620, 2420), (2660, 2060), (2800, 1960), (3300, 1950), (3470, 2040),
        (3520, 2420)]), "#262b36")
    plate.line([(2680, 2050), (2800, 1966), (3300, 1956)], "#8d9a9e", 8, 0.5, soft=True)


def _hand(plate: Plate, skin: str) -> None:
    """An open hand, palm to us, fingers together and easy."""
    plate.fill(taper([(10, 130), (4, 20)], [74, 70]), skin)
    plate.fill(smooth([(-82, 30), (-92, -90), (-78, -170), (70, -176), (90, -80), (78, 40),
        (30, 90), (-40, 90)]), skin)
    fingers = ((-68, -150, -104, -300, -112, -372), (-24, -170, -32, -350, -34, -436),
        (22, -172, 34, -346, 38, -420), (64, -150, 92, -282, 102, -342))
    for x0, y0, x1, y1, x2, y2 in fingers:
        plate.fill(taper([(x0, y0), (x1, y1), (x2, y2)], [28, 25, 19]), skin)
    plate.fill(taper([(-62, 20), (-132, -70), (-166, -160)], [44, 32, 22]), skin)
    dark = lighter(skin, -0.07)
    for k in (0, 1, 2):
        gap = ((-46, -160, -62, -290), (0, -172, 0, -300), (44, -166, 62, -280))[k]
        plate.line([gap[:2], gap[2:]], dark, 7, 0.8)
    plate.line([(-70, -60), (-10, -84), (60, -110)], dark, 6, 0.7, soft=True)
    plate.line([(-66, -120), (-10, -140), (40, -130)], dark, 5, 0.5, soft=True)
    plate.line([(-30, 70), (-44, 0), (-76, -50)], dark, 7, 0.7, soft=True)


def _camera(plate: Plate) -> None:
    """Our own camera, lowered to the sill."""
    with plate.lit(Light(80, "#b9c6c8", "#05060a", 8, 60, 0.7, 0.5), (300, 1700, 1700, 2500)):
        plate.fill(rect(560, 2060, 760, 420, 60), "#1a1c22")
        plate.fill(polygon([(800, 2066), (860, 1976), (1040, 1976), (1090, 2066)]), "#1a1c22")
        plate.fill(rect(620, 2026, 110, 50, 18), "#2a2d35")
    screen = rect(650, 2150, 500, 330, 12)
    plate.fill(rect(632, 2132, 536, 360, 20), "#0a0b0f")
    plate.wash(screen, ["#8fa3a6", "#6f7d78"], (0, 2150), (0, 2400))
    with plate.inside(screen):
        plate.fill(rect(650, 2160, 210, 130), "#a39f93")
        plate.fill(rect(900, 2190, 250, 110), "#a89389")
        plate.fill(band(plate, 2330, 2420), "#7e7d77")
        for x in (700, 880, 1050):
            plate.fill(oval(x, 2265, 66, 46), "#62755f")
        plate.wash(screen, ["#ffffff", "#ffffff"], (650, 2150), (900, 2400), (0.3, 0))
    for x, y, r in ((1240, 2180, 26), (1240, 2270, 44), (1240, 2370, 20)):
        plate.fill(oval(x, y, r), "#2a2e37")
        plate.line(oval(x, y, r), "#5a626b", 4, 0.6)
    plate.line([(570, 2110), (420, 2240), (330, 2440)], "#0d0e12", 34, soft=True)
