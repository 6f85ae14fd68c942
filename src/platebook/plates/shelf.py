"""Where tables of inks are kept, and what can be told of them without NumPy.

A table is a file of 2²⁴ rows of C, M, Y, K, one for each RGB colour; ``tables`` makes them.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from platebook import output
from platebook.plates import pixels
from platebook.plates.header import UnfitError
from platebook.plates.model import ColourTarget

#: How many colours there are, and the bytes of a colour's inks.
COLOURS, ROW = 1 << 24, 4
#: Part of every name: changed whenever ``inks`` makes other tables of the same target.
_MAKING = 2


def place(target: ColourTarget, source: bytes | None = None) -> Path:
    """Say where the table of a target is, or would be; ``source`` is the colours' own profile."""
    from PIL import features

    origin = hashlib.sha256(source).hexdigest() if source else "sRGB"
    made_of = (_MAKING, features.version("littlecms2"), pixels.versions(), target, origin)
    name = hashlib.sha256(repr(made_of).encode()).hexdigest()[:40]
    return output.cache_folder() / "inks" / f"{name}.table"


def whole(path: Path) -> bool:
    """Tell whether a table is there, all of it."""
    return path.is_file() and path.stat().st_size == COLOURS * ROW


def inks_of(colour: int, target: ColourTarget) -> bytes | None:
    """Read the inks of one sRGB colour, ``red + 256 green + 65536 blue``; None without a table."""
    path = place(target)
    with suppress(OSError):
        if whole(path):
            with path.open("rb") as table:
                table.seek(colour * ROW)
                row = table.read(ROW)
            with suppress(OSError):  # a cache that can only be read is one all the same
                os.utime(path)
            return row
    return None


def profile_of(target: ColourTarget) -> bytes:
    """Give a target's profile. Raises UnfitError where it is no longer the one that was chosen."""
    with suppress(OSError):
        profile = target.profile.read_bytes()
        if hashlib.sha256(profile).hexdigest() == target.sha256:
            return profile
    raise UnfitError(
        f"cannot be printed: the profile {target.profile.name} changed while the book was made",
        "Build again.",
    )
