"""Checks documents and the ways through a book: markup, contents, landmarks, pages, links, ids.

Finds markup that is not accessible or has no meaning (WCAG 2.2; EPUB 3.3, 6.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import (
    HEADINGS,
    EpubBook,
    EpubDocument,
    Reference,
    ShownPicture,
)
from platebook.preflight.epub.safe_xml import line_of, local, text_of
from platebook.preflight.epub.styles.faults import StyleFault
from platebook.preflight.epub.styles.look import UNREADABLE

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: What gives an element without text a name (accname 1.2), as attributes and as elements.
_NAMES = ("aria-label", "aria-labelledby", "title")
_SHOWN = ("img", "svg", "image", "math", "object")
#: Characters from which a text alternative is a description: it cannot be paused or leafed through.
_LONG_ALT = 500
#: What a decoder writes where it could not read a character.
_LOST = "\ufffd"
#: What has fewer pixels on its short side is a logo or an ornament.
_PLATE_PX = 100


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
    elif kind in HEADINGS and not _is_named(element):
        yield "E072", f"the heading ({kind}) is empty"
    elif kind == "a" and element.get("href") and not _is_named(element):
        yield "E072", f"the link to {str(element.get('href'))[:80]} has no text"


def _is_named(element: _Element) -> bool:
    return bool(
        text_of(element)
        or any(descendant.get(name) for descendant in element.iter("*") for name in _NAMES)
        or any(local(descendant) in _SHOWN for descendant in element.iter("*"))
    )


def markup(book: EpubBook) -> Iterator[Finding]:
    """Yield the faults that were found in each document while it was read."""
    for document in book.reading:
        for code, message, line in document.mistakes:
            yield book.finding(code, message, document.name, line, document.plate)
        where = book.where(document.name, plate=document.plate)
        if not document.title.strip() and "html" in document.marks:
            yield codes.finding("E070", where, "the document has no title")
        before, after, _ = document.text.partition(_LOST)
        if after:
            fault = f"a character is lost (U+FFFD) after “{before[-20:]}”"
            yield codes.finding("E075", where, fault)


def unspoken_alts(book: EpubBook) -> Iterator[Finding]:
    """Find alt texts that are not read aloud, and those that go on for too long."""
    for where, figure in book.places:
        alt = (figure.alt or "").strip()
        if alt and figure.passed_over:
            fault = f"{figure.address.href} has an alt text, and is hidden from screen readers"
            yield codes.finding("E073", where, fault)
        elif len(alt) > _LONG_ALT:
            fault = f"the alt text of {figure.address.href} has {len(alt):,} characters"
            yield codes.finding("E078", where, fault)


def styles(book: EpubBook) -> Iterator[Finding]:
    """Find what cannot be read, moves or flashes by the book's own rules."""
    places: dict[tuple[str, str], list[tuple[EpubDocument, StyleFault]]] = {}
    for document in book.reading:
        for fault in document.style_faults:
            if fault.code != "E093":
                places.setdefault((fault.code, fault.kind), []).append((document, fault))
    for alike in places.values():
        document, fault = alike[0]
        more = f"; so in {len(alike) - 1} more places" if len(alike) > 2 else ""
        more = "; so in one more place" if len(alike) == 2 else more
        where = book.where(document.name, fault.line, document.plate)
        severity = _severity(fault, claims=book.claims_wcag)
        yield codes.finding(fault.code, where, fault.message + more, severity=severity)


def _severity(fault: StyleFault, *, claims: bool) -> Severity:
    """Return ERROR for books that claim WCAG, unreadable text and flashes; else WARNING."""
    if fault.code in ("E073", "E096", "E097"):
        return Severity.WARNING
    unreadable = fault.code == "E090" and fault.ratio < UNREADABLE
    severity = claims or unreadable or fault.code == "E092"
    return Severity.ERROR if severity else Severity.WARNING


def find_hidden(book: EpubBook) -> Iterator[Finding]:
    """Find figures, pictures, captions and texts that are there, and that no reader shows."""
    for document in book.reading:
        for fault in document.style_faults:
            picture = book.pictures.get(fault.picture)
            small = picture is not None and 0 < min(picture.facts.size) < _PLATE_PX
            if fault.code == "E093" and not small:
                where = (document.name, fault.line, document.plate)
                is_text = fault.kind.startswith(("heading", "paragraph", "text"))
                severity = Severity.WARNING if is_text else None
                yield book.finding("E093", fault.message, *where, severity=severity)


