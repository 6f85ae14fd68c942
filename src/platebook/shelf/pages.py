"""Fills the pages of a shelf, one for each book and the list of all, with their JSON-LD."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from platebook import isbn
from platebook.i18n import Words, direction, of_shelf
from platebook.licences import licence
from platebook.preflight.report.accessibility_statement import AccessibilityClaims
from platebook.shelf.feeds import address
from platebook.shelf.model import OFFERS, Shelf, ShelfBook, ShelfFile, statements
from platebook.story import Person
from platebook.version import __version__
from platebook.web.page_html import access_properties, present, script_text

#: Fills a template by its name (``environment.filler``).
Fill = Callable[[str, Mapping[str, object]], str]
#: MARC relators of those who are named under a title.
_CREATORS = ("aut", "pht", "ill", "art", "cre")
#: Editions that a reader takes; the others are for printing.
_FOR_READERS = ("epub", "screen", "web")
#: The way to put an EPUB on each kind of reader.
_READERS = (
    "Kindle: download the EPUB and send it with Send to Kindle (up to 200 MB).",
    "Kobo: connect the reader to a computer and copy the EPUB to it.",
    "iPhone, iPad and Mac: open the EPUB in Books.",
    "Android: open the EPUB in a reading app.",
)


#: The feeds that pages name: their paths from the top of the site, media types and titles.
Feeds = Sequence[tuple[str, str, str]]


def book_page(book: ShelfBook, shelf: Shelf, feeds: Feeds, fill: Fill) -> str:
    """Fill the page of one book, in the book's language."""
    facts, words = book.facts, of_shelf(book.facts.language)
    context = {
        **_head(shelf, words, facts.language, f"{book.folder}/", feeds),
        "up": "../",
        "title": facts.title,
        "subtitle": facts.subtitle,
        "description": facts.description,
        "byline": words.listing(creators(book)) if creators(book) else "",
        "cover": _cover(book),
        "image": f"{shelf.site}{book.cover.path}" if book.cover and shelf.site else "",
        "files": [_offer(file, book, words) for file in book.files],
        "readers": [words(key) for key in _READERS] if book.of("epub") else [],
        "facts": list(_facts(book, words)),
        "webpub": "manifest.json" if has_manifest(book) else "",
        "data": book_data(book, shelf),
    }
    return fill("shelf/book.html.j2", context)


def index_page(shelf: Shelf, feeds: Feeds, fill: Fill) -> str:
    """Fill the list of all books."""
    words = of_shelf(shelf.language)
    context = {
        **_head(shelf, words, shelf.language, "", feeds),
        "up": "",
        "books": [_entry(book) for book in shelf.books],
    }
    return fill("shelf/index.html.j2", context)


def has_manifest(book: ShelfBook) -> bool:
    """Return whether a book has a Readium manifest: something that can be read in place."""
    return bool(book.of("web") or book.of("screen"))


def creators(book: ShelfBook) -> list[str]:
    """Return those who are named under a title: the makers, else the first of all."""
    people = book.facts.contributors
    names = [person.name for person in people if person.role in _CREATORS]
    return list(dict.fromkeys(names or [person.name for person in people[:1]]))


def _head(shelf: Shelf, words: Words, language: str, path: str, feeds: Feeds) -> dict[str, object]:
    return {
        "shelf": shelf.name,
        "shelf_language": shelf.language,
        "language": language,
        "direction": direction(language),
        "words": words,
        "foreign": words.language if words.foreign else "",
        "words_direction": words.direction,
        "canonical": f"{shelf.site}{path}" if shelf.site else "",
        "feeds": [{"path": path, "type": kind, "title": title} for path, kind, title in feeds],
        "version": __version__,
    }


def _cover(book: ShelfBook) -> dict[str, object] | None:
    if not book.cover:
        return None
    width, height = book.cover.size
    name = book.cover.path.rpartition("/")[2]
    return {"path": name, "width": width, "height": height, "alt": book.facts.cover_alt}


