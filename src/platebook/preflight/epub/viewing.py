"""Shows the pictures of an EPUB, small, and how its other documents begin, in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.plates import viewing
from platebook.preflight.epub.archive import Archive, EntryError, opened
from platebook.preflight.epub.reading import read
from platebook.preflight.model import Subject
from platebook.preflight.sights import EDGE, Sight

#: Characters of a document's beginning.
_OPENING = 220


def view(subject: Subject) -> Iterator[Sight]:
    """Give every picture that is shown, and documents that show none. Raises UnreadableError."""
    book = read(subject.file, subject.called)
    with opened(subject.file) as archive:
        for number, document in enumerate(book.reading, 1):
            for shown in document.shown:
                small = _small(archive, shown.address.target)
                yield Sight(number, shown.plate, small, shown.caption or shown.words, shown.alt)
            if not document.shown:
                title = document.heading or document.title or document.name
                yield Sight(number, "", b"", _opening(document.text), title=title)


def _small(archive: Archive, name: str) -> bytes:
    try:
        return viewing.thumbnail(archive.read(name), EDGE)
    except EntryError:
        return b""


def _opening(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _OPENING else f"{words[:_OPENING].rstrip()} …"
