"""Checks a book against its printer's requirements: R001 …, see docs/reference/printers.md.

What the printer's own documents forbid is an error; figures from other sources give warnings:
unconfirmed figures never stop a build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import lcm
from pathlib import Path
from typing import Any

from platebook.errors import Finding, Severity
from platebook.geometry import DEFAULT_BLEED_MM, Edges, Trim
from platebook.printers.cover_sheet import Wrap, paper, spine_text_allowed
from platebook.printers.describe import round_in_inches_alone, size
from platebook.printers.printer import (
    USUAL_CROSSOVERS,
    Binding,
    BookBinding,
    Certainty,
    Colour,
    Crossover,
    Gutter,
    Paper,
    Parity,
    Printer,
    Rule,
    Trims,
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
    """Return the interior's bleed in mm; 3.175 mm all round where the printer's is not known."""
    return printer.bleed.value if printer.bleed else Edges.all(DEFAULT_BLEED_MM)


def gutter(printer: Printer, pages: int) -> float:
    """Return the least margin at the binding, in mm, for a book of so many pages."""
    safe = printer.safe.value.inner if printer.safe else 0.0
    if not printer.gutter:
        return safe
    rule = printer.gutter.value
    return safe + _step(rule, pages) if rule.added else max(safe, _step(rule, pages))


def _step(rule: Gutter, pages: int) -> float:
    """Find the step of a page count; below the first it is the first's, above the last the last's.

    A count that the printer does not bind at all is ``check_order``'s business.
    """
    for step in rule.steps:
        if step.most is None or pages <= step.most:
            return step.width
    return rule.steps[-1].width


def measures_in_inches(printer: Printer) -> bool:
    """Return whether a printer's figures are round in inches, and not in millimetres."""
    lengths = [edges.value.outer for edges in (printer.bleed, printer.safe) if edges]
    return any(map(round_in_inches_alone, lengths))


def crossover(printer: Printer, binding: BookBinding | None = None) -> Crossover:
    """Return how photographs cross the fold: in ``binding``, else in the printer's first.

    What is usual stands in where the printer's figures are not known.
    """
    ways = printer.crossover.value.ways if printer.crossover else ()
    if binding is None and ways:
        return ways[0]
    hard = bool(printer.binding and printer.binding.value is Binding.HARDCOVER)
    bound_as = binding or (BookBinding.CASE if hard else BookBinding.PERFECT)
    return next((way for way in ways if way.binding is bound_as), USUAL_CROSSOVERS[bound_as])


def margins(printer: Printer, pages: int, house: Edges) -> Edges:
    """Return margins in mm that keep the design's own (``house``) and the printer's safe area."""
    safe = printer.safe.value if printer.safe else Edges.all(0.0)
    return Edges(
        max(house.top, safe.top),
        max(house.outer, safe.outer),
        max(house.bottom, safe.bottom),
        max(house.inner, gutter(printer, pages)),
    )


