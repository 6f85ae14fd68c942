"""Captions, credits and alternative text inside the JPEG files: XMP, IPTC-IIM and EXIF.

The words come from the story's manifest, so that file and book never disagree. Nothing
here looks at the clock or names software: the same words make the same bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import yaml
from PIL import Image

CREATOR = "platebook"
RIGHTS = "© 2026 the platebook contributors, CC BY 4.0"
TERMS = "Creative Commons Attribution 4.0 International (CC BY 4.0)"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
TITLE_LENGTH = 64

IIM_LIMITS = {5: 64, 80: 32, 110: 32, 116: 128, 120: 2000}
"""Bytes that IPTC-IIM 4.2 allows in title, by-line, credit, copyright and caption."""

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}


@dataclass(frozen=True)
class Words:
    """What is said about one plate, as plain text."""

    title: str
    caption: str
    alt: str
    description: str
    credit: str
    rights: str


def embed_all(story: Path, photos: Sequence[Path]) -> None:
    """Write each plate's words from the story into its file; a file without a plate stays."""
    said = read_words(story)
    for photo in photos:
        if photo.name in said:
            photo.write_bytes(embed(photo.read_bytes(), said[photo.name]))


def read_words(story: Path) -> dict[str, Words]:
    """Return the words for every plate of a manifest, by the name of its file."""
    manifest = yaml.safe_load(story.read_text(encoding="utf-8"))
    plates = list(manifest.get("plates", ()))
    for section in manifest.get("sections", ()):
        plates += section["plates"]
    credit = str(manifest.get("credit", ""))
    return {Path(plate["photo"]).name: _words(plate, credit) for plate in plates}


def _words(plate: dict[str, object], credit: str) -> Words:
    caption = plain(str(plate.get("caption", "")))
    return Words(
        title=plain(str(plate.get("title", ""))) or _cut(caption, TITLE_LENGTH),
        caption=caption,
        alt=plain(str(plate.get("alt", ""))),
        description=plain(str(plate.get("description", ""))),
        credit=plain(str(plate.get("credit", credit))),
        rights=plain(str(plate.get("rights", RIGHTS))),
    )


def plain(markdown: str) -> str:
    """Take emphasis and link marks off; keep the words, in one line for each paragraph."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"(\*{1,3})(\S.*?\S|\S)\1", r"\2", text, flags=re.DOTALL)
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _cut(text: str, most: int) -> str:
    """Shorten to so many bytes, at a word."""
    if len(text.encode()) <= most:
        return text
    while len(f"{text}…".encode()) > most:
        shorter = text.rpartition(" ")[0]
        text = shorter.rstrip(" ,;:.–—") if shorter else text[:-1]
    return f"{text}…"


# The three kinds of metadata -------------------------------------------------------


def xmp(words: Words) -> bytes:
    """Return the XMP packet."""
    parts = [
        _language("dc:title", words.title),
        _language("dc:description", words.caption),
        _language("dc:rights", words.rights),
        f"<dc:creator><rdf:Seq><rdf:li>{CREATOR}</rdf:li></rdf:Seq></dc:creator>",
        f"<photoshop:Credit>{escape(words.credit)}</photoshop:Credit>",
        "<xmpRights:Marked>True</xmpRights:Marked>",
        f"<xmpRights:WebStatement>{LICENCE}</xmpRights:WebStatement>",
        _language("xmpRights:UsageTerms", TERMS),
        _language("Iptc4xmpCore:AltTextAccessibility", words.alt),
        _language("Iptc4xmpCore:ExtDescrAccessibility", words.description),
        f"<Iptc4xmpExt:DigitalSourceType>{SOURCE}</Iptc4xmpExt:DigitalSourceType>",
    ]
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
    body = "\n".join(part for part in parts if part)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {spaces}>\n'
        f'<rdf:Description rdf:about="">\n{body}\n</rdf:Description>\n'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _language(name: str, text: str) -> str:
    """A value with languages: the default, and English, which is the same."""
    if not text:
        return ""
    said = escape(text)
    items = "".join(f'<rdf:li xml:lang="{tag}">{said}</rdf:li>' for tag in ("x-default", "en"))
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def iim(words: Words) -> bytes:
    """Return the IPTC-IIM records, wrapped as Photoshop's image resource 0x0404."""
    credit = words.credit
    if len(credit.encode()) > IIM_LIMITS[110]:
        # Half a credit line would credit the wrong person; XMP carries the whole of it.
        credit = f"Drawing by {CREATOR}"
    values = {5: words.title, 80: CREATOR, 110: credit, 116: words.rights, 120: words.caption}
    records = struct.pack(">BBBH", 0x1C, 1, 90, 3) + b"\x1b%G"
    records += struct.pack(">BBBHH", 0x1C, 2, 0, 2, 4)
    for number, value in sorted(values.items()):
        data = _cut(value, IIM_LIMITS[number]).encode()
        records += struct.pack(">BBBH", 0x1C, 2, number, len(data)) + data
    padding = b"\0" * (len(records) % 2)
    head = b"Photoshop 3.0\x008BIM" + struct.pack(">HHI", 0x0404, 0, len(records))
    return head + records + padding


def exif(words: Words, width: int, height: int) -> bytes:
    """Return the EXIF block that the standard asks for. Its text is ASCII, hence no © sign."""
    block = Image.Exif()
    block[0x0112] = 1  # upright
    block[0x011A] = block[0x011B] = 300.0
    block[0x0128] = 2  # pixels per inch
    block[0x0213] = 1  # chroma centred, as JPEG has it
    block[0x013B] = CREATOR
    block[0x8298] = words.rights.replace("©", "Copyright").encode("ascii", "replace").decode()
    details = {0x9000: b"0232", 0x9101: b"\1\2\3\0", 0xA000: b"0100", 0xA001: 1}  # sRGB
    block.get_ifd(0x8769).update({**details, 0xA002: width, 0xA003: height})
    return block.tobytes()


# The JPEG file -----------------------------------------------------------------------


def embed(jpeg: bytes, words: Words) -> bytes:
    """Return the JPEG with these words in place of any that it had; pixels are untouched."""
    first, kept = b"", b""
    for marker, segment in _segments(jpeg):
        if marker == 0xE0:
            first += segment
        elif marker not in (0xE1, 0xED):
            kept += segment
    with Image.open(BytesIO(jpeg)) as picture:
        width, height = picture.size
    ours = (
        _segment(0xE1, exif(words, width, height)),
        _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(words)),
        _segment(0xED, iim(words)),
    )
    return b"".join((b"\xff\xd8", first, *ours, kept))


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk through the marker segments; the last one is the picture and all that follows."""
    at = 2
    while True:
        marker = jpeg[at + 1]
        if marker == 0xDA:
            yield marker, jpeg[at:]
            return
        length = struct.unpack(">H", jpeg[at + 2 : at + 4])[0] + 2
        yield marker, jpeg[at : at + length]
        at += length
