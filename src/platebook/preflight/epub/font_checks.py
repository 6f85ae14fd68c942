"""Holds fonts to what their makers allow, and to what shops read."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import EpubBook

_WOFF2 = ".woff2"


def rights(book: EpubBook) -> Iterator[Finding]:
    """A font whose licence forbids embedding may not be given away with a book."""
    for font in book.fonts.values():
        if font.embeddable is False:
            fault = "the font says that it may not be embedded (OS/2 fsType)"
            yield codes.finding("E060", book.where(font.name), fault)


def kinds(book: EpubBook) -> Iterator[Finding]:
    """Kobo reads TrueType, OpenType and WOFF, and no WOFF2."""
    for font in book.fonts.values():
        if font.media_type == "font/woff2" or font.name.lower().endswith(_WOFF2):
            yield codes.finding("E061", book.where(font.name), "the font is a WOFF2")
