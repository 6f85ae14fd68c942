"""Decides how a cover wrap's texts are set: the largest type that fits, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.errors import Finding, ManifestError, Severity
from platebook.geometry import Box
from platebook.pdf.cover_wrap import spine, wrap_layout
from platebook.pdf.cover_wrap.barcode import BarcodeDrawing
from platebook.pdf.cover_wrap.measure_text import Measures, TypeStep, Widths, measured, spine_lines
from platebook.pdf.cover_wrap.spine import SpineTextLayout
from platebook.pdf.cover_wrap.wrap_layout import Back, Front
from platebook.pdf.cover_wrap.wrap_typesetter import WrapSetter
from platebook.printers import Wrap
from platebook.story import Story

#: How much of its best height the row of small plates has, the best first; none at the end.
_ROWS = (1.0, 0.8, 0.6, 0.45, 0.0)
#: The row gives way rather than let the standfirst go below this many steps of size.
_PATIENCE = 6
#: Between title and byline, as a share of the front's height.
_BETWEEN = 0.045
#: Every box leaves so much air, against rounding (mm).
SLACK_MM = 0.2


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text as it is set: the size of its type in mm, and its box on the sheet."""

    size: float
    box: Box


@dataclass(frozen=True, slots=True)
class Facade:
    """The front's texts; ``panel`` is the paper behind them where they stand on the photograph."""

    step: TypeStep
    heading: FittedText
    name: FittedText
    panel: Box | None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A cover wrap's texts and small plates, placed on the sheet."""

    front: Facade
    back: Back
    standfirst_size: float
    fine_size: float
    spine: SpineTextLayout | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What the texts are fitted to.

    ``shapes`` are px wide × high of the small plates, ``credits`` those of the photographs shown;
    ``least_pt`` is the smallest type that the printer takes, ``printer`` its name.
    """

    story: Story
    wrap: Wrap
    front: Front
    barcode: BarcodeDrawing | None
    shapes: tuple[tuple[int, int], ...]
    credits: tuple[str, ...]
    least_pt: float
    printer: str

    @property
    def kept(self) -> Box | None:
        """The part of the back that texts keep away from."""
        return self.barcode.box if self.barcode and not self.wrap.barcode else self.wrap.barcode


def fitted(setter: WrapSetter, needs: Needs) -> Fitted:
    """Fit every text of a wrap.

    Raises ManifestError for a title that the front cannot hold, and for a standfirst and rights
    that the back cannot.
    """
    widths = Widths(
        needs.front.words.width,
        wrap_layout.standfirst_width(needs.wrap),
        wrap_layout.fine_room(needs.wrap, needs.kept).width,
    )
    context = {"arrangement": needs.front.name, "credits": needs.credits}
    measures = measured(setter, needs.wrap.front, widths, context, needs.least_pt)
    size, back = _back(needs, measures)
    spine, findings = _spine(setter, needs)
    return Fitted(_facade(needs, measures), back, size, measures.fine_size, spine, findings)


def _facade(needs: Needs, measures: Measures) -> Facade:
    """Take the first step of the title that leaves the byline its room."""
    room, between = needs.front.words, _BETWEEN * needs.wrap.front.height
    taken = measures.name + between if measures.name else 0.0
    for step, height in measures.headings.items():
        if height + taken + 2 * SLACK_MM <= room.height:
            return _stood(needs, measures, step, height, taken)
    raise ManifestError.of(
        str(needs.story.place("title")),
        f"the title is too long for the front of the cover ({needs.printer}), "
        "even in the smallest type",
        "Shorten the title, or choose a larger trim.",
    )


def _stood(needs: Needs, measures: Measures, step: TypeStep, height: float, taken: float) -> Facade:
    """Put the title at the top of its room and the byline at its foot; on a panel, together."""
    room, panel, top = needs.front.words, None, needs.front.words.y
    if needs.front.over:
        panel = wrap_layout.behind(needs.wrap, room, height + taken)
        top = room.y + room.height - height - taken
    foot = room.y + room.height - measures.name
    return Facade(
        step,
        FittedText(step.size, Box(room.x, top, room.width, height)),
        FittedText(measures.name_size, Box(room.x, foot, room.width, measures.name)),
        panel,
    )


def _back(needs: Needs, measures: Measures) -> tuple[float, Back]:
    """Take the largest standfirst that leaves fine print and small plates their room."""
    sizes = list(measures.standfirsts)
    over = 0.0
    for share in _ROWS:
        for size in sizes[:_PATIENCE] if share else sizes:
            heights = (measures.standfirsts[size], measures.fine)
            made = wrap_layout.back(needs.wrap, needs.kept, heights, needs.shapes, share)
            if isinstance(made, Back):
                return size, made
            over = made
    raise ManifestError.of(
        str(needs.story.place("standfirst")),
        f"standfirst and rights are {over:.0f} mm too high for the back of the cover "
        f"({needs.printer}), even in the smallest type",
        "Shorten them, or choose a larger trim.",
    )


def _spine(setter: WrapSetter, needs: Needs) -> tuple[SpineTextLayout | None, tuple[Finding, ...]]:
    """Set the spine's text where the printer allows any and it fits; say why where it does not."""
    wrap, story = needs.wrap, needs.story
    if not wrap.spine_text:
        return None, (_empty(needs, "so few pages may carry none, says the printer"),)
    narrow = f"no legible type fits, as {wrap.spine_clear:.1f} mm are kept clear on either side"
    if not spine.roomy(wrap, needs.least_pt):
        return None, (_empty(needs, narrow),)
    _, panel = wrap_layout.panels(wrap)
    lines = spine_lines(setter, story.title, people=bool(story.contributors))
    if lines and not spine.roomy(wrap, needs.least_pt, lines["title"].high):
        return None, (_empty(needs, narrow),)
    text = lines and spine.fitted(wrap, lines, panel.margin(wrap.safe), needs.least_pt)
    if not text:
        long = "the title is too long for it, even in the smallest type"
        return None, (_empty(needs, long, Severity.WARNING),)
    return text, ()


def _empty(needs: Needs, why: str, severity: Severity = Severity.NOTE) -> Finding:
    """Say why the spine carries no text."""
    fix = "Shorten the title, or leave the spine empty." if severity is Severity.WARNING else ""
    return Finding(
        f"printer {needs.printer}, cover",
        f"the spine of {needs.wrap.spine.width:.1f} mm carries no text: {why}",
        fix or "Nothing to do.",
        severity,
        "R005",
    )
