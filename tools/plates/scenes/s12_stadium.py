"""Plate 12: the May Day Stadium seen whole at night, open like a flower."""

from __future__ import annotations

import math
from random import Random

from tools.plates.colour import Colour, mix
from tools.plates.finish import Finish
from tools.plates.paint import Plate
from tools.plates.shapes import Point, blob, oval, ridge, smooth

SIZE = (3600, 2400)
FINISH = Finish(grain=0.006, grain_size=4.4)
CENTRE = (1800.0, 1290.0)
ARCHES = 16
NIGHT = "#0d1626"


def draw(plate: Plate) -> None:
    """Sky, city and river; the bowl and its tide of performers; the roof around them."""
    rng = Random(12)
    _night(plate, rng)
    _island(plate, rng)
    for i in _by_distance():
        if _height(i) < 0.1:
            _petal(plate, i)
    _bowl(plate, rng)
    for i in _by_distance():
        if _height(i) >= 0.1:
            _petal(plate, i)
    _beams(plate)
    _bank(plate, rng)


def _ring(turn: float, reach: float, lift: float = 0) -> Point:
    """A place on the stadium: the angle round it (0 right, 90 far), distance out, height."""
    t = math.radians(turn)
    x, y = math.cos(t) * reach, math.sin(t) * reach
    near = 1 - 0.1 * y
    return CENTRE[0] + x * 1330 * near, CENTRE[1] - y * 500 * near - lift * near


def _by_distance() -> list[int]:
    return sorted(range(ARCHES), key=lambda i: -math.sin(math.radians((i + 0.5) * 360 / ARCHES)))


def _height(i: int) -> float:
    """How near an arch is: 1 in front, −1 at the far side."""
    return -math.sin(math.radians((i + 0.5) * 360 / ARCHES))


def _night(plate: Plate, rng: Random) -> None:
    plate.wash([(0, 0), (3600, 0), (3600, 1300), (0, 1300)],
               ["#0a1428", "#1b3152", "#47557c", "#a8808a", "#d9a183"], (0, 0), (0, 1030))  # fmt: skip
    for _ in range(150):
        x, y = rng.uniform(0, 3600), rng.random() ** 1.6 * 700
        plate.fill(oval(x, y, rng.uniform(1.2, 3)), "#dfe6f2", rng.uniform(0.15, 0.7))
    plate.glow((1800, 1000), 1900, "#f0b27c", 0.5, squash=0.5)
    for k, tone in enumerate(("#53587a", "#3c4464")):
        line = ridge(rng, -60, 3660, 930 + k * 40, 170 - k * 40, 7)
        plate.fill([*line, (3660, 1300), (-60, 1300)], tone)
    for k, tone in enumerate(("#2f3856", "#222b44")):
        x = -40.0
        while x < 3640:
            wide, tall = rng.uniform(34, 120), rng.uniform(20, 150) * (1 if k else 0.8)
            base = 985 + k * 55
            plate.fill(
                [(x, base - tall), (x + wide, base - tall), (x + wide, 1300), (x, 1300)], tone
            )
            for _ in range(int(wide * tall / 500)):
                wx, wy = x + rng.uniform(5, wide - 5), base - rng.uniform(0, tall - 4)
                plate.fill(
                    oval(wx, wy, 2.6, 3.4), rng.choice(("#ffd493", "#ffedc8", "#c6d2e8")), 0.75
                )
            x += wide * rng.uniform(0.9, 1.6)


