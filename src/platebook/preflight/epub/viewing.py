"""Shows the pictures of an EPUB, small, in reading order, with the text of their figures."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.plates import viewing
from platebook.preflight.epub.archive import EntryError, opened
from platebook.preflight.epub.reading import read
from platebook.preflight.model import Subject
from platebook.preflight.sights import EDGE, Sight


def view(subject: Subject) -> Iterator[Sight]:
    """Give the cover and every picture that is shown. Raises UnreadableError."""
    book = read(subject.file, subject.called)
    with opened(subject.file) as archive:
        for number, (_, shown) in enumerate(book.shown, 1):
            try:
                content = archive.read(shown.address.target)
            except EntryError:
                content = b""
            small = viewing.thumbnail(content, EDGE) if content else b""
            yield Sight(number, shown.plate, small, shown.caption or shown.words, shown.alt)
