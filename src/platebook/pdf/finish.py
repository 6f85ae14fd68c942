"""Finishes the PDF that WeasyPrint is about to write: boxes, labels, the way it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from platebook.geometry import Box
from platebook.pdf import xmp
from platebook.pdf.sheet import Sheet
from platebook.pdf.xmp import Owners


def finisher(sheet: Sheet, owners: Owners) -> Callable[[Any, Any], None]:
    """Give the function that WeasyPrint calls before the trailer is written.

    It sets MediaBox, BleedBox and TrimBox (ISO 32000-2, 14.11.2) to the sheet's own figures,
    labels pages by their folios, asks viewers for facing pages and the title in the window, and
    adds an XMP packet that says what Info says, and whose the photographs are.
    """

    def finish(document: Any, pdf: Any) -> None:  # noqa: ANN401  an untyped library
        import pydyf

        pages = [item for item in pdf.objects if _is_page(item)]
        for folio, page in enumerate(pages, 1):
            whole = Box(0, 0, sheet.media.width, sheet.media.height)
            page["MediaBox"] = pydyf.Array(sheet.points(whole))
            page["BleedBox"] = pydyf.Array(sheet.points(whole))
            page["TrimBox"] = pydyf.Array(sheet.points(sheet.trim_box(folio)))
        pdf.catalog["PageLabels"] = pydyf.Dictionary(
            {"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D", "St": 1})])}
        )
        pdf.catalog["PageLayout"] = "/TwoPageRight"
        pdf.catalog["PageMode"] = "/UseOutlines"
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(
            {
                "DisplayDocTitle": "true",
                "Direction": "/R2L" if sheet.direction == "rtl" else "/L2R",
                "PrintScaling": "/None",
            }
        )
        producer = str(pdf.info["Producer"].string)
        written = xmp.packet(document.metadata, producer, owners)
        # Never compressed, so that a program that knows no PDF finds it (ISO 32000-2, 14.3.2).
        packet = pydyf.Stream([written], {"Type": "/Metadata", "Subtype": "/XML"})
        pdf.add_object(packet)
        pdf.catalog["Metadata"] = packet.reference

    return finish


def _is_page(item: object) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/Page"
