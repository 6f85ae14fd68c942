"""The first sight of the mass games: from a high stand, over dark heads, into the light."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import lighter, mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band
from tools.plates.light import shaft
from tools.plates.paint import Light, Plate
from tools.plates.pose import STAND, Pose
from tools.plates.shapes import Point, oval, polygon, rect, smooth

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
SCALE = 1.125  # full-bleed: 2,700 px high, so 300 ppi over the whole page and its bleed
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((1800, 660), 3000, 31)
FIELD = "#3c8a5c"
FLOOD = Light(90, "#d9ecf2", "#04060f", 10, 70, 0.85, 0.6)


def draw(plate: Plate) -> None:
    """Night, the far stand with its cards, the field, the beams, the heads in front."""
    plate.wash(band(plate, -10, 2410), ["#060a1c", "#111a38", "#1d2a4c"], (0, 0), (0, 900))
    _stand(plate)
    _field(plate)
    _formations(plate)
    _roof(plate)
    _beams(plate)
    _heads(plate)


def _stand_at(u: float, v: float) -> Point:
    """A place in the far stand: u from −1 to 1 along its bend, v from the bottom up."""
    bend = 1 - u * u
    x = 1800 + u * 2050
    low = 1090 - bend * 130
    high = 560 - bend * 40
    return x, low + (high - low) * v


def _card(u: float, v: float) -> str:
    """What the cards show just now: a sun over ranges of hills."""
    sun = math.hypot(u * 2.35, v - 0.55)
    ridge = 0.24 + 0.12 * math.sin(u * 9) + 0.05 * math.sin(u * 23 + 1)
    back = 0.42 + 0.1 * math.sin(u * 6 + 2)
    if v < ridge:
        return "#2d7a78" if v < ridge - 0.14 else "#4fa08c"
    if v < back:
        return "#b6568a"
    if sun < 0.22:
        return "#fff0a8"
    ray = math.atan2(v - 0.4, u * 2.35) * 9
    return mix("#f0803c" if math.sin(ray) > 0 else "#f6ad4e", "#b63a52", min(1, sun / 1.35))


def _stand(plate: Plate) -> None:
    rng = Random(6)
    edge = [_stand_at(k / 20 - 1, 1) for k in range(41)]
    foot = [_stand_at(1 - k / 20, -0.12) for k in range(41)]
    plate.wash([*edge, *foot], ["#151d3a", "#28365c"], (0, 520), (0, 1100))
    columns, rows = 190, 30
    for i in range(columns):
        for j in range(rows):
            u, v = (i + 0.5) / columns * 1.56 - 0.78, (j + 0.5) / rows
            tone = _card(u, v)
            if rng.random() < 0.04:
                tone = lighter(tone, rng.uniform(-0.12, 0.1))
            x, y = _stand_at(u, v * 0.86 + 0.02)
            plate.fill(rect(x - 8, y - 7.6, 15, 14), tone)
    for _ in range(900):
        u = rng.choice((-1, 1)) * rng.uniform(0.79, 1)
        x, y = _stand_at(u, rng.random() * 0.9)
        plate.fill(oval(x, y, 4), rng.choice(("#6c7898", "#a9a9b8", "#4b587c", "#c9b9a9")),
            rng.uniform(0.3, 0.9))
    plate.glow((1800, 780), 1500, "#ffb46a", 0.32, squash=0.4)


def _field(plate: Plate) -> None:
    apron = [CAMERA.at(-95, 215), CAMERA.at(95, 215), CAMERA.at(120, 52), CAMERA.at(-120, 52)]
    plate.wash(polygon(apron), ["#a4574a", "#7d3f45"], (0, 1090), (0, 2300))
    pitch = [CAMERA.at(-66, 200), CAMERA.at(66, 200), CAMERA.at(66, 66), CAMERA.at(-66, 66)]
    plate.wash(polygon(pitch), ["#62b07c", FIELD, "#2a6b4e"], (0, 1100), (0, 2100))
    for k in range(10):
        z0, z1 = 66 + k * 13.4, 66 + k * 13.4 + 6.7
        plate.fill(polygon(CAMERA.floor(-66, 66, z0, z1)), "#8fd09a", 0.1)
    for x in (-0.4, 0.4):
        plate.glow((1800 + x * 1900, 1400), 1100, "#e8f6e0", 0.3, squash=0.35)


def _formations(plate: Plate) -> None:
    """Thousands of dancers as dots: rings of a flower that opens, and blocks at the sides."""
    rng = Random(20)
    people: list[tuple[float, float, str, float]] = []
    middle = 118
    for ring, (count, reach, tone) in enumerate(((26, 5, "#fff3c4"), (54, 11, "#ffd25e"),
        (84, 17, "#ff9a5c"), (120, 23.5, "#f2668a"), (150, 30, "#ffffff"), (180, 36, "#f2668a"))):
        for k in range(count):
            t = math.tau * k / count
            petals = reach * (1 + 0.16 * math.sin(t * 8 + ring * 0.5))
            people.append((math.cos(t) * petals * 1.12, middle + math.sin(t) * petals, tone, 1))
            people.append((math.cos(t) * petals * 1.12 + 1.1, middle + math.sin(t) * petals + 1.3,
                lighter(tone, -0.05), 1))
    for side in (-1, 1):
        for row in range(17):
            for column in range(8):
                x, z = side * (46 + column * 2.4), 78 + row * 5.4
                people.append((x, z, ("#5cc0dc", "#f7f3e4")[(row // 2 + column // 2) % 2], 1))
    for k in range(64):
        people.append((-64 + k * 2.03, 190, "#d8443f", 1.6))
    for x, z, tone, tall in sorted(people, key=lambda p: -p[1]):
        px, py = CAMERA.at(x + rng.gauss(0, 0.12), z + rng.gauss(0, 0.12))
        size = CAMERA.size(1.0, z) * tall
        plate.fill(oval(px + size * 0.3, py + 1, size * 0.75, size * 0.2), "#143a33", 0.45)
        plate.fill(smooth([(px - size * 0.42, py), (px + size * 0.42, py),
            (px + size * 0.2, py - size), (px - size * 0.2, py - size)]), tone)
        plate.fill(oval(px, py - size * 1.28, size * 0.24), "#5a3a34")
        if tall > 1:
            plate.fill(polygon([(px, py - size), (px, py - size * 2.6),
                (px + size * 0.9, py - size * 2.2), (px, py - size * 1.9)]),
                "#f2c24e" if rng.random() < 0.3 else tone)


def _roof(plate: Plate) -> None:
    """The scalloped rim of the roof over the far stand, and its lamps."""
    for k in range(9):
        a, b = -1.08 + k * 0.24, -1.08 + (k + 1) * 0.24
        left, right = _stand_at(a, 1.1), _stand_at(b, 1.1)
        peak = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2 - 330 + 40 * abs(k - 4))
        petal = smooth([left, (left[0] + 40, left[1] - 150), peak,
            (right[0] - 40, right[1] - 150), right, ((left[0] + right[0]) / 2, left[1] - 60)])
        plate.wash(petal, ["#46557f", "#8fa0bd", "#cfd6dc"], peak, (peak[0], left[1]))
        plate.line([peak, ((left[0] + right[0]) / 2, left[1] - 40)], "#2a3660", 6, 0.5)
        plate.line([left, (left[0] + 40, left[1] - 150), peak], "#dfe6ea", 5, 0.6, soft=True)
    for k in range(37):
        x, y = _stand_at(-0.99 + k * 0.055, 1.08)
        plate.glow((x, y), 90, "#f4faff", 0.8)
        plate.fill(oval(x, y, 8), "#ffffff")


def _beams(plate: Plate) -> None:
    for x, spread, reach in ((140, 700, 1250), (760, 380, 900), (1800, 300, 0), (2840, 380, -900),
        (3460, 700, -1250)):
        y = 470
        shaft(plate, ((x - 20, y), (x + 20, y)), ((x + reach - spread, 1950),
            (x + reach + spread, 1950)), "#cfe6f2", 0.26, 30)
    for x in (140, 3460):
        plate.glow((x, 470), 520, "#eef8ff", 0.8)
    plate.glow((1800, 1050), 1900, "#d8e8ea", 0.2, squash=0.25)


def _heads(plate: Plate) -> None:
    """Rows of spectators, darker the nearer; one stands and holds up a camera."""
    rng = Random(41)
    kinds = ("short", "bob", "short", "bun", "short")
    for row, (y, size, tone) in enumerate(((2330, 760, "#2a3152"), (2560, 1010, "#1a1f3a"),
        (2900, 1420, "#0d1024"))):
        x = -80 + row * 70.0
        plate.fill(band(plate, y - size * 0.36, 2420), lighter(tone, -0.06), 0.55)
        while x < 3700:
            wears = Outfit(
                kind=rng.choice(("suit", "shirt", "coat")), top=mix(tone,
                    rng.choice(("#5d6482", "#7d6a78", "#3f4a6a")), 0.4),
                skin=mix("#9a7464", tone, 0.45), hair_colour=mix("#0c0b12", tone,
                    0.25), hair=rng.choice(kinds),
            )  # fmt: skip
            pose = STAND.but(turn=rng.uniform(-0.25, 0.25), back=True,
                look=rng.choice((-0.9, 0, 0.1, 0, 0.9)) * (0.5 + 0.5 * rng.random()),
                lean=rng.gauss(0, 2.5), head=rng.gauss(0, 4))
            if row == 1 and 2300 < x < 2650:
                pose = Pose(turn=0.2, back=True, left_arm=(-158, 172), right_arm=(158, -172))
                wears = wears.but(kind="shirt", hair="short")
                bones = figure(plate, (x, y + size * 0.08), size * 1.06, pose, wears, FLOOD,
                    detail=True)
                lift = y + size * (0.08 + bones.hands[0][1] * 1.06) - 10
                plate.fill(rect(x - 88, lift - 80, 176, 104, 12), "#0b0d18")
                plate.wash(rect(x - 74, lift - 68, 148, 80, 4), ["#ffcf8a", "#4f9a7c"],
                    (0, lift - 68), (0, lift + 12))
                plate.glow((x, lift - 28), 170, "#ffe0a8", 0.35)
            else:
                figure(plate, (x, y + rng.gauss(0, size * 0.02) + size * 0.35), size, pose, wears,
                    FLOOD)
            x += size * rng.uniform(0.26, 0.34)
