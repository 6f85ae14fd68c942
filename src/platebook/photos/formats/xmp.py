"""XMP (ISO 16684-1): reading the IPTC's texts out of a packet, and writing our own small one.

A packet is a stranger's XML: it is read without entities, document types or network, up to a
size, and mended where it breaks off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from platebook.photos.formats.untrusted_text import clean
from platebook.photos.model import Rights

if TYPE_CHECKING:
    from lxml.etree import _Element

LIMIT = 8_000_000
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


def read(packets: tuple[bytes, ...]) -> Mapping[str, Texts]:
    """Give every text property of ``SPACES`` as ``dc:description``; nothing for a broken packet."""
    found: dict[str, Texts] = {}
    for packet in packets:
        for name, texts in _properties(packet):
            found.setdefault(name, texts)
    return found


def chosen(texts: Texts, language: str) -> str:
    """Choose a text by language: the story's, its main language, the default, the first."""
    wanted = language.lower()
    main = wanted.split("-")[0]
    by_language = {tag.lower(): text for tag, text in reversed(texts)}
    near = next((tag for tag in sorted(by_language) if tag.split("-")[0] == main), main)
    for tag in (wanted, main, near, "x-default", ""):
        if by_language.get(tag, "").strip():
            return by_language[tag]
    return next((text for _, text in texts if text.strip()), "")


def listed(texts: Texts) -> str:
    """Join a list of names with commas."""
    return ", ".join(dict.fromkeys(text.strip() for _, text in texts if text.strip()))


def packet(rights: Rights, limit: int) -> bytes | None:
    """Write what stays with a photograph: who made it, whose it is, what it shows.

    None where there is nothing to write. Not more than ``limit`` bytes: the longest text gives
    way, since a JPEG segment has an end.
    """
    texts = {
        "dc:creator": clean(rights.creator or ""),
        "dc:rights": clean(rights.rights or ""),
        "dc:description": clean(rights.caption or ""),
        "photoshop:Credit": clean(rights.credit or ""),
        "xmpRights:UsageTerms": clean(rights.terms or ""),
        "Iptc4xmpCore:AltTextAccessibility": clean(rights.alt or ""),
        "Iptc4xmpCore:ExtDescrAccessibility": clean(rights.description or ""),
    }
    while any(texts.values()):
        written = _written({name: text for name, text in texts.items() if text}, rights.language)
        if len(written) <= limit:
            return written
        longest = max(texts, key=lambda name: len(texts[name].encode()))
        texts[longest] = texts[longest][: len(texts[longest]) * 3 // 4].rstrip() + "…"
    return None


def _written(texts: Mapping[str, str], language: str) -> bytes:
    used = sorted({name.partition(":")[0] for name in texts})
    spaces = "".join(f' xmlns:{prefix}="{SPACES[prefix]}"' for prefix in used)
    body = "".join(_property(name, escape(text), language) for name, text in texts.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about=""{spaces}>{body}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _property(name: str, text: str, language: str) -> str:
    if name == "photoshop:Credit":
        return f"<{name}>{text}</{name}>"
    if name == "dc:creator":
        return f"<{name}><rdf:Seq><rdf:li>{text}</rdf:li></rdf:Seq></{name}>"
    item = f'<rdf:li xml:lang="x-default">{text}</rdf:li>'
    if language != "x-default":
        item += f'<rdf:li xml:lang="{escape(language)}">{text}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"


def _properties(packet: bytes) -> Iterator[tuple[str, Texts]]:
    root = _parsed(packet)
    if root is None:
        return
    for description in root.iterfind(f".//{{{_RDF}}}RDF/{{{_RDF}}}Description"):
        for key, value in description.attrib.items():
            name = _name(str(key))
            if name:
                yield name, [("", str(value))]
        for child in description.iterchildren("*"):
            name = _name(str(child.tag))
            texts = _texts(child) if name else []
            if name and texts:
                yield name, texts


def _parsed(packet: bytes) -> _Element | None:
    """Parse a packet; None where it is no XML, too long, or brings a document type along."""
    from lxml import etree

    if len(packet) > LIMIT:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(packet.strip(b"\0 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or root.getroottree().docinfo.doctype:
        return None
    return root


def _name(tag: str) -> str | None:
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
