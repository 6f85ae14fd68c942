"""Shows every page of an EPUB as a small e-reader lays it out, document by document in order."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pypdfium2

from platebook.errors import MissingToolError
from platebook.preflight.epub import safe_xml
from platebook.preflight.epub.archive import Archive, EntryError, opened
from platebook.preflight.epub.epub_facts import CSS, EpubBook, EpubDocument, Shown
from platebook.preflight.epub.read_epub import read
from platebook.preflight.epub.sanitize import Binding
from platebook.preflight.epub_render import SCREEN, EReader, Leaves, UnshownError
from platebook.preflight.model import Subject
from platebook.preflight.render_page import drawn
from platebook.preflight.report.thumbnails import PageThumbnail, Remark

#: Pages that are drawn, and seconds of work: one document's, and all documents'.
_MOST_PAGES, _SECONDS, _ALL_SECONDS = 600, 10.0, 60.0
#: Documents that cannot be shown are named so often, and counted beyond.
_MOST_TOLD = 5
#: What is read of a document for finding the pages that say the same.
_MOST_TEXT = 40_000
#: The id of a plate of ours begins so.
_ANCHOR = "plate-"
_VERTICAL = re.compile(rb"writing-mode\s*:\s*(?:vertical|tb)", re.IGNORECASE)


def view(subject: Subject) -> Iterator[PageThumbnail | Remark]:
    """Give every page, and say how pages came about and what is left out.

    Raises UnreadableError.
    """
    book = read(subject.file, subject.called, glancing=False)
    name = subject.file.name
    with opened(subject.file) as archive:
        binding = Binding(book, archive)
        if not binding.fixed:
            yield Remark(
                f"An e-book has no pages of its own: {name} is shown on those of a small e-reader, "
                f"{SCREEN.width:.0f} × {SCREEN.height:.0f} mm. On another, or with larger type, "
                "they begin and end elsewhere."
            )
        if _is_vertical(book, archive):
            yield Remark(f"{name} asks for vertical lines; they are shown horizontal here.")
        try:
            reader = EReader(binding.resource)
        except MissingToolError as error:
            yield Remark(f"The pages of {name} cannot be shown: {error.findings[0].message}.")
            return
        yield from _Leafing(book, binding, reader, name).sights()


class _Leafing:
    """Goes through one book within bounds of pages and time."""

    def __init__(self, book: EpubBook, binding: Binding, reader: EReader, name: str) -> None:
        self._book, self._binding, self._reader, self._name = book, binding, reader, name
        self._drawn, self._begun = 0, _worked()
        self._unshown: list[str] = []

    def sights(self) -> Iterator[PageThumbnail | Remark]:
        """Give the pages of every document, then what there is to say of those that have none."""
        documents = list(self._book.reading)
        for place, document in enumerate(documents):
            if left := self._left_out(len(documents) - place):
                yield Remark(left)
                break
            yield from self._of(document)
        for fault in self._unshown[:_MOST_TOLD]:
            yield Remark(fault)
        if (more := len(self._unshown) - _MOST_TOLD) > 0:
            yield Remark(f"{more} more documents of {self._name} cannot be shown.")

    def _left_out(self, documents: int) -> str:
        which = f"The last {documents} documents" if documents > 1 else "The last document"
        if self._drawn >= _MOST_PAGES:
            first = f"the {self._drawn} pages before them are enough to look at"
        elif _worked() - self._begun >= _ALL_SECONDS:
            first = f"those before took {_ALL_SECONDS:.0f} seconds to draw"
        else:
            return ""
        return f"{which} of {self._name} {'are' if documents > 1 else 'is'} not shown: {first}."

    def _of(self, document: EpubDocument) -> Iterator[PageThumbnail]:
        """Give the pages of one document, each with the plate that it shows or goes on with."""
        plates = {shown.plate: shown for shown in document.shown if shown.plate}
        plate, blank = next(iter(plates)) if len(plates) == 1 else "", _first(document)
        for ids, jpeg in self._pages(document):
            self._drawn += 1
            plate = next((each for each in plates if f"{_ANCHOR}{each}" in ids), plate)
            sight = replace(blank, number=self._drawn, plate=plate, jpeg=jpeg)
            yield _captioned(sight, plates[plate]) if plate else sight
            blank = replace(blank, text="", alt=None)

    def _pages(self, document: EpubDocument) -> Iterator[tuple[frozenset[str], bytes]]:
        """Give what each page of a document shows; one page without a picture where none can be."""
        try:
            leaves = self._laid_out(document)
        except UnshownError as error:
            self._unshown.append(f"{document.name} of {self._name} cannot be shown: {error}.")
            yield frozenset(), b""
            return
        shown = leaves.ids[: max(0, _MOST_PAGES - self._drawn)]
        if left := len(leaves.ids) - len(shown):
            last = f"The last {left} pages" if left > 1 else "The last page"
            are = "are" if left > 1 else "is"
            self._unshown.append(f"{last} of {document.name} in {self._name} {are} not shown.")
        pdf = pypdfium2.PdfDocument(leaves.pdf)
        try:
            for ids, page in zip(shown, pdf, strict=False):
                yield ids, drawn(page)
        finally:
            pdf.close()

    def _laid_out(self, document: EpubDocument) -> Leaves:
        text = self._binding.text(document.name)
        if text is None:
            raise UnshownError("it cannot be read")
        return self._reader.show(text, _SECONDS)


def _first(document: EpubDocument) -> PageThumbnail:
    """Give what is to be said of a document at its first page."""
    alts = [shown.alt for shown in document.shown if shown.alt]
    return PageThumbnail(
        0,
        "",
        b"",
        alt=alts[0] if alts else None,
        title=document.heading or document.title or document.name,
        document=document.name,
        text=document.text[:_MOST_TEXT],
    )


def _captioned(sight: PageThumbnail, shown: Shown) -> PageThumbnail:
    return replace(sight, words=shown.caption or shown.words, alt=shown.alt)


def _worked() -> float:
    """Give the seconds that this process has worked so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _is_vertical(book: EpubBook, archive: Archive) -> bool:
    """Tell whether a stylesheet asks for lines that run downwards."""
    for item in book.package.items:
        if item.media_type == CSS and item.name in archive:
            with suppress(EntryError):
                if _VERTICAL.search(archive.read(item.name, safe_xml.LIMIT)):
                    return True
    return False
