"""A file that says that it is PDF/UA, on a machine without the package that would know."""

from __future__ import annotations

from tests.preflight.presses import Press

CLAIM = '<rdf:Description xmlns:u="http://www.aiim.org/pdfua/ns/id/" u:part="1"/></rdf:RDF>'


def plant(book: Press) -> None:
    book.xmp("</rdf:RDF>", CLAIM)
    book.printer = None
    book.missing = ("page",)
