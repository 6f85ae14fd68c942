"""Inspects PDFs: the press's and the screen's, by what a printer, a press standard and readers ask.

``read`` opens a file and carries out every check; each is a module with a function ``check``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.model import Contents, Subject
from platebook.preflight.pdf import (
    boxes,
    burdens,
    colouring,
    conformance,
    counting,
    drawable,
    inking,
    overlaps,
    overprinting,
    pictures,
    setting,
    standards,
)
from platebook.preflight.pdf.book import MOST_PAGES, Book, book, opened
from platebook.preflight.pdf.claims import Claims
from platebook.preflight.pdf.held import held_to
from platebook.preflight.pdf.objects import ODD, get, string
from platebook.preflight.pdf.rules import of_file, of_page
from platebook.preflight.sameness.paging import contents as contents_of
from platebook.preflight.sameness.paging import texts as texts_of

#: How the title of our own proofs begins.
_PROOF = "Proof: "
CHECKS: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    standards.check,
    burdens.check,
    boxes.check,
    counting.check,
    drawable.check,
    setting.check,
    overlaps.check,
    colouring.check,
    overprinting.check,
    pictures.check,
    inking.check,
    conformance.check,
)


def read(subject: Subject) -> Iterator[Finding | Contents]:
    """Inspect a PDF. Raises UnreadableError where it cannot be opened at all."""
    with opened(subject) as pdf:
        told = book(subject, pdf)
        for check in CHECKS:
            try:
                yield from check(told)
            except ODD as error:
                said = f"{type(error).__name__}: {error}"[:160]
                yield of_file(told, "X003", f"it could not be read to its end ({said})")
        yield from _whole(told)
        yield replace(_contents(told), held=held_to(told))


def _whole(told: Book) -> Iterator[Finding]:
    """Say what was mended, passed over or left out while the file was read."""
    warnings = told.pdf.get_warnings()
    if warnings:
        said = " ".join(str(warnings[0]).replace(str(told.subject.file), "").split()).strip(": ")
        more = f", and {len(warnings) - 1} more" if len(warnings) > 1 else ""
        yield of_file(told, "P001", f"it is damaged, and was read by guessing ({said[:160]}{more})")
    for page in told.pages:
        for fault in page.painted.faults:
            yield of_page(told, page, "P001", f"its drawing is damaged ({fault})")
        for doubt in page.painted.doubts if not page.painted.faults else ():
            message = f"its drawing may be cut off: {doubt}"
            yield of_page(told, page, "P001", message, severity=Severity.WARNING)
        if not page.painted.whole:
            message = "it is too much to read: only part of it was looked at"
            yield codes.finding("X005", told.subject.page(page.number), message)
    if len(told.pdf.pages) > MOST_PAGES:
        message = f"only its first {MOST_PAGES} pages were looked at"
        yield codes.finding("X005", told.subject.called, message)


def _contents(told: Book) -> Contents:
    claims: Claims = told.claims
    language = string(get(told.pdf.Root, "/Lang"))
    # What is read by guessing says nothing about the story, and other readers may not bear it.
    if told.damaged:
        return Contents(claims.title, language, len(told.pages))
    if claims.title.startswith(_PROOF) and (texts := texts_of(told)):
        title = claims.title.removeprefix(_PROOF)
        return Contents(title, language, len(told.pages), texts=texts, proof=True)
    shown, texts = contents_of(told)
    return Contents(claims.title, language, len(told.pages), pictures=shown, texts=texts)
