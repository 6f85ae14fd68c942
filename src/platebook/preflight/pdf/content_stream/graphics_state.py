"""The graphics state (ISO 32000-2, 8.4): what holds while a page is painted."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from platebook.preflight.pdf.content_stream.colour_spaces import Paint, Space
from platebook.preflight.pdf.content_stream.fonts import PdfFont, font
from platebook.preflight.pdf.content_stream.marks import Painted, PaintedText, PlacedImage, Shape
from platebook.preflight.pdf.objects import Thing, key_of
from platebook.preflight.pdf.page_geometry import EVERYWHERE, SAME, Matrix, PageArea

#: Marks kept of a page: of a page with more, only these are judged.
MOST_MARKS = 20_000
_MOST_GAPS = 5


@dataclass(slots=True)
class Settings:
    """What ``q`` saves and ``Q`` brings back."""

    ctm: Matrix
    clip: PageArea
    fill: Paint = field(default_factory=Paint)
    stroke: Paint = field(default_factory=Paint)
    line: float = 1.0
    font: PdfFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    overprints_fill: bool = False
    overprints_stroke: bool = False
    #: How overprinting treats an ink of zero: 1 leaves what lies below (8.6.7).
    overprint_mode: int = 0
    #: The clip alone, whatever the page's edges cut off.
    window: PageArea = EVERYWHERE
    #: What the clip consists of is no single upright rectangle.
    ragged: bool = False
    #: Opacity, soft mask and blend mode are such that what is painted may not be seen (11.3).
    faint: bool = False
    masked: bool = False
    blended: bool = False
    #: The same of a group that this is painted in.
    veiled: bool = False
    #: A pattern to fill with, and the pictures in it.
    tiled: tuple[Paint, tuple[PlacedImage, ...]] | None = None

    @property
    def unsure(self) -> bool:
        """Whether what is painted now may shine through, be cut out or vanish."""
        return self.ragged or self.faint or self.masked or self.blended or self.veiled

    def copied(self) -> Settings:
        """Give a copy to change."""
        return copy(self)


@dataclass(slots=True)
class Budget:
    """How much of a document may still be read; shared by all its pages."""

    operators: int

    def spend(self, operators: int) -> bool:
        """Take from it; tells whether there was enough."""
        self.operators -= operators
        return self.operators >= 0


class Fonts:
    """The fonts of a document, each read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], PdfFont] = {}

    def read(self, reported: Thing) -> PdfFont:
        """Give a font by its dictionary."""
        key = key_of(reported)
        if key is None:
            return font(reported)
        if key not in self._known:
            self._known[key] = font(reported)
        return self._known[key]


@dataclass(slots=True)
class Sheet:
    """What one page gathers while it is painted."""

    types: list[PaintedText] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    pictures: list[PlacedImage] = field(default_factory=list)
    strays: list[Paint] = field(default_factory=list)
    blends: dict[str, None] = field(default_factory=dict)
    groups: list[Space] = field(default_factory=list)
    fonts: dict[str, bool] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)
    doubts: dict[str, None] = field(default_factory=dict)
    gaps: dict[str, None] = field(default_factory=dict)
    burdens: dict[str, None] = field(default_factory=dict)
    unseen: list[PageArea] = field(default_factory=list)
    lost: list[PlacedImage] = field(default_factory=list)
    notes: list[PageArea] = field(default_factory=list)
    papered: list[PlacedImage] = field(default_factory=list)
    tiles: list[PlacedImage] = field(default_factory=list)
    drawn: set[tuple[int, int]] = field(default_factory=set)
    layers: bool = False
    whole: bool = True
    #: How often type began at another place.
    leaps: int = 0

    def room(self) -> bool:
        """Tell whether another mark may be kept; if not, the page is not judged as a whole."""
        if len(self.types) + len(self.shapes) + len(self.pictures) < MOST_MARKS:
            return True
        self.whole = False
        return False

    def painted(self) -> Painted:
        """Give what was gathered, for good."""
        return Painted(
            tuple(self.types),
            tuple(self.shapes),
            tuple(self.pictures),
            tuple(dict.fromkeys(self.strays)),
            tuple(self.blends),
            tuple(dict.fromkeys(self.groups)),
            tuple(self.fonts.items()),
            tuple(self.faults),
            self.layers,
            self.whole,
            tuple(self.gaps),
            tuple(self.burdens),
            tuple(self.doubts),
            tuple(self.unseen[:MOST_MARKS]),
            tuple(self.lost[:MOST_MARKS]),
            tuple(self.notes),
            tuple(self.papered),
        )

    @property
    def order(self) -> tuple[int, int, int]:
        """How many shapes, pictures and runs of type were painted so far."""
        return len(self.shapes), len(self.pictures), len(self.types)

    def opens(self, key: tuple[int, int] | None) -> bool:
        """Tell whether a font is met for the first time on this page."""
        if key is None or key in self.drawn:
            return False
        self.drawn.add(key)
        return True

    def lacks(self, kind: str, called: str) -> None:
        """Note that something is used by a name that the resources do not have."""
        if len(self.gaps) < _MOST_GAPS:
            self.gaps[f"{kind} {called[:60]}"] = None


@dataclass(slots=True)
class GraphicsState:
    """The hand that paints: where it is in a page, a form or a pattern.

    ``loose`` says that no place on the page is known, as inside a pattern.
    """

    sheet: Sheet
    fonts: Fonts
    budget: Budget
    resources: Thing
    now: Settings
    saved: list[Settings] = field(default_factory=list)
    path: list[tuple[float, float]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    clips: bool = False
    #: Marked content that is open, and whether each belongs to a layer (8.11.3.2).
    marked: list[bool] = field(default_factory=list)
    layered: bool = False
    line_matrix: Matrix = SAME
    text_matrix: Matrix = SAME
    depth: int = 0
    loose: bool = False
    hidden: int = 0
