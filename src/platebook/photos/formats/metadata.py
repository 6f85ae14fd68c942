"""Reads texts from a photograph's XMP, IPTC-IIM and EXIF; writes the XMP of photographs in e-books.

XMP is ISO 16684-1, IPTC-IIM version 4.2, EXIF 2.32. The sources are read in this order. Texts of
untrusted files lose what no page can show; XMP is parsed without entities, DTD or network, up to
a size, and recovered where it breaks off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from platebook.i18n import enumerate_items
from platebook.photos.formats import tiff
from platebook.photos.formats.header import Header
from platebook.photos.model import MetadataText, Rights

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Characters of a text that are used at most; a caption in print ends far below.
LIMIT = 10_000
#: The instructions of the picture that takes the place of a missing photograph.
STAND_IN = "platebook: stand-in for a missing photograph"
_EMBEDDINGS = "\u202a\u202b\u202c\u202d\u202e\ufeff\ufffc"
#: What cameras and programs write where a caption should stand.
_BOILERPLATE = re.compile(
    r"""\s*(?:
        (?:olympus|minolta|konica[ ]minolta|pentax|kodak|samsung|sony|digital|exif|vivo|oppo)?
        [ _-]*(?:digital[ ]camera|camera[ ]pictures)
      | (?:sony|minolta)[ ]dsc | exif[_ ]jpeg[_ ]picture | dcim[\\/].* | dsc[ _-]?\d*
      | <?digimax.* | default | untitled | ascii | screenshot | processed[ ]with[ ].*
      | created[ ]with[ ].* | file[ ]written[ ]by[ ].* | binary[ ]comment | \?+
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)


def decode_text(raw: bytes) -> str:
    """Read bytes of unknown encoding: UTF-8 where they are that, else Windows' western one."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace").replace("\ufffd", "")


def clean_text(text: str) -> str:
    """Remove what no page can show: control and private characters, stray direction marks.

    Line ends become ``\\n``, at most two in a row; nothing is longer than ``LIMIT``.
    """
    text = unicodedata.normalize("NFC", text[: 4 * LIMIT]).replace("\r\n", "\n").replace("\r", "\n")
    # Python's "printable" leaves out more than we do, but for one character.
    if not text.isprintable() or "\ufffc" in text:
        text = "".join(filter(_is_printable, text))
    return re.sub(r"\n\s*\n\s*", "\n\n", text).strip()[:LIMIT].rstrip()


def is_boilerplate(text: str) -> bool:
    """Return whether a text is a camera's or program's default, not a caption."""
    return not text or _BOILERPLATE.fullmatch(text) is not None


def _is_printable(character: str) -> bool:
    if character in "\n\t":
        return True
    is_none = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    if character in _EMBEDDINGS or is_none:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Co")


_IIM_MARK = 0x1C
_IIM_UTF8 = b"\x1b%G"
_CHARACTER_SET = (1, 90)
#: Data sets of record 2 (§ 6) by the name that photographers know.
IIM_NAMES = {
    40: "Special Instructions",
    55: "Date Created",
    80: "By-line",
    90: "City",
    92: "Sub-location",
    95: "Province/State",
    101: "Country",
    105: "Headline",
    110: "Credit",
    116: "Copyright Notice",
    120: "Caption-Abstract",
}


def parse_iim(record: bytes) -> Mapping[str, tuple[str, ...]]:
    """Return every text of ``IIM_NAMES``, in the order of the file; damage ends the reading."""
    texts_by_name: dict[str, list[str]] = {}
    utf8 = False
    at = 0
    while at + 5 <= len(record) and record[at] == _IIM_MARK:
        kind = (record[at + 1], record[at + 2])
        length = int.from_bytes(record[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:  # an extended length: the low bits count the bytes that hold it
            width = length & 0x7FFF
            length = int.from_bytes(record[at : at + min(width, 8)], "big")
            at += width
        content = record[at : at + length]
        at += length
        if kind == _CHARACTER_SET:
            utf8 = content.startswith(_IIM_UTF8)
        elif kind[0] == 2 and kind[1] in IIM_NAMES:
            text = content.decode("utf-8", errors="replace") if utf8 else decode_text(content)
            texts_by_name.setdefault(IIM_NAMES[kind[1]], []).append(text)
    return {name: tuple(texts) for name, texts in texts_by_name.items()}


XMP_LIMIT = 8_000_000
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {uri: prefix for prefix, uri in SPACES.items()}

#: Texts of one property by language ("" where none is given), in the file's order.
Texts = list[tuple[str, str]]


def parse_xmp(packets: tuple[bytes, ...]) -> Mapping[str, Texts]:
    """Return every text property in ``SPACES``, by names such as ``dc:description``."""
    properties: dict[str, Texts] = {}
    for packet in packets:
        for name, texts in _properties(packet):
            properties.setdefault(name, texts)
    return properties


def choose_text(texts: Texts, language: str) -> str:
    """Choose a text by language: the story's, its main language, the default, the first."""
    preferred = language.lower()
    main = preferred.split("-")[0]
    by_language = {tag.lower(): text for tag, text in reversed(texts)}
    near = next((tag for tag in sorted(by_language) if tag.split("-")[0] == main), main)
    for tag in (preferred, main, near, "x-default", ""):
        if by_language.get(tag, "").strip():
            return by_language[tag]
    return next((text for _, text in texts if text.strip()), "")


