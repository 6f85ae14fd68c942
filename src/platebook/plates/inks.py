"""Inks: what a CMYK profile makes of every sRGB colour, with no more ink than a press takes.

A colour over the ink limit gives up cyan, magenta and yellow in the amounts that it has of them,
and gets as much black for it as keeps it as dark as it was: under-colour removal by what is seen.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from platebook.plates.model import ColourTarget

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]
    Steps = NDArray[np.int_]

#: Full ink in steps of 255, a per cent of it, and how many colours there are.
FULL, PER_CENT, COLOURS = 255, 2.55, 1 << 24
#: Steps of ink (of 255 for one full ink) that a table keeps below the limit for what JPEG adds.
JPEG_MARGIN = 8
#: Nodes across at which the black to add is sought; between them it is interpolated.
_NODES = 33
#: Amounts of black tried at a node, from none to all that there can be.
_TRIES = 18
#: Slices of the table converted at once, which bounds the memory.
_SLICE = 16


def fill(inks: Bytes, target: ColourTarget, profile: bytes) -> None:
    """Fill 2²⁴ rows of C, M, Y, K with the inks of each sRGB colour, in about a second.

    The row of a colour is ``red + 256 green + 65536 blue``.
    """
    transform = _to_inks(target, profile)
    black = _black_to_add(target, profile, transform)
    limit = steps(target.ink_limit) - JPEG_MARGIN
    for first in range(0, 256, _SLICE):
        colours = _colours(np.arange(first, first + _SLICE), np.arange(256))
        rows = inks[first << 16 : first + _SLICE << 16]
        rows[:] = _converted(colours, transform, "RGB")
        over = np.flatnonzero(total(rows) > limit)
        if len(over):
            rows[over] = limited(rows[over], limit, _between(black, over + (first << 16)))


def gray_curve(target: ColourTarget, profile: bytes) -> Bytes:
    """Give, for each sRGB gray, the gray that black ink alone prints as light as that.

    256 levels as DeviceGray has them, 0 for full black. With black-point compensation the tones
    are laid between paper and full black ink; without it they are cut off there.
    """
    ramp = np.zeros((256, 4), np.uint8)
    ramp[:, 3] = np.arange(256)
    light = _smooth(_lightness(ramp, _to_lab(profile)))
    luminance = _luminance(light)
    levels = np.arange(256) / FULL
    wanted = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    if target.black_point:
        wanted = luminance[-1] + wanted * (1 - luminance[-1])
    ink = np.interp(wanted, luminance[::-1] / luminance[0], np.arange(256)[::-1])
    curve = FULL - np.rint(ink).astype(np.uint8)
    curve[-1] = FULL
    return curve


def total(inks: Bytes) -> NDArray[np.uint16]:
    """Add up the four inks of each pixel (last axis), in steps of 255 for one full ink."""
    packed = np.ascontiguousarray(inks).view(np.uint32)[..., 0]
    pairs = (packed & 0xFF00FF) + ((packed >> 8) & 0xFF00FF)
    return ((pairs & 0xFFFF) + (pairs >> 16)).astype(np.uint16)


def steps(ink_limit: int) -> int:
    """Give an ink limit in per cent as steps of 255 for one full ink."""
    return int(ink_limit * PER_CENT)


def limited(inks: Bytes, limit: int | Steps, black: Floats | int = 0) -> Bytes:
    """Add ``black`` (steps) to rows of inks, and take colour away until ``limit`` (steps) holds."""
    kept = np.minimum(inks[:, 3] + np.rint(black), np.minimum(FULL, limit))
    coloured = inks[:, :3].astype(np.float64)
    room = np.minimum(coloured.sum(axis=1), limit - kept)
    share = room / np.maximum(coloured.sum(axis=1), 1)
    result = np.empty_like(inks)
    result[:, :3] = np.floor(coloured * share[:, None])
    result[:, 3] = kept
    return result


def _black_to_add(target: ColourTarget, profile: bytes, transform: Any) -> Floats:  # noqa: ANN401
    """Find at each node how much black keeps a limited colour as dark as it was (steps)."""
    levels = np.rint(np.linspace(0, FULL, _NODES)).astype(np.uint8)
    inks = _converted(_colours(levels, levels), transform, "RGB")
    black = np.zeros(len(inks))
    limit = steps(target.ink_limit) - JPEG_MARGIN
    over = np.flatnonzero(total(inks) > limit)
    if len(over):
        found = inks[over]
        tries = np.linspace(0, 1, _TRIES)[:, None] * (float(FULL) - found[:, 3])
        seen = _to_lab(profile)
        light = np.stack([_lightness(limited(found, limit, some), seen) for some in tries])
        black[over] = _crossing(light - _lightness(found, seen), tries)
    return black.reshape(_NODES, _NODES, _NODES)


def _crossing(lighter: Floats, tries: Floats) -> Floats:
    """Give for each column where ``lighter``, which falls, first reaches nothing."""
    reached = lighter <= 0
    after = np.where(reached.any(axis=0), reached.argmax(axis=0), len(tries) - 1)
    before = np.maximum(after - 1, 0)
    column = np.arange(lighter.shape[1])
    high, low = lighter[before, column], lighter[after, column]
    share = np.divide(high, high - low, where=high > low, out=np.ones_like(high)).clip(0, 1)
    amounts = tries[:, column]
    less, more = amounts[before, column], amounts[after, column]
    return np.asarray(less + share * (more - less), np.float64)


def _between(nodes: Floats, colours: NDArray[np.intp]) -> Floats:
    """Interpolate ``nodes`` (by blue, green, red) at colours by their place in the table."""
    axes = [(colours >> shift & 0xFF) * ((_NODES - 1) / FULL) for shift in (16, 8, 0)]
    low = [np.minimum(axis.astype(np.intp), _NODES - 2) for axis in axes]
    share = [axis - below for axis, below in zip(axes, low, strict=True)]
    found = np.zeros(len(colours))
    for corner in range(8):
        up = [corner >> bit & 1 for bit in range(3)]
        weight = np.ones(len(colours))
        for side, part in zip(up, share, strict=True):
            weight *= part if side else 1 - part
        found += weight * nodes[low[0] + up[0], low[1] + up[1], low[2] + up[2]]
    return found


def _colours(blues: NDArray[Any], others: NDArray[Any]) -> Bytes:
    """List every mixture: blue changes slowest, red fastest."""
    grid = np.empty((len(blues), len(others), len(others), 3), np.uint8)
    grid[..., 0] = others
    grid[..., 1] = others[:, None]
    grid[..., 2] = blues[:, None, None]
    return grid.reshape(-1, 3)


def _lightness(inks: Bytes, seen: Any) -> Floats:  # noqa: ANN401
    """Give L* of rows of inks as printed, relative to the paper."""
    return _converted(inks, seen, "CMYK")[:, 0] / PER_CENT


def _smooth(light: Floats) -> Floats:
    """Draw a falling line through the middles of the plateaus that eight bits leave in it."""
    levels, first = np.unique(light[::-1], return_index=True)
    ends = np.append(first[1:], len(light))
    middles = len(light) - 1 - (first + ends - 1) / 2
    middles[0], middles[-1] = len(light) - 1, 0
    return np.interp(np.arange(len(light)), middles[::-1], levels[::-1])


def _luminance(light: Floats) -> Floats:
    """Give Y, 0 to 1, of L* (CIE 15)."""
    return np.where(light > 8, ((light + 16) / 116) ** 3, light / 903.3)


def _to_lab(profile: bytes) -> Any:  # noqa: ANN401 -- littlecms' own
    from PIL import ImageCms

    return ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        ImageCms.createProfile("LAB"),
        "CMYK",
        "LAB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )


def _to_inks(target: ColourTarget, profile: bytes) -> Any:  # noqa: ANN401 -- littlecms' own
    from PIL import ImageCms

    intents = {
        "relative": ImageCms.Intent.RELATIVE_COLORIMETRIC,
        "perceptual": ImageCms.Intent.PERCEPTUAL,
        "saturation": ImageCms.Intent.SATURATION,
        "absolute": ImageCms.Intent.ABSOLUTE_COLORIMETRIC,
    }
    flags = ImageCms.Flags.HIGHRESPRECALC
    return ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        "RGB",
        "CMYK",
        renderingIntent=intents[target.intent],
        flags=flags | ImageCms.Flags.BLACKPOINTCOMPENSATION if target.black_point else flags,
    )


def _converted(rows: Bytes, transform: Any, mode: str) -> Bytes:  # noqa: ANN401
    from PIL import Image

    picture = Image.frombytes(mode, (1, len(rows)), np.ascontiguousarray(rows).tobytes())
    seen = transform.apply(picture)
    return np.asarray(seen).reshape(len(rows), -1)
