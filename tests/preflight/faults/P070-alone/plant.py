"""A figure without an alt text, under a role of its own, where page-validation is not installed."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name

from tests.preflight.presses import Press

CLAIM = '<rdf:Description xmlns:u="http://www.aiim.org/pdfua/ns/id/" u:part="1"/></rdf:RDF>'


def plant(book: Press) -> None:
    book.xmp("</rdf:RDF>", CLAIM)
    book.printer = None
    book.missing = ("page",)
    root = book.pdf.Root
    root.Lang, root.MarkInfo = "en", Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    said, bare = (
        Dictionary(Type=Name.StructElem, S=Name.Plate, Alt="A river"),
        Dictionary(Type=Name.StructElem, S=Name.Plate),
    )
    part = Dictionary(Type=Name.StructElem, S=Name.Document, K=Array([said, bare]))
    root.StructTreeRoot = Dictionary(
        Type=Name.StructTreeRoot, K=part, RoleMap=Dictionary(Plate=Name.Figure)
    )
