"""What turns flat shapes into a print: wandering edges, pigment, bloom, vignette, grain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Finish:
    """How strongly each effect shows; 0 leaves it out. Lengths in plate units."""

    edge: float = 1.5
    pigment: float = 0.030
    streak: float = 0.011
    bloom: float = 0.10
    bloom_from: float = 0.72
    vignette: float = 0.16
    grain: float = 0.009
    grain_size: float = 3.6


QUIET = Finish(grain=0.005, grain_size=4.4)
"""For busy pictures, whose files would grow too large."""


def finish(pixels: np.ndarray, scale: float, seed: int, how: Finish) -> Image.Image:
    """Return the printed picture of what was painted."""
    noise = np.random.default_rng(seed)
    picture = _wander(pixels, scale, noise, how.edge).astype(np.float32) / 255
    if how.bloom:
        picture = _bloom(picture, scale, how)
    height, width = picture.shape[:2]
    tone = 1 + how.pigment * _field(noise, height, width, 130 * scale, 170 * scale)
    tone += how.pigment * 0.6 * _field(noise, height, width, 26 * scale, 34 * scale)
    tone += how.streak * _field(noise, height, width, 7 * scale, 190 * scale)
    tone += how.streak * 0.35 * _field(noise, height, width, 90 * scale, 9 * scale)
    tone *= _vignette(height, width, how.vignette)
    picture *= tone[:, :, None]
    picture += _grain(noise, how.grain_size * scale, picture) * how.grain
    return Image.fromarray(np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8))


def _field(
    noise: np.random.Generator, height: int, width: int, tall: float, wide: float
) -> np.ndarray:
    """Smooth noise, about −1 to 1, whose blotches are so tall and so wide in pixels."""
    rows = max(2, round(height / max(tall, 1)) + 1)
    columns = max(2, round(width / max(wide, 1)) + 1)
    coarse = noise.standard_normal((rows, columns)).astype(np.float32) * 0.5
    image = Image.fromarray(coarse, mode="F").resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float32)


def _wander(
    pixels: np.ndarray, scale: float, noise: np.random.Generator, reach: float
) -> np.ndarray:
    """Shift every pixel a little along smooth noise: cut and brushed edges waver."""
    height, width = pixels.shape[:2]
    shifts = []
    for _ in range(2):
        slow = _field(noise, height, width, 46 * scale, 46 * scale)
        fast = _field(noise, height, width, 9 * scale, 9 * scale)
        shifts.append((slow * 1.5 + fast * 0.55) * reach * scale)
    rows, columns = np.indices((height, width), dtype=np.float32)
    y = np.clip(rows + shifts[0], 0, height - 1.001)
    x = np.clip(columns + shifts[1], 0, width - 1.001)
    top, left = y.astype(np.int32), x.astype(np.int32)
    down, along = (y - top)[:, :, None], (x - left)[:, :, None]
    upper = pixels[top, left] * (1 - along) + pixels[top, left + 1] * along
    lower = pixels[top + 1, left] * (1 - along) + pixels[top + 1, left + 1] * along
    return np.asarray(upper * (1 - down) + lower * down, dtype=np.float32)


def _bloom(picture: np.ndarray, scale: float, how: Finish) -> np.ndarray:
    """Let the brightest places spill over their edges, as in a lens."""
    height, width = picture.shape[:2]
    light = np.clip(picture.max(axis=2) - how.bloom_from, 0, 1)[:, :, None] * picture
    spilt = np.zeros_like(picture)
    for radius, share in ((24, 0.5), (90, 0.5)):
        small = (max(2, round(width / radius / scale)), max(2, round(height / radius / scale)))
        image = Image.fromarray((np.clip(light * 3, 0, 1) * 255).astype(np.uint8))
        image = image.resize(small, Image.Resampling.BOX)
        image = image.resize((width, height), Image.Resampling.BICUBIC)
        spilt += np.asarray(image, dtype=np.float32) / 255 * share
    return np.asarray(1 - (1 - picture) * (1 - np.clip(spilt * how.bloom * 2, 0, 1)))


def _vignette(height: int, width: int, strength: float) -> np.ndarray:
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    return np.asarray(1 - strength * np.clip((x * x + y * y) / 2, 0, 1) ** 1.4)


def _grain(noise: np.random.Generator, size: float, picture: np.ndarray) -> np.ndarray:
    """Film grain, most in the mid-tones. A grain of several pixels costs far fewer bytes."""
    grain = _field(noise, *picture.shape[:2], size, size)
    middle = picture.mean(axis=2)
    weight = 0.45 + 2.2 * middle * (1 - middle)
    return np.asarray((grain * weight * 2)[:, :, None])
