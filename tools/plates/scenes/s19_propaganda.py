"""Plate 19: billboards along a road, the first of them a map; cyclists go by."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera, Wall
from tools.plates.colour import Colour, mix
from tools.plates.crowds import Place
from tools.plates.cycles import rider
from tools.plates.figures import Outfit
from tools.plates.finish import Finish
from tools.plates.ground import clouds, haze, hills, sky, tree
from tools.plates.light import cast_shadow
from tools.plates.paint import Light, Plate
from tools.plates.shapes import Point, blob, oval, polygon, smooth

SIZE = (3600, 2400)
FINISH = Finish(vignette=0.22, bloom=0.12, grain=0.006, grain_size=4.4)
VIEW = Camera((2250, 1220), 2700, 1.55)
LAMP = Light(135, "#ffeec6", "#2f3350", 10, 60, 0.9, 0.55)
BOARDS = ((0.0, 0.28), (0.32, 0.53), (0.57, 0.77), (0.81, 1.0))
ROW = Wall(VIEW, (-5.9, 6.9), (4.9, 16.5), 0.95, 4.2)


def draw(plate: Plate) -> None:
    """Hills and trees, the row of signs, the road and who uses it."""
    rng = Random(19)
    sky(plate, ["#7ba7b8", "#bcd0c6", "#f3e3bd"], 1220)
    clouds(plate, "#fffaea", 60, 900, 9, 0.3)
    hills(plate, 1224, 330, "#93aba6", "#dcdcc2", 5)
    for i in range(26):
        x = -80 + i * 150 + rng.gauss(0, 26)
        far = i / 26
        tall = 700 - 420 * far + rng.uniform(-60, 60)
        tone = mix("#4d6b4c", "#b4bf9d", 0.15 + 0.5 * far)
        tree(plate, (x, 1330 - 40 * far), tall, [mix(tone, "#22382f", 0.45), tone, mix(tone, "#efe3a4", 0.4)],
             "#54483a", i, 0.24, 135)  # fmt: skip
    haze(plate, "#efe6c8", 860, 1330, 0.5)
    _ground(plate, rng)
    for i, (start, stop) in enumerate(BOARDS):
        _board(plate, i, start, stop)
    _riders(plate)


def _ground(plate: Plate, rng: Random) -> None:
    grass = [(-20, 1262), (3620, 1262), (3620, 2420), (-20, 2420)]
    plate.wash(grass, ["#c3bf8e", "#8f9a62"], (0, 1262), (0, 1800))
    plate.dabs(grass, ["#a3a866", "#6e7d4c", "#d3cb94"], 520, (90, 12), -80, 0.3, 18)
    road = [
        VIEW.at(-7.5, 5.9),
        VIEW.at(9.6, 19.5),
        VIEW.at(24, 19.5),
        VIEW.at(12, 2.4),
        VIEW.at(-7.5, 2.4),
    ]
    plate.wash(road, ["#cbbfa6", "#a0917c", "#6b5f55"], (0, 1400), (0, 2400))
    plate.dabs(road, ["#ddd0b4", "#7c6f62", "#b5a68d"], 360, (420, 12), 8, 0.18, 5)
    kerb = [VIEW.at(-7.5, 5.9), VIEW.at(9.6, 19.5), VIEW.at(9.6, 20.3), VIEW.at(-7.5, 6.2)]
    plate.fill(kerb, "#ece2c9")
    plate.line([VIEW.at(-7.5, 5.88), VIEW.at(9.6, 19.4)], "#7b7062", 7, 0.7)
    for _ in range(9):
        x, y = rng.uniform(-300, 2200), rng.uniform(2180, 2420)
        for _ in range(7):
            spot = blob(rng, x + rng.gauss(0, 160), y + rng.gauss(0, 26), 150, 28)
            plate.fill(spot, "#3d3548", 0.16, blur=12)


def _board(plate: Plate, number: int, start: float, stop: float) -> None:
    def at(u: float, v: float) -> Point:
        return ROW.at(start + (stop - start) * u, v)

    face = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)]
    unit = (at(0, 0)[1] - at(0, 1)[1]) / 100
    shadow = [
        ROW.at(start - 0.1 * (number == 0), -0.3),
        ROW.at(stop + 0.03, -0.3),
        ROW.at(stop + 0.07, -0.42),
        ROW.at(start - 0.1 * (number == 0), -0.46),
    ]
    plate.fill(shadow, "#3e4434", 0.5, blur=16)
    for u in (0.1, 0.5, 0.9):
        foot = ROW.at(start + (stop - start) * u, -0.29)
        plate.line([foot, at(u, 0.02)], "#8d8676", unit * 3.4)
        plate.line(
            [(foot[0] - unit, foot[1]), (at(u, 0.02)[0] - unit, at(u, 0.02)[1])],
            "#e5dcc3",
            unit * 0.9,
        )
    plate.fill(
        [at(-0.022, -0.035), at(1.022, -0.035), at(1.022, 1.035), at(-0.022, 1.035)], "#f0e7d0"
    )
    plate.line([at(-0.022, -0.035), at(1.022, -0.035)], "#857a68", unit * 1.4)
    plate.fill(face, "#d8cba8")
    with plate.inside(face):
        (_map, _works, _harvest, _future)[number](plate, at, unit)
        for k in range(1, 4):
            plate.line([at(k / 4, 0), at(k / 4, 1)], "#3a3340", 2.5, 0.22)
        plate.line([at(0, 0.5), at(1, 0.5)], "#3a3340", 2.5, 0.2)
        plate.wash(face, ["#fff2cc", "#2b2b4a"], at(0, 1), at(1, 0), (0.16, 0.3))


def _map(plate: Plate, place: Place, unit: float) -> None:
    """A country in pale relief, a star at its capital, and lines out to everywhere."""
    sea = [place(0, 0), place(1, 0), place(1, 1), place(0, 1)]
    plate.wash(sea, ["#8fc0cf", "#4f8eac"], place(0, 1), place(0, 0))
    coast = ((0.16, 0.52), (0.24, 0.6), (0.3, 0.56), (0.38, 0.68), (0.5, 0.72), (0.58, 0.86), (0.7, 0.84), (0.84, 0.93),
             (0.88, 0.84), (0.76, 0.7), (0.72, 0.58), (0.6, 0.5), (0.56, 0.42), (0.62, 0.33), (0.66, 0.22),
             (0.56, 0.15), (0.47, 0.19), (0.38, 0.15), (0.3, 0.22), (0.34, 0.32), (0.28, 0.4), (0.3, 0.47))  # fmt: skip
    land = smooth([place(u, v) for u, v in coast])
    plate.fill(land, "#2f6f8c", 0.5, blur=unit * 2)
    plate.fill(land, "#f0dfae")
    with plate.inside(land):
        rng = Random(2)
        for _ in range(46):
            x, y = place(rng.gauss(0.58, 0.14), rng.gauss(0.66, 0.16))
            plate.fill([(x - unit * 3, y), (x, y - unit * 4), (x + unit * 3.4, y)], "#bf9a62", 0.5)
            plate.fill(
                [(x, y - unit * 4), (x + unit * 3.4, y), (x + unit * 0.6, y)], "#8d6a4a", 0.4
            )
    plate.line(land, "#fff7e0", unit * 0.9, 0.8)
    home = place(0.4, 0.43)
    ends = ((0.2, 0.54), (0.33, 0.6), (0.46, 0.69), (0.57, 0.83), (0.82, 0.88), (0.72, 0.76), (0.65, 0.58), (0.52, 0.5),
            (0.6, 0.3), (0.62, 0.2), (0.48, 0.22), (0.35, 0.24), (0.34, 0.38), (0.54, 0.62))  # fmt: skip
    for u, v in ends:
        tip = place(u, v)
        bend = ((home[0] + tip[0]) / 2, (home[1] + tip[1]) / 2 - unit * 5)
        plate.line([home, bend, tip], "#c8302c", unit * 0.85, 0.95, soft=True)
        plate.fill(oval(*tip, unit * 1.5), "#fff6dc")
        plate.fill(oval(*tip, unit * 0.95), "#c8302c")
    star = [(home[0] + math.sin(k * math.pi / 5) * unit * (4.6 if k % 2 == 0 else 1.9),
             home[1] - math.cos(k * math.pi / 5) * unit * (4.6 if k % 2 == 0 else 1.9)) for k in range(10)]  # fmt: skip
    plate.fill(polygon(star), "#c8302c")
    _band(plate, place, "#c8302c", 0.0, 0.1)


def _band(plate: Plate, place: Place, colour: Colour, low: float, high: float) -> None:
    """Where a slogan would be."""
    plate.fill([place(0, low), place(1, low), place(1, high), place(0, high)], colour)
    plate.line([place(0, high), place(1, high)], "#f6e6b8", 5, 0.8)


def _works(plate: Plate, place: Place, unit: float) -> None:
    """Chimneys, a furnace's glow, workers with their backs to the road."""
    face = [place(0, 0), place(1, 0), place(1, 1), place(0, 1)]
    plate.wash(face, ["#f2b25a", "#d8533b", "#7b2438"], place(0, 1), place(0, 0))
    for u, top in ((0.08, 0.72), (0.2, 0.82), (0.32, 0.66)):
        plate.fill(
            [place(u, 0.1), place(u + 0.07, 0.1), place(u + 0.055, top), place(u + 0.015, top)],
            "#4b2438",
        )
        plate.fill(oval(*place(u + 0.1, top + 0.07), unit * 10, unit * 5), "#f8d89a", 0.6)
    plate.glow(place(0.3, 0.25), unit * 50, "#ffe08a", 0.8)
    for u, size in ((0.55, 0.62), (0.72, 0.72), (0.88, 0.6)):
        body = [(u - 0.09, 0.1), (u - 0.1, size * 0.62), (u - 0.05, size * 0.8), (u + 0.05, size * 0.8),
                (u + 0.1, size * 0.62), (u + 0.09, 0.1)]  # fmt: skip
        plate.fill(smooth([place(a, b) for a, b in body]), "#33304a")
        plate.fill(oval(*place(u, size * 0.9), unit * 5.4, unit * 7.4), "#a86e50")
        plate.fill(oval(*place(u, size * 0.95), unit * 6, unit * 5.6), "#2a2336")
        plate.fill(oval(*place(u, size * 0.97), unit * 7.4, unit * 2.4, -6), "#e7c04e")
        plate.line(
            [place(u - 0.09, size * 0.66), place(u - 0.06, size * 0.8)], "#ffd98a", unit * 1.2, 0.8
        )
    _band(plate, place, "#f0e2bd", 0.0, 0.12)


