"""Inspects one EPUB: reads it, asks every check, and gives what a comparison needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.epub import (
    alts,
    container,
    features,
    fonts,
    metadata,
    navigation,
    pictures,
)
from platebook.preflight.epub.model import Book, Document, Shown
from platebook.preflight.epub.reading import read
from platebook.preflight.model import Contents, Subject, Text
from platebook.preflight.model import Picture as Told

#: Findings that one check may tell of one book.
_MOST = 200
#: A check looks at what was read; those of the second table also ask for whom the book is.
CHECKS: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    container.mimetype,
    container.names,
    container.locks,
    container.lists,
    container.spine,
    container.network,
    container.missing,
    metadata.required,
    metadata.language,
    metadata.accessibility,
    metadata.alternatives,
    metadata.pages,
    metadata.hazards,
    metadata.conformance,
    metadata.modes,
    metadata.descriptions,
    metadata.only_images,
    features.claimed,
    features.headings,
    features.scripts,
    navigation.contents,
    navigation.landmarks,
    navigation.order,
    navigation.links,
    navigation.ids,
    navigation.page_list,
    pictures.alternatives,
    alts.captions,
    alts.copies,
    alts.habits,
    pictures.kinds,
    pictures.colours,
    pictures.privacy,
    pictures.coding,
    pictures.twins,
    fonts.rights,
    fonts.kinds,
)
SHOP_CHECKS: tuple[Callable[[Book, str], Iterator[Finding]], ...] = (
    pictures.limits,
    pictures.cover,
    pictures.formats,
)


def inspect(subject: Subject) -> Iterator[Finding | Contents]:
    """Give every finding about an EPUB, and its contents. Raises UnreadableError."""
    book = read(subject.file, subject.called)
    yield from book.faults
    for check in CHECKS:
        yield from _bounded(check(book))
    for for_shop in SHOP_CHECKS:
        yield from _bounded(for_shop(book, subject.target))
    if not all(picture.looked for picture in book.pictures.values()):
        message = "its pictures are enormous: only some of them were looked at"
        yield codes.finding("X005", book.called, message)
    yield _contents(book)


def _bounded(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Tell so many findings of a check and no more; who has read them knows what is wrong."""
    last = None
    for last in islice(findings, _MOST):
        yield last
    if last and next(findings, None):
        more = f"there are more of this kind; {_MOST} are told"
        yield replace(last, where=last.where.partition(", ")[0], message=more)


def _contents(book: Book) -> Contents:
    """Give what a reader finds in the book; the cover is no plate."""
    cover = book.package.cover
    # Only of our own is it known which part of a text is what.
    ours = any(shown.plate for _, shown in book.shown)
    titles, languages = book.package.said("title"), book.package.said("language")
    return Contents(
        title=titles[0] if titles else "",
        language=languages[0] if languages else "",
        pages=len(book.ways("page-list")),
        text="\n".join(document.text for document in book.reading),
        pictures=tuple(
            _told(book, document, shown, ours=ours)
            for document, shown in book.shown
            if not cover or shown.address.target != cover.name
        ),
        texts=tuple(
            Text(book.where(document.name), document.lines)
            for document in book.reading
            if ours and document.lines and not document.plate and document is not book.navigation
        ),
    )


def _told(book: Book, document: Document, shown: Shown, *, ours: bool) -> Told:
    picture = book.pictures.get(shown.address.target)
    labels = [label for label, _, line in document.breaks if line <= shown.address.line]
    return Told(
        where=book.where(document.name, shown.address.line, shown.plate),
        words=shown.words,
        alt=shown.alt,
        pixels=picture.seen.size if picture else (0, 0),
        likeness=picture.glance if picture else b"",
        page=labels[-1] if labels else "",
        plate=shown.plate,
        caption=shown.caption,
        credit=shown.credit,
        lines=shown.lines if ours else (),
    )
