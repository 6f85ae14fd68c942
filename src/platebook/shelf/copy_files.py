"""Collects finished books from their records, and copies what a site of books serves."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from platebook.errors import Finding, UsageError, raise_unreadable
from platebook.i18n import of_shelf
from platebook.photos import images
from platebook.photos.formats.header import UnfitError
from platebook.photos.worker_pool import Task, WorkerPool
from platebook.pipeline.build_record import SUFFIX, Record, read_record
from platebook.preflight.epub.read_epub import EntryError, open_archive, read_package, rootfile
from platebook.preflight.epub.safe_xml import parse
from platebook.preflight.model import UnreadableError
from platebook.shelf.model import (
    MEDIA_TYPES,
    OFFERS,
    Shelf,
    ShelfBook,
    ShelfFile,
    ShelfOptions,
    SitePicture,
    media_type,
)

_NAME = "Name the folder of finished books, as given to `platebook build -o`."
#: Folders that are looked into below one that is named.
_MOST_FOLDERS = 100_000
#: Names in the site that no book's folder may have.
_TAKEN = frozenset({"styles", "scripts"})


def records(folders: Sequence[Path], site: Path) -> list[Path]:
    """Find every record in the folders and below them, in the order of their names.

    Raises UsageError for a folder that is not there or has none, and where a folder is in ``site``,
    which will be replaced.
    """
    records_of: dict[Path, Path] = {}
    mistakes = []
    for folder in folders:
        if folder.resolve().is_relative_to(site):
            fix = "Choose another folder for the site with -o."
            mistakes.append(Finding(str(folder), "is in the site, which is replaced", fix))
            continue
        if not folder.is_dir():
            message = "is no folder" if folder.exists() else "there is no such folder"
            mistakes.append(Finding(str(folder), message, _NAME))
            continue
        here = list(_walk(folder, site))
        if not here:
            mistakes.append(Finding(str(folder), f"has no book with a record ({SUFFIX})", _NAME))
        records_of |= {path.resolve(): path for path in here}
    if mistakes:
        raise UsageError(mistakes)
    return list(records_of.values())


def _walk(folder: Path, site: Path) -> Iterator[Path]:
    """Yield the records below a folder; links and hidden folders are not followed."""
    for count, (place, names, files) in enumerate(os.walk(folder, onerror=raise_unreadable)):
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

    Raises UsageError with every record that cannot be read, and for two books with one identifier.
    """
    pairs, mistakes = list[tuple[Path, Record]](), list[Finding]()
    for path in paths:
        try:
            pairs.append((path, read_record(path)))
        except UsageError as error:
            mistakes += error.findings
    mistakes += _doubles(pairs)
    if mistakes:
        raise UsageError(mistakes)
    books = _books(pairs, options)
    language = options.language or _language(books)
    return Shelf(options.name or of_shelf(language)("Books"), language, options.site, tuple(books))


def _doubles(books: Sequence[tuple[Path, Record]]) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path, record in books:
        other = first.setdefault(record.book.identifier, path)
        if other != path:
            message = f"has the identifier of {other}, {record.book.identifier}"
            fix = "Leave one of them out; or give a story an `identifier` of its own and build it."
            yield Finding(str(path), message, fix)


def _books(pairs: Sequence[tuple[Path, Record]], options: ShelfOptions) -> list[ShelfBook]:
    entries = sorted(
        pairs, key=lambda pair: (pair[1].book.title.casefold(), pair[1].book.identifier)
    )
    entries.sort(key=lambda pair: pair[1].book.modified, reverse=True)
    used_slugs, books = set(_TAKEN), []
    for path, record in entries:
        folder = _free(record.book.slug, used_slugs)
        files = tuple(_files(path, record, folder, options))
        if not files:
            editions = ", ".join(options.editions)
            message = f"has no file of the editions {editions}"
            raise UsageError.of(str(path), message, "Name the editions to offer with --edition.")
        books.append(ShelfBook(folder, record.book, files))
    return books


def _free(slug: str, used_slugs: set[str]) -> str:
    """Return the slug, or with a number where another book has it."""
    name, number = slug, 2
    while name in used_slugs:
        name, number = f"{slug}-{number}", number + 1
    used_slugs.add(name)
    return name


def _files(path: Path, record: Record, folder: str, options: ShelfOptions) -> Iterator[ShelfFile]:
    """Yield the files of the editions that are offered, in the order of ``OFFERS``."""
    for edition in OFFERS:
        for name, facts in record.book.files.items():
            is_offered = facts.edition == edition and edition in options.editions
            is_known = edition == "web" or Path(name).suffix in MEDIA_TYPES
            if is_offered and is_known and name in record.outputs:
                start = f"{name}/index.html" if edition == "web" else name
                place, kind, source = f"{folder}/{start}", media_type(start), path.parent / name
                yield ShelfFile(name, place, source, kind, facts, record.outputs[name])


