"""Reads one file, whatever it is: what runs in the process that is confined.

Every reader is a row of ``READERS``: a module with ``inspect``, which gives findings, and at last
the contents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.model import (
    BookContents,
    FileKind,
    FileThumbnails,
    InspectedFile,
    PageThumbnail,
    Subject,
    UnreadableError,
)

#: Gives findings as they are found, and the file's contents when they are known.
Reader = Callable[[Subject], Iterator[Finding | BookContents]]
#: Gives what a file looks like, page by page, and sentences on what is not shown.
Viewer = Callable[[Subject], Iterator[PageThumbnail | str]]

#: Which module reads what, and shows it: a PDF does not pay for loading the EPUB's side.
READERS = {
    FileKind.PDF: "platebook.preflight.pdf.inspect_pdf",
    FileKind.EPUB: "platebook.preflight.epub.inspect_epub",
    FileKind.WEBSITE: "platebook.preflight.inspect_site",
}
VIEWERS = {
    FileKind.PDF: "platebook.preflight.pdf.page_contents",
    FileKind.EPUB: "platebook.preflight.epub.inspect_epub",
    FileKind.WEBSITE: "platebook.preflight.inspect_site",
}
#: Programs that read PDFs look for its mark so far from the beginning (ISO 32000-2, 7.5.2, allows
#: nothing before it; Acrobat 1024 bytes).
_PDF_WITHIN = 1024
_ENDINGS = {".pdf": FileKind.PDF, ".epub": FileKind.EPUB}
_CALLED = {FileKind.PDF: "a PDF", FileKind.EPUB: "an EPUB, or another zip"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read(subject: Subject) -> InspectedFile:
    """Read a file to its end, or say where reading it stopped; nothing is raised but OSError."""
    kind, called = _kind_of(subject.file), subject.called
    findings = list(_misnamed(subject, kind))
    contents = None
    reader: Reader = import_module(READERS[kind]).inspect if kind in READERS else _stranger
    try:
        for result in reader(subject):
            if isinstance(result, BookContents):
                contents = result
            else:
                findings.append(result)
    except UnreadableError as error:
        findings.append(codes.finding("X002", called, str(error)))
    except MemoryError:
        said = "it needs more than 600 MB of memory to read"
        findings.append(codes.finding("X004", called, said))
    except OSError:
        raise
    except Exception as error:  # an error, since the file was not inspected
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        findings.append(codes.finding("X003", called, f"it could not be read to its end ({said})"))
    return InspectedFile(subject, kind, tuple(findings), contents)


def view(subject: Subject) -> FileThumbnails:
    """Return small pictures of a file's pages for a report, as far as it can be looked at."""
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
                remarks.append(seen)
    except OSError:
        raise
    except Exception:  # what is wrong with it, ``read`` has reported
        remarks.append(f"Of {subject.file.name}, no more pages can be shown.")
    return FileThumbnails(tuple(sights), tuple(remarks))


def _kind_of(file: Path) -> FileKind:
    """Return what a file is; a folder is a website. Raises OSError."""
    if file.is_dir():
        return FileKind.WEBSITE
    with file.open("rb") as opened:
        beginning = opened.read(_PDF_WITHIN)
    if beginning.startswith(_ZIP):
        return FileKind.EPUB
    return FileKind.PDF if b"%PDF-" in beginning else FileKind.UNKNOWN


def _misnamed(subject: Subject, kind: FileKind) -> Iterator[Finding]:
    """Yield where a file's name ends as that of another kind does: it is read as what it is."""
    named = _ENDINGS.get(subject.file.suffix.lower())
    if named and kind in _CALLED and named is not kind:
        message = f"its name ends with {subject.file.suffix}, and it is {_CALLED[kind]}"
        yield codes.finding("X006", subject.called, message)


def _stranger(subject: Subject) -> Iterator[Finding | BookContents]:
    empty = not subject.file.stat().st_size
    what = "the file is empty" if empty else "this is neither an EPUB nor a PDF"
    yield codes.finding("X001", subject.called, what)
