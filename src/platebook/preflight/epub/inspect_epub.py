"""Inspects one EPUB: reads it, asks every check, and gives what a comparison needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.epub import (
    alt_checks,
    container_checks,
    feature_checks,
    font_checks,
    image_checks,
    markup_checks,
    metadata_checks,
    navigation_checks,
    style_checks,
)
from platebook.preflight.epub.epub_facts import EpubBook, EpubDocument, Shown
from platebook.preflight.epub.read_epub import read
from platebook.preflight.model import BookContents, PageText, Subject
from platebook.preflight.model import ShownPhoto as Told

#: Findings that one check may tell of one book.
_MOST = 200
#: A check looks at what was read; those of the second table also ask for whom the book is.
CHECKS: tuple[Callable[[EpubBook], Iterator[Finding]], ...] = (
    container_checks.mimetype,
    container_checks.names,
    container_checks.locks,
    container_checks.lists,
    container_checks.spine,
    container_checks.network,
    container_checks.missing,
    metadata_checks.required,
    metadata_checks.language,
    metadata_checks.accessibility,
    metadata_checks.alternatives,
    metadata_checks.pages,
    metadata_checks.hazards,
    metadata_checks.conformance,
    metadata_checks.modes,
    metadata_checks.descriptions,
    metadata_checks.only_images,
    metadata_checks.title_page,
    markup_checks.markup,
    markup_checks.unheard,
    style_checks.styles,
    style_checks.hidden,
    feature_checks.claimed,
    feature_checks.headings,
    feature_checks.scripts,
    navigation_checks.contents,
    navigation_checks.landmarks,
    navigation_checks.order,
    navigation_checks.unlisted,
    navigation_checks.aside,
    navigation_checks.links,
    navigation_checks.ids,
    navigation_checks.page_list,
    image_checks.alternatives,
    alt_checks.captions,
    alt_checks.copies,
    alt_checks.habits,
    image_checks.kinds,
    image_checks.colours,
    image_checks.privacy,
    image_checks.coding,
    image_checks.moving,
    image_checks.twins,
    font_checks.rights,
    font_checks.kinds,
)
SHOP_CHECKS: tuple[Callable[[EpubBook, str], Iterator[Finding]], ...] = (
    image_checks.limits,
    image_checks.cover,
    image_checks.formats,
)


def inspect(subject: Subject) -> Iterator[Finding | BookContents]:
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
    if not book.styles_read:
        message = "its styles are too much to look at: only some of its documents were held to them"
        yield codes.finding("X005", book.called, message)
    yield _contents(book)


def _bounded(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Tell so many findings of a check and no more; who has read them knows what is wrong."""
    last = None
    for last in islice(findings, _MOST):
        yield last
    if last and next(findings, None):
        more = f"there are more of this kind; {_MOST} are listed"
        yield replace(last, where=last.where.partition(", ")[0], message=more)


def _contents(book: EpubBook) -> BookContents:
    """Give what a reader finds in the book; the cover is no plate."""
    cover = book.package.cover
    # Only of our own is it known which part of a text is what.
    ours = any(shown.plate for _, shown in book.shown)
    titles, languages = book.package.said("title"), book.package.said("language")
    return BookContents(
        title=titles[0] if titles else "",
        language=languages[0] if languages else "",
        pages=len(book.ways("page-list")),
        text="\n".join(document.text for document in book.reading),
        pictures=tuple(
            _shown_photo(book, document, shown, ours=ours)
            for document, shown in book.shown
            if not cover or shown.address.target != cover.name
        ),
        texts=tuple(
            PageText(book.where(document.name), document.lines)
            for document in book.reading
            if ours and document.lines and not document.plate and document is not book.navigation
        ),
    )


def _shown_photo(book: EpubBook, document: EpubDocument, shown: Shown, *, ours: bool) -> Told:
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
