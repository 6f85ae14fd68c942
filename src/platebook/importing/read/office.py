"""What documents of Word and OpenDocument have in common.

Both become pages of the same few elements of HTML, so that pictures, captions and headings are
found by the walk over web pages. No macro is run, no external file read, no entity expanded.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from lxml import etree

#: Names of the style of captions in the languages of Word and LibreOffice.
CAPTIONS = (
    *("caption", "Caption", "Beschriftung", "Bildunterschrift", "Légende", "Didascalia"),
    *("Epígrafe", "Descripción", "Bijschrift", "Legenda", "Illustration", "Figure", "Drawing"),
    "Abbildung",
)
#: Bytes of a part with text that are read at most.
TEXT_BYTES = 50_000_000


def list_hidden(hidden: Iterable[str]) -> str:
    """Write hidden texts as comments, which the reader of pages lists as left out."""
    return "".join(f'<p class="comment">{escape(text)}</p>' for text in hidden if text.strip())


def parse(content: bytes) -> etree._Element:
    """Parse XML without entities, document type or network. Raises ValueError for damaged XML."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    if root.getroottree().docinfo.doctype:
        raise ValueError("it has a document type")
    return root
