"""Cuts the titles at the foot of pages to the width that there is, whatever their script.

The styles print a page's foot on one line, beside its folio. What may be too wide for that is
laid out there in ever shorter cuts, each with an ellipsis, and the longest that fits is taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from platebook import markdown
from platebook.book import PageKind
from platebook.pdf.layout import laid_out
from platebook.pdf.layout.typesetter import FOOT_LIMIT, Typesetter
from platebook.pdf.weasyprint_patches.style_sharing import Own

#: A letter is hardly ever wider than this (mm): type of 9 pt, a square each.
_WIDEST_MM = 3.2
#: The longest cut of a title that is tried; more has room on no page.
_MOST_CUTS = 160


def cut(typesetter: Typesetter) -> tuple[str, tuple[Own, ...]]:
    """Give a rule for the book's title at the foot, and those for its sections' titles."""
    edition = typesetter.edition
    title = typesetter.cast.without_emoji(edition.story.title)
    foot = _fitting(typesetter, title, markdown.shorten(title, FOOT_LIMIT))
    rule = f".foot-title {{ string-set: foot {_quoted(foot)} !important }}" if foot else ""
    own = []
    for page in edition.of(PageKind.SECTION):
        title = typesetter.cast.without_emoji(page.section.title or "" if page.section else "")
        if section := _fitting(typesetter, title, title):
            own.append(Own(page.anchor, "h1", (f"string-set: section {_quoted(section)}",)))
    return rule, tuple(own)


def _fitting(typesetter: Typesetter, source: str, printed: str) -> str | None:
    """Give the longest cut of a title that fits; None where ``printed``, by the styles, does."""
    if len(printed) * _WIDEST_MM * typesetter.sheet.scale <= typesetter.sheet.live.width:
        return None
    cuts = [printed, *dict.fromkeys(_cuts(source, min(len(printed), _MOST_CUTS)))]
    fits = laid_out.feet_that_fit(typesetter.feet([_quoted(text) for text in cuts]))
    chosen = next((text for text, fit in zip(cuts, fits, strict=True) if fit), "…")
    return None if chosen == printed else chosen


def _cuts(source: str, limit: int) -> Iterator[str]:
    """Give a title cut ever shorter; never between a letter and its mark."""
    for length in range(limit, 0, -1):
        if length == len(source) or not _joins(source[length]):
            yield markdown.shorten(source, length)


def _joins(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M" or sign == "\u200d"


def _quoted(text: str) -> str:
    """Write a text as a string of CSS."""
    escaped = "".join(f"\\{ord(sign):x} " if sign in '"\\\n<' else sign for sign in text)
    return f'"{escaped}"'
