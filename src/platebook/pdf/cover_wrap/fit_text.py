"""Decides how a cover wrap's texts are set: the largest type that fits, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.errors import Finding, ManifestError, Severity
from platebook.geometry import Box
from platebook.pdf.cover_wrap import wrap_layout
from platebook.pdf.cover_wrap.barcode import BarcodeDrawing
from platebook.pdf.cover_wrap.measure_text import (
    Measures,
    TypeStep,
    Widths,
    WrapSetter,
    measure,
    spine_lines,
)
from platebook.pdf.cover_wrap.wrap_layout import Back, Front, SpineTextLayout
from platebook.printers.cover_sheet import Wrap
from platebook.story import Story

#: How much of its best height the row of small plates has, the best first; none at the end.
_ROWS = (1.0, 0.8, 0.6, 0.45, 0.0)
#: The row gives way rather than let the standfirst go below this many steps of size.
_MOST_SIZES = 6
#: Between title and byline, as a share of the front's height.
_BETWEEN = 0.045
#: The share of the front's height that title type has at least, to be read on a cover shown 160 px
#: high; and what type that is smaller by a share of itself weighs against a photograph cropped by
#: a share of itself.
_SELLING, _WEIGHT = 0.066, 0.9
#: What type of twice that size, and more, is worth; and what names weigh that are smaller by a
#: share of themselves than the front's largest.
_LARGE, _SMALL_NAMES = 0.08, 0.2
#: The byline takes so much of the front's height at most, and its type so much of the title's and
#: of the subtitle's.
_NAMES_MOST, _NAME_OF_TITLE, _NAME_OF_SUBTITLE = 0.15, 0.62, 1.1
#: Every box leaves so much air, against rounding (mm).
SLACK_MM = 0.2


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text as it is set: the size of its type in mm, and its box on the sheet."""

    size: float
    box: Box


@dataclass(frozen=True, slots=True)
class FrontDesign:
    """The front, and its texts as they are set."""

    front: Front
    step: TypeStep
    heading: FittedText
    name: FittedText


