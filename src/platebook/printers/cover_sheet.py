"""The sheet of a cover wrap: the spine's width, and the boxes of back, spine and front."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.errors import UsageError
from platebook.geometry import DEFAULT_BLEED_MM, MM_PER_INCH, Box, Size, Trim
from platebook.manifest.mistakes import nearest, quote
from platebook.printers.printer import Barcode, Binding, Paper, Printer, SpineFrom

#: Margin of type from a spine's edges in mm, where the printer's is unknown: 1/16 in, the usual
#: tolerance of covers.
DEFAULT_SPINE_CLEAR_MM = 0.0625 * MM_PER_INCH


@dataclass(frozen=True, slots=True)
class Wrap:
    """The sheet of a cover wrap. Boxes are in mm from the top left of ``sheet``, bleed included.

    ``edge`` is the bleed on all four edges, or the turn-in of a hard cover. ``safe`` is the margin
    for type inside a panel, ``spine_clear`` that inside the spine. ``hinge`` is the joint of a hard
    cover on either side of the spine, which stays empty.
    """

    sheet: Size
    edge: float
    back: Box
    spine: Box
    front: Box
    safe: float
    spine_clear: float
    spine_text: bool
    barcode: Box | None = None
    hinge: float = 0.0


def paper(printer: Printer, name: str | None = None) -> Paper | None:
    """Find a paper by name; the printer's first where none is named, None if it has none.

    Raises UsageError (exit 2) for a paper that the printer does not have.
    """
    if name is None:
        return printer.papers[0] if printer.papers else None
    for candidate in printer.papers:
        if candidate.name == name:
            return candidate
    paper_names = [candidate.name for candidate in printer.papers]
    guess = nearest(name, paper_names)
    others = f"It has {', '.join(paper_names) or 'none by name'}."
    fix = f"Did you mean {guess}?" if guess else others
    raise UsageError.of(f"printer {printer.name}", f"there is no paper {quote(name)}", fix)


def spine_width(
    printer: Printer, pages: int, paper_name: str | None = None, spine_mm: float | None = None
) -> float:
    """Return the spine's width in mm; ``spine_mm``, from the printer's own tool, always wins.

    Raises UsageError (exit 2) where only that tool knows it, or no formula is known.
    """
    if spine_mm is not None:
        return spine_mm
    book_paper = paper(printer, paper_name)
    if book_paper and book_paper.spine:
        return book_paper.spine.value.per_page * pages + book_paper.spine.value.plus
    message = "no formula for the spine's width is known"
    if printer.spine and printer.spine.value is SpineFrom.GENERATOR:
        message = "only the printer's own template or generator gives the spine's width"
    fix = f"Ask it for {pages} pages on your paper, and give the width with --spine MM."
    raise UsageError.of(f"printer {printer.name}", message, fix)


def spine_text_allowed(printer: Printer, pages: int) -> bool:
    """Return whether the spine of a book of so many pages may have text; yes without a rule."""
    return not printer.spine_text or pages >= printer.spine_text.value.least_pages


def wrap(
    printer: Printer,
    trim: Trim,
    pages: int,
    paper_name: str | None = None,
    *,
    spine_mm: float | None = None,
    direction: str = "ltr",
) -> Wrap:
    """Lay out a cover wrap: back, spine, front, from the left; the other way round for ``rtl``.

    Raises UsageError (exit 2) where the spine is not known, or of a hard cover what is turned in
    or the hinge.
    """
    hard = printer.binding is not None and printer.binding.value is Binding.HARDCOVER
    edge, hinge = _hard(printer) if hard else (_bleed(printer), 0.0)
    spine = spine_width(printer, pages, paper_name, spine_mm)
    width, height = _panel(printer, trim, hinge) if hard else (trim.size.width, trim.size.height)
    left = Box(edge, edge, width, height)
    middle = Box(edge + width + hinge, edge, spine, height)
    right = Box(middle.x + spine + hinge, edge, width, height)
    back, front = (left, right) if direction == "ltr" else (right, left)
    return Wrap(
        Size(right.x + width + edge, height + 2 * edge),
        edge,
        back,
        middle,
        front,
        printer.cover_safe.value if printer.cover_safe else 0.0,
        printer.spine_text_clear.value if printer.spine_text_clear else DEFAULT_SPINE_CLEAR_MM,
        spine_text_allowed(printer, pages),
        # The “lower right” corner of a back is next to the spine.
        _barcode(printer.barcode.value, back, direction) if printer.barcode else None,
        hinge,
    )


def _bleed(printer: Printer) -> float:
    """Return the bleed of a paperback's cover; where unknown, the interior's widest."""
    if printer.cover_bleed:
        return printer.cover_bleed.value
    if printer.bleed:
        inside = printer.bleed.value
        return max(inside.top, inside.outer, inside.bottom, inside.inner)
    return DEFAULT_BLEED_MM


def _hard(printer: Printer) -> tuple[float, float]:
    """Return the turn-in and the hinge of a hard cover; neither can be guessed."""
    if printer.cover_wrap and printer.cover_hinge:
        return printer.cover_wrap.value, printer.cover_hinge.value
    silent = {
        "how far it is turned in (cover-wrap)": printer.cover_wrap,
        "how wide its hinge is (cover-hinge)": printer.cover_hinge,
    }
    missing = [what for what, rule in silent.items() if not rule]
    raise UsageError.of(
        f"printer {printer.name}",
        f"of its hard cover it is not known {' and '.join(missing)}",
        f"Take {'both' if len(missing) > 1 else 'it'} from the printer's template, into a profile "
        f"of your own that says “extends: {printer.name}” (docs/reference/printers.md).",
    )


def _panel(printer: Printer, trim: Trim, hinge: float) -> tuple[float, float]:
    """Return the visible size of a hard cover's front without its hinge, in mm."""
    if not printer.cover_boards:
        return trim.size.width, trim.size.height
    boards = printer.cover_boards.value
    return trim.size.width + boards.wider - hinge, trim.size.height + boards.taller


def _barcode(barcode: Barcode, back: Box, direction: str) -> Box:
    """Place the box of the barcode at the foot of the back, next to the spine."""
    width, height, inset = barcode.size.width, barcode.size.height, barcode.inset
    foot = inset if barcode.foot is None else barcode.foot
    x = back.x + (back.width - inset - width if direction == "ltr" else inset)
    return Box(x, back.y + back.height - foot - height, width, height)
