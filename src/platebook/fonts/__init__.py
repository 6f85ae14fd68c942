"""Font selection for each character of a book, and the subsets that are embedded."""

from platebook.fonts.characters import Line
from platebook.fonts.families import ROLES, Typeface
from platebook.fonts.font_set import FontFace, FontSet
from platebook.fonts.pango import font_configuration, no_fonts, weasyprint
from platebook.fonts.selection import cast
from platebook.fonts.sfnt import as_woff2, embeddable
from platebook.fonts.subset import thinned

__all__ = [
    "ROLES", "FontFace", "FontSet", "Line", "Typeface", "as_woff2", "cast", "embeddable",
    "font_configuration", "no_fonts", "thinned", "weasyprint",
]  # fmt: skip
