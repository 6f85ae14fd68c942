"""Reads XML of any origin: no entities, no network, no document type from outside, bounded depth.

libxml2 bounds depth and growth by itself; what it refuses is reported, and what can be saved of a
broken document is read all the same, so that one stray tag does not hide every other fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bytes of one document; readers choke on far less (Kobo: 10 MB with its pictures).
LIMIT = 20_000_000
#: Tags of one document: each takes some hundred bytes once it is read.
_TAGS_LIMIT = 400_000
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document's root, None where nothing could be saved; and what is wrong with it."""

    root: _Element | None
    fault: str = ""
    line: int = 0
    entities: bool = False
    bomb: bool = False


def parse(content: bytes) -> Parsed:
    """Parse a document; nothing is raised, whatever it is."""
    from lxml import etree

    if content.count(b"<") > _TAGS_LIMIT:
        return Parsed(None, f"it has more than {_TAGS_LIMIT:,} tags", 1, bomb=True)
    if _ENTITY.search(content.replace(b"\0", b"")):
        # No book needs them, and every reader treats them differently.
        return Parsed(None, "it declares entities of its own", 1, entities=True)
    try:
        return Parsed(etree.fromstring(content, etree.XMLParser(resolve_entities=False)))
    except etree.XMLSyntaxError as error:
        fault, line = _message_of(error.msg), int(error.lineno or 0)
    except ValueError:
        return Parsed(None, "its encoding is not what it says", 1)
    try:
        parser = etree.XMLParser(resolve_entities=False, recover=True)
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    return Parsed(root, fault, line)


def _message_of(message: str | None) -> str:
    """Return libxml2's words without the place, which is reported separately."""
    words = re.sub(r",? ?line \d+,? ?(?:and [\w-]+,? ?)?column \d+", "", message or "").strip()
    return words[:1].lower() + words[1:200] if words else "it is no XML"


def local(element: _Element) -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def line_of(element: _Element) -> int:
    """Return the line on which an element begins; 0 where that is not known."""
    return int(element.sourceline or 0)


def text_of(element: _Element | None) -> str:
    """Return all text inside an element, spaces and line breaks as one space each."""
    if element is None:
        return ""
    return " ".join("".join(str(part) for part in element.itertext()).split())
