"""What a content stream paints: photographs, type, lines and grounds, and their colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import Thing
from platebook.preflight.pdf.page_geometry import EVERYWHERE, UNIT, Matrix, PageArea, transform_area

_PROCESS = {"Cyan", "Magenta", "Yellow", "Black", "None", "All"}
#: ``All`` is for crop marks: it prints on every plate.
ALL = "All"
#: Spaces that rest on others rest on them this often at most.
_DEPTH = 6
_PAPER = 0.999


class ColourFamily(StrEnum):
    """What the numbers of a colour are."""

    GRAY = "gray"
    RGB = "RGB"
    CMYK = "CMYK"
    LAB = "Lab"
    INKS = "inks"  #: named inks: Separation, DeviceN
    PATTERN = "pattern"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space. ``icc``: by a profile in the file; ``calibrated``: by that or a formula.

    ``inks`` are the names of a named space; ``spots`` those that are not of the four. ``base`` is
    what a named space falls back on (its alternate), or an uncoloured pattern is painted in.
    """

    family: ColourFamily
    icc: bool = False
    calibrated: bool = False
    inks: tuple[str, ...] = ()
    indexed: bool = False
    base: Space | None = None

    def depends_on(self, family: ColourFamily) -> bool:
        """Return whether its numbers come to a device's own colours, by no profile or formula."""
        if self.base is not None:
            return self.base.depends_on(family)
        return self.family is family and not self.calibrated

    @property
    def channels(self) -> int:
        """How many numbers a colour has; 0 where that is not known."""
        counts = {family: count for count, family in CHANNELS.items()} | {ColourFamily.LAB: 3}
        return len(self.inks) or counts.get(self.family, 0)

    @property
    def spots(self) -> tuple[str, ...]:
        """The inks that need a plate of their own."""
        return tuple(ink for ink in self.inks if ink not in _PROCESS)


GRAY, RGB, CMYK = Space(ColourFamily.GRAY), Space(ColourFamily.RGB), Space(ColourFamily.CMYK)
UNKNOWN, PATTERN = Space(ColourFamily.UNKNOWN), Space(ColourFamily.PATTERN)
_NAMED = {
    "/DeviceGray": GRAY,
    "/G": GRAY,
    "/CalGray": Space(ColourFamily.GRAY, calibrated=True),
    "/DeviceRGB": RGB,
    "/RGB": RGB,
    "/CalRGB": Space(ColourFamily.RGB, calibrated=True),
    "/DeviceCMYK": CMYK,
    "/CMYK": CMYK,
    "/Lab": Space(ColourFamily.LAB, calibrated=True),
    "/Pattern": PATTERN,
}
_DEFAULTS = {GRAY: "/DefaultGray", RGB: "/DefaultRGB", CMYK: "/DefaultCMYK"}
#: Colours by how many numbers there are of each.
CHANNELS = {1: ColourFamily.GRAY, 3: ColourFamily.RGB, 4: ColourFamily.CMYK}


def space(obj: Thing, resources: Thing = None, depth: int = 0) -> Space:
    """Read a colour space: a name, a name of the resources, or an array."""
    if depth > _DEPTH:
        return UNKNOWN
    if space_name := cos.name(obj):
        if space_name in _NAMED:
            return device(_NAMED[space_name], resources)
        value = cos.get(cos.get(resources, "/ColorSpace"), space_name)
        return UNKNOWN if value is None else space(value, None, depth + 1)
    kind = cos.name(cos.at(obj, 0))
    if kind in ("/Indexed", "/I"):
        base = space(cos.at(obj, 1), resources, depth + 1)
        return replace(base, indexed=True)
    if kind == "/ICCBased":
        channels = int(cos.number(cos.get(cos.at(obj, 1), "/N")))
        return Space(CHANNELS.get(channels, ColourFamily.UNKNOWN), icc=True, calibrated=True)
    if kind in ("/Separation", "/DeviceN"):
        return _named_space(cos.at(obj, 1), space(cos.at(obj, 2), resources, depth + 1))
    if kind == "/Pattern" and cos.at(obj, 1) is not None:
        return Space(ColourFamily.PATTERN, base=space(cos.at(obj, 1), resources, depth + 1))
    return _NAMED.get(kind, UNKNOWN)


def _named_space(obj: Thing, alternate: Space) -> Space:
    inks = [cos.name(obj)] if cos.name(obj) else map(cos.name, cos.several(obj))
    names = tuple(ink.removeprefix("/") for ink in inks)
    return Space(ColourFamily.INKS, inks=names, base=alternate)


