"""Two languages for one text; the same in capitals is none."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    odd = '<p lang="de" xml:lang="fr">Ja</p><p lang="DE" xml:lang="de">Nein</p>'
    book.change("EPUB/text/closing.xhtml", "</p>", f"</p>{odd}")
