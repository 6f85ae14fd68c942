"""An hour's recording that somebody laid into the book: nobody need read it to see that."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    name = "EPUB/audio/market.m4a"
    book.holes[name] = 660_000_000
    book.list(name, "audio/mp4")
    played = '<audio controls="controls" src="../audio/market.m4a"></audio>'
    book.change("EPUB/text/introduction.xhtml", "</p>", f"</p>{played}")
