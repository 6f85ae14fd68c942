"""Makes a stranger's document ready to be shown: what it asks for stays within its book.

It is parsed as everything here is (``xml``), loses what acts instead of being read, and its
pictures are handed out small, each in the place of its true size.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from platebook.photos import encode_image
from platebook.preflight.epub import safe_xml
from platebook.preflight.epub.addresses import address
from platebook.preflight.epub.archive import Archive, EntryError
from platebook.preflight.epub.epub_facts import CSS, SVG, EpubBook
from platebook.preflight.epub_render import Resource, Text

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The longer side of a picture on a page, in px: the page itself has some 450.
_EDGE = 480
#: What does something instead of being read, or names what a document has no say in.
_ACTING = ("script", "iframe", "base", "audio", "video", "template")
_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]*;")
_SIDE = re.compile(r"\b(width|height)\s*=\s*(\d{1,5}(?:\.\d+)?)")
_PLAIN = "<html xmlns='http://www.w3.org/1999/xhtml'><body style='margin: 0'>{}</body></html>"
#: Pages that a book may fix, in px.
_FIXED = (50.0, 20_000.0)


class Binding:
    """One book, as an e-reader opens it. ``fixed``: its pages have a size of their own."""

    def __init__(self, book: EpubBook, archive: Archive) -> None:
        self._book, self._archive = book, archive
        self._kinds = {item.name: item.media_type for item in book.package.items}
        self.fixed = any(
            meta.name == "rendition:layout" and meta.text.strip() == "pre-paginated"
            for meta in book.package.metas
        )

    def text(self, name: str) -> Text | None:
        """Give a document to show; None where nothing of it can be read."""
        try:
            root = safe_xml.parse(self._archive.read(name, safe_xml.LIMIT)).root
        except EntryError:
            return None
        if root is None:
            return None
        size = _size(root) if self.fixed else None
        self._tidied(name, root)
        return Text(name, _written(root), size)

    def resource(self, name: str) -> Resource:
        """Hand out a file of the book. Raises LookupError where it may not be had."""
        kind = self._kinds.get(name, "")
        try:
            if kind == SVG:
                return Resource(self._drawing(name), kind)
            if kind.startswith("image/"):
                return Resource(self._small(name), "image/jpeg")
            return Resource(self._archive.read(name, safe_xml.LIMIT), CSS if kind == CSS else kind)
        except EntryError as error:
            raise LookupError(str(error)) from error

    def _small(self, name: str) -> bytes:
        picture = self._book.pictures.get(name)
        small = (
            picture and picture.looked and encode_image.thumbnail(self._archive.read(name), _EDGE)
        )
        if not small:
            raise LookupError("it is no picture that can be decoded")
        return small

    def _drawing(self, name: str) -> bytes:
        root = safe_xml.parse(self._archive.read(name, safe_xml.LIMIT)).root
        if root is None:
            raise LookupError("it is no drawing")
        self._tidied(name, root)
        return _written(root).encode()

    def _tidied(self, name: str, root: _Element) -> None:
        for element in [*root.iter()]:
            if safe_xml.local(element) in _ACTING or _marks_a_page(element):
                _dropped(element)
            elif safe_xml.local(element) == "img":
                self._true_size(name, element)

    def _true_size(self, base: str, element: _Element) -> None:
        """Say how many px of a picture's own each px of the small one stands for."""
        picture = self._book.pictures.get(address(element.get("src", ""), base).target)
        longer = max(picture.seen.size) if picture else 0
        if longer > _EDGE:
            said = f"image-resolution: {_EDGE / longer:.5f}dppx; {element.get('style', '')}"
            element.set("style", said)


def _marks_a_page(element: _Element) -> bool:
    """Tell whether an element marks a printed page and shows nothing, yet would take a line."""
    if not isinstance(element.tag, str):
        return False
    roles = f"{element.get(_OPS_TYPE, '')} {element.get('role', '')}".split()
    return bool({"pagebreak", "doc-pagebreak"} & {*roles}) and not len(element) and not element.text


def _dropped(element: _Element) -> None:
    """Take an element out, and leave the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _written(root: _Element) -> str:
    """Write a tree as XML that no reader can be led astray by: no document type, no entities."""
    from lxml import etree

    whole = etree.tostring(root, encoding="unicode")
    plain = _ENTITY.sub(lambda found: unescape(found[0]).replace("&", "&amp;"), whole)
    return _PLAIN.format(plain) if safe_xml.local(root) == "svg" else plain


def _size(root: _Element) -> tuple[float, float] | None:
    """Give the px of a page that the book fixes (EPUB 3.3, section 8.2.2.6)."""
    for element in root.iter("{*}meta"):
        if element.get("name") == "viewport":
            found = {side: float(px) for side, px in _SIDE.findall(element.get("content") or "")}
            sides = found.get("width", 0.0), found.get("height", 0.0)
            return sides if all(_FIXED[0] <= side <= _FIXED[1] for side in sides) else None
    box = (
        (root.get("viewBox") or "").replace(",", " ").split()
        if safe_xml.local(root) == "svg"
        else []
    )
    try:
        across, down = (float(each) for each in box[2:4])
    except ValueError:
        return None
    return (
        (across, down) if _FIXED[0] <= min(across, down) <= max(across, down) <= _FIXED[1] else None
    )
