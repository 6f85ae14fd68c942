"""A warning that blinks five times a second."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    css = "@keyframes blink { from { opacity: 1 } to { opacity: 0 } }"
    css += " .alert { animation: blink 0.2s linear 20 }"
    book.change("EPUB/text/closing.xhtml", "</head>", f"<style>{css}</style></head>")
    book.change("EPUB/text/closing.xhtml", "</p>", '</p><p class="alert">Look here.</p>')
