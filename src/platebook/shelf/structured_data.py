"""Structured data of a book's page: schema.org's Book with an example for each file, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.json_ld import present, script_text
from platebook.licences import licence
from platebook.preflight.accessibility_claims import AccessibilityClaims
from platebook.shelf.feeds.common import address
from platebook.shelf.model import Shelf, ShelfBook, ShelfFile

_EBOOK = "https://schema.org/EBook"
#: The form of each edition that is a book, and the words for it; that of print is not known.
_FORMS = {
    "epub": (_EBOOK, "EPUB"),
    "screen": (_EBOOK, "PDF"),
    "web": (_EBOOK, "HTML"),
    "print": ("", ""),
}
#: The properties for people, by MARC relator; everybody else is a contributor.
_PROPERTIES = {
    **dict.fromkeys(("aut", "pht", "cre", "art"), "author"),
    "ill": "illustrator",
    "edt": "editor",
    "trl": "translator",
}


def book_data(book: ShelfBook, shelf: Shelf) -> str:
    """Describe the book and its files, as text for a ``script`` element."""
    facts, base = book.facts, f"{book.folder}/"
    found = licence(facts.rights)
    data = {
        "@context": "https://schema.org",
        "@type": "Book",
        **present(
            name=facts.title,
            alternativeHeadline=facts.subtitle,
            description=facts.description,
            identifier=facts.identifier,
            inLanguage=facts.language,
            datePublished=facts.published,
            dateModified=facts.modified,
            publisher={"@type": "Organization", "name": facts.publisher} if facts.publisher else "",
            copyrightNotice=facts.rights,
            license=found.address if found else "",
            keywords=list(facts.keywords),
            isPartOf={"@type": "BookSeries", "name": facts.series.name} if facts.series else "",
            position=facts.series.position if facts.series else "",
            image=address(book.cover.path, shelf, base) if book.cover else "",
            url=f"{shelf.site}{book.folder}/" if shelf.site else "",
            **_people(book),
            workExample=list(_examples(book, shelf)),
        ),
    }
    return script_text(data)


def _people(book: ShelfBook) -> dict[str, list[dict[str, str]]]:
    """List people by what they did, once for each."""
    found: dict[str, list[dict[str, str]]] = {}
    for person in book.facts.contributors:
        entry = {"@type": "Person", "name": person.name}
        if (person.url or "").startswith(("https://", "http://")):
            entry["url"] = str(person.url)
        others = found.setdefault(_PROPERTIES.get(person.role, "contributor"), [])
        if all(each["name"] != person.name for each in others):
            others.append(entry)
    return found


def _examples(book: ShelfBook, shelf: Shelf) -> Iterator[dict[str, object]]:
    numbers = {
        "epub": book.facts.isbn.epub,
        "screen": book.facts.isbn.screen,
        "print": book.facts.isbn.print,
    }
    for file in book.files:
        edition = file.facts.edition
        if edition not in _FORMS:
            continue
        form, name = _FORMS[edition]
        yield {
            "@type": "Book",
            **present(
                bookFormat=form,
                bookEdition=name,
                isbn=numbers.get(edition),
                inLanguage=book.facts.language,
                numberOfPages=file.facts.pages,
                **(_access(file.facts.access) if edition in ("epub", "screen") else {}),
                encoding=_encoding(file, book, shelf),
            ),
        }


def _encoding(file: ShelfFile, book: ShelfBook, shelf: Shelf) -> dict[str, object]:
    return {
        "@type": "MediaObject",
        "contentUrl": address(file.path, shelf, f"{book.folder}/"),
        "encodingFormat": file.media_type,
        **(
            {}
            if file.parts
            else {"contentSize": f"{file.recorded.bytes} B", "sha256": file.recorded.sha256}
        ),
    }


def _access(access: AccessibilityClaims) -> dict[str, object]:
    if not access.features:
        return {"accessibilityFeature": ["taggedPDF"]} if access.accessible else {}
    return present(
        accessMode=["textual", "visual"],
        accessModeSufficient=[
            {"@type": "ItemList", "itemListElement": each.split(",")} for each in access.sufficient
        ],
        accessibilityFeature=list(access.features),
        accessibilityHazard=list(access.hazards),
        accessibilitySummary=access.summary,
    )
