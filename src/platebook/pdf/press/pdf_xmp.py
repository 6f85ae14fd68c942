"""The book's XMP packet (ISO 16684-1, ISO 32000-2 § 14.3.2): what the PDF says of itself.

The same words as the PDF's Info dictionary, and what that has no room for: whose the photographs
are, and on which terms. Photographs inside carry no metadata of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint.document import DocumentMetadata

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
#: What PDF/A wants said of a property that it does not know itself (ISO 19005-2, 6.6.2.3.3), with
#: the spaces of that: PDF/UA's.
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
#: What XML 1.0 (§ 2.2) has no way to say.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose the book and its photographs are: notices, credit lines, terms of use; plain texts."""

    rights: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


def packet(
    told: DocumentMetadata,
    producer: str,
    owners: Owners,
    dated: datetime | None = None,
    more: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Write the packet of a document whose Info is made from ``told`` (WeasyPrint's metadata).

    ``dated`` comes before the dates that are told, ``more`` are further properties, such as
    ``pdf:Trapped``, in plain text.
    """
    rights, terms = _joined(owners.rights), _joined(owners.terms)
    date = dated and stamp(dated)
    body = (
        _plain("dc:format", "application/pdf"),
        _alternative("dc:title", told.title, told.lang),
        _list("dc:creator", "Seq", told.authors),
        _alternative("dc:description", told.description, told.lang),
        _alternative("dc:rights", rights, told.lang),
        _list("dc:subject", "Bag", told.keywords),
        _list("dc:language", "Bag", filter(None, [told.lang])),
        _plain("photoshop:Credit", _joined(owners.credits)),
        _plain("xmpRights:Marked", "True" if rights or terms else ""),
        _alternative("xmpRights:UsageTerms", terms, told.lang),
        _plain("xmp:CreateDate", date or told.created),
        _plain("xmp:ModifyDate", date or told.modified),
        _plain("xmp:CreatorTool", told.generator),
        _plain("pdf:Keywords", ", ".join(told.keywords)),
        _plain("pdf:Producer", producer),
        *(_plain(name, text) for name, text in more.items()),
        _EXTENSION if "pdfaid:part" in more and "pdfuaid:part" in more else "",
    )
    said = "".join(body)
    named = {**_SPACES, **_EXTENSION_SPACES}
    spaces = "".join(
        f' xmlns:{prefix}="{space}"' for prefix, space in named.items() if f"<{prefix}:" in said
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">\n'
        f'<rdf:Description rdf:about=""{spaces}>\n{said}</rdf:Description>\n'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def stamp(date: datetime) -> str:
    """Write a time in UTC as XMP does."""
    return date.strftime("%Y-%m-%dT%H:%M:%SZ")


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def _plain(name: str, text: str | None) -> str:
    return f"<{name}>{_said(text)}</{name}>\n" if text else ""


def _list(name: str, kind: str, texts: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{_said(text)}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>\n" if items else ""


def _alternative(name: str, text: str | None, language: str | None) -> str:
    """Write a text as XMP's alternatives by language, the default first."""
    if not text:
        return ""
    tongues = dict.fromkeys(("x-default", language or "x-default"))
    items = "".join(
        f'<rdf:li xml:lang="{_said(tongue)}">{_said(text)}</rdf:li>' for tongue in tongues
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>\n"


def _said(text: str) -> str:
    return escape(_UNSAYABLE.sub("", text))
