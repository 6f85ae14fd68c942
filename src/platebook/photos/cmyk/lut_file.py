"""Files of LUTs: their place, and how to read single entries without NumPy.

A table is a file of 2²⁴ rows of C, M, Y, K, one for each RGB colour, and the SHA-256 of them;
``lut`` makes them.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from contextlib import suppress
from pathlib import Path

from platebook import output
from platebook.files import cached
from platebook.photos import libvips
from platebook.photos.formats.header import UnfitError
from platebook.photos.model import ColourTarget

#: How many colours there are, and the bytes of a colour's inks.
COLOURS, ROW = 1 << 24, 4
#: Bytes that are digested at once, a divisor of a table's.
_PART = 1 << 22
#: Part of every name: changed whenever ``inks`` makes other tables of the same target.
_VERSION = 3
#: Tables that are open, with the digest checked.
_OPEN: dict[Path, mmap.mmap] = {}


def table_path(target: ColourTarget, source: bytes | None = None) -> Path:
    """Return the path of a target's LUT; ``source`` is the RGB profile, None for sRGB."""
    from PIL import features

    origin = hashlib.sha256(source).hexdigest() if source else "sRGB"
    made_of = (_VERSION, features.version("littlecms2"), libvips.versions(), target, origin)
    name = hashlib.sha256(repr(made_of).encode()).hexdigest()[:40]
    return output.cache_folder() / "inks" / f"{name}.table"


def map_table(path: Path) -> mmap.mmap | None:
    """Map a table into memory; None where there is none, or its digest is another's.

    The digest is computed once a process, in 50 ms.
    """
    if path not in _OPEN:
        with suppress(OSError, ValueError):
            descriptor = cached.open_regular(path)
            try:
                table = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
            finally:
                os.close(descriptor)
            if _digest(table) == table[COLOURS * ROW :]:
                _OPEN[path] = table
    mapped = _OPEN.get(path)
    if mapped is not None:
        with suppress(OSError):  # a cache that can only be read is one all the same
            os.utime(path, follow_symlinks=False)
    return mapped


def _digest(table: mmap.mmap) -> bytes:
    """Compute the SHA-256 of a table's rows; each part is unmapped again, 64 MB in all."""
    digest = hashlib.sha256()
    with memoryview(table) as view:
        for start in range(0, COLOURS * ROW, _PART):
            digest.update(view[start : start + _PART])
            table.madvise(mmap.MADV_DONTNEED, start, _PART)
    return digest.digest()


def inks_of(colour: int, target: ColourTarget) -> bytes | None:
    """Read the inks of one sRGB colour, ``red + 256 green + 65536 blue``; None without a table."""
    table = map_table(table_path(target))
    return table[colour * ROW : (colour + 1) * ROW] if table else None


def profile_of(target: ColourTarget) -> bytes:
    """Read a target's profile. Raises UnfitError where its file has changed."""
    with suppress(OSError):
        profile = target.profile.read_bytes()
        if hashlib.sha256(profile).hexdigest() == target.sha256:
            return profile
    raise UnfitError(
        f"cannot be printed: the profile {target.profile.name} changed while the book was made",
        "Build again.",
    )
