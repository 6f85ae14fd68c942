"""The XMP packet of a PDF (ISO 16684-1, ISO 32000-2 § 14.3.2).

It repeats the Info dictionary and adds what that cannot hold: the owners of the photographs and
the terms of use. The photographs in the file carry no metadata of their own.
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


@dataclass(frozen=True, slots=True)
class Owners:
    """Rights of book and photographs: notices, credit lines, terms of use; plain text.

    ``identifier`` is the book's own, which only machines read where it is a UUID.
    """

    rights: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    identifier: str = ""


def packet(
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
    rights, terms = _joined(owners.rights), _joined(owners.terms)
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
        _plain("photoshop:Credit", _joined(owners.credits)),
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
    """Format a UTC time as XMP does (ISO 8601)."""
    return date.strftime("%Y-%m-%dT%H:%M:%SZ")


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def _plain(name: str, text: str | None) -> str:
    return f"<{name}>{_said(text)}</{name}>\n" if text else ""


def _list(name: str, kind: str, texts: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{_said(text)}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>\n" if items else ""


def _alternative(name: str, text: str | None, language: str | None) -> str:
    """Write a language alternative (``rdf:Alt``), ``x-default`` first."""
    if not text:
        return ""
    tongues = dict.fromkeys(("x-default", language or "x-default"))
    items = "".join(
        f'<rdf:li xml:lang="{_said(tongue)}">{_said(text)}</rdf:li>' for tongue in tongues
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>\n"


def _said(text: str) -> str:
    return escape(_UNSAYABLE.sub("", text))
