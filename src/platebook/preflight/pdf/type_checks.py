"""Checks type: fonts, characters that no font has, sizes, where it stands, and over what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from platebook.errors import Finding, Severity
from platebook.geometry import PT_PER_MM
from platebook.graphemes import in_logical_order
from platebook.preflight.pdf.content_stream.marks import PaintedText
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.page_checks import wanted_safe
from platebook.preflight.pdf.page_geometry import PageArea, mm, spot, union
from platebook.printers.printer import Rule

#: Millimetres from the cut within which type is at risk, and the sizes of what prints badly:
#: type and lines, in points (GWG 2022, restated; docs/reference/printers.md).
_SAFE_MM, _SMALLEST_TYPE_PT, _THINNEST_LINE_PT = 3.0, 5.0, 0.25
#: Half a point size less, or a hair's breadth out, is rounding.
_CLOSE_SIZE_PT, _CLOSE_PT = 0.05, 0.3
#: Below this, in points, a stroke is thinner than any that is asked about.
_HAIR = 0.01
#: What stands on a limit, and no farther, is not inside it.
_EXACT_PT = 0.01
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
#: From here on characters stand for codes whose characters are not known.
_UNREAD = "\U000f0000"


def check(book: PdfDocument) -> Iterator[Finding]:
    """Check every run of type on every page."""
    bare: dict[str, int] = {}
    for page in book.pages:
        for font, embedded in page.painted.fonts.items():
            if not embedded:
                bare.setdefault(font, page.number)
        if box := next((run for run in page.painted.types if run.missing), None):
            message = f"an empty box is printed in place of a character, {page.spot(box.area)}"
            yield book.finding("P041", message, page)
        yield from _check_places(book, page)
        yield from _unseen(book, page)
        yield from _small(book, page)
        yield from _find_thin_lines(book, page)
    for font, first in bare.items():
        yield book.finding("P040", f"the font {font}, first used on page {first}, is not in it")


def _unseen(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find type for press that is set invisibly."""
    if not book.for_press:
        return
    hidden = [area for area in page.painted.unseen if not area.meet(page.trim).empty]
    if hidden:
        how = "rendering mode 3, hardly any opacity, or clipped away"
        message = f"type is set invisibly ({how}), {page.spot(hidden[0])}"
        yield book.finding("P047", message, page)


