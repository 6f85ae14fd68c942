"""Finds markup of a document that shuts readers out, or says nothing (WCAG 2.2; EPUB 3.3, 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import EpubBook
from platebook.preflight.epub.safe_xml import local, text_of

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


def mistakes(elements: list[_Element]) -> Iterator[tuple[str, str, int]]:
    """Give what is wrong with the elements of an XHTML document: code, message and line."""
    for element in elements:
        line = int(element.sourceline or 0)
        for code, message in _of_element(element):
            yield code, message, line


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
            yield codes.finding(code, book.where(document.name, line, document.plate), message)
        where = book.where(document.name, plate=document.plate)
        if not document.title.strip() and "html" in document.marks:
            yield codes.finding("E070", where, "the document has no title")
        if _LOST in document.text:
            before = document.text.partition(_LOST)[0][-20:]
            fault = f"a character is lost (U+FFFD) after “{before}”"
            yield codes.finding("E075", where, fault)


def unheard(book: EpubBook) -> Iterator[Finding]:
    """Find alt texts that are not read aloud, and those that go on for too long."""
    for document, shown in book.shown:
        said = (shown.alt or "").strip()
        where = book.where(document.name, shown.address.line, shown.plate)
        if said and shown.passed_over:
            fault = f"{shown.address.said} has an alt text, and is hidden from screen readers"
            yield codes.finding("E073", where, fault)
        elif len(said) > _LONG_ALT:
            fault = f"the alt text of {shown.address.said} has {len(said):,} characters"
            yield codes.finding("E078", where, fault)
