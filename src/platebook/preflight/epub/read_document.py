"""Reads a document of the book: its text, what it shows, where it points, the pages it marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from platebook.preflight.epub.document_checks import mistakes
from platebook.preflight.epub.epub_facts import (
    HEADINGS,
    EpubDocument,
    Reference,
    ShownPicture,
    Way,
    address,
    addresses_in,
)
from platebook.preflight.epub.safe_xml import line_of, local, text_of
from platebook.preflight.model import TextLine

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML = "{http://www.w3.org/XML/1998/namespace}"
_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_XLINK = "{http://www.w3.org/1999/xlink}href"
#: An anchor of ours begins with this and ends with the plate's id.
_PLATE = "plate-"
#: Attributes that lead from a picture to a longer text.
_DESCRIPTIONS = ("aria-details", "aria-describedby", "longdesc")
_UNSEEN = ("presentation", "none")
_SSML = "{http://www.w3.org/2001/10/synthesis}"
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
_STYLED = {
    *("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"),
    *("marker", "marker-start", "marker-mid", "marker-end"),
}
#: Elements that stand in a line, and look like it.
_IN_LINE = frozenset({"a", "b", "bdi", "br", "cite", "code", "em", "i", "span", "strong"})
_UNREAD = frozenset({"script", "style"})


def document(name: str, root: _Element) -> EpubDocument:
    """Read an XHTML or SVG document; what it lacks stays empty."""
    elements = list(root.iter("*"))
    headings = [element for element in elements if local(element) in HEADINGS]
    body = next(root.iter("{*}body"), root)
    figures = tuple(_pictures(name, elements))
    ids, repeats = _ids(elements)
    return EpubDocument(
        name=name,
        lines=lines(body),
        title=text_of(next(root.iter("{*}title"), None)),
        language=root.get(f"{_XML}lang") or root.get("lang") or "",
        text=text_of(body),
        heading=text_of(headings[0] if headings else None),
        ids=ids,
        repeated_ids=repeats,
        pictures=figures,
        links=tuple(_links(name, root)),
        resources=tuple(_resources(name, elements)),
        breaks=tuple(_breaks(elements)),
        lists={
            kind: tuple(_ways(name, nav))
            for nav in root.iter("{*}nav")
            for kind in nav.get(_OPS_TYPE, "").split()
        },
        plate=next((picture.plate for picture in figures if picture.plate), ""),
        levels=tuple((int(local(heading)[1]), line_of(heading)) for heading in headings),
        marks=frozenset(_marks(elements)),
        mistakes=tuple(mistakes(elements)),
    )


def _marks(elements: list[_Element]) -> Iterator[str]:
    """Yield elements, parts and roles; and whether something runs, or says how it is spoken."""
    for element in elements:
        yield local(element)
        yield from (f"type:{kind}" for kind in element.get(_OPS_TYPE, "").split())
        if element.get("role"):
            yield "role"
            yield from str(element.get("role")).split()
        for key in element.keys():  # noqa: SIM118  lxml's elements are no mappings
            if key.startswith("on"):
                yield "script"
            elif key.startswith(_SSML):
                yield "ssml"


def ncx(name: str, root: _Element) -> EpubDocument:
    """Read an NCX, the contents of EPUB 2: it points, and shows nothing."""
    ids, repeats = _ids(list(root.iter("*")))
    links = (_to(element.get("src", ""), name, element) for element in root.iter("{*}content"))
    return EpubDocument(name=name, ids=ids, repeated_ids=repeats, links=tuple(links))


def _to(href: str, base: str, element: _Element) -> Reference:
    return address(href, base, line_of(element))


def _ids(elements: list[_Element]) -> tuple[frozenset[str], tuple[tuple[str, int], ...]]:
    """Return every id once, and those given twice with the line of the second."""
    earlier: set[str] = set()
    repeats = []
    for element in elements:
        for here in {element.get("id"), element.get(f"{_XML}id")} - {None}:
            if here in earlier:
                repeats.append((str(here), line_of(element)))
            earlier.add(str(here))
    return frozenset(earlier), tuple(repeats)


def _pictures(name: str, elements: list[_Element]) -> Iterator[ShownPicture]:
    figures: dict[_Element | None, dict[str, Any]] = {}
    for element in elements:
        kind = local(element)
        if kind == "img":
            href, alt = element.get("src", ""), element.get("alt")
        elif kind == "image":
            href = element.get("href") or element.get(_XLINK) or ""
            alt = _drawn_alt(element)
        else:
            continue
        figure = next(element.iterancestors("{*}figure"), None)
        if figure is not None and figure not in figures:
            figures[figure] = _figure(figure)
        texts = {"words": _beside(element)} if figure is None else figures[figure]
        described = any(element.get(name) for name in _DESCRIPTIONS)
        passed_over = _is_passed_over(element)
        yield ShownPicture(_to(href, name, element), alt, passed_over, described, **texts)


def _beside(element: _Element) -> str:
    """Return the caption that follows a picture outside of any figure, if it is called one."""
    for ancestor in (element, *list(element.iterancestors())[:2]):
        after = ancestor.getnext()
        if after is not None and "caption" in (after.get("class") or "").lower():
            return text_of(after)
    return ""


def _figure(figure: _Element) -> dict[str, Any]:
    """Read what a figure says: its plate, all words under it, its caption and its credit."""
    anchor, caption = figure.get("id") or "", figure.find(".//{*}figcaption")
    return {
        "plate": anchor.removeprefix(_PLATE) if anchor.startswith(_PLATE) else "",
        "words": text_of(caption),
        "caption": _part(figure, "caption"),
        "credit": _part(figure, "credit"),
        "lines": lines(caption),
    }


def _is_passed_over(element: _Element) -> bool:
    """Return whether screen readers are to pass over an element, or one that it is in."""
    figure = (element, *element.iterancestors("{*}svg", "{*}figure", "{*}picture"))
    return any(node.get("role") in _UNSEEN for node in figure) or any(
        ancestor.get("aria-hidden") == "true" for ancestor in (element, *element.iterancestors())
    )


def _drawn_alt(element: _Element) -> str | None:
    """Return what a drawing says that it shows: its label or its title (SVG 2, section 5.7)."""
    for drawing in (element, *element.iterancestors("{*}svg")):
        if label := drawing.get("aria-label") or text_of(drawing.find("{*}title")):
            return label
    return None


def _part(figure: _Element, kind: str) -> str:
    """Return the text of that part of a caption that is marked as ``kind``, as ours are."""
    parts = figure.iterfind(".//{*}figcaption//*[@class]")
    return " ".join(text_of(part) for part in parts if kind in (part.get("class") or "").split())


def _links(name: str, root: _Element) -> Iterator[Reference]:
    for element in root.iter("{*}a", "{*}area"):
        href = element.get("href", element.get(_XLINK))
        if href is not None:
            yield _to(href, name, element)


def _breaks(elements: list[_Element]) -> Iterator[tuple[str, str, int]]:
    for element in elements:
        roles = f"{element.get(_OPS_TYPE, '')} {element.get('role', '')}".split()
        if "pagebreak" in roles or "doc-pagebreak" in roles:
            label = element.get("aria-label") or element.get("title") or text_of(element)
            yield label.strip(), element.get("id", ""), line_of(element)


def _ways(name: str, nav: _Element) -> Iterator[Way]:
    for link in nav.iter("{*}a"):
        href = link.get("href")
        steps = None if href is None else _to(href, name, link)
        yield Way(text_of(link), steps, link.get(_OPS_TYPE, ""))


def _resources(name: str, elements: list[_Element]) -> Iterator[Reference]:
    """Yield every address that is loaded to show a document, by elements, attributes and CSS."""
    for element in elements:
        for href in (*_attributes(element), *_in_css(element)):
            yield _to(href, name, element)
        base = _to(element.get("href", ""), name, element)
        if local(element) == "base" and base.outside:
            yield base
    for instruction in elements[0].xpath("/processing-instruction('xml-stylesheet')"):
        if href := instruction.get("href"):
            yield _to(str(href), name, instruction)


def _attributes(element: _Element) -> Iterator[str]:
    """Yield the addresses that stand in an element's own attributes."""
    yield from filter(
        None, (element.get(attribute) for attribute in _LOADED.get(local(element), ()))
    )
    for candidate in (element.get("srcset") or "").split(","):
        yield from candidate.split()[:1]


def _in_css(element: _Element) -> Iterator[str]:
    """Yield the addresses in all CSS of an element: its attributes, a sheet that it is."""
    if local(element) == "style":
        yield from addresses_in("".join(str(part) for part in element.itertext()))
    for key, value in element.items():
        if key in _STYLED and ("(" in value or "\\" in value):
            yield from addresses_in(f"{key}: {value}" if key != "style" else value)


def lines(element: _Element | None) -> tuple[TextLine, ...]:
    """Return all text inside an element; its style is the class of what it stands in."""
    if element is None:
        return ()
    return tuple(TextLine(" ".join(text.split()), style) for text, style in _texts(element, ""))


def _texts(element: _Element, around: str) -> Iterator[tuple[str, str]]:
    if local(element) in _UNREAD or not isinstance(element.tag, str):
        return
    style = around if local(element) in _IN_LINE else element.get("class") or around
    if (element.text or "").strip():
        yield str(element.text), style
    for child in element:
        yield from _texts(child, style)
        if (child.tail or "").strip():
            yield str(child.tail), style
