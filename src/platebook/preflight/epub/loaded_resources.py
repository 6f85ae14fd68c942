"""Finds what is loaded to show a document: by its elements, their attributes, and its CSS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platebook.preflight.epub.addresses import address, styled
from platebook.preflight.epub.epub_facts import Reference
from platebook.preflight.epub.safe_xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_XLINK = "{http://www.w3.org/1999/xlink}href"
#: What is loaded with a document, by element: the attributes that say what.
_LOADED = {
    "link": ("href",),
    "script": ("src", _XLINK, "href"),
    "input": ("src",),
    "feImage": ("href", _XLINK),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "track": ("src",),
    "use": ("href", _XLINK),
}
#: Attributes that hold CSS: of HTML, and those of SVG that may point somewhere.
_STYLED = frozenset(
    (
        *("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"),
        *("marker", "marker-start", "marker-mid", "marker-end"),
    )
)


def resources(name: str, elements: list[_Element]) -> Iterator[Reference]:
    """Give every address that is loaded to show a document, by elements, attributes and CSS."""
    for element in elements:
        for said in (*_attributes(element), *_styled(element)):
            yield _to(said, name, element)
        base = _to(element.get("href", ""), name, element)
        if local(element) == "base" and base.outside:
            yield base
    for instruction in elements[0].xpath("/processing-instruction('xml-stylesheet')"):
        if said := instruction.get("href"):
            yield address(str(said), name, int(instruction.sourceline or 0))


def _attributes(element: _Element) -> Iterator[str]:
    """Give the addresses that stand in an element's own attributes."""
    yield from filter(None, (element.get(each) for each in _LOADED.get(local(element), ())))
    for candidate in (element.get("srcset") or "").split(","):
        yield from candidate.split()[:1]


def _styled(element: _Element) -> Iterator[str]:
    for css in _styles(element):
        yield from styled(css)


def _styles(element: _Element) -> Iterator[str]:
    """Give all CSS of an element: its own, that of its attributes, a sheet that it is."""
    if local(element) == "style":
        yield "".join(str(part) for part in element.itertext())
    for key, value in element.items():
        if key in _STYLED and ("(" in value or "\\" in value):
            yield f"{key}: {value}" if key != "style" else value


def _to(said: str, base: str, element: _Element) -> Reference:
    return address(said, base, int(element.sourceline or 0))