MARKUP_CHECKS = (markup, unspoken_alts, styles, find_hidden)


#: A printed page: its label, the file and the id where it begins.
_Mark = tuple[str, str, str]
#: Landmarks that reading programs use: where reading starts, and the contents.
_LANDMARKS = ("bodymatter", "toc")
#: Kinds of address that mean something on one computer alone, or run a program.
_NOWHERE = ("file", "javascript", "vbscript")


def contents(book: EpubBook) -> Iterator[Finding]:
    """Find a book without contents (EPUB 3.3, 7.4.1); those of EPUB 2 are its NCX (OPF 2.0.1)."""
    if not book.navigation:
        if not (book.has_ncx_contents and book.package.version.startswith("2")):
            yield book.finding("E030", "there is no navigation document")
    elif not book.ways("toc"):
        yield book.finding("E030", "it lists no contents (toc)", book.navigation.name)


def landmarks(book: EpubBook) -> Iterator[Finding]:
    """Readers open a book where its landmarks say that it begins."""
    entries = {kind for way in book.ways("landmarks") for kind in way.type.split()}
    missing = [kind for kind in _LANDMARKS if kind not in entries]
    if book.navigation and missing:
        fault = f"there is no landmark for {' or '.join(missing)}"
        yield book.finding("E031", fault, book.navigation.name)


def order(book: EpubBook) -> Iterator[Finding]:
    """Contents follow the reading order (section 7.4.1)."""
    places = {name: place for place, name in enumerate(book.package.spine)}
    last, before = -1, ""
    for way in book.ways("toc"):
        place = places.get(way.address.target, -1) if way.address else -1
        if place >= 0 and place < last and book.navigation:
            fault = f"“{way.title[:60]}” stands after “{before[:60]}”, and is read before it"
            yield book.finding("E036", fault, book.navigation.name)
            return
        if place >= 0:
            last, before = place, way.title


def find_unlisted(book: EpubBook) -> Iterator[Finding]:
    """Find a picture's document that the contents leave out, though they list most of them."""
    targets = {way.address.target for way in book.ways("toc") if way.address}
    # What is read first is the cover, which no contents list.
    plates = [document for document in list(book.reading)[1:] if document.pictures]
    missing = [document for document in plates if document.name not in targets]
    if not missing or 2 * len(missing) >= len(plates) or not book.navigation:
        return
    fault = "the contents leave it out, and list others that show a picture"
    for document in missing:
        yield book.finding("E076", fault, document.name, plate=document.plate)


def find_plates_aside(book: EpubBook) -> Iterator[Finding]:
    """Find plates that turning pages does not lead to (section 5.7.2, ``linear``).

    A larger view of a picture, or a cover, may stand there: it is shown elsewhere too.
    """
    package = book.package
    paged = [document for document in book.reading if document.name not in package.aside]
    elsewhere = {figure.address.target for document in paged for figure in document.pictures}
    elsewhere.add(package.cover.name if package.cover else "")
    # From a picture to a larger view of it leads a link; from a list of plates, to the plate.
    link_targets = {
        link.target for document in paged if document.pictures for link in document.links
    }
    cover_landmarks = (way for way in book.ways("landmarks") if "cover" in way.type.split())
    covers = {way.address.target for way in cover_landmarks if way.address}
    for document in book.reading:
        if document.name not in package.aside or document.name in covers:
            continue
        plates = [picture for picture in document.pictures if _is_plate(book, picture)]
        missing = [plate for plate in plates if plate.address.target not in elsewhere]
        if missing:
            reached = document.name in link_targets
            fault = f'{missing[0].address.href} stands outside the reading order (linear="no")'
            fault += ": only a link leads to it" if reached else ""
            severity = Severity.WARNING if reached else Severity.ERROR
            where = book.where(document.name, missing[0].address.line, document.plate)
            yield codes.finding("E094", where, fault, severity=severity)


def _is_plate(book: EpubBook, figure: ShownPicture) -> bool:
    """Return whether a picture says something, and is no logo."""
    picture = book.pictures.get(figure.address.target)
    small = picture is not None and 0 < min(picture.facts.size) < _PLATE_PX
    return figure.alt != "" and not figure.passed_over and not small


