"""What a tagged book consists of for whoever has it read aloud: parts, by PDF's own names.

Standard structure types, ISO 32000-1 § 14.8.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platebook.pdf.tags.marked_content import Area, Leaf

#: What stands in a line of type, and what holds blocks: no line of type stands there by itself.
_INLINE = frozenset({"Span", "Link", "Code", "Reference"})
_GROUPS = frozenset({"Document", "Sect", "Div", "BlockQuote"})


@dataclass(frozen=True, slots=True)
class StructureElement:
    """A structure element: its type, what is in it, and what is said of it.

    ``alternative`` stands in for a picture, ``text`` for type that reads otherwise than it is
    drawn; ``title`` says what a link is about. ``language`` is a BCP 47 tag, where it is not that
    of the part around. ``numbering`` is a list's; ``box`` a picture's, in points on its page.
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
        """Give this part and all parts in it, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, StructureElement):
                yield from kid.walk()


Kid = StructureElement | Leaf | Area


def block(role: str, kids: Sequence[Kid], language: str | None = None) -> StructureElement:
    """Make a part; what stands in it beside blocks stands in blocks too."""
    mixed = any(isinstance(kid, StructureElement) and kid.role not in _INLINE for kid in kids)
    held = paragraphs(kids) if mixed or role in _GROUPS else kids
    return StructureElement(role, tuple(held), language)


def paragraphs(kids: Sequence[Kid]) -> Iterator[Kid]:
    """Put what stands between blocks in a line by itself into a paragraph; blanks go."""
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
    """Gather labels and bodies to a list's items: each label begins one."""
    item: list[Kid] = []
    for kid in kids:
        if isinstance(kid, StructureElement) and kid.role == "Lbl" and item:
            yield StructureElement("LI", tuple(item))
            item = []
        item.append(kid)
    if item:
        yield StructureElement("LI", tuple(item))


def spans(kids: Sequence[Kid]) -> Iterator[Kid]:
    """Put lines of type that stand after a part, beside it, into parts too.

    Some readers take what is an element's own before the elements in it.
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
