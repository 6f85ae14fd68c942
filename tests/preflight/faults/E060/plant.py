"""A font whose maker reserves it."""

from __future__ import annotations

import struct

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    table = b"\0\4" + bytes(6) + struct.pack(">H", 2) + bytes(70)
    font = struct.pack(">4s4H4s3I", b"\0\1\0\0", 1, 16, 0, 0, b"OS/2", 0, 28, len(table)) + table
    name = "EPUB/fonts/market.ttf"
    book.files[name] = font
    book.list(name, "font/ttf")
    face = '@font-face { font-family: "Market"; src: url("../fonts/market.ttf"); }'
    book.files["EPUB/styles/base.css"] += face.encode()