def device(space_: Space, resources: Thing) -> Space:
    """Return what a device's colours are by the resources' defaults for them (8.6.5.6)."""
    key = _DEFAULTS.get(space_)
    value = cos.get(cos.get(resources, "/ColorSpace"), key) if key else None
    return space_ if value is None or cos.name(value) in _NAMED else space(value, None)


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour to paint with: a space, and its numbers from 0 to 1 where they are known."""

    space: Space = GRAY
    values: tuple[float, ...] = (0.0,)

    @property
    def inks(self) -> tuple[float, float, float, float] | None:
        """Cyan, magenta, yellow and black from 0 to 1; None where they are not known."""
        values = self.values
        if self.space.family is ColourFamily.CMYK and len(values) == 4:
            return (values[0], values[1], values[2], values[3])
        if self.space.family is ColourFamily.GRAY and len(values) == 1:
            return (0.0, 0.0, 0.0, 1 - values[0])
        if self.space.inks == (ALL,) and len(values) == 1:
            return (values[0],) * 4
        if self.space.family is ColourFamily.INKS and not self.space.spots:
            obj = dict(zip(self.space.inks, values, strict=False))
            ink = [obj.get(ink, 0.0) for ink in ("Cyan", "Magenta", "Yellow", "Black")]
            return (ink[0], ink[1], ink[2], ink[3])
        return None

    @property
    def white(self) -> bool:
        """Whether it is bare paper."""
        if self.space.family is ColourFamily.RGB:
            return bool(self.values) and min(self.values) >= _PAPER
        inks = self.inks
        return inks is not None and max(inks) <= 1 - _PAPER

    @property
    def coverage(self) -> float:
        """All inks together, in per cent; 0 where they are not known."""
        return 100 * sum(self.inks or ())


def paint(space_: Space, operands: Sequence[Thing]) -> Paint:
    """Make a colour of an operator's numbers; Lab, patterns and indexes have none to compare."""
    values = tuple(
        min(1.0, max(0.0, cos.number(operand))) for operand in operands if not cos.name(operand)
    )
    unknown = (ColourFamily.LAB, ColourFamily.PATTERN, ColourFamily.UNKNOWN)
    is_known = space_.family not in unknown and not space_.indexed
    return Paint(space_, values if is_known else ())


def first(space_: Space) -> Paint:
    """Return the colour that a space begins with (ISO 32000-2, 8.6.8): black, or full ink."""
    if space_.family is ColourFamily.CMYK:
        return Paint(space_, (0.0, 0.0, 0.0, 1.0))
    if space_.family is ColourFamily.INKS:
        return Paint(space_, (1.0,) * len(space_.inks))
    return Paint(space_, (0.0,) * (0 if space_.family is ColourFamily.LAB else space_.channels))


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
    the file does not say which characters its codes are, neither ToUnicode nor an encoding;
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

    ``area`` is where it may be seen: what is clipped away does not count. ``over``: type or
    pictures were painted before.
    """

    area: PageArea
    paint: Paint
    line: float = 0.0
    overprints: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """A picture on the page. ``matrix`` lays the unit square out.

    ``unclipped_area`` is what the clip leaves of it, on the page or beside it, ``visible_area``
    what of that is on the page. ``stream`` is the picture itself, ``space`` its colours, None for a
    stencil that is painted in ``paint``. ``pixels`` are wide × high. ``after`` says how many
    shapes, pictures and runs of type were painted before. ``unsure`` says that it may shine
    through, be masked, cut out by a path, or in a layer: whether it is seen can only be found by
    drawing it. ``ragged``: its clip is no upright rectangle.
    """

    name: str
    matrix: Matrix
    visible_area: PageArea
    pixels: tuple[int, int]
    space: Space | None
    paint: Paint
    stream: Thing
    unclipped_area: PageArea = EVERYWHERE
    after: tuple[int, int, int] = (0, 0, 0)
    unsure: bool = False
    ragged: bool = False

    @property
    def box(self) -> PageArea:
        """All of it, whatever is clipped."""
        return transform_area(self.matrix, UNIT)

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
    is used and not there, ``forbidden`` what no press can be trusted with. ``fonts`` says of each
    font's name whether it is in the file. ``groups`` are the colours that transparent things are
    blended in. ``unseen`` are places of type that is set invisibly (9.3.6, mode 3; 11.6.4).
    Of ``invisible_pictures`` the page's edges and the clip leave nothing; ``pattern_pictures`` are
    those of patterns, where they are filled in, and of annotations that are not shown.

    Of use while it is painted: ``tiles``, pictures in patterns; ``type3_fonts``, those that were
    read; ``leaps``, how often type began at another place.
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
    forbidden: dict[str, None] = field(default_factory=dict)
    unseen: list[PageArea] = field(default_factory=list)
    invisible_pictures: list[PlacedImage] = field(default_factory=list)
    pattern_pictures: list[PlacedImage] = field(default_factory=list)
    layers: bool = False
    whole: bool = True
    tiles: list[PlacedImage] = field(default_factory=list)
    type3_fonts: set[tuple[int, int]] = field(default_factory=set)
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

    def lacks(self, kind: str, resource_name: str) -> None:
        """Note that something is used by a name that the resources do not have."""
        if len(self.gaps) < _MOST_GAPS:
            self.gaps[f"{kind} {resource_name[:60]}"] = None
