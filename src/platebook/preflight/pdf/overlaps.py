"""Finds type that is printed over other type, so that neither can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from platebook.errors import Finding
from platebook.preflight.line_order import in_logical_order
from platebook.preflight.pdf.content_stream.marks import PaintedText
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.page_geometry import PageArea, around, spot
from platebook.preflight.pdf.severity import of_page

#: Runs of one line stand so near to each other, in sizes of their type; a space is a third.
_NEAR, _SAME_LINE = 0.6, 0.2
#: So much of the lower line is covered, and so many sizes of its length: marks, kerning, ruby and
#: tight leading cover less.
_HIGH, _WIDE = 0.5, 1.2
#: Letters and figures that a line must have: fewer are marks, initials, ornaments.
_LETTERS = 3
#: Lines of a page that are compared; one with more is a map or a drawing.
_MOST_LINES = 4_000
_SHOWN = 40
#: From here on characters stand for codes of which no one says what they read.
_UNREAD = "\U000f0000"


@dataclass(frozen=True, slots=True)
class _Line:
    """Runs that stand beside each other on a line: where, how large (pt), and what they read."""

    area: PageArea
    size: float
    text: str

    @property
    def letters(self) -> str:
        """What of the text is letters and figures."""
        return "".join(sign for sign in self.text if sign.isalnum() or sign >= _UNREAD)

    def takes(self, run: PaintedText) -> bool:
        """Tell whether a run goes on with this line, at either end."""
        gap = max(run.area.left - self.area.right, self.area.left - run.area.right)
        off = max(abs(run.area.bottom - self.area.bottom), abs(run.area.top - self.area.top))
        return -_NEAR * self.size < gap < _NEAR * self.size and off < _SAME_LINE * self.size

    def joined(self, run: PaintedText) -> _Line:
        """Add a run to the line."""
        corners = ((each.left, each.bottom) for each in (self.area, run.area))
        others = ((each.right, each.top) for each in (self.area, run.area))
        return replace(self, area=around((*corners, *others)), text=self.text + run.signs)


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look at every page's lines of type; layers, of which one at a time is seen, are left out."""
    for page in book.pages:
        if not page.painted.layers and (pair := _over_each_other(page)):
            one, other = pair
            place = spot(page.trim, max(one.area.left, other.area.left), one.area.top)
            starts = [beginning(line.text) for line in (one, other)]
            read = f", “{starts[0]}” and “{starts[1]}”" if all(starts) else ""
            yield of_page(book, page, "P046", f"type stands over other type{read}, {place}")


def beginning(text: str) -> str:
    """Give what a painted line reads, cut for a message; empty where nothing says what it reads."""
    whole = in_logical_order(" ".join("".join(sign for sign in text if sign < _UNREAD).split()))
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN].rstrip()}…"


def _over_each_other(page: PdfPage) -> tuple[_Line, _Line] | None:
    """Give the first two lines that cover each other."""
    lines = [line for line in lines_of(page.painted.types) if len(line.letters) >= _LETTERS]
    lines = sorted(lines[:_MOST_LINES], key=lambda line: line.area.bottom)
    for at, lower in enumerate(lines):
        for upper in lines[at + 1 :]:
            if upper.area.bottom >= lower.area.top:
                break
            if _covers(lower, upper):
                return upper, lower
    return None


def lines_of(runs: Sequence[PaintedText]) -> Iterator[_Line]:
    """Put runs that were painted one after the other on one line together."""
    line: _Line | None = None
    for run in runs:
        if run.turned or run.area.empty or not run.signs.strip():
            continue
        if line is not None and line.takes(run):
            line = line.joined(run)
            continue
        if line is not None:
            yield line
        line = _Line(run.area, run.size, run.signs)
    if line is not None:
        yield line


def _covers(one: _Line, other: _Line) -> bool:
    """Tell whether two lines cover each other; the same words twice are a shadow or a bold."""
    both = one.area.meet(other.area)
    if both.empty:
        return False
    size = min(one.size, other.size)
    low = min(one.area.height, other.area.height)
    if both.height < _HIGH * low or both.width < _WIDE * size:
        return False
    return one.letters not in other.letters and other.letters not in one.letters
