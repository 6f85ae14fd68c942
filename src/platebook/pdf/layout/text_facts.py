"""What is read of laid out texts, and remembered between builds by all that it depends on.

Texts are laid out to fit their titles and to count their pages; most of them are those of the
last build. A theme of the user's own is laid out in a process that may remember nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from platebook.book import Page, PageKind
from platebook.pdf import engine
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.page_styles import PlateStyles
from platebook.photos import Cache, Memory

if TYPE_CHECKING:
    from weasyprint import Document

Value = TypeVar("Value")
#: Pages at the end of the book that show something of every plate, and take long to lay out.
_LISTS = (PageKind.CAPTIONS, PageKind.PLATES)


def by_anchor(
    typesetter: Typesetter,
    pages: Sequence[Page],
    dressing: PlateStyles,
    name: str,
    read: Callable[[Document, Sequence[str]], Mapping[str, Value]],
) -> Mapping[str, Value]:
    """Lay out texts, each from the top of a page of its own; return what ``read`` finds in them.

    ``read`` gives values made of numbers and text by anchor, and ``name`` says which. Lists are
    laid out apart: they change with any plate, and the other texts seldom.
    """

    def read_all(group: Sequence[Page]) -> Mapping[str, Value]:
        anchors = [page.anchor for page in group]
        own = tuple(each for each in dressing.own if each.anchor in anchors)
        mine = replace(dressing, own=own)
        question = (name, typesetter.counting(group), mine)
        return recall(typesetter, question, lambda: read(typesetter.texts(mine, group), anchors))

    lists = [[page] for page in pages if page.kind in _LISTS]
    others = [page for page in pages if page.kind not in _LISTS]
    found = dict[str, Value]()
    for group in filter(None, (others, *lists)):
        found |= read_all(group)
    return {page.anchor: found[page.anchor] for page in pages if page.anchor in found}


def recall(
    typesetter: Typesetter, question: tuple[object, ...], find: Callable[[], Value]
) -> Value:
    """Return what was found before in the same styles and fonts, or ``find`` it."""
    if typesetter.memory is None or typesetter.warm or typesetter.design.theme:
        return find()
    memory = Memory(Cache(typesetter.memory).of_facts, repr(engine.all_versions()))
    styles = [(sheet.name, sheet.text) for sheet in typesetter.sheets]
    fonts = [(face.name, face.sha256) for face in typesetter.cast.faces]
    return memory.recall((*question, styles, fonts), find)
