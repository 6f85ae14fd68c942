"""The requirements of a printer: values with their sources, dates and certainty.

Lengths are in mm unless a name says otherwise. A requirement of ``None`` is unknown.
"""

# ruff: noqa: RUF009  _rule is dataclasses.field with metadata

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from platebook.errors import Severity
from platebook.geometry import Edges, Size, Trim
from platebook.printers import profile_values

T = TypeVar("T")


class Certainty(StrEnum):
    """How certain a figure is, the most certain first."""

    VENDOR = "vendor"  #: from the printer's own documents, or a copy of them
    RESTATED = "restated"  #: from another source about the printer
    UNVERIFIED = "unverified"  #: usual practice, without a source


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One requirement of a printer. ``checked`` is the month or day on which it was read."""

    value: T
    source: str
    checked: str
    sure: Certainty
    note: str = ""

    @property
    def severity(self) -> Severity:
        """An unconfirmed figure stops no book: only what a printer itself publishes is an error."""
        return Severity.ERROR if self.sure is Certainty.VENDOR else Severity.WARNING

    @property
    def advice(self) -> str:
        """What a finding's fix adds where the figure is not the printer's own."""
        if self.sure is Certainty.VENDOR:
            return ""
        what = "a restatement" if self.sure is Certainty.RESTATED else "unverified"
        return f" The figure is {what}: check it with the printer."


class Standard(StrEnum):
    """The kind of PDF that a printer accepts (ISO 15930: PDF/X)."""

    X4 = "x4"
    X1A = "x1a"
    X3 = "x3"
    PLAIN = "plain"


class Colour(StrEnum):
    """The colour space of photographs."""

    CMYK = "cmyk"
    SRGB = "srgb"


class Black(StrEnum):
    """Whether type and rules in solid black overprint or knock out."""

    KNOCKOUT = "knockout"  #: colours below are left out in the shape of the type
    OVERPRINT = "overprint"  #: type prints on top, so that no white shows when plates shift


class Wanted(StrEnum):
    """Whether something is required or forbidden."""

    WANTED = "wanted"
    FORBIDDEN = "forbidden"


class Intent(StrEnum):
    """How the file names its output condition (ISO 15930, output intent)."""

    EMBEDDED = "embedded"  #: with the colour profile in the file
    NAMED = "named"  #: by the printing condition's registered name alone
    NONE = "none"


class Parity(StrEnum):
    """Whether a page count is even or odd."""

    EVEN = "even"
    ANY = "any"


class SpineFrom(StrEnum):
    """The source of the spine's width."""

    FORMULA = "formula"  #: page count and paper
    GENERATOR = "generator"  #: only the printer's own generator, template or tool


class Binding(StrEnum):
    """What the book is bound in."""

    PAPERBACK = "paperback"
    HARDCOVER = "hardcover"


class BookBinding(StrEnum):
    """The binding: how pages are held together at the fold."""

    PERFECT = "perfect"  #: single leaves, glued at the spine
    SADDLE_STITCH = "saddle-stitch"  #: folded sheets, one in the other, stapled in the fold
    LAY_FLAT = "lay-flat"  #: an opening is one sheet; nothing is hidden
    CASE = "case"  #: sewn or glued into boards


class CrossoverMethod(StrEnum):
    """How a photograph is adjusted to the strip that the binding hides."""

    SHIFT = "shift"  #: halves are moved outwards; what leaves the page at the outside is lost
    SCALE = "scale"  #: the photograph is first made narrower by as much, so that nothing is lost
    NONE = "none"  #: halves meet at the fold


class Forbidden(StrEnum):
    """Contents of a file that a printer may reject."""

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
    """The sizes offered. Unless ``complete`` there are others; both ranges allow any size."""

    sizes: tuple[Trim, ...] = ()
    complete: bool = True
    width: Range | None = None
    height: Range | None = None


@dataclass(frozen=True, slots=True)
class GutterStep:
    """The gutter in mm for a range of page counts (None: no upper limit)."""

    least: int
    most: int | None
    width: float


@dataclass(frozen=True, slots=True)
class Gutter:
    """The margin at the binding by page count: total, or ``added`` to the safe margin."""

    steps: tuple[GutterStep, ...]
    added: bool = False


@dataclass(frozen=True, slots=True)
class BlankRuns:
    """How many blank pages may follow one another: within a book, and at its end."""

    within: int
    end: int


@dataclass(frozen=True, slots=True)
class Ppi:
    """Pixels per printed inch: the limits of rejection, the best value, and the useful maximum."""

    least: float | None = None
    ideal: float | None = None
    warn_above: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Spine:
    """How wide a spine is: ``per_page`` mm for every page, and ``plus`` mm for the cover."""

    per_page: float
    plus: float = 0.0


@dataclass(frozen=True, slots=True)
class SpineText:
    """The least page count for text on the spine; below ``doubtful_below`` sources disagree."""

    least_pages: int
    doubtful_below: int | None = None


@dataclass(frozen=True, slots=True)
class Crossover:
    """How a photograph crosses the fold in one binding; lengths in mm.

    ``hidden`` is the strip of each page that the binding hides, ``most`` the furthest that a half
    may be moved outwards because of it.
    """

    binding: BookBinding
    hidden: float
    method: CrossoverMethod
    most: float

    @property
    def shift(self) -> float:
        """How far each half is moved outwards, in mm."""
        return 0.0 if self.method is CrossoverMethod.NONE else min(self.hidden, self.most)


