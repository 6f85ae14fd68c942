"""Reports what a book's styles do to its readers; the same in many places is one finding."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import EpubBook, EpubDocument
from platebook.preflight.epub.styles.contrast import UNREADABLE
from platebook.preflight.epub.styles.look import StyleFault

#: What has fewer pixels on its short side is a logo or an ornament.
_PHOTOGRAPH_PX = 100


def styles(book: EpubBook) -> Iterator[Finding]:
    """Find what cannot be read, moves or flashes by the book's own rules."""
    places: dict[tuple[str, str], list[tuple[EpubDocument, StyleFault]]] = {}
    for document in book.reading:
        for fault in document.styled:
            if fault.code != "E093":
                places.setdefault((fault.code, fault.kind), []).append((document, fault))
    for found in places.values():
        document, fault = found[0]
        more = f"; so in {len(found) - 1} more places" if len(found) > 2 else ""
        more = "; so in one more place" if len(found) == 2 else more
        where = book.where(document.name, fault.line, document.plate)
        grave = _gravity(fault, claims=book.claims_wcag)
        yield codes.finding(fault.code, where, fault.message + more, severity=grave)


def _gravity(fault: StyleFault, *, claims: bool) -> Severity:
    """A book that claims WCAG is wrong; of another, what no eye can read, or what flashes."""
    if fault.code == "E073":
        return Severity.WARNING
    unreadable = fault.code == "E090" and fault.ratio < UNREADABLE
    grave = claims or unreadable or fault.code == "E092"
    return Severity.ERROR if grave else Severity.WARNING


def hidden(book: EpubBook) -> Iterator[Finding]:
    """Find figures, pictures and captions that are in the book, and that no reader shows."""
    for document in book.reading:
        for fault in document.styled:
            picture = book.pictures.get(fault.picture)
            small = picture is not None and 0 < min(picture.seen.size) < _PHOTOGRAPH_PX
            if fault.code == "E093" and not small:
                where = book.where(document.name, fault.line, document.plate)
                yield codes.finding("E093", where, fault.message)
