"""A caption of one line, cut off; another that e-ink screens do not show; an animation's end."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document

_CSS = (
    "figcaption { max-height: 1.2em; overflow: hidden }",
    "@media (monochrome) { figcaption { display: none } }",
    "@keyframes k { to { opacity: 0 } } figcaption { animation: k 1s forwards }",
)


def plant(book: Ebook) -> None:
    for number, css in enumerate(_CSS, start=1):
        book.change(document(number), "</head>", f"<style>{css}</style></head>")