def _entry(book: ShelfBook) -> dict[str, object]:
    facts, small = book.facts, book.thumbnail
    words, picture = of_shelf(facts.language), None
    if small:
        picture = {"path": small.path, "width": small.size[0], "height": small.size[1]}
    return {
        "path": f"{book.folder}/index.html",
        "title": facts.title,
        "subtitle": facts.subtitle,
        "byline": words.listing(creators(book)),
        "description": facts.description,
        "language": facts.language,
        "direction": direction(facts.language),
        "date": words.date(facts.published) if facts.published else "",
        "keywords": " ".join(facts.keywords),
        "picture": picture,
    }


def _offer(file: ShelfFile, book: ShelfBook, words: Words) -> dict[str, object]:
    name, use = OFFERS[file.facts.edition]
    epub = file.facts.edition == "epub"
    reads = file.facts.edition in ("epub", "screen")
    access = statements(file.facts.access, epub=epub) if reads else {}
    pages = file.facts.pages
    return {
        "path": file.path.removeprefix(f"{book.folder}/"),
        "name": words(name),
        "use": words(use),
        "is_file": not file.parts,
        "size": words.file_size(file.record.bytes),
        "pages": words.plural("{count} page", "{count} pages", pages) if pages else "",
        "printer": file.facts.printer if file.facts.edition not in _FOR_READERS else "",
        "access": [
            (words(heading), [words(key) for key in keys]) for heading, keys in access.items()
        ],
        "summary": file.facts.access.summary,
        "sha256": file.record.sha256,
    }


def _facts(book: ShelfBook, words: Words) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield what is known of a book: labels, and texts with an address where there is one."""
    facts = book.facts
    for role, people in _by_role(facts.contributors).items():
        yield words.role(role), [_link(person.name, person.url or "") for person in people]
    if facts.publisher:
        yield words("Publisher"), [_link(facts.publisher)]
    if facts.published:
        yield words("Date"), [_link(words.date(facts.published))]
    if facts.series:
        place = f" {facts.series.position}" if facts.series.position else ""
        yield words("Series"), [_link(f"{facts.series.name}{place}")]
    if facts.rights:
        yield words("Rights"), [_link(facts.rights)]
    if terms := licence(facts.rights):
        yield words("Licence"), [_link(terms.name, terms.address)]
    numbers = {" (EPUB)": facts.isbn.epub, " (PDF)": facts.isbn.screen, "": facts.isbn.print}
    if isbns := [f"{isbn.hyphenate(number)}{form}" for form, number in numbers.items() if number]:
        yield "ISBN", [_link(linked_isbn) for linked_isbn in isbns]


def _by_role(people: tuple[Person, ...]) -> Mapping[str, list[Person]]:
    by_role: dict[str, list[Person]] = {}
    for person in people:
        by_role.setdefault(person.role, []).append(person)
    return by_role


def _link(text: str, address: str = "") -> dict[str, str]:
    """Return a text with its address, where that leads to the web or to e-mail."""
    plain = address.startswith(("https://", "http://", "mailto:"))
    return {"text": text, "address": address if plain else ""}


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
    terms = licence(facts.rights)
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
            license=terms.address if terms else "",
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
    by_role: dict[str, list[dict[str, str]]] = {}
    for person in book.facts.contributors:
        entry = {"@type": "Person", "name": person.name}
        if (person.url or "").startswith(("https://", "http://")):
            entry["url"] = str(person.url)
        others = by_role.setdefault(_PROPERTIES.get(person.role, "contributor"), [])
        if all(entry["name"] != person.name for entry in others):
            others.append(entry)
    return by_role


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
                encoding=_file_data(file, book, shelf),
            ),
        }


def _file_data(file: ShelfFile, book: ShelfBook, shelf: Shelf) -> dict[str, object]:
    data: dict[str, object] = {
        "@type": "MediaObject",
        "contentUrl": address(file.path, shelf, f"{book.folder}/"),
        "encodingFormat": file.media_type,
    }
    if not file.parts:
        data |= {"contentSize": f"{file.record.bytes} B", "sha256": file.record.sha256}
    return data


def _access(access: AccessibilityClaims) -> dict[str, object]:
    if not access.features:
        return {"accessibilityFeature": ["taggedPDF"]} if access.accessible else {}
    return access_properties(access.features, access.sufficient, access.hazards, access.summary)
