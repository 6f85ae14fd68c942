"""Press: a photograph in the inks of a printer's profile, no pixel of the file over the ink limit.

The limit stands in the table that every pixel is looked up in; but JPEG rounds, so what was at
the limit may come out of the file above it. Blocks of 8 × 8 px are coded one by one (ITU-T T.81,
§ A.1.2), so the few that are near the limit can be tried alone, and mended, before the whole is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from platebook.plates import inks, pixels, tables
from platebook.plates.model import ColourTarget
from platebook.plates.pixels import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from platebook.plates.inks import Bytes

_BLOCK = 8
#: Pixels looked up at a time: few enough that they and their inks stay in the nearest memory.
_STRIP = 16_384
#: Blocks with this much ink (steps of 255) below the limit are tried. The most that JPEG ever
#: added, in noise of pure black and white, was 45 (docs/decisions/0004-press-colour.md).
_NEAR = 60
#: Decoders may round a step differently from ours, in each of four inks.
_ROUNDING = 4
_ROUNDS = 8
_ACROSS = 256


def encoded(picture: Picture, target: ColourTarget, quality: int) -> bytes:
    """Encode an 8-bit sRGB or gray picture as baseline JPEG in inks.

    Colour becomes CMYK, stored the other way round and marked so (Adobe's APP14, transform 0), at
    full resolution in every ink. Gray becomes DeviceGray for black ink alone: neutral for sure.
    """
    if picture.bands == 1:
        curve = pixels.vips().Image.new_from_memory(tables.curve(target), 256, 1, 1, "uchar")
        return pixels.encoded(picture.maplut(curve), quality, "4:4:4")
    width, height = picture.width, picture.height
    rows = _looked_up(picture, tables.table(target)).reshape(height, width)
    _mend(rows, inks.steps(target.ink_limit) - _ROUNDING, quality)
    return _jpeg(rows.view(np.uint8).reshape(height, width, 4), quality)


def _looked_up(picture: Picture, table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Look every pixel up: its three bytes and a zero, read as one number, are its place."""
    places = np.frombuffer(picture.bandjoin(0).write_to_memory(), "<u4")
    found = np.empty(len(places), np.uint32)
    for at in range(0, len(places), _STRIP):
        # A place is below 2²⁴ whatever it is, so nothing is ever clipped: it spares a copy.
        np.take(table, places[at : at + _STRIP], out=found[at : at + _STRIP], mode="clip")
    return found


def _mend(rows: NDArray[np.uint32], limit: int, quality: int) -> None:
    """Take ink, in place, from those blocks that would come out of a JPEG above ``limit``."""
    near = _near(rows, limit - _NEAR)
    if not len(near):
        return
    # Beyond the right and the lower edge an encoder goes on with the last pixel, and so do we.
    inside = np.arange(_BLOCK)
    down = np.minimum(near[:, :1] * _BLOCK + inside, rows.shape[0] - 1)[:, :, None]
    across = np.minimum(near[:, 1:] * _BLOCK + inside, rows.shape[1] - 1)[:, None, :]
    blocks = rows[down, across].view(np.uint8).reshape(-1, _BLOCK, _BLOCK, 4)
    mended = _held(blocks, limit, quality)
    rows[down, across] = mended.view(np.uint32)[..., 0]


def _near(rows: NDArray[np.uint32], limit: int) -> NDArray[np.intp]:
    """Find the blocks, by row and column of blocks, that hold a pixel above ``limit``."""
    found: list[NDArray[np.intp]] = []
    for top in range(0, rows.shape[0], _BLOCK):
        strip = rows[top : top + _BLOCK]
        most = inks.total(strip.view(np.uint8).reshape(*strip.shape, 4)).max(axis=0)
        columns = np.unique(np.flatnonzero(most > limit) // _BLOCK)
        found.append(np.stack([np.full_like(columns, top // _BLOCK), columns], axis=1))
    return np.concatenate(found)


def _held(blocks: Bytes, limit: int, quality: int) -> Bytes:
    """Take ink from blocks until none of them comes out of a JPEG above ``limit``."""
    blocks = blocks.copy()
    caps = np.full(len(blocks), limit)
    wanting = np.arange(len(blocks))
    for _ in range(_ROUNDS):
        most = inks.total(_through_jpeg(blocks[wanting], quality)).max(axis=(1, 2)).astype(int)
        wanting, excess = wanting[most > limit], (most - limit)[most > limit]
        if not len(wanting):
            return blocks
        inked = np.minimum(inks.total(blocks[wanting]).max(axis=(1, 2)), caps[wanting])
        caps[wanting] = inked - excess - 1
        each = caps[wanting].repeat(_BLOCK * _BLOCK)
        drier = inks.limited(blocks[wanting].reshape(-1, 4), each)
        blocks[wanting] = drier.reshape(-1, _BLOCK, _BLOCK, 4)
    for number in wanting:
        # Of one colour it cannot overshoot. Nothing that was tried ever came this far.
        mean = blocks[number].reshape(-1, 4).mean(axis=0, keepdims=True).astype(np.uint8)
        blocks[number] = inks.limited(mean, limit - _ROUNDING)
    return blocks


def _through_jpeg(blocks: Bytes, quality: int) -> Bytes:
    """Encode and decode blocks side by side, which changes each as it would in its place."""
    count = len(blocks)
    down = -(-count // _ACROSS)
    sheet = np.zeros((down * _ACROSS, _BLOCK, _BLOCK, 4), np.uint8)
    sheet[:count] = blocks
    laid = sheet.reshape(down, _ACROSS, _BLOCK, _BLOCK, 4).swapaxes(1, 2)
    laid = np.ascontiguousarray(laid).reshape(down * _BLOCK, _ACROSS * _BLOCK, 4)
    seen = pixels.vips().Image.jpegload_buffer(_jpeg(laid, quality))
    back = np.frombuffer(seen.write_to_memory(), np.uint8)
    back = back.reshape(down, _BLOCK, _ACROSS, _BLOCK, 4).swapaxes(1, 2)
    return np.ascontiguousarray(back).reshape(-1, _BLOCK, _BLOCK, 4)[:count]


def _jpeg(rows: Bytes, quality: int) -> bytes:
    height, width = rows.shape[:2]
    picture = pixels.vips().Image.new_from_memory(rows, width, height, 4, "uchar")
    return pixels.encoded(picture.copy(interpretation="cmyk"), quality, "4:4:4")
