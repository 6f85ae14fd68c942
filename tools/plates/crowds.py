"""Crowds: walls of sign cards made of children, and the ranks in front of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import numpy as np
import skia
from PIL import Image

from tools.plates.colour import Colour, ink
from tools.plates.paint import Plate
from tools.plates.shapes import Point, polygon, smooth

Place = Callable[[float, float], Point]
"""Where a place on a wall, 0–1 along and 0–1 from the top down, lands on the plate."""

Turn = Callable[[float, float], float]
"""How far a card has turned: 0 shows the first picture, 1 the second, 0.5 its edge."""


def picture(
    grid: tuple[int, int], size: tuple[int, int], paint: Callable[[Plate], None], colours: int
) -> np.ndarray:
    """Paint a picture of that size, and reduce it to a grid of cards: columns, rows."""
    sheet = Plate(size, scale=0.5)
    paint(sheet)
    small = Image.fromarray(sheet.pixels()).resize(grid, Image.Resampling.BOX)
    few = small.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return np.asarray(few.convert("RGB"))


def card_wall(
    plate: Plate,
    first: np.ndarray,
    place: Place,
    seed: int,
    second: np.ndarray | None = None,
    turn: Turn | None = None,
    aisles: int = 0,
    lamp: Callable[[float, float], float] = lambda u, v: 1.0,
) -> None:
    """Hold up one card a child, each a little out of true, with dark heads in the gaps."""
    rng = Random(seed)
    rows, columns = first.shape[:2]
    face = skia.Paint(AntiAlias=True)
    hair = skia.Paint(AntiAlias=True)
    blocks = np.linspace(0, columns, aisles + 1).round().astype(int) if aisles else np.array([-1])
    stairs = set(blocks[1:-1].tolist())
    for row in range(rows):
        for column in range(columns):
            u, v = (column + 0.5) / columns, (row + 0.5) / rows
            if column in stairs:
                x, y = place(u, v)
                hair.setColor(ink("#57504c", rng.uniform(0.3, 0.7)))
                plate.canvas.drawRect(skia.Rect.MakeXYWH(x - 6, y - 2, 12, 5), hair)
                continue
            colour = first[row, column]
            shown = 1.0
            if turn is not None and second is not None:
                share = min(max(turn(u, v) + rng.gauss(0, 0.16), 0.0), 1.0)
                colour = second[row, column] if share > 0.5 else colour
                shown = max(abs(share * 2 - 1), 0.16)
            light = lamp(u, v) * rng.gauss(1, 0.055) * (0.72 + 0.28 * shown)
            if rng.random() < 0.012:
                light *= rng.choice((0.45, 0.62, 1.2))
            tone = [min(max(round(float(part) * light), 0), 255) for part in colour]
            _card(plate, rng, place, (u, v), (columns, rows), tone, shown, face, hair)


def _card(
    plate: Plate,
    rng: Random,
    place: Place,
    at: Point,
    grid: tuple[int, int],
    tone: list[int],
    shown: float,
    face: skia.Paint,
    hair: skia.Paint,
) -> None:
    u, v = at
    x, y = place(u, v)
    x1, _ = place(u + 1 / grid[0], v)
    _, y1 = place(u, v + 1 / grid[1])
    w, h = abs(x1 - x), abs(y1 - y)
    x, y = x + rng.gauss(0, w * 0.045), y + rng.gauss(0, h * 0.05)
    hair.setColor(ink(rng.choice(("#15110f", "#1d1714", "#0f0d0e")), 0.85))
    plate.canvas.drawOval(skia.Rect.MakeXYWH(x - w * 0.2, y - h * 0.66, w * 0.4, h * 0.4), hair)
    if rng.random() < 0.003:
        return
    face.setColor(skia.ColorSetRGB(*tone))
    half_w, half_h = w * rng.uniform(0.455, 0.5), h * rng.uniform(0.43, 0.475) * shown
    tilt = rng.gauss(0, 0.022) + (rng.gauss(0, 0.1) if rng.random() < 0.02 else 0)
    dx, dy = math.cos(tilt), math.sin(tilt)
    corners = [
        (x + sx * half_w * dx - sy * half_h * dy, y + sx * half_w * dy + sy * half_h * dx)
        for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    plate.canvas.drawPath(polygon(corners), face)


def crane(x: float, y: float, size: float, lift: float = 1.0) -> list[skia.Path]:
    """A crane in flight to the right: body, far wing, near wing, trailing legs."""

    def p(*points: Point) -> skia.Path:
        return smooth([(x + a * size, y - b * size * (lift if b > 0.09 else 1)) for a, b in points])

    body = p((-0.32, -0.02), (-0.1, 0.05), (0.14, 0.05), (0.34, 0.085), (0.5, 0.1), (0.6, 0.07),
             (0.34, 0.03), (0.1, -0.05), (-0.14, -0.06))  # fmt: skip
    near = p((-0.12, 0.02), (-0.16, 0.25), (-0.3, 0.5), (-0.42, 0.62), (-0.28, 0.58),
             (-0.1, 0.42), (0.06, 0.2), (0.12, 0.02))  # fmt: skip
    far = p((-0.04, 0.02), (0.1, 0.22), (0.22, 0.42), (0.4, 0.54), (0.3, 0.36), (0.24, 0.16),
            (0.14, 0.0))  # fmt: skip
    legs = p((-0.3, 0.0), (-0.66, -0.045), (-0.7, -0.055), (-0.3, -0.035))
    return [far, legs, body, near]


def fan(centre: Point, start: float, stop: float, reach: float, hub: float = 0) -> list[Point]:
    """A slice of a ring, angles in degrees, counted anticlockwise from the right."""
    steps = [math.radians(start + (stop - start) * i / 10) for i in range(11)]
    cx, cy = centre
    outer = [(cx + math.cos(t) * reach, cy - math.sin(t) * reach) for t in steps]
    inner = [(cx + math.cos(t) * hub, cy - math.sin(t) * hub) for t in reversed(steps)]
    return outer + inner


def _dense(points: list[Point]) -> list[Point]:
    """The curve through the points (Catmull–Rom), in short steps."""
    dense: list[Point] = []
    count = len(points)
    for i in range(count - 1):
        a, b = points[max(i - 1, 0)], points[i]
        c, d = points[i + 1], points[min(i + 2, count - 1)]
        for k in range(9):
            x, y = (_spline(k / 9, *each) for each in zip(a, b, c, d, strict=True))
            dense.append((x, y))
    return [*dense, points[-1]]


def _spline(t: float, a: float, b: float, c: float, d: float) -> float:
    rise = 3 * b - a - 3 * c + d
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + rise * t**3)


def _edges(points: list[Point], widths: list[float]) -> list[tuple[Point, Point]]:
    """The two sides of a band along a curve."""
    sides = []
    for i, (x, y) in enumerate(points):
        before, after = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        long = math.hypot(dx, dy) or 1.0
        half = widths[i] / 2
        nx, ny = -dy / long * half, dx / long * half
        sides.append(((x + nx, y + ny), (x - nx, y - ny)))
    return sides


def ribbon(points: list[Point], widest: float, tip: float = 0.15) -> skia.Path:
    """A silk ribbon through its points: thin where it starts, full, and thin at its end."""
    dense = _dense(points)
    last = len(dense) - 1
    swell = [math.sin(math.pi * min(1.0, i / last * 1.02)) ** 0.7 for i in range(last + 1)]
    sides = _edges(dense, [widest * (tip + (1 - tip) * share) for share in swell])
    return polygon([left for left, _ in sides] + [right for _, right in reversed(sides)])


def silk(
    plate: Plate,
    points: list[Point],
    widest: float,
    tones: tuple[Colour, Colour, Colour],
    twist: float = 0.13,
    phase: float = 0.6,
) -> float:
    """A broad ribbon that turns as it flies; returns the phase in which it ends."""
    dense = _dense(points)
    turns = [math.sin(phase + i * twist) for i in range(len(dense))]
    widths = [widest * (0.16 + 0.84 * abs(turn)) for turn in turns]
    sides = _edges(dense, widths)
    front, back, bright = tones
    start = 0
    for i in range(1, len(dense)):
        ends = i == len(dense) - 1
        if not ends and (turns[i] > 0) == (turns[start] > 0):
            continue
        part = sides[start : i + 1]
        shape = [left for left, _ in part] + [right for _, right in reversed(part)]
        plate.fill(shape, front if turns[start] > 0 else back)
        plate.line(
            [left for left, _ in part], bright, widest * 0.07, 0.8 if turns[start] > 0 else 0.35
        )
        start = i
    return phase + (len(dense) - 1) * twist
