"""Checks type: fonts in the file, characters that no font has, sizes, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding
from platebook.preflight.pdf.book import Book, Page
from platebook.preflight.pdf.boxes import wanted_safe
from platebook.preflight.pdf.marks import Type
from platebook.preflight.pdf.plane import Area, mm, spot
from platebook.preflight.pdf.rules import asked, label, of_file, of_page
from platebook.printers.model import Printer

#: Half a point size less, or a hair's breadth out, is rounding.
_CLOSE_SIZE_PT, _CLOSE_PT = 0.05, 0.3
#: Below this, in points, a stroke is thinner than any that is asked about.
_HAIR = 0.01


def check(book: Book) -> Iterator[Finding]:
    """Look at every run of type on every page."""
    bare: dict[str, int] = {}
    for page in book.pages:
        for font, embedded in page.painted.fonts:
            if not embedded:
                bare.setdefault(font, page.number)
        yield from _missing(book, page)
        yield from _placed(book, page)
        if book.printer:
            yield from _small(book, page, book.printer)
            yield from _thin(book, page, book.printer)
    for font, first in bare.items():
        yield of_file(book, "P040", f"the font {font}, first used on page {first}, is not in it")


def _missing(book: Book, page: Page) -> Iterator[Finding]:
    found = [run for run in page.painted.types if run.missing]
    if found:
        message = f"an empty box is printed in place of a character, {_at(page, found[0].area)}"
        yield of_page(book, page, "P041", message)


def _at(page: Page, where: Area) -> str:
    return spot(page.trim, where.left, where.top)


def _small(book: Book, page: Page, printer: Printer) -> Iterator[Finding]:
    rule = printer.smallest_type
    if not rule:
        return
    small = [run for run in page.painted.types if run.size < rule.value - _CLOSE_SIZE_PT]
    if small:
        least = min(small, key=lambda run: run.size)
        message = f"there is type of {least.size:.1f} pt; {label(printer)} asks for {rule.value:g}"
        yield asked(book, "P042", rule, message, page)


def _thin(book: Book, page: Page, printer: Printer) -> Iterator[Finding]:
    """Look at lines, also at those that are drawn as thin filled boxes."""
    rule = printer.thinnest_line
    if not rule:
        return
    widths = [
        shape.line or min(shape.area.width, shape.area.height)
        for shape in page.painted.shapes
        if not shape.paint.white
    ]
    thin = [width for width in widths if _HAIR < width < rule.value - _CLOSE_SIZE_PT]
    if thin:
        message = f"there is a line of {min(thin):.2f} pt; {label(printer)} asks for "
        yield asked(book, "P043", rule, f"{message}{rule.value:g}", page)


def _placed(book: Book, page: Page) -> Iterator[Finding]:
    """Look for type that is cut off, and for type too near to the cut."""
    types = [run for run in page.painted.types if not run.area.empty]
    beyond = [run for run in types if not page.trim.holds(run.area, _CLOSE_PT)]
    if held := [run for run in beyond if not _outside(run, page)]:
        run = held[0]
        message = f"type reaches over the edge of the page, {_at(page, run.area)}"
        yield of_page(book, page, "P045", message)
        return
    safe, printer = wanted_safe(book, page), book.printer
    if safe is None or printer is None or printer.safe is None:
        return
    near = [run for run in types if run not in beyond and not safe.holds(run.area, _CLOSE_PT)]
    if near:
        out = max(_out(safe, run.area) for run in near)
        worst = next(run for run in near if _out(safe, run.area) == out)
        message = f"type stands {mm(out):.1f} mm outside the safe area, {_at(page, worst.area)}"
        yield asked(book, "P044", printer.safe, message, page)


def _outside(run: Type, page: Page) -> bool:
    """Tell whether type stands in the margin of the sheet, beside its marks: nobody misses it."""
    return run.area.meet(page.bleed).empty


def _out(safe: Area, area: Area) -> float:
    """Give by how many points an area reaches out of the safe one, at its worst edge."""
    return max(
        safe.left - area.left,
        safe.bottom - area.bottom,
        area.right - safe.right,
        area.top - safe.top,
    )
