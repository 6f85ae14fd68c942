"""Compares images of photographs: by previews (the same photograph?) and by SSIM (how much loss?).

Where one edition crops a photograph to its page, the position of the crop is searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from platebook.photos import libvips
from platebook.photos.similarity.small_previews import HEAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Points across and down at which two previews are compared.
_POINTS = 16
#: Shapes (width by height) nearer than this are the same; otherwise one was cut out of the other.
_SHAPE = 0.03
#: A cut is sought along the whole in steps of a quarter point, at most so many.
_STEPS, _PLACES = 4, 600
#: How alike the colours of all points must be to be the same photograph printed twice, and how
#: far their means may be apart (steps of 255). Measured with saturated pictures, each half as
#: light as the other, for every printer: 0.97 to 1 with themselves and at most 15 steps apart
#: (seen as printed); of inks made without a profile 55 steps. Other photographs: at most 0.83.
_SAME_PHOTO, _COLOURS = 0.91, 60.0
#: A picture is gray if its colours are so far from gray (steps of 255); then light alone counts.
_GRAY = 2.0
#: What differs by less, point by point, is the same to the eye, however little there is to see.
_SAME = 2.0
#: The same between two files of one edition, where nothing was cut or printed; each point counts.
_DUPLICATES, _DUPLICATE_COLOURS = 0.985, 10.0
#: Steps of 255 by which the light of a flat area varies; there is nothing to recognise in it.
#: Print may give it a little more or less contrast.
_FLAT, _NEARLY_FLAT = 2.0, 5.0


def is_same_photo(first: bytes, second: bytes) -> bool:
    """Return whether two previews are of one photograph, though sized, cut or printed otherwise."""
    return similarity(first, second) >= _SAME_PHOTO


def similarity(first: bytes, second: bytes) -> float:
    """Return the correlation of the colours of two previews, 1 where they are the same.

    Of their light, where one of them is gray. Less than nothing where the mean colours are too
    far apart to be one photograph.
    """
    if _same_shape(first, second):
        return _best_correlation(_grid(first)[None], _grid(second))
    wide, narrow = (first, second) if _shape(first) > _shape(second) else (second, first)
    share = _shape(narrow) / _shape(wide)
    across = _crops(_pixels(wide).swapaxes(0, 1), share).swapaxes(1, 2)
    down = _crops(_pixels(narrow), share)
    return max(_best_correlation(across, _grid(narrow)), _best_correlation(down, _grid(wide)))


def downscale(pixels: bytes, size: tuple[int, int], target: tuple[int, int]) -> bytes:
    """Scale rows of pixels (px wide × high) down, each pixel the mean of the area it covers."""
    rows = np.frombuffer(pixels, np.uint8).reshape(size[1], size[0], -1).astype(np.float32)
    down = _band_means(rows, np.zeros(1), 1.0, target[1])[0].swapaxes(0, 1)
    small = _band_means(down, np.zeros(1), 1.0, target[0])[0].swapaxes(0, 1)
    return bytes(np.rint(small).clip(0, 255).astype(np.uint8).tobytes())


def find_duplicates(previews: Sequence[bytes]) -> list[tuple[int, int]]:
    """Find pictures that look the same as an earlier one: (earlier, later), by place in the list.

    Flat areas are no twins, since there is nothing in them to recognise; nor are empty previews.
    """
    numbers = [number for number, preview in enumerate(previews) if preview]
    if len(numbers) < 2:
        return []
    grids = np.stack([_grid(previews[number]) for number in numbers])
    light = _gray_of(grids)
    light -= light.mean(axis=1, keepdims=True)
    spread = light.std(axis=1)
    vectors = light / np.maximum(np.linalg.norm(light, axis=1, keepdims=True), 1e-6)
    pairs = []
    for later in range(1, len(numbers)):
        likely = np.flatnonzero(vectors[:later] @ vectors[later] >= _DUPLICATES)
        for earlier in map(int, likely if spread[later] > _FLAT else ()):
            near = _same_shape(previews[numbers[earlier]], previews[numbers[later]])
            if near and float(np.abs(grids[earlier] - grids[later]).mean()) <= _DUPLICATE_COLOURS:
                pairs.append((numbers[earlier], numbers[later]))
                break
    return pairs


def _shape(preview: bytes) -> float:
    return float(HEAD.unpack_from(preview)[0])


def _same_shape(first: bytes, second: bytes) -> bool:
    return abs(_shape(first) / _shape(second) - 1) < _SHAPE


def _pixels(preview: bytes) -> Floats:
    _, width, height = HEAD.unpack_from(preview)
    rows = np.frombuffer(preview, np.uint8, offset=HEAD.size).reshape(height, width, 3)
    return rows.astype(np.float32)


def _grid(preview: bytes) -> Floats:
    """Average a preview at 16 × 16 points, 3 colours each."""
    whole = np.zeros(1)
    down = _band_means(_pixels(preview), whole, 1.0)[0]
    points: Floats = _band_means(down.swapaxes(0, 1), whole, 1.0)[0].swapaxes(0, 1)
    return points


def _crops(rows: Floats, share: float) -> Floats:
    """Cut this share out of rows at every place, as grids: places, 16 × 16 points, 3 colours.

    A photograph that fills a page keeps its whole height or its whole width.
    """
    places = min(_PLACES, 2 + round((1 - share) / share * _POINTS * _STEPS))
    columns = _band_means(rows.swapaxes(0, 1), np.zeros(1), 1.0)[0].swapaxes(0, 1)
    return _band_means(columns, np.linspace(0, 1 - share, places), share)


def _band_means(
    rows: Floats, starts: NDArray[np.float64], share: float, count: int = _POINTS
) -> Floats:
    """Average rows into bands of a part of them, for each start (0 to 1).

    What a band cuts through counts in part.
    """
    sums = np.concatenate([np.zeros_like(rows[:1]), np.cumsum(rows, axis=0, dtype=np.float32)])
    at = (starts[:, None] + np.linspace(0, share, count + 1)) * len(rows)
    below = np.minimum(at.astype(int), len(rows) - 1)
    rest = (at - below).astype(np.float32)[..., None, None]
    sums_at = sums[below] + rest * rows[below]
    bands: Floats = np.diff(sums_at, axis=1) / np.float32(share * len(rows) / count)
    return bands


def _gray_of(grids: Floats) -> Floats:
    """Weigh red, green and blue as a gray picture does (ITU-R BT.601); flat, point by point."""
    light: Floats = grids @ np.array((0.299, 0.587, 0.114), np.float32)
    return light.reshape(*grids.shape[:-3], -1)


def _best_correlation(candidates: Floats, reference: Floats) -> float:
    """Correlate grids with one, and return the best; -1 where colours are too far apart."""
    apart = np.abs(candidates.mean(axis=(1, 2)) - reference.mean(axis=(0, 1))).mean(axis=1)
    a, b = _colours(candidates), _colours(reference[None])
    if min(_chroma(candidates), _chroma(reference[None])) <= _GRAY:
        a, b = _gray_of(candidates), _gray_of(reference[None])
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    spread_a, spread_b = _rms(a), _rms(b)
    correlation = (a * b).mean(axis=1) / np.maximum(spread_a * spread_b, 1e-6)
    nothing = np.minimum(spread_a, spread_b) <= _FLAT
    correlation = np.where(nothing, np.maximum(spread_a, spread_b) <= _NEARLY_FLAT, correlation)
    correlation = np.where(_rms(a - b) <= _SAME, 1.0, correlation)
    return float(np.where(apart > _COLOURS, -1.0, correlation).max())


def _colours(grids: Floats) -> Floats:
    """Return the colours of all points, each channel without its mean."""
    centred: Floats = grids - grids.mean(axis=(1, 2), keepdims=True)
    return centred.reshape(len(grids), -1)


def _chroma(grids: Floats) -> float:
    """Return how far from gray the points of some grids are."""
    return float((grids.max(axis=-1) - grids.min(axis=-1)).mean())


def _rms(values: Floats) -> Floats:
    result: Floats = np.sqrt((values**2).mean(axis=1))
    return result


#: The side of a window, and of the squares that are looked at (px).
_WINDOW, _SQUARE = 8, 320
#: What keeps the quotients steady (Wang et al. 2004, § III.B): (0.01 × 255)², (0.03 × 255)².
_C1, _C2 = 6.5025, 58.5225


class SsimReference:
    """A photograph at its best, with which others of it are compared; in five squares of it."""

    def __init__(self, best: Path) -> None:
        picture = _luma(best)
        self._size = (picture.width, picture.height)
        self._windows = self._all_windows(picture)

    def of(self, other: Path) -> float:
        """Return the mean structural similarity, 1 where both are the same.

        A smaller picture is first scaled to the size of the best. Windows lie across the borders
        of JPEG's own blocks, so that what is seen there counts.
        """
        a, b = self._windows, self._all_windows(_luma(other))
        mean_a, mean_b = a.mean(axis=1), b.mean(axis=1)
        spread_a, spread_b = a.var(axis=1), b.var(axis=1)
        shared = (a * b).mean(axis=1) - mean_a * mean_b
        light = (2 * mean_a * mean_b + _C1) / (mean_a**2 + mean_b**2 + _C1)
        contrast = (2 * shared + _C2) / (spread_a + spread_b + _C2)
        return float(np.mean(light * contrast, dtype=np.float64))

    def _all_windows(self, picture: libvips.Picture) -> Floats:
        """Cut the squares into windows: rows of 64 numbers."""
        width, height = self._size
        if (picture.width, picture.height) != self._size:
            across, down = width / picture.width, height / picture.height
            picture = picture.resize(across, vscale=down, kernel="cubic")
        return np.concatenate([_windows(picture.crop(*square)) for square in self._squares()])

    def _squares(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield left, top, width and height of five squares: the middle and four round it."""
        width, height = (min(side, _SQUARE) for side in self._size)
        for across, down in ((3, 3), (1, 1), (5, 1), (1, 5), (5, 5)):
            left = (self._size[0] - width) * across // 6 // _WINDOW * _WINDOW
            top = (self._size[1] - height) * down // 6 // _WINDOW * _WINDOW
            yield left, top, width, height


def _luma(path: Path) -> libvips.Picture:
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
