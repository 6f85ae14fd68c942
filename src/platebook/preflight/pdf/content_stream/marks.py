"""What is painted on a page: type, pictures, shapes; where each lies, and in which colours."""

from __future__ import annotations

from dataclasses import dataclass, field

from platebook.preflight.pdf.content_stream.colour_spaces import Paint, Space
from platebook.preflight.pdf.cos import Thing
from platebook.preflight.pdf.page_geometry import EVERYWHERE, UNIT, Matrix, PageArea, laid

#: What a page is said to have that is blended as a whole.
PAGE_GROUP = "the page's transparency group"
#: Marks kept of a page: of a page with more, only these are judged.
MOST_MARKS = 20_000
_MOST_GAPS = 5


@dataclass(frozen=True, slots=True)
class PaintedText:
    """A run of characters. ``size`` in points as it stands on the page.

    ``missing`` says that one of them is the box that stands for a character that no font has.
    ``text`` is what they read, from the left as they stand, if the file says so (``legible``);
    ``line`` is the same for runs that follow each other without a leap. ``unmapped`` says that
    nothing in the file tells which characters its codes are, neither ToUnicode nor an encoding;
    ``turned``, that it does not run along the page's edge, upright. ``signs``
    are ``text``, or where nothing says what it reads a private character for each code.
    """

    area: PageArea
    paint: Paint
    size: float
    font: str
    missing: bool = False
    overprints: bool = False
    text: str = ""
    legible: bool = True
    line: int = 0
    unmapped: bool = False
    turned: bool = False
    signs: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """Something filled, or a line drawn, ``line`` points wide (0: filled).

    ``area`` is where it may be seen: what is clipped away does not count.
    """

    area: PageArea
    paint: Paint
    line: float = 0.0
    overprints: bool = False


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """A picture on the page. ``matrix`` lays the unit square out; ``seen`` is what is not clipped.

    ``stream`` is the picture itself, ``space`` its colours, None for a stencil that is painted
    in ``paint``. ``pixels`` are wide × high. ``kept`` is what the clip leaves, on the page or
    beside it; ``after`` how many shapes, pictures and runs of type were painted before.
    ``unsure`` says that it may shine through, be masked, cut out by a path, or in a layer:
    whether it is seen can only be found by drawing it. ``ragged``: its clip is no upright
    rectangle.
    """

    name: str
    matrix: Matrix
    seen: PageArea
    pixels: tuple[int, int]
    space: Space | None
    paint: Paint
    stream: Thing
    kept: PageArea = EVERYWHERE
    after: tuple[int, int, int] = (0, 0, 0)
    unsure: bool = False
    ragged: bool = False

    @property
    def box(self) -> PageArea:
        """All of it, whatever is clipped."""
        return laid(self.matrix, UNIT)

    @property
    def signed_size(self) -> float:
        """How large it is, in square points, turned or slanted too; negative if it is mirrored."""
        a, b, c, d, _, _ = self.matrix
        return a * d - b * c


@dataclass(slots=True)
class Painted:
    """All that is on a page.

    ``blends`` says by what means something shines through; ``strays`` are colours that are used
    where no place is known, inside patterns; ``whole`` is false where it was too much to read.
    ``faults`` are passages that no program can read, ``doubts`` what looks cut off, ``gaps`` what
    is used and not there, ``burdens`` what no press can be trusted with. ``fonts`` says of each
    font's name whether it is in the file. ``groups`` are the colours that transparent things are
    blended in. ``unseen`` are places of type that is set invisibly (9.3.6, mode 3).
    ``lost`` are pictures of which the page's edges and the clip leave nothing, ``notes`` the places
    of annotations that show something, ``papered`` pictures of patterns, where they are filled in.

    Of use while it is painted: ``tiles``, pictures in patterns; ``drawn``, Type 3 fonts that were
    met; ``leaps``, how often type began at another place.
    """

    types: list[PaintedText] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    pictures: list[PlacedImage] = field(default_factory=list)
    strays: dict[Paint, None] = field(default_factory=dict)
    blends: dict[str, None] = field(default_factory=dict)
    groups: dict[Space, None] = field(default_factory=dict)
    fonts: dict[str, bool] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)
    doubts: dict[str, None] = field(default_factory=dict)
    gaps: dict[str, None] = field(default_factory=dict)
    burdens: dict[str, None] = field(default_factory=dict)
    unseen: list[PageArea] = field(default_factory=list)
    lost: list[PlacedImage] = field(default_factory=list)
    notes: list[PageArea] = field(default_factory=list)
    papered: list[PlacedImage] = field(default_factory=list)
    layers: bool = False
    whole: bool = True
    tiles: list[PlacedImage] = field(default_factory=list)
    drawn: set[tuple[int, int]] = field(default_factory=set)
    leaps: int = 0

    @property
    def blank(self) -> bool:
        """Whether the paper stays bare."""
        shapes = (shape for shape in self.shapes if not shape.paint.white)
        return not (self.types or self.pictures or any(not shape.area.empty for shape in shapes))

    @property
    def order(self) -> tuple[int, int, int]:
        """How many shapes, pictures and runs of type were painted so far."""
        return len(self.shapes), len(self.pictures), len(self.types)

    def room(self) -> bool:
        """Return whether another mark may be kept; if not, the page is not judged as a whole."""
        self.whole = self.whole and sum(self.order) < MOST_MARKS
        return sum(self.order) < MOST_MARKS

    def lacks(self, kind: str, called: str) -> None:
        """Note that something is used by a name that the resources do not have."""
        if len(self.gaps) < _MOST_GAPS:
            self.gaps[f"{kind} {called[:60]}"] = None
