"""A press PDF to plant faults in: four pages made by hand, all that a strict printer asks for.

Nothing of platebook makes it, so that preflight is not judged by the room that it judges.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

from platebook import printers
from platebook.errors import Finding
from platebook.preflight.model import InspectedFile, Subject
from platebook.preflight.pdf import inspect_pdf as preflight
from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.reader_process import ReaderProcess, read
from platebook.printers.printer import Printer
from tests.photos.photographs import scene

PT = 72 / 25.4
TRIM, BLEED = 150.0, 3.0
SHEET = TRIM + 2 * BLEED
BLACK = "0 0 0 1 k"
STRICT = """
label: The strict one
checked: 2026-10
sure: vendor
source: the tests
trims: {value: {sizes: [150x150mm]}}
bleed: {value: 3mm}
safe: {value: 8mm}
gutter: {value: [{pages: 1+, inside: 10mm}]}
marks: {value: forbidden}
standard: {value: x4}
colour: {value: cmyk}
black: {value: knockout}
profile: {value: fogra39}
images-icc: {value: forbidden}
output-intent: {value: embedded}
ink-limit: {value: 300%}
ppi: {value: {least: 200, ideal: 300, most: 600}}
smallest-type: {value: 6pt}
thinnest-line: {value: 0.25pt}
least-pages: {value: 4}
most-pages: {value: 8}
page-multiple: {value: 4}
parity: {value: even}
last-page-blank: {value: true}
file-size: {value: 5MB}
forbids: {value: [annotations, layers, spot-colours, encryption]}
"""
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Winter</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>by hand</pdf:Producer><pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


@dataclass
class Press:
    """A PDF, and how it is saved: ``damage`` is done to its bytes, ``options`` are pikepdf's.

    It is inspected without the packages ``missing``, and by ``checks`` beside the usual ones; in
    a process of its own where it is ``hostile``. ``file`` is its name on the disk.
    """

    pdf: pikepdf.Pdf
    printer: Printer | None
    cover: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    damage: Callable[[bytes], bytes] = bytes
    missing: tuple[str, ...] = ()
    checks: tuple[Callable[[PdfDocument], Iterator[Finding]], ...] = ()
    hostile: bool = False
    file: str = "book.pdf"

    def page(self, number: int) -> Any:
        """Return a page's dictionary, counted from 1."""
        return self.pdf.pages[number - 1].obj

    def draw(self, number: int, operators: str, *, below: bool = False) -> None:
        """Draw on a page, over what is there or below it; points from the sheet's lower left."""
        page = self.page(number)
        there = page.Contents.read_bytes()
        mine = f"\nq\n{operators}\nQ\n".encode()
        page.Contents = Stream(self.pdf, mine + there if below else there + mine)

    def redraw(self, number: int, old: str, new: str) -> None:
        """Replace a passage of a page's drawing, which must be there."""
        there = self.page(number).Contents.read_bytes().decode()
        assert old in there, f"page {number} does not draw {old!r}"
        self.page(number).Contents = Stream(self.pdf, there.replace(old, new).encode())

    def settings(self, number: int, **told: Any) -> None:
        """Add a dictionary of graphics settings to a page as /More."""
        self.page(number).Resources.ExtGState = Dictionary(More=Dictionary(**told))

    def photograph(self, number: int) -> Any:
        """Return the photograph of a page."""
        return self.page(number).Resources.XObject.Photo

    def xmp(self, old: str, new: str) -> None:
        """Change what XMP says."""
        there = self.pdf.Root.Metadata.read_bytes().decode()
        assert old in there
        self.pdf.Root.Metadata = _stream(self.pdf, there.replace(old, new).encode(), "XML")

    def save(self, path: Path) -> Path:
        """Write the file."""
        options = {"force_version": "1.6", "static_id": True, "linearize": False} | self.options
        modes = pikepdf.ObjectStreamMode
        self.pdf.save(path, object_stream_mode=modes.disable, **options)
        path.write_bytes(self.damage(path.read_bytes()))
        return path

    def found(self, folder: Path) -> tuple[Finding, ...]:
        """Save the book and inspect it."""
        path = folder / self.file
        if self.hostile:
            subject = Subject(self.save(path), name="book.pdf", printer=self.printer)
            with ReaderProcess() as reader:
                return reader.read(subject).findings
        with pytest.MonkeyPatch.context() as patch:
            for package in self.missing:
                patch.setitem(sys.modules, package, None)
            patch.setattr(preflight, "CHECKS", (*self.checks, *preflight.CHECKS))
            return inspected(self, path).findings


