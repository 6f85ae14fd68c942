"""Reads documents of OpenDocument (ODT) as pages of simple HTML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from html import escape

from lxml import etree

from platebook.importing.read import containers
from platebook.importing.read.containers import Bundle
from platebook.importing.read.office import CAPTIONS, TEXT_BYTES, list_hidden, parse


def open_odt(raw: bytes) -> Bundle:
    """Read an OpenDocument text. Raises what lxml and zipfile raise of damaged ones."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    containers.check(archive)
    root = parse(containers.entry(archive, "content.xml", TEXT_BYTES))
    styles = _Styles(root)
    if "styles.xml" in archive.namelist():
        styles.add(parse(containers.entry(archive, "styles.xml", TEXT_BYTES)))
    body = root.find(".//{*}body/{*}text")
    hidden = [] if body is None else [*_take_hidden(body, styles)]
    html = "".join(_odt(body, styles)) + list_hidden(hidden) if body is not None else ""
    members = {name: name for name in archive.namelist() if name.startswith("Pictures/")}
    return Bundle(f"<body>{html}</body>", members, partial(containers.entry, archive))


def _take_hidden(body: etree._Element, styles: _Styles) -> Iterator[str]:
    """Empty the elements that are not shown, and yield their texts."""
    for element in [*body.iter()]:
        if not isinstance(element.tag, str):
            continue
        name, is_hidden = etree.QName(element).localname, _attribute(element, "is-hidden")
        hides = name == "hidden-text" and is_hidden != "false"
        if name in ("p", "h"):
            fields = element.iterfind(".//{*}hidden-paragraph")
            hides = any(_attribute(field, "is-hidden") == "true" for field in fields)
        by_style = styles.hide(_family(name), _attribute(element, "style-name"))
        if hides or by_style or _attribute(element, "display") == "none":
            yield "".join(str(text) for text in element.itertext())
            element.text = None
            del element[:]


def _family(name: str) -> str:
    """Return the family of styles of an element: names of different families may be the same."""
    return "paragraph" if name in ("p", "h") else "text" if name in ("span", "a") else name


class _Styles:
    """The named styles that a paragraph's own is made of, and which are bold, italic or hidden."""

    def __init__(self, root: etree._Element) -> None:
        self._parents: dict[tuple[str, str], str] = {}
        self._marks: dict[str, str] = {}
        self._shown: dict[tuple[str, str], bool] = {}
        self.add(root)

    def add(self, root: etree._Element) -> None:
        """Read the styles of a part of the document that do not stand in an earlier part."""
        for style in root.iter("{*}style", "{*}default-style"):
            family, name = _attribute(style, "family"), _attribute(style, "name")
            if (family, name) in self._parents:
                continue
            self._parents[family, name] = _attribute(style, "parent-style-name")
            for properties in style.iterfind("{*}text-properties"):
                if display := _attribute(properties, "display"):
                    self._shown[family, name] = display != "none"
                if _attribute(properties, "font-style") == "italic":
                    self._marks[name] = "em"
                elif _attribute(properties, "font-weight") == "bold":
                    self._marks[name] = "strong"

    def hide(self, family: str, name: str) -> bool:
        """Return whether a style, one that it is derived from, or the default hides its text."""
        styles = ((family, at) for at in (*self.names(name, family), ""))
        return not next((self._shown[at] for at in styles if at in self._shown), True)

    def names(self, name: str, family: str = "paragraph") -> list[str]:
        """Return a style's name and those of the styles it is derived from."""
        styles = dict[str, None]()
        while name and name not in styles:
            styles[name] = None
            name = self._parents.get((family, name), "")
        return [*styles]

    def mark(self, name: str) -> str:
        """Return the element that a span's style stands for; empty for none."""
        return self._marks.get(name, "")


def _attribute(element: etree._Element, local: str) -> str:
    """Return an attribute in whatever namespace it is."""
    return str(element.xpath("string(@*[local-name() = $local])", local=local))


_INLINE = {"line-break": "<br>", "tab": " ", "soft-page-break": ""}
_SKIP = {
    *("annotation", "annotation-end", "tracked-changes", "sequence-decls", "forms"),
    *("table-of-content", "bookmark", "note-citation"),
}
_PLAIN = {
    "list": "ul",
    "list-item": "li",
    "text-box": "div",
    "note": "span",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
}


def _odt(element: etree._Element, styles: _Styles) -> Iterator[str]:
    """Write the content of an element of OpenDocument as HTML."""
    yield escape(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield from _odt_element(child, styles)
        yield escape(child.tail or "")


def _odt_element(element: etree._Element, styles: _Styles) -> Iterator[str]:
    name = etree.QName(element).localname
    if name in _SKIP or "svg-compatible" in (etree.QName(element).namespace or ""):
        return
    if name in _INLINE:
        yield _INLINE[name]
    elif name == "s":
        yield " "
    elif name == "image":
        yield from _odt_image(element)
    elif name in ("p", "h"):
        tag, kind = _odt_paragraph(element, name, styles)
        yield f'<{tag} class="{escape(kind)}">{"".join(_odt(element, styles))}</{tag}>'
    elif name == "a":
        address = escape(_attribute(element, "href"))
        yield f'<a href="{address}">{"".join(_odt(element, styles))}</a>'
    else:
        is_span = name == "span"
        tag = styles.mark(_attribute(element, "style-name")) if is_span else _PLAIN.get(name, "")
        inner = "".join(_odt(element, styles))
        yield f"<{tag}>{inner}</{tag}>" if tag else inner


def _odt_paragraph(element: etree._Element, name: str, styles: _Styles) -> tuple[str, str]:
    """Return the HTML element and class of a paragraph by its style."""
    names = [re.sub(r"_20_", " ", name) for name in styles.names(_attribute(element, "style-name"))]
    if name == "h":
        level = _attribute(element, "outline-level")
        return f"h{min(int(level), 6) if level.isdigit() and level != '0' else 2}", ""
    if "Title" in names:
        return "h1", "headline"
    if "Subtitle" in names:
        return "p", "standfirst"
    is_caption = any(name in CAPTIONS for name in names) and element.find(".//{*}image") is None
    return "p", "caption" if is_caption else ""


def _odt_image(element: etree._Element) -> Iterator[str]:
    address = _attribute(element, "href")
    frame = element.getparent()
    around = [] if frame is None else [child for child in frame if isinstance(child.tag, str)]
    texts = {etree.QName(child).localname: child.text or "" for child in around}
    alt = texts.get("desc") or texts.get("title") or ""
    name = _attribute(frame, "name") if frame is not None else ""
    original = f' data-original="{escape(name)}"' if re.search(r"\.\w{3,4}$", name) else ""
    if address and not re.match(r"[a-z]+:", address):
        yield f'<img src="{escape(address)}" alt="{escape(alt)}"{original}>'