@dataclass(frozen=True, slots=True)
class Crossovers:
    """Every binding that a printer is known to offer; the first is used unless another is named."""

    ways: tuple[Crossover, ...]


#: What is usual in each binding, where a printer's own figures are not known: 1/8 in is the
#: furthest shift in the guides that were read, 5 to 10 mm what a glued fold hides of both pages.
USUAL_CROSSOVERS = {
    way.binding: way
    for way in (
        Crossover(BookBinding.PERFECT, 3.0, CrossoverMethod.SHIFT, 3.175),
        Crossover(BookBinding.SADDLE_STITCH, 0.0, CrossoverMethod.NONE, 0.0),
        Crossover(BookBinding.LAY_FLAT, 0.0, CrossoverMethod.NONE, 0.0),
        Crossover(BookBinding.CASE, 3.0, CrossoverMethod.SHIFT, 3.175),
    )
}


@dataclass(frozen=True, slots=True)
class Boards:
    """The excess of a hard cover's boards over the trim in mm, hinge included."""

    wider: float
    taller: float


@dataclass(frozen=True, slots=True)
class Barcode:
    """The box on the back that the printer's barcode needs, at the foot by the spine, in mm.

    ``inset`` is its distance from the spine, or the hinge, and from the foot; ``foot`` that from
    the foot where it is another.
    """

    size: Size
    inset: float
    foot: float | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper the printer offers, the spine it makes, and the books it can be used for."""

    name: str
    label: str
    spine: Rule[Spine] | None = None
    least_pages: Rule[int] | None = None
    most_pages: Rule[int] | None = None


#: Readers of page counts, and of lengths on a cover, in mm.
PAGES, MARGIN = profile_values.whole(1, 10_000), profile_values.length(100)


def _rule(title: str, unit: str = "", read: Callable[[object], object] | None = None) -> Any:  # noqa: ANN401
    """Declare a rule: its title, what a bare number counts, and the reader of a number.

    The readers of other values follow from their types (``profile_keys``).
    """
    return field(default=None, metadata={"title": title, "unit": unit, "read": read})


@dataclass(frozen=True, slots=True)
class Printer:
    """All known requirements of one printer. Each rule is a key of a profile.

    ``folder`` is that of a user's own profile, which its ICC profile is relative to. ``standard``
    are the accepted kinds of PDF, the one to make first. ``file_size`` is in MB (10⁶ bytes);
    ``smallest_type`` and ``thinnest_line`` are in points (1/72 in).
    """

    name: str
    label: str
    about: str = ""
    folder: Path | None = None
    trims: Rule[Trims] | None = _rule("Trims")
    bleed: Rule[Edges] | None = _rule("Bleed")
    safe: Rule[Edges] | None = _rule("Safe margin")
    gutter: Rule[Gutter] | None = _rule("Gutter")
    marks: Rule[Wanted] | None = _rule("Crop marks")
    standard: Rule[tuple[Standard, ...]] | None = _rule("Kind of PDF")
    colour: Rule[Colour] | None = _rule("Colour")
    black: Rule[Black] | None = _rule("Black type")
    profile: Rule[str] | None = _rule("Colour profile")
    images_icc: Rule[Wanted] | None = _rule("ICC in images")
    output_intent: Rule[Intent] | None = _rule("Output intent")
    ink_limit: Rule[int] | None = _rule("Ink limit", "%", read=profile_values.whole(150, 400))
    ppi: Rule[Ppi] | None = _rule("Resolution")
    smallest_type: Rule[float] | None = _rule(
        "Smallest type", "pt", read=profile_values.number(0.05, 72)
    )
    thinnest_line: Rule[float] | None = _rule(
        "Thinnest line", "pt", read=profile_values.number(0.05, 72)
    )
    least_pages: Rule[int] | None = _rule("Least pages", "pages", read=PAGES)
    most_pages: Rule[int] | None = _rule("Most pages", "pages", read=PAGES)
    page_multiple: Rule[int] | None = _rule(
        "Multiple of", "pages", read=profile_values.whole(1, 64)
    )
    parity: Rule[Parity] | None = _rule("Page count")
    last_page_blank: Rule[bool] | None = _rule("Last page blank")
    blank_runs: Rule[BlankRuns] | None = _rule("Blanks in a row")
    binding: Rule[Binding] | None = _rule("Binding")
    crossover: Rule[Crossovers] | None = _rule("Crossover")
    spine: Rule[SpineFrom] | None = _rule("Spine")
    papers: tuple[Paper, ...] = ()
    spine_text: Rule[SpineText] | None = _rule("Spine text")
    spine_text_clear: Rule[float] | None = _rule("Clear on spine", "mm", read=MARGIN)
    cover_bleed: Rule[float] | None = _rule("Cover bleed", "mm", read=MARGIN)
    cover_wrap: Rule[float] | None = _rule("Cover turned in", "mm", read=MARGIN)
    cover_hinge: Rule[float] | None = _rule("Cover hinge", "mm", read=MARGIN)
    cover_boards: Rule[Boards] | None = _rule("Cover boards")
    cover_safe: Rule[float] | None = _rule("Cover safe margin", "mm", read=MARGIN)
    barcode: Rule[Barcode] | None = _rule("Barcode box")
    file_size: Rule[float] | None = _rule(
        "File size", "MB", read=profile_values.number(0.1, 100_000)
    )
    forbids: Rule[frozenset[Forbidden]] | None = _rule("Refused in files")
