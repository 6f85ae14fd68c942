"""The setting: skies, haze, hills, trees, pavement and water."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import Colour, lighter, mix
from tools.plates.paint import Plate
from tools.plates.shapes import Point, blob, oval, ridge, taper, wobble


def band(plate: Plate, top: float, bottom: float) -> list[Point]:
    """A strip over the whole width."""
    far = 60
    return [(-far, top), (plate.width + far, top), (plate.width + far, bottom), (-far, bottom)]


def sky(plate: Plate, colours: Sequence[Colour], horizon: float) -> None:
    """A graded sky from the zenith down to the horizon."""
    plate.wash(band(plate, -10, horizon + 4), colours, (0, 0), (0, horizon))


def clouds(
    plate: Plate, colour: Colour, top: float, bottom: float, count: int, alpha: float = 0.2
) -> None:
    """Long, flat bars of cloud, thinner towards the horizon."""
    rng = Random(plate.seed * 13 + count)
    for i in range(count):
        depth = (i + rng.random()) / count
        y = top + (bottom - top) * depth
        long = plate.width * rng.uniform(0.12, 0.4) * (1.2 - 0.6 * depth)
        x = rng.uniform(-0.1, 1.1) * plate.width
        thick = (1.25 - depth) * plate.height * 0.012
        for _ in range(5):
            dx, dy = rng.uniform(-0.5, 0.5) * long, rng.uniform(-1, 1) * thick
            shape = blob(
                rng, x + dx, y + dy, long * rng.uniform(0.2, 0.5), thick * rng.uniform(0.5, 1.3)
            )
            plate.fill(shape, colour, alpha * rng.uniform(0.4, 1), blur=thick * 0.35)


def haze(plate: Plate, colour: Colour, top: float, bottom: float, alpha: float = 0.7) -> None:
    """Mist that lies thickest at the bottom of its band and thins out upwards."""
    middle = top + (bottom - top) * 0.7
    plate.wash(band(plate, top, middle), [colour, colour], (0, top), (0, middle), (0, alpha))
    plate.wash(band(plate, middle, bottom), [colour, colour], (0, middle), (0, bottom), (alpha, 0))


def hills(
    plate: Plate, base: float, height: float, colour: Colour, foot: Colour, seed: int
) -> None:
    """A range of hills that fades into the colour of the air at its foot."""
    rng = Random(seed)
    line = ridge(rng, -80, plate.width + 80, base, height, 6)
    shape = [(-80, base + 4), *line, (plate.width + 80, base + 4)]
    plate.wash(shape, [colour, foot], (0, base - height), (0, base))


def paving(
    plate: Plate, camera: Camera, colour: Colour, near: float, far: float, size: float,
    across: float, alpha: float = 0.35,
) -> None:  # fmt: skip
    """Joints between paving slabs running to the vanishing point, and slabs of other tones."""
    rng = Random(plate.seed * 101)
    columns = round(across / size)
    rows = round((far - near) / size)
    for row in range(rows):
        z = near + row * size
        fade = max(0.0, 1 - (z - near) / (far - near)) ** 1.5
        for column in range(-columns, columns):
            if rng.random() < 0.28:
                slab = camera.floor(column * size, (column + 1) * size, z, z + size)
                tone = lighter(colour, rng.choice((-0.05, 0.05, 0.09)))
                plate.fill(slab, tone, alpha * 0.5 * fade)
        start, end = camera.at(-across, z), camera.at(across, z)
        plate.line([start, end], colour, max(1.2, camera.size(0.025, z)), alpha * fade)
    for column in range(-columns, columns + 1):
        start, end = camera.at(column * size, near), camera.at(column * size, far)
        plate.wash(
            taper([start, end], [camera.size(0.013, near), 0.5]),
            [colour, colour], start, end, (alpha, 0),
        )  # fmt: skip


def tree(
    plate: Plate, foot: Point, height: float, leaves: Sequence[Colour], bark: Colour, seed: int,
    spread: float = 0.42, to_light: float = 130,
) -> None:  # fmt: skip
    """A broad-leaved tree; ``leaves`` runs from the shaded to the sunlit tone."""
    rng = Random(seed)
    x, y = foot
    crown_y = y - height * 0.62
    trunk = [(x, y), (x + height * rng.uniform(-0.02, 0.02), y - height * 0.3), (x, crown_y)]
    plate.fill(taper(trunk, [height * 0.03, height * 0.021, height * 0.012]), bark)
    for _ in range(4):
        tip = (
            x + rng.uniform(-0.7, 0.7) * height * spread,
            crown_y + rng.uniform(-0.15, 0.1) * height,
        )
        plate.fill(taper([trunk[1], tip], [height * 0.012, height * 0.004]), bark)
    turn = math.radians(to_light)
    light_x, light_y = math.cos(turn), -math.sin(turn)
    for layer, tone in enumerate(leaves):
        share = layer / max(len(leaves) - 1, 1)
        fine = 1.0 if height < 500 else 0.72 if height < 1000 else 0.55
        count = round((26 - 10 * share) / fine**2)
        for _ in range(count):
            angle, reach = rng.uniform(0, math.tau), rng.random() ** 0.5 * (1 - 0.35 * share)
            cx = x + math.cos(angle) * reach * height * spread + light_x * share * height * 0.1
            cy = crown_y + math.sin(angle) * reach * height * 0.3 + light_y * share * height * 0.09
            size = height * fine * rng.uniform(0.05, 0.12) * (1 - 0.35 * share)
            clump = wobble(
                blob(rng, cx, cy, size, size * 0.7), size * 0.09, rng.randrange(9999), size * 0.22
            )
            plate.fill(clump, mix(tone, leaves[0], rng.uniform(0, 0.3)))


def conifer(plate: Plate, foot: Point, height: float, colour: Colour, seed: int) -> None:
    """A dark, narrow tree in tiers, as they stand round official buildings."""
    rng = Random(seed)
    x, y = foot
    plate.fill(taper([(x, y), (x, y - height * 0.3)], [height * 0.02, height * 0.015]), colour)
    for i in range(9):
        share = i / 8
        tier_y = y - height * (0.08 + 0.86 * share)
        wide = height * 0.2 * (1 - share) ** 0.8 + height * 0.012
        tier = blob(rng, x, tier_y, wide, height * 0.085)
        plate.fill(
            wobble(tier, height * 0.012, rng.randrange(9999)),
            lighter(colour, rng.uniform(-0.02, 0.035)),
        )


def reflection(plate: Plate, x: float, top: float, bottom: float, colour: Colour, width: float,
               alpha: float = 0.5) -> None:  # fmt: skip
    """A light's path on moving water: broken dashes that widen towards the viewer."""
    rng = Random(round(x) * 31 + plate.seed)
    y = top
    while y < bottom:
        depth = (y - top) / (bottom - top)
        wide = width * (0.5 + 1.4 * depth) * rng.uniform(0.3, 1.2)
        shift = rng.gauss(0, width * (0.1 + 0.5 * depth))
        thick = 2 + 9 * depth * rng.uniform(0.5, 1)
        plate.fill(
            oval(x + shift, y, wide, thick),
            colour,
            alpha * (1 - depth) ** 1.1 * rng.uniform(0.5, 1),
        )
        y += 5 + 20 * depth * rng.uniform(0.5, 1.3)
