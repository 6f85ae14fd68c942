"""Measures captions: laid out alone, each in the setting to be tried, and remembered.

Laying out captions takes a fifth of the time of a book whose photographs are ready. How high one
comes out depends on its own markup and on what it shares with all others: then it is remembered
from build to build. A few are laid out anew each time all the same, so that libraries below us
that set type otherwise than before are noticed; and the finished book is held to what was
measured in any case. A theme's styles may make a caption depend on its neighbours: with a theme
nothing is remembered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from platebook.book import Edition, Page
from platebook.pdf.layout import laid_out
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.openings import caption_anchor
from platebook.pdf.layout.paginate import facts_of, styles_and_fonts
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.page_styles import Own, PlateStyles

if TYPE_CHECKING:
    from weasyprint import Document


def pages_of_runs(
    typesetter: Typesetter, opened: Edition, placements: Mapping[str, Placement], rules: str
) -> Mapping[str, int]:
    """Count the pages of each such caption, by its page's anchor.

    ``opened`` has the pages of captions; ``rules`` are the styles of all captions of the book.
    """
    runs = {
        caption_anchor(anchor): placement
        for anchor, placement in placements.items()
        if placement.setting is CaptionSetting.RUNNING
    }
    if not runs:
        return {}
    setter = typesetter.with_edition(opened)
    pages = [page for page in opened.pages if page.anchor in runs]
    own = tuple(run_rule(anchor, placement) for anchor, placement in runs.items())
    settings = {anchor: str(CaptionSetting.RUNNING) for anchor in runs}
    document = setter.texts(PlateStyles(rules, own), pages, settings)
    return {anchor: len(each) for anchor, each in laid_out.pages_of(document, [*runs]).items()}


def run_rule(anchor: str, placement: Placement) -> Own:
    """Write where the text of a caption begins on its first page, and how wide it is."""
    box = placement.caption
    if box is None:
        raise ValueError(f"{anchor} has no caption")
    return Own(
        anchor,
        "figcaption",
        (
            f"margin-left: {box.x:.3f}mm",
            f"padding-top: {box.y:.3f}mm",
            f"width: {box.width:.3f}mm",
        ),
    )


@dataclass(frozen=True, slots=True)
class CaptionMeasure:
    """A caption's height in mm, and that of its columns where it has any."""

    height: float
    columns: float | None = None


_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
#: Captions that are measured though they are remembered: the highest, which tell most.
_PROBES = 8
#: Figures after the point that a length (mm) is known to: ten thousand times finer than a page
#: needs, and coarser than what adding up lines from another place on a page makes of it.
_FIGURES = 6
_SAME_MM = 1e-5


def measured(
    typesetter: Typesetter,
    pages: Sequence[Page],
    settings: Mapping[str, str],
    dressing: PlateStyles,
) -> Mapping[str, CaptionMeasure]:
    """Give each caption's measure by its plate's anchor; what is not given has no caption.

    ``settings`` name the setting of each by anchor, ``dressing`` has the widths.
    """
    html = typesetter.captions(pages, settings)
    facts, context = facts_of(typesetter), _context(typesetter, html, dressing)
    questions = _questions(context, html, pages, dressing)
    if facts.cache is None or not questions:
        return _read(typesetter.lay_out(html, dressing))
    warm = typesetter.warm
    kept = (
        warm.kept("caption measures", dict[object, tuple[float, float | None]])
        if warm and warm.texts
        else {}
    )
    known = {
        anchor: CaptionMeasure(*measure)
        for anchor, question in questions.items()
        if (measure := kept.get(question) or facts.get(question))
    }
    probes: list[str] = []
    if warm is None or warm.is_first(("probes", context)):
        probes = sorted(known, key=lambda anchor: (-known[anchor].height, anchor))[:_PROBES]
    again = [page for page in pages if page.anchor in probes or page.anchor not in known]
    if len(again) == len(pages):
        fresh = _read(typesetter.lay_out(html, dressing))
    elif not again:
        fresh = {}
    else:
        fresh = _read(typesetter.lay_out(typesetter.captions(again, settings), dressing))
        if not all(_same(known[anchor], fresh.get(anchor)) for anchor in probes):
            known = {}
            fresh = _read(typesetter.lay_out(html, dressing))
    for anchor, measure in fresh.items():
        if known.get(anchor) != measure:
            facts.put(questions[anchor], astuple(measure))
    kept |= {questions[anchor]: astuple(measure) for anchor, measure in {**known, **fresh}.items()}
    return {**known, **fresh}


def _context(typesetter: Typesetter, html: str, dressing: PlateStyles) -> str:
    """Give a digest of what all captions have in common."""
    shared = (html.partition("<figure")[0], dressing.rules, *styles_and_fonts(typesetter))
    return hashlib.sha256(repr(shared).encode()).hexdigest()


def _questions(
    context: str, html: str, pages: Sequence[Page], dressing: PlateStyles
) -> Mapping[str, tuple[object, ...]]:
    """Give all that the measure of each caption depends on, by anchor; none where it is unknown."""
    figures = _FIGURE.findall(html)
    if len(figures) != len(pages):
        return {}
    own: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for each in dressing.own:
        own.setdefault(each.anchor, []).append((each.part, each.declarations))
    return {
        page.anchor: ("caption", context, figure, tuple(own.get(page.anchor, ())))
        for page, figure in zip(pages, figures, strict=True)
    }


def _read(document: Document) -> dict[str, CaptionMeasure]:
    columns = laid_out.column_heights(document)
    return {
        anchor: CaptionMeasure(round(height, _FIGURES), _rounded(columns.get(anchor)))
        for anchor, height in laid_out.caption_heights(document).items()
    }


def _rounded(length: float | None) -> float | None:
    return None if length is None else round(length, _FIGURES)


def _same(known: CaptionMeasure, fresh: CaptionMeasure | None) -> bool:
    if fresh is None or (known.columns is None) != (fresh.columns is None):
        return False
    off = (known.height - fresh.height, (known.columns or 0.0) - (fresh.columns or 0.0))
    return all(abs(each) <= _SAME_MM for each in off)
