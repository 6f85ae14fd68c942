"""Draws the three landscapes of a new story: skies, ridges, a lake, a little grain.

Everything follows from numbers that stand here, so every new story has the same pictures.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
#: Colours from top to bottom, and how far down each stands, 0..1.
Ramp = Sequence[tuple[float, Colour]]

#: px; enough for 300 ppi at the printed size of the default trim.
LANDSCAPE, PORTRAIT = (2160, 1440), (1440, 2160)
QUALITY = 86
_SMOOTH = 2  # ridges are drawn at twice the size and reduced, for clean edges


@dataclass(frozen=True, slots=True)
class Ridge:
    """A line of hills: its height from the top and its swing, in shares of the picture's height."""

    height: float
    swing: float
    waves: float
    seed: float
    ramp: Ramp


@dataclass(frozen=True, slots=True)
class Glow:
    """A light: its middle and radius in shares of the picture, its colour, its strength 0..255."""

    x: float
    y: float
    radius: float
    colour: Colour
    strength: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A landscape, px wide × high. With ``shore``, all below that height mirrors what is above."""

    name: str
    size: tuple[int, int]
    sky: Ramp
    glows: tuple[Glow, ...]
    ridges: tuple[Ridge, ...]
    shore: float | None = None
    water: Colour = (0, 0, 0)


def _plain(top: Colour, bottom: Colour) -> Ramp:
    return ((0.0, top), (1.0, bottom))


SCENES = (
    Scene(
        "01-first-light",
        LANDSCAPE,
        (
            (0.0, (43, 62, 98)),
            (0.3, (120, 128, 160)),
            (0.5, (226, 178, 160)),
            (0.62, (250, 218, 176)),
            (1.0, (252, 232, 200)),
        ),
        (Glow(0.66, 0.5, 0.5, (255, 226, 170), 200), Glow(0.66, 0.5, 0.075, (255, 250, 232), 255)),
        (
            Ridge(0.52, 0.05, 2.3, 0.4, _plain((178, 158, 168), (228, 196, 178))),
            Ridge(0.60, 0.07, 1.7, 2.1, _plain((130, 122, 146), (206, 176, 172))),
            Ridge(0.70, 0.08, 2.9, 4.0, _plain((86, 90, 118), (160, 144, 152))),
            Ridge(0.82, 0.07, 2.1, 5.2, _plain((48, 58, 84), (92, 92, 112))),
            Ridge(0.93, 0.06, 3.3, 1.3, _plain((22, 30, 50), (38, 46, 66))),
        ),
    ),
    Scene(
        "02-still-water",
        LANDSCAPE,
        (
            (0.0, (24, 70, 92)),
            (0.35, (70, 132, 140)),
            (0.55, (190, 206, 178)),
            (1.0, (238, 222, 176)),
        ),
        (Glow(0.3, 0.44, 0.42, (255, 240, 190), 190), Glow(0.3, 0.40, 0.05, (255, 252, 236), 240)),
        (
            Ridge(0.40, 0.07, 1.9, 3.1, _plain((96, 140, 146), (168, 188, 170))),
            Ridge(0.48, 0.06, 2.7, 0.9, _plain((50, 98, 108), (112, 146, 140))),
            Ridge(0.545, 0.035, 3.7, 2.4, _plain((18, 52, 62), (40, 78, 82))),
        ),
        shore=0.58,
        water=(14, 52, 70),
    ),
    Scene(
        "03-evening-road",
        PORTRAIT,
        (
            (0.0, (30, 22, 60)),
            (0.3, (96, 44, 96)),
            (0.52, (206, 92, 92)),
            (0.64, (248, 166, 96)),
            (1.0, (255, 214, 140)),
        ),
        (Glow(0.5, 0.62, 0.6, (255, 190, 110), 170), Glow(0.5, 0.6, 0.1, (255, 240, 200), 255)),
        (
            Ridge(0.62, 0.035, 1.4, 1.9, _plain((150, 70, 92), (222, 128, 100))),
            Ridge(0.68, 0.03, 2.2, 0.2, _plain((104, 46, 82), (170, 84, 88))),
            Ridge(0.76, 0.035, 1.3, 3.6, _plain((66, 30, 66), (116, 54, 76))),
            Ridge(0.87, 0.04, 1.8, 5.0, _plain((34, 18, 46), (58, 28, 56))),
        ),
    ),
)


def draw(folder: Path) -> None:
    """Draw every scene into ``folder``, which is made, as JPEG in sRGB."""
    folder.mkdir()
    for scene in SCENES:
        picture(scene).save(folder / f"{scene.name}.jpg", quality=QUALITY, subsampling=0)


def picture(scene: Scene) -> Image.Image:
    """Draw one scene, from the sky to the front."""
    image = _gradient(scene.size, scene.sky)
    for glow in scene.glows:
        _shine(image, glow)
    for number, ridge in enumerate(scene.ridges):
        mask = _outline(scene.size, ridge, rough=0.15 + 0.12 * number)
        image.paste(_gradient(scene.size, ridge.ramp, below=ridge.height - ridge.swing), mask=mask)
    if scene.shore is not None:
        _mirror(image, scene.shore, scene.water)
    return _grain(image)


def _gradient(size: tuple[int, int], ramp: Ramp, below: float = 0.0) -> Image.Image:
    """Fill a picture from top to bottom with a ramp that begins at ``below`` of its height."""
    column = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        share = max(0.0, (y / size[1] - below) / (1 - below))
        column.putpixel((0, y), _mixed(ramp, share))
    return column.resize(size)


def _mixed(ramp: Ramp, share: float) -> Colour:
    """Give the colour of a ramp at a share of its length."""
    for (start, first), (end, second) in pairwise(ramp):
        if share <= end:
            part = (share - start) / (end - start)
            r, g, b = (round(a + (z - a) * part) for a, z in zip(first, second, strict=True))
            return r, g, b
    return ramp[-1][1]


def _shine(image: Image.Image, glow: Glow) -> None:
    """Lay a light over the picture, soft to its rim."""
    radius = round(glow.radius * max(image.size))
    spot = ImageOps.invert(Image.radial_gradient("L")).resize((2 * radius, 2 * radius))
    # The gradient's corners lie beyond the rim: what is under a quarter there fades to nothing.
    spot = spot.point([min(255, max(0, (v - 75) * 255 // 180)) ** 2 // 255 for v in range(256)])
    if glow.radius < 0.12:
        spot = spot.point([min(255, v * 9) for v in range(256)])
    mask = spot.point([v * glow.strength // 255 for v in range(256)])
    corner = (
        round(glow.x * image.width) - radius,
        round(glow.y * image.height) - radius,
    )
    image.paste(Image.new("RGB", mask.size, glow.colour), corner, mask)


def _outline(size: tuple[int, int], ridge: Ridge, rough: float) -> Image.Image:
    """Draw the mask of a ridge: a sum of waves, each half as wide and less than half as high."""
    width, height = size[0] * _SMOOTH, size[1] * _SMOOTH
    mask = Image.new("L", (width, height))
    points = []
    for x in range(0, width + 1, 2):
        turn = x / width * ridge.waves * math.tau
        line = sum(
            math.sin(turn * 2.03**octave + ridge.seed * (octave + 1) ** 1.7)
            * (0.30 + 0.10 * rough) ** octave
            for octave in range(8)
        )
        points.append((x, (ridge.height + ridge.swing * line * 0.6) * height))
    ImageDraw.Draw(mask).polygon([*points, (width, height), (0, height)], fill=255)
    return mask.resize(size, Image.Resampling.LANCZOS)


def _mirror(image: Image.Image, shore: float, water: Colour) -> None:
    """Turn what lies below the shore into water, darker and calmer than what it mirrors."""
    edge = round(shore * image.height)
    depth = image.height - edge
    above = image.crop((0, max(0, edge - depth), image.width, edge))
    mirrored = ImageOps.flip(above).resize((image.width, depth))
    # Ripples draw a reflection out upright: blurred along it far more than across.
    narrow = mirrored.resize((image.width, depth // 12)).filter(ImageFilter.GaussianBlur(1.2))
    mirrored = narrow.resize((image.width, depth), Image.Resampling.BICUBIC)
    tint = _gradient((image.width, depth), _plain((70, 70, 70), (185, 185, 185))).convert("L")
    mirrored.paste(Image.new("RGB", mirrored.size, water), mask=tint)
    image.paste(mirrored, (0, edge))


def _grain(image: Image.Image) -> Image.Image:
    """Lay a fine grain over the picture, which also keeps its gradients from banding."""
    count = image.width * image.height
    noise = Image.frombytes("L", image.size, hashlib.shake_128(b"platebook").digest(count))
    soft = noise.filter(ImageFilter.GaussianBlur(0.8)).point([112 + v // 8 for v in range(256)])
    return ImageChops.overlay(image, Image.merge("RGB", (soft, soft, soft)))
