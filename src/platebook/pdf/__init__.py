"""Prints an edition: captions measured, pages laid out, boxes right, nothing moved since."""

from platebook.pdf.planning import PRINT_PPI, Plan, plan
from platebook.pdf.printing import write
from platebook.pdf.sheet import Sheet, sheet_for
from platebook.pdf.typeset import Typesetter
from platebook.pdf.xmp import Owners

__all__ = ["PRINT_PPI", "Owners", "Plan", "Sheet", "Typesetter", "plan", "sheet_for", "write"]
