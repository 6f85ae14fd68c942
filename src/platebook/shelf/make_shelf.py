"""Makes a shelf of finished books: reads their records, copies files, writes pages and feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from platebook import output, themes
from platebook.build_options import site_address
from platebook.errors import Finding, PreflightError, UsageError
from platebook.manifest.mistakes import InvalidValue
from platebook.manifest.value_types import language as read_language
from platebook.pipeline.book_facts import text
from platebook.rendering import environment
from platebook.report import Report, Silent
from platebook.shelf import copy_files, pages
from platebook.shelf.copy_files import collect, copy_book, records
from platebook.shelf.feeds import catalogues, onix
from platebook.shelf.model import OFFERS, Shelf, ShelfOptions
from platebook.themes import Design

#: The page that shows whether a folder is a shelf, and how.
_HOME, _MARK = "index.html", b'<meta name="generator" content="platebook '
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def make_shelf(
    folders: Sequence[Path],
    site: Path,
    options: ShelfOptions = ShelfOptions(),  # noqa: B008  frozen
    *,
    report: Report | None = None,
) -> Shelf:
    """Make the site ``site`` of the books in ``folders``; a shelf that was there is replaced.

    Raises UsageError for options, folders and records that cannot be used, PreflightError for
    files that are not those of their records, OutputError where the site cannot be written. Then
    what was there is unchanged.
    """
    report, options = report or Silent(), _check(options)
    place = _place(site)
    report.stage("Reading the records")
    shelf = collect(records(folders, place), options)
    with output.replace_files(place.parent, [place.name]) as scratch:
        draft = scratch / place.name
        draft.mkdir()
        shelf = _with_files(shelf, draft, report)
        report.stage("Writing pages and feeds")
        for name, content in _texts(shelf):
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    return shelf


def _check(options: ShelfOptions) -> ShelfOptions:
    """Check the address, the language, the name and the editions. Raises UsageError."""
    try:
        site = site_address(options.site) if options.site else ""
    except ValueError as error:
        fix = "Write the address of its folder, such as https://example.org/books/."
        raise UsageError.of("--site", str(error), fix) from error
    for name in options.editions:
        if name not in OFFERS:
            message = f"“{name}” is no edition that readers are offered"
            raise UsageError.of("--edition", message, f"There are {', '.join(OFFERS)}.")
    try:
        language = read_language(options.language) if options.language else ""
    except InvalidValue as error:
        raise UsageError.of("--language", error.message, error.fix) from error
    try:
        name = " ".join(text(options.name).split())
    except (TypeError, ValueError) as error:
        message = "has characters that no page can show, or too many"
        raise UsageError.of("--name", message, "Write a name of a few words.") from error
    return replace(options, site=site, name=name, language=language)


def _place(site: Path) -> Path:
    """Return the folder to replace, links followed. Raises UsageError where it is no shelf."""
    place = site.resolve()
    fix = "Choose a new folder with -o, or move what is there away."
    if place == Path(place.anchor):
        raise UsageError.of(str(site), "is the root of the disk", fix)
    if not place.exists():
        return place
    if not place.is_dir():
        raise UsageError.of(str(site), "is a file, and the site is a folder", fix)
    home = place / _HOME
    is_shelf = home.is_file() and (place / "styles" / "shelf.css").is_file()
    if is_shelf:
        with home.open("rb") as file:
            is_shelf = _MARK in file.read(4_000)
    if not is_shelf and any(place.iterdir()):
        message = "has files in it that are no shelf, and would be lost: a site is replaced"
        raise UsageError.of(str(site), message, fix)
    return place


def _with_files(shelf: Shelf, draft: Path, report: Report) -> Shelf:
    """Copy the files of every book, and its cover. Raises PreflightError."""
    report.stage("Copying the books")
    books, wrong = [], list[Finding]()
    for number, book in enumerate(shelf.books, 1):
        new_book, findings = copy_book(book, draft)
        books.append(new_book)
        wrong += findings
        report.step(number, len(shelf.books), book.facts.title)
    if wrong:
        raise PreflightError(wrong)
    report.stage("Taking the covers")
    with_epub = [(at, epub) for at, book in enumerate(books) if (epub := book.of("epub"))]
    requests = [(draft / ebook.path, books[at].folder) for at, ebook in with_epub]
    for (at, _), cover in zip(with_epub, copy_files.extract(requests, draft), strict=True):
        if cover:
            books[at] = replace(books[at], cover=cover[0], thumbnail=cover[1])
    return replace(shelf, books=tuple(books))


def _texts(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Yield every page and feed by its path in the site."""
    design = themes.find()
    ours = design.home / "templates" / "shelf"
    fill = environment.filler(design)
    feeds = list(_feed_rows(shelf))
    yield "styles/shelf.css", _style(design)
    yield "scripts/search.js", (ours / "search.js").read_bytes()
    if not all(book.cover for book in shelf.books):
        yield catalogues.NO_COVER.path, (ours / "no-cover.png").read_bytes()
    yield _HOME, pages.index_page(shelf, feeds, fill).encode()
    for book in shelf.books:
        yield f"{book.folder}/{_HOME}", pages.book_page(book, shelf, feeds, fill).encode()

    yield from catalogues.opds1(shelf)
    yield from catalogues.opds2(shelf)
    yield from catalogues.manifests(shelf)
    yield onix.NAME, onix.onix(shelf)
    if shelf.site:
        yield catalogues.RSS_NAME, catalogues.rss(shelf)


def _feed_rows(shelf: Shelf) -> Iterator[tuple[str, str, str]]:
    """Yield the feeds that every page names: path, media type and title."""
    yield catalogues.OPDS_NAME, catalogues.OPDS_TYPE, "OPDS 1.2"
    yield catalogues.NAME, catalogues.TYPE, "OPDS 2.0"
    if shelf.site:
        yield catalogues.RSS_NAME, catalogues.RSS_TYPE, "RSS"
    yield onix.NAME, onix.TYPE, "ONIX 3.0"


def _style(design: Design) -> bytes:
    sheets = (design.style(name) for name in ("tokens.css", "shelf.css"))
    text = "\n".join(_COMMENT.sub("", sheet).strip() for sheet in sheets)
    return f'@charset "utf-8";\n{text}\n'.encode()
