"""A plain PDF for a printer who takes PDF/X-4."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.xmp("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "")