def _small(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    rule = book.printer.smallest_type if book.printer else None
    least = _smallest_allowed(book, rule, _SMALLEST_TYPE_PT)
    small = [run.size for run in _on_paper(page) if 0 < run.size < least - _CLOSE_SIZE_PT]
    if small:
        message = f"there is type of {min(small):.1f} pt; "
        effect = f"below {least:g} its thin strokes break up"
        yield _too_little(book, page, "P042", rule, message, effect)


def _smallest_allowed(book: PdfDocument, rule: Rule[float] | None, usual: float) -> float:
    return rule.value if rule else usual if book.for_press else 0.0


def _too_little(
    book: PdfDocument, page: PdfPage, code: str, rule: Rule[float] | None, message: str, effect: str
) -> Finding:
    """Return how much the printer asks for; else what happens below the usual (``effect``)."""
    if rule and book.printer:
        message += f"{book.printer.label} asks for {rule.value:g}"
        return book.rule_finding(code, rule, message, page)
    return book.finding(code, message + effect, page, severity=Severity.WARNING)


def _on_paper(page: PdfPage) -> Iterator[PaintedText]:
    """Return the type that is on the page, and not beside it as a slug is."""
    return (run for run in page.painted.types if not run.area.meet(page.bleed).empty)


def _find_thin_lines(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Check lines, also at those that are drawn as thin filled boxes."""
    rule = book.printer.thinnest_line if book.printer else None
    least = _smallest_allowed(book, rule, _THINNEST_LINE_PT)
    widths = [
        shape.line or min(shape.area.width, shape.area.height)
        for shape in page.painted.shapes
        if not shape.paint.white and not shape.area.meet(page.bleed).empty
    ]
    thin = [width for width in widths if _HAIR < width < least - _CLOSE_SIZE_PT]
    # A line of no width is as thin as the device can draw it (8.4.3.2).
    thin += [0.0 for shape in page.painted.shapes if 0 < shape.line <= _HAIR and least]
    if thin:
        message = f"there is a line of {min(thin):.2f} pt; "
        effect = f"below {least:g} it prints broken, or not at all"
        yield _too_little(book, page, "P043", rule, message, effect)


def _check_places(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Search for type that is cut off, and for type too near to the cut."""
    types = [run for run in page.painted.types if not run.area.empty]
    beyond = [run for run in types if not page.trim.holds(run.area, _CLOSE_PT)]
    # Type in the margin of the sheet, beside its marks, may be cut off.
    if cut := next((run for run in beyond if not run.area.meet(page.bleed).empty), None):
        here = (line for line in lines_of(types) if not line.area.meet(cut.area).empty)
        words = beginning_of(max((line.text for line in here), key=len, default=cut.signs))
        quotation = f", “{words}”" if words else ""
        message = f"type reaches over the edge of the page{quotation}, {page.spot(cut.area)}"
        yield book.finding("P045", message, page)
        return
    types = [run for run in types if run not in beyond]
    safe, printer = wanted_safe(book, page), book.printer
    if safe and printer and printer.safe:
        if near := [run for run in types if not safe.holds(run.area, _CLOSE_PT)]:
            out, place = _farthest(page, safe, near)
            message = f"type stands {mm(out):.1f} mm outside the safe area, {place}"
            yield book.rule_finding("P044", printer.safe, message, page)
    elif book.for_press and page.trimmed and not book.subject.cover:
        edge = _SAFE_MM * PT_PER_MM
        safe_area = page.trim.grown(*(-edge,) * 4)
        if near := [run for run in types if not safe_area.holds(run.area, -_EXACT_PT)]:
            out, place = _farthest(page, safe_area, near)
            message = f"type stands {max(0.0, mm(edge - out)):.1f} mm from the cut, {place}"
            advice = f"Keep type more than {_SAFE_MM:g} mm from the cut"
            fix = f"{advice}, or as far as your printer says."
            yield book.finding("P044", message, page, fix, Severity.WARNING)


def _farthest(page: PdfPage, safe: PageArea, near: list[PaintedText]) -> tuple[float, str]:
    """Return by how many points type reaches out of an area at most, and where."""
    worst = max(near, key=lambda run: max(run.area.beyond(safe)))
    return max(worst.area.beyond(safe)), page.spot(worst.area)


@dataclass(frozen=True, slots=True)
class TypeLine:
    """Runs that stand beside each other on a line: where, how large (pt), and what they read."""

    area: PageArea
    size: float
    text: str

    @property
    def letters(self) -> str:
        """What of the text is letters and figures."""
        return "".join(sign for sign in self.text if sign.isalnum() or sign >= _UNREAD)

    def takes(self, run: PaintedText) -> bool:
        """Return whether a run goes on with this line, at either end."""
        gap = max(run.area.left - self.area.right, self.area.left - run.area.right)
        off = max(abs(run.area.bottom - self.area.bottom), abs(run.area.top - self.area.top))
        return -_NEAR * self.size < gap < _NEAR * self.size and off < _SAME_LINE * self.size

    def join(self, run: PaintedText) -> TypeLine:
        """Add a run to the line."""
        area = union((self.area, run.area))
        return replace(self, area=area, text=self.text + run.signs)


def check_overlaps(book: PdfDocument) -> Iterator[Finding]:
    """Check every page's lines of type; layers, of which one at a time is seen, are left out."""
    for page in book.pages:
        if not page.painted.layers and (pair := _find_overlap(page)):
            first, second = pair
            place = spot(page.trim, max(first.area.left, second.area.left), first.area.top)
            starts = [beginning_of(line.text) for line in (first, second)]
            quotation = f", “{starts[0]}” and “{starts[1]}”" if all(starts) else ""
            yield book.finding("P046", f"type stands over other type{quotation}, {place}", page)


def beginning_of(text: str) -> str:
    """Return the text of a painted line, cut for a message; empty where it is unknown."""
    whole = in_logical_order(" ".join("".join(sign for sign in text if sign < _UNREAD).split()))
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN].rstrip()}…"


def _find_overlap(page: PdfPage) -> tuple[TypeLine, TypeLine] | None:
    """Return the first two lines that cover each other."""
    lines = [line for line in lines_of(page.painted.types) if len(line.letters) >= _LETTERS]
    lines = sorted(lines[:_MOST_LINES], key=lambda line: line.area.bottom)
    for at, lower in enumerate(lines):
        for upper in lines[at + 1 :]:
            if upper.area.bottom >= lower.area.top:
                break
            if _covers(lower, upper):
                return upper, lower
    return None


def lines_of(runs: Sequence[PaintedText]) -> list[TypeLine]:
    """Put runs that were painted one after the other on one line together."""
    lines: list[TypeLine] = []
    for run in runs:
        if run.turned or run.area.empty or not run.signs.strip():
            continue
        if lines and lines[-1].takes(run):
            lines[-1] = lines[-1].join(run)
        else:
            lines.append(TypeLine(run.area, run.size, run.signs))
    return lines


def _covers(first: TypeLine, second: TypeLine) -> bool:
    """Return whether two lines cover each other; the same words twice are a shadow or a bold."""
    both, low = first.area.meet(second.area), min(first.area.height, second.area.height)
    if both.empty or both.height < _HIGH * low or both.width < _WIDE * min(first.size, second.size):
        return False
    return first.letters not in second.letters and second.letters not in first.letters
