"""Shadows on the ground, shafts of light, strings of bulbs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import skia

from tools.plates.colour import Colour
from tools.plates.figures import Outfit, figure
from tools.plates.paint import Plate
from tools.plates.pose import Pose
from tools.plates.shapes import Point


def cast_shadow(
    plate: Plate, picture: skia.Picture, foot: Point, colour: Colour, alpha: float,
    lean: float = 1.2, flat: float = 0.22, blur: float = 6,
    box: tuple[float, float, float, float] | None = None,
) -> None:  # fmt: skip
    """Lay a kept picture on the ground as its shadow.

    ``lean`` is how far it falls to the right for each unit of height (below zero: to the
    left); ``flat`` how much of the height is left, above zero towards the viewer.
    """
    matrix = skia.Matrix()
    y = foot[1]
    matrix.setAll(1, -lean, lean * y, 0, -flat, y + flat * y, 0, 0, 1)
    plate.canvas.save()
    plate.canvas.concat(matrix)
    plate.tinted(picture, colour, alpha, blur, box)
    plate.canvas.restore()


def shadow_of(
    plate: Plate, foot: Point, height: float, pose: Pose, wears: Outfit, colour: Colour,
    alpha: float = 0.4, lean: float = 1.2, flat: float = 0.22, blur: float = 6,
) -> None:  # fmt: skip
    """The cast shadow of one figure, with a darker touch under the feet."""
    with plate.recorded() as kept:
        figure(plate, foot, height, pose, wears)
    x, y = foot
    box = (x - height * 1.2, y - height * 1.6, x + height * 1.2, y + height * 0.3)
    cast_shadow(plate, kept[0], foot, colour, alpha, lean, flat, blur, box)
    plate.glow(foot, height * 0.13, colour, alpha * 1.2, squash=0.25, blend="over")


def shaft(
    plate: Plate, top: tuple[Point, Point], bottom: tuple[Point, Point], colour: Colour,
    alpha: float = 0.25, blur: float = 20,
) -> None:  # fmt: skip
    """A beam from a window or a floodlight, strongest where it starts."""
    start = ((top[0][0] + top[1][0]) / 2, (top[0][1] + top[1][1]) / 2)
    end = ((bottom[0][0] + bottom[1][0]) / 2, (bottom[0][1] + bottom[1][1]) / 2)
    shape = [top[0], top[1], bottom[1], bottom[0]]
    plate.wash(shape, [colour, colour], start, end, (alpha, 0), blur, "screen")


def bulb(plate: Plate, centre: Point, size: float, colour: Colour, strength: float = 0.7) -> None:
    """A naked lamp: a white-hot middle and its halo."""
    plate.glow(centre, size * 7, colour, strength * 0.55)
    plate.glow(centre, size * 2.4, colour, strength)
    plate.glow(centre, size * 1.1, "#fff6e4", 1, blend="over")


def garland(
    plate: Plate, start: Point, end: Point, sag: float, colours: Sequence[Colour], count: int,
    size: float, wire: Colour = "#1a1a22",
) -> None:  # fmt: skip
    """A string of bulbs that hangs between two points."""
    rng = Random(count * 17 + round(start[0]))
    points = []
    for i in range(count + 1):
        t = i / count
        x = start[0] + (end[0] - start[0]) * t
        y = start[1] + (end[1] - start[1]) * t + sag * math.sin(math.pi * t)
        points.append((x, y))
    plate.line(points, wire, max(1.5, size * 0.3), 0.8, soft=True)
    for point in points[1:-1]:
        bulb(plate, (point[0], point[1] + size), size, rng.choice(list(colours)))
