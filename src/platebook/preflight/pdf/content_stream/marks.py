"""What is painted on a page: type, pictures, shapes; where each lies, and in which colours."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.preflight.pdf.content_stream.colour_spaces import Paint, Space
from platebook.preflight.pdf.objects import Thing
from platebook.preflight.pdf.page_geometry import Matrix, PageArea

#: What a page is said to have that is blended as a whole.
PAGE_GROUP = "the page's transparency group"


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
    in ``paint``. ``pixels`` are wide × high.
    """

    name: str
    matrix: Matrix
    seen: PageArea
    pixels: tuple[int, int]
    space: Space | None
    paint: Paint
    stream: Thing


@dataclass(frozen=True, slots=True)
class Painted:
    """All that is on a page.

    ``blends`` says by what means something shines through; ``strays`` are colours that are used
    where no place is known, inside patterns; ``whole`` is false where it was too much to read.
    ``faults`` are passages that no program can read, ``doubts`` what looks cut off, ``gaps`` what
    is used and not there, ``burdens`` what no press can be trusted with. ``fonts`` says of each
    font's name whether it is in the file. ``groups`` are the colours that transparent things are
    blended in. ``unseen`` are places of type that is set invisibly (9.3.6, mode 3).
    """

    types: tuple[PaintedText, ...] = ()
    shapes: tuple[Shape, ...] = ()
    pictures: tuple[PlacedImage, ...] = ()
    strays: tuple[Paint, ...] = ()
    blends: tuple[str, ...] = ()
    groups: tuple[Space, ...] = ()
    fonts: tuple[tuple[str, bool], ...] = ()
    faults: tuple[str, ...] = ()
    layers: bool = False
    whole: bool = True
    gaps: tuple[str, ...] = ()
    burdens: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unseen: tuple[PageArea, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether the paper stays bare."""
        return not (
            self.types
            or self.pictures
            or any(not shape.paint.white and not shape.area.empty for shape in self.shapes)
        )
