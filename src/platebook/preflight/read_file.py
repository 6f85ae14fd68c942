"""Reads one file, whatever it is: what runs in the process that is confined.

Every reader is a row of ``READERS``: a function that gives findings, and at last the contents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.model import (
    BookContents,
    FileKind,
    FileThumbnails,
    InspectedFile,
    PageThumbnail,
    Remark,
    Subject,
    UnreadableError,
)

#: Gives findings as they are found, and the file's contents when they are known.
Reader = Callable[[Subject], Iterator[Finding | BookContents]]

#: Which function reads what, by module and name: a PDF does not pay for loading the EPUB's side.
READERS: dict[FileKind, tuple[str, str]] = {
    FileKind.PDF: ("platebook.preflight.pdf.inspect_pdf", "read"),
    FileKind.EPUB: ("platebook.preflight.epub.inspect_epub", "inspect"),
    FileKind.WEBSITE: ("platebook.preflight.inspect_site", "inspect"),
}
#: Gives what a file looks like, page by page, and what there is to say of that.
Viewer = Callable[[Subject], Iterator[PageThumbnail | Remark]]
VIEWERS: dict[FileKind, str] = {
    FileKind.PDF: "platebook.preflight.pdf.pdf_pages",
    FileKind.EPUB: "platebook.preflight.epub.epub_pages",
}
#: Programs that read PDFs look for its mark so far from the beginning (ISO 32000-2, 7.5.2, allows
#: nothing before it; Acrobat 1024 bytes).
_PDF_WITHIN = 1024
_ENDINGS = {".pdf": FileKind.PDF, ".epub": FileKind.EPUB}
_CALLED = {FileKind.PDF: "a PDF", FileKind.EPUB: "an EPUB, or another zip"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read(subject: Subject) -> InspectedFile:
    """Read a file to its end, or say where reading it stopped; nothing is raised but OSError."""
    kind = _kind_of(subject.file)
    findings = list(_misnamed(subject, kind))
    contents = None
    try:
        for result in _reader(kind)(subject):
            if isinstance(result, BookContents):
                contents = result
            else:
                findings.append(result)
    except UnreadableError as error:
        findings.append(codes.finding("X002", subject.called, str(error)))
    except MemoryError:
        findings.append(too_much(subject))
    except OSError:
        raise
    except Exception as error:
        findings.append(_given_up(subject, error))
    return InspectedFile(subject, kind, tuple(findings), contents)


def view(subject: Subject) -> FileThumbnails:
    """Give small pictures of a file's pages for a report, as far as it can be looked at."""
    kind = _kind_of(subject.file)
    if kind not in VIEWERS:
        return FileThumbnails()
    sights: list[PageThumbnail] = []
    remarks: list[str] = []
    viewer: Viewer = import_module(VIEWERS[kind]).view
    try:
        for seen in viewer(subject):
            if isinstance(seen, PageThumbnail):
                sights.append(seen)
            else:
                remarks.append(seen.words)
    except OSError:
        raise
    except Exception:  # what is wrong with it, ``read`` has reported
        remarks.append(f"Of {subject.file.name}, no more pages can be shown.")
    return FileThumbnails(tuple(sights), tuple(remarks))


def _kind_of(file: Path) -> FileKind:
    """Tell what a file is; a folder is a website. Raises OSError."""
    if file.is_dir():
        return FileKind.WEBSITE
    with file.open("rb") as opened:
        return _kind(opened)


def _kind(opened: BinaryIO) -> FileKind:
    beginning = opened.read(_PDF_WITHIN)
    if beginning.startswith(_ZIP):
        return FileKind.EPUB
    return FileKind.PDF if b"%PDF-" in beginning else FileKind.UNKNOWN


def _misnamed(subject: Subject, kind: FileKind) -> Iterator[Finding]:
    """Say where a file's name ends as that of another kind does: it is read as what it is."""
    named = _ENDINGS.get(subject.file.suffix.lower())
    if named and kind in _CALLED and named is not kind:
        message = f"its name ends with {subject.file.suffix}, and it is {_CALLED[kind]}"
        yield codes.finding("X006", subject.called, message)


def _reader(kind: FileKind) -> Reader:
    if kind not in READERS:
        return _stranger
    module, name = READERS[kind]
    reader: Reader = getattr(import_module(module), name)
    return reader


def _stranger(subject: Subject) -> Iterator[Finding | BookContents]:
    empty = not subject.file.stat().st_size
    what = "the file is empty" if empty else "this is neither an EPUB nor a PDF"
    yield codes.finding("X001", subject.called, what)


def too_much(subject: Subject) -> Finding:
    """Refuse a file that needs more memory than any book should."""
    return codes.finding("X004", subject.called, "it needs more than 600 MB of memory to read")


def _given_up(subject: Subject, error: Exception) -> Finding:
    """Report a file that the reader could not process: an error, since it was not inspected."""
    said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return codes.finding("X003", subject.called, f"it could not be read to its end ({said})")
