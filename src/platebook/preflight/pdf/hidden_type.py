"""Finds type that changes nothing on its page: in the colour of its ground, or under something.

Where the marks leave a doubt, the page is drawn with its type and without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from platebook.errors import Finding
from platebook.preflight.pdf.content_stream.marks import ColourFamily, PaintedText
from platebook.preflight.pdf.cos import ODD
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.hidden_photos import FAINT, PAGES
from platebook.preflight.pdf.page_geometry import PageArea, joint
from platebook.preflight.pdf.reduced_copy import ReducedCopy
from platebook.preflight.pdf.type_checks import TypeLine, beginning_of, lines_of

#: Letters that a line must have, pages that are drawn of a file, and pixels a point.
_LETTERS, _MOST_PAGES, _SCALE = 3, 400, 1.5
#: Type of so little ink, or so light, may be lost on paper; of a line under another mark by so
#: much it is not plain that it is seen.
_LIGHT, _UNDER = 0.35, 0.3
#: Pages of more square points are not drawn.
_LARGEST = 4_000_000


def check(book: PdfDocument) -> Iterator[Finding]:
    """Search every page for lines of which nothing is seen."""
    doubts = {page.number: lines for page in book.pages if (lines := list(_doubtful(page)))}
    numbers = list(doubts)[:_MOST_PAGES]
    for first in range(0, len(numbers), PAGES):
        pages = numbers[first : first + PAGES]
        try:
            copies = [ReducedCopy(book, pages, set(), type_=type_) for type_ in (True, False)]
        except (*ODD, OSError):
            continue
        for number in pages:
            page = book.pages[number - 1]
            if line := _find_unseen(page, doubts[number], copies):
                words = beginning_of(line.text)
                quotation = f", “{words}”" if words else ""
                what = "it has the colour of what it stands on, or lies under something"
                message = f"nothing of a line of type is seen{quotation}: {what}, "
                yield book.finding("P047", message + page.spot(line.area), page)


def _doubtful(page: PdfPage) -> Iterator[TypeLine]:
    """Yield the lines of a page of which it is not plain that they are seen."""
    marks = page.painted
    view = page.media.meet(page.crop).meet(page.trim)
    if not marks.whole or view.empty or view.size > _LARGEST:
        return
    light = bool(marks.blends) or marks.layers or any(map(_is_light, marks.types))
    # What is white, and painted first, is paper.
    shapes = (shape for shape in marks.shapes if shape.over or not shape.paint.white)
    below = [shape.area for shape in shapes if not shape.line]
    below += [picture.visible_area for picture in marks.pictures]
    if not below and not light:
        return
    for line in lines_of(marks.types):
        area = line.area.meet(view)
        on_page = len(line.letters) >= _LETTERS and area.size > _UNDER * line.area.size
        if on_page and (light or sum(joint(area, mark) for mark in below) > _UNDER * area.size):
            yield line


def _is_light(run: PaintedText) -> bool:
    """Return whether type may look like bare paper."""
    paint = run.paint
    if paint.space.family is ColourFamily.RGB and paint.values:
        return min(paint.values) > 1 - _LIGHT
    return paint.inks is None or max(paint.inks) < _LIGHT


def _find_unseen(
    page: PdfPage, lines: Sequence[TypeLine], copies: Sequence[ReducedCopy]
) -> TypeLine | None:
    """Return the first line without which the page looks the same."""
    view = page.media.meet(page.crop).meet(page.trim)
    drawings = [copy.draw(page.number, view, _SCALE, {}) or b"" for copy in copies]
    if not drawings[0] or len(drawings[0]) != len(drawings[1]):
        return None
    rows = max(1, ceil(view.height * _SCALE))
    wide = len(drawings[0]) // rows
    for line in lines:
        left, top, right, bottom = _pixels(line.area, view)
        spans = [
            (row * wide + 4 * left, row * wide + min(4 * right, wide))
            for row in range(top, min(bottom, rows))
        ]
        if not any(
            abs(a - b) >= FAINT
            for start, end in spans
            if drawings[0][start:end] != drawings[1][start:end]
            for a, b in zip(drawings[0][start:end], drawings[1][start:end], strict=True)
        ):
            return line
    return None


def _pixels(area: PageArea, view: PageArea) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of an area in a drawing, and a pixel around it."""
    left, right = ((edge - view.left) * _SCALE for edge in (area.left, area.right))
    top, bottom = ((view.top - edge) * _SCALE for edge in (area.top, area.bottom))
    return max(0, int(left) - 1), max(0, int(top) - 1), int(right) + 2, int(bottom) + 2
