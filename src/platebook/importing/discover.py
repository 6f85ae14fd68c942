"""Finds the files of the sources, and what kind each is by its name and first bytes.

Links are followed only where the user names one; what is behind links inside a source is not
read. Nothing outside the sources is.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from platebook.errors import UsageError
from platebook.importing.model import LeftOut, Origin
from platebook.importing.text import path_text
from platebook.manifest.files import SUFFIXES

#: Entries of all sources together; more is no story's folder.
MOST = 20_000
_HEAD = 4096
_PHOTOS = {*SUFFIXES, ".jfif"}
RAW = {
    *(".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw", ".srf", ".sr2", ".dng", ".raf", ".orf"),
    *(".rw2", ".pef", ".srw", ".x3f", ".erf", ".mrw", ".kdc", ".dcr", ".3fr", ".iiq", ".mos"),
    *(".mef", ".rwl"),
}
_FILMS = {".mov", ".mp4", ".avi", ".m4v", ".mts", ".mkv", ".webm", ".wmv", ".3gp"}


#: Texts about a folder's files; they are read where the user names them.
_ABOUT = {"readme", "license", "licence", "copying", "changelog"}
_ABOUT_SUFFIXES = {"", ".md", ".txt", ".html"}


class Sort(StrEnum):
    """What a source's file is."""

    PHOTO = "photograph"
    RAW = "camera’s raw file"
    HTML = "web page"
    MHTML = "web archive (MHTML)"
    WEBARCHIVE = "web archive (Safari)"
    DOCX = "Word document"
    ODT = "OpenDocument text"
    ZIP = "zip archive"
    MARKDOWN = "Markdown"
    TEXT = "plain text"
    TABLE = "table"
    JSON = "JSON"
    XMP = "XMP sidecar"
    OTHER = "other"


