"""A press profile: its file, that of the LUT that is made of it, and single colours in its inks.

Without NumPy, so that a book whose only inks are those of its type need not load it; ``convert``
computes the LUT.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from pathlib import Path

from platebook import output
from platebook.errors import UsageError
from platebook.files import transaction
from platebook.photos import colour, libvips
from platebook.photos.formats import header, source
from platebook.photos.formats.header import UnfitError
from platebook.photos.model import ColourTarget

#: The name of the profile that comes with platebook: coated paper, ISO 12647-2:2004, FOGRA39
#: with at most 300 % of ink, by basICColor under the zlib licence.
FOGRA39 = "fogra39"
_PROFILES = {FOGRA39: "ISOcoated_v2_300_bas.icc"}
#: No press profile is larger (bytes).
_LIMIT = 32_000_000
_MIN_INK, _MAX_INK = 150, 400
_FIX = f"Give the CMYK profile (.icc) that the printer names, or “{FOGRA39}”, which comes along."


def target(
    profile: Path | str = FOGRA39,
    *,
    intent: str = "relative",
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
    if fault := _explain_unfit(content):
        raise UsageError.of(str(profile), fault, _FIX)
    return ColourTarget(path, hashlib.sha256(content).hexdigest(), intent, black_point, ink_limit)


def _check(intent: str, ink_limit: int) -> None:
    """Raise UsageError for what no printer asks for."""
    if intent not in colour.INTENTS:
        message = f"there is none that is called “{intent}”"
        fix = f"Choose from: {', '.join(colour.INTENTS)}; relative is usual."
        raise UsageError.of("the rendering intent", message, fix)
    if not _MIN_INK <= ink_limit <= _MAX_INK:
        message = f"{ink_limit} % is no limit that a press has"
        fix = f"Give {_MIN_INK} to {_MAX_INK}: the printer says which; 300 is usual."
        raise UsageError.of("the ink limit", message, fix)


def _explain_unfit(profile: bytes) -> str | None:
    """Return why nothing can be printed with a profile."""
    if len(profile) > _LIMIT:
        return f"this file is larger than a profile can be ({_LIMIT // 1_000_000} MB)"
    kind = header.colour_space(profile)
    if kind is None:
        return "this file is no colour profile (ICC) that describes inks"
    if kind != "CMYK":
        return f"this profile is for {kind}; print wants one for CMYK"
    if profile[12:16] != header.OUTPUT_CLASS or not colour.can_print(profile):
        return "with this profile one cannot convert photographs to CMYK"
    return None


#: How many colours there are, and the bytes of a colour's inks.
COLOURS, ROW = 1 << 24, 4
#: Bytes that are digested at once, a divisor of a table's.
_PART = 1 << 22
#: Part of every name: changed whenever ``convert`` makes other tables of the same target.
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
            descriptor = transaction.open_regular(path)
            try:
                table = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
            finally:
                os.close(descriptor)
            if _digest(table) == table[COLOURS * ROW :]:
                _OPEN[path] = table
    mapping = _OPEN.get(path)
    if mapping is not None:
        with suppress(OSError):  # a cache that can only be read is one all the same
            os.utime(path, follow_symlinks=False)
    return mapping


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
    message = (
        f"cannot be printed: the profile {target.profile.name} changed while the book was made"
    )
    raise UnfitError(message, "Build again.")


#: Full ink in steps of 255, and what makes sixteen bits of eight.
_FULL, _DEEP = 255, 257


@lru_cache(maxsize=8)
def curve(target: ColourTarget) -> bytes:
    """Return, for each sRGB gray, the gray that black ink alone prints as light as that.

    256 levels as DeviceGray has them, 0 for full black. With black-point compensation the tones
    are laid between paper and full black ink; without it they are cut off there. Raises
    UnfitError where the target's profile is no longer the one that was chosen.
    """
    shades = [luminance(value) for value in _lightness(profile_of(target))]
    paper, black = shades[0], shades[-1]
    rising = [value / paper for value in reversed(shades)]
    levels = bytearray()
    for level in range(_FULL + 1):
        goal = _linear_light(level / _FULL)
        goal = black + goal * (1 - black) if target.black_point else goal
        levels.append(round(_interpolate_place(rising, goal)))
    levels[-1] = _FULL
    return bytes(levels)


def _lightness(profile: bytes) -> Sequence[float]:
    """Return L* of black ink from none to all of it, never lighter with more ink."""
    ramp = array("H", (part for ink in range(_FULL + 1) for part in (0, 0, 0, ink * _DEEP)))
    row = libvips.vips().Image.new_from_memory(ramp.tobytes(), _FULL + 1, 1, 4, "ushort")
    lab = colour.to_lab(row.copy(interpretation="cmyk"), profile).write_to_memory()
    return list(accumulate(array("f", bytes(lab))[::3], min))


def luminance(light: float) -> float:
    """Return Y, 0 to 1, of L* (CIE 15)."""
    return float(((light + 16) / 116) ** 3 if light > 8 else light / 903.3)


def _linear_light(level: float) -> float:
    """Return the light of sRGB's number for it, both 0 to 1 (IEC 61966-2-1)."""
    return float(level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4)


