"""Finishes the PDF that WeasyPrint is about to write, so that it is what its printer takes.

Boxes, labels and the way it opens; colours and what may be transparent; the printing condition;
and what the file says of itself, in Info and in XMP alike (ISO 16684-1, ISO 32000-2 § 14.3.2).
XMP also has the owners of the photographs and the terms of use; the photographs in the file carry
no metadata of their own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook.geometry import PT_PER_MM, Box
from platebook.pdf.engine import LayoutError
from platebook.pdf.layout.page_grid import Sheet
from platebook.pdf.pdf_objects import dictionaries, pages_of, pictures
from platebook.pdf.press.crop_marks import SLUG_MM
from platebook.pdf.press.press_file import PressFile, add_condition, srgb
from platebook.pdf.press.recolour import FourInks, ScreenColours, repaint
from platebook.pdf.press.restrictions import make_opaque, overprint, strip_outlines, unmap
from platebook.printers.printer import Standard

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document
    from weasyprint.document import DocumentMetadata

Finisher = Callable[["Document", "pydyf.PDF"], None]
#: Where the identifiers of documents are made from; any fixed name would do.
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "https://platebook.example/press-file")
_SRGB = "sRGB"


@dataclass(frozen=True, slots=True)
class Owners:
    """Rights of book and photographs: notices, credit lines, terms of use; plain text.

    ``identifier`` is the book's own, which only machines read where it is a UUID.
    """

    rights: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class PressFinisher:
    """How a file is finished: what it is, whose it is, and when it was made, if that is known."""

    file: PressFile = field(default_factory=PressFile)
    owners: Owners = field(default_factory=Owners)
    date: datetime | None = None

    def finish(self, document: Document, pdf: pydyf.PDF) -> None:
        """Make a PDF what its printer takes, all but its pages' boxes.

        Raises LayoutError for what no file of this kind can have: a picture in other colours,
        something transparent.
        """
        _paint(pdf, self.file)
        if not self.file.transparent:
            make_opaque(pdf)
        unmap(pdf)
        if self.file.version == "1.4":
            strip_outlines(pdf)
        if self.file.condition:
            add_condition(pdf, self.file.condition)
        unlink(pdf)
        if not self.file.outlined:
            unbookmark(pdf)
        self._describe(document, pdf)

    def _describe(self, document: Document, pdf: pydyf.PDF) -> None:
        """Write the same to Info and to XMP, or nothing to either."""
        import pydyf

        if not self.file.described:
            pdf.info.clear()
            return
        pdf.info["Trapped"] = "/False"
        for key in _info_keys(self.file.standard):
            pdf.info[key] = pydyf.String(self.file.conformance)
        describe(document, pdf, self.owners, self.date, self._identity)

    def _identity(self, digest: str) -> Mapping[str, str]:
        """Return what PDF/X wants its XMP to say (ISO 15930-7, 6.1.2 and 6.4)."""
        if not self.file.conformance:
            return {"pdf:Trapped": "False"}
        prefix = "pdfxid" if self.file.standard is Standard.X4 else "pdfx"
        keys = _info_keys(self.file.standard) or ("GTS_PDFXVersion",)
        return {
            **{f"{prefix}:{key}": self.file.conformance for key in keys},
            "pdf:Trapped": "False",
            "xmp:MetadataDate": stamp(self.date) if self.date else "",
            "xmpMM:DocumentID": f"uuid:{uuid.uuid5(_OURS, digest)}",
            "xmpMM:RenditionClass": "default",
            "xmpMM:VersionID": "1",
        }


def describe(
    document: Document,
    pdf: pydyf.PDF,
    owners: Owners,
    dated: datetime | None,
    identity: Callable[[str], Mapping[str, str]],
) -> None:
    """Write the same to Info and XMP; ``identity`` adds to XMP, from the file's digest."""
    import pydyf

    if dated:
        date = pydyf.String(dated.strftime("D:%Y%m%d%H%M%SZ"))
        pdf.info["CreationDate"] = pdf.info["ModDate"] = date
    # Never compressed, so that a program that knows no PDF finds it (ISO 32000-2, 14.3.2).
    packet = pydyf.Stream([], {"Type": "/Metadata", "Subtype": "/XML"})
    producer = str(pdf.info["Producer"].string)
    make_packet = partial(xmp_packet, document.metadata, producer, owners, dated)

    def sign(digest: str) -> None:
        packet.stream = [make_packet(identity(digest))]

    packet.sign = sign
    pdf.add_object(packet)
    pdf.catalog["Metadata"] = packet.reference


