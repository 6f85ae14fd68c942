"""Makes photographs that compress like a camera's: 1/f noise, edges, grain, colour.

The power of natural scenes falls with the square of the frequency (Field 1987), which is what
white noise of every octave, each with the same variance, adds up to; edges come from a threshold
through one of the coarser octaves, grain from the finest. Same number and size, same file.

``python -m tools.bench.photographs FOLDER WIDTH HEIGHT FIRST LAST`` makes a row of them.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyvips

Picture = Any

#: How many octaves below the pixel a scene has, and the strength (of 255) of each.
_OCTAVES, _CONTRAST = 9, 13.0
#: A lens blurs the finest octave but one; the finest of all is the sensor's grain.
_STRENGTH = {0: 2.6, 1: 7.0}
#: Edges follow the outlines of the scene's shapes of this octave.
_SHAPES, _EDGE = 6, 38.0
_COLOUR_OCTAVE, _COLOUR = 5, 8.0
_QUALITY = 92
#: Pixels of the sheets of noise.
_USUAL, _LARGE = (6600, 4600), (8800, 6000)


def name(number: int) -> str:
    """Name the file of a photograph, counted from 1."""
    return f"{number:04}.jpg"


def make(path: Path, size: tuple[int, int], number: int) -> None:
    """Make a photograph of ``size`` px; a file that is there already is kept."""
    if path.exists():
        return
    dice = Random(f"{size} {number}")
    scene = _scene(size, dice).copy_memory()
    warm, cold = (_pyramid(size, dice, _COLOUR_OCTAVE) * _COLOUR for _ in range(2))
    small = [warm, (warm + cold) * -0.3, cold]
    tint = small[0].bandjoin(small[1:]).copy_memory()
    picture = (_spread(tint, _COLOUR_OCTAVE, size) + scene).cast("uchar")
    picture = picture.copy(interpretation="srgb")
    draft = path.with_suffix(".draft")
    draft.write_bytes(picture.jpegsave_buffer(Q=_QUALITY, subsample_mode="on"))
    draft.replace(path)


def _scene(size: tuple[int, int], dice: Random) -> Picture:
    """Return the light and dark of a scene, about 120 of 255."""
    shapes = _pyramid(size, dice, _SHAPES).copy_memory()
    scene = _finer(shapes * _CONTRAST, size, dice, _SHAPES, 1)
    outlines = _spread(shapes, _SHAPES - 1, _at(size, 1)) > 0
    scene += outlines.ifthenelse(_EDGE, -_EDGE)
    return _finer(scene.copy_memory(), size, dice, 1, 0) + 120


def _pyramid(size: tuple[int, int], dice: Random, octave: int) -> Picture:
    """Add up the octaves from the coarsest to ``octave``, in the pixels of that one."""
    top = _patch(_at(size, _OCTAVES), dice)
    return _finer(top, size, dice, _OCTAVES, octave, {})


def _finer(
    picture: Picture,
    size: tuple[int, int],
    dice: Random,
    start: int,
    end: int,
    strength: dict[int, float] | None = None,
) -> Picture:
    """Add the octaves below ``start`` down to ``end``, each at its own size."""
    for octave in range(start - 1, end - 1, -1):
        factor = 1.0 if strength is not None else _STRENGTH.get(octave, _CONTRAST)
        at = _at(size, octave)
        picture = _spread(picture, 1, at) + _patch(at, dice) * factor
    return picture


def _at(size: tuple[int, int], octave: int) -> tuple[int, int]:
    return (size[0] // 2**octave + 2, size[1] // 2**octave + 2) if octave else size


def _spread(picture: Picture, octaves: int, size: tuple[int, int]) -> Picture:
    """Enlarge a picture by some octaves, and cut it to ``size``."""
    return picture.resize(2**octaves, kernel="linear").crop(0, 0, *size)


def _patch(size: tuple[int, int], dice: Random) -> Picture:
    """Take noise from a random place of the sheet."""
    sheet = _sheet(*(_LARGE if size[0] >= _USUAL[0] or size[1] >= _USUAL[1] else _USUAL))
    left, top = dice.randrange(sheet.width - size[0]), dice.randrange(sheet.height - size[1])
    return sheet.crop(left, top, *size)


@cache
def _sheet(width: int, height: int) -> Picture:
    """White noise, wide enough for a photograph of 24 or of 45 megapixels."""
    pyvips.concurrency_set(1)
    noise = pyvips.Image.gaussnoise(width, height, mean=0, sigma=1, seed=1)
    return noise.cast("float").copy_memory()


def main(folder: str, width: str, height: str, first: str, last: str) -> None:
    """Make the photographs numbered ``first`` to ``last``."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number in range(int(first), int(last) + 1):
        make(Path(folder, name(number)), (int(width), int(height)), number)


if __name__ == "__main__":
    main(*sys.argv[1:])