def _language(books: Sequence[ShelfBook]) -> str:
    """Return the language of most books; of several, the first by name."""
    counts = Counter(book.facts.language for book in books)
    return min(counts, key=lambda tag: (-counts[tag], tag))


_BLOCK = 1 << 20
_FIX = "Build the story again, or put back the files that its build wrote."
#: Files of one website.
_MOST_FILES = 100_000


def copy_book(book: ShelfBook, site: Path) -> tuple[ShelfBook, tuple[Finding, ...]]:
    """Copy the files of a book; return it with the parts of its website, and what is wrong."""
    (site / book.folder).mkdir(parents=True)
    files, wrong = [], []
    for file in book.files:
        target = site / book.folder / file.name
        try:
            new_file, digest = _copy(file, target, book.folder)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            wrong.append(Finding(str(file.source), f"cannot be read: {reason}", _FIX))
            continue
        if digest != file.record.sha256:
            message = "is not the file that its record describes: it was changed after the build"
            wrong.append(Finding(str(file.source), message, _FIX))
        files.append(new_file)
    return replace(book, files=tuple(files)), tuple(wrong)


def _copy(file: ShelfFile, target: Path, folder: str) -> tuple[ShelfFile, str]:
    """Copy a file or folder; return it and its digest as a record has it. Raises OSError."""
    if not file.path.endswith(f"{file.name}/index.html"):
        return file, _copy_file(file.source, target)
    digests = {}
    for path in _within(file.source):
        name = path.relative_to(file.source).as_posix()
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        digests[path] = _copy_file(path, target / name)
    names = {path: path.relative_to(file.source).as_posix() for path in sorted(digests)}
    lines = "".join(f"{name} {digests[path]}\n" for path, name in names.items())
    parts = {f"{folder}/{file.name}/{name}": media_type(name) for name in names.values()}
    return replace(file, parts=parts), hashlib.sha256(lines.encode()).hexdigest()


def _within(folder: Path) -> Iterator[Path]:
    """Yield every file of a folder. Raises OSError for links and for too many files."""
    if folder.is_symlink():
        raise OSError(0, "it is a link")
    count = 0
    for place, names, files in os.walk(folder, onerror=_raise):
        for name in names:
            if (Path(place) / name).is_symlink():
                raise OSError(0, f"{name} in it is a link")
        for name in files:
            count += 1
            if count > _MOST_FILES:
                raise OSError(0, "it has too many files")
            yield Path(place) / name


def _raise(error: OSError) -> None:
    raise error


def _copy_file(source: Path, target: Path) -> str:
    """Copy a regular file, never through a link; return its SHA-256. Raises OSError."""
    if source.is_symlink():
        raise OSError(0, "it is a link")
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is no ordinary file")
        digest = hashlib.sha256()
        with target.open("xb") as copy:
            while block := file.read(_BLOCK):
                digest.update(block)
                copy.write(block)
    return digest.hexdigest()


#: px of the longer side: on a book's own page, and in the list of all books.
_LARGE, _SMALL = 640, 400
#: px and bytes of a cover that is still decoded.
_MOST_PIXELS, _MOST_BYTES = 80_000_000, 30_000_000
#: Seconds for a book; most are those in which a worker starts on a busy machine.
_SECONDS = 90.0
#: The cover in two sizes; None where a book has none that can be shown.
Covers = tuple[SitePicture, SitePicture] | None


def extract(books: Sequence[tuple[Path, str]], site: Path) -> list[Covers]:
    """Write the covers of EPUBs into the site; each is given with its folder there."""
    if not books:
        return []
    tasks = [Task(_cover, (path, folder, site), _SECONDS) for path, folder in books]
    with WorkerPool() as pool:
        results = pool.run(tasks, lambda _done, _at: None)
    return [None if isinstance(result, UnfitError) else result for result in results]


def _cover(path: Path, folder: str, site: Path) -> Covers:
    picture = b""
    with suppress(EntryError, UnreadableError, OSError):
        picture = _read(path)
    if not picture or images.read_image_facts(picture).pixels > _MOST_PIXELS:
        return None
    copies = images.thumbnails(picture, (_LARGE, _SMALL))
    if not copies:
        return None
    pictures = []
    for name, content in zip(("cover.jpg", "cover-small.jpg"), copies, strict=True):
        (site / folder / name).write_bytes(content)
        pictures.append(SitePicture(f"{folder}/{name}", images.read_image_facts(content).size))
    return pictures[0], pictures[1]


def _read(path: Path) -> bytes:
    """Return the picture that the package names as the cover; empty where it names none."""
    with open_archive(path) as archive:
        container = parse(archive.read("META-INF/container.xml")).root
        name = rootfile(container) if container is not None else ""
        root = parse(archive.read(name)).root if name else None
        cover = read_package(name, root).cover if root is not None else None
        return archive.read(cover.name, _MOST_BYTES) if cover and cover.name else b""
