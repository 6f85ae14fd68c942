"""Counts the pages of captions that run over several, set as they are in the finished book."""

from __future__ import annotations

from collections.abc import Mapping

from platebook.book import Edition
from platebook.pdf.layout import laid_out
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.openings import caption_anchor
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.style_sharing import Own, PlateStyles


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
