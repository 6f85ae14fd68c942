"""A photograph with a soft mask, for a printer who forbids it."""

from __future__ import annotations

from dataclasses import replace

from pikepdf import Dictionary, Name, Stream

from platebook.printers.printer import Certainty, Forbidden, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    forbids = Rule(frozenset({Forbidden.TRANSPARENCY}), "the tests", "2026-10", Certainty.VENDOR)
    assert book.printer
    book.printer = replace(book.printer, forbids=forbids)
    mask = Stream(book.pdf, bytes(4))
    mask.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )
    )  # fmt: skip
    book.photograph(3).SMask = book.pdf.make_indirect(mask)
