"""Finds the files of the sources, what kind each is, and which photographs are the same.

Links are followed only where the user names one; what is behind links inside a source is not
read. Nothing outside the sources is. No photograph is decoded.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from platebook.errors import UsageError, raise_unreadable
from platebook.importing import names
from platebook.importing.model import LeftOut, Origin, PhotographFile
from platebook.importing.plain_text import decode, path_text
from platebook.manifest.files import SUFFIXES
from platebook.photos.formats.header import UnfitError
from platebook.photos.survey_photos import read_metadata, read_metadata_of

#: Entries of all sources together; more is no story's folder.
MOST = 20_000
_HEAD = 4096
_RAW = {
    *(".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw", ".srf", ".sr2", ".dng", ".raf", ".orf"),
    *(".rw2", ".pef", ".srw", ".x3f", ".erf", ".mrw", ".kdc", ".dcr", ".3fr", ".iiq", ".mos"),
    *(".mef", ".rwl"),
}
_FILMS = (".mov", ".mp4", ".avi", ".m4v", ".mts", ".mkv", ".webm", ".wmv", ".3gp")
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
    **dict.fromkeys((*SUFFIXES, ".jfif"), Sort.PHOTO),
    **dict.fromkeys(_RAW, Sort.RAW),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Sort.HTML),
    **dict.fromkeys((".mhtml", ".mht", ".eml"), Sort.MHTML),
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".qmd", ".mdx"), Sort.MARKDOWN),
    **dict.fromkeys((".txt", ".text"), Sort.TEXT),
    **dict.fromkeys((".csv", ".tsv", ".tab"), Sort.TABLE),
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"), Sort.TABLE),
    ".webarchive": Sort.WEBARCHIVE, ".docx": Sort.DOCX, ".docm": Sort.DOCX, ".odt": Sort.ODT,
    ".zip": Sort.ZIP, ".json": Sort.JSON, ".xmp": Sort.XMP,
}  # fmt: skip
#: A text that is a table: headings, and a row with a photograph's name, divided by tabs.
_OF_TABS = re.compile(
    r"[^\n]*\t[^\n]*\n(?:[^\n]*\t)?[^\t\n]*\.(?:jpe?g|png|tiff?|webp|heic)\r?\t", re.IGNORECASE
)
#: What a file is that is not read, by its suffix.
_UNREADABLE = {
    **dict.fromkeys(_FILMS, "a film"),
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
    """Return every file of the sources in a fixed order, and what is no source.

    Raises UsageError for a source that is not there.
    """
    files: list[SourceFile] = []
    left: list[LeftOut] = []
    inodes: set[tuple[int, int]] = set()
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
            if (status.st_dev, status.st_ino) in inodes:
                continue
            inodes.add((status.st_dev, status.st_ino))
            _add(path, source, files, left)
            if len(files) > MOST:
                fix = "Name the folder of one story, or its files."
                raise UsageError.of(source.as_posix(), f"more than {MOST:,} files", fix)
    return files, left


_LINK, _NO_FILE = "it is a link, and links are not followed", "it is no ordinary file"


def _files(source: Path, left: list[LeftOut]) -> Iterator[Path]:
    """Yield the ordinary files of a source; hidden ones are some program's own."""
    if not source.is_dir():
        yield source.resolve() if source.is_symlink() else source
        return
    for folder, folders, files in os.walk(source, onerror=raise_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        for name in [*folders]:
            if (Path(folder) / name).is_symlink():
                folders.remove(name)
                left.append(_leave_out(Path(folder) / name, _LINK))
        for name in sorted(files):
            path = Path(folder) / name
            if name.startswith((".", "~$")) or name in ("Thumbs.db", "desktop.ini"):
                continue
            try:
                mode = path.lstat().st_mode
            except OSError as error:
                raise_unreadable(error)
            if stat.S_ISREG(mode):
                yield path
            else:
                left.append(_leave_out(path, _LINK if stat.S_ISLNK(mode) else _NO_FILE))


def _add(path: Path, source: Path, files: list[SourceFile], left: list[LeftOut]) -> None:
    if not path.is_file():
        left.append(_leave_out(path, _NO_FILE))
        return
    if path.stem.lower() in _ABOUT and path.suffix.lower() in _ABOUT_SUFFIXES and path != source:
        left.append(_leave_out(path, "it is about the files, and no part of the story"))
        return
    sort = sort_of(path)
    folders = path.relative_to(source).parents if source.is_dir() else ()
    assets = any(_is_assets(source / folder) for folder in folders)
    if sort is not Sort.OTHER:
        files.append(SourceFile(path, path_text(path), sort, source, assets))
    elif not assets:
        what = _UNREADABLE.get(path.suffix.lower(), "of a kind that is not read")
        left.append(_leave_out(path, f"it is {what}"))


#: The folder that a browser saves beside a page ``NAME.html``.
_ASSETS = re.compile(
    r"(.*)(?:_files|-Dateien|_fichiers|_archivos|_file|-filer|_bestanden|\.files)", re.DOTALL
)


def _is_assets(folder: Path) -> bool:
    """Return whether a browser saved a folder beside a page: ``NAME_files`` and the like."""
    match = _ASSETS.fullmatch(folder.name)
    pages = [f"{match[1]}{suffix}" for suffix in (".html", ".htm", ".xhtml")] if match else []
    return any((folder.parent / page).is_file() for page in pages)


def assets_of(page: Path) -> Path | None:
    """Return the folder that a browser saved beside a page, if there is one."""
    try:
        folders = sorted(
            entry
            for entry in page.parent.iterdir()
            if entry.name.startswith(page.stem) and entry.is_dir() and not entry.is_symlink()
        )
    except OSError:
        return None
    return next((folder for folder in folders if _is_assets(folder)), None)


def _leave_out(path: Path, reason: str) -> LeftOut:
    return LeftOut("file", path_text(Path(path.name)), reason, Origin(path_text(path)))


def sort_of(path: Path) -> Sort:
    """Return what a file is: by its first bytes where they are plain, else by its name."""
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        head = b""
    by_name = _BY_SUFFIX.get(suffix, Sort.OTHER)
    if suffix in _UNREADABLE or head.startswith(b"{\\rtf"):
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
    return Sort.TABLE if by_name is Sort.TEXT and _OF_TABS.match(decode(head)) else by_name


def _by_bytes(head: bytes) -> Sort:
    if head.startswith(b"bplist00"):
        return Sort.WEBARCHIVE
    if b"opendocument.text" in head[:200]:
        return Sort.ODT
    return Sort.DOCX if b"word/" in head else Sort.ZIP


def texts_beside(
    files: Sequence[SourceFile], photographs: Sequence[PhotographFile]
) -> set[SourceFile]:
    """Return the texts beside photographs, ``a.txt`` or ``a.jpg.txt`` by ``a.jpg``: two or more."""
    paths = {path for photo in photographs for path in (photo.path, photo.path.with_suffix(""))}
    beside = {
        file
        for file in files
        if file.sort is Sort.TEXT and file.path.absolute().with_suffix("") in paths
    }
    return beside if len(beside) > 1 else set()


#: A picture of fewer pixels on its longer side, that is attached to an e-mail, is an icon.
_SMALLEST = 100
#: How much the shapes of two copies of one picture differ at most.
_SHAPE = 0.01


def read_photograph(file: SourceFile) -> PhotographFile | LeftOut:
    """Read a photograph's headers; return what is wrong with one that cannot be used."""
    path, name = file.path.absolute(), file.name
    try:
        facts = read_metadata(path)
    except UnfitError as unfit:
        return LeftOut("photograph", names.file_name(name), f"it {unfit.message}", Origin(name))
    return PhotographFile(
        path, name, facts.format, facts.size, facts.bytes, facts.words, facts.taken
    )


def read_member(
    content: bytes, file: SourceFile, name: str, member: str
) -> PhotographFile | LeftOut:
    """Read the headers of a photograph that lies in another file, an e-mail."""
    try:
        facts = read_metadata_of(io.BytesIO(content))
    except UnfitError as unfit:
        return LeftOut("photograph", name, f"it {unfit.message}", Origin(file.name))
    if max(facts.size) < _SMALLEST:
        return LeftOut("photograph", name, "it is an icon or a logo", Origin(file.name))
    values = (facts.format, facts.size, facts.bytes, facts.words, facts.taken)
    return PhotographFile(file.path.absolute(), name, *values, member)


def without_duplicates(
    photographs: Sequence[PhotographFile],
) -> tuple[list[PhotographFile], list[LeftOut]]:
    """Leave out files of the same bytes, smaller copies, and originals of edited photographs."""
    drop, also = _same_bytes(photographs)
    drop |= _same_pictures([photo for photo in photographs if id(photo) not in drop])
    left = [
        LeftOut("photograph", photo.name, drop[id(photo)], Origin(photo.name))
        for photo in photographs
        if id(photo) in drop
    ]
    photos = [photo for photo in photographs if id(photo) not in drop]
    return [replace(photo, duplicate_names=tuple(also[id(photo)])) for photo in photos], left


def _same_bytes(
    photographs: Sequence[PhotographFile],
) -> tuple[dict[int, str], dict[int, list[str]]]:
    """Return which files are the same as one before, and the names of those, both by id."""
    by_size: dict[tuple[int, tuple[int, int]], list[PhotographFile]] = defaultdict(list)
    for photo in photographs:
        by_size[photo.bytes, photo.size].append(photo)
    drop: dict[int, str] = {}
    also: dict[int, list[str]] = defaultdict(list)
    for same in by_size.values():
        first: dict[str, PhotographFile] = {}
        for photo in same if len(same) > 1 else ():
            original = first.setdefault(digest(photo.path), photo)
            if original is not photo:
                drop[id(photo)] = f"it is the same file as {original.name}"
                also[id(original)].append(photo.name)
    return drop, also


def _same_pictures(photographs: Sequence[PhotographFile]) -> dict[int, str]:
    """Return which files show another's picture: by the name without additions, shape and size.

    ``a-1024x683.jpg`` is a copy of ``a.jpg``, ``b.jpg`` of ``b.tif``, and ``c-edited.jpg`` takes
    the place of ``c.jpg``. Files of one size and format, and those in other folders that were
    taken at another time, are other pictures.
    """
    groups: dict[tuple[str, str], list[PhotographFile]] = defaultdict(list)
    for photo in photographs:
        groups[names.stem(photo.name), names.counter(photo.name)].append(photo)
    drop: dict[int, str] = {}
    for group in groups.values():
        edited_copies = [photo for photo in group if names.is_edited(photo.name)]
        for photo in edited_copies if len(group) > len(edited_copies) else ():
            original = names.strip_edit_suffix(photo.name)
            for other in group:
                same_folder = other.path.parent == photo.path.parent
                if same_folder and names.base_name(other.name) == original:
                    drop[id(other)] = f"{photo.name}, an edited version, is taken"
        photos = [photo for photo in group if id(photo) not in drop]
        photos.sort(key=lambda photo: (-photo.size[0] * photo.size[1], -photo.bytes))
        for photo in photos[1:]:
            if _is_copy(photo, photos[0]):
                drop[id(photo)] = f"it is a copy of {photos[0].name}, which is larger"
    return drop


def _is_copy(photo: PhotographFile, larger: PhotographFile) -> bool:
    """Return whether a photograph is another in fewer pixels, or in another format."""
    shapes = [photograph.size[0] / max(photograph.size[1], 1) for photograph in (photo, larger)]
    if abs(shapes[0] / shapes[1] - 1) > _SHAPE:
        return False
    is_beside = photo.path.parent == larger.path.parent
    if not is_beside and photo.taken_at != (larger.taken_at or "-"):
        return False
    return photo.size != larger.size or photo.format != larger.format


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits; a file that stays is read once."""
    facts = path.stat()
    return _digest(path.resolve(), facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=10_000)
def _digest(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
