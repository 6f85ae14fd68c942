"""City Carnival at night: a swing ride turns under its bulbs, families look up and laugh."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import lighter, mix
from tools.plates.crowd import IDLE, STROLL, TOWN, Crowd, gather
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band, clouds, sky
from tools.plates.light import bulb, garland, shadow_of, shaft
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose
from tools.plates.shapes import oval, polygon, rect, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((1700, 1560), 2900, 1.55)
RIDE = (2230.0, 560.0)
BULBS = ("#ffcf6e", "#ff8a5c", "#ff6f91", "#8fe0d0", "#ffe7a8")
GLOW = Light(62, "#ffc680", "#101132", 9, 52, 0.9, 0.55)

RIDER = Pose(
    turn=0.85, lean=-12, left_arm=(30, 160), right_arm=(24, 165), left_leg=(74, 20),
    right_leg=(80, 34), head=-6,
)  # fmt: skip

FESTIVE = (
    Outfit(kind="shirt", top="#e8a85a", bottom="#3a3a58"),
    Outfit(kind="dress", top="#d9607a", hair="tail", broad=0.9),
    Outfit(kind="skirt", top="#f2dcb4", bottom="#8a3f5c", hair="bob", broad=0.9),
    Outfit(kind="shirt", top="#6fb0b4", bottom="#2f3350"),
)
LOOKING = (
    Pose(turn=0.3, back=True, look=0.5, head=-5, right_leg=(7, 3)),
    Pose(turn=-0.4, back=True, look=-0.9, head=4, left_arm=(-10, 12)),
    Pose(turn=0.2, back=True, look=0.9, head=-6, right_arm=(40, 120)),
    *IDLE,
)


def draw(plate: Plate) -> None:
    """Night sky, far wheel, stalls, the ride, the crowd, one family."""
    sky(plate, ["#0e1438", "#1f2358", "#4a3270", "#8f4a72"], CAMERA.centre[1])
    clouds(plate, "#6a3f7c", 500, 1400, 7, 0.25)
    plate.glow((2230, 1500), 2000, "#ff9a5e", 0.4, squash=0.55)
    _wheel(plate)
    _ground(plate)
    _stalls(plate)
    _ride(plate)
    people = Crowd(
        [wears.toned("#7a4a5c", 0.1) for wears in (*TOWN, *FESTIVE)], (*LOOKING, *LOOKING,
            *STROLL), GLOW, "#8a4a78",
        0.015, shadow="#100c2c", lean=-0.9, flat=0.22, shadow_alpha=0.5, children=0.3, vary=0.6,
    )  # fmt: skip
    gather(plate, CAMERA, people, (-7, 6.5), (9, 22), 44, 23)
    _family(plate)
    for start, end, sag in (((-40, 200), (1560, -30), 230), ((1560, -30), (3650, 60), 250),
        ((-40, 640), (1560, -30), 330)):
        garland(plate, start, end, sag, BULBS, 17, 13)
    plate.glow((2230, 760), 1500, "#ffb36b", 0.25)


def _wheel(plate: Plate) -> None:
    x, y, r = 640, 990, 430
    for spread in (r, r * 0.93):
        plate.line(oval(x, y, spread), "#5d3f7c", 9)
    for k in range(18):
        t = math.tau * k / 18
        px, py = x + math.cos(t) * r, y + math.sin(t) * r
        plate.line([(x, y), (px, py)], "#5d3f7c", 4, 0.8)
        plate.fill(rect(px - 26, py + 4, 52, 46, 12), mix(BULBS[k % 5], "#4a3270", 0.45))
        bulb(plate, (px, py), 9, BULBS[k % 5], 0.6)
        bulb(plate, (x + math.cos(t) * r * 0.5, y + math.sin(t) * r * 0.5), 5, BULBS[(k + 2) % 5],
            0.5)
    plate.line([(x, y), (x - 190, 1580)], "#46305f", 20)
    plate.line([(x, y), (x + 190, 1580)], "#46305f", 20)


def _ground(plate: Plate) -> None:
    rng = Random(10)
    for k in range(30):
        x = k * 130 - 40 + rng.uniform(-40, 40)
        plate.fill(oval(x, 1575, rng.uniform(80, 130), rng.uniform(60, 150)),
            mix("#2a1f4c", "#4d2c58", rng.random()))
    ground = band(plate, 1560, 2420)
    plate.wash(ground, ["#8a4c62", "#4f3459", "#251f45", "#141331"], (0, 1560), (0, 2400))
    plate.dabs(ground, ["#d98a62", "#1b1738", "#8a5068"], 500, (330, 12), 0, 0.16, 2)
    plate.glow((2230, 1760), 1350, "#ffb066", 0.6, squash=0.2)
    plate.glow((500, 1800), 800, "#ff8f70", 0.4, squash=0.22)


def _stalls(plate: Plate) -> None:
    for x, wide, tones in ((-120, 560, ("#e8624f", "#ffe3b5")),
        (520, 470, ("#3f9aa0", "#ffe3b5")), (3080, 560, ("#e8a13f", "#fff0cc"))):
        top = 1380
        plate.fill(rect(x + 20, top, wide - 40, 330), "#4a2340")
        plate.wash(rect(x + 40, top + 30, wide - 80, 180), ["#ffe2a0", "#f08f4c"], (0, top),
            (0, top + 210))
        for k in range(9):
            px = x + 70 + k * (wide - 150) / 8
            plate.fill(oval(px, top + 180 - 34 * (k % 3), 22, 26), BULBS[k % 5])
        with plate.inside(rect(x + 40, top + 30, wide - 80, 180)):
            figure(plate, (x + wide * 0.55, top + 480), 420, Pose(turn=-0.3),
                Outfit(kind="shirt", top="#f2d9c0", skin="#b2785d"), GLOW)
        plate.wash(rect(x + 10, top + 205, wide - 20, 130), ["#b5483f", "#4d2240"],
            (0, top + 205), (0, top + 335))
        stripes = 10
        for k in range(stripes):
            x0, x1 = x + wide * k / stripes, x + wide * (k + 1) / stripes
            inner0, inner1 = x + 40 + (wide - 80) * k / stripes, x + 40 + (wide - 80) * (k + 1) / stripes
            tone = tones[k % 2]
            plate.fill(smooth([(inner0, top - 120), (inner1, top - 120), (x1, top + 20),
                ((x0 + x1) / 2, top + 52), (x0, top + 20)]), lighter(tone, -0.05))
        for k in range(11):
            bulb(plate, (x + wide * k / 10, top + 30), 8, "#ffd98c", 0.5)
        plate.glow((x + wide / 2, top + 180), 520, "#ffb56a", 0.35)


def _ride(plate: Plate) -> None:
    x, y = RIDE
    seats = sorted(range(16), key=lambda k: math.sin(math.tau * k / 16 + 0.2))
    for k in seats[:8]:
        _seat(plate, k)
    with plate.lit(Light(180, "#ffcf8a", "#3a1436", 10, 60, 0.5, 0.5), (1900, 500, 2560, 1900)):
        plate.wash([(x - 70, y), (x + 70, y), (x + 96, 1720), (x - 96, 1720)],
            ["#c94f55", "#7d2f50"], (0, y), (0, 1720))
        for k in range(7):
            low = y + 240 + k * 145
            plate.fill([(x - 100, low + 90), (x + 100, low), (x + 100, low + 44),
                (x - 100, low + 134)], "#f4d9a4")
        plate.fill(smooth([(x - 330, 1750), (x - 250, 1640), (x + 250, 1640), (x + 330, 1750)]),
            "#5d2748")
    for k in range(9):
        bulb(plate, (x - 74, y + 210 + k * 125), 8, BULBS[k % 5], 0.5)
        bulb(plate, (x + 76, y + 240 + k * 125), 8, BULBS[(k + 2) % 5], 0.5)
    _canopy(plate, x, y)
    for k in seats[8:]:
        _seat(plate, k)


def _canopy(plate: Plate, x: float, y: float) -> None:
    rx, ry = 720, 150
    plate.fill(oval(x, y + 20, rx, ry), "#3a1a3e")
    plate.wash(oval(x, y + 26, rx * 0.96, ry * 0.9), ["#5a2548", "#e8905a"], (x, y - 80),
        (x, y + 180))
    for k in range(28):
        t = math.tau * k / 28
        px, py = x + math.cos(t) * rx, y + 20 + math.sin(t) * ry
        plate.line([(x, y + 60), (px, py)], "#f6c27c", 5, 0.35)
    plate.glow((x, y + 60), 420, "#ffd08a", 0.6, squash=0.4)
    tip = (x, y - 330)
    for k in range(24):
        t0, t1 = math.pi - math.pi * k / 24, math.pi - math.pi * (k + 1) / 24
        a = (x + math.cos(t0) * rx, y + math.sin(t0) * ry * 0.35)
        b = (x + math.cos(t1) * rx, y + math.sin(t1) * ry * 0.35)
        tone = mix("#d9525a" if k % 2 else "#f4d59c", "#3a2060", 0.15 + 0.35 * abs(k - 13) / 13)
        plate.fill([tip, a, b], tone)
    for k in range(40):
        t = math.pi * k / 39
        px, py = x - math.cos(t) * rx, y + math.sin(t) * ry * 0.35
        drop = [(px - 24, py), (px + 24, py), (px, py + 74)]
        plate.fill(smooth(drop), "#f0b45e" if k % 2 else "#c9434f")
        bulb(plate, (px, py + 6), 10, BULBS[k % 5], 0.7)
    bulb(plate, (x, y - 350), 26, "#ff9a6a", 0.9)


def _seat(plate: Plate, k: int) -> None:
    """One chair, swung outwards on its chains, with somebody in it."""
    t = math.tau * k / 16 + 0.2
    near = math.sin(t)
    x, y = RIDE
    start = (x + math.cos(t) * 700, y + 40 + near * 130)
    end = (x + math.cos(t) * 1060, y + 540 + near * 215)
    size = 300 * (1 + 0.28 * near)
    tone = mix("#d9a06a", "#5a3468", 0.5 - 0.4 * near)
    side = math.copysign(size * 0.12, math.cos(t) + 0.01)
    for shift in (-1, 1):
        plate.line([start, (end[0] + shift * size * 0.13, end[1] - size * 0.02)], tone,
            4 + 2 * near, 0.85)
    rng = Random(k)
    wears = Outfit(
        kind=rng.choice(("shirt", "skirt")), top=rng.choice(("#f2e3c4", "#e86f5c", "#8fc4c0",
            "#f0b45e")),
        bottom="#3a3560", hair=rng.choice(("bob", "short", "tail")), skin="#ce9674",
    ).toned("#7a3f6a", 0.28 - 0.25 * near)  # fmt: skip
    facing = math.sin(t) >= 0
    seat_tone = mix(BULBS[k % 5], "#3a2060", 0.3 - 0.2 * near)
    with plate.moved(end[0], end[1], turn=-math.cos(t) * 20):
        plate.fill(polygon([(-size * 0.17, -size * 0.2), (-size * 0.12, size * 0.16),
            (size * 0.13, size * 0.18), (size * 0.14, size * 0.1), (-size * 0.05, size * 0.06),
            (-size * 0.1, -size * 0.2)]), seat_tone)
        pose = RIDER.but(turn=0.85, back=not facing, child=0.5 if k % 3 == 0 else 0.1)
        figure(plate, (-size * 0.02, size * 0.44), size * 1.25, pose, wears, GLOW, flip=not facing)
        plate.line([(-size * 0.1, size * 0.02), (size * 0.13, size * 0.02)], seat_tone, size * 0.05)
    plate.line([start, (end[0] - side, end[1] - size * 0.15)], tone, 3, 0.5)


def _family(plate: Plate) -> None:
    """Seen from behind: a father with a child on his shoulder, a mother who points."""
    for top in ((1000, 700), (3500, 900)):
        shaft(plate, (top, (top[0] + 40, top[1])), ((top[0] + 500, 2300), (top[0] + 1100, 2300)),
            "#ffb070", 0.07, 50)
    father = Outfit(kind="shirt", top="#54608c", bottom="#23233f", skin="#b27c61")
    mother = Outfit(kind="skirt", top="#d9746a", bottom="#343463", hair="bob", skin="#bf886a",
        broad=0.88)
    small = Outfit(kind="shirt", top="#f3dfb0", bottom="#36506e", skin="#bf886a")
    girl = Outfit(kind="dress", top="#e9a9a0", hair="tail", skin="#bf886a", broad=0.9)
    his = Pose(turn=0.35, back=True, look=0.5, head=4, left_arm=(-52, 164), right_arm=(10, 4),
        reach=(0.9, 1), left_leg=(-5, -3), right_leg=(5, 3))
    hers = Pose(turn=0.3, back=True, look=0.9, lean=-2, head=-6, left_arm=(-8, 8),
        right_arm=(112, 122), right_leg=(7, 2))
    child = Pose(turn=0.5, back=True, look=0.9, child=0.8, lean=4, head=-5, left_arm=(-130, -165),
        right_arm=(118, 150), left_leg=(-18, 4), right_leg=(18, -4))
    kid = Pose(turn=0.5, back=True, look=0.92, child=1, head=-6, left_arm=(-12, -4),
        right_arm=(60, 140), right_leg=(7, 2))
    rows = ((620, 2540, 1180, his, father), (1130, 2530, 1090, hers, mother),
        (1420, 2500, 690, kid, girl))
    for x, y, tall, pose, wears in rows:
        shadow_of(plate, (x, y - 60), tall, pose, wears, "#0c0a26", 0.5, -0.9, 0.1, 14)
        figure(plate, (x, y), tall, pose, wears, GLOW, detail=True)
        if wears is father:
            _rider(plate, x - 118, y - tall * 0.8, child, small)
    plate.line([(1354, 2168), (1330, 1850), (1372, 1560)], "#f5e6d0", 4, 0.7, soft=True)
    plate.fill(smooth([(1372, 1560), (1300, 1450), (1374, 1350), (1450, 1446)]), "#f06a5c")
    plate.fill(taper([(1400, 1400), (1424, 1440)], [12, 7]), "#ffd9b0", 0.8)


def _rider(plate: Plate, x: float, seat: float, pose: Pose, wears: Outfit) -> None:
    """A child on a shoulder, seen from behind: the legs hang down in front, out of sight."""
    lap = smooth([(x - 300, seat - 900), (x + 300, seat - 900), (x + 300, seat - 60),
        (x + 70, seat + 4), (x + 6, seat + 26), (x - 60, seat + 16), (x - 300, seat - 60)])
    with plate.inside(lap):
        figure(plate, (x + 6, seat + 340), 620, pose, wears, GLOW, detail=True)
