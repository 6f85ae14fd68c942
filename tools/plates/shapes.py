"""Outlines: smooth curves, tapered limbs, wobbling edges. All return skia paths."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import skia

Point = tuple[float, float]


def polygon(points: Sequence[Point], closed: bool = True) -> skia.Path:
    """A shape with straight edges."""
    path = skia.Path()
    path.addPoly([skia.Point(*point) for point in points], closed)
    return path


def rect(x: float, y: float, width: float, height: float, radius: float = 0) -> skia.Path:
    """A rectangle from its top left corner."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius)
    return path


def oval(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0) -> skia.Path:
    """An ellipse around its centre, turned by degrees."""
    path = skia.Path()
    ry = rx if ry is None else ry
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    if turn:
        path.transform(skia.Matrix.RotateDeg(turn, skia.Point(x, y)))
    return path


def smooth(points: Sequence[Point], closed: bool = True) -> skia.Path:
    """A soft curve through every point (Catmull–Rom)."""
    path, count = skia.Path(), len(points)
    path.moveTo(*points[0])
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            b, c = points[i], points[i + 1]
            a, d = points[max(i - 1, 0)], points[min(i + 2, count - 1)]
        path.cubicTo(
            b[0] + (c[0] - a[0]) / 6,
            b[1] + (c[1] - a[1]) / 6,
            c[0] - (d[0] - b[0]) / 6,
            c[1] - (d[1] - b[1]) / 6,
            *c,
        )
    if closed:
        path.close()
    return path


def taper(joints: Sequence[Point], radii: Sequence[float]) -> skia.Path:
    """A rounded limb along its joints, as thick at each as its radius says."""
    spine = _rounded(joints, radii)
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y, r) in enumerate(spine):
        before, after = spine[max(i - 1, 0)], spine[min(i + 1, len(spine) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length * r, dx / length * r
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    end, start = _cap(right[-1], left[-1], spine[-1]), _cap(left[0], right[0], spine[0])
    return polygon(left + end[::-1] + right[::-1] + start[::-1])


def _cap(here: Point, there: Point, centre: tuple[float, float, float]) -> list[Point]:
    """The half circle that rounds off a limb, walked from here to there."""
    x, y, r = centre
    first = math.atan2(here[1] - y, here[0] - x)
    return [
        (x + math.cos(first + math.pi * k / 8) * r, y + math.sin(first + math.pi * k / 8) * r)
        for k in range(1, 8)
    ]


def _rounded(joints: Sequence[Point], radii: Sequence[float]) -> list[tuple[float, float, float]]:
    """Sample the chain of joints, easing round each inner joint."""
    spine: list[tuple[float, float, float]] = [(*joints[0], radii[0])]
    for i in range(1, len(joints) - 1):
        (ax, ay), (bx, by), (cx, cy) = joints[i - 1], joints[i], joints[i + 1]
        ease = 0.28
        start = (bx + (ax - bx) * ease, by + (ay - by) * ease)
        end = (bx + (cx - bx) * ease, by + (cy - by) * ease)
        for k in range(7):
            t = k / 6
            x = (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bx + t * t * end[0]
            y = (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * by + t * t * end[1]
            r_in = radii[i] + (radii[i - 1] - radii[i]) * ease
            r_out = radii[i] + (radii[i + 1] - radii[i]) * ease
            r = (1 - t) ** 2 * r_in + 2 * t * (1 - t) * radii[i] + t * t * r_out
            spine.append((x, y, r))
    return [*spine, (*joints[-1], radii[-1])]


def ridge(rng: Random, x0: float, x1: float, base: float, height: float, steps: int) -> list[Point]:
    """A mountain line between two sides: midpoint displacement, highest near the middle."""
    line = [base - height * rng.uniform(0.1, 0.5), base - height * rng.uniform(0.1, 0.5)]
    reach = height * 0.5
    for _ in range(steps):
        longer = [line[0]]
        for a, b in zip(line, line[1:], strict=False):
            longer += [(a + b) / 2 + rng.uniform(-reach, reach * 0.8), b]
        line, reach = longer, reach * 0.55
    step = (x1 - x0) / (len(line) - 1)
    return [(x0 + i * step, y) for i, y in enumerate(line)]


def wobble(path: skia.Path, reach: float, seed: int, step: float = 0) -> skia.Path:
    """The same outline as a loaded brush would leave it: off by up to *reach* everywhere."""
    effect = skia.PathEffect.MakeCompose(
        skia.CornerPathEffect.Make((step or reach * 3) * 0.8),
        skia.DiscretePathEffect.Make(step or reach * 3, reach, seed),
    )
    paint = skia.Paint(PathEffect=effect)
    result = skia.Path()
    paint.getFillPath(path, result)
    return result


def blob(rng: Random, x: float, y: float, rx: float, ry: float, points: int = 11) -> skia.Path:
    """An uneven round mass: foliage, cloud, stone."""
    ring = []
    for i in range(points):
        angle = (i + rng.uniform(-0.25, 0.25)) / points * math.tau
        reach = rng.uniform(0.78, 1.12)
        ring.append((x + math.cos(angle) * rx * reach, y + math.sin(angle) * ry * reach))
    return smooth(ring)
