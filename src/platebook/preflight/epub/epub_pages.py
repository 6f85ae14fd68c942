"""Shows an EPUB in a report: each document's pictures, small, or its text where it has none.

An e-book has no pages of its own, and every reading system lays it out differently. So a report
shows what each document contains and not how one reader would lay it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from platebook import photos
from platebook.preflight.epub.archive import Archive, EntryError, opened
from platebook.preflight.epub.epub_facts import EpubBook, EpubDocument, Shown
from platebook.preflight.epub.read_epub import read
from platebook.preflight.model import EDGE, PageThumbnail, Remark, Subject

#: Thumbnails in a report; a book has fewer, and a report of more would be of no use.
_MAX_THUMBNAILS = 600
#: Characters of a document that are compared with the pages of other books.
_MAX_TEXT = 40_000
#: Formats that are decoded for a thumbnail, by the file's own bytes. SVG is not rendered.
_RASTER = ("JPEG", "PNG", "GIF", "WEBP")


def view(subject: Subject) -> Iterator[PageThumbnail | Remark]:
    """Give the thumbnails of every document in reading order, and say what is left out.

    Raises UnreadableError.
    """
    book = read(subject.file, subject.called, glancing=False)
    number = 0
    with opened(subject.file) as archive:
        documents = list(book.reading)
        for place, document in enumerate(documents):
            if number >= _MAX_THUMBNAILS:
                yield Remark(_left_out(subject.file.name, len(documents) - place))
                return
            for thumbnail in _of(book, document, archive, number):
                number = thumbnail.number
                yield thumbnail


def _of(
    book: EpubBook, document: EpubDocument, archive: Archive, before: int
) -> Iterator[PageThumbnail]:
    """Give a thumbnail of each picture of a document; without a picture, one of its text alone."""
    pictures: list[Shown | None] = list(document.shown[: _MAX_THUMBNAILS - before])
    text = document.text[:_MAX_TEXT]
    for number, shown in enumerate(pictures or [None], before + 1):
        yield PageThumbnail(
            number,
            shown.plate if shown else "",
            _thumbnail(book, archive, shown.address.target) if shown else b"",
            words=(shown.caption or shown.words) if shown and shown.plate else "",
            alt=shown.alt if shown else None,
            title=document.heading or document.title or document.name,
            document=document.name,
            text=text,
        )
        text = ""


def _thumbnail(book: EpubBook, archive: Archive, name: str) -> bytes:
    """Give a JPEG of a picture of the book; empty where it cannot be decoded."""
    picture = book.pictures.get(name)
    if not picture or picture.seen.fault or picture.seen.format not in _RASTER:
        return b""
    if not picture.looked:  # the book has more pixels than are decoded (read_epub)
        return b""
    try:
        return photos.encode_image.thumbnail(archive.read(name), EDGE)
    except EntryError:
        return b""


def _left_out(name: str, documents: int) -> str:
    which = f"The last {documents} documents" if documents > 1 else "The last document"
    are = "are" if documents > 1 else "is"
    return f"{which} of {name} {are} not shown: the report shows {_MAX_THUMBNAILS} thumbnails."