def _harvest(plate: Plate, place: Place, unit: float) -> None:
    """Fields in strips, sheaves, a bright sky."""
    face = [place(0, 0), place(1, 0), place(1, 1), place(0, 1)]
    plate.wash(face, ["#5aa5c9", "#cfe3cf", "#f3dc8a"], place(0, 1), place(0, 0.4))
    for k, tone in enumerate(("#7fae5f", "#d9b24a", "#5f9450", "#e6c35c")):
        y = 0.5 - k * 0.11
        strip = [
            place(-0.05, y),
            place(0.3, y + 0.08),
            place(0.7, y - 0.02),
            place(1.05, y + 0.06),
            place(1.05, -0.1),
            place(-0.05, -0.1),
        ]
        plate.fill(smooth(strip), tone)
    for u in (0.18, 0.42, 0.68, 0.88):
        for k in range(7):
            lean = (k - 3) * 0.035
            plate.line([place(u, 0.13), place(u + lean, 0.46 - abs(lean))], "#b57c22", unit * 1.6)
            plate.fill(oval(*place(u + lean, 0.48 - abs(lean)), unit * 1.6, unit * 4), "#f6d36a")
    _band(plate, place, "#c8302c", 0.0, 0.12)


def _future(plate: Plate, place: Place, unit: float) -> None:
    """A red sweep and white birds."""
    face = [place(0, 0), place(1, 0), place(1, 1), place(0, 1)]
    plate.wash(face, ["#e8d9b4", "#8fb9c4"], place(0, 0), place(1, 1))
    for k, tone in enumerate(("#6f9a78", "#4d7d64")):
        hill = [
            (-0.1, 0.36 - k * 0.1),
            (0.3, 0.46 - k * 0.14),
            (0.7, 0.34 - k * 0.04),
            (1.1, 0.44 - k * 0.1),
            (1.1, -0.1),
            (-0.1, -0.1),
        ]
        plate.fill(smooth([place(u, v) for u, v in hill]), tone)
    plate.line([place(0.16, 0.14), place(0.16, 0.92)], "#e7c46a", unit * 2.4)
    flag = [
        place(u, v)
        for u, v in (
            (0.17, 0.9),
            (0.4, 0.95),
            (0.64, 0.84),
            (0.92, 0.9),
            (0.9, 0.56),
            (0.64, 0.48),
            (0.4, 0.6),
            (0.17, 0.54),
        )
    ]
    plate.fill(smooth(flag), "#c8302c")
    plate.line([place(0.42, 0.92), place(0.42, 0.6)], "#8e1d26", unit * 5, 0.5, blur=unit)
    for u, v in ((0.3, 0.44), (0.56, 0.36), (0.78, 0.45)):
        x, y = place(u, v)
        plate.line(
            [(x - unit * 7, y - unit * 4), (x, y), (x + unit * 7, y - unit * 5)],
            "#ffffff",
            unit * 2.2,
            soft=True,
        )
    _band(plate, place, "#f0e2bd", 0.0, 0.12)


