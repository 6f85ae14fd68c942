"""Copies what a site of books serves: the files of finished books, and their covers."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from platebook import photos
from platebook.errors import Finding
from platebook.photos.worker_pool import Task
from platebook.preflight.epub.archive import EntryError, opened, package, rootfile
from platebook.preflight.epub.safe_xml import parse
from platebook.preflight.model import UnreadableError
from platebook.shelf.model import Picture, ShelfBook, ShelfFile, media_type

_BLOCK = 1 << 20
_FIX = "Build the story again, or put back the files that its build wrote."
#: Files of one website.
_MOST_FILES = 100_000


def copy_book(book: ShelfBook, site: Path) -> tuple[ShelfBook, tuple[Finding, ...]]:
    """Copy the files of a book; give it with the parts of its website, and what is wrong."""
    (site / book.folder).mkdir(parents=True)
    files, wrong = [], []
    for each in book.files:
        target = site / book.folder / each.name
        try:
            copied, digest = _copy(each, target, book.folder)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            wrong.append(Finding(str(each.source), f"cannot be read: {reason}", _FIX))
            continue
        if digest != each.recorded.sha256:
            message = "is not the file that its record describes: it was changed after the build"
            wrong.append(Finding(str(each.source), message, _FIX))
        files.append(copied)
    return replace(book, files=tuple(files)), tuple(wrong)


def _copy(file: ShelfFile, target: Path, folder: str) -> tuple[ShelfFile, str]:
    """Copy a file or folder; give it and its digest as a record has it. Raises OSError."""
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
    """Give every file of a folder. Raises OSError for links and for too many files."""
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
    """Copy a regular file, never through a link; give its SHA-256. Raises OSError."""
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
Covers = tuple[Picture, Picture] | None


def extract(books: Sequence[tuple[Path, str]], site: Path) -> list[Covers]:
    """Write the covers of EPUBs into the site; each is given with its folder there."""
    if not books:
        return []
    tasks = [Task(_cover, (path, folder, site), _SECONDS) for path, folder in books]
    with photos.WorkerPool() as pool:
        found = pool.run(tasks, lambda _done, _at: None)
    return [None if isinstance(each, photos.UnfitError) else each for each in found]


def _cover(path: Path, folder: str, site: Path) -> Covers:
    picture = b""
    with suppress(EntryError, UnreadableError, OSError):
        picture = _read(path)
    if not picture or photos.read_image_facts(picture).pixels > _MOST_PIXELS:
        return None
    copies = photos.thumbnails(picture, (_LARGE, _SMALL))
    if not copies:
        return None
    made = []
    for name, content in zip(("cover.jpg", "cover-small.jpg"), copies, strict=True):
        (site / folder / name).write_bytes(content)
        made.append(Picture(f"{folder}/{name}", photos.read_image_facts(content).size))
    return made[0], made[1]


def _read(path: Path) -> bytes:
    """Give the picture that the package names as the cover; empty where it names none."""
    with opened(path) as archive:
        container = parse(archive.read("META-INF/container.xml")).root
        name = rootfile(container) if container is not None else ""
        root = parse(archive.read(name)).root if name else None
        cover = package(name, root).cover if root is not None else None
        return archive.read(cover.name, _MOST_BYTES) if cover and cover.name else b""
