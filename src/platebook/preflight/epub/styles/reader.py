"""Reads the sheets of a book's documents, and looks once at documents that are alike."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from platebook.preflight.epub.epub_facts import address
from platebook.preflight.epub.safe_xml import line_of, local, text_of
from platebook.preflight.epub.styles.captions import SHORT
from platebook.preflight.epub.styles.cascade import DocumentStyles, Matched
from platebook.preflight.epub.styles.computed import StyledDocument
from platebook.preflight.epub.styles.css import Tokens
from platebook.preflight.epub.styles.faults import StyleFault
from platebook.preflight.epub.styles.look import Look
from platebook.preflight.epub.styles.sheets import StyleSheet, read_sheet

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Gives the text of a stylesheet of the book by its name; None where it cannot be read.
Shelf = Callable[[str], str | None]
#: Media queries, all of which must hold.
Queries = tuple[Tokens, ...]

_DEPTH, _MOST_SHEETS = 6, 60
#: Elements of a document, and steps of matching in a book, that are looked at.
_MOST_ELEMENTS, _MOST_STEPS, _DEEPEST = 20_000, 4_000_000, 100
#: Attributes that say nothing to a stylesheet, unless one of its selectors names them.
_SILENT = {
    *("id", "src", "href", "alt", "title", "aria-label", "aria-describedby", "srcset"),
    *("aria-labelledby", "aria-details", "lang", "dir", "epub:type", "datetime", "cite"),
}


class StyleReader:
    """Reads the styles of one book's documents; what is alike is looked at once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._sheets: dict[str, StyleSheet | None] = {}
        self._books: dict[tuple[object, ...], DocumentStyles] = {}
        self._known: dict[object, tuple[StyleFault, ...]] = {}
        self._steps = _MOST_STEPS
        self.whole = True

    def faults(self, name: str, root: _Element) -> tuple[StyleFault, ...]:
        """Return what is wrong in a document by its styles; nothing where they are absurd."""
        try:
            return self._faults(name, root)
        except (RecursionError, ValueError, ArithmeticError):
            self.whole = False
            return ()

    def _faults(self, name: str, root: _Element) -> tuple[StyleFault, ...]:
        elements = list(_number(root))
        if len(elements) > _MOST_ELEMENTS or _depth(elements) > _DEEPEST:
            self.whole = False
            return ()
        book = self._book(name, root)
        key = (id(book), _style_key(book, elements))
        if key not in self._known:
            self._known[key] = tuple(self._look(book, elements))
        return tuple(_place(fault, elements, name) for fault in self._known[key])

    def _look(
        self, book: DocumentStyles, elements: Sequence[tuple[_Element, int]]
    ) -> Iterator[StyleFault]:
        self._steps -= book.cost(len(elements))
        if self._steps < 0:
            self.whole = False
            return
        matches = list(_matches(book, elements[0][0]))
        if len(matches) == len(elements):
            yield from Look(StyledDocument(book, elements, matches)).faults()

    def _book(self, name: str, root: _Element) -> DocumentStyles:
        """Put the sheets of a document together, in their order."""
        parts = list(self._parts(name, root))
        # Where a sheet in the document imports others, its place counts.
        key = tuple(
            (source, base if "import" in source else bool(base), media)
            for source, base, media in parts
        )
        if key not in self._books:
            from tinycss2 import parse_component_value_list as parse

            book = DocumentStyles()
            for source, base, media in parts:
                self._add(book, source, base, (tuple(parse(media)),) if media.strip() else ())
            self._books[key] = book
            self.whole = self.whole and book.whole
        return self._books[key]

    def _parts(self, name: str, root: _Element) -> Iterator[tuple[str, str, str]]:
        """Yield a sheet's name in the book, or the text of a ``style``; its base, and its media."""
        for instruction in root.xpath("/processing-instruction('xml-stylesheet')"):
            if href := instruction.get("href"):
                yield _sheet_name(str(href), name), "", str(instruction.get("media") or "")
        for element in root.iter("{*}link", "{*}style"):
            media = element.get("media") or ""
            if local(element) == "style":
                yield "".join(str(part) for part in element.itertext()), name, media
            else:
                kinds = (element.get("rel") or "").lower().split()
                if "stylesheet" in kinds and "alternate" not in kinds and element.get("href"):
                    yield _sheet_name(element.get("href", ""), name), "", media

    def _add(
        self,
        book: DocumentStyles,
        source: str,
        base: str,
        media: Queries,
        depth: int = 0,
        layer: str = "",
    ) -> None:
        """Add a sheet, what it imports before it. ``base``: of a text; empty where it is a name."""
        sheet = read_sheet(source) if base else self._sheet(source)
        if sheet is None:
            return
        for import_ in sheet.imports:
            target = _sheet_name(import_.href, base or source)
            if len(self._sheets) >= _MOST_SHEETS or depth >= _DEPTH:
                self.whole = False
            else:
                queries = media + ((import_.media,) if import_.media else ())
                self._add(book, target, "", queries, depth + 1, layer + import_.layer)
        book.add(sheet, media, layer)

    def _sheet(self, name: str) -> StyleSheet | None:
        if name not in self._sheets:
            is_inline = name[:5].lower() == "data:"
            text = _inline_sheet(name) if is_inline else self._shelf(name) if name else None
            self._sheets[name] = None if text is None else read_sheet(text)
        return self._sheets[name]


