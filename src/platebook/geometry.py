"""Lengths, trims, bleeds, and fitting a photograph: the arithmetic of paper.

Millimetres are floats; points are 1/72 in; pixels are whole. Nothing here knows a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

MM_PER_INCH = 25.4
PT_PER_MM = 72 / MM_PER_INCH

_UNITS_MM = {"mm": 1.0, "cm": 10.0, "in": MM_PER_INCH, '"': MM_PER_INCH, "″": MM_PER_INCH}
_SIZE = re.compile(
    r"""^\s*(?P<w>\d+(?:\.\d+)?)\s*(?P<wu>mm|cm|in|"|″)?
        \s*[x×]\s*(?P<h>\d+(?:\.\d+)?)\s*(?P<hu>mm|cm|in|"|″)?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
SMALLEST_TRIM_MM, LARGEST_TRIM_MM = 76.0, 610.0
SMALLEST_WIDTH_MM = 10.0
_LENGTH = re.compile(
    r"""^\s*\+?(?P<number>\d+(?:\.\d*)?|\.\d+)\s*(?P<unit>mm|cm|in|"|″|%)?\s*$""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height, in mm."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm, from the top left of whatever holds it."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Edges:
    """Four lengths in mm. ``inner`` is the binding edge: left on a recto, right on a verso."""

    top: float
    outer: float
    bottom: float
    inner: float

    @classmethod
    def all(cls, length: float) -> Edges:
        """Return edges of one length on all four sides."""
        return cls(length, length, length, length)


@dataclass(frozen=True, slots=True)
class Trim:
    """A finished page: its size after cutting, in mm, and the name a printer calls it by."""

    name: str
    size: Size


#: Trims by name: square, landscape and portrait sizes that printers offer
#: (docs/reference/printers.md).
TRIMS = {
    name: Trim(name, Size(width * MM_PER_INCH, height * MM_PER_INCH))
    for name, width, height in (
        ("square-8.5", 8.5, 8.5),
        ("square-7.5", 7.5, 7.5),
        ("square-8.25", 8.25, 8.25),
        ("square-12", 12, 12),
        ("landscape-8.25x6", 8.25, 6),
        ("landscape-9x7", 9, 7),
        ("landscape-10x8", 10, 8),
        ("landscape-11x8.5", 11, 8.5),
        ("landscape-13x11", 13, 11),
        ("portrait-6x9", 6, 9),
        ("portrait-7x10", 7, 10),
        ("portrait-8x10", 8, 10),
        ("portrait-8.5x11", 8.5, 11),
    )
} | {
    name: Trim(name, Size(width, height))
    for name, width, height in (
        ("a4", 210, 297),
        ("a4-landscape", 297, 210),
        ("a5", 148, 210),
        ("a5-landscape", 210, 148),
        ("square-210", 210, 210),
    )
}
DEFAULT_TRIM = TRIMS["square-8.5"]
DEFAULT_BLEED_MM = 0.125 * MM_PER_INCH


def trim(text: str) -> Trim:
    """Read a trim: a name of ``TRIMS``, or a size such as ``8.5x8.5in`` or ``210 × 297 mm``.

    A number without a unit takes the other's; a size without any unit is in millimetres when
    its numbers are above 30 and in inches otherwise, as people write them. Raises ValueError
    with a sentence that says what would do.
    """
    standard_trim = TRIMS.get(text.strip().lower())
    if standard_trim:
        return standard_trim
    match = _SIZE.match(text)
    if not match:
        points = re.sub(r"(?<=\d),(?=\d)", ".", text)
        near = [points] if _SIZE.match(points) else get_close_matches(text.strip().lower(), TRIMS)
        guess = f"did you mean {' or '.join(near)}? Write" if near else "write"
        raise ValueError(
            f"“{text}” is no trim: {guess} a size such as 8.5x8.5in or 210x297mm, "
            f"or one of {', '.join(TRIMS)}"
        )
    width, height = float(match["w"]), float(match["h"])
    units = [unit.lower() for unit in (match["wu"], match["hu"]) if unit]
    default = "mm" if min(width, height) > 30 else "in"
    width *= _UNITS_MM[(match["wu"] or (units[0] if units else default)).lower()]
    height *= _UNITS_MM[(match["hu"] or (units[0] if units else default)).lower()]
    for length in (width, height):
        if not SMALLEST_TRIM_MM <= length <= LARGEST_TRIM_MM:
            raise ValueError(
                f"“{text}” is no size for a book: a page is "
                f"{SMALLEST_TRIM_MM:.0f} to {LARGEST_TRIM_MM:.0f} mm (3 to 24 in) on each side"
            )
    return Trim(text.strip(), Size(width, height))


def printed_width(text: str, whole: float) -> float:
    """Read a photograph's printed width, in mm: ``116mm``, ``4.5 in``, or ``60 %`` of ``whole``.

    Raises ValueError with a sentence that says what would do.
    """
    match = _LENGTH.match(text)
    number = float(match["number"]) if match else 0.0
    if not match or not match["unit"]:
        wrong = "has no unit" if match else "is no width"
        near = f"{number:g}" if match and number else "60"
        raise ValueError(f"“{text}” {wrong}: write {near}mm, 4.5in or 60%")
    if match["unit"] == "%":
        if not 0 < number <= 100:
            raise ValueError(f"“{text}” is no share of the page: write 1% to 100%")
        return whole * number / 100
    length = number * _UNITS_MM[match["unit"].lower()]
    if not SMALLEST_WIDTH_MM <= length <= 2 * LARGEST_TRIM_MM:
        raise ValueError(
            f"“{text}” is no width for a photograph: write a length of {SMALLEST_WIDTH_MM:.0f} mm "
            "or more"
        )
    return length


def fit(pixels: tuple[int, int], box: Size) -> Size:
    """Return the largest size of the photograph's shape that stays inside ``box``."""
    scale = min(box.width / pixels[0], box.height / pixels[1])
    return Size(pixels[0] * scale, pixels[1] * scale)


def pixels_at(length_mm: float, ppi: float) -> int:
    """Count the pixels that ``length_mm`` takes at ``ppi``, rounded up: never too few."""
    return max(1, -int(-(length_mm / MM_PER_INCH * ppi) // 1))


def effective_ppi(pixels: int, length_mm: float) -> float:
    """Return how many pixels an inch of the printed photograph has."""
    return pixels / (length_mm / MM_PER_INCH)


def covering_ppi(pixels: tuple[int, int], box: Box) -> float:
    """Return the same for a photograph that covers ``box`` and is cropped to it."""
    return min(effective_ppi(pixels[0], box.width), effective_ppi(pixels[1], box.height))