def links(book: EpubBook) -> Iterator[Finding]:
    """A link leads somewhere in the book, or out of it."""
    there = {entry.name for entry in book.entries}
    for document in book.documents.values():
        for link in document.links:
            if fault := _explain_broken_link(book, there, link):
                fault = f"the link “{link.href}” leads nowhere: {fault}"
                yield book.finding("E032", fault, document.name, link.line, document.plate)


def ids(book: EpubBook) -> Iterator[Finding]:
    """An id means one place."""
    for document in book.documents.values():
        for id_, line in document.repeated_ids:
            fault = f"the id “{id_[:80]}” is given twice"
            yield book.finding("E033", fault, document.name, line, document.plate)
    earlier: set[str] = set()
    for item in book.package.items:
        if item.id in earlier:
            fault = f"the id “{item.id[:80]}” is given to two files"
            yield book.finding("E033", fault, book.package.name)
        earlier.add(item.id)


def page_list(book: EpubBook) -> Iterator[Finding]:
    """The pages that are listed are those that are marked, each once and in their order."""
    if not book.navigation:
        return
    page_list_items = [way for way in book.ways("page-list") if way.address]
    breaks = ((document.name, *mark) for document in book.reading for mark in document.breaks)
    page_breaks = [(label, name, id_) for name, label, id_, _ in breaks]
    if page_breaks and not page_list_items:
        fault = f"{len(page_breaks)} printed pages are marked, and none is listed"
        yield book.finding("E035", fault, book.navigation.name)
        return
    entries = [
        (way.title, way.address.target, way.address.fragment)
        for way in page_list_items
        if way.address and way.address.target in book.documents  # what cannot be read is reported
    ]
    yield from _compare_page_lists(book.where(book.navigation.name), entries, page_breaks)


def _compare_page_lists(
    where: str, entries: list[_Mark], page_breaks: list[_Mark]
) -> Iterator[Finding]:
    """Yield where the pages that are listed are not those that are marked, in their order."""
    present, entry_set = set(page_breaks), set(entries)
    for label, name, id_ in [entry for entry in entries if entry not in present][:5]:
        fault = f"page {label or '?'} of the page list is not marked at {name}#{id_}"
        yield codes.finding("E034", where, fault)
    missing = [label for label, name, id_ in page_breaks if (label, name, id_) not in entry_set]
    if missing:
        which = (
            f"page {missing[0]} is" if len(missing) == 1 else f"pages {', '.join(missing[:5])} are"
        )
        fault = f"{which} marked in the book, and not in the page list"
        yield codes.finding("E034", where, fault)
    elif entry_set <= present and [mark for mark in page_breaks if mark in entry_set] != entries:
        yield codes.finding("E034", where, "the page list is not in the order of the pages")


def _explain_broken_link(book: EpubBook, there: Collection[str], link: Reference) -> str:
    """Return why a link leads nowhere; nothing where it leads somewhere."""
    if link.outside:
        scheme = link.href.strip().partition(":")[0].lower()
        nowhere = scheme in _NOWHERE or len(scheme) == 1
        return "no reader follows such an address" if nowhere else ""
    if link.target not in there:
        return f"{link.target} is not in the book"
    document = book.documents.get(link.target)
    if document and link.fragment and link.fragment not in document.ids:
        return f"there is no id “{link.fragment}” in {link.target}"
    return ""


def headings(book: EpubBook) -> Iterator[Finding]:
    """Find levels that are left out: from a heading of level 1 to one of 3."""
    for document in book.reading:
        before = 0
        for level, line in document.levels:
            if before and level > before + 1:
                fault = f"a heading of level {level} follows one of level {before}"
                yield book.finding("E038", fault, document.name, line, document.plate)
                break
            before = level


def scripts(book: EpubBook) -> Iterator[Finding]:
    """Find documents that run programs."""
    for document in book.documents.values():
        if "script" in document.marks:
            fault = "the document has scripts"
            yield book.finding("E039", fault, document.name, plate=document.plate)


NAVIGATION_CHECKS = (
    *(headings, scripts, contents, landmarks, order),
    *(find_unlisted, find_plates_aside, links, ids, page_list),
)