def _sheet_name(href: str, base: str) -> str:
    """Return a sheet's name in the book; a sheet that is written in its address, as it is."""
    href = href.strip()
    return href if href[:5].lower() == "data:" else address(href, base).target


def _inline_sheet(href: str) -> str:
    """Return the text of a ``data:`` address (RFC 2397)."""
    head, _, content = href.partition(",")
    data = unquote_to_bytes(content)
    with suppress(ValueError):
        data = b64decode(data) if head.lower().endswith(";base64") else data
    return data.decode("utf-8", "replace")


def _number(root: _Element) -> Iterator[tuple[_Element, int]]:
    """Yield every element with the number of its parent, in the document's order."""
    numbers: dict[Any, int] = {}
    for element in root.iter():
        if isinstance(element.tag, str):
            parent = element.getparent()
            yield element, numbers.get(parent, -1)
            numbers[element] = len(numbers)


def _depth(elements: Sequence[tuple[_Element, int]]) -> int:
    """Return in how many others the innermost element is."""
    depths = [0]
    for _, parent in elements:
        depths.append(depths[parent + 1] + 1)
    return max(depths) - 1


def _matches(book: DocumentStyles, root: _Element) -> Iterator[list[Matched]]:
    from cssselect2 import ElementWrapper

    try:
        for element in ElementWrapper.from_xml_root(root).iter_subtree():
            yield book.matches(element)
    except RecursionError:
        return


def _style_key(
    book: DocumentStyles, elements: Sequence[tuple[_Element, int]]
) -> tuple[object, ...]:
    """Return what documents with equal styles share: names, attributes, whether there is text."""
    return tuple(
        (
            parent,
            element.tag,
            _size(element.text),
            _size(element.tail),
            element.get("alt") == "",
            tuple(_style_attributes(book, element)),
        )
        for element, parent in elements
    )


def _size(text: str | None) -> int:
    """Return 0 for no text, 1 for one that fits on a line, 2 for another."""
    length = len((text or "").strip())
    return bool(length) + (length > SHORT)


def _style_attributes(book: DocumentStyles, element: _Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes on which an element's style may depend."""
    for key, value in element.items():
        if key in book.names or (key == "id" and f"#{value}" in book.names):
            yield key, value
        elif key in ("width", "height"):
            yield key, value if value.strip("0px% ") == "" else ""
        elif key not in _SILENT and not key.startswith("data-"):
            yield key, value


def _place(fault: StyleFault, elements: Sequence[tuple[_Element, int]], name: str) -> StyleFault:
    """Add to a fault where it is in a document, and which words or picture it is about."""
    element = elements[fault.index][0]
    words = text_of(element)
    href = element.get("src") or element.get("href") or element.get("data") or ""
    text = f"“{words[:40].rstrip()}{'…' if len(words) > 40 else ''}”" if words else href
    return replace(
        fault,
        message=fault.message.replace("{}", text or local(element)),
        line=line_of(element),
        picture=address(href, name).target if href else "",
    )