def clean(folder: Path) -> Press:
    """Make the book: a title, a plate over the whole page, a plate with its caption, a blank."""
    profile = folder / "strict.yaml"
    profile.write_text(STRICT, encoding="utf-8")
    pdf = pikepdf.new()
    text = _font(pdf)
    _page(pdf, text, f"{BLACK} BT /Text 18 Tf 1 0 0 1 100 250 Tm {shown('Winter')} Tj ET")
    side = SHEET * PT
    over_all = _page(pdf, text, f"{side:.4f} 0 0 {side:.4f} 0 0 cm /Photo Do")
    over_all.Resources.XObject = Dictionary(Photo=_photograph(pdf, 1900, 1900))
    width = 100 * PT
    drawn = f"q {width:.4f} 0 0 {width / 1.5:.4f} 80 180 cm /Photo Do Q {BLACK} "
    drawn += f"BT /Text 9 Tf 1 0 0 1 80 160 Tm {shown('The river in winter')} Tj ET"
    plate = _page(pdf, text, drawn)
    plate.Resources.XObject = Dictionary(Photo=_photograph(pdf, 1260, 840))
    _page(pdf, text, "")
    _describe(pdf)
    # Saved and opened again, so that every change is made to a file as others find it.
    file = BytesIO()
    pdf.save(file)
    return Press(pikepdf.open(file), printers.load(profile))


def _page(pdf: pikepdf.Pdf, text: Any, drawn: str) -> Any:
    side, cut = SHEET * PT, BLEED * PT
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, side, side]),
        BleedBox=Array([0, 0, side, side]),
        TrimBox=Array([cut, cut, side - cut, side - cut]),
        Resources=Dictionary(Font=Dictionary(Text=text)),
        Contents=Stream(pdf, drawn.encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1].obj


@cache
def picture(width: int, height: int) -> bytes:
    """Encode a photograph in four inks, with little ink, as Photoshop stores it: inverted."""
    inks = scene((width // 4, height // 4)).convert("CMYK").point(lambda ink: ink // 2)
    file = BytesIO()
    inks.resize((width, height)).save(file, "JPEG", quality=60)
    return file.getvalue()


def _photograph(pdf: pikepdf.Pdf, width: int, height: int) -> Any:
    return photograph(pdf, picture(width, height), width, height)


def photograph(pdf: pikepdf.Pdf, jpeg: bytes, width: int, height: int, **changes: Any) -> Any:
    """Make a picture's object; Pillow marks a CMYK JPEG as Adobe does, so 255 is bare paper."""
    stream = Stream(pdf, jpeg)
    told: dict[str, Any] = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": width,
        "Height": height,
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceCMYK,
        "Decode": Array([1, 0] * 4),
        "Filter": Name.DCTDecode,
    }
    for key, value in (told | changes).items():
        if value is not None:
            stream[f"/{key}"] = value
    return pdf.make_indirect(stream)


@cache
def _subset() -> tuple[bytes, dict[str, int], dict[str, int]]:
    spec = find_spec("fontpkg_source_sans_3")
    assert spec
    assert spec.origin
    file = next(Path(spec.origin).parent.rglob("SourceSans3[[]wght].ttf"))
    font = TTFont(file, recalcTimestamp=False)
    options = subset.Options(notdef_outline=True, layout_features=[])
    cutter = subset.Subsetter(options)
    cutter.populate(text="WinterThe river in winter")
    cutter.subset(font)
    packed = BytesIO()
    font.save(packed)
    glyphs = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    unit = 1000 / font["head"].unitsPerEm
    widths = {
        character: round(font["hmtx"][font.getGlyphName(glyph)][0] * unit)
        for character, glyph in glyphs.items()
    }
    return packed.getvalue(), glyphs, widths


def shown(words: str) -> str:
    """Spell words as a string of the font's glyphs."""
    _, glyphs, _ = _subset()
    return "<" + "".join(f"{glyphs[each]:04x}" for each in words) + ">"


def _font(pdf: pikepdf.Pdf) -> Any:
    packed, glyphs, widths = _subset()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/ABCDEF+SourceSans"),
        FontFile2=pdf.make_indirect(Stream(pdf, packed)),
    )
    listed: list[Any] = []
    for character, glyph in glyphs.items():
        listed += [glyph, Array([widths[character]])]
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/ABCDEF+SourceSans"),
        CIDToGIDMap=Name.Identity,
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array(listed),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/ABCDEF+SourceSans"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(inner)]),
    )
    return pdf.make_indirect(font)


def icc(space: bytes = b"CMYK") -> bytes:
    """Write the head of a colour profile (ICC.1, 7.2): what of it is looked at."""
    head = struct.pack(">I4sI4s4s4s", 128, b"", 0x2400000, b"prtr", space, b"Lab ")
    return head.ljust(36, b"\0") + b"acsp" + bytes(88)


def _stream(pdf: pikepdf.Pdf, packet: bytes, subtype: str) -> Any:
    stream = Stream(pdf, packet)
    stream.Type, stream.Subtype = Name.Metadata, Name(f"/{subtype}")
    return pdf.make_indirect(stream)


def _describe(pdf: pikepdf.Pdf) -> None:
    """Return what the file is, in Info and XMP, and for which press it was made."""
    profile = Stream(pdf, icc())
    profile.N = 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier="FOGRA39",
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([intent])
    pdf.Root.Metadata = _stream(pdf, _XMP.encode(), "XML")
    info = Dictionary({"/Title": "Winter", "/Producer": "by hand", "/Trapped": Name("/False")})
    pdf.trailer.Info = pdf.make_indirect(info)


def inspected(book: Press, path: Path) -> InspectedFile:
    """Save the book and inspect it, in this process, under a name that never changes."""
    subject = Subject(book.save(path), name="book.pdf", printer=book.printer, cover=book.cover)
    return read(subject)
