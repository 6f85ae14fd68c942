"""Something half transparent, in PDF/X-3."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import Certainty, Rule, Standard
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.xmp("PDF/X-4", "PDF/X-3:2003")
    book.pdf.trailer.Info["/GTS_PDFXVersion"] = "PDF/X-3:2003"
    book.options["force_version"] = "1.4"
    assert book.printer
    taken = Rule((Standard.X3,), "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, standard=taken)
    book.pdf.Root.OutputIntents[0].RegistryName = "http://www.color.org"
    book.settings(1, ca=0.5)
    book.draw(1, "/More gs 0 0 0 1 k 100 100 50 50 re f")