@dataclass(frozen=True, slots=True)
class Fitted:
    """A cover wrap's texts and small plates, placed on the sheet."""

    front: FrontDesign
    back: Back
    standfirst_size: float
    fine_size: float
    spine: SpineTextLayout | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What the texts are fitted to.

    ``fronts`` are the ways to arrange the front, the best first; ``shapes`` px wide × high of the
    small plates, ``credits`` those of the photographs shown;
    ``least_pt`` is the smallest type that the printer takes, ``printer`` its name.
    """

    story: Story
    wrap: Wrap
    fronts: tuple[Front, ...]
    barcode: BarcodeDrawing | None
    shapes: tuple[tuple[int, int], ...]
    credits: tuple[str, ...]
    least_pt: float
    printer: str

    @property
    def barcode_area(self) -> Box | None:
        """The part of the back that texts keep away from."""
        return self.barcode.box if self.barcode and not self.wrap.barcode else self.wrap.barcode


def fit_texts(setter: WrapSetter, needs: Needs) -> Fitted:
    """Fit every text of a wrap. Raises ManifestError for those that front or back cannot hold."""
    measures_of: dict[tuple[float, float], Measures] = {}
    designs: list[FrontDesign] = []
    for front in needs.fronts:
        if designs and front.cropped_share - _LARGE >= min(
            _cost(needs, design) for design in designs
        ):
            break
        if front.measures not in measures_of:
            measures_of[front.measures] = _measure(setter, needs, front)
        if design := _fit_front(needs, front, measures_of[front.measures]):
            designs.append(design)
    if not designs:
        raise ManifestError.of(
            str(needs.story.place("title")),
            f"the title is too long for the front of the cover ({needs.printer}), "
            "even in the smallest type",
            "Shorten the title, or choose a larger trim.",
        )
    largest = max(design.name.size for design in designs)

    def cost(design: FrontDesign) -> float:
        return _cost(needs, design) + _SMALL_NAMES * (1 - design.name.size / largest)

    design = min(designs, key=cost)
    measures = measures_of[design.front.measures]
    size, back = _fit_back(needs, measures)
    spine, findings = _fit_spine(setter, needs)
    return Fitted(design, back, size, measures.fine_size, spine, findings)


def _measure(setter: WrapSetter, needs: Needs, front: Front) -> Measures:
    widths = Widths(
        *front.measures,
        wrap_layout.standfirst_width(needs.wrap),
        wrap_layout.fine_print_box(needs.wrap, needs.barcode_area).width,
    )
    context = {"arrangement": front.name, "credits": needs.credits}
    return measure(setter, needs.wrap.front, widths, context, needs.least_pt)


def _cost(needs: Needs, design: FrontDesign) -> float:
    """Weigh what is cropped of the photograph against type that is too small to sell."""
    more = design.step.size / (_SELLING * needs.wrap.front.height) - 1
    return (
        design.front.cropped_share + _WEIGHT * max(0.0, -more) - _LARGE * min(max(0.0, more), 1.0)
    )


def _fit_front(needs: Needs, front: Front, measures: Measures) -> FrontDesign | None:
    """Take the largest type of title and byline that the front has room for; None if it has none.

    In type where the title has more lines than its words make good, it is set only where it has
    no other.
    """
    room, names = front.words, front.names or front.words
    between = _BETWEEN * needs.wrap.front.height
    for step in sorted(measures.headings, key=measures.crowded_steps.__contains__):
        name, name_height = _size_byline(needs, measures, step)
        above = name_height + between if name_height and not front.names else 0.0
        height = measures.headings[step]
        if front.names and (name in measures.broken or name_height > names.height):
            continue
        if height + above + 2 * SLACK_MM <= room.height:
            foot = names.y + names.height - name_height
            return FrontDesign(
                front,
                step,
                FittedText(step.size, Box(room.x, room.y, room.width, height)),
                FittedText(name, Box(names.x, foot, names.width, name_height)),
            )
    return None


def _size_byline(needs: Needs, measures: Measures, step: TypeStep) -> tuple[float, float]:
    """Return size and height of the byline: smaller than the titles, not too high."""
    limit, largest = _NAMES_MOST * needs.wrap.front.height, _NAME_OF_TITLE * step.size
    if needs.story.subtitle and step.subtitled:
        largest = min(largest, _NAME_OF_SUBTITLE * step.subtitle)
    sizes = list(measures.names.items())
    fitting = [(size, height) for size, height in sizes if height <= limit and size <= largest]
    whole = [fit for fit in fitting if fit[0] not in measures.broken]
    return next(iter((*whole, *fitting)), sizes[-1])


def _fit_back(needs: Needs, measures: Measures) -> tuple[float, Back]:
    """Take the largest standfirst that leaves fine print and small plates their room."""
    sizes = list(measures.standfirsts)
    over = 0.0
    for share in _ROWS:
        for size in sizes[:_MOST_SIZES] if share else sizes:
            heights = (measures.standfirsts[size], measures.fine)
            arrangement = wrap_layout.back(
                needs.wrap, needs.barcode_area, heights, needs.shapes, share
            )
            if isinstance(arrangement, Back):
                return size, arrangement
            over = arrangement
    raise ManifestError.of(
        str(needs.story.place("standfirst")),
        f"standfirst and rights are {over:.0f} mm too high for the back of the cover "
        f"({needs.printer}), even in the smallest type",
        "Shorten them, or choose a larger trim.",
    )


def _fit_spine(
    setter: WrapSetter, needs: Needs
) -> tuple[SpineTextLayout | None, tuple[Finding, ...]]:
    """Set the spine's text where the printer allows any and it fits; say why where it does not."""
    wrap, story = needs.wrap, needs.story
    if not wrap.spine_text:
        return None, (_report_empty_spine(needs, "so few pages may carry none, says the printer"),)
    narrow = f"no legible type fits, as {wrap.spine_clear:.1f} mm are kept clear on either side"
    if not wrap_layout.has_room_for_text(wrap, needs.least_pt):
        return None, (_report_empty_spine(needs, narrow),)
    _, panel = wrap_layout.panels(wrap)
    lines = spine_lines(setter, story.title, people=bool(story.contributors))
    if lines and not wrap_layout.has_room_for_text(wrap, needs.least_pt, lines["title"].high):
        return None, (_report_empty_spine(needs, narrow),)
    text = lines and wrap_layout.fit_spine(wrap, lines, panel.margin(wrap.safe), needs.least_pt)
    if not text:
        long = "the title is too long for it, even in the smallest type"
        return None, (_report_empty_spine(needs, long, Severity.WARNING),)
    return text, ()


def _report_empty_spine(needs: Needs, why: str, severity: Severity = Severity.NOTE) -> Finding:
    """Return why the spine carries no text."""
    fix = "Shorten the title, or leave the spine empty." if severity is Severity.WARNING else ""
    return Finding(
        f"printer {needs.printer}, cover",
        f"the spine of {needs.wrap.spine.width:.1f} mm carries no text: {why}",
        fix or "Nothing to do.",
        severity,
        "R005",
    )
