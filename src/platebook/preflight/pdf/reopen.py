"""Opens a PDF for pdfium again and again, since it keeps every picture of every page it loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from platebook.preflight.pdf.document import PdfDocument

if TYPE_CHECKING:
    import pypdfium2

#: Bytes of a file that pdfium may come to hold before it is opened anew.
_HELD = 60_000_000


def in_turns(book: PdfDocument, numbers: Iterable[int]) -> Iterator[tuple[pypdfium2.PdfPage, int]]:
    """Give pages by their numbers, counted from 1, each closed when the next is asked for.

    Raises pypdfium2.PdfiumError where the file cannot be opened.
    """
    import pypdfium2

    most = max(1, int(_HELD * len(book.pages) / max(book.size, 1)))
    waiting = list(numbers)
    for first in range(0, len(waiting), most):
        document = pypdfium2.PdfDocument(book.subject.file)
        try:
            for number in waiting[first : first + most]:
                if number <= len(document):
                    page = document[number - 1]
                    yield page, number
                    page.close()
        finally:
            document.close()
