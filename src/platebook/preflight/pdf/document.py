"""A PDF that was opened: its pages with their boxes and all that is on them, and what it claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

from platebook.errors import Finding, PlatebookError, Severity
from platebook.photos.cmyk import press_profile
from platebook.photos.cmyk.press_profile import FOGRA39
from platebook.preflight import codes
from platebook.preflight.model import Subject, UnreadableError
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.fonts import Fonts
from platebook.preflight.pdf.content_stream.interpreter import paint
from platebook.preflight.pdf.content_stream.marks import CHANNELS, ColourFamily, Painted
from platebook.preflight.pdf.content_stream.operators import ReadingBudget
from platebook.preflight.pdf.cos import ODD, StreamTooLargeError, Thing
from platebook.preflight.pdf.image_data import Scales
from platebook.preflight.pdf.page_geometry import PageArea, area, spot
from platebook.printers import checks
from platebook.printers.printer import Printer, Rule, Standard

_MOST_XMP = 1_000_000
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_PDFX = "http://www.npes.org/pdfx/ns/id/"
_PDFA = "http://www.aiim.org/pdfa/ns/id/"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_ADOBE = "http://ns.adobe.com/pdf/1.3/"
#: By how their names begin.
_STANDARDS = {"PDF/X-1": Standard.X1A, "PDF/X-3": Standard.X3, "PDF/X-4": Standard.X4}


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
        return _STANDARDS.get(self.press[:7])

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

    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """Return what Info and XMP say differently: the key, Info's words, XMP's."""
        pairs = (
            ("Title", f"{{{_DC}}}title"),
            ("Producer", f"{{{_ADOBE}}}Producer"),
            ("Trapped", f"{{{_ADOBE}}}Trapped"),
        )
        values = ((key, self.info.get(key, ""), self.xmp.get(path, "")) for key, path in pairs)
        return tuple(pair for pair in values if pair[1] and pair[2] and pair[1] != pair[2])


#: Bytes that stay of a picture. What PDF/A asks of JPEG 2000 stands in its boxes before the
#: pixels; of all others nothing but their dictionaries is asked.
_BEGINNING, _BOXES = 1024, 65_536
_END = b"%%EOF"


def without_pictures(file: Path, limit: int) -> bytes | None:
    """Copy a file with the beginning of each picture alone, and with what follows its end.

    A validator that takes a file into memory whole can then be asked about a book of any size.
    Returns None where the copy is more than ``limit`` bytes, or the file is damaged.
    """
    copy = BytesIO()
    try:
        with pikepdf.open(file, access_mode=pikepdf.AccessMode.stream) as pdf:
            for thing in pdf.objects:
                if cos.is_stream(thing) and cos.name(cos.get(thing, "/Subtype")) == "/Image":
                    beginning = _BOXES if "/JPXDecode" in cos.filters(thing) else _BEGINNING
                    filters, how = cos.get(thing, "/Filter"), cos.get(thing, "/DecodeParms")
                    data = bytes(memoryview(thing.get_raw_stream_buffer())[:beginning])
                    thing.write(data, filter=filters, decode_parms=how)
            pdf.save(
                copy,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                linearize=pdf.is_linearized,
            )
            damaged = bool(pdf.get_warnings())
        with file.open("rb") as opened_file:
            opened_file.seek(-min(_BEGINNING, file.stat().st_size), SEEK_END)
            copy.write(opened_file.read().rpartition(_END)[2].lstrip(b"\r\n"))
    except (*ODD, OSError):
        return None
    return None if damaged or copy.tell() > limit else copy.getvalue()


def claims(pdf: pikepdf.Pdf) -> PdfClaims:
    """Read what a file says of itself; what cannot be read is not said."""
    pairs = cos.items(cos.get(pdf.trailer, "/Info"))
    info = {key.removeprefix("/"): cos.string(value) for key, value in pairs}
    stream = cos.get(pdf.Root, "/Metadata")
    if not cos.is_stream(stream):
        return PdfClaims(pdf.pdf_version, info, {})
    try:
        root = _parse(cos.unpack(stream, _MOST_XMP))
    except (*ODD, StreamTooLargeError, etree.XMLSyntaxError):
        return PdfClaims(pdf.pdf_version, info, {}, packet=True, sound=False)
    return PdfClaims(pdf.pdf_version, info, _properties(root), packet=True)


def _parse(packet: bytes) -> etree._Element:
    root = etree.fromstring(packet, etree.XMLParser(resolve_entities=False))
    if root is None:
        raise ValueError("an empty packet")
    return root


def _properties(root: etree._Element) -> dict[str, str]:
    """Return every property of every description, the first item of a list."""
    properties: dict[str, str] = {}
    for description in root.iter(f"{{{_RDF}}}Description"):
        for key, value in description.attrib.items():
            properties.setdefault(str(key), str(value))
        for node in description:
            if isinstance(node.tag, str):
                first = next(node.iter(f"{{{_RDF}}}li"), node)
                properties.setdefault(node.tag, "".join(first.itertext()).strip())
    return properties


#: What may be read of one file: enough for a book of 800 pages, and half of the time there is.
OPERATORS = 1_000_000
MOST_PAGES = 3000
#: The largest profiles of presses have three megabytes.
MOST_PROFILE = 16_000_000
_ANCHOR = "plate-"
_NO_PAPER = PageArea(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page. Boxes are in points; ``trimmed`` and ``bled`` say whether the file gives them.

    Where it does not, the trim is what is shown, and the bleed the trim (ISO 32000-2, 14.11.2).
    ``dictionary`` is the page's.
    """

    number: int
    media: PageArea
    crop: PageArea
    bleed: PageArea
    trim: PageArea
    trimmed: bool
    bled: bool
    rotation: float
    unit: float
    dictionary: Thing
    painted: Painted = field(default_factory=Painted)

    def spot(self, area: PageArea) -> str:
        """Return where an area begins, as one finds it with a ruler."""
        return spot(self.trim, area.left, area.top)


