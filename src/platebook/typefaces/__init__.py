"""Which font carries each character of a book, and the subsets that are embedded."""

from platebook.typefaces.book import Cast, Face
from platebook.typefaces.casting import cast
from platebook.typefaces.characters import Line
from platebook.typefaces.embedding import embeddable
from platebook.typefaces.families import ROLES, Typeface
from platebook.typefaces.fontconfig import every_font, no_fonts
from platebook.typefaces.pango import font_configuration, weasyprint

__all__ = [
    "ROLES",
    "Cast",
    "Face",
    "Line",
    "Typeface",
    "cast",
    "embeddable",
    "every_font",
    "font_configuration",
    "no_fonts",
    "weasyprint",
]
