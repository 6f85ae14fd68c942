"""How alike two JPEGs of one photograph look: structural similarity of light, in a sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from platebook.photos import libvips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: The side of a window, and of the squares that are looked at (px).
_WINDOW, _SQUARE = 8, 320
#: What keeps the quotients steady (Wang et al. 2004, § III.B): (0.01 × 255)², (0.03 × 255)².
_LIGHT, _CONTRAST = 6.5025, 58.5225


class Likeness:
    """A photograph at its best, with which others of it are compared; in five squares of it."""

    def __init__(self, best: Path) -> None:
        picture = _light(best)
        self._size = (picture.width, picture.height)
        self._windows = self._seen(picture)

    def of(self, other: Path) -> float:
        """Give the mean structural similarity, 1 where both are the same.

        A smaller picture is first scaled to the size of the best. Windows lie across the borders
        of JPEG's own blocks, so that what is seen there counts.
        """
        a, b = self._windows, self._seen(_light(other))
        mean_a, mean_b = a.mean(axis=1), b.mean(axis=1)
        spread_a, spread_b = a.var(axis=1), b.var(axis=1)
        shared = (a * b).mean(axis=1) - mean_a * mean_b
        light = (2 * mean_a * mean_b + _LIGHT) / (mean_a**2 + mean_b**2 + _LIGHT)
        contrast = (2 * shared + _CONTRAST) / (spread_a + spread_b + _CONTRAST)
        return float(np.mean(light * contrast, dtype=np.float64))

    def _seen(self, picture: libvips.Picture) -> Floats:
        """Cut the squares into windows: rows of 64 numbers."""
        width, height = self._size
        if (picture.width, picture.height) != self._size:
            across, down = width / picture.width, height / picture.height
            picture = picture.resize(across, vscale=down, kernel="cubic")
        return np.concatenate([_windows(picture.crop(*square)) for square in self._squares()])

    def _squares(self) -> Iterator[tuple[int, int, int, int]]:
        """Give left, top, width and height of the middle and of four places round it."""
        width, height = (min(side, _SQUARE) for side in self._size)
        for across, down in ((3, 3), (1, 1), (5, 1), (1, 5), (5, 5)):
            left = (self._size[0] - width) * across // 6 // _WINDOW * _WINDOW
            top = (self._size[1] - height) * down // 6 // _WINDOW * _WINDOW
            yield left, top, width, height


def _light(path: Path) -> libvips.Picture:
    picture = libvips.vips().Image.jpegload(str(path)).copy_memory()
    return picture if picture.bands == 1 else picture.colourspace("b-w")


def _windows(square: libvips.Picture) -> Floats:
    raw = np.frombuffer(square.write_to_memory(), np.uint8)
    light = raw.reshape(square.height, square.width).astype(np.float32)
    half = _WINDOW // 2
    down, across = ((side - half) // _WINDOW for side in light.shape)
    if not down or not across:
        return light[:1, :1]
    inner = light[half : half + down * _WINDOW, half : half + across * _WINDOW]
    cut = inner.reshape(down, _WINDOW, across, _WINDOW).swapaxes(1, 2)
    return np.ascontiguousarray(cut).reshape(-1, _WINDOW * _WINDOW)
