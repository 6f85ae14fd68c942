"""Finds markup of a document that shuts readers out, or says nothing (WCAG 2.2; EPUB 3.3, 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import EpubBook, EpubDocument
from platebook.preflight.epub.safe_xml import line_of, local, text_of
from platebook.preflight.epub.styles.look import UNREADABLE, StyleFault

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What gives an element without text a name (accname 1.2), as attributes and as elements.
_NAMES = ("aria-label", "aria-labelledby", "title")
_SHOWN = ("img", "svg", "image", "math", "object")
#: Characters from which a text alternative is a description: it cannot be paused or leafed through.
_LONG_ALT = 500
#: What a decoder writes where it could not read a character.
_LOST = "\ufffd"
#: What has fewer pixels on its short side is a logo or an ornament.
_PHOTOGRAPH_PX = 100


def mistakes(elements: list[_Element]) -> Iterator[tuple[str, str, int]]:
    """Yield what is wrong with the elements of an XHTML document: code, message and line."""
    for element in elements:
        for code, message in _of_element(element):
            yield code, message, line_of(element)


def _of_element(element: _Element) -> Iterator[tuple[str, str]]:
    kind = local(element)
    plain, xml = (element.get(name) for name in ("lang", _XML_LANG))
    if plain is not None and xml is not None and plain.strip().lower() != xml.strip().lower():
        yield "E095", f"lang is “{plain[:40]}” and xml:lang is “{xml[:40]}” on one element ({kind})"
    if kind == "meta" and str(element.get("http-equiv", "")).strip().lower() == "refresh":
        yield "E074", "the document leads elsewhere by itself (meta refresh)"
    elif kind == "table" and element.get("role") not in ("presentation", "none"):
        rows = [row for row in element.iter("{*}tr") if len(row) > 1]
        if len(rows) > 1 and next(element.iter("{*}th"), None) is None:
            yield "E071", "the table has no header cells (th)"
    elif kind in _HEADINGS and not _is_named(element):
        yield "E072", f"the heading ({kind}) is empty"
    elif kind == "a" and element.get("href") and not _is_named(element):
        yield "E072", f"the link to {str(element.get('href'))[:80]} has no text"


def _is_named(element: _Element) -> bool:
    return bool(
        text_of(element)
        or any(each.get(name) for each in element.iter("*") for name in _NAMES)
        or any(local(each) in _SHOWN for each in element.iter("*"))
    )


def markup(book: EpubBook) -> Iterator[Finding]:
    """Tell of each document what was found while it was read."""
    for document in book.reading:
        for code, message, line in document.mistakes:
            yield book.finding(code, message, document.name, line, document.plate)
        where = book.where(document.name, plate=document.plate)
        if not document.title.strip() and "html" in document.marks:
            yield codes.finding("E070", where, "the document has no title")
        before, lost, _ = document.text.partition(_LOST)
        if lost:
            fault = f"a character is lost (U+FFFD) after “{before[-20:]}”"
            yield codes.finding("E075", where, fault)


def unheard(book: EpubBook) -> Iterator[Finding]:
    """Find alt texts that are not read aloud, and those that go on for too long."""
    for where, shown in book.places:
        said = (shown.alt or "").strip()
        if said and shown.passed_over:
            fault = f"{shown.address.said} has an alt text, and is hidden from screen readers"
            yield codes.finding("E073", where, fault)
        elif len(said) > _LONG_ALT:
            fault = f"the alt text of {shown.address.said} has {len(said):,} characters"
            yield codes.finding("E078", where, fault)


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
                yield book.finding("E093", fault.message, document.name, fault.line, document.plate)


CHECKS = (markup, unheard, styles, hidden)
