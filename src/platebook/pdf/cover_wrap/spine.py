"""The text on a book's spine: how large it can be set, and where its middle is.

It is turned so that it stands upright when the book lies with its front cover up (ISO 6357,
descending title): read from head to foot, in books that read rightwards and leftwards alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from platebook.geometry import PT_PER_MM, Box
from platebook.pdf import engine
from platebook.printers import Wrap

if TYPE_CHECKING:
    from weasyprint import Document

#: Type is measured at this size, then scaled; a line is twice as high as its type.
EM_MM = 10.0
LINE = 2.0
#: Below this type cannot be read on a shelf; above it, it shouts.
LEAST_PT, _MOST_PT = 7.0, 22.0
#: How high, in ems, the ink of a line is at least: that of small letters with capitals.
_FLATTEST = 0.7
#: Between title and name, in ems.
_BETWEEN = 2.0
#: Kept free beyond the printer's clearance on either side, against rounding.
_AIR_MM = 0.05
_DOTS_PER_PT = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of type as it was measured, in ems.

    ``width`` is its advance; its ink reaches from ``top`` to ``foot``, counted from the top of
    its line.
    """

    width: float
    top: float
    foot: float

    @property
    def high(self) -> float:
        """How high its ink is."""
        return self.foot - self.top


@dataclass(frozen=True, slots=True)
class SpineTextLayout:
    """Type for the spine: ``size`` in mm, the ``box`` of its line before it is turned.

    ``shift`` moves the line within the box so that its ink stands in the middle; ``turn`` is in
    degrees clockwise. ``named`` says whether the photographer fits beside the title.
    """

    size: float
    box: Box
    shift: float
    turn: int
    named: bool


def roomy(wrap: Wrap, least_pt: float, high: float = _FLATTEST) -> bool:
    """Tell whether the spine is wide enough for the smallest type, its ink ``high`` ems high."""
    return _across(wrap) >= high * _least(least_pt)


def fitted(
    wrap: Wrap, lines: Mapping[str, Measured], margin: float, least_pt: float
) -> SpineTextLayout | None:
    """Set the spine's text as large as its width and length allow; None if it fits in no size.

    ``lines`` has the measured ``title`` and, if there is one, ``name``, which is left out where
    both are too long; ``margin`` mm stay free at head and foot, and ``least_pt`` is the smallest
    type that the printer takes.
    """
    length = wrap.spine.height - 2 * margin
    for shown in (tuple(lines), ("title",)):
        found = [lines[part] for part in shown]
        top, foot = min(line.top for line in found), max(line.foot for line in found)
        long = sum(line.width for line in found) + _BETWEEN * (len(found) - 1)
        size = min(_across(wrap) / (foot - top), length / long, _MOST_PT / PT_PER_MM)
        if size >= _least(least_pt):
            shift = (LINE / 2 - (top + foot) / 2) * size
            return SpineTextLayout(
                size, _box(wrap, length, size), shift, _turn(wrap), "name" in shown
            )
    return None


def _across(wrap: Wrap) -> float:
    return wrap.spine.width - 2 * (wrap.spine_clear + _AIR_MM)


def _least(least_pt: float) -> float:
    return max(LEAST_PT, least_pt) / PT_PER_MM


def _box(wrap: Wrap, length: float, size: float) -> Box:
    middle = wrap.spine.x + wrap.spine.width / 2, wrap.spine.y + wrap.spine.height / 2
    high = LINE * size
    return Box(middle[0] - length / 2, middle[1] - high / 2, length, high)


def _turn(wrap: Wrap) -> int:
    """Turn the letters' heads to the front cover."""
    return 90 if wrap.front.x > wrap.back.x else -90


def ink(document: Document) -> tuple[float, float]:
    """Give where the ink of the document's one page begins and ends, in mm from its top."""
    with BytesIO() as file:
        engine.write(document, file, lambda *_: None)
        return _ink(file.getvalue())


def _ink(pdf: bytes) -> tuple[float, float]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[0].render(scale=_DOTS_PER_PT, grayscale=True)
        rows, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
        inked = [
            row
            for row in range(bitmap.height)
            if rows.count(255, row * stride, row * stride + width) < width
        ]
    finally:
        document.close()
    scale = 1 / _DOTS_PER_PT / PT_PER_MM
    return (inked[0] * scale, (inked[-1] + 1) * scale) if inked else (0.0, 0.0)
