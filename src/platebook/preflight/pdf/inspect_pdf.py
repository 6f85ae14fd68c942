"""Inspects one PDF: opens it and carries out every check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from platebook.errors import Finding, Severity
from platebook.preflight.model import BookContents, Subject
from platebook.preflight.pdf import (
    colour_checks,
    cos,
    hidden_photos,
    hidden_type,
    page_checks,
    photo_checks,
    standard_checks,
    type_checks,
)
from platebook.preflight.pdf.cos import ODD
from platebook.preflight.pdf.document import MOST_PAGES, PdfDocument, PdfPage, book, open_pdf
from platebook.preflight.pdf.page_contents import contents, texts

#: How the titles of our own proofs and flatplans begin, and the sizes of a flatplan's sheets (pt).
_PROOF, _FLATPLAN = "Proof: ", "Sheet: "
_SHEETS = ((1190.55, 841.89), (1224.0, 792.0))
CHECKS: tuple[Callable[[PdfDocument], Iterator[Finding]], ...] = (
    standard_checks.check,
    standard_checks.check_forbidden,
    page_checks.check_boxes,
    page_checks.check,
    photo_checks.check_drawable,
    type_checks.check,
    type_checks.check_overlaps,
    colour_checks.check,
    colour_checks.check_overprint,
    photo_checks.check,
    hidden_photos.check,
    hidden_type.check,
    colour_checks.check_ink,
    standard_checks.check_conformance,
)


def inspect(subject: Subject) -> Iterator[Finding | BookContents]:
    """Inspect a PDF. Raises UnreadableError where it cannot be opened at all."""
    with open_pdf(subject) as pdf:
        document = book(subject, pdf)
        # It decodes pictures in inks at their full size, so that the other checks need not.
        ink_findings = list(_run_check(colour_checks.check_ink, document))
        for check in CHECKS:
            if check is colour_checks.check_ink:
                yield from ink_findings
            else:
                yield from _run_check(check, document)
        yield from _whole(document)
        yield replace(_contents(document), standards=_standards_checked(document))


def _run_check(
    check: Callable[[PdfDocument], Iterator[Finding]], document: PdfDocument
) -> Iterator[Finding]:
    try:
        yield from check(document)
    except ODD as error:
        reason = f"{type(error).__name__}: {error}"[:160]
        yield document.finding("X003", f"it could not be read to its end ({reason})")


def _whole(document: PdfDocument) -> Iterator[Finding]:
    """Report what was repaired, skipped or left out while the file was read."""
    if warnings := document.pdf.get_warnings():
        warning = " ".join(str(warnings[0]).replace(str(document.subject.file), "").split())
        more = f", and {len(warnings) - 1} more" if len(warnings) > 1 else ""
        message = f"it is damaged, and was read by guessing ({warning.strip(': ')[:160]}{more})"
        yield document.finding("P001", message)
    for page in document.pages:
        for fault in page.painted.faults:
            yield document.finding("P001", f"its drawing is damaged ({fault})", page)
        for doubt in page.painted.doubts if not page.painted.faults else ():
            message = f"its drawing may be cut off: {doubt}"
            yield document.finding("P001", message, page, severity=Severity.WARNING)
        if not page.painted.whole:
            message = "it is too much to read: only part of it was looked at"
            yield document.finding("X005", message, page)
    if len(document.pdf.pages) > MOST_PAGES:
        yield document.finding("X005", f"only its first {MOST_PAGES} pages were looked at")


def _contents(document: PdfDocument) -> BookContents:
    title, count = document.claims.title, len(document.pages)
    result = BookContents(title, cos.string(cos.get(document.pdf.Root, "/Lang")), count)
    # What is read by guessing says nothing about the story, and other readers may not bear it.
    if document.damaged:
        return result
    if title.startswith(_PROOF) and (page_texts := texts(document)):
        return replace(result, title=title.removeprefix(_PROOF), texts=page_texts, proof=True)
    if title.startswith(_FLATPLAN) and all(map(_is_large, document.pages)):
        return replace(result, title=title.removeprefix(_FLATPLAN), flatplan=True)
    pictures, page_texts = contents(document)
    return replace(result, pictures=pictures, texts=page_texts)


def _is_large(page: PdfPage) -> bool:
    """Return whether a page has the size of a flatplan's sheet."""
    wide, high = page.media.width, page.media.height
    return any(abs(wide - x) < 1 and abs(high - y) < 1 for x, y in _SHEETS)


def _standards_checked(book: PdfDocument) -> str:
    """Return the standards that a file was held to because it claims them; empty where none."""
    press, condition = book.claims.press, book.condition
    claims = [f"{press} for {condition}" if condition else press] if press else []
    claims += [f"PDF/UA-{book.claims.accessible}"] if book.claims.accessible else []
    claims += [f"PDF/A-{book.claims.archive}"] if book.claims.archive else []
    return " and ".join(claim[:80] for claim in claims)