@dataclass(frozen=True)
class PdfDocument:
    """A PDF and what is in it. ``scales`` remembers what its pictures weigh."""

    subject: Subject
    pdf: pikepdf.Pdf
    claims: PdfClaims
    pages: tuple[PdfPage, ...]
    size: int
    scales: Scales

    @property
    def printer(self) -> Printer | None:
        """Whose rules it is held to."""
        return self.subject.printer

    @property
    def for_press(self) -> bool:
        """Whether what prints badly matters: a press standard is claimed, or a printer named."""
        return self.claims.standard is not None or self.printer is not None

    @cached_property
    def intents(self) -> list[Thing]:
        """The output intents that are for press (GTS_PDFX)."""
        all_intents = cos.several(cos.get(self.pdf.Root, "/OutputIntents"))
        return [intent for intent in all_intents if cos.name(cos.get(intent, "/S")) == "/GTS_PDFX"]

    @property
    def profiles(self) -> list[Thing]:
        """The profiles in those."""
        streams = (cos.get(intent, "/DestOutputProfile") for intent in self.intents)
        return [profile for profile in streams if cos.is_stream(profile)]

    @property
    def condition(self) -> str:
        """The printing condition that the file was made for; empty where it names none."""
        identifiers = (
            cos.string(cos.get(intent, "/OutputConditionIdentifier")) for intent in self.intents
        )
        return next(identifiers, "")

    @property
    def inks(self) -> ColourFamily | None:
        """The colours of the press that the file claims to be made for; None without a claim."""
        if self.claims.standard is None:
            return None
        channels = (int(cos.number(cos.get(profile, "/N"))) for profile in self.profiles)
        return CHANNELS.get(next(channels, 4), ColourFamily.CMYK)

    def press_profile(self) -> bytes | None:
        """Return the profile of the press that the file was made for, as far as it is known.

        In the file; or by the registered name of one that comes with platebook; or the printer's.
        """
        intents = cos.several(cos.get(self.pdf.Root, "/OutputIntents"))
        for intent in intents:
            profile = cos.get(intent, "/DestOutputProfile")
            with suppress(*ODD):
                if cos.is_stream(profile):
                    return bytes(profile.read_bytes())
        names = (cos.string(cos.get(intent, "/OutputConditionIdentifier")) for intent in intents)
        shipped = FOGRA39 in [name.lower() for name in names]
        press = checks.press_profile(self.printer) if self.printer and not shipped else None
        with suppress(PlatebookError):
            return press_profile.target(press or FOGRA39).profile.read_bytes()
        return None

    @property
    def is_cover(self) -> bool:
        """Whether it is a cover wrap, which is one sheet: a book's rules are not its."""
        return self.subject.cover or len(self.pages) == 1

    @property
    def damaged(self) -> bool:
        """Whether anything was read by guessing, so far."""
        return bool(self.pdf.get_warnings()) or any(page.painted.faults for page in self.pages)

    def binds_left(self, page: PdfPage) -> bool:
        """Return whether a page is bound at its left: an odd one, if the book says no other way."""
        preferences = cos.get(self.pdf.Root, "/ViewerPreferences")
        rightwards = cos.name(cos.get(preferences, "/Direction")) != "/R2L"
        return (page.number % 2 == 1) == rightwards

    def elements(self, limit: int) -> Iterator[tuple[Thing, tuple[int, int] | None]]:
        """Walk the structure tree (14.7.2) in order: each element, and the page that it is on."""
        waiting: list[tuple[Thing, tuple[int, int] | None]]
        waiting = [(cos.get(self.pdf.Root, "/StructTreeRoot"), None)]
        for _ in range(limit):
            if not waiting:
                return
            element, page = waiting.pop()
            own = cos.get(element, "/Pg")
            page = cos.key_of(own) if own is not None else page
            yield element, page
            if (kids := cos.get(element, "/K")) is not None:
                waiting += [(kid, page) for kid in reversed(cos.several(kids) or [kids])]

    def finding(
        self,
        code: str,
        message: str,
        page: PdfPage | None = None,
        fix: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """Make a finding about one page, or about the file as a whole."""
        where = self.subject.page(page.number) if page else self.subject.called
        return codes.finding(code, where, message, fix, severity=severity)

    def rule_finding(
        self, code: str, rule: Rule[Any], message: str, page: PdfPage | None = None
    ) -> Finding:
        """Make a finding about what a printer's rule asks for, which says how sure that is."""
        fix = f"{codes.all_entries()[code].fix}{rule.advice}"
        return self.finding(code, message, page, fix, rule.severity)


def open_pdf(subject: Subject) -> pikepdf.Pdf:
    """Open a PDF. Raises UnreadableError, with why it cannot be read."""
    try:
        # Not mapped into memory: its pages would count as ours.
        return pikepdf.open(subject.file, access_mode=pikepdf.AccessMode.stream)
    except pikepdf.PasswordError:
        raise UnreadableError("it is locked: it opens with a password only") from None
    except pikepdf.PdfError as error:
        reason = " ".join(str(error).removeprefix(f"{subject.file}: ").split())[:160]
        raise UnreadableError(f"it is damaged or cut off ({reason})") from None


def book(subject: Subject, pdf: pikepdf.Pdf) -> PdfDocument:
    """Read every page. Raises UnreadableError where the pages themselves cannot be found."""
    try:
        pages = tuple(_pages(pdf))
    except ODD as error:
        raise UnreadableError(f"its pages cannot be found ({str(error)[:160]})") from None
    if not subject.plates:
        subject = replace(subject, plates=tuple(_anchors(pdf, pages)))
    size, scales = subject.file.stat().st_size, Scales(subject.memory)
    return PdfDocument(subject, pdf, claims(pdf), pages, size, scales)


def _pages(pdf: pikepdf.Pdf) -> Iterator[PdfPage]:
    fonts, budget = Fonts(), ReadingBudget(OPERATORS)
    for number_, page in enumerate(pdf.pages, 1):
        if number_ > MOST_PAGES:
            return
        obj = page.obj
        media = area(cos.numbers(cos.inherit(obj, "/MediaBox"))) or _NO_PAPER
        crop = area(cos.numbers(cos.inherit(obj, "/CropBox"))) or media
        trim = area(cos.numbers(cos.get(obj, "/TrimBox")))
        bleed = area(cos.numbers(cos.get(obj, "/BleedBox")))
        yield PdfPage(
            number_,
            media,
            crop,
            bleed or crop,
            trim or crop,
            trimmed=trim is not None,
            bled=bleed is not None,
            rotation=cos.number(cos.inherit(obj, "/Rotate")) % 360,
            unit=cos.number(cos.get(obj, "/UserUnit"), 1.0),
            dictionary=obj,
            painted=paint(page, media, fonts, budget),
        )


def _anchors(pdf: pikepdf.Pdf, pages: tuple[PdfPage, ...]) -> Iterator[tuple[int, str]]:
    """Find the plates by the places that our own books name: ``plate-river``."""
    numbers_ = {cos.key_of(page.dictionary): page.number for page in pages}
    for name, place in _names(cos.get(cos.get(pdf.Root, "/Names"), "/Dests"), 0):
        if name.startswith(_ANCHOR):
            target = cos.at(place, 0) if cos.several(place) else cos.at(cos.get(place, "/D"), 0)
            if (key := cos.key_of(target)) in numbers_:
                yield numbers_[key], name.removeprefix(_ANCHOR)


def _names(node: Thing, depth: int) -> Iterator[tuple[str, Thing]]:
    """Walk a name tree (7.9.6), not endlessly."""
    names = cos.several(cos.get(node, "/Names"))[: 2 * MOST_PAGES]
    for key, value in zip(names[::2], names[1::2], strict=False):
        yield cos.string(key), value
    if depth < 3:
        for kid in cos.several(cos.get(node, "/Kids"))[:MOST_PAGES]:
            yield from _names(kid, depth + 1)
