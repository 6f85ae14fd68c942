"""Builds the structure tree (StructTreeRoot) of a tagged PDF.

It is built from the document's elements, not from layout boxes: a paragraph that runs over two
pages is one structure element, and elements that only serve the layout are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from platebook.pdf.tags.marked_content import Area, Leaf, reads_otherwise

#: What stands in a line of type, and what holds blocks: no line of type stands there by itself.
_INLINE = frozenset({"Span", "Link", "Code", "Reference"})
_GROUPS = frozenset({"Document", "Sect", "Div", "BlockQuote"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class StructureElement:
    """A structure element: its type, children and attributes.

    ``alternative`` is the Alt of an image, ``text`` the ActualText of type that is drawn otherwise
    than it reads; ``title`` describes a link. ``language`` is a BCP 47 tag, where it differs from
    the parent's. ``numbering`` belongs to a list; ``box`` to an image, in points on its page.
    """

    role: str
    kids: tuple[Kid, ...] = ()
    language: str | None = None
    alternative: str | None = None
    text: str | None = None
    title: str | None = None
    numbering: str | None = None
    box: tuple[float, float, float, float] | None = None

    def walk(self) -> Iterator[StructureElement]:
        """Yield this element and all its descendants, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, StructureElement):
                yield from kid.walk()


Kid = StructureElement | Leaf | Area


def block(role: str, kids: Sequence[Kid], language: str | None = None) -> StructureElement:
    """Make a block-level element; inline children beside blocks are wrapped in blocks too."""
    mixed = any(isinstance(kid, StructureElement) and kid.role not in _INLINE for kid in kids)
    children = paragraphs(kids) if mixed or role in _GROUPS else kids
    return StructureElement(role, tuple(children), language)


def paragraphs(kids: Sequence[Kid]) -> Iterator[Kid]:
    """Wrap inline content between blocks in paragraphs; drop blank text."""
    line: list[Kid] = []
    for kid in kids:
        if isinstance(kid, StructureElement) and kid.role not in _INLINE:
            yield from _paragraph(line)
            line = []
            yield kid
        else:
            line.append(kid)
    yield from _paragraph(line)


def _paragraph(line: Sequence[Kid]) -> Iterator[StructureElement]:
    if any(not isinstance(kid, Leaf) or kid.picture or kid.text.strip() for kid in line):
        yield StructureElement("P", tuple(line))


def items(kids: Sequence[Kid]) -> Iterator[StructureElement]:
    """Group labels and bodies into list items (LI): each label begins one."""
    item: list[Kid] = []
    for kid in kids:
        if isinstance(kid, StructureElement) and kid.role == "Lbl" and item:
            yield StructureElement("LI", tuple(item))
            item = []
        item.append(kid)
    if item:
        yield StructureElement("LI", tuple(item))


def spans(kids: Sequence[Kid]) -> Iterator[Kid]:
    """Wrap content after a child element in a Span: some readers process own content first."""
    line: list[Kid] = []
    after_element = False
    for kid in kids:
        if isinstance(kid, Leaf) and after_element:
            line.append(kid)
            continue
        if line:
            yield StructureElement("Span", tuple(line))
            line = []
        after_element = after_element or isinstance(kid, StructureElement)
        yield kid
    if line:
        yield StructureElement("Span", tuple(line))


