"""Plate 13: synchronised dances, ranks of fans in one sweeping arc, from the upper tiers."""

from __future__ import annotations

import math
from random import Random

from tools.plates.colour import Colour, mix
from tools.plates.crowds import fan
from tools.plates.finish import Finish
from tools.plates.paint import Plate
from tools.plates.shapes import oval, smooth, taper

SIZE = (2800, 2800)
FINISH = Finish(vignette=0.3, grain=0.005, grain_size=4.4)
QUALITY = 80
HUB = (520.0, 3050.0)
SUN = (0.82, 0.5)


def draw(plate: Plate) -> None:
    """A green floor, a raking light, and rank behind rank turning about one corner."""
    rng = Random(13)
    full = [(0, 0), (2800, 0), (2800, 2800), (0, 2800)]
    plate.wash(full, ["#2f6f62", "#215349", "#123630"], (300, 200), (2600, 2700))
    plate.dabs(full, ["#357767", "#1d4d44", "#3d8371"], 500, (420, 34), -38, 0.22, 8)
    for k in range(1, 9):
        ring = [(HUB[0] + math.cos(t) * k * 420, HUB[1] - math.sin(t) * k * 420 * 0.86)
                for t in (math.radians(a) for a in range(-10, 130, 3))]  # fmt: skip
        plate.line(ring, "#cfe0c4", 5, 0.16, soft=True)
    spots = []
    for rank in range(11):
        reach = 620 + rank * 292
        gap = 13800 / reach
        start = (rank % 2) * gap / 2 - 6
        for i in range(int(120 / gap)):
            turn = start + i * gap
            x = HUB[0] + math.cos(math.radians(turn)) * reach
            y = HUB[1] - math.sin(math.radians(turn)) * reach * 0.86
            if -160 < x < 2960 and -160 < y < 2960:
                spots.append((y, x, turn, rank))
    for y, x, turn, rank in sorted(spots):
        size = 96 + y * 0.02
        long = smooth([(x - size * 0.3, y - size * 0.1), (x + size * SUN[0] * 2.5, y + size * SUN[1] * 1.9),
                       (x + size * SUN[0] * 2.9, y + size * SUN[1] * 2.5), (x + size * 0.2, y + size * 0.5)])  # fmt: skip
        plate.fill(long, "#061b18", 0.62, blur=9)
    for y, x, turn, rank in sorted(spots):
        jitter = (x + rng.gauss(0, 5), y + rng.gauss(0, 5))
        _dancer(plate, rng, jitter, 96 + y * 0.02, turn, rank)
    plate.glow((250, 150), 2300, "#ffe2a6", 0.42)
    plate.wash(full, ["#0b1d2b", "#0b1d2b"], (1300, 1500), (2900, 2900), (0.0, 0.5))


def _dancer(
    plate: Plate, rng: Random, at: tuple[float, float], size: float, turn: float, rank: int
) -> None:
    """One dancer from above: the disc of a skirt, sleeves, dark hair, and a fan in each hand."""
    x, y = at
    wave = 0.5 + 0.5 * math.sin(math.radians(turn * 3.1 + rank * 21))
    rows: tuple[Colour, ...] = ("#d8414f", "#e8737a", "#f0a39b", "#f4cdb6")
    skirt = mix(rows[rank % 4], rows[(rank + 1) % 4], wave * 0.6)
    skirt = mix(skirt, "#7d2a55", max(0.0, (x + y - 3300) / 4200))
    heading = turn + 90 + rng.gauss(0, 4)
    ring = []
    for k in range(16):
        a = k / 16 * math.tau
        ripple = 1 + 0.07 * math.sin(k * 2.4 + rank) + rng.gauss(0, 0.015)
        ring.append((x + math.cos(a) * size * ripple, y + math.sin(a) * size * 0.74 * ripple))
    shape = smooth(ring)
    plate.fill(shape, mix(skirt, "#3c1436", 0.5))
    with plate.inside(shape):
        plate.fill(
            oval(x - size * 0.24, y - size * 0.2, size * 0.92, size * 0.66), skirt, blur=size * 0.12
        )
        for k in range(9):
            a = k / 9 * math.tau + 0.3
            edge = (x + math.cos(a) * size, y + math.sin(a) * size * 0.74)
            plate.line([(x, y - size * 0.3), edge], mix(skirt, "#3c1436", 0.5), 3, 0.4)
        plate.line(ring[8:14], "#fff0da", 6, 0.6, soft=True)
    top = (x, y - size * 0.46)
    lean = math.radians(heading)
    lift = 0.35 + 0.5 * wave
    for side in (-1, 1):
        spread = lean + side * (0.95 - 0.5 * lift)
        hand = (
            top[0] + math.cos(spread) * size * 1.02,
            top[1] - math.sin(spread) * size * 0.8 - size * lift * 0.2,
        )
        plate.fill(taper([top, hand], [size * 0.17, size * 0.1]), mix("#fbf1e0", skirt, 0.12))
        toward = math.degrees(spread)
        leaf = fan(hand, toward - 72, toward + 72, size * 0.56)
        tone = mix("#f6c23f", "#fff3cf", wave)
        plate.fill([(a + 9, b + 12) for a, b in leaf], "#2a1630", 0.28)
        plate.fill(leaf, tone)
        plate.fill(fan(hand, toward - 72, toward + 72, size * 0.56, size * 0.44), "#fff8e6", 0.85)
        for k in range(1, 6):
            rib = math.radians(toward - 72 + k * 24)
            tip = (hand[0] + math.cos(rib) * size * 0.5, hand[1] - math.sin(rib) * size * 0.5)
            plate.line([hand, tip], "#b5782a", 2.2, 0.5)
    plate.fill(oval(*top, size * 0.26, size * 0.2), mix("#f8ead6", skirt, 0.25))
    head = (top[0] + math.cos(lean) * size * 0.05, top[1] - size * 0.14)
    plate.fill(oval(*head, size * 0.17, size * 0.19), "#1d1417")
    plate.fill(
        oval(head[0] - size * 0.06, head[1] - size * 0.08, size * 0.07, size * 0.05), "#6d5246", 0.8
    )
    plate.fill(
        oval(
            head[0] + math.cos(lean) * size * 0.09, head[1] + size * 0.12, size * 0.1, size * 0.07
        ),
        "#d9a684",
    )
