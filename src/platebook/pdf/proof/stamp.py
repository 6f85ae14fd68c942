"""Stamps PROOF across every page of a proof: words that are type, and no part of what is read.

The stamp is laid out as the document's last page, by the same engine and fonts as the rest. Here
that page becomes a form that every page draws over itself, marked as an artifact (ISO 32000-2,
14.8.2.2), so that it stands in the file once and no program reads it out as text of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

_NAME = "proof-stamp"
_DRAWN = f"Q /Artifact <</Type /Pagination /Subtype /Watermark>> BDC q /{_NAME} Do Q EMC"


def stamp(document: Document, pdf: pydyf.PDF) -> None:  # noqa: ARG001  an untyped library
    """Take the last page off a PDF about to be written, and draw it over all the others."""
    import pydyf

    dictionaries = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary)]
    *pages, last = [each for each in dictionaries if each.get("Type") == "/Page"]
    form = _object(pdf, last["Contents"])
    form.extra |= {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": last["MediaBox"],
        "Resources": last["Resources"],
    }
    # What WeasyPrint writes for a page turns its axes and never turns them back.
    before, after = pydyf.Stream([b"q"]), pydyf.Stream([_DRAWN])
    for each in (before, after):
        pdf.add_object(each)
    for page in pages:
        page["Contents"] = pydyf.Array([before.reference, page["Contents"], after.reference])
    _object(pdf, last["Resources"])["XObject"][_NAME] = form.reference
    _drop(pdf, last)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:  # noqa: ANN401  a dictionary or a stream
    number = int(reference.split()[0])
    return next(each for each in pdf.objects if each.number == number)


def _drop(pdf: pydyf.PDF, page: pydyf.Dictionary) -> None:
    """Leave a page out of the tree of pages; an empty object keeps its number."""
    del pdf.pages["Kids"][-3:]  # number, generation and R, each an item of its own
    pdf.pages["Count"] -= 1
    page.clear()
