"""Captions in light gray, white words on white, and gray on gray at night; a large one may be."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    css = "figcaption p { color: #8a8a8a } .white { color: white } .large { color: #8a8a8a }"
    css += " .large { font-size: 1.6em } @media (prefers-color-scheme: dark) {"
    css += " body { background: #202020; color: #eee } figcaption p { color: #777 } }"
    book.change("EPUB/text/closing.xhtml", "</head>", f"<style>{css}</style></head>")
    book.change("EPUB/text/plate-street-1.xhtml", "</head>", f"<style>{css}</style></head>")
    odd = '<p><span class="white">Nobody reads this.</span> <b class="large">All read this.</b></p>'
    book.change("EPUB/text/closing.xhtml", "</p>", f"</p>{odd}")
