"""Prints an edition: captions measured, pages laid out, boxes right, nothing moved since."""

from platebook.pdf.cover import SIZE as COVER_SIZE
from platebook.pdf.cover import Cover, photograph_box
from platebook.pdf.natives import versions
from platebook.pdf.onscreen import write_screen
from platebook.pdf.planning import PRINT_PPI, Plan, plan
from platebook.pdf.printing import write
from platebook.pdf.proof import Proof
from platebook.pdf.prooffacts import recipe as proof_recipe
from platebook.pdf.rehearsal import rehearse
from platebook.pdf.screen import SCREEN_PPI, screen_recipes
from platebook.pdf.sheet import FOLIO_MM, Sheet, house_margins, sheet_for
from platebook.pdf.typeset import Typesetter
from platebook.pdf.wrap import CoverWrap, Picture, plan_wrap, write_wrap
from platebook.pdf.xmp import Owners

__all__ = [
    "COVER_SIZE",
    "FOLIO_MM",
    "PRINT_PPI",
    "SCREEN_PPI",
    "Cover",
    "CoverWrap",
    "Owners",
    "Picture",
    "Plan",
    "Proof",
    "Sheet",
    "Typesetter",
    "house_margins",
    "photograph_box",
    "plan",
    "plan_wrap",
    "proof_recipe",
    "rehearse",
    "screen_recipes",
    "sheet_for",
    "versions",
    "write",
    "write_screen",
    "write_wrap",
]