def _interpolate_place(rising: Sequence[float], value: float) -> float:
    """Return the place of a value in a rising row, as a fraction between two where it must be."""
    at = bisect_right(rising, value) - 1
    if at < 0:
        return 0.0
    if at >= len(rising) - 1:
        return len(rising) - 1.0
    return at + (value - rising[at]) / (rising[at + 1] - rising[at])


Rgb = tuple[float, float, float]
Cmyk = tuple[float, float, float, float]


def prepare(target: ColourTarget) -> Path:
    """Compute what any colour takes of a target, before a fork: libvips' threads are lost there.

    Returns the file that a fork must be able to read.
    """
    black_ink(0.0, target)
    to_inks((0.0, 0.0, 0.0), target)
    return table_path(target)


def to_inks(rgb: Rgb, target: ColourTarget) -> Cmyk:
    """Return the inks of an sRGB colour, within the target's ink limit."""
    red, green, blue = (round(part * _FULL) for part in rgb)
    at = red | green << 8 | blue << 16
    with _same_profile(target):
        row = inks_of(at, target) or _look_up(at, target)
    cyan, magenta, yellow, black = (step / _FULL for step in row)
    return cyan, magenta, yellow, black


def black_ink(gray: float, target: ColourTarget) -> float:
    """Return the black ink that prints as light as an sRGB gray."""
    with _same_profile(target):
        return 1 - curve(target)[round(gray * _FULL)] / _FULL


def to_rgb(inks: Cmyk, target: ColourTarget) -> Rgb:
    """Return the sRGB colour that inks have on paper, white where there is none."""
    from PIL import Image, ImageCms

    patch = Image.new("CMYK", (1, 1), tuple(round(part * _FULL) for part in inks))
    pixel = ImageCms.profileToProfile(
        patch,
        ImageCms.ImageCmsProfile(BytesIO(profile(target))),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    red, green, blue = pixel.tobytes() if pixel else (0, 0, 0)
    return red / _FULL, green / _FULL, blue / _FULL


def profile(target: ColourTarget) -> bytes:
    """Return the bytes of a target's colour profile."""
    with _same_profile(target):
        return profile_of(target)


def profile_name(target: ColourTarget) -> str:
    """Return the name that a target's profile has for itself, else that of its file."""
    return colour.description(profile(target)) or target.profile.name


def _look_up(at: int, target: ColourTarget) -> bytes:
    """Look a colour up in the LUT, which is computed if need be."""
    from platebook.photos.cmyk import convert  # imports NumPy

    return int(convert.table(target)[at]).to_bytes(ROW, "little")


@contextmanager
def _same_profile(target: ColourTarget) -> Iterator[None]:
    try:
        yield
    except UnfitError:
        message = "the profile changed while the book was made"
        raise UsageError.of(target.profile.name, message, "Build again.") from None
