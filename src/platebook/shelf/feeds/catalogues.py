"""Feeds for reading apps: OPDS 2.0 and Readium manifests (JSON); OPDS 1.2 and RSS 2.0 (XML).

OPDS 1.2 is a catalogue as Atom (RFC 4287), which KOReader, Calibre, Moon+ Reader and others read;
RSS has the newest books. The addresses of RSS must be whole, so it needs that of the site.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from platebook.i18n import direction
from platebook.preflight.report.accessibility_statement import AccessibilityClaims
from platebook.shelf.feeds import (
    OPEN_ACCESS,
    PER_PAGE,
    FeedPage,
    address,
    downloads,
    feed_id,
    feed_pages,
    full_date,
    moment,
)
from platebook.shelf.model import Shelf, ShelfBook, SitePicture, media_type
from platebook.shelf.pages import creators, has_manifest
from platebook.story import Person

if TYPE_CHECKING:
    from lxml.etree import _Element

Json = dict[str, Any]
NAME, TYPE = "opds.json", "application/opds+json"
PUBLICATION, _PUBLICATION_TYPE = "publication.json", "application/opds-publication+json"
MANIFEST, _MANIFEST_TYPE = "manifest.json", "application/webpub+json"
#: Stands for the cover of a book that has none: a publication must have a picture.
NO_COVER = SitePicture("styles/no-cover.png", (480, 600))
_PROFILE = "https://readium.org/webpub-manifest/profiles"
#: The properties of the metadata by MARC relator; all others are ``contributor``.
_PROPERTIES = {
    **dict.fromkeys(("aut", "pht", "cre"), "author"),
    "art": "artist",
    "edt": "editor",
    "ill": "illustrator",
    "nrt": "narrator",
    "trl": "translator",
}


def opds2(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of the feed, and a document for each book, by their paths."""
    for page in feed_pages(shelf):
        yield page.path(NAME), _write(_feed(shelf, page))
    for book in shelf.books:
        base = f"{book.folder}/"
        yield base + PUBLICATION, _write(_publication(book, shelf, base))


