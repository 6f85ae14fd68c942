"""A profile of a press, and the file of the LUT that is made of it; nothing here needs NumPy.

See ``lut`` for how the LUT is computed.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from contextlib import suppress
from pathlib import Path

from platebook import output
from platebook.errors import UsageError
from platebook.files import cached
from platebook.photos import colour, libvips
from platebook.photos.formats import icc, source
from platebook.photos.formats.header import UnfitError
from platebook.photos.model import ColourTarget

#: The name of the profile that comes with platebook: coated paper, ISO 12647-2:2004, FOGRA39
#: with at most 300 % of ink, by basICColor under the zlib licence.
FOGRA39 = "fogra39"
_PROFILES = {FOGRA39: "ISOcoated_v2_300_bas.icc"}
#: How colours that a press lacks are brought to those that it has (ICC.1:2004-10, § 0.4): cut off
#: one by one, all moved together, kept vivid, or as measured with the paper's own tint.
INTENTS = ("relative", "perceptual", "saturation", "absolute")
#: No press profile is larger (bytes).
_LIMIT = 32_000_000
_MIN_INK, _MAX_INK = 150, 400
_FIX = f"Give the CMYK profile (.icc) that the printer names, or “{FOGRA39}”, which comes along."


def target(
    profile: Path | str = FOGRA39,
    *,
    intent: str = INTENTS[0],
    black_point: bool = True,
    ink_limit: int = 300,
) -> ColourTarget:
    """Read a press profile, by its file or by the name of one that comes with platebook.

    ``intent`` is one of ``INTENTS``, ``black_point`` whether the darkest that a photograph has
    becomes the darkest that the press has; ``ink_limit`` is the most that any pixel may have of
    all four inks together, in per cent. Raises UsageError (exit 2) where there is no such intent
    or limit, or the file is no CMYK profile that one can convert to.
    """
    _check(intent, ink_limit)
    path = Path(profile)
    if str(profile) in _PROFILES and not path.is_file():
        path = Path(__file__).with_name("profiles") / _PROFILES[str(profile)]
    path = path.resolve()
    try:
        with source.open_photo(path, "a file") as file:
            content = file.read(_LIMIT + 1)
    except UnfitError as unfit:
        raise UsageError.of(str(profile), f"the profile {unfit.message}", _FIX) from None
    if fault := _fault(content):
        raise UsageError.of(str(profile), fault, _FIX)
    return ColourTarget(path, hashlib.sha256(content).hexdigest(), intent, black_point, ink_limit)


def _check(intent: str, ink_limit: int) -> None:
    """Raise UsageError for what no printer asks for."""
    if intent not in INTENTS:
        raise UsageError.of(
            "the rendering intent",
            f"there is none that is called “{intent}”",
            f"Choose from: {', '.join(INTENTS)}; relative is usual.",
        )
    if not _MIN_INK <= ink_limit <= _MAX_INK:
        raise UsageError.of(
            "the ink limit",
            f"{ink_limit} % is no limit that a press has",
            f"Give {_MIN_INK} to {_MAX_INK}: the printer says which; 300 is usual.",
        )


def _fault(profile: bytes) -> str | None:
    """Return why nothing can be printed with a profile."""
    if len(profile) > _LIMIT:
        return f"this file is larger than a profile can be ({_LIMIT // 1_000_000} MB)"
    kind = icc.colour_space(profile)
    if kind is None:
        return "this file is no colour profile (ICC) that describes inks"
    if kind != "CMYK":
        return f"this profile is for {kind}; print wants one for CMYK"
    if profile[12:16] != icc.OUTPUT_CLASS or not colour.can_print(profile):
        return "with this profile one cannot convert photographs to CMYK"
    return None


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