def finisher(sheet: Sheet, file: PressFile, finish: Finisher) -> Finisher:
    """Return the function that WeasyPrint's PDF of a book goes through before it is written.

    It sets MediaBox, BleedBox and TrimBox (ISO 32000-2, 14.11.2) to the sheet's own figures,
    labels pages by their folios, asks viewers for facing pages and the title in the window, and
    lets ``finish`` make it the ``file`` that its printer takes.
    """

    def finish_pages(document: Document, pdf: pydyf.PDF) -> None:
        import pydyf

        slug = SLUG_MM * PT_PER_MM if file.marks else 0.0
        for folio, page in enumerate(pages_of(pdf), 1):
            whole = sheet.points(Box(0, 0, sheet.media.width, sheet.media.height))
            _, _, right, top = whole
            page["MediaBox"] = _box((0, 0, right + 2 * slug, top + 2 * slug))
            page["BleedBox"] = _box(whole, slug)
            page["TrimBox"] = _box(sheet.points(sheet.trim_box(folio)), slug)
        pdf.catalog["PageLabels"] = pydyf.Dictionary(
            {"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D", "St": 1})])}
        )
        _opening(pdf, sheet.direction, file)
        finish(document, pdf)

    return finish_pages


def _box(corners: Iterable[float], inwards: float = 0.0) -> pydyf.Array:
    import pydyf

    return pydyf.Array(round(corner + inwards, 4) for corner in corners)


def _opening(pdf: pydyf.PDF, direction: str, file: PressFile) -> None:
    """Set how a viewer opens the file, in what its version of PDF knows.

    TwoPageRight holds for both directions: viewers show the first page alone and pair the others
    from the second, and Direction mirrors that. Its words in ISO 32000-2, table 29 (odd pages on
    the right) would ask for TwoPageLeft in a book bound at the right; with it, viewers pair the
    first page with the second, and no spread stands on one opening.
    """
    import pydyf

    preferences = {"Direction": "/R2L" if direction == "rtl" else "/L2R"}
    if file.described:
        preferences["DisplayDocTitle"] = "true"
    if file.version >= "1.6":
        preferences["PrintScaling"] = "/None"
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(preferences)
    pdf.catalog["PageLayout"] = "/TwoPageRight" if file.version >= "1.5" else "/TwoColumnRight"
    pdf.catalog["PageMode"] = "/UseOutlines" if file.outlined else "/UseNone"


def _paint(pdf: pydyf.PDF, file: PressFile) -> None:
    """Convert all colours to those that the printer takes, and hold the pictures to it."""
    if file.inks:
        repaint(pdf, FourInks(file.inks))
        if file.overprints:
            overprint(pdf)
    elif file.tagged:
        space = srgb(pdf, _SRGB)
        repaint(pdf, ScreenColours(space, _SRGB))
        for picture in pictures(pdf):
            if picture.extra["ColorSpace"] == "/DeviceRGB":
                picture.extra["ColorSpace"] = space
    else:
        repaint(pdf, ScreenColours())
    for picture in pictures(pdf):
        if file.inks and picture.extra["ColorSpace"] not in ("/DeviceCMYK", "/DeviceGray"):
            raise LayoutError("a picture is not in the four inks of its printer")


def unlink(pdf: pydyf.PDF) -> None:
    """Take away links and the names of places: paper has none, and PDF/X none inside the trim."""
    for dictionary in dictionaries(pdf):
        if dictionary.get("Type") == "/Annot":
            dictionary.free = "f"
        dictionary.pop("Annots", None)
    pdf.catalog.pop("Names", None)