def manifests(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Yield a manifest for each book that can be read in place: its website, or its PDF."""
    for book in shelf.books:
        if has_manifest(book):
            yield f"{book.folder}/{MANIFEST}", _write(_manifest(book, shelf))


def _write(document: Json) -> bytes:
    return f"{json.dumps(document, ensure_ascii=False)}\n".encode()


def _feed(shelf: Shelf, page: FeedPage) -> Json:
    links = [
        _link_to("self", page.path(NAME), TYPE, shelf),
        _link_to("start", NAME, TYPE, shelf),
        _link_to("alternate", "index.html", "text/html", shelf),
    ]
    for relation, number in page.links():
        links.append(_link_to(relation, page.path(NAME, number), TYPE, shelf))
    return {
        "metadata": {
            "title": shelf.name,
            "modified": shelf.modified,
            "numberOfItems": len(shelf.books),
            "itemsPerPage": PER_PAGE,
            "currentPage": page.number,
        },
        "links": links,
        "publications": [_publication(book, shelf, "") for book in page.books],
    }


def _publication(book: ShelfBook, shelf: Shelf, base: str) -> Json:
    own, page = f"{book.folder}/{PUBLICATION}", f"{book.folder}/index.html"
    links = [
        _link_to("self", own, _PUBLICATION_TYPE, shelf, base),
        _link_to("alternate", page, "text/html", shelf, base),
    ]
    for file in downloads(book):
        link = _link_to(OPEN_ACCESS, file.path, file.media_type, shelf, base)
        links.append(link | {"size": file.record.bytes})
    if has_manifest(book):
        manifest = f"{book.folder}/{MANIFEST}"
        links.append(_link_to(OPEN_ACCESS, manifest, _MANIFEST_TYPE, shelf, base))
    pictures = [picture for picture in (book.cover, book.thumbnail) if picture] or [NO_COVER]
    return {
        "metadata": {"@type": "http://schema.org/EBook", **_metadata(book)},
        "links": links,
        "images": [_image(picture, shelf, base) for picture in pictures],
    }


def _link_to(relation: str, path: str, kind: str, shelf: Shelf, base: str = "") -> Json:
    return {"rel": relation, "href": address(path, shelf, base), "type": kind}


def _manifest(book: ShelfBook, shelf: Shelf) -> Json:
    base, web, pdf = f"{book.folder}/", book.of("web"), book.of("screen")
    main_file = web or pdf
    assert main_file is not None  # noqa: S101  has_manifest() says so
    first = {"href": address(main_file.path, shelf, base), "type": main_file.media_type}
    resources = [
        {"href": address(path, shelf, base), "type": kind}
        for path, kind in main_file.parts.items()
        if path != main_file.path
    ]
    if book.cover:
        resources.append({"rel": "cover", **_image(book.cover, shelf, base)})
    own = _link_to("self", f"{base}{MANIFEST}", _MANIFEST_TYPE, shelf, base)
    others = [
        _link_to("alternate", download.path, download.media_type, shelf, base)
        for download in downloads(book)
        if download is not main_file
    ]
    metadata = {"@type": "http://schema.org/Book", **_metadata(book)}
    if not web:
        metadata["conformsTo"] = f"{_PROFILE}/pdf"
    return {
        "@context": "https://readium.org/webpub-manifest/context.jsonld",
        "metadata": metadata,
        "links": [own, *others],
        "readingOrder": [{**first, "title": book.facts.title}],
        **({"resources": resources} if resources else {}),
    }


def _image(picture: SitePicture, shelf: Shelf, base: str) -> Json:
    width, height = picture.size
    href, kind = address(picture.path, shelf, base), media_type(picture.path)
    return {"href": href, "type": kind, "width": width, "height": height}


def _metadata(book: ShelfBook) -> Json:
    facts, epub = book.facts, book.of("epub")
    pages = max((file.facts.pages for file in book.files), default=0)
    metadata: Mapping[str, Any] = {
        "identifier": facts.identifier,
        "title": facts.title,
        "subtitle": facts.subtitle,
        "language": facts.language,
        "modified": facts.modified,
        "published": full_date(facts.published) if facts.published else "",
        "description": facts.description,
        "readingProgression": direction(facts.language),
        "numberOfPages": pages,
        **_people(facts.contributors),
        "publisher": facts.publisher,
        "subject": [
            *({"name": keyword} for keyword in facts.keywords),
            *_codes(facts.subjects.thema, "https://ns.editeur.org/thema/"),
            *_codes(facts.subjects.bisac, "https://www.bisg.org/#bisac"),
        ],
        "belongsTo": _series(book),
        "accessibility": _accessibility(epub.facts.access) if epub else {},
    }
    return {name: value for name, value in metadata.items() if value}


def _people(people: tuple[Person, ...]) -> dict[str, list[Json]]:
    by_kind: dict[str, list[Json]] = {}
    for person in people:
        entry: Json = {"name": person.name}
        if person.sort:
            entry["sortAs"] = person.sort
        kind = _PROPERTIES.get(person.role, "contributor")
        if kind == "contributor" or person.role != "aut":
            entry["role"] = person.role
        others = by_kind.setdefault(kind, [])
        if all(entry["name"] != person.name for entry in others):
            others.append(entry)
    return by_kind


def _codes(codes: Any, scheme: str) -> Iterator[Json]:  # noqa: ANN401
    return ({"name": code, "code": code, "scheme": scheme} for code in codes)


def _series(book: ShelfBook) -> Json:
    if not (series := book.facts.series):
        return {}
    entry: Json = {"name": series.name}
    if series.position:
        number = float(".".join(series.position.split(".")[:2]))
        entry["position"] = int(number) if number.is_integer() else number
    return {"series": entry}


#: Readium's schema has one word, schema.org's former one, for marks of pages and the way to them.
_FEATURES = {"pageBreakMarkers": "printPageNumbers", "pageNavigation": ""}


def _accessibility(access: AccessibilityClaims) -> Json:
    metadata = {
        "summary": access.summary,
        "accessModeSufficient": [modes.split(",") for modes in access.sufficient],
        "feature": list(filter(None, (_FEATURES.get(name, name) for name in access.features))),
        "hazard": list(access.hazards),
    }
    return {name: value for name, value in metadata.items() if value}


OPDS_NAME = "opds.xml"
OPDS_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_ATOM, _TERMS = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
_IMAGE = "http://opds-spec.org/image"
_BISAC = "http://www.bisg.org/standards/bisac_subject/index.html"
_THEMA = "https://ns.editeur.org/thema/"


def opds1(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of the feed by their paths."""
    for page in feed_pages(shelf):
        feed = etree.tostring(_atom_feed(shelf, page), xml_declaration=True, encoding="utf-8")
        yield page.path(OPDS_NAME), feed + b"\n"


def _atom_feed(shelf: Shelf, page: FeedPage) -> _Element:
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "dc": _TERMS})
    _atom_text(feed, "id", feed_id(shelf))
    _atom_text(feed, "title", shelf.name)
    _atom_text(feed, "updated", shelf.modified)
    _atom_text(_add(feed, "author"), "name", shelf.name)
    _link(feed, "self", address(page.path(OPDS_NAME), shelf), OPDS_TYPE)
    _link(feed, "start", address(OPDS_NAME, shelf), OPDS_TYPE)
    _link(feed, "alternate", address("index.html", shelf), "text/html")
    for relation, number in page.links():
        _link(feed, relation, address(page.path(OPDS_NAME, number), shelf), OPDS_TYPE)
    for book in page.books:
        _entry(feed, book, shelf)
    return feed


