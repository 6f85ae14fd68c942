"""A stylesheet that loads from the network, in ways that a look at its text misses."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    (sheet,) = [name for name in book.files if name.endswith(".css")][:1]
    book.files[sheet] += rb"""
@\69mport "https://example.org/a.css";
p { background: u\72l(https://example.org/b.png) }
q { background: image-set("https://example.org/c.png" 1x) }
@font-face { font-family: Far; src: url("//example.org/d.woff2") }
"""
