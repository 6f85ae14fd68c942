"""Gives the lines of type of a page, as they are painted: what a reader reads, letter by letter.

Only in a file that says what each of its letters reads, as ours do: their fonts go by our names.
"""

from __future__ import annotations

from itertools import groupby

from platebook.preflight.model import TextLine
from platebook.preflight.pdf.document import PdfDocument, PdfPage

#: How our fonts are called, after the six letters of a subset.
_OURS = "+Platebook-"


def is_ours(book: PdfDocument) -> bool:
    """Tell whether a book is one of ours, whose letters say what they read."""
    fonts = {font for page in book.pages for font, _ in page.painted.fonts}
    legible = all(run.legible for page in book.pages for run in page.painted.types)
    return bool(fonts) and legible and all(_OURS in font for font in fonts)


def lines(page: PdfPage) -> tuple[TextLine, ...]:
    """Give a page's lines in the order of its drawing; each from the left, whichever way it runs.

    What stands outside the trim, as a printer's slug does, is not the book's.
    """
    # A combining mark of its own advances nothing, so its area has no width.
    runs = [run for run in page.painted.types if run.area.touches(page.trim)]
    found = []
    for _, parts in groupby(runs, key=lambda run: run.line):
        whole = list(parts)
        text = "".join(run.text for run in whole)
        if text.strip():
            found.append(TextLine(text, f"{whole[0].font} {whole[0].size:.1f}"))
    return tuple(found)
