"""Objects of a PDF that is about to be written: pages, pictures, and pages that become forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pydyf


def object_of(pdf: pydyf.PDF, reference: bytes) -> Any:  # noqa: ANN401  a dictionary or a stream
    """Return the object that a reference, such as ``b"7 0 R"``, leads to."""
    return pdf.objects[int(reference.split()[0])]


def pages_of(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    """Return the pages in order."""
    # Number, generation and R are items of their own.
    return [pdf.objects[number] for number in pdf.pages["Kids"][::3]]


def dictionaries(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    """Return all dictionaries."""
    import pydyf

    return [pdf_object for pdf_object in pdf.objects if isinstance(pdf_object, pydyf.Dictionary)]


def pictures(pdf: pydyf.PDF) -> list[pydyf.Stream]:
    """Return every photograph."""
    import pydyf

    streams = [pdf_object for pdf_object in pdf.objects if isinstance(pdf_object, pydyf.Stream)]
    return [stream for stream in streams if stream.extra.get("Subtype") == "/Image"]


def make_form(
    pdf: pydyf.PDF, page: pydyf.Dictionary, name: str, box: Sequence[float], *, at_origin: bool
) -> None:
    """Make a page a form (ISO 32000-2, 8.10) that all pages with its resources draw by ``name``.

    ``box`` is what is seen of it, whose corner is ``at_origin`` or where it is. An empty object
    keeps the page's number.
    """
    import pydyf

    matrix = {"Matrix": pydyf.Array((1, 0, 0, 1, -box[0], -box[1]))} if at_origin else {}
    form = object_of(pdf, page["Contents"])
    form.extra |= {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": pydyf.Array(box),
        **matrix,
        "Resources": page["Resources"],
    }
    object_of(pdf, page["Resources"])["XObject"][name] = form.reference
    at = pdf.pages["Kids"].index(page.number)
    del pdf.pages["Kids"][at : at + 3]
    pdf.pages["Count"] -= 1
    page.clear()
