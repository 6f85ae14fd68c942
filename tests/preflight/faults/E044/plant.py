"""A photograph that the package calls a PNG."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook, photograph


def plant(book: Ebook) -> None:
    name = photograph(2).removeprefix("EPUB/")
    old = f'<item href="{name}" id="image-plate-street-2" media-type="image/jpeg"/>'
    book.change(PACKAGE, old, old.replace("jpeg", "png"))
