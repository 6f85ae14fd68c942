"""What a photograph says of itself, as the words of a manifest, each with the place it came from.

In the contract's order: XMP, then IPTC-IIM, then EXIF. Where one source has neither a credit
line nor a creator, the next is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from platebook.photos.formats import ifd, iim, xmp
from platebook.photos.formats.header import Header
from platebook.photos.formats.untrusted_text import LIMIT, clean, decoded, is_boilerplate
from platebook.photos.model import MetadataText

_DESCRIPTION, _ARTIST, _COPYRIGHT, _TAKEN = 270, 315, 33432, 36867
EXIF_WORDS = (_DESCRIPTION, _ARTIST, _COPYRIGHT, _TAKEN)
EXIF_POINTER = 34665
#: Characters of what stands on one line, which nobody means to fill a page with.
_LIMITS = {"credit": 500, "creator": 500, "location": 500, "rights": 1_000}
_DATE = re.compile(r"(\d{4})[:-]?(\d\d)?[:-]?(\d\d)?")

#: Manifest key → XMP properties, the first that speaks wins.
_XMP = {
    "caption": ("dc:description",),
    "alt": ("Iptc4xmpCore:AltTextAccessibility",),
    "description": ("Iptc4xmpCore:ExtDescrAccessibility",),
    "credit": ("photoshop:Credit", "dc:creator"),
    "creator": ("dc:creator",),
    "rights": ("dc:rights",),
    "terms": ("xmpRights:UsageTerms",),
    "date": ("photoshop:DateCreated",),
}
_XMP_PLACE = (
    "Iptc4xmpCore:Location",
    "photoshop:City",
    "photoshop:State",
    "photoshop:Country",
)
_IIM = {
    "caption": ("Caption-Abstract",),
    "credit": ("Credit", "By-line"),
    "creator": ("By-line",),
    "rights": ("Copyright Notice",),
    "date": ("Date Created",),
}
_IIM_PLACE = ("Sub-location", "City", "Province/State", "Country")
_EXIF = {
    "caption": (_DESCRIPTION, "ImageDescription"),
    "credit": (_ARTIST, "Artist"),
    "creator": (_ARTIST, "Artist"),
    "rights": (_COPYRIGHT, "Copyright"),
    "date": (_TAKEN, "DateTimeOriginal"),
}


def words(header: Header, language: str) -> tuple[dict[str, MetadataText], tuple[str, ...]]:
    """Give the words by manifest key, and the keys whose text was cut because it was too long."""
    found: dict[str, MetadataText] = {}
    cut: list[str] = []
    for key, raw, source in _told(header, language):
        if key in found:
            continue
        limit = _LIMITS.get(key, LIMIT)
        text = clean(raw)[:limit].rstrip()
        if key == "date":
            text = _date(text)
        if is_boilerplate(text):
            continue
        found[key] = MetadataText(text, source)
        if len(raw.strip()) > limit:
            cut.append(key)
    return found, tuple(cut)


def _told(header: Header, language: str) -> Iterator[tuple[str, str, str]]:
    """Give key, raw text and source of everything that is told, the weightiest first."""
    if header.xmp:
        yield from _from_xmp(xmp.read(header.xmp), language)
    if header.iim:
        yield from _from_iim(iim.read(header.iim))
    tags = ifd.exif(header.exif, EXIF_WORDS, (EXIF_POINTER,)) if header.exif else header.words
    for key, (tag, name) in _EXIF.items():
        value = (tags or {}).get(tag)
        if isinstance(value, bytes):
            # Copyright holds the photographer's notice and the editor's, each ended by NUL.
            parts = (decoded(part).strip() for part in value.split(b"\0"))
            yield key, ", ".join(filter(None, parts)), f"EXIF {name}"


def _from_xmp(properties: Mapping[str, xmp.Texts], language: str) -> Iterator[tuple[str, str, str]]:
    for key, names in _XMP.items():
        for name in names:
            texts = properties.get(name, [])
            text = xmp.listed(texts) if name == "dc:creator" else xmp.chosen(texts, language)
            yield key, text, f"XMP {name}"
    place = [(name, xmp.chosen(properties.get(name, []), language)) for name in _XMP_PLACE]
    yield from _place("XMP", place)


def _from_iim(texts: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    for key, names in _IIM.items():
        for name in names:
            yield key, ", ".join(texts.get(name, ())), f"IPTC {name}"
    yield from _place("IPTC", [(name, ", ".join(texts.get(name, ()))) for name in _IIM_PLACE])


def _place(kind: str, parts: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Say a place as one would on a caption: the spot, the town, the state, the country."""
    told = [(name, clean(text)) for name, text in parts if clean(text)]
    if told:
        text = ", ".join(dict.fromkeys(text for _, text in told))
        yield "location", text, f"{kind} {' + '.join(name for name, _ in told)}"


def _date(text: str) -> str:
    """Give year, month or day in ISO 8601; an unknown part (00) ends it, nonsense is nothing."""
    match = _DATE.match(text)
    if not match or match[1] == "0000":
        return ""
    month, day = match[2] or "00", match[3] or "00"
    if not "01" <= month <= "12":
        return match[1]
    return f"{match[1]}-{month}" + (f"-{day}" if "01" <= day <= "31" else "")
