"""Copies the books into the site, and checks that they are those of their records."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from platebook.errors import Finding
from platebook.shelf.model import ShelfBook, ShelfFile
from platebook.shelf.offers import media_type

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
