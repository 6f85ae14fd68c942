"""A document in traditional characters, in a book that says simplified ones."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook, document


def plant(book: Ebook) -> None:
    for name in [name for name in book.files if name.endswith((".xhtml", PACKAGE))]:
        text = book.files[name].decode()
        text = text.replace(">en<", ">zh-Hans<").replace('lang="en"', 'lang="zh-CN"')
        book.files[name] = text.encode()
    book.change(document(2), "zh-CN", "zh-TW", 2)
