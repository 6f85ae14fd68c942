"""Prints an edition: captions measured, pages laid out, boxes right, nothing moved since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook import lazy_names

if TYPE_CHECKING:
    from platebook.pdf.cover_image import COVER_SIZE, Cover, photograph_box
    from platebook.pdf.cover_wrap.wrap import CoverPhoto, CoverWrap, plan_wrap, write_wrap
    from platebook.pdf.engine import native_versions, pages_and_tags
    from platebook.pdf.flatplan import A3, TABLOID, Flatplan
    from platebook.pdf.layout.arrange import Placement
    from platebook.pdf.layout.page_grid import Sheet, folio_reach, house_margins, sheet_for
    from platebook.pdf.layout.plan import PRINT_PPI, Plan, plan
    from platebook.pdf.layout.typesetter import LayoutMemory, Typesetter
    from platebook.pdf.press.crop_marks import rehearse_marks
    from platebook.pdf.press.finish import Owners
    from platebook.pdf.preview_writer import (
        PREVIEW_PPI,
        PagePicture,
        PreviewPart,
        draw_pages,
        draw_preview,
        preview_parts,
        preview_recipes,
    )
    from platebook.pdf.print_writer import write
    from platebook.pdf.proof_writer import Proof, proof_recipe
    from platebook.pdf.rehearse_layout import rehearse
    from platebook.pdf.screen_writer import SCREEN_PPI, screen_recipes, write_screen

__all__ = [
    "A3", "COVER_SIZE", "PREVIEW_PPI", "PRINT_PPI", "SCREEN_PPI", "TABLOID", "Cover",
    "CoverPhoto", "CoverWrap", "Flatplan", "LayoutMemory", "Owners", "PagePicture", "Placement",
    "Plan", "PreviewPart", "Proof", "Sheet", "Typesetter", "draw_pages", "draw_preview",
    "folio_reach", "house_margins", "native_versions", "pages_and_tags", "photograph_box", "plan",
    "plan_wrap", "preview_parts", "preview_recipes", "proof_recipe", "rehearse",
    "rehearse_marks", "screen_recipes", "sheet_for", "write", "write_screen", "write_wrap",
]  # fmt: skip

__getattr__ = lazy_names.loader(
    __name__,
    {
        "cover_image": "COVER_SIZE Cover photograph_box",
        "cover_wrap.wrap": "CoverPhoto CoverWrap plan_wrap write_wrap",
        "engine": "native_versions pages_and_tags",
        "flatplan": "A3 TABLOID Flatplan",
        "layout.arrange": "Placement",
        "layout.plan": "PRINT_PPI Plan plan",
        "layout.page_grid": "Sheet folio_reach house_margins sheet_for",
        "layout.typesetter": "LayoutMemory Typesetter",
        "press.crop_marks": "rehearse_marks",
        "press.finish": "Owners",
        "preview_writer": "PREVIEW_PPI PagePicture PreviewPart draw_pages draw_preview "
        "preview_parts preview_recipes",
        "print_writer": "write",
        "proof_writer": "Proof proof_recipe",
        "rehearse_layout": "rehearse",
        "screen_writer": "SCREEN_PPI screen_recipes write_screen",
    },
)  # fmt: skip
