"""Writes a planned print edition, and holds the finished layout to the plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from platebook.errors import ThemeError
from platebook.pdf import boxes, engine
from platebook.pdf.engine import EngineFault
from platebook.pdf.finish import finisher
from platebook.pdf.planning import Plan, dressing_of
from platebook.pdf.shell import address
from platebook.pdf.typeset import Typesetter
from platebook.pdf.xmp import Owners
from platebook.plates import Plate

if TYPE_CHECKING:
    from weasyprint import Document

_SAME_MM = 0.05


def write(
    typesetter: Typesetter,
    plan: Plan,
    plates: Mapping[str, Plate],
    draft: Path,
    owners: Owners | None = None,
) -> None:
    """Print the book to ``draft``; ``plates`` are by plate id, ``owners`` go into its metadata.

    A caption or a page that is not where the plan put it stops the build, since a book that lost
    a line must never leave the house: as a ThemeError with a theme, else as an EngineFault, which
    is a bug of ours.
    """
    settings = {anchor: placement.setting for anchor, placement in plan.placements.items()}
    dressing = dressing_of(plan, typesetter.edition)
    files = {address(name): plate.path for name, plate in plates.items()}
    document = typesetter.book(settings, dressing, files, plan.pagination.blanks)
    try:
        _hold_to(document, plan)
    except EngineFault as fault:
        if typesetter.design.theme is None:
            raise
        raise ThemeError.of(
            str(typesetter.design.theme),
            f"with this theme the book does not come out as it was measured: {fault}",
            "Leave a plate’s and a full page’s own boxes as they are; change what is in them.",
        ) from fault
    engine.write(document, draft, finisher(plan.sheet, owners or Owners()))


def _hold_to(document: Document, plan: Plan) -> None:
    if len(document.pages) != plan.pagination.count:
        raise EngineFault(
            f"the book has {len(document.pages)} pages where {plan.pagination.count} were planned"
        )
    pages = boxes.pages_of(document, list(plan.pagination.folios))
    for anchor, folio in plan.pagination.folios.items():
        if pages.get(anchor, [0])[0] != folio:
            raise EngineFault(f"{anchor} is on page {pages.get(anchor)}, planned on {folio}")
    if poking := boxes.poking(document):
        raise EngineFault(f"captions poke out of their boxes: {', '.join(poking)}")
    heights = boxes.caption_heights(document)
    for anchor, placement in plan.placements.items():
        wanted = plan.heights[anchor] if placement.caption else 0.0
        if placement.caption and abs(heights.get(anchor, 0.0) - wanted) > _SAME_MM:
            raise EngineFault(
                f"the caption of {anchor} is {heights.get(anchor, 0.0):.2f} mm high, "
                f"measured {wanted:.2f} mm"
            )
        if len(pages[anchor]) != 1:
            raise EngineFault(f"{anchor} runs over pages {pages[anchor]}")