def join_names(texts: Texts, language: str) -> str:
    """Join a list of names as ``language`` separates them."""
    names = dict.fromkeys(text.strip() for _, text in texts if text.strip())
    return enumerate_items(names, language)


def build_xmp(rights: Rights, limit: int) -> bytes | None:
    """Write the XMP packet of a photograph in an e-book: creator, rights, caption, alt text.

    None where there is nothing to write. Not more than ``limit`` bytes: the longest text gives
    way, since a JPEG segment has an end.
    """
    texts = {
        "dc:creator": clean_text(rights.creator or ""),
        "dc:rights": clean_text(rights.rights or ""),
        "dc:description": clean_text(rights.caption or ""),
        "photoshop:Credit": clean_text(rights.credit or ""),
        "xmpRights:UsageTerms": clean_text(rights.terms or ""),
        "Iptc4xmpExt:DigitalSourceType": clean_text(rights.source_type or ""),
        "Iptc4xmpCore:AltTextAccessibility": clean_text(rights.alt or ""),
        "Iptc4xmpCore:ExtDescrAccessibility": clean_text(rights.description or ""),
    }
    while any(texts.values()):
        packet = _xmp_packet({name: text for name, text in texts.items() if text}, rights.language)
        if len(packet) <= limit:
            return packet
        longest = max(texts, key=lambda name: len(texts[name].encode()))
        texts[longest] = texts[longest][: len(texts[longest]) * 3 // 4].rstrip() + "…"
    return None


def _xmp_packet(texts: Mapping[str, str], language: str) -> bytes:
    prefixes = sorted({name.partition(":")[0] for name in texts})
    spaces = "".join(f' xmlns:{prefix}="{SPACES[prefix]}"' for prefix in prefixes)
    body = "".join(_property(name, escape(text), language) for name, text in texts.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about=""{spaces}>{body}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _property(name: str, text: str, language: str) -> str:
    if name in ("photoshop:Credit", "Iptc4xmpExt:DigitalSourceType"):
        return f"<{name}>{text}</{name}>"
    if name == "dc:creator":
        return f"<{name}><rdf:Seq><rdf:li>{text}</rdf:li></rdf:Seq></{name}>"
    item = f'<rdf:li xml:lang="x-default">{text}</rdf:li>'
    if language != "x-default":
        item += f'<rdf:li xml:lang="{escape(language)}">{text}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"


def _properties(packet: bytes) -> Iterator[tuple[str, Texts]]:
    root = _parse(packet)
    if root is None:
        return
    for description in root.iterfind(f".//{{{_RDF}}}RDF/{{{_RDF}}}Description"):
        for key, value in description.attrib.items():
            if name := _xmp_name(str(key)):
                yield name, [("", str(value))]
        for child in description.iterchildren("*"):
            if (name := _xmp_name(str(child.tag))) and (texts := _texts(child)):
                yield name, texts


def _parse(packet: bytes) -> _Element | None:
    """Parse a packet; None where it is no XML, too long, or has a document type."""
    from lxml import etree

    if len(packet) > XMP_LIMIT:
        return None
    parser = etree.XMLParser(resolve_entities=False, recover=True)
    try:
        root = etree.fromstring(packet.strip(b"\0 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or root.getroottree().docinfo.doctype:
        return None
    return root


def _xmp_name(tag: str) -> str | None:
    uri, _, local = tag[1:].partition("}")
    return f"{_PREFIXES[uri]}:{local}" if uri in _PREFIXES else None


def _texts(element: _Element) -> Texts:
    items = list(element.iter(f"{{{_RDF}}}li"))
    if not items:
        return [("", element.text or "")] if (element.text or "").strip() else []
    return [
        (str(item.get(_LANG) or ""), "".join(str(part) for part in item.itertext()))
        for item in items[:1_000]
    ]


_DESCRIPTION, _ARTIST, _COPYRIGHT, _TAKEN, _FRACTION = 270, 315, 33432, 36867, 37521
EXIF_WORDS = (_DESCRIPTION, _ARTIST, _COPYRIGHT, _TAKEN)
EXIF_POINTER = 34665
#: The most characters of texts that stand on one line.
_LIMITS = {"credit": 500, "creator": 500, "location": 500, "rights": 1_000}
_DATE = re.compile(r"(\d{4})[:-]?(\d\d)?[:-]?(\d\d)?")

#: Manifest key → XMP properties, the first that speaks wins.
_XMP_PROPERTIES = {
    "caption": ("dc:description",),
    "alt": ("Iptc4xmpCore:AltTextAccessibility",),
    "description": ("Iptc4xmpCore:ExtDescrAccessibility",),
    "credit": ("photoshop:Credit", "dc:creator"),
    "creator": ("dc:creator",),
    "rights": ("dc:rights",),
    "terms": ("xmpRights:UsageTerms",),
    "date": ("photoshop:DateCreated",),
    "headline": ("photoshop:Headline",),
    "instructions": ("photoshop:Instructions",),
    "source-type": ("Iptc4xmpExt:DigitalSourceType",),
}
_XMP_PLACE = (
    "Iptc4xmpCore:Location",
    "photoshop:City",
    "photoshop:State",
    "photoshop:Country",
)
_IIM_DATASETS = {
    "caption": ("Caption-Abstract",),
    "credit": ("Credit", "By-line"),
    "creator": ("By-line",),
    "rights": ("Copyright Notice",),
    "date": ("Date Created",),
    "headline": ("Headline",),
    "instructions": ("Special Instructions",),
}
_IIM_PLACE = ("Sub-location", "City", "Province/State", "Country")
_EXIF_TAGS = {
    "caption": (_DESCRIPTION, "ImageDescription"),
    "credit": (_ARTIST, "Artist"),
    "creator": (_ARTIST, "Artist"),
    "rights": (_COPYRIGHT, "Copyright"),
    "date": (_TAKEN, "DateTimeOriginal"),
}


def read_texts(header: Header, language: str) -> tuple[dict[str, MetadataText], tuple[str, ...]]:
    """Return the words by manifest key, and the keys whose text was cut because it was too long."""
    texts: dict[str, MetadataText] = {}
    cut: list[str] = []
    for key, raw, source in _all_texts(header, language):
        if key in texts:
            continue
        limit = _LIMITS.get(key, LIMIT)
        text = clean_text(raw)[:limit].rstrip()
        if key == "date":
            text = _date(text)
        if is_boilerplate(text):
            continue
        texts[key] = MetadataText(text, source)
        if len(raw.strip()) > limit:
            cut.append(key)
    return texts, tuple(cut)


def _all_texts(header: Header, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield key, raw text and source of every text, in order of precedence."""
    if header.xmp:
        yield from _from_xmp(parse_xmp(header.xmp), language)
    if header.iim:
        yield from _from_iim(parse_iim(header.iim), language)
    tags = tiff.exif(header.exif, EXIF_WORDS, (EXIF_POINTER,)) if header.exif else header.words
    for key, (tag, name) in _EXIF_TAGS.items():
        value = (tags or {}).get(tag)
        if isinstance(value, bytes):
            # Copyright holds the photographer's notice and the editor's, each ended by NUL.
            parts = (decode_text(part).strip() for part in value.split(b"\0"))
            yield key, ", ".join(filter(None, parts)), f"EXIF {name}"


def read_sidecar(packet: bytes) -> dict[str, MetadataText]:
    """Return the texts of an XMP sidecar by manifest key, as ``read_texts`` does."""
    return read_texts(Header("XMP", (0, 0), "L", xmp=(packet,)), "en")[0]


def read_taken(header: Header) -> str:
    """Return when a photograph was taken, by EXIF: date, time and fraction; empty if unknown."""
    if not header.exif:
        return ""
    tags = tiff.exif(header.exif, (_TAKEN, _FRACTION), (EXIF_POINTER,)) or {}
    parts = (tags.get(_TAKEN), tags.get(_FRACTION))
    texts = [decode_text(part).strip("\0 ") for part in parts if isinstance(part, bytes)]
    return ".".join(filter(None, texts)) if texts and re.match(r"[12]\d{3}:\d\d", texts[0]) else ""


def _from_xmp(properties: Mapping[str, Texts], language: str) -> Iterator[tuple[str, str, str]]:
    for key, names in _XMP_PROPERTIES.items():
        for name in names:
            choose = join_names if name == "dc:creator" else choose_text
            yield key, choose(properties.get(name, []), language), f"XMP {name}"
    place = [(name, choose_text(properties.get(name, []), language)) for name in _XMP_PLACE]
    yield from _place("XMP", place)


def _from_iim(
    texts: Mapping[str, tuple[str, ...]], language: str
) -> Iterator[tuple[str, str, str]]:
    for key, names in _IIM_DATASETS.items():
        for name in names:
            yield key, enumerate_items(texts.get(name, ()), language), f"IPTC {name}"
    yield from _place("IPTC", [(name, ", ".join(texts.get(name, ()))) for name in _IIM_PLACE])


def _place(kind: str, parts: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Join a place as in a caption: the spot, the town, the state, the country."""
    names = [(name, clean_text(text)) for name, text in parts if clean_text(text)]
    if names:
        text = ", ".join(dict.fromkeys(text for _, text in names))
        yield "location", text, f"{kind} {' + '.join(name for name, _ in names)}"


def _date(text: str) -> str:
    """Return year, month or day in ISO 8601; an unknown part (00) ends it, nonsense is nothing."""
    match = _DATE.match(text)
    if not match or match[1] == "0000":
        return ""
    month, day = match[2] or "00", match[3] or "00"
    if not "01" <= month <= "12":
        return match[1]
    return f"{match[1]}-{month}" + (f"-{day}" if "01" <= day <= "31" else "")
