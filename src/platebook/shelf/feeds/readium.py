"""OPDS 2.0 and Readium Web Publication Manifests, which share their metadata (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from platebook.i18n import direction
from platebook.preflight.report.accessibility_statement import AccessibilityClaims
from platebook.shelf.feeds import (
    OPEN_ACCESS,
    PER_PAGE,
    FeedPage,
    address,
    downloads,
    feed_pages,
    full_date,
)
from platebook.shelf.model import Picture, Shelf, ShelfBook, media_type
from platebook.shelf.pages import has_manifest
from platebook.story import Person

Json = dict[str, Any]
NAME, TYPE = "opds.json", "application/opds+json"
PUBLICATION, _PUBLICATION_TYPE = "publication.json", "application/opds-publication+json"
MANIFEST, _MANIFEST_TYPE = "manifest.json", "application/webpub+json"
#: Stands for the cover of a book that has none: a publication must have a picture.
NO_COVER = Picture("styles/no-cover.png", (480, 600))
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
    """Give the pages of the feed, and a document for each book, by their paths."""
    for page in feed_pages(shelf):
        yield page.path(NAME), _written(_feed(shelf, page))
    for book in shelf.books:
        base = f"{book.folder}/"
        yield base + PUBLICATION, _written(_publication(book, shelf, base))


def manifests(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Give a manifest for each book that can be read in place: its website, or its PDF."""
    for book in shelf.books:
        if has_manifest(book):
            yield f"{book.folder}/{MANIFEST}", _written(_manifest(book, shelf))


def _written(document: Json) -> bytes:
    return f"{json.dumps(document, ensure_ascii=False)}\n".encode()


def _feed(shelf: Shelf, page: FeedPage) -> Json:
    links = [
        {"rel": "self", "href": address(page.path(NAME), shelf), "type": TYPE},
        {"rel": "start", "href": address(NAME, shelf), "type": TYPE},
        {"rel": "alternate", "href": address("index.html", shelf), "type": "text/html"},
        *(
            {"rel": relation, "href": address(page.path(NAME, number), shelf), "type": TYPE}
            for relation, number in page.links()
        ),
    ]
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
    own = f"{book.folder}/{PUBLICATION}"
    links: list[Json] = [
        {"rel": "self", "href": address(own, shelf, base), "type": _PUBLICATION_TYPE},
        {
            "rel": "alternate",
            "href": address(f"{book.folder}/index.html", shelf, base),
            "type": "text/html",
        },
    ]
    links += (
        {
            "rel": OPEN_ACCESS,
            "href": address(file.path, shelf, base),
            "type": file.media_type,
            "size": file.recorded.bytes,
        }
        for file in downloads(book)
    )
    if has_manifest(book):
        href = address(f"{book.folder}/{MANIFEST}", shelf, base)
        links.append({"rel": OPEN_ACCESS, "href": href, "type": _MANIFEST_TYPE})
    pictures = [picture for picture in (book.cover, book.thumbnail) if picture] or [NO_COVER]
    return {
        "metadata": {"@type": "http://schema.org/EBook", **_metadata(book)},
        "links": links,
        "images": [_image(picture, shelf, base) for picture in pictures],
    }


def _manifest(book: ShelfBook, shelf: Shelf) -> Json:
    base, web, pdf = f"{book.folder}/", book.of("web"), book.of("screen")
    read = web or pdf
    assert read is not None  # noqa: S101  has_manifest() says so
    first = {"href": address(read.path, shelf, base), "type": read.media_type}
    resources = [
        {"href": address(path, shelf, base), "type": kind}
        for path, kind in read.parts.items()
        if path != read.path
    ]
    if book.cover:
        resources.append({"rel": "cover", **_image(book.cover, shelf, base)})
    own = {"rel": "self", "href": address(f"{base}{MANIFEST}", shelf, base), "type": _MANIFEST_TYPE}
    others = [
        {
            "rel": "alternate",
            "href": address(download.path, shelf, base),
            "type": download.media_type,
        }
        for download in downloads(book)
        if download is not read
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


def _image(picture: Picture, shelf: Shelf, base: str) -> Json:
    width, height = picture.size
    href, kind = address(picture.path, shelf, base), media_type(picture.path)
    return {"href": href, "type": kind, "width": width, "height": height}


def _metadata(book: ShelfBook) -> Json:
    facts, epub = book.facts, book.of("epub")
    pages = max((file.facts.pages for file in book.files), default=0)
    made: Mapping[str, Any] = {
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
    return {name: value for name, value in made.items() if value}


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
        if all(other_["name"] != person.name for other_ in others):
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
    made = {
        "summary": access.summary,
        "accessModeSufficient": [modes.split(",") for modes in access.sufficient],
        "feature": [
            *filter(None, (_FEATURES.get(feature, feature) for feature in access.features))
        ],
        "hazard": list(access.hazards),
    }
    return {name: value for name, value in made.items() if value}
