"""Checks how many pages there are, and which of them are blank."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding, Severity
from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.pdf.objects import key_of
from platebook.preflight.pdf.severity import asked, label, of_file, of_page
from platebook.printers.printer import Parity, Printer

_MEGABYTE = 1_000_000


def check(book: PdfDocument) -> Iterator[Finding]:
    """Hold the count against the printer's rules, and look for empty paper."""
    if not book.pages:
        yield of_file(book, "P033", "it has no pages")
        return
    if book.printer:
        yield from _size(book, book.printer)
    if book.is_cover:
        return
    if book.printer:
        yield from _count(book, book.printer)
        yield from _last(book, book.printer)
    yield from _blanks(book)
    yield from _repeated(book)
    if book.claims.standard and not book.printer and len(book.pages) % 2:
        message = f"it has {len(book.pages)} pages, an odd number: a sheet has two sides"
        yield of_file(book, "P030", message, severity=Severity.WARNING)


def _repeated(book: PdfDocument) -> Iterator[Finding]:
    """Find pages that are the same as an earlier one, photograph and words."""
    seen: dict[object, int] = {}
    for page in book.pages:
        # Both halves of a photograph across the fold are one picture, moved.
        pictures = tuple(
            (key_of(each.stream), each.seen, each.matrix) for each in page.painted.pictures
        )
        if not pictures or not all(key for key, *_ in pictures):
            continue
        words = tuple((run.text, run.area) for run in page.painted.types)
        first = seen.setdefault((pictures, words), page.number)
        if first != page.number:
            yield of_page(book, page, "P067", f"it is the same as page {first}")


def _size(book: PdfDocument, printer: Printer) -> Iterator[Finding]:
    """The file's own size, which printers limit for uploads."""
    rule, has = printer.file_size, book.size / _MEGABYTE
    if rule and has > rule.value:
        message = f"it has {has:,.1f} MB; {label(printer)} takes no more than {rule.value:g}"
        yield asked(book, "R008", rule, message)


def _count(book: PdfDocument, printer: Printer) -> Iterator[Finding]:
    count = len(book.pages)
    if (least := printer.least_pages) and count < least.value:
        message = f"it has {count} pages; {label(printer)} binds none under {least.value}"
        yield asked(book, "R002", least, message)
    if (most := printer.most_pages) and count > most.value:
        message = f"it has {count} pages; {label(printer)} binds {most.value} at most"
        yield asked(book, "R003", most, message)
    if (rule := printer.page_multiple) and count % rule.value:
        message = f"it has {count} pages, which is no multiple of {rule.value}"
        yield asked(book, "P030", rule, message)
    elif (parity := printer.parity) and parity.value is Parity.EVEN and count % 2:
        yield asked(book, "P030", parity, f"it has {count} pages, an odd number")


def _last(book: PdfDocument, printer: Printer) -> Iterator[Finding]:
    last = book.pages[-1]
    rule = printer.last_page_blank
    if rule and rule.value and not last.painted.blank and last.painted.whole:
        message = f"{label(printer)} wants the last page blank, and something is on it"
        yield asked(book, "P031", rule, message, last)


def _blanks(book: PdfDocument) -> Iterator[Finding]:
    """Find blank pages that follow one another: more than a printer's count could need."""
    run: list[int] = []
    for page in (*book.pages, None):
        if page and page.painted.blank and page.painted.whole:
            run.append(page.number)
            continue
        rule = book.printer.blank_runs if book.printer else None
        most = _most_in_a_row(book, at_end=page is None)
        if len(run) > most:
            first = book.pages[run[0] - 1]
            message = f"pages {run[0]} to {run[-1]} are blank, {len(run)} in a row"
            if book.printer and rule:
                message = f"{message}; {label(book.printer)} takes no more than {most}"
                yield asked(book, "P032", rule, message, first)
            else:
                yield of_page(book, first, "P032", message, severity=Severity.WARNING)
        run = []


def _most_in_a_row(book: PdfDocument, *, at_end: bool) -> int:
    """A blank leaf may be meant; a printer's rules may ask for more, or say how many."""
    printer = book.printer
    if not printer:
        return 2
    if printer.blank_runs:
        return printer.blank_runs.value.end if at_end else printer.blank_runs.value.within
    multiple = printer.page_multiple.value if printer.page_multiple else 2
    return max(2, multiple)
