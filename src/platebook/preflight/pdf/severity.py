"""Makes findings about a PDF: as grave as who asks for it, and placed as a person finds them."""

from __future__ import annotations

from typing import Any

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.printers.printer import Certainty, Printer, Rule

#: Points that a box may be off: a hundredth, and what rounding a sum of two adds.
CLOSE_PT = 0.011
_SURE = {
    Certainty.VENDOR: "",
    Certainty.RESTATED: " The printer's figure is a restatement: check it with the printer.",
    Certainty.UNVERIFIED: " The printer's figure is unverified: check it with the printer.",
}


def of_file(
    book: PdfDocument, code: str, message: str, fix: str = "", severity: Severity | None = None
) -> Finding:
    """Make a finding about the file as a whole."""
    return codes.finding(code, book.subject.called, message, fix, severity=severity)


def of_page(
    book: PdfDocument,
    page: PdfPage,
    code: str,
    message: str,
    fix: str = "",
    severity: Severity | None = None,
) -> Finding:
    """Make a finding about one page."""
    return codes.finding(code, book.subject.page(page.number), message, fix, severity=severity)


def gravity(rule: Rule[Any]) -> Severity:
    """An unconfirmed figure stops no book: only what a printer itself publishes is an error."""
    return Severity.ERROR if rule.sure is Certainty.VENDOR else Severity.WARNING


def fix_by(code: str, rule: Rule[Any]) -> str:
    """Say how to correct it, and how sure the printer's figure is."""
    return f"{codes.known()[code].fix}{_SURE[rule.sure]}"


def asked(
    book: PdfDocument, code: str, rule: Rule[Any], message: str, page: PdfPage | None = None
) -> Finding:
    """Make a finding about what a printer's rule asks for."""
    where = book.subject.page(page.number) if page else book.subject.called
    fix = fix_by(code, rule)
    return codes.finding(code, where, message, fix, severity=gravity(rule))


def label(printer: Printer) -> str:
    """Name a printer in a sentence."""
    return printer.label or printer.name
