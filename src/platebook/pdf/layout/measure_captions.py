"""Measures captions: laid out alone, each in the setting to be tried, and remembered.

Laying out captions takes a fifth of the time of a book whose photographs are ready. How high one
comes out depends on its own markup and on what it shares with all others: then it is remembered
from build to build. A few are laid out anew each time all the same, so that libraries below us
that set type otherwise than before are noticed; and the finished book is held to what was
measured in any case. A theme's styles may make a caption depend on its neighbours: with a theme
nothing is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from platebook.book import Page
from platebook.pdf import engine
from platebook.pdf.layout import laid_out
from platebook.pdf.layout.caption_cache import CaptionCache, CaptionMeasure, key_of
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.style_sharing import PlateStyles

if TYPE_CHECKING:
    from weasyprint import Document

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
    memory, keys = _memory(typesetter, html, pages, dressing)
    if memory is None:
        return _read(typesetter.lay_out(html, dressing))
    known = memory.recall()
    found = {anchor: known[key] for anchor, key in keys.items() if key in known}
    warm = typesetter.warm
    probes: list[str] = []
    if warm is None or warm.is_first(("probes", memory.context)):
        probes = sorted(found, key=lambda anchor: (-found[anchor].height, anchor))[:_PROBES]
    again = [page for page in pages if page.anchor in probes or page.anchor not in found]
    if len(again) == len(pages):
        fresh = _read(typesetter.lay_out(html, dressing))
    elif not again:
        fresh = {}
    else:
        fresh = _read(typesetter.lay_out(typesetter.captions(again, settings), dressing))
        if not all(_same(found[anchor], fresh.get(anchor)) for anchor in probes):
            found, known, again = {}, {}, list(pages)
            fresh = _read(typesetter.lay_out(html, dressing))
    if len(again) > len(probes):
        used = {keys[anchor]: each for anchor, each in {**found, **fresh}.items()}
        memory.keep(used, known)
    return {**found, **fresh}


def _memory(
    typesetter: Typesetter, html: str, pages: Sequence[Page], dressing: PlateStyles
) -> tuple[CaptionCache | None, Mapping[str, str]]:
    """Give what is remembered of captions like these, and the key of each by anchor."""
    figures = _FIGURE.findall(html)
    if typesetter.memory is None or typesetter.design.theme or len(figures) != len(pages):
        return None, {}
    own: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for each in dressing.own:
        own.setdefault(each.anchor, []).append((each.part, each.declarations))
    rows = zip(pages, figures, strict=True)
    keys = {page.anchor: key_of(figure, own.get(page.anchor)) for page, figure in rows}
    shared = (html.partition("<figure")[0], dressing.rules, *_shared(typesetter))
    return CaptionCache(typesetter.memory, key_of(*shared)), keys


def _shared(typesetter: Typesetter) -> Iterable[object]:
    """Give what the height of every caption depends on, beside its own markup."""
    yield engine.versions()
    yield [(sheet.name, sheet.text) for sheet in typesetter.sheets]
    yield [(face.name, face.sha256) for face in typesetter.cast.faces]


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
