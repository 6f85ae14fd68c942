"""What a PDF says of itself: in Info, in XMP, and which standards it claims to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf
from lxml import etree

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import ODD, TooLargeError
from platebook.printers.printer import Standard

_MOST_XMP = 1_000_000
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_PDFX = "http://www.npes.org/pdfx/ns/id/"
_PDFA = "http://www.aiim.org/pdfa/ns/id/"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_ADOBE = "http://ns.adobe.com/pdf/1.3/"
_X1A, _X3, _X4 = "PDF/X-1", "PDF/X-3", "PDF/X-4"


@dataclass(frozen=True, slots=True)
class PdfClaims:
    """What a file claims. ``info`` and ``xmp`` hold plain texts; ``xmp`` by “{namespace}name”.

    ``packet`` says whether there is XMP at all, ``sound`` whether it is XML.
    """

    version: str
    info: Mapping[str, str]
    xmp: Mapping[str, str]
    packet: bool = False
    sound: bool = True

    @property
    def press(self) -> str:
        """The press standard as the file names it: ``PDF/X-4``, ``PDF/X-1a:2003``; or nothing."""
        value = self.info.get("GTS_PDFXConformance") or self.info.get("GTS_PDFXVersion", "")
        return value or self.xmp.get(f"{{{_PDFX}}}GTS_PDFXVersion", "")

    @property
    def standard(self) -> Standard | None:
        """The press standard, as printers know it."""
        for begins, standard in ((_X1A, Standard.X1A), (_X3, Standard.X3), (_X4, Standard.X4)):
            if self.press.startswith(begins):
                return standard
        return None

    @property
    def archive(self) -> str:
        """The part and level of PDF/A that it claims, ``2u``; or nothing."""
        part = self.xmp.get(f"{{{_PDFA}}}part", "")
        return part + self.xmp.get(f"{{{_PDFA}}}conformance", "").lower() if part else ""

    @property
    def accessible(self) -> str:
        """The part of PDF/UA that it claims, ``1``; or nothing."""
        return self.xmp.get(f"{{{_PDFUA}}}part", "")

    @property
    def title(self) -> str:
        """Its title."""
        return self.xmp.get(f"{{{_DC}}}title") or self.info.get("Title", "")

    def differing(self) -> tuple[tuple[str, str, str], ...]:
        """Return what Info and XMP say differently: the key, Info's words, XMP's."""
        pairs = (
            ("Title", f"{{{_DC}}}title"),
            ("Producer", f"{{{_ADOBE}}}Producer"),
            ("Trapped", f"{{{_ADOBE}}}Trapped"),
        )
        said = ((key, self.info.get(key, ""), self.xmp.get(path, "")) for key, path in pairs)
        return tuple(pair for pair in said if pair[1] and pair[2] and pair[1] != pair[2])


def claims(pdf: pikepdf.Pdf) -> PdfClaims:
    """Read what a file says of itself; what cannot be read is not said."""
    pairs = cos.items(cos.get(pdf.trailer, "/Info"))
    info = {key.removeprefix("/"): cos.string(value) for key, value in pairs}
    stream = cos.get(pdf.Root, "/Metadata")
    if not cos.is_stream(stream):
        return PdfClaims(pdf.pdf_version, info, {})
    try:
        root = _parsed(cos.unpacked(stream, _MOST_XMP))
    except (*ODD, TooLargeError, etree.XMLSyntaxError):
        return PdfClaims(pdf.pdf_version, info, {}, packet=True, sound=False)
    return PdfClaims(pdf.pdf_version, info, _properties(root), packet=True)


def _parsed(packet: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(packet, parser)
    if root is None:
        raise ValueError("an empty packet")
    return root


def _properties(root: etree._Element) -> dict[str, str]:
    """Return every property of every description, the first item of a list."""
    found: dict[str, str] = {}
    for description in root.iter(f"{{{_RDF}}}Description"):
        for key, value in description.attrib.items():
            found.setdefault(str(key), str(value))
        for each in description:
            if isinstance(each.tag, str):
                first = next(each.iter(f"{{{_RDF}}}li"), each)
                found.setdefault(each.tag, "".join(first.itertext()).strip())
    return found
