"""What a printer's rules come to for one book: bleed, margins, gutter, pages that are added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import lcm
from pathlib import Path

from platebook.geometry import DEFAULT_BLEED_MM, Edges
from platebook.printers.length_labels import round_in_inches_alone
from platebook.printers.printer import (
    USUAL_CROSSOVERS,
    Binding,
    BookBinding,
    Colour,
    Crossover,
    Gutter,
    Parity,
    Printer,
)

#: The colour profile that comes with platebook, and the word for none at all.
BUILT_IN_PROFILE, NO_PROFILE = "fogra39", "none"


@dataclass(frozen=True, slots=True)
class Padded:
    """How many pages the printer's book has, and how many of them are blank."""

    total: int
    blanks: int
    last_blank: bool  #: one of the blanks must be the very last page
    most_at_end: int = 0  #: so many may end the book


@dataclass(frozen=True, slots=True)
class Settled:
    """A gutter in mm and a page count that agree: that many pages ask for no more gutter."""

    gutter: float
    pages: int


def bleed(printer: Printer) -> Edges:
    """Give the interior's bleed in mm; 3.175 mm all round where the printer's is not known."""
    return printer.bleed.value if printer.bleed else Edges.all(DEFAULT_BLEED_MM)


def gutter(printer: Printer, pages: int) -> float:
    """Give the least margin at the binding, in mm, for a book of so many pages."""
    safe = printer.safe.value.inner if printer.safe else 0.0
    if not printer.gutter:
        return safe
    rule = printer.gutter.value
    return safe + _step(rule, pages) if rule.added else max(safe, _step(rule, pages))


def _step(rule: Gutter, pages: int) -> float:
    """Find the step of a page count; below the first it is the first's, above the last the last's.

    A count that the printer does not bind at all is ``judge``'s business.
    """
    for step in rule.steps:
        if step.most is None or pages <= step.most:
            return step.width
    return rule.steps[-1].width


def measures_in_inches(printer: Printer) -> bool:
    """Tell whether a printer's figures are round in inches, and not in millimetres."""
    lengths = [edges.value.outer for edges in (printer.bleed, printer.safe) if edges]
    return any(map(round_in_inches_alone, lengths))


def crossover(printer: Printer, binding: BookBinding | None = None) -> Crossover:
    """Give how photographs cross the fold: in ``binding``, else in the printer's first.

    What is usual stands in where the printer's figures are not known.
    """
    ways = printer.crossover.value.ways if printer.crossover else ()
    if binding is None and ways:
        return ways[0]
    hard = bool(printer.binding and printer.binding.value is Binding.HARDCOVER)
    wanted = binding or (BookBinding.CASE if hard else BookBinding.PERFECT)
    return next((way for way in ways if way.binding is wanted), USUAL_CROSSOVERS[wanted])


def margins(printer: Printer, pages: int, house: Edges) -> Edges:
    """Give margins in mm that keep the design's own (``house``) and the printer's safe area."""
    safe = printer.safe.value if printer.safe else Edges.all(0.0)
    return Edges(
        max(house.top, safe.top),
        max(house.outer, safe.outer),
        max(house.bottom, safe.bottom),
        max(house.inner, gutter(printer, pages)),
    )


def padded(printer: Printer, pages: int) -> Padded:
    """Add blank pages until the printer's least count, multiple and parity are reached.

    Where the last page must stay blank, one blank at least is added for it.
    """
    multiple = printer.page_multiple.value if printer.page_multiple else 1
    if printer.parity and printer.parity.value is Parity.EVEN:
        multiple = lcm(multiple, 2)
    last_blank = bool(printer.last_page_blank and printer.last_page_blank.value)
    least = printer.least_pages.value if printer.least_pages else 1
    wanted = max(pages + last_blank, least)
    total = -(-wanted // multiple) * multiple
    most_at_end = printer.blank_runs.value.end if printer.blank_runs else total
    return Padded(total, total - pages, last_blank, most_at_end)


def settle(printer: Printer, pages_at: Callable[[float], int], least_mm: float = 0.0) -> Settled:
    """Find a gutter wide enough for the page count that it leads to.

    ``pages_at`` lays the book out with a margin of so many mm at the binding, and counts its
    pages; ``least_mm`` is the design's own margin there. The gutter only ever grows, from one of
    the printer's steps to a later one, so this ends after as many layouts as there are steps and
    one more, and never swings between two. ``pages`` are those of the content, without blanks:
    the gutter is enough for the padded count.
    """
    width = max(least_mm, gutter(printer, 1))
    while True:
        pages = pages_at(width)
        needed = gutter(printer, padded(printer, pages).total)
        if needed <= width:
            return Settled(width, pages)
        width = needed


def four_inks(printer: Printer) -> bool:
    """Tell whether the printer wants photographs in CMYK."""
    return bool(printer.colour and printer.colour.value is Colour.CMYK)


def press_profile(printer: Printer) -> str | Path | None:
    """Name the colour profile to print by: ``fogra39``, or the file of a user's own profile.

    None where photographs stay in sRGB, and where the printer names a profile that does not come
    with platebook and is no file: then ``judge`` says so, and the user gives it with --profile.
    """
    if not printer.profile or not four_inks(printer):
        return None
    said = printer.profile.value
    if said == BUILT_IN_PROFILE:
        return said
    if said.lower().endswith((".icc", ".icm")):
        return (printer.folder or Path()) / said
    return None
