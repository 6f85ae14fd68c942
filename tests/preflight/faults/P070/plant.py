"""A file that says that it is PDF/UA, and has no tags."""

from __future__ import annotations

from tests.preflight.presses import Press

CLAIM = """<rdf:Description rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF>"""


def plant(book: Press) -> None:
    book.xmp("</rdf:RDF>", CLAIM)
    book.printer = None
