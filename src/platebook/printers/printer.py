"""What a printer asks for: values, each with where it was read, when, and how sure that is.

Lengths are mm unless a name says otherwise. A rule that is ``None`` is one that nobody told us.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from platebook.geometry import Edges, Trim
from platebook.printers.cover_rules import Barcode, Boards, Spine, SpineText

T = TypeVar("T")


class Certainty(StrEnum):
    """How sure a figure is, the surest first."""

    VENDOR = "vendor"  #: read in the printer's own words, or in a copy of them
    RESTATED = "restated"  #: read where somebody else says what the printer asks for
    UNVERIFIED = "unverified"  #: usual or remembered, read nowhere


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One thing a printer asks for. ``checked`` is the month or day on which it was read."""

    value: T
    source: str
    checked: str
    sure: Certainty
    note: str = ""


class Standard(StrEnum):
    """What kind of PDF a printer takes (ISO 15930: PDF/X)."""

    X4 = "x4"
    X1A = "x1a"
    X3 = "x3"
    PLAIN = "plain"


class Colour(StrEnum):
    """In which colours the photographs are sent."""

    CMYK = "cmyk"
    SRGB = "srgb"


class Black(StrEnum):
    """What type and rules of solid black ink do to the colours below them."""

    KNOCKOUT = "knockout"  #: they leave paper there, and stand in a hole of their own shape
    OVERPRINT = "overprint"  #: they print on top, so that no white shows when plates shift


class Wanted(StrEnum):
    """Whether something must be there or must not."""

    WANTED = "wanted"
    FORBIDDEN = "forbidden"


class Intent(StrEnum):
    """How the file says for which press it was made (ISO 15930, output intent)."""

    EMBEDDED = "embedded"  #: with the colour profile in the file
    NAMED = "named"  #: by the printing condition's registered name alone
    NONE = "none"


class Parity(StrEnum):
    """What remainder by two a page count has."""

    EVEN = "even"
    ANY = "any"


class SpineFrom(StrEnum):
    """Who knows how wide the spine is."""

    FORMULA = "formula"  #: page count and paper
    GENERATOR = "generator"  #: only the printer's own generator, template or tool


class Binding(StrEnum):
    """What the book is bound in."""

    PAPERBACK = "paperback"
    HARDCOVER = "hardcover"


class Forbidden(StrEnum):
    """What a printer may refuse inside a file."""

    BOOKMARKS = "bookmarks"
    ANNOTATIONS = "annotations"
    METADATA = "metadata"
    TRANSPARENCY = "transparency"
    LAYERS = "layers"
    ICC = "icc"
    SPOT_COLOURS = "spot-colours"
    ENCRYPTION = "encryption"


@dataclass(frozen=True, slots=True)
class Range:
    """Two lengths in mm, the shorter first."""

    least: float
    most: float

    def __contains__(self, length: float) -> bool:
        return self.least - 0.01 <= length <= self.most + 0.01


@dataclass(frozen=True, slots=True)
class Trims:
    """The sizes offered. Unless ``complete`` there are others; within both ranges any will do."""

    sizes: tuple[Trim, ...]
    complete: bool = True
    width: Range | None = None
    height: Range | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """From how many pages to how many (None: any more) the gutter is so wide, in mm."""

    least: int
    most: int | None
    width: float


@dataclass(frozen=True, slots=True)
class Gutter:
    """The margin at the binding by page count: in all, or ``added`` to the safe margin there."""

    steps: tuple[Step, ...]
    added: bool = False


@dataclass(frozen=True, slots=True)
class BlankRuns:
    """How many blank pages may follow one another: within a book, and at its end."""

    within: int
    end: int


@dataclass(frozen=True, slots=True)
class Ppi:
    """Pixels to the printed inch: what is refused below and above, best, and too much."""

    least: float | None = None
    ideal: float | None = None
    warn_above: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper the printer offers, the spine it makes, and the books it can be used for."""

    name: str
    label: str
    spine: Rule[Spine] | None = None
    least_pages: Rule[int] | None = None
    most_pages: Rule[int] | None = None


@dataclass(frozen=True, slots=True)
class Printer:
    """Everything that is known of what one printer asks for.

    ``folder`` is where a user's own profile lies, and from where its colour profile is looked
    for. ``standard`` has the kinds of PDF taken, the one to make first. ``file_size`` is in
    MB of a million bytes; ``smallest_type`` and ``thinnest_line`` are in points (1/72 in).
    """

    name: str
    label: str
    about: str = ""
    folder: Path | None = None
    trims: Rule[Trims] | None = None
    bleed: Rule[Edges] | None = None
    safe: Rule[Edges] | None = None
    gutter: Rule[Gutter] | None = None
    marks: Rule[Wanted] | None = None
    standard: Rule[tuple[Standard, ...]] | None = None
    colour: Rule[Colour] | None = None
    black: Rule[Black] | None = None
    profile: Rule[str] | None = None
    images_icc: Rule[Wanted] | None = None
    output_intent: Rule[Intent] | None = None
    ink_limit: Rule[int] | None = None
    ppi: Rule[Ppi] | None = None
    smallest_type: Rule[float] | None = None
    thinnest_line: Rule[float] | None = None
    least_pages: Rule[int] | None = None
    most_pages: Rule[int] | None = None
    page_multiple: Rule[int] | None = None
    parity: Rule[Parity] | None = None
    last_page_blank: Rule[bool] | None = None
    blank_runs: Rule[BlankRuns] | None = None
    binding: Rule[Binding] | None = None
    spine: Rule[SpineFrom] | None = None
    papers: tuple[Paper, ...] = ()
    spine_text: Rule[SpineText] | None = None
    spine_text_clear: Rule[float] | None = None
    cover_bleed: Rule[float] | None = None
    cover_wrap: Rule[float] | None = None
    cover_hinge: Rule[float] | None = None
    cover_boards: Rule[Boards] | None = None
    cover_safe: Rule[float] | None = None
    barcode: Rule[Barcode] | None = None
    file_size: Rule[float] | None = None
    forbids: Rule[frozenset[Forbidden]] | None = None
