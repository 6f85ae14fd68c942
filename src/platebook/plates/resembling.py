"""Compares glances: the same photograph in two editions, and the same twice in one.

Where one edition cuts a photograph to its page, the place of the cut is sought along the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from platebook.plates.glancing import HEAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Points across and down at which two glances are compared.
_POINTS = 16
#: Shapes (width by height) nearer than this are the same; otherwise one was cut out of the other.
_SHAPE = 0.03
#: Places along the whole where a cut is tried.
_PLACES = 33
#: How alike light must be to be the same photograph printed twice, and how far the mean colours
#: may be (steps of 255): inks cannot show all that a screen shows. Measured on the sample story,
#: screen against FOGRA39: 0.997 to 1 with itself, at most 0.83 with another.
_ALIKE, _COLOURS = 0.93, 40.0
#: The same between two files of one edition, where nothing was cut or printed; each point counts.
_TWINS, _TWIN_COLOURS = 0.985, 10.0
#: Steps of 255 by which the light of a flat area varies; there is nothing to recognise in it.
_FLAT = 2.0


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether two glances are of one photograph, though sized, cut or printed otherwise."""
    return likeness(one, other) >= _ALIKE


def likeness(one: bytes, other: bytes) -> float:
    """Say how alike two glances are: the correlation of their light, 1 where they are the same.

    Less than nothing where the colours are too far apart to be one photograph.
    """
    pairs = [(_grid(one), _grid(other))] if _near(one, other) else list(_cuts(one, other))
    return max(_match(first, second) for first, second in pairs)


def twins(glances: Sequence[bytes]) -> list[tuple[int, int]]:
    """Find pictures that look the same as an earlier one: (earlier, later), by place in the list.

    Flat areas are no twins, since there is nothing in them to recognise; nor are empty glances.
    """
    seen = [number for number, each in enumerate(glances) if each]
    if len(seen) < 2:
        return []
    grids = np.stack([_grid(glances[number]) for number in seen])
    light = _light(grids).reshape(len(seen), -1)
    light -= light.mean(axis=1, keepdims=True)
    spread = light.std(axis=1)
    vectors = light / np.maximum(np.linalg.norm(light, axis=1, keepdims=True), 1e-6)
    found = []
    for later in range(1, len(seen)):
        likely = np.flatnonzero(vectors[:later] @ vectors[later] >= _TWINS)
        for earlier in map(int, likely if spread[later] > _FLAT else ()):
            near = _near(glances[seen[earlier]], glances[seen[later]])
            if near and float(np.abs(grids[earlier] - grids[later]).mean()) <= _TWIN_COLOURS:
                found.append((seen[earlier], seen[later]))
                break
    return found


def _shape(glance: bytes) -> float:
    return float(HEAD.unpack_from(glance)[0])


def _near(one: bytes, other: bytes) -> bool:
    return abs(_shape(one) / _shape(other) - 1) < _SHAPE


def _grid(
    glance: bytes, left: float = 0, top: float = 0, wide: float = 1, high: float = 1
) -> Floats:
    """Average a part of a glance (shares of the whole) at 16 × 16 points, 3 colours each."""
    _, width, height = HEAD.unpack_from(glance)
    rows = np.frombuffer(glance, np.uint8, offset=HEAD.size).reshape(height, width, 3)
    columns = _averaged(rows.astype(np.float32), top, high).swapaxes(0, 1)
    return _averaged(columns, left, wide)


def _averaged(rows: Floats, start: float, share: float) -> Floats:
    """Average rows into 16 bands of a part of them; what a band cuts through counts in part."""
    sums = np.concatenate([np.zeros_like(rows[:1]), np.cumsum(rows, axis=0, dtype=np.float32)])
    at = np.linspace(start, start + share, _POINTS + 1) * len(rows)
    below = np.minimum(at.astype(int), len(rows) - 1)
    rest = (at - below).astype(np.float32)[:, None, None]
    reached = sums[below] + rest * rows[below]
    bands: Floats = np.diff(reached, axis=0) / np.float32(share * len(rows) / _POINTS)
    return bands


def _cuts(one: bytes, other: bytes) -> Iterator[tuple[Floats, Floats]]:
    """Give both as grids, the wider cut to the narrower's shape, and the narrower to the wider's.

    A photograph that fills a page keeps its whole height or its whole width.
    """
    wide, narrow = (one, other) if _shape(one) > _shape(other) else (other, one)
    kept = _shape(narrow) / _shape(wide)
    whole, part = _grid(wide), _grid(narrow)
    for place in np.linspace(0, 1 - kept, _PLACES):
        yield _grid(wide, left=float(place), wide=kept), part
        yield whole, _grid(narrow, top=float(place), high=kept)


def _light(grid: Floats) -> Floats:
    """Weigh red, green and blue as a gray picture does (ITU-R BT.601)."""
    light: Floats = grid @ np.array((0.299, 0.587, 0.114), np.float32)
    return light


def _match(one: Floats, two: Floats) -> float:
    """Correlate two grids in light; -1 where their mean colours are too far apart."""
    if float(np.abs(one.mean(axis=(0, 1)) - two.mean(axis=(0, 1))).mean()) > _COLOURS:
        return -1.0
    a, b = _light(one).ravel(), _light(two).ravel()
    flat = [float(each.std()) <= _FLAT for each in (a, b)]
    if any(flat):
        return 1.0 if all(flat) else 0.0
    return float(np.corrcoef(a, b)[0, 1])
