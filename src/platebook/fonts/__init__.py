"""Font selection for each character of a book, and the subsets that are embedded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook import lazy_names

if TYPE_CHECKING:
    from platebook.fonts.characters import Line
    from platebook.fonts.families import ROLES, FontFace, FontSet, Typeface
    from platebook.fonts.pango import font_configuration, no_fonts, pango_version, weasyprint
    from platebook.fonts.selection import cast
    from platebook.fonts.sfnt import as_woff2, embeddable
    from platebook.fonts.subset import thin

__all__ = [
    "ROLES", "FontFace", "FontSet", "Line", "Typeface", "as_woff2", "cast", "embeddable",
    "font_configuration", "no_fonts", "pango_version", "thin", "weasyprint",
]  # fmt: skip

__getattr__ = lazy_names.loader(
    __name__,
    {
        "characters": "Line",
        "families": "ROLES FontFace FontSet Typeface",
        "pango": "font_configuration no_fonts pango_version weasyprint",
        "selection": "cast",
        "sfnt": "as_woff2 embeddable",
        "subset": "thin",
    },
)
