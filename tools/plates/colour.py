"""Colours as a painter mixes them: hex in, OKLab between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

Colour = str
"""A colour written ``#rrggbb``."""

_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(colour: Colour) -> np.ndarray:
    """Return L, a, b of a colour; L runs from 0 (black) to 1 (white)."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return _TO_LAB @ np.cbrt(_TO_CONE @ linear)


def _hex(lab: np.ndarray) -> Colour:
    linear = np.clip(np.linalg.inv(_TO_CONE) @ (np.linalg.inv(_TO_LAB) @ lab) ** 3, 0, 1)
    coded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in coded)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours; a share of 0 is the first, 1 the second."""
    return _hex(_oklab(one) * (1 - share) + _oklab(other) * share)


def lighter(colour: Colour, step: float) -> Colour:
    """Raise (or, below zero, lower) the lightness and keep the hue; 0.1 is a clear step."""
    lab = _oklab(colour)
    lab[0] = min(max(lab[0] + step, 0.0), 1.0)
    return _hex(lab)


def greyer(colour: Colour, share: float) -> Colour:
    """Take a share of the colourfulness away."""
    lab = _oklab(colour)
    lab[1:] *= 1 - share
    return _hex(lab)


def ramp(colours: Sequence[Colour], steps: int = 5) -> list[Colour]:
    """Fill in steps between neighbours, so that a gradient never turns muddy half-way."""
    pairs = zip(colours, colours[1:], strict=False)
    between = [mix(one, other, i / steps) for one, other in pairs for i in range(steps)]
    return [*between, colours[-1]]


def ink(colour: Colour, alpha: float = 1.0) -> int:
    """Return the colour as skia takes it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return int(skia.ColorSetARGB(round(min(max(alpha, 0.0), 1.0) * 255), red, green, blue))