def _riders(plate: Plate) -> None:
    coat = Outfit("suit", "#44506a", "#343a4c", "#cfc7b6", "#bd8d6c")
    people = (
        (3.3, 11.5, coat.but(kind="shirt", top="#c9c6b4"), "#4a4d52", True, False),
        (1.25, 8.2, Outfit("skirt", "#d9dfe0", "#3b4a6b", skin="#c6977a", hair="bob", broad=0.92), "#7b2f33", True, False),
        (-1.5, 5.15, coat, "#27323c", False, False),
        (1.32, 4.05, coat.but(top="#7a6a4a", bottom="#4b4536", hair="cap", cap="#5c5a44"), "#33403a", False, True),
    )  # fmt: skip
    for x, z, wears, frame, basket, flip in people:
        at, metre = VIEW.at(x, z), VIEW.size(1, z)
        wears = wears.toned("#d9d2ba", min(0.5, max(0.0, z - 5) * 0.05))
        with plate.recorded() as kept:
            rider(plate, at, metre, wears, LAMP, frame, basket, flip)
        box = (at[0] - metre * 2, at[1] - metre * 2, at[0] + metre * 4, at[1] + metre)
        cast_shadow(plate, kept[0], at, "#2f2a3c", 0.55, 0.95, 0.2, metre * 0.008, box)
        plate.canvas.drawPicture(kept[0])