def _island(plate: Plate, rng: Random) -> None:
    water = [(0, 1010), (3600, 1010), (3600, 2400), (0, 2400)]
    plate.wash(water, ["#3b4766", "#1b2a45", "#0c1526"], (0, 1010), (0, 2400))
    plate.dabs(water, ["#5b6788", "#131f36", "#8a7a80"], 420, (230, 5), 0, 0.35, 1.5)
    plate.fill(oval(1800, 1440, 1900, 640), "#141d2c")
    plate.dabs(
        oval(1800, 1440, 1900, 640), ["#1f2c36", "#243139", "#101824"], 300, (150, 30), 0, 0.5
    )
    for _ in range(620):
        t = rng.uniform(158, 382)
        x, y = _ring(t, rng.uniform(1.06, 1.36))
        size = rng.uniform(7, 19)
        plate.fill(blob(rng, x, y, size * 1.3, size), rng.choice(("#121c22", "#16222a", "#1b2930")))
        if rng.random() < 0.14:
            plate.glow((x, y - 10), 70, "#ffcf8a", 0.6)
            plate.fill(oval(x, y - 12, 5), "#ffeac2")


def _petal(plate: Plate, i: int) -> None:
    """One arch of the roof: a scallop that swells outwards and up."""
    step = 360 / ARCHES
    a = i * step
    near = _height(i)
    inner, outer = 0.6, 1.06
    steps = [k / 12 for k in range(13)]
    rim = [_ring(a + step * s, inner, 150 + 34 * math.sin(math.pi * s)) for s in steps]
    lip = [_ring(a + step * s, outer - 0.06 + 0.09 * math.sin(math.pi * s),
                 34 + 150 * math.sin(math.pi * s) ** 0.8) for s in steps]  # fmt: skip
    foot = [_ring(a + step * s, outer - 0.05, -8) for s in steps]
    side = math.cos(math.radians(a + step / 2))
    light: Colour = mix("#c9cad3", "#8d95ad", 0.5 + 0.5 * side)
    light = mix(light, "#e6c6a4", max(0.0, -near) * 0.6)
    if near > -0.35:
        mouth = smooth([*lip, *reversed(foot)])
        plate.fill([*lip, *reversed(foot)], "#1a2233")
        plate.wash(mouth, ["#f2b46c", "#6d4436", "#1a2233"], foot[6], lip[6], (0.9, 0.0))
        for s in (2, 4, 6, 8, 10):
            plate.line([foot[s], lip[s]], "#0f1522", 7, 0.8)
    shell = [*rim, *reversed(lip)]
    plate.wash(shell, [mix(light, "#fff0d4", 0.55), light, mix(light, NIGHT, 0.5)], rim[6], lip[6])
    dark = [*rim[:5], *reversed(lip[:5])]
    plate.wash(dark, [mix(light, NIGHT, 0.65), light], lip[0], lip[4], (0.75, 0.0))
    for k in range(1, 12):
        plate.line([rim[k], lip[k]], mix(light, NIGHT, 0.55), 2.4, 0.45)
    for share in (0.33, 0.66):
        ring = [
            (r[0] + (q[0] - r[0]) * share, r[1] + (q[1] - r[1]) * share)
            for r, q in zip(rim, lip, strict=True)
        ]
        plate.line(ring, mix(light, NIGHT, 0.5), 2.4, 0.4)
    plate.line([rim[0], lip[0]], "#2a3144", 8, 0.8)
    plate.line(lip, "#fdf0dc", 6, 0.75)
    plate.line(rim, "#fff3d8", 9, 0.95)
    for k in range(0, 13, 2):
        plate.fill(oval(rim[k][0], rim[k][1], 7), "#fffaf0")


def _bowl(plate: Plate, rng: Random) -> None:
    bowl = [_ring(t, 0.78, 70) for t in range(0, 360, 6)]
    plate.fill(smooth(bowl), "#1d1f30")
    for _ in range(5200):
        t, reach = rng.uniform(0, 360), rng.uniform(0.5, 0.8)
        x, y = _ring(t, reach, (reach - 0.5) * 230)
        warm = rng.random() < 0.25
        tone = (
            rng.choice(("#d8a682", "#c98a78"))
            if warm
            else rng.choice(("#4a4a63", "#39405a", "#5f5870"))
        )
        plate.fill(oval(x, y, 4.2, 3.4), tone, 0.75)
    for t in range(0, 360, 15):
        plate.line([_ring(t, 0.5), _ring(t, 0.78, 66)], "#12141f", 9, 0.7)
    _tide(plate, rng)


