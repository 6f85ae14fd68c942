"""Finds the records of finished books, and reads them; which may come from anywhere."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from platebook.errors import Finding, UsageError
from platebook.i18n import of_shelf
from platebook.pipeline.build_record import SUFFIX, Record, read_record
from platebook.shelf.model import (
    MEDIA_TYPES,
    OFFERS,
    Shelf,
    ShelfBook,
    ShelfFile,
    ShelfOptions,
    media_type,
)

_BUILD = "Build the story again: `platebook build STORY -o DIR`."
#: Folders that are looked into below one that is named.
_MOST_FOLDERS = 100_000
#: Names in the site that no book's folder may have.
_TAKEN = frozenset({"styles", "scripts"})


def records(folders: Sequence[Path], site: Path) -> list[Path]:
    """Find every record in the folders and below them, in the order of their names.

    Raises UsageError for a folder that is not there or has none, and where a folder is in ``site``,
    which will be replaced.
    """
    found: dict[Path, Path] = {}
    mistakes = []
    for folder in folders:
        if folder.resolve().is_relative_to(site):
            fix = "Choose another folder for the site with -o."
            mistakes.append(Finding(str(folder), "is in the site, which is replaced", fix))
            continue
        if not folder.is_dir():
            fix = "Name the folder of finished books, as given to `platebook build -o`."
            mistakes.append(Finding(str(folder), "there is no such folder", fix))
            continue
        here = list(_walk(folder, site))
        if not here:
            mistakes.append(Finding(str(folder), f"has no book with a record ({SUFFIX})", _BUILD))
        found |= {path.resolve(): path for path in here}
    if mistakes:
        raise UsageError(mistakes)
    return list(found.values())


def _walk(folder: Path, site: Path) -> Iterator[Path]:
    """Give the records below a folder; links and hidden folders are not followed."""
    for count, (place, names, files) in enumerate(os.walk(folder)):
        if count >= _MOST_FOLDERS:
            raise UsageError.of(str(folder), "has too many folders in it", "Name a smaller one.")
        names[:] = sorted(
            name
            for name in names
            if not name.startswith(".") and (Path(place) / name).resolve() != site
        )
        yield from (Path(place) / name for name in sorted(files) if name.endswith(SUFFIX))


def collect(paths: Sequence[Path], options: ShelfOptions) -> Shelf:
    """Read the records, and put the books in order: the newest first, then by title.

    Raises UsageError with every record that cannot be read or describes no book, and for two books
    with one identifier.
    """
    found, mistakes = list[tuple[Path, Record]](), list[Finding]()
    for path in paths:
        try:
            found.append((path, read_record(path)))
        except UsageError as error:
            mistakes += error.findings
    mistakes += [
        Finding(str(path), "does not describe its book: an older platebook wrote it", _BUILD)
        for path, record in found
        if record.book is None
    ]
    mistakes += _doubles(found)
    if mistakes:
        raise UsageError(mistakes)
    books = _books(found, options)
    language = options.language or _language(books)
    return Shelf(options.name or of_shelf(language)("Books"), language, options.site, tuple(books))


def _doubles(found: Sequence[tuple[Path, Record]]) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path, record in found:
        if record.book is None:
            continue
        other = first.setdefault(record.book.identifier, path)
        if other != path:
            message = f"has the identifier of {other}, {record.book.identifier}"
            fix = "Leave one of them out; or give a story an `identifier` of its own and build it."
            yield Finding(str(path), message, fix)


def _books(found: Sequence[tuple[Path, Record]], options: ShelfOptions) -> list[ShelfBook]:
    ordered = sorted(found, key=_order)
    ordered.sort(key=lambda each: each[1].book.modified if each[1].book else "", reverse=True)
    used, books = set(_TAKEN), []
    for path, record in ordered:
        folder = _free(record.book.slug, used) if record.book else ""
        files = tuple(_files(path, record, folder, options))
        if not files:
            editions = ", ".join(options.editions)
            message = f"has no file of the editions {editions}"
            raise UsageError.of(str(path), message, "Name the editions to offer with --edition.")
        assert record.book is not None  # noqa: S101  collect() checked it
        books.append(ShelfBook(folder, record.book, files))
    return books


def _order(each: tuple[Path, Record]) -> tuple[str, str]:
    book = each[1].book
    return (book.title.casefold(), book.identifier) if book else ("", "")


def _free(slug: str, used: set[str]) -> str:
    """Give the slug, or with a number where another book has it."""
    name, number = slug, 2
    while name in used:
        name, number = f"{slug}-{number}", number + 1
    used.add(name)
    return name


def _files(path: Path, record: Record, folder: str, options: ShelfOptions) -> Iterator[ShelfFile]:
    """Give the files of the editions that are offered, in the order of ``OFFERS``."""
    if record.book is None:
        return
    for edition in OFFERS:
        for name, facts in record.book.files.items():
            if facts.edition != edition or edition not in options.editions:
                continue
            if name not in record.outputs or (
                edition != "web" and Path(name).suffix not in MEDIA_TYPES
            ):
                continue
            place = f"{folder}/{name}"
            yield ShelfFile(
                name,
                f"{place}/index.html" if edition == "web" else place,
                path.parent / name,
                media_type(f"{name}/index.html" if edition == "web" else name),
                facts,
                record.outputs[name],
            )


def _language(books: Sequence[ShelfBook]) -> str:
    """Give the language of most books; of several, the first by name."""
    counted = Counter(book.facts.language for book in books)
    return min(counted, key=lambda each: (-counted[each], each))
