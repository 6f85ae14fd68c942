"""Structure elements of a tagged PDF, with the standard structure types (ISO 32000-1 § 14.8.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platebook.pdf.tags.marked_content import Area, Leaf

#: What stands in a line of type, and what holds blocks: no line of type stands there by itself.
_INLINE = frozenset({"Span", "Link", "Code", "Reference"})
_GROUPS = frozenset({"Document", "Sect", "Div", "BlockQuote"})


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
        """Give this element and all its descendants, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, StructureElement):
                yield from kid.walk()


Kid = StructureElement | Leaf | Area


def block(role: str, kids: Sequence[Kid], language: str | None = None) -> StructureElement:
    """Make a block-level element; inline children beside blocks are wrapped in blocks too."""
    mixed = any(isinstance(kid, StructureElement) and kid.role not in _INLINE for kid in kids)
    held = paragraphs(kids) if mixed or role in _GROUPS else kids
    return StructureElement(role, tuple(held), language)


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
    """Wrap content that follows a child element in a Span.

    Some readers process an element's own content before its child elements.
    """
    line: list[Kid] = []
    parted = False
    for kid in kids:
        if isinstance(kid, Leaf) and parted:
            line.append(kid)
            continue
        if line:
            yield StructureElement("Span", tuple(line))
            line = []
        parted = parted or isinstance(kid, StructureElement)
        yield kid
    if line:
        yield StructureElement("Span", tuple(line))
