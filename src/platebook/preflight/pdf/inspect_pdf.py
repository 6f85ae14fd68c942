"""Inspects one PDF: opens it and carries out every check; each is a module with ``check``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.model import BookContents, Subject
from platebook.preflight.pdf import (
    box_checks,
    colour_checks,
    conformance,
    drawable_checks,
    forbidden_content,
    hidden_photos,
    ink_checks,
    overlaps,
    overprint_checks,
    page_checks,
    photo_checks,
    standard_checks,
    type_checks,
)
from platebook.preflight.pdf.claimed_standard import held_to
from platebook.preflight.pdf.claims import PdfClaims
from platebook.preflight.pdf.document import MOST_PAGES, PdfDocument, PdfPage, book, opened
from platebook.preflight.pdf.objects import ODD, get, string
from platebook.preflight.pdf.page_contents import contents as contents_of
from platebook.preflight.pdf.page_contents import texts as texts_of
from platebook.preflight.pdf.severity import of_file, of_page

#: How the title of our own proofs begins.
_PROOF = "Proof: "
#: How the title of our own flatplans begins, and the sizes of their sheets in points.
_FLATPLAN = "Sheet: "
_SHEETS = ((1190.55, 841.89), (1224.0, 792.0))
CHECKS: tuple[Callable[[PdfDocument], Iterator[Finding]], ...] = (
    standard_checks.check,
    forbidden_content.check,
    box_checks.check,
    page_checks.check,
    drawable_checks.check,
    type_checks.check,
    overlaps.check,
    colour_checks.check,
    overprint_checks.check,
    photo_checks.check,
    hidden_photos.check,
    ink_checks.check,
    conformance.check,
)


def read(subject: Subject) -> Iterator[Finding | BookContents]:
    """Inspect a PDF. Raises UnreadableError where it cannot be opened at all."""
    with opened(subject) as pdf:
        document = book(subject, pdf)
        for check in CHECKS:
            try:
                yield from check(document)
            except ODD as error:
                said = f"{type(error).__name__}: {error}"[:160]
                yield of_file(document, "X003", f"it could not be read to its end ({said})")
        yield from _whole(document)
        yield replace(_contents(document), held=held_to(document))


def _whole(document: PdfDocument) -> Iterator[Finding]:
    """Report what was repaired, skipped or left out while the file was read."""
    warnings = document.pdf.get_warnings()
    if warnings:
        said = " ".join(str(warnings[0]).replace(str(document.subject.file), "").split()).strip(
            ": "
        )
        more = f", and {len(warnings) - 1} more" if len(warnings) > 1 else ""
        yield of_file(
            document, "P001", f"it is damaged, and was read by guessing ({said[:160]}{more})"
        )
    for page in document.pages:
        for fault in page.painted.faults:
            yield of_page(document, page, "P001", f"its drawing is damaged ({fault})")
        for doubt in page.painted.doubts if not page.painted.faults else ():
            message = f"its drawing may be cut off: {doubt}"
            yield of_page(document, page, "P001", message, severity=Severity.WARNING)
        if not page.painted.whole:
            message = "it is too much to read: only part of it was looked at"
            yield codes.finding("X005", document.subject.page(page.number), message)
    if len(document.pdf.pages) > MOST_PAGES:
        message = f"only its first {MOST_PAGES} pages were looked at"
        yield codes.finding("X005", document.subject.called, message)


def _contents(document: PdfDocument) -> BookContents:
    claims: PdfClaims = document.claims
    language = string(get(document.pdf.Root, "/Lang"))
    # What is read by guessing says nothing about the story, and other readers may not bear it.
    if document.damaged:
        return BookContents(claims.title, language, len(document.pages))
    if claims.title.startswith(_PROOF) and (texts := texts_of(document)):
        title = claims.title.removeprefix(_PROOF)
        return BookContents(title, language, len(document.pages), texts=texts, proof=True)
    if claims.title.startswith(_FLATPLAN) and all(map(_is_large, document.pages)):
        title = claims.title.removeprefix(_FLATPLAN)
        return BookContents(title, language, len(document.pages), flatplan=True)
    shown, texts = contents_of(document)
    return BookContents(claims.title, language, len(document.pages), pictures=shown, texts=texts)


def _is_large(page: PdfPage) -> bool:
    """Tell whether a page has the size of a flatplan's sheet."""
    sides = (page.media.width, page.media.height)
    return any(
        all(abs(side - wanted) < 1 for side, wanted in zip(sides, sheet, strict=True))
        for sheet in _SHEETS
    )
