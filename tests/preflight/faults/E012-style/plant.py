"""Documents that load from the network by an attribute, an element, a drawing."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.change(
        "EPUB/text/closing.xhtml",
        "<p",
        """<p style="background: u\\72l('https://example.org/a')\"""",
    )
    book.change(
        "EPUB/text/closing.xhtml",
        "</head>",
        "<style>@import 'https://example.org/b';</style></head>",
    )