def unbookmark(pdf: pydyf.PDF) -> None:
    """Take away the bookmarks."""
    for dictionary in dictionaries(pdf):
        if "First" in dictionary or {"Title", "Dest"} <= dictionary.keys():
            dictionary.free = "f"
    pdf.catalog.pop("Outlines", None)


def _info_keys(standard: Standard) -> tuple[str, ...]:
    """Return the keys by which Info says what a file is; PDF/X-4 says it in XMP alone."""
    if standard is Standard.X1A:
        return "GTS_PDFXVersion", "GTS_PDFXConformance"
    return ("GTS_PDFXVersion",) if standard is Standard.X3 else ()


_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfx": "http://ns.adobe.com/pdfx/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
#: The extension schema description that PDF/A requires for the property of PDF/UA
#: (ISO 19005-2, 6.6.2.3.3), with its namespaces.
_EXTENSION_SPACES = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_EXTENSION = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that this file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
"""
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: Characters that XML 1.0 (§ 2.2) cannot contain.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xmp_packet(
    metadata: DocumentMetadata,
    producer: str,
    owners: Owners,
    dated: datetime | None = None,
    more: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Write the packet of a document whose Info is made from WeasyPrint's ``metadata``.

    ``dated`` replaces the dates in ``metadata``; ``more`` are further properties, such as
    ``pdf:Trapped``, in plain text.
    """
    rights, terms = _join(owners.rights), _join(owners.terms)
    date = dated and stamp(dated)
    body = (
        _plain("dc:format", "application/pdf"),
        _plain("dc:identifier", owners.identifier),
        _alternative("dc:title", metadata.title, metadata.lang),
        _list("dc:creator", "Seq", metadata.authors),
        _alternative("dc:description", metadata.description, metadata.lang),
        _alternative("dc:rights", rights, metadata.lang),
        _list("dc:subject", "Bag", metadata.keywords),
        _list("dc:language", "Bag", filter(None, [metadata.lang])),
        _plain("photoshop:Credit", _join(owners.credits)),
        _plain("xmpRights:Marked", "True" if rights or terms else ""),
        _alternative("xmpRights:UsageTerms", terms, metadata.lang),
        _plain("xmp:CreateDate", date or metadata.created),
        _plain("xmp:ModifyDate", date or metadata.modified),
        _plain("xmp:CreatorTool", metadata.generator),
        _plain("pdf:Keywords", ", ".join(metadata.keywords)),
        _plain("pdf:Producer", producer),
        *(_plain(name, text) for name, text in more.items()),
        _EXTENSION if "pdfaid:part" in more and "pdfuaid:part" in more else "",
    )
    body_text = "".join(body)
    namespaces = {**_SPACES, **_EXTENSION_SPACES}
    spaces = "".join(
        f' xmlns:{prefix}="{space}"'
        for prefix, space in namespaces.items()
        if f"<{prefix}:" in body_text
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">\n'
        f'<rdf:Description rdf:about=""{spaces}>\n{body_text}</rdf:Description>\n'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def stamp(date: datetime) -> str:
    """Format a UTC time as XMP does (ISO 8601)."""
    return date.strftime("%Y-%m-%dT%H:%M:%SZ")


def _join(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def _plain(name: str, text: str | None) -> str:
    return f"<{name}>{_pdf_text(text)}</{name}>\n" if text else ""


def _list(name: str, kind: str, texts: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{_pdf_text(text)}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>\n" if items else ""


def _alternative(name: str, text: str | None, language: str | None) -> str:
    """Write a language alternative (``rdf:Alt``), ``x-default`` first."""
    if not text:
        return ""
    tongues = dict.fromkeys(("x-default", language or "x-default"))
    items = "".join(
        f'<rdf:li xml:lang="{_pdf_text(tongue)}">{_pdf_text(text)}</rdf:li>' for tongue in tongues
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>\n"


def _pdf_text(text: str) -> str:
    return escape(_UNSAYABLE.sub("", text))
