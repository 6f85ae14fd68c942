"""What a file is held to where no printer is named: the press standard that it claims.

Its output intent says for which inks it was made, and how much of them the paper takes.
"""

from __future__ import annotations

import re
from contextlib import suppress

from platebook import photos, printers
from platebook.errors import PlatebookError
from platebook.photos.ink_maxima import most_ink
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.colour_spaces import CHANNELS, ColourFamily
from platebook.preflight.pdf.cos import ODD, Thing, TooLargeError
from platebook.preflight.pdf.document import PdfDocument

#: The largest profiles of presses have three megabytes.
MOST_PROFILE = 16_000_000
#: Millimetres from the cut within which type is at risk, and the sizes of what prints badly:
#: type and lines, in points (GWG 2022, restated; docs/reference/printers.md).
SAFE_MM, SMALLEST_TYPE_PT, THINNEST_LINE_PT = 3.0, 5.0, 0.25
#: Per cent of ink, all four together, where nothing says how much: coated paper on a sheetfed
#: press, with some goodwill.
USUAL_LIMIT = 340
#: The same by registered condition (color.org's registry), as their profiles were made or their
#: publishers advise; restated, since the standards themselves are sold.
_LIMITS = (
    (r"FOGRA(27|39)", 330),
    (r"FOGRA(28|29|30|43|44|45|46|47|48|51|52|53|57|58|59)", 300),
    (r"FOGRA(40|54|55)", 270),
    (r"FOGRA41", 280),
    (r"(FOGRA(42|49|50)|IFRA(22|26|30))", 240),
    (r"CGATS ?TR ?00(1|3|5)", 300),
    (r"CGATS ?TR ?006", 340),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC1", 240),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC(2|3)", 280),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC(4|5)", 300),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC(6|7)", 320),
    (r"JC2001\d\d|JC2011\d\d", 350),
)


def intents(book: PdfDocument) -> list[Thing]:
    """Give the output intents that are for press (GTS_PDFX)."""
    listed = cos.several(cos.get(book.pdf.Root, "/OutputIntents"))
    return [each for each in listed if cos.name(cos.get(each, "/S")) == "/GTS_PDFX"]


def profiles(book: PdfDocument) -> list[Thing]:
    """Give the profiles in the output intents that are for press."""
    carried = (cos.get(each, "/DestOutputProfile") for each in intents(book))
    return [each for each in carried if cos.is_stream(each)]


def condition(book: PdfDocument) -> str:
    """Name the printing condition that the file was made for; empty where it names none."""
    named = (cos.string(cos.get(each, "/OutputConditionIdentifier")) for each in intents(book))
    return next(named, "")


def inks(book: PdfDocument) -> ColourFamily | None:
    """Give the colours of the press that the file claims to be made for; None without a claim."""
    if book.claims.standard is None:
        return None
    channels = (int(cos.number(cos.get(each, "/N"))) for each in profiles(book))
    return CHANNELS.get(next(channels, 4), ColourFamily.CMYK)


def ink_limit(book: PdfDocument) -> tuple[float, str]:
    """Give the most ink, in per cent, that the claimed condition takes, and who says so."""
    named = condition(book)
    for pattern, limit in _LIMITS:
        if re.match(rf"{pattern}(?!\d)", named, re.IGNORECASE):
            return limit, f"its output intent, {named}, takes {limit} %"
    for profile in profiles(book):
        with suppress(*ODD, TooLargeError):
            if most := most_ink(cos.unpacked(profile, MOST_PROFILE)):
                return most, f"the profile in its output intent uses {most:.0f} % at most"
    return USUAL_LIMIT, f"no paper takes more than {USUAL_LIMIT} %"


def press_profile(book: PdfDocument) -> bytes | None:
    """Give the profile of the press that the file was made for, as far as it is known.

    In the file; or by the registered name of one that comes with platebook; or the printer's.
    """
    intents = cos.several(cos.get(book.pdf.Root, "/OutputIntents"))
    for intent in intents:
        profile = cos.get(intent, "/DestOutputProfile")
        with suppress(*ODD):
            if cos.is_stream(profile):
                return bytes(profile.read_bytes())
    named = [cos.string(cos.get(each, "/OutputConditionIdentifier")).lower() for each in intents]
    shipped = photos.FOGRA39 in named
    asked = printers.press_profile(book.printer) if book.printer and not shipped else None
    with suppress(PlatebookError):
        return photos.target(asked or photos.FOGRA39).profile.read_bytes()
    return None


def is_for_press(book: PdfDocument) -> bool:
    """Tell whether what prints badly matters: a standard for press is claimed, or one prints it."""
    return book.claims.standard is not None or book.printer is not None


def held_to(book: PdfDocument) -> str:
    """Name the standards that a file was held to because it claims them; empty where none."""
    press, named = book.claims.press, condition(book)
    claims = [f"{press} for {named}" if named else press] if press else []
    claims += [f"PDF/UA-{book.claims.accessible}"] if book.claims.accessible else []
    claims += [f"PDF/A-{book.claims.archive}"] if book.claims.archive else []
    return " and ".join(each[:80] for each in claims)
