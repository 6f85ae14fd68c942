"""Links that run a program, or lead to somebody's own computer."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    bad = ("javascript:alert(1)", "file:///home/me/a.html", "C:/book/a.html")
    links = "".join(f'<a href="{each}">x</a>' for each in bad)
    fine = '<a href="mailto:a@example.org">m</a> <a href="tel:+4930123">t</a>'
    book.change("EPUB/text/closing.xhtml", "</p>", f"</p><p>{links} {fine}</p>")
