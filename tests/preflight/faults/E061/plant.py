"""A font as the web wants it."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.files["EPUB/fonts/market.woff2"] = b"wOF2" + bytes(60)
    book.list("EPUB/fonts/market.woff2", "font/woff2")
    face = '@font-face { font-family: "Market"; src: url("../fonts/market.woff2"); }'
    book.files["EPUB/styles/base.css"] += face.encode()
