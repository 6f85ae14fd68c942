"""The printed book's pages as a screen shows them: cut at the trim, with contents, fewer pixels.

They are those of one printed book line for line, with its folios; only the page behind the half
title, which is blank on paper, lists the contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil

from platebook.book import SCREEN, Page, PageKind, Pagination, compose, contents
from platebook.geometry import Edges
from platebook.pdf.layout import openings, spreads
from platebook.pdf.layout.arrange import Placement
from platebook.pdf.layout.plan import PRINT_PPI, Plan
from platebook.pdf.layout.typesetter import Typesetter
from platebook.photos import SHARPEN_SCREEN, Recipe

#: Of a photograph at its printed size; sharp still where a screen shows it half as large again.
SCREEN_PPI = 200
_QUALITY, _CHROMA = 85, "4:2:0"
_STYLE = "screen.css"
#: The anchor of the contents.
CONTENTS = "contents"
#: How the contents may be set (the numbers of their classes in screen.css): what is listed, and,
#: in mm on a page of 8.5 × 8.5 in, what the heading takes of the page and how much of it a line
#: does; in two columns, half.
_ALL, _OPENERS, _TEXTS = range(3)
_SETTINGS = (
    (_ALL, 27.0, 5.0),
    (_ALL, 19.0, 2.1),
    (_OPENERS, 27.0, 5.0),
    (_OPENERS, 19.0, 2.1),
    (_TEXTS, 27.0, 5.0),
)


def screen_recipes(plan: Plan) -> Mapping[str, Recipe]:
    """Give what the photographs of a printed book are to be on a screen, by plate id."""
    return {plate: _recipe(printed) for plate, printed in plan.recipes.items()}


def _recipe(printed: Recipe) -> Recipe:
    width, height = (max(1, ceil(px * SCREEN_PPI / PRINT_PPI)) for px in printed.box)
    return replace(
        printed,
        medium=SCREEN.name,
        box=(width, height),
        quality=_QUALITY,
        chroma=_CHROMA,
        colour=None,
        sharpen=SHARPEN_SCREEN,
    )


def screens(typesetter: Typesetter, plan: Plan) -> Iterator[tuple[Typesetter, Plan, str]]:
    """Give ways to set a printed book for a screen, the first the one that should do.

    Each is a typesetter, a plan, and the class of the contents' setting: where the contents do
    not keep to their page, the next is denser or says less. A book that has a contents page in
    print has that one.
    """
    sheet = replace(plan.sheet, bleed=Edges.all(0.0))
    placements = {
        page.anchor: _placed(plan.placements[page.anchor], plan, page.anchor)
        for page in typesetter.edition.plates
    }
    edition = compose(typesetter.edition.story, SCREEN, typesetter.words)
    pagination = plan.pagination
    listed = bool(edition.of(PageKind.CONTENTS))
    if not listed:
        pagination = _paginated(pagination, typesetter)
    if not listed and CONTENTS in pagination.folios:
        half, *others = edition.pages
        title = typesetter.words("Contents")
        page = Page(PageKind.CONTENTS, CONTENTS, title, generated=True)
        edition = replace(edition, pages=(half, page, *others))
    styles = (*typesetter.styles, _STYLE)
    edition = openings.opened(edition, plan.faced).paginated(pagination)
    setter = replace(typesetter, edition=edition, sheet=sheet, styles=styles)
    planned = replace(plan, sheet=sheet, placements=placements, pagination=pagination)
    if listed:
        yield setter, planned, ""
        return
    for number in _settings(setter):
        yield setter, planned, f"contents-{number}"


def _placed(placement: Placement, plan: Plan, anchor: str) -> Placement:
    """Count a full-bleed photograph from the trim: what bleeds off paper lies off the page."""
    if placement.second:
        return spreads.unmoved(placement, plan.sheet, plan.pagination.folios[anchor])
    if not placement.bleeds:
        return placement
    trim = plan.sheet.trim_box(plan.pagination.folios[anchor])
    photo = placement.photo
    return replace(placement, photo=replace(photo, x=photo.x - trim.x, y=photo.y - trim.y))


def _paginated(pagination: Pagination, typesetter: Typesetter) -> Pagination:
    """Put the contents on the blank page behind the half title, if there is one."""
    half, following = typesetter.edition.pages[:2]
    blanks = dict(pagination.blanks)
    if half.kind is not PageKind.HALF_TITLE or not blanks.get(following.anchor):
        return pagination
    blanks[following.anchor] -= 1
    folio = pagination.folios[half.anchor] + 1
    return replace(pagination, folios={**pagination.folios, CONTENTS: folio}, blanks=blanks)


def _settings(typesetter: Typesetter) -> Iterator[int]:
    """Give the numbers of the settings that may hold the contents, the airiest first."""
    entries = [*contents(typesetter.edition)]
    texts = sum(entry.page.kind not in (PageKind.SECTION, PageKind.PLATE) for entry in entries) + 1
    openers = sum(entry.page.kind is not PageKind.PLATE for entry in entries) + 1
    everything = sum(1 + len(entry.children) for entry in entries)
    counts = {_ALL: everything, _OPENERS: openers, _TEXTS: texts}
    for number, (listed, heading, line) in enumerate(_SETTINGS, 1):
        room = (typesetter.sheet.live.height / typesetter.sheet.scale - heading) / line
        if counts[listed] <= room or number == len(_SETTINGS):
            yield number
