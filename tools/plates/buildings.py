"""Buildings: blocks with window grids, all in one perspective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tools.plates.camera import Camera, Wall
from tools.plates.colour import Colour, lighter, mix
from tools.plates.paint import Plate


@dataclass(frozen=True)
class Facade:
    """How a wall is divided and painted; ``lamps`` is the share of windows with light."""

    wall: Colour
    glass: Colour
    rows: int = 8
    columns: int = 12
    lamp: Colour = "#f2c879"
    lamps: float = 0.0
    sill: float = 0.5
    """How strongly the floors show as light bands, 0–1."""
    window: tuple[float, float] = (0.62, 0.55)
    """Share of each bay that is glass, across and up."""


def paint_wall(plate: Plate, wall: Wall, how: Facade, seed: int) -> None:
    """Paint a wall with its rows of windows."""
    rng = Random(seed)
    base, top = wall.at(0.5, 0), wall.at(0.5, 1)
    plate.wash(wall.face(), [lighter(how.wall, 0.025), lighter(how.wall, -0.03)], top, base)
    wide, tall = how.window
    for row in range(how.rows):
        v0 = (row + 0.5 - tall / 2) / how.rows
        if how.sill:
            band = wall.quad(0, row / how.rows, 1, (row + 0.07) / how.rows)
            plate.fill(band, lighter(how.wall, -0.07), how.sill)
        for column in range(how.columns):
            u0 = (column + 0.5 - wide / 2) / how.columns
            pane = wall.quad(u0, v0, u0 + wide / how.columns, v0 + tall / how.rows)
            tone = mix(how.glass, how.wall, rng.uniform(0, 0.35))
            if rng.random() < how.lamps:
                tone = mix(how.lamp, how.glass, rng.uniform(0, 0.45))
            plate.fill(pane, tone)


def block(
    plate: Plate, camera: Camera, x: tuple[float, float], z: tuple[float, float], high: float,
    front: Facade, side: Colour, seed: int, low: float = 0,
) -> None:  # fmt: skip
    """An upright block: the front faces the viewer, one side shows if it's off the axis."""
    left, right = x
    near, far = z
    middle = camera.centre[0]
    if camera.at(right, near)[0] < middle or camera.at(left, near)[0] > middle:
        at = right if camera.at(right, near)[0] < middle else left
        flank = Wall(camera, (at, near), (at, far), low, high)
        columns = max(2, round((far - near) / (right - left) * front.columns))
        shaded = Facade(
            side, lighter(front.glass, -0.04), front.rows, columns, front.lamp, front.lamps * 0.8,
            front.sill, front.window,
        )  # fmt: skip
        paint_wall(plate, flank, shaded, seed + 1)
    paint_wall(plate, Wall(camera, (left, near), (right, near), low, high), front, seed)


def skyline(
    plate: Plate, base: float, spans: Sequence[tuple[float, float, float]], colour: Colour,
    foot: Colour, windows: Colour | None = None, seed: int = 1, lamps: float = 0.2,
) -> None:  # fmt: skip
    """Far blocks as flat shapes, (x, width, height) each, fading at the foot."""
    rng = Random(seed)
    for x, width, height in spans:
        tone = mix(colour, foot, rng.uniform(0, 0.25))
        shape = [(x, base), (x, base - height), (x + width, base - height), (x + width, base)]
        plate.wash(shape, [tone, mix(tone, foot, 0.6)], (0, base - height), (0, base))
        if windows is None:
            continue
        step_x, step_y = 15, 21
        for row in range(int((height - 20) / step_y)):
            for column in range(int((width - 14) / step_x)):
                if rng.random() < lamps:
                    wx, wy = x + 10 + column * step_x, base - height + 14 + row * step_y
                    pane = [(wx, wy), (wx + 7, wy), (wx + 7, wy + 10), (wx, wy + 10)]
                    plate.fill(pane, windows, rng.uniform(0.35, 0.95))
