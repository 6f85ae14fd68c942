"""No XMP, and so no title, in a file that claims PDF/X-4 in Info alone."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    del book.pdf.Root.Metadata, book.pdf.trailer.Info.Title
    book.pdf.trailer.Info.GTS_PDFXVersion = "PDF/X-4"
