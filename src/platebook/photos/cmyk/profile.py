"""The printer's profile: the one that comes with platebook, or the user's own, looked over."""

from __future__ import annotations

import hashlib
from pathlib import Path

from platebook.errors import UsageError
from platebook.photos import colour
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