def _entry(feed: _Element, book: ShelfBook, shelf: Shelf) -> None:
    facts, entry = book.facts, _add(feed, "entry")
    entry.set("{http://www.w3.org/XML/1998/namespace}lang", facts.language)
    _atom_text(entry, "title", facts.title)
    _atom_text(entry, "id", facts.identifier)
    _atom_text(entry, "updated", facts.modified)
    for name in creators(book):
        _atom_text(_add(entry, "author"), "name", name)
    _atom_text(entry, "language", facts.language, _TERMS)
    _atom_text(entry, "issued", facts.published, _TERMS)
    _atom_text(entry, "publisher", facts.publisher, _TERMS)
    if facts.isbn.epub:
        _atom_text(entry, "identifier", f"urn:isbn:{facts.isbn.epub}", _TERMS)
    subjects = {"": facts.keywords, _BISAC: facts.subjects.bisac, _THEMA: facts.subjects.thema}
    for scheme, terms in subjects.items():
        for term in terms:
            category = _add(entry, "category", term=term, label=term)
            if scheme:
                category.set("scheme", scheme)
    _atom_text(entry, "summary", facts.description)
    _atom_text(entry, "rights", facts.rights)
    if book.cover and book.thumbnail:
        _link(entry, _IMAGE, address(book.cover.path, shelf), "image/jpeg")
        _link(entry, f"{_IMAGE}/thumbnail", address(book.thumbnail.path, shelf), "image/jpeg")
    # An entry must have a link to a book (OPDS 1.2, 5.2): to a website where there is nothing else.
    for file in tuple(downloads(book)) or book.files:
        link = _link(entry, OPEN_ACCESS, address(file.path, shelf), file.media_type)
        link.set("length", str(file.record.bytes))
        link.set("title", file.name)
    _link(entry, "alternate", address(f"{book.folder}/index.html", shelf), "text/html")


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    return etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _atom_text(parent: _Element, name: str, text: str, namespace: str = _ATOM) -> None:
    """Add an element with a text; none where the text is empty."""
    if text:
        etree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _link(parent: _Element, relation: str, href: str, media_type: str) -> _Element:
    return _add(parent, "link", rel=relation, href=href, type=media_type)


RSS_NAME, RSS_TYPE = "feed.xml", "application/rss+xml"
_NEWEST = 50
_DC = "http://purl.org/dc/elements/1.1/"


def rss(shelf: Shelf) -> bytes:
    """Return the feed, the newest book first."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": _ATOM, "dc": _DC})
    channel = etree.SubElement(root, "channel")
    _text(channel, "title", shelf.name)
    _text(channel, "link", shelf.site)
    _text(channel, "description", shelf.name)
    _text(channel, "language", shelf.language)
    _text(channel, "lastBuildDate", format_datetime(moment(shelf.modified)))
    own = {"rel": "self", "href": address(RSS_NAME, shelf), "type": RSS_TYPE}
    etree.SubElement(channel, f"{{{_ATOM}}}link", own)
    for book in shelf.books[:_NEWEST]:
        _item(channel, book, shelf)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _item(channel: _Element, book: ShelfBook, shelf: Shelf) -> None:
    facts, item = book.facts, etree.SubElement(channel, "item")
    _text(item, "title", facts.title)
    _text(item, "link", address(f"{book.folder}/", shelf))
    etree.SubElement(item, "guid", isPermaLink="false").text = facts.identifier
    _text(item, "pubDate", format_datetime(moment(facts.modified)))
    _text(item, "description", facts.description)
    for name in creators(book):
        etree.SubElement(item, f"{{{_DC}}}creator").text = name
    for keyword in facts.keywords:
        _text(item, "category", keyword)
    if file := next(downloads(book), None):
        enclosure = {"url": address(file.path, shelf), "type": file.media_type}
        etree.SubElement(item, "enclosure", enclosure | {"length": str(file.record.bytes)})


def _text(parent: _Element, name: str, text: str) -> None:
    if text:
        etree.SubElement(parent, name).text = text