_ROLES = {
    "html": "Document",
    "section": "Sect",
    "nav": "Sect",
    "article": "Sect",
    "p": "P",
    "blockquote": "BlockQuote",
    "dt": "Lbl",
    "dd": "LBody",
    "code": "Code",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
#: Grouping elements; any element that is not listed here is inline.
_HOLDERS = frozenset({"body", "div", "header", "footer", "main", "aside", "figcaption"})
_NUMBERING = {"ul": "Disc", "ol": "Decimal"}


class UntaggedContentError(Exception):
    """An image has no alternative text and is not marked as decorative."""


def structure(root: Element, texts: Mapping[Leaf, str], areas: Iterable[Area]) -> StructureElement:
    """Build the tree of a document from its leaves, in reading order, and its links.

    Images with an empty ``alt`` are left out. Raises UntaggedContentError for one without ``alt``.
    """
    grower = _TreeBuilder(root, texts)
    for leaf in texts:
        grower.attach(leaf)
    for area in grower.keep_lasting(areas):
        grower.attach(area)
    kids = [*grower.grown(root, _Context(""))]
    return next(
        (kid for kid in kids if isinstance(kid, StructureElement)), StructureElement("Document")
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """The context of an element: its language; whether in a contents list; whether in a figure."""

    language: str
    contents: bool = False
    figure: bool = False


class _TreeBuilder:
    """Builds the tree of one document: attaches leaves to elements, then converts elements."""

    def __init__(self, root: Element, texts: Mapping[Leaf, str]) -> None:
        self._leaf_texts = texts
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._branches: dict[Element, list[Element | Leaf | Area]] = {}

    def keep_lasting(self, areas: Iterable[Area]) -> list[Area]:
        """Leave out link areas of an element inside a link, which repeat the link's own."""
        links = [(area, self._link_of(area.element)) for area in areas]
        whole = {link for area, link in links if area.element is link}
        return [
            replace(area, element=link)
            for area, link in links
            if area.element is link or link not in whole
        ]

    def _link_of(self, element: Element) -> Element:
        inner = element
        while element.tag != "a" and element in self._parents:
            element = self._parents[element]
        return element if element.tag == "a" else inner

    def attach(self, piece: Leaf | Area) -> None:
        """Attach a leaf to its element, and that to its parent, where not attached yet."""
        element = piece.element
        hangs = element in self._branches
        self._branches.setdefault(element, []).append(piece)
        while not hangs and element in self._parents:
            parent = self._parents[element]
            hangs = parent in self._branches
            self._branches.setdefault(parent, []).append(element)
            element = parent

    def grown(self, element: Element, around: _Context) -> Iterator[Kid]:
        """Make the structure elements of an element and its descendants, if any is painted."""
        own = element.get("lang") or element.get(_XML_LANG) or around.language
        language = own if own != around.language else None
        inner = replace(around, language=own)
        if element.tag == "nav" and element.get("role") == "doc-toc":
            inner = replace(inner, contents=True)
        if element.tag == "figure":
            yield from self._figure(element, inner, language)
        elif element.tag == "img":
            yield from self._picture(element, inner)
        elif kids := [*self._kids(element, inner)]:
            yield from self._shape(element, kids, inner, language)

    def _kids(self, element: Element, around: _Context) -> Iterator[Kid]:
        for piece in self._branches.get(element, ()):
            if isinstance(piece, Element):
                yield from self.grown(piece, around)
            elif isinstance(piece, Area):
                yield piece
            else:
                leaf: Kid = piece
                if reads_otherwise(piece, text := self._leaf_texts[piece]):
                    leaf = StructureElement("Span", (piece,), text=text)
                yield StructureElement("Lbl", (leaf,)) if piece.origin == "marker" else leaf

    def _shape(
        self, element: Element, kids: Sequence[Kid], around: _Context, language: str | None
    ) -> Iterator[Kid]:
        tag = element.tag
        if tag in _ROLES:
            yield block(_ROLES[tag], kids, language)
        elif tag == "figcaption" and around.figure:
            yield block("Caption", [*paragraphs(kids)], language)
        elif tag in ("ul", "ol", "dl"):
            yield _list(tag, kids, around, language)
        elif tag == "li":
            yield _item(kids, around, language)
        elif tag == "a":
            link = StructureElement("Link", tuple(kids), language, title=self._words(element))
            yield StructureElement("Reference", (link,)) if around.contents else link
        elif tag in _HOLDERS:
            yield from [block("Div", kids, language)] if language else paragraphs(kids)
        else:
            yield from [StructureElement("Span", tuple(kids), language)] if language else kids

    def _figure(self, element: Element, around: _Context, language: str | None) -> Iterator[Kid]:
        """Make a Figure of an image and its caption; of a caption alone, only paragraphs."""
        images = [descendant for descendant in element.iter("img") if descendant.get("alt")]
        kids = [*self._kids(element, replace(around, figure=len(images) == 1))]
        if not kids:
            return
        if len(images) != 1:
            yield block("Div", kids, language)
            return
        pictures = [kid for kid in kids if isinstance(kid, Leaf) and kid.picture]
        box = pictures[0].box if pictures else None
        alternative = _collapse(images[0].get("alt"))
        yield StructureElement("Figure", tuple(kids), language, alternative=alternative, box=box)

    def _picture(self, element: Element, around: _Context) -> Iterator[Kid]:
        leaves = [piece for piece in self._branches.get(element, ()) if isinstance(piece, Leaf)]
        alternative = element.get("alt")
        if alternative is None:
            raise UntaggedContentError(element.get("src", ""))
        if not alternative:
            return
        if around.figure:
            yield from leaves
        elif leaves:
            alone, box = _collapse(alternative), leaves[0].box
            yield StructureElement("Figure", tuple(leaves), alternative=alone, box=box)

    def _words(self, element: Element) -> str:
        pieces = self._branches.get(element, ())
        return _collapse("".join(self._text_of(piece) for piece in pieces))

    def _text_of(self, piece: Element | Leaf | Area) -> str:
        if isinstance(piece, Element):
            return "".join(map(self._text_of, self._branches.get(piece, ())))
        return self._leaf_texts[piece].removesuffix("\u00ad") if isinstance(piece, Leaf) else ""


def _list(
    tag: str, kids: Sequence[Kid], around: _Context, language: str | None
) -> StructureElement:
    if around.contents:
        return StructureElement("TOC", tuple(kids), language)
    if tag == "dl":
        return StructureElement("L", tuple(items(kids)), language)
    labelled = any(_is_label(kid.kids[0]) for kid in kids if isinstance(kid, StructureElement))
    return StructureElement(
        "L", tuple(kids), language, numbering=_NUMBERING[tag] if labelled else None
    )


def _item(kids: Sequence[Kid], around: _Context, language: str | None) -> StructureElement:
    if around.contents:
        return StructureElement("TOCI", tuple(kids), language)
    labels = tuple(kid for kid in kids if _is_label(kid))
    body = block("LBody", [kid for kid in kids if not _is_label(kid)])
    return StructureElement("LI", (*labels, body), language)


def _is_label(kid: Kid) -> bool:
    return isinstance(kid, StructureElement) and kid.role == "Lbl"


def _collapse(text: str | None) -> str:
    return " ".join((text or "").split())