_BY_SUFFIX = {
    **dict.fromkeys(_PHOTOS, Sort.PHOTO),
    **dict.fromkeys(RAW, Sort.RAW),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Sort.HTML),
    **dict.fromkeys((".mhtml", ".mht", ".eml"), Sort.MHTML),
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".qmd", ".mdx"), Sort.MARKDOWN),
    **dict.fromkeys((".txt", ".text"), Sort.TEXT),
    **dict.fromkeys((".csv", ".tsv", ".tab"), Sort.TABLE),
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"), Sort.TABLE),
    ".webarchive": Sort.WEBARCHIVE, ".docx": Sort.DOCX, ".docm": Sort.DOCX, ".odt": Sort.ODT,
    ".zip": Sort.ZIP, ".json": Sort.JSON, ".xmp": Sort.XMP,
}  # fmt: skip
_UNREADABLE = {
    ".rtf": "a Rich Text document: save it as .docx",
    ".doc": "an old Word document: save it as .docx",
    ".pages": "a Pages document: export it as Word (.docx)",
    ".pdf": "a PDF: save its text as .txt or .docx",
    ".epub": "an e-book, which is not imported",
    ".idml": "an InDesign document, which is not imported",
    ".indd": "an InDesign document, which is not imported",
    ".gdoc": "a link to Google Docs: download it there as a web page (.html, zipped) or .docx",
    ".url": "a link to a web page: open it and save the page",
    ".webloc": "a link to a web page: open it and save the page",
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the sources: its path, what the user would call it, its kind.

    ``top`` is the source that it belongs to; ``assets`` that it lies in the folder of a saved page.
    """

    path: Path
    name: str
    sort: Sort
    top: Path
    assets: bool = False


def discover(sources: Sequence[Path]) -> tuple[list[SourceFile], list[LeftOut]]:
    """Give every file of the sources in a fixed order, and what is no source.

    Raises UsageError for a source that is not there.
    """
    found: list[SourceFile] = []
    left: list[LeftOut] = []
    seen: set[tuple[int, int]] = set()
    for source in sources:
        if re.match(r"[A-Za-z][\w+.-]+:/", source.as_posix()):
            fix = "Save the page with its pictures in your browser, and name the file."
            raise UsageError.of(
                source.as_posix(), "this is an address; platebook fetches nothing", fix
            )
        if not source.exists():
            fix = "Name a file or folder that is there; put a path with spaces in it in quotes."
            raise UsageError.of(source.as_posix(), "there is no such file or folder", fix)
        for path in _files(source, left):
            status = path.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            _add(path, source, found, left)
            if len(found) > MOST:
                fix = "Name the folder of one story, or its files."
                raise UsageError.of(source.as_posix(), f"more than {MOST:,} files", fix)
    return found, left


def _files(source: Path, left: list[LeftOut]) -> Iterator[Path]:
    """Give the ordinary files of a source; hidden ones are some program's own."""
    if not source.is_dir():
        yield source
        return
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        for name in [*folders]:
            if (Path(folder) / name).is_symlink():
                folders.remove(name)
                left.append(_left(Path(folder) / name, "it is a link, and links are not followed"))
        for name in sorted(names):
            path = Path(folder) / name
            if name.startswith((".", "~$", "._")) or name in ("Thumbs.db", "desktop.ini"):
                continue
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                yield path
            else:
                what = (
                    "a link, and links are not followed"
                    if stat.S_ISLNK(mode)
                    else "no ordinary file"
                )
                left.append(_left(path, f"it is {what}"))


def _add(path: Path, source: Path, found: list[SourceFile], left: list[LeftOut]) -> None:
    name = path_text(path)
    if not path.is_file():
        left.append(_left(path, "it is no ordinary file"))
        return
    if path.stem.lower() in _ABOUT and path.suffix.lower() in _ABOUT_SUFFIXES and path != source:
        left.append(_left(path, "it is about the files, and no part of the story"))
        return
    sort = sort_of(path)
    assets = source.is_dir() and any(map(_is_assets, _between(source, path)))
    if sort is Sort.OTHER:
        if not assets:
            left.append(_left(path, _why(path)))
        return
    found.append(SourceFile(path, name, sort, source, assets))


def _between(source: Path, path: Path) -> Iterator[Path]:
    """Give the folders from a source down to a file in it."""
    yield from (source / parent for parent in path.relative_to(source).parents)


def _is_assets(folder: Path) -> bool:
    """Return whether a browser saved a folder beside a page: ``NAME_files`` and the like."""
    for ending in (
        *("_files", "-Dateien", "_fichiers", "_archivos", "_file", "-filer", "_bestanden"),
        ".files",
    ):
        if folder.name.endswith(ending):
            stem = folder.name.removesuffix(ending)
            return any(
                (folder.parent / f"{stem}{suffix}").is_file()
                for suffix in (".html", ".htm", ".xhtml")
            )
    return False


def assets_of(page: Path) -> Path | None:
    """Give the folder that a browser saved beside a page, if there is one."""
    try:
        names = sorted(
            entry.name
            for entry in page.parent.iterdir()
            if entry.is_dir() and not entry.is_symlink()
        )
    except OSError:
        return None
    folders = [page.parent / name for name in names if name.startswith(page.stem)]
    return next((folder for folder in folders if _is_assets(folder)), None)


def _why(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in _FILMS:
        return "it is a film"
    return (
        f"it is {_UNREADABLE[suffix]}"
        if suffix in _UNREADABLE
        else "it is of a kind that is not read"
    )


def _left(path: Path, reason: str) -> LeftOut:
    return LeftOut("file", path_text(Path(path.name)), reason, Origin(path_text(path)))


def sort_of(path: Path) -> Sort:
    """Say what a file is: by its first bytes where they are plain, else by its name."""
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        head = b""
    by_name = _BY_SUFFIX.get(suffix, Sort.OTHER)
    if suffix in _UNREADABLE or suffix in _FILMS or head.startswith(b"{\\rtf"):
        return Sort.OTHER
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if by_name in (Sort.OTHER, Sort.TEXT, Sort.HTML) and head.startswith(
        (b"PK\x03\x04", b"bplist00")
    ):
        return _by_bytes(head)
    if by_name is Sort.OTHER and not suffix:
        return Sort.HTML if start.startswith((b"<!doctype html", b"<html")) else Sort.OTHER
    if by_name is Sort.HTML and re.match(
        rb"(?:from|mime-version|subject|date|snapshot-[\w-]+):", start
    ):
        return Sort.MHTML
    return by_name


def _by_bytes(head: bytes) -> Sort:
    if head.startswith(b"bplist00"):
        return Sort.WEBARCHIVE
    if b"opendocument.text" in head[:200]:
        return Sort.ODT
    return Sort.DOCX if b"word/" in head else Sort.ZIP
