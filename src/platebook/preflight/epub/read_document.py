"""Reads a document of the book: its text, what it shows, where it points, the pages it marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platebook.preflight.epub.addresses import address
from platebook.preflight.epub.epub_facts import EpubDocument, Reference, Shown, Way
from platebook.preflight.epub.loaded_resources import resources
from platebook.preflight.epub.markup_checks import mistakes
from platebook.preflight.epub.safe_xml import local, text_of
from platebook.preflight.epub.text_runs import lines
from platebook.preflight.model import TextLine

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML = "{http://www.w3.org/XML/1998/namespace}"
_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: An anchor of ours begins with this and ends with the plate's id.
_PLATE = "plate-"
#: Attributes that lead from a picture to a longer text.
_DESCRIPTIONS = ("aria-details", "aria-describedby", "longdesc")
_UNSEEN = ("presentation", "none")
_SSML = "{http://www.w3.org/2001/10/synthesis}"


def document(name: str, root: _Element) -> EpubDocument:
    """Read an XHTML or SVG document; what it lacks stays empty."""
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    heads = [element for element in elements if local(element) == "title"]
    body = next((element for element in elements if local(element) == "body"), root)
    shown = tuple(_pictures(name, elements))
    ids, doubled = _ids(elements)
    return EpubDocument(
        name=name,
        lines=lines(body),
        title=text_of(heads[0]) if heads else "",
        language=root.get(f"{_XML}lang") or root.get("lang") or "",
        text=text_of(body),
        heading=next((text_of(each) for each in elements if local(each) in _HEADINGS), ""),
        ids=ids,
        doubled=doubled,
        shown=shown,
        links=tuple(_links(name, elements)),
        resources=tuple(resources(name, elements)),
        breaks=tuple(_breaks(elements)),
        lists={kind: tuple(ways) for kind, ways in _lists(name, elements)},
        plate=next((each.plate for each in shown if each.plate), ""),
        levels=tuple(
            (int(local(each)[1]), int(each.sourceline or 0))
            for each in elements
            if local(each) in _HEADINGS
        ),
        marks=frozenset(_marks(elements)),
        mistakes=tuple(mistakes(elements)),
    )


def _marks(elements: list[_Element]) -> Iterator[str]:
    """Name elements, parts and roles; and whether something runs, or says how it is spoken."""
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
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    sources = [element for element in elements if local(element) == "content"]
    ids, doubled = _ids(elements)
    return EpubDocument(
        name=name,
        ids=ids,
        doubled=doubled,
        links=tuple(_to(each.get("src", ""), name, each) for each in sources),
    )


def _to(said: str, base: str, element: _Element) -> Reference:
    return address(said, base, int(element.sourceline or 0))


def _ids(elements: list[_Element]) -> tuple[frozenset[str], tuple[tuple[str, int], ...]]:
    """Give every id once, and those given twice with the line of the second."""
    seen: set[str] = set()
    doubled = []
    for element in elements:
        for here in {element.get("id"), element.get(f"{_XML}id")} - {None}:
            if here in seen:
                doubled.append((str(here), int(element.sourceline or 0)))
            seen.add(str(here))
    return frozenset(seen), tuple(doubled)


def _pictures(name: str, elements: list[_Element]) -> Iterator[Shown]:
    figures: dict[_Element | None, tuple[str, str, str, str]] = {}
    pieces: dict[_Element | None, tuple[TextLine, ...]] = {}
    for element in elements:
        kind = local(element)
        if kind == "img":
            said, alt = element.get("src", ""), element.get("alt")
        elif kind == "image":
            said = element.get("href") or element.get(_XLINK) or ""
            alt = _drawn_alt(element)
        else:
            continue
        figure = next(element.iterancestors("{*}figure"), None)
        if figure not in figures:
            figures[figure] = _figure_texts(figure)
            pieces[figure] = lines(None if figure is None else figure.find(".//{*}figcaption"))
        plate, words, caption, credit = figures[figure]
        if figure is None:
            words = _beside(element)
        yield Shown(
            address=_to(said, name, element),
            alt=alt,
            passed_over=_is_passed_over(element),
            described=any(element.get(name) for name in _DESCRIPTIONS),
            plate=plate,
            words=words,
            caption=caption,
            credit=credit,
            lines=pieces[figure],
        )


def _beside(element: _Element) -> str:
    """Give the caption that follows a picture outside of any figure, if it is called one."""
    for each in (element, *list(element.iterancestors())[:2]):
        after = each.getnext()
        if after is not None and "caption" in (after.get("class") or "").lower():
            return text_of(after)
    return ""


def _figure_texts(figure: _Element | None) -> tuple[str, str, str, str]:
    """Give what a figure says: its plate, all words under it, its caption and its credit."""
    if figure is None:
        return "", "", "", ""
    anchor = figure.get("id") or ""
    return (
        anchor.removeprefix(_PLATE) if anchor.startswith(_PLATE) else "",
        text_of(figure.find(".//{*}figcaption")),
        _part(figure, "caption"),
        _part(figure, "credit"),
    )


def _is_passed_over(element: _Element) -> bool:
    """Tell whether screen readers are to pass over an element, or one that it is in."""
    figure = (element, *element.iterancestors("{*}svg", "{*}figure", "{*}picture"))
    return any(each.get("role") in _UNSEEN for each in figure) or any(
        each.get("aria-hidden") == "true" for each in (element, *element.iterancestors())
    )


def _drawn_alt(element: _Element) -> str | None:
    """Give what a drawing says that it shows: its label or its title (SVG 2, section 5.7)."""
    for drawing in (element, *element.iterancestors("{*}svg")):
        label = drawing.get("aria-label") or text_of(drawing.find("{*}title"))
        if label:
            return label
    return None


def _part(figure: _Element, kind: str) -> str:
    """Give the text of that part of a caption that is marked as ``kind``, as ours are."""
    parts = figure.iterfind(".//{*}figcaption//*[@class]")
    return " ".join(text_of(each) for each in parts if kind in (each.get("class") or "").split())


def _links(name: str, elements: list[_Element]) -> Iterator[Reference]:
    for element in elements:
        if local(element) in ("a", "area"):
            said = element.get("href", element.get(_XLINK))
            if said is not None:
                yield _to(said, name, element)


def _breaks(elements: list[_Element]) -> Iterator[tuple[str, str, int]]:
    for element in elements:
        roles = f"{element.get(_OPS_TYPE, '')} {element.get('role', '')}".split()
        if "pagebreak" in roles or "doc-pagebreak" in roles:
            label = element.get("aria-label") or element.get("title") or text_of(element)
            yield label.strip(), element.get("id", ""), int(element.sourceline or 0)


def _lists(name: str, elements: list[_Element]) -> Iterator[tuple[str, Iterator[Way]]]:
    for element in elements:
        if local(element) == "nav":
            for kind in element.get(_OPS_TYPE, "").split():
                yield kind, _ways(name, element)


def _ways(name: str, nav: _Element) -> Iterator[Way]:
    for link in nav.iter("{*}a"):
        said = link.get("href")
        found = None if said is None else _to(said, name, link)
        yield Way(text_of(link), found, link.get(_OPS_TYPE, ""))
