"""Converts photographs to the inks of a press profile, no pixel of the file over the ink limit.

JPEG rounds, and so adds ink where it takes some elsewhere. Every pixel is therefore brought so
far below the limit that what JPEG adds does not reach it (``JPEG_MARGIN``).

The LUT from RGB to inks has 64 MB: computed once, cached on disk, shared by workers. It is written
to a temporary file and renamed, by one process while others wait; where the cache cannot be written
it is kept in memory.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from platebook.files import transaction
from platebook.photos import colour, libvips
from platebook.photos.cmyk import ink_limit, press_profile
from platebook.photos.cmyk.ink_limit import FULL, total
from platebook.photos.cmyk.press_profile import COLOURS, ROW, map_table, profile_of, table_path
from platebook.photos.formats.header import UnfitError
from platebook.photos.libvips import Picture
from platebook.photos.model import ColourTarget

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint32]
    Bytes = NDArray[np.uint8]
    Places = NDArray[np.uint32]

#: Pixels looked up at a time: few enough that they and their inks stay in the nearest memory.
_STRIP = 16_384
#: The lowest quality at which the margin holds; a press photograph is never coded worse.
MIN_QUALITY = 90


def encode(
    picture: Picture, target: ColourTarget, quality: int, source: bytes | None = None
) -> bytes:
    """Encode an 8-bit picture as baseline JPEG in inks; ``source`` is its profile if not sRGB's.

    Colour becomes CMYK, stored the other way round and marked so (Adobe's APP14, transform 0), at
    full resolution in every ink. Gray becomes DeviceGray for black ink alone: neutral for sure.
    A photograph that has the printer's own profile keeps its inks, below the limit.
    """
    quality = max(quality, MIN_QUALITY)
    if picture.bands == 1:
        levels = press_profile.curve(target)
        curve = libvips.vips().Image.new_from_memory(levels, 256, 1, 1, "uchar")
        return libvips.encode(picture.maplut(curve), quality, "4:4:4")
    if picture.bands == 4:
        rows = _of_inks(picture, target, source or b"")
    else:
        rows = _look_up(picture, table(target, source))
    return _encode_jpeg(rows, (picture.width, picture.height), quality)


def _encode_jpeg(rows: Pixels, size: tuple[int, int], quality: int) -> bytes:
    """Encode by Pillow: the same bytes as libvips', for four fifths of its time."""
    from PIL import Image

    image = Image.frombuffer("CMYK", size, rows, "raw", "CMYK", 0, 1)
    with BytesIO() as file:
        image.save(file, "JPEG", quality=quality, subsampling="4:4:4")
        return file.getvalue()


def _look_up(picture: Picture, table: Pixels) -> Pixels:
    """Look every pixel up: its three bytes and a zero, read as one number, are its index."""
    places = np.frombuffer(picture.bandjoin(0).write_to_memory(), "<u4")
    # Results overwrite the indices: new memory costs as much as the look-up.
    inks = places.view(np.uint32) if places.flags.writeable else np.empty(len(places), np.uint32)
    for at in range(0, len(places), _STRIP):
        strip = slice(at, at + _STRIP)
        # A place is below 2²⁴ whatever it is, so nothing is ever clipped: it spares a copy.
        table.take(places[strip], out=inks[strip], mode="clip")
    return inks


def _of_inks(picture: Picture, target: ColourTarget, source: bytes) -> Pixels:
    """Convert inks of one press to those of another; those of the same stay as they are."""
    profile = profile_of(target)
    if hashlib.sha256(source).hexdigest() != target.sha256:
        picture = colour.to_inks(picture, source, target)
    return limit_inks(np.frombuffer(picture.write_to_memory(), np.uint32), target, profile)


#: A per cent of ink in steps of 255 for one full ink.
PER_CENT = 2.55
#: Steps of ink that are kept below the limit for what JPEG adds to a pixel, from quality 90 up:
#: the most that was ever seen is 47 (docs/decisions/0004-press-colour.md).
JPEG_MARGIN = 60
#: Corners across of the cube in which under-colour removal is known; between, interpolated.
_CORNERS = 33
#: The same, for a cube of inks: cyan, magenta and yellow, and black.
_INK_CORNERS, _BLACKS = 13, 5
#: Colours that littlecms is given in one call, of which each costs 5 ms, and in one row; and
#: colours looked over at once: few enough that they stay in the nearest memory.
_CALL, _ROW, _SLICE = 1 << 22, 1 << 12, 1 << 18


def fill_table(
    inks: Bytes, target: ColourTarget, profile: bytes, source: bytes | None = None
) -> None:
    """Fill 2²⁴ rows of C, M, Y, K with the inks of each RGB colour, in less than a second.

    The colours are those of ``source``, a profile, or of sRGB without it; the row of a colour is
    ``red + 256 green + 65536 blue``.
    """
    transform = _to_inks(target, profile, source)
    cap = ceiling(target.ink_limit)
    corners = np.empty((_CORNERS**3, 4), np.uint8)
    _convert(_corners(_CORNERS), transform, corners)
    cube = ink_limit.ColourCube(corners.astype(np.float64), _CORNERS, cap, profile)
    for first in range(0, COLOURS, _CALL):
        places = np.arange(first, first + _CALL, dtype=np.uint32)
        _convert(places, transform, inks[first : first + _CALL])
    for first in range(0, COLOURS, _SLICE):
        rows = inks[first : first + _SLICE]
        over = np.flatnonzero(total(rows) > cap)
        if len(over):
            rows[over] = ink_limit.reduce_inks(rows[over], cap, cube.at(over + first))


def limit_inks(inks: Places, target: ColourTarget, profile: bytes) -> Places:
    """Bring pixels that came as inks of ``profile``, each one number, down to the ink limit."""
    cap = ceiling(target.ink_limit)
    over = np.flatnonzero(total(inks[:, None].view(np.uint8)) > cap)
    if not len(over):
        return inks
    wet = inks[over]
    loss = _loss_of_inks(wet, _cubes_of_inks(cap, profile))
    result = inks.copy()
    dry = ink_limit.reduce_inks(wet[:, None].view(np.uint8), cap, loss)
    result[over] = dry.view(np.uint32)[:, 0]
    return result


def steps(ink_limit: int) -> int:
    """Return an ink limit in per cent as steps of 255 for one full ink."""
    return int(ink_limit * PER_CENT)


def ceiling(ink_limit: int) -> int:
    """Return the most ink (steps) that a pixel may have before it is coded, so that it keeps it."""
    return steps(ink_limit) - JPEG_MARGIN


@lru_cache(maxsize=4)
def _cubes_of_inks(cap: int, profile: bytes) -> tuple[ink_limit.ColourCube, ...]:
    """Find what inks give up, by cyan, magenta and yellow, for some amounts of black."""
    colours = _corners(_INK_CORNERS)[:, None].view(np.uint8).astype(np.float64)
    cubes = []
    for black in np.linspace(0, FULL, _BLACKS):
        colours[:, 3] = black
        cubes.append(ink_limit.ColourCube(colours, _INK_CORNERS, cap, profile))
    return tuple(cubes)


def _loss_of_inks(inks: Places, cubes: tuple[ink_limit.ColourCube, ...]) -> Bytes:
    """Interpolate between the cubes of the next less and the next more black."""
    black = (inks >> 24) * np.float32((_BLACKS - 1) / FULL)
    below = np.minimum(black.astype(np.intp), _BLACKS - 2)
    loss = np.zeros((len(inks), 4), np.uint8)
    for number in np.unique(below):
        rows = np.flatnonzero(below == number)
        share = (black[rows] - np.float32(number))[:, None]
        less, more = (cubes[at].at(inks[rows]) for at in (number, number + 1))
        loss[rows] = np.rint(less * (1 - share) + more * share)
    return loss


def _corners(across: int) -> Places:
    """List the corners of a cube evenly laid in it, as places: red changes fastest."""
    levels = np.rint(np.linspace(0, FULL, across)).astype(np.uint32)
    grid = levels[:, None, None] << 16 | levels[:, None] << 8 | levels
    return np.asarray(grid.ravel(), np.uint32)


def _to_inks(target: ColourTarget, profile: bytes, source: bytes | None) -> object:
    """Return littlecms' transform from a photograph's colours to inks.

    Raises UnfitError where the photograph's profile does not lead there.
    """
    from PIL import ImageCms

    open_profile = ImageCms.ImageCmsProfile
    flags = ImageCms.Flags.HIGHRESPRECALC
    try:
        return ImageCms.buildTransform(
            open_profile(BytesIO(source)) if source else ImageCms.createProfile("sRGB"),
            open_profile(BytesIO(profile)),
            "RGBX",
            "CMYK",
            renderingIntent=ImageCms.Intent(colour.INTENTS[target.intent]),
            flags=flags | ImageCms.Flags.BLACKPOINTCOMPENSATION if target.black_point else flags,
        )
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        fix = "Convert it to sRGB or Adobe RGB, and save it with that profile."
        raise UnfitError("has a colour profile from which nothing can be printed", fix) from error


def _convert(places: Places, transform: Any, inks: Bytes) -> None:  # noqa: ANN401
    """Convert colours, each red, green, blue and nothing in one number, into rows of ``inks``."""
    from PIL import Image

    # Rows of moderate length: littlecms is called once for each.
    size = (_ROW, len(places) // _ROW) if len(places) % _ROW == 0 else (len(places), 1)
    colours = Image.frombuffer("RGBX", size, places, "raw", "RGBX", 0, 1)
    # Both pictures are the arrays themselves, so that nothing is copied.
    transform.apply(colours, Image.frombuffer("CMYK", size, inks, "raw", "CMYK", 0, 1))


#: Tables kept on disk, one for each target and colour space of photographs; what was used longest
#: ago goes first.
_TABLES_LIMIT = 6


@lru_cache(maxsize=4)
def table(target: ColourTarget, source: bytes | None = None) -> NDArray[np.uint32]:
    """Return the table of a target, each entry its four inks in one number; from disk if it can.

    Its colours are those of the RGB profile ``source``, or of sRGB. Raises UnfitError where the
    target's profile is no longer the one that was chosen.
    """
    path = table_path(target, source)
    with suppress(OSError), _lock(path.parent):
        if not (mapping := map_table(path)):
            _write(target, source, path)
            _prune(path.parent)
            mapping = map_table(path)
        if mapping:
            return np.frombuffer(mapping, np.uint32, COLOURS)
    entries = np.empty((COLOURS, ROW), np.uint8)
    fill_table(entries, target, profile_of(target), source)
    return entries.view(np.uint32)[:, 0]


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Lock a folder against other processes; the lock ends with this process."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(target: ColourTarget, source: bytes | None, path: Path) -> None:
    profile = profile_of(target)
    with transaction.replace_file(path) as draft, draft.open("r+b") as file:
        # Room is taken first: a disk that fills up later would end the process, not fail.
        os.posix_fallocate(file.fileno(), 0, COLOURS * ROW)
        entries = np.memmap(draft, np.uint8, "r+", shape=(COLOURS, ROW))
        fill_table(entries, target, profile, source)
        entries.flush()
        file.seek(0, os.SEEK_END)
        file.write(hashlib.sha256(entries.data).digest())


def _prune(folder: Path) -> None:
    """Delete the tables used longest ago, and abandoned drafts."""
    transaction.sweep(folder)
    by_use = sorted(folder.glob("*.table"), key=lambda path: path.lstat().st_mtime_ns)
    for path in by_use[:-_TABLES_LIMIT]:
        with suppress(OSError):
            path.unlink()
