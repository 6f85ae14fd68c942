"""Checks type: fonts in the file, characters that no font has, sizes, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding, Severity
from platebook.geometry import PT_PER_MM
from platebook.preflight.pdf.box_checks import wanted_safe
from platebook.preflight.pdf.claimed_standard import (
    SAFE_MM,
    SMALLEST_TYPE_PT,
    THINNEST_LINE_PT,
    is_for_press,
)
from platebook.preflight.pdf.content_stream.marks import PaintedText
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.overlaps import beginning, lines_of
from platebook.preflight.pdf.page_geometry import PageArea, mm, spot
from platebook.preflight.pdf.severity import asked, label, of_file, of_page

#: Half a point size less, or a hair's breadth out, is rounding.
_CLOSE_SIZE_PT, _CLOSE_PT = 0.05, 0.3
#: Below this, in points, a stroke is thinner than any that is asked about.
_HAIR = 0.01
#: What stands on a limit, and no farther, is not inside it.
_EXACT_PT = 0.01


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look at every run of type on every page."""
    bare: dict[str, int] = {}
    for page in book.pages:
        for font, embedded in page.painted.fonts:
            if not embedded:
                bare.setdefault(font, page.number)
        yield from _missing(book, page)
        yield from _placed(book, page)
        yield from _unseen(book, page)
        yield from _small(book, page)
        yield from _thin(book, page)
    for font, first in bare.items():
        yield of_file(book, "P040", f"the font {font}, first used on page {first}, is not in it")


def _missing(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    found = [run for run in page.painted.types if run.missing]
    if found:
        message = f"an empty box is printed in place of a character, {_at(page, found[0].area)}"
        yield of_page(book, page, "P041", message)


def _unseen(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find type for press that nobody sees: set invisibly, or white where nothing lies below."""
    if not is_for_press(book):
        return
    hidden = [area for area in page.painted.unseen if not area.meet(page.trim).empty]
    if hidden:
        message = f"type is set invisibly (rendering mode 3), {_at(page, hidden[0])}"
        yield of_page(book, page, "P047", message)
        return
    white = [run for run in _on_paper(page) if run.paint.white and run.signs.strip()]
    if not white or page.painted.strays or not page.painted.whole:
        return
    below = [picture.seen for picture in page.painted.pictures]
    below += [shape.area for shape in page.painted.shapes if not shape.paint.white]
    bare = [run for run in white if all(run.area.meet(area).empty for area in below)]
    if bare:
        yield of_page(book, page, "P047", f"type is white on bare paper, {_at(page, bare[0].area)}")


def _at(page: PdfPage, where: PageArea) -> str:
    return spot(page.trim, where.left, where.top)


def _small(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    rule = book.printer.smallest_type if book.printer else None
    least = rule.value if rule else SMALLEST_TYPE_PT if is_for_press(book) else 0.0
    small = [run.size for run in _on_paper(page) if 0 < run.size < least - _CLOSE_SIZE_PT]
    if not small:
        return
    message = f"there is type of {min(small):.1f} pt; "
    if rule and book.printer:
        message += f"{label(book.printer)} asks for {rule.value:g}"
        yield asked(book, "P042", rule, message, page)
    else:
        message += f"below {least:g} its thin strokes break up"
        yield of_page(book, page, "P042", message, severity=Severity.WARNING)


def _on_paper(page: PdfPage) -> Iterator[PaintedText]:
    """Give the type that is on the page, and not beside it as a slug is."""
    return (run for run in page.painted.types if not run.area.meet(page.bleed).empty)


def _thin(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Look at lines, also at those that are drawn as thin filled boxes."""
    rule = book.printer.thinnest_line if book.printer else None
    least = rule.value if rule else THINNEST_LINE_PT if is_for_press(book) else 0.0
    widths = [
        shape.line or min(shape.area.width, shape.area.height)
        for shape in page.painted.shapes
        if not shape.paint.white and not shape.area.meet(page.bleed).empty
    ]
    thin = [width for width in widths if _HAIR < width < least - _CLOSE_SIZE_PT]
    # A line of no width is as thin as the device can draw it (8.4.3.2).
    thin += [0.0 for shape in page.painted.shapes if 0 < shape.line <= _HAIR and least]
    if not thin:
        return
    message = f"there is a line of {min(thin):.2f} pt; "
    if rule and book.printer:
        message += f"{label(book.printer)} asks for {rule.value:g}"
        yield asked(book, "P043", rule, message, page)
    else:
        message += f"below {least:g} it prints broken, or not at all"
        yield of_page(book, page, "P043", message, severity=Severity.WARNING)


def _placed(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Look for type that is cut off, and for type too near to the cut."""
    types = [run for run in page.painted.types if not run.area.empty]
    beyond = [run for run in types if not page.trim.holds(run.area, _CLOSE_PT)]
    if held := [run for run in beyond if not _outside(run, page)]:
        run = held[0]
        here = (line for line in lines_of(types) if not line.area.meet(run.area).empty)
        words = beginning(max((line.text for line in here), key=len, default=run.signs))
        read = f", “{words}”" if words else ""
        message = f"type reaches over the edge of the page{read}, {_at(page, run.area)}"
        yield of_page(book, page, "P045", message)
        return
    types = [run for run in types if run not in beyond]
    safe, printer = wanted_safe(book, page), book.printer
    if safe and printer and printer.safe:
        near = [run for run in types if not safe.holds(run.area, _CLOSE_PT)]
        if near:
            out, worst = _farthest(safe, near)
            message = f"type stands {mm(out):.1f} mm outside the safe area, {_at(page, worst.area)}"
            yield asked(book, "P044", printer.safe, message, page)
    elif is_for_press(book) and page.trimmed and not book.subject.cover:
        edge = SAFE_MM * PT_PER_MM
        trim = page.trim
        kept = PageArea(trim.left + edge, trim.bottom + edge, trim.right - edge, trim.top - edge)
        if near := [run for run in types if not kept.holds(run.area, -_EXACT_PT)]:
            out, worst = _farthest(kept, near)
            far = max(0.0, mm(edge - out))
            message = f"type stands {far:.1f} mm from the cut, {_at(page, worst.area)}"
            fix = (
                f"Keep type more than {SAFE_MM:g} mm from the cut, or as far as your printer says."
            )
            yield of_page(book, page, "P044", message, fix, Severity.WARNING)


def _farthest(safe: PageArea, near: list[PaintedText]) -> tuple[float, PaintedText]:
    """Give by how many points type reaches out of an area at most, and which does."""
    return max(((_out(safe, run.area), run) for run in near), key=lambda each: each[0])


def _outside(run: PaintedText, page: PdfPage) -> bool:
    """Tell whether type stands in the margin of the sheet, beside its marks: nobody misses it."""
    return run.area.meet(page.bleed).empty


def _out(safe: PageArea, area: PageArea) -> float:
    """Give by how many points an area reaches out of the safe one, at its worst edge."""
    return max(
        safe.left - area.left,
        safe.bottom - area.bottom,
        area.right - safe.right,
        area.top - safe.top,
    )