def _tide(plate: Plate, rng: Random) -> None:
    """The floor: performers in colours that run together like incoming waves."""
    floor = smooth([_ring(t, 0.5) for t in range(0, 360, 6)])
    plate.wash(floor, ["#5f7f6c", "#8d9a72", "#3f5a58"], _ring(90, 0.5), _ring(270, 0.5))
    bands: tuple[Colour, ...] = (
        "#c8323c",
        "#e2574a",
        "#f2a25c",
        "#f7d88e",
        "#fbf3e2",
        "#5f9fc4",
        "#2f69a5",
    )
    with plate.inside(floor):
        for arm in range(44):
            reach = 0.035 + arm * 0.0108
            tone = bands[int(arm * 0.42) % len(bands)]
            count = int(90 + reach * 520)
            for i in range(count):
                turn = i * 360 / count + arm * 7
                swell = math.sin(math.radians(turn * 3 + arm * 16))
                if swell < -0.34:
                    continue
                x, y = _ring(turn + rng.gauss(0, 0.3), reach + 0.012 * swell)
                plate.fill(oval(x + 5, y + 3, 6, 2.6), "#23382f", 0.35)
                plate.fill(oval(x, y - 4, 3.6, 6), mix(tone, "#ffffff", rng.uniform(0, 0.22)))
    plate.glow(_ring(90, 0.0), 900, "#ffe9bd", 0.62, squash=0.4)


def _beams(plate: Plate) -> None:
    with plate.layer(blend="screen"):
        for turn, lean in ((20, 210), (52, 90), (90, 0), (128, -90), (160, -210)):
            x, y = _ring(turn, 0.62, 160)
            ray = [
                (x - 14, y),
                (x + 14, y),
                (x + lean * 3.4 + 150, y - 1250),
                (x + lean * 3.4 - 150, y - 1250),
            ]
            plate.wash(
                ray, ["#ffe8bf", "#ffe8bf"], (x, y), (x + lean * 2.6, y - 900), (0.3, 0.0), blur=26
            )
        plate.glow((1800, 1080), 1500, "#ffca8c", 0.36, squash=0.42)


def _bank(plate: Plate, rng: Random) -> None:
    """The near shore: light on the water, dark trees, a few people who stopped to look."""
    with plate.layer(blend="screen"):
        for i in range(240):
            y = 2010 + (i / 240) ** 1.2 * 260
            x = 1800 + rng.gauss(0, 640)
            plate.fill(
                oval(x, y, rng.uniform(20, 90), rng.uniform(1.5, 4)),
                "#f0bd84",
                rng.uniform(0.08, 0.4),
            )
    shore = [
        (-40, 2250),
        (500, 2215),
        (1200, 2262),
        (2000, 2275),
        (2800, 2240),
        (3640, 2200),
        (3640, 2460),
        (-40, 2460),
    ]
    plate.fill(smooth(shore), "#080d15")
    for x, y, wide, tall in ((90, 2060, 330, 420), (420, 2200, 230, 210), (3460, 2040, 360, 460),
                             (3150, 2190, 220, 190), (2890, 2260, 170, 110)):  # fmt: skip
        for _ in range(90):
            cx, cy = x + rng.gauss(0, wide * 0.4), y + rng.gauss(0, tall * 0.36)
            plate.fill(blob(rng, cx, cy, 52, 36), rng.choice(("#070b13", "#090f18", "#0c131d")))
            if cy < y:
                for _ in range(7):
                    lx, ly = cx + rng.gauss(0, 34), cy - rng.uniform(8, 40)
                    plate.fill(oval(lx, ly, 13, 5, rng.uniform(-50, 50)), "#141d29", 0.9)
