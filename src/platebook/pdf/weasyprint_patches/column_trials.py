"""Lays out each item of a list in columns once while WeasyPrint looks for the columns' height.

WeasyPrint balances columns by trial: it lays all of their content out for one height, makes the
columns a little higher, and lays everything out again, a dozen times for a list of twenty items.
An item that has room comes out the same in every trial, but for its place; it is laid out in the
first of them alone. The columns that stand on the page are laid out by WeasyPrint as ever, so
that nothing of a trial is in the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any

from platebook.pdf.weasyprint_patches import replaced

if TYPE_CHECKING:
    from weasyprint.formatting_structure.boxes import Box as LaidBox

#: An item that overflows its column by less than so many px is laid out to see what becomes of it.
_SURE = 0.01
_AVOID = ("avoid", "avoid-column", "avoid-page")


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """How an item came out. Lengths are in px from where it was to begin.

    ``shift`` is to its box, ``depth`` to the lowest of all that is in it, ``last_line`` to the
    bottom of its last line, where an item that has no room for that line is not broken; else 0.
    """

    box: Any
    resume_at: Any
    shift: float
    depth: float
    last_line: float
    next_page: dict[str, Any]
    margins: tuple[float, ...]
    collapses: bool

    def at(self, start: float, end: float) -> tuple[Any, ...] | None:
        """Return the item as WeasyPrint would in a column to ``end``; None where it may differ."""
        if start + self.depth <= end:
            box = copy(self.box)
            if box is not None:
                box.position_y = start + self.shift
            margins = list(self.margins)
            return box, self.resume_at, dict(self.next_page), margins, self.collapses, None
        if self.last_line and start + self.last_line > end + _SURE:
            return None, None, {"break": "any", "page": None}, [], False, None
        return None


@dataclass(slots=True)
class _Columns:
    """One list in columns: the items that were laid out, and whether this is a trial."""

    known: dict[tuple[Any, ...], _LaidOut]
    trial: bool = False


@contextmanager
def items_laid_out_once() -> Iterator[None]:
    """Let WeasyPrint keep what a trial of columns has in common with the next."""
    from weasyprint.layout import block

    with replaced(block, **_patches(block)):
        yield


def _patches(block: Any) -> dict[str, Any]:  # noqa: ANN401  an untyped library
    """Return the functions that replace WeasyPrint's, by name."""
    lists: list[_Columns] = []
    columns, column, item = block.columns_layout, block.block_box_layout, block.block_level_layout

    def columns_layout(*arguments: object) -> object:
        lists.append(_Columns({}))
        try:
            return columns(*arguments)
        finally:
            lists.pop()

    def block_box_layout(
        context: object, box: LaidBox, *arguments: object, **keywords: object
    ) -> object:
        if lists and box.is_column:
            # The seventh is the list of adjoining margins, which trials alone give.
            lists[-1].trial = arguments[6] is not None
        return column(context, box, *arguments, **keywords)

    def block_level_layout(
        context: Any,  # noqa: ANN401
        box: LaidBox,
        bottom_space: float,
        skip_stack: Any,  # noqa: ANN401
        parent: LaidBox,
        *arguments: Any,  # noqa: ANN401
        **keywords: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        is_item = lists and lists[-1].trial and getattr(parent, "is_column", False)
        key = _key(context, box, skip_stack, arguments) if is_item else None
        if key is None:
            return item(context, box, bottom_space, skip_stack, parent, *arguments, **keywords)
        # WeasyPrint looks how high the next item is by a column without any room.
        key = (*key, bottom_space == inf)
        layouts, start = lists[-1].known, box.position_y
        end = inf if bottom_space == inf else context.page_bottom - bottom_space
        if (laid_out := layouts.get(key)) and (again := laid_out.at(start, end)):
            return again
        result = item(context, box, bottom_space, skip_stack, parent, *arguments)
        if laid_out is None and (reusable := _keep(result, start, end)):
            # The first item of a column stands there though it has no room.
            layouts[key] = replace(reusable, last_line=0.0) if arguments[0] else reusable
        return result

    return {
        "columns_layout": columns_layout,
        "block_box_layout": block_box_layout,
        "block_level_layout": block_level_layout,
    }


def _key(
    context: Any,  # noqa: ANN401
    box: LaidBox,
    skip_stack: Any,  # noqa: ANN401
    arguments: tuple[Any, ...],
) -> tuple[Any, ...] | None:
    """Return all that an item's layout depends on; None where it is not to be kept."""
    is_empty, _, _, margins, *styles = arguments
    floats, notes = context.excluded_shapes, context.footnotes
    if skip_stack is not None or any(styles) or floats or notes:
        return None
    return id(box), is_empty, tuple(margins)


def _keep(layout_result: tuple[Any, ...], start: float, end: float) -> _LaidOut | None:
    """Keep an item that was laid out whole, or for a column without room."""
    box, resume_at, next_page, margins, collapses, lines = layout_result
    if end < inf and (box is None or resume_at is not None):
        return None
    if lines is not None or (box is not None and box.clearance is not None):
        return None
    shift = depth = last_line = 0.0
    if end < inf:
        lowest = box.border_box_y() + box.border_height()
        inside = (
            descendant for descendant in box.descendants(placeholders=True) if descendant is not box
        )
        ends = (descendant.position_y + descendant.margin_height() for descendant in inside)
        depth = max((lowest, *ends)) - start
    if box is not None:
        shift = box.position_y - start
        if box.style["break_inside"] in _AVOID:
            last_line = max((end - start for end in _line_ends(box)), default=0.0)
    return _LaidOut(
        copy(box), resume_at, shift, depth, last_line, dict(next_page), tuple(margins), collapses
    )


def _line_ends(box: LaidBox) -> Iterator[float]:
    """Yield the bottoms (px) of the lines of a block that would break at the end of its column."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.LineBox):
        yield box.position_y + box.height
    elif _breaks(box, boxes):
        for child in box.children:
            yield from _line_ends(child)


def _breaks(box: LaidBox, boxes: Any) -> bool:  # noqa: ANN401  an untyped library
    """Return whether a box is a block that breaks between its lines."""
    if type(box) is not boxes.BlockBox or box.style["height"] != "auto":
        return False
    return box.is_in_normal_flow() and not box.is_monolithic()
