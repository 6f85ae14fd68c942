"""A file that says that it is PDF/A."""

from __future__ import annotations

from tests.preflight.presses import Press

CLAIM = """<rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF>"""


def plant(book: Press) -> None:
    book.xmp("</rdf:RDF>", CLAIM)
    book.printer = None
