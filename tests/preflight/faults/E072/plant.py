"""A heading that was left empty, and a link without a text; one that shows a picture is none."""

from __future__ import annotations

from tests.preflight.ebooks import COVER, Ebook


def plant(book: Ebook) -> None:
    href = f"../{COVER.removeprefix('EPUB/')}"
    drawn = f'<a href="title.xhtml"><img alt="The title" src="{href}"/></a>'
    odd = f'<h2> </h2><p><a href="title.xhtml"></a>{drawn}</p>'
    book.change("EPUB/text/closing.xhtml", "</p>", f"</p>{odd}")