def pad(printer: Printer, pages: int) -> Padded:
    """Add blank pages until the printer's least count, multiple and parity are reached.

    Where the last page must stay blank, one blank at least is added for it.
    """
    multiple = printer.page_multiple.value if printer.page_multiple else 1
    if printer.parity and printer.parity.value is Parity.EVEN:
        multiple = lcm(multiple, 2)
    last_blank = bool(printer.last_page_blank and printer.last_page_blank.value)
    least = printer.least_pages.value if printer.least_pages else 1
    count = max(pages + last_blank, least)
    total = -(-count // multiple) * multiple
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
        needed = gutter(printer, pad(printer, pages).total)
        if needed <= width:
            return Settled(width, pages)
        width = needed


def four_inks(printer: Printer) -> bool:
    """Return whether the printer wants photographs in CMYK."""
    return bool(printer.colour and printer.colour.value is Colour.CMYK)


def press_profile(printer: Printer) -> str | Path | None:
    """Return the colour profile to print by: ``fogra39``, or the file of a user's own profile.

    None where photographs stay in sRGB, and where the printer names a profile that does not come
    with platebook and is no file: ``check_order`` reports it, and the user gives --profile.
    """
    if not printer.profile or not four_inks(printer):
        return None
    profile = printer.profile.value
    if profile == BUILT_IN_PROFILE:
        return profile
    if profile.lower().endswith((".icc", ".icm")):
        return (printer.folder or Path()) / profile
    return None


#: Tolerance of page sizes in mm: A4 is only approximately 8.27 × 11.69 in.
_TOLERANCE_MM = 0.3
#: More blank pages than this at the end of a book give a warning.
_MOST_BLANKS = 8


def check_order(
    printer: Printer,
    trim: Trim,
    pages: int,
    *,
    paper_name: str | None = None,
    spine_text: bool = False,
    own_profile: bool = False,
) -> tuple[Finding, ...]:
    """Return every finding about a book of this trim and so many pages of content.

    ``spine_text``: the cover's spine has text; ``own_profile``: the user gave an ICC profile.
    Raises UsageError (exit 2) for a paper that the printer does not have.
    """
    book_paper = paper(printer, paper_name)
    findings = [
        *_trim(printer, trim),
        *_pages(printer, book_paper, pages, trim),
        *_silent(printer, own_profile),
    ]
    if spine_text:
        findings += _spine_text(printer, pad(printer, pages).total)
    return tuple(findings)


def check_ppi(printer: Printer, where: str, ppi: float) -> Finding | None:
    """Check one photograph's effective ppi against the printer's range; ``where`` names it."""
    if not (rule := printer.ppi):
        return None
    limits, ppi_text = rule.value, f"{ppi:.0f} ppi"
    smaller, larger = "Use a larger file, or a smaller page.", "Let platebook scale it down."
    if limits.least is not None and ppi < limits.least:
        message = f"{ppi_text} are too few: at least {limits.least:g} are required"
        return _finding(printer, "R009", rule, message, smaller, where)
    if limits.most is not None and ppi > limits.most:
        message = f"{ppi_text} are too many: no more than {limits.most:g} are required"
        return _finding(printer, "R010", rule, message, larger, where)
    if limits.warn_above is not None and ppi > limits.warn_above:
        message = f"{ppi_text} are more than the {limits.warn_above:g} that are of use"
        return _finding(printer, "R010", rule, message, larger, where, Severity.NOTE)
    return None


def check_blanks(printer: Printer, blanks: Mapping[str, int]) -> Iterator[Finding]:
    """Check the number of consecutive blank pages.

    ``blanks`` are the numbers before each anchor of the book, and under an empty name at its end.
    """
    if not (rule := printer.blank_runs):
        return
    within = max((count for anchor, count in blanks.items() if anchor), default=0)
    for count, allowed, place in (
        (within, rule.value.within, "within the book"),
        (blanks.get("", 0), rule.value.end, "at its end"),
    ):
        if count > allowed:
            message = (
                f"{count} blank pages stand in a row {place}; no more than {allowed} are taken"
            )
            fix = "Add plates or text, or choose a printer that binds fewer pages."
            yield _finding(printer, "R012", rule, message, fix)


def check_binding(printer: Printer, binding: BookBinding | None) -> Finding | None:
    """Check that the printer is known to offer the requested binding."""
    ways = printer.crossover.value.ways if printer.crossover else ()
    if binding is None or binding in [way.binding for way in ways]:
        return None
    usual = USUAL_CROSSOVERS[binding]
    message = (
        f"it is not known to offer {binding}; {usual.hidden:g} mm of each page hidden at the "
        "fold, as is usual there, stand in for its figures"
    )
    fix = f"Ask it. Put its figures into a profile of your own (crossover: {{binding: {binding}}})."
    return Finding(f"printer {printer.name}", message, fix, Severity.WARNING, "R013")


def check_case(printer: Printer, wrap: Wrap, pages: int) -> Finding | None:
    """Report that the size of a hard cover's sheet does not come from the printer itself.

    A sheet that is a millimetre off is rejected, or shows paper at the edges of the boards.
    """
    rules = (printer.cover_wrap, printer.cover_hinge, printer.cover_boards)
    sure = [rule.sure for rule in rules if rule]
    if not wrap.hinge or set(sure) <= {Certainty.VENDOR}:
        return None
    message = (
        f"the case is {wrap.sheet.width:.1f} × {wrap.sheet.height:.1f} mm, its spine "
        f"{wrap.spine.width:.1f} mm for {pages} pages; these figures are "
        f"{max(sure, key=list(Certainty).index)}"
    )
    fix = "Compare them with the template of the printer's own cover calculator."
    return Finding(f"printer {printer.name}, cover", message, fix, Severity.NOTE, "R011")


def _finding(
    printer: Printer,
    code: str,
    rule: Rule[Any],
    message: str,
    fix: str,
    where: str = "",
    severity: Severity | None = None,
) -> Finding:
    """Make a finding whose severity follows from the certainty of its rule, and state that."""
    place = f"{where}, printer {printer.name}" if where else f"printer {printer.name}"
    return Finding(place, message, f"{fix}{rule.advice}", severity or rule.severity, code)


def _trim(printer: Printer, trim: Trim) -> Iterator[Finding]:
    """Check that the trim is offered; name the nearest one that is."""
    rule = printer.trims
    if not rule or _offers(rule.value, trim) or not (rule.value.sizes or rule.value.width):
        return
    offered = rule.value
    near = min(offered.sizes, key=lambda trim_size: _trim_difference(trim_size, trim), default=None)
    nearest = f"The nearest is {size(near.size)}: give it with --trim." if near else ""
    if offered.width and offered.height:
        wide, high = (
            f"{it.least:.0f} to {it.most:.0f} mm" for it in (offered.width, offered.height)
        )
        nearest = f"{nearest} Sizes of your own are {wide} wide, {high} high.".strip()
    reason = "is not offered" if offered.complete or offered.width else "is not known to be offered"
    yield _finding(printer, "R001", rule, f"the trim {size(trim.size)} {reason}", nearest)


def offered_trim(printer: Printer, trim: Trim) -> Trim:
    """Return the trim where the printer offers it, or may; else the nearest one."""
    rule = printer.trims
    if not rule or not rule.value.sizes or _offers(rule.value, trim):
        return trim
    return min(rule.value.sizes, key=lambda trim_size: _trim_difference(trim_size, trim))


def _offers(offered: Trims, trim: Trim) -> bool:
    if offered.width and offered.height:
        width, height = trim.size.width, trim.size.height
        if width in offered.width and height in offered.height:
            return True
    return any(_trim_difference(trim_size, trim) <= _TOLERANCE_MM for trim_size in offered.sizes)


def _trim_difference(first: Trim, second: Trim) -> float:
    """The difference of two trims in mm, on the side where it is larger."""
    width = abs(first.size.width - second.size.width)
    return max(width, abs(first.size.height - second.size.height))


def _pages(printer: Printer, book_paper: Paper | None, pages: int, trim: Trim) -> Iterator[Finding]:
    """Check the page count against the limits of the printer and the paper."""
    counts = pad(printer, pages)
    if book_paper and (least := book_paper.least_pages) and counts.total < least.value:
        message = f"the book has {counts.total} pages, and none under {least.value} is bound on "
        fix = "Add plates or text, or choose another paper."
        yield _finding(printer, "R002", least, f"{message}this paper ({book_paper.name})", fix)
    for rule in (book_paper and book_paper.most_pages, printer.most_pages):
        if rule and counts.total > rule.value:
            message = (
                f"the book has {counts.total} pages, and the printer binds {rule.value} at most"
            )
            fix = "Make two volumes of it, or choose another paper or printer."
            yield _finding(printer, "R003", rule, message, fix)
            break
    if counts.blanks > _MOST_BLANKS:
        message = f"{counts.blanks} blank pages bring the book to {counts.total}"
        others = ", ".join(_binders(pages, trim))
        names = f": {others}, by their profiles" if others else ""
        fix = (
            "Write captions: facing under design, which gives each caption a page, add plates or "
            f"text, or choose a printer or binding that takes fewer pages{names}."
        )
        yield Finding(f"printer {printer.name}", message, fix, Severity.WARNING, "R004")


def _binders(pages: int, trim: Trim) -> Iterator[str]:
    """Yield the known printers that bind so few pages, of this size, without many blank ones."""
    from platebook.printers.load_profile import NAMES, load

    for printer in map(load, NAMES):
        offers = not printer.trims or offered_trim(printer, trim) is trim
        if printer.least_pages and offers and pad(printer, pages).blanks <= _MOST_BLANKS:
            yield printer.name


def _spine_text(printer: Printer, pages: int) -> Iterator[Finding]:
    """Check that the spine is wide enough for text."""
    rule = printer.spine_text
    if not rule:
        return
    doubtful = rule.value.doubtful_below
    if not spine_text_allowed(printer, pages):
        message = f"a spine of {pages} pages carries no text; {rule.value.least_pages} are needed"
        yield _finding(printer, "R005", rule, message, "Leave the spine empty.")
    elif doubtful and pages < doubtful:
        message = f"sources disagree whether a spine of under {doubtful} pages may carry text"
        fix = "Leave the spine empty, or ask the printer."
        yield Finding(f"printer {printer.name}", message, fix, Severity.WARNING, "R005")


def _silent(printer: Printer, own_profile: bool) -> Iterator[Finding]:
    """Report unknown figures that are needed, and the values used instead."""
    where = f"printer {printer.name}"
    own = f"Put it into a profile of your own that says “extends: {printer.name}”."
    if not printer.bleed:
        message = f"its bleed is not known; {DEFAULT_BLEED_MM:g} mm all round stand in for it"
        fix = f"Ask the printer. {own}"
        yield Finding(where, message, fix, Severity.WARNING, "R006")
    if four_inks(printer) and press_profile(printer) is None and not own_profile:
        profile = printer.profile.value if printer.profile else NO_PROFILE
        message = f"it asks for the colour profile {profile}, which does not come with platebook"
        if profile == NO_PROFILE:
            message = "it prints in four inks and names no colour profile"
        fix = f"Give the profile's file with --profile; {BUILT_IN_PROFILE} stands in for it."
        yield Finding(where, message, fix, Severity.WARNING, "R007")
