"""Gives the text of a document in pieces, each as it stands between two tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platebook.preflight.epub.safe_xml import local
from platebook.preflight.model import TextLine

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements that stand in a line, and look like it.
_IN_LINE = frozenset({"a", "b", "bdi", "br", "cite", "code", "em", "i", "span", "strong"})
_UNREAD = frozenset({"script", "style"})


def lines(element: _Element | None) -> tuple[TextLine, ...]:
    """Give all text inside an element; its style is the class of what it stands in."""
    if element is None:
        return ()
    return tuple(TextLine(" ".join(text.split()), style) for text, style in _texts(element, ""))


def _texts(element: _Element, around: str) -> Iterator[tuple[str, str]]:
    if local(element) in _UNREAD or not isinstance(element.tag, str):
        return
    style = around
    if local(element) not in _IN_LINE:
        style = element.get("class") or around
    if (element.text or "").strip():
        yield str(element.text), style
    for child in element:
        yield from _texts(child, style)
        if (child.tail or "").strip():
            yield str(child.tail), style
