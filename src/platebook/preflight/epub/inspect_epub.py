"""Inspects one EPUB: reads it, asks every check, and gives what a comparison needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from platebook.errors import Finding
from platebook.photos import images
from platebook.preflight.epub import document_checks, image_checks, package_checks
from platebook.preflight.epub.epub_facts import EpubBook, EpubDocument, ShownPicture
from platebook.preflight.epub.read_epub import Archive, EntryError, open_archive, read
from platebook.preflight.model import (
    EDGE,
    BookContents,
    PageText,
    PageThumbnail,
    ShownPhoto,
    Subject,
)

#: Findings of one check about one book.
_MOST = 200
#: A check looks at what was read; those of ``SHOP_CHECKS`` also ask for whom the book is.
CHECKS: tuple[Callable[[EpubBook], Iterator[Finding]], ...] = (
    *package_checks.CONTAINER_CHECKS,
    *package_checks.CHECKS,
    *document_checks.MARKUP_CHECKS,
    *package_checks.FEATURE_CHECKS,
    *document_checks.NAVIGATION_CHECKS,
    *image_checks.CHECKS,
    *package_checks.FONT_CHECKS,
)
#: Thumbnails in a report; a book has fewer, and a report of more would be of no use.
_MAX_THUMBNAILS = 600
#: Characters of a document that are compared with the pages of other books.
_MAX_TEXT = 40_000
#: Formats that are decoded for a thumbnail, by the file's own bytes. SVG is not rendered.
_RASTER = ("JPEG", "PNG", "GIF", "WEBP")


def inspect(subject: Subject) -> Iterator[Finding | BookContents]:
    """Yield every finding about an EPUB, and its contents. Raises UnreadableError."""
    book = read(subject.file, subject.called, subject.memory)
    yield from book.faults
    for check in CHECKS:
        yield from _limit(check(book))
    for for_shop in image_checks.SHOP_CHECKS:
        yield from _limit(for_shop(book, subject.target))
    if not all(picture.looked for picture in book.pictures.values()):
        message = "its pictures are enormous: only some of them were looked at"
        yield book.finding("X005", message)
    if not book.styles_read:
        message = "its styles are too much to look at: only some of its documents were held to them"
        yield book.finding("X005", message)
    yield _contents(book)


def _limit(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield at most ``_MOST`` findings of a check, and say whether there are more."""
    last = None
    for last in islice(findings, _MOST):
        yield last
    if last and next(findings, None):
        more = f"there are more of this kind; {_MOST} are listed"
        yield replace(last, where=last.where.partition(", ")[0], message=more)


def _contents(book: EpubBook) -> BookContents:
    """Return what a reader finds in the book; the cover is no plate."""
    cover = book.package.cover
    # Only of our own is it known which part of a text is what.
    ours = any(figure.plate for _, figure in book.shown_pictures)
    titles, languages = book.package.texts_of("title"), book.package.texts_of("language")
    return BookContents(
        title=titles[0] if titles else "",
        language=languages[0] if languages else "",
        pages=len(book.ways("page-list")),
        text="\n".join(document.text for document in book.reading),
        pictures=tuple(
            _show_photo(book, document, figure, ours=ours)
            for document, figure in book.shown_pictures
            if not cover or figure.address.target != cover.name
        ),
        texts=tuple(
            PageText(book.where(document.name), document.lines)
            for document in book.reading
            if ours and document.lines and not document.plate and document is not book.navigation
        ),
    )


def _show_photo(
    book: EpubBook, document: EpubDocument, figure: ShownPicture, *, ours: bool
) -> ShownPhoto:
    picture, line = book.pictures.get(figure.address.target), figure.address.line
    labels = [label for label, _, at in document.breaks if at <= line]
    size, preview = (picture.facts.size, picture.preview) if picture else ((0, 0), b"")
    photo = figure.photo(book.where(document.name, line, figure.plate), size, preview)
    return replace(photo, page=labels[-1] if labels else "", lines=figure.lines if ours else ())


def view(subject: Subject) -> Iterator[PageThumbnail | str]:
    """Yield thumbnails in reading order, and say what is left out. Raises UnreadableError."""
    book = read(subject.file, subject.called, glancing=False)
    number = 0
    with open_archive(subject.file) as archive:
        documents = list(book.reading)
        for place, document in enumerate(documents):
            if number >= _MAX_THUMBNAILS:
                left = len(documents) - place
                which = f"The last {left} documents" if left > 1 else "The last document"
                what = f"{which} of {subject.file.name} {'are' if left > 1 else 'is'} not shown"
                yield f"{what}: the report shows {_MAX_THUMBNAILS} thumbnails."
                return
            for thumbnail in _of(book, document, archive, number):
                number = thumbnail.number
                yield thumbnail


def _of(
    book: EpubBook, document: EpubDocument, archive: Archive, before: int
) -> Iterator[PageThumbnail]:
    """Yield a thumbnail of each picture of a document; without a picture, one of its text alone."""
    pictures: list[ShownPicture | None] = list(document.pictures[: _MAX_THUMBNAILS - before])
    text = document.text[:_MAX_TEXT]
    for number, figure in enumerate(pictures or [None], before + 1):
        yield PageThumbnail(
            number,
            figure.plate if figure else "",
            _thumbnail(book, archive, figure.address.target) if figure else b"",
            words=(figure.caption or figure.words) if figure and figure.plate else "",
            alt=figure.alt if figure else None,
            title=document.heading or document.title or document.name,
            document=document.name,
            text=text,
        )
        text = ""


def _thumbnail(book: EpubBook, archive: Archive, name: str) -> bytes:
    """Return a JPEG of a picture of the book; empty where it cannot be decoded."""
    picture = book.pictures.get(name)
    if not picture or picture.facts.fault or picture.facts.format not in _RASTER:
        return b""
    if not picture.looked:  # the book has more pixels than are decoded (read_epub)
        return b""
    try:
        return images.thumbnail(archive.read(name), EDGE)
    except EntryError:
        return b""
