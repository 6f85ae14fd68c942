"""Four inks for a printer who makes them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from pikepdf import Name, Object
from PIL import Image

from platebook.printers.printer import Certainty, Colour, Rule
from tests.preflight.presses import Press, photograph


def _gray(book: Press) -> Object:
    file = BytesIO()
    Image.new("L", (1900, 1900), 128).save(file, "JPEG")
    changes = {"ColorSpace": Name.DeviceGray, "Decode": None}
    return photograph(book.pdf, file.getvalue(), 1900, 1900, **changes)


def plant(book: Press) -> None:
    assert book.printer
    srgb = Rule(Colour.SRGB, "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, colour=srgb)
    book.page(2).Resources.XObject.Photo = _gray(book)
