"""A title that slides for ever, a marquee, a drawing that turns; what stops in time is none."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    css = "@keyframes slide { to { transform: translateX(1em) } }"
    css += " .for-ever { animation: slide 2s infinite } .once { animation: slide 2s }"
    book.change("EPUB/text/closing.xhtml", "</head>", f"<style>{css}</style></head>")
    odd = '<p class="for-ever">It moves.</p><p class="once">It stands.</p><marquee>Run</marquee>'
    turn = '<animateTransform attributeName="transform" dur="2s" repeatCount="indefinite"/>'
    odd += f'<svg xmlns="http://www.w3.org/2000/svg"><circle r="5">{turn}</circle></svg>'
    book.change("EPUB/text/closing.xhtml", "</p>", f"</p>{odd}")
