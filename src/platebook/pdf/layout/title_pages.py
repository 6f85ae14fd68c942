"""Fits titles to their pages: covers, title pages, and the feet of all others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from platebook import markdown
from platebook.book import Page, PageKind
from platebook.pdf.layout import laid_out, measure
from platebook.pdf.layout.laid_out import SetText
from platebook.pdf.layout.typesetter import FOOT_LIMIT, Typesetter
from platebook.pdf.weasyprint_patches.page_styles import Own, PlateStyles, merge

if TYPE_CHECKING:
    from weasyprint import Document

#: A title has so many lines; a longer one may have one for so many characters.
_MOST, _LONG_LINE = 4, 24
#: Scripts without spaces: so many characters to a line at least, where letters are as wide as high,
#: or half as wide (Thai, Lao, Burmese, Khmer).
_CHARACTERS, _NARROW_CHARACTERS = 5, 12
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def most_lines(title: str) -> int:
    """Return the most lines for a title: half as many as it has words, and four or a few more."""
    words = title.split()
    letters = [character for character in title if unicodedata.category(character) != "Mn"]
    lines = ceil(len(words) / 2)
    if len(words) == 1 and any(east_asian_width(character) in "WF" for character in title):
        lines = ceil(len(title) / _CHARACTERS)
    elif _UNSPACED.search(title):
        lines = max(lines, ceil(len(letters) / _NARROW_CHARACTERS))
    return max(1, min(lines, max(_MOST, ceil(len(letters) / _LONG_LINE))))


#: Sizes go down in twentieths; less than half of its size, a title looks like running text.
_STEPS, _LEAST = 20, 0.5
#: Sizes of a title that are tried before those that its lines ask for.
_LARGER = (1.0, 0.9, 0.8)
#: The page's share that a section's title may take before it is set smaller.
_MOST_OF_PAGE = 0.6
#: Between the texts at the head and those at the foot, and between the two at the foot (mm).
_AIR_MM, _BETWEEN_MM = 4.0, 1.2
_ROUNDING_MM, _TALL_MM = 0.4, 20_000
#: While words are measured none is divided, but where its author put a soft hyphen.
_WHOLE_WORDS = """
.title-page .title, .title-page .subtitle, .half-title .title, .text h1, .colophon h1 {
  hyphens: manual !important; overflow-wrap: normal !important;
}
.running-text, .links, .facts, .plates { display: none !important; }
.imprint { display: block !important; height: auto !important; }
"""
_FOOT = (".byline", ".publisher")
_HEADS = (".title", ".subtitle", "h1")


@dataclass(frozen=True, slots=True)
class _Density:
    """How much smaller a page is set: its first distance, its titles, its other texts."""

    drop: float
    title: float
    text: float


_DENSITIES = (
    _Density(1, 1, 1),
    _Density(0.5, 1, 1),
    _Density(0.25, 0.85, 0.92),
    _Density(0.1, 0.7, 0.84),
    _Density(0, 0.6, 0.76),
    _Density(0, 0.5, 0.68),
    _Density(0, 0.4, 0.6),
)
_FLOWING = _Density(0, 0.5, 0.76)

Measured = dict[str, SetText]  #: by part: an element's name, or its class with a dot before it


def fit_titles(typesetter: Typesetter) -> tuple[Own, ...]:
    """Return the rules that fit all titles to their pages; none where the styles do already."""
    pages = [page for page in typesetter.edition.pages if page.kind is not PageKind.PLATE]
    measures = _measure(typesetter, pages, PlateStyles(_WHOLE_WORDS))
    own: tuple[Own, ...] = ()
    for page in pages:
        sizes = _sizes(measures.get(page.anchor, {}), typesetter)
        if ".title" in sizes:
            sizes[".title"] = _largest(typesetter, page, measures[page.anchor][".title"], sizes)
        own += tuple(Own(page.anchor, part, rule) for part, rule in sizes.items())
    for page in pages:
        if page.kind in (PageKind.TITLE, PageKind.HALF_TITLE):
            own = _make_fit(typesetter, page, own)
        elif page.kind is PageKind.IMPRINT and _is_taller(measures[page.anchor], typesetter):
            own += (Own(page.anchor, ".imprint", ("display: block", "height: auto")),)
    return own


def _is_taller(measures: Measured, typesetter: Typesetter) -> bool:
    """Return whether texts that stand at the foot of their page are higher than it."""
    lines = [line for text in measures.values() for line in text.lines]
    height = max(line.y + line.height for line in lines) - min(line.y for line in lines)
    return height > typesetter.sheet.live.height - _ROUNDING_MM


def _measure(
    typesetter: Typesetter, pages: Sequence[Page], plate_rules: PlateStyles
) -> dict[str, Measured]:
    # On a page without end nothing runs over, and none of its lines is left out.
    tall = f"@page {{ size: {typesetter.sheet.media.width:.4f}mm {_TALL_MM}mm }}"
    plate_rules = replace(plate_rules, rules=f"{plate_rules.rules}\n{tall}")
    texts_by_anchor = measure.by_anchor(typesetter, pages, plate_rules, "texts", _read)
    return {
        anchor: {part: SetText.of(*values) for part, values in parts.items()}
        for anchor, parts in texts_by_anchor.items()
    }


def _read(document: Document, anchors: Sequence[str]) -> dict[str, dict[str, tuple[Any, ...]]]:
    by_anchor: dict[str, Measured] = {}
    for anchor, part, text in laid_out.set_texts(document, anchors):
        parts = by_anchor.setdefault(anchor, {})
        parts[part] = parts[part].join(text) if part in parts else text
    return {
        anchor: {part: astuple(text) for part, text in parts.items()}
        for anchor, parts in by_anchor.items()
    }


def _sizes(measures: Measured, typesetter: Typesetter) -> dict[str, tuple[str, ...]]:
    """Return the rules of a page's titles that have a word wider than it, or too many lines."""
    live, limit = typesetter.sheet.live, most_lines(typesetter.edition.story.title)
    sizes: dict[str, tuple[str, ...]] = {}
    for part in _HEADS:
        text = measures.get(part)
        if text is None:
            continue
        widest = max((line.width for line in text.lines), default=0.0)
        scale = live.width / widest if widest > text.box.width + _ROUNDING_MM else 1.0
        if part == "h1" and text.height > live.height * _MOST_OF_PAGE:
            scale = min(scale, sqrt(live.height * _MOST_OF_PAGE / text.height))
        if part == ".title" and len(text.lines) > limit:
            scale = min(scale, limit / len(text.lines))
        if scale < 1.0 or widest > text.box.width + _ROUNDING_MM:
            stepped = max(_LEAST, min(1.0, floor(scale * _STEPS) / _STEPS))
            sizes[part] = (*_size(text, stepped), "max-width: 100%")
    return sizes


def _largest(
    typesetter: Typesetter, page: Page, text: SetText, sizes: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the largest size of a title whose lines are too many, or else the one of ``sizes``.

    The whole width of the page may save a line, and so may a size that is hardly smaller.
    """
    live, limit = typesetter.sheet.live, most_lines(typesetter.edition.story.title)
    for scale in _LARGER if len(text.lines) > limit else ():
        rules = (*_size(text, scale), "max-width: 100%")
        styles = PlateStyles(_WHOLE_WORDS, (Own(page.anchor, ".title", rules),))
        lines = _measure(typesetter, [page], styles)[page.anchor][".title"].lines
        if len(lines) <= limit and max(line.width for line in lines) <= live.width + _ROUNDING_MM:
            return rules
    return sizes[".title"]


def _size(text: SetText, scale: float) -> tuple[str, str]:
    return f"font-size: {text.font * scale:.3f}px", f"line-height: {text.leading * scale:.3f}px"


def _make_fit(typesetter: Typesetter, page: Page, own: tuple[Own, ...]) -> tuple[Own, ...]:
    """Set a title page closer until its texts have room; then let it run on.

    What a theme's own styles put one over the other at every size stays as they have it.
    """
    first: Measured | None = None
    for density in (*_DENSITIES, _FLOWING):
        rules = own if first is None else [*own, *_denser(page, first, density)]
        if density is _FLOWING:
            return own if typesetter.design.theme else merge([*rules, *_flow_rules(page)])
        measures = _measure(typesetter, [page], PlateStyles(own=merge(rules)))
        parts = measures.get(page.anchor, {})
        first = first or parts
        if _fits(parts, typesetter):
            return merge(rules)
        stacked = [*rules, *_stack(page, parts)]
        for _ in range(2):  # the publisher's lines have more room now, and may be fewer
            parts = _measure(typesetter, [page], PlateStyles(own=merge(stacked)))[page.anchor]
            stacked = [*rules, *_stack(page, parts)]
        if _stack(page, parts) and _fits(parts, typesetter):
            return merge(stacked)
    return own


def _denser(page: Page, measures: Measured, density: _Density) -> Iterator[Own]:
    for part, text in measures.items():
        scale = density.title if part == ".title" else density.text
        yield Own(page.anchor, part, _size(text, scale))
    if ".title" in measures:
        drop = f"{measures['.title'].above * density.drop:.3f}mm"
        if page.kind is PageKind.HALF_TITLE:
            yield Own(page.anchor, ".title", (f"margin-top: {drop}", "max-width: 100%"))
        else:
            yield Own(page.anchor, "header", (f"padding-top: {drop}",))
            yield Own(page.anchor, ".title", ("max-width: 100%",))
            yield Own(page.anchor, ".subtitle", ("max-width: 100%",))
            yield Own(page.anchor, ".standfirst", ("max-width: 100%",))


def _stack(page: Page, measures: Measured) -> list[Own]:
    """Set the publisher under the names, where both stand at the foot of the title page."""
    if not all(part in measures for part in _FOOT):
        return []
    publisher = measures[".publisher"]
    height = publisher.height + _BETWEEN_MM
    return [
        Own(page.anchor, ".publisher", ("left: 0", "right: 0", "text-align: start")),
        Own(page.anchor, ".byline", (f"bottom: {height:.3f}mm",)),
    ]


def _flow_rules(page: Page) -> Iterator[Own]:
    if page.kind is PageKind.TITLE:
        yield Own(page.anchor, ".title-page", ("height: auto",))
        yield Own(page.anchor, ".byline", ("position: static", "margin-top: 9mm"))
        yield Own(page.anchor, ".publisher", ("position: static", "margin-top: 2mm"))


def _fits(measures: Measured, typesetter: Typesetter) -> bool:
    """Return whether a page's texts stand on one page, inside it, none over another."""
    if any(text.spills for text in measures.values()):
        return False
    head = [line for part, text in measures.items() if part not in _FOOT for line in text.lines]
    foot = [line for part in _FOOT if part in measures for line in measures[part].lines]
    end = max((line.y + line.height for line in head), default=0.0)
    start = min((line.y for line in foot), default=typesetter.sheet.media.height)
    live = typesetter.sheet.live_box(1)
    if end > (start - _AIR_MM if foot else live.y + live.height):
        return False
    names, house = (measures[part].lines if part in measures else () for part in _FOOT)
    near = (replace(line, x=line.x - _AIR_MM, width=line.width + 2 * _AIR_MM) for line in names)
    return not any(laid_out.meet(close, away) for close in near for away in house)


#: A letter is hardly ever wider than this (mm): type of 9 pt, a square each.
_WIDEST_MM = 3.2
#: The longest cut of a title that is tried; more has room on no page.
_MOST_CUTS = 160


def cut_feet(typesetter: Typesetter) -> tuple[str, tuple[Own, ...]]:
    """Return a rule for the book's title at the foot, and those for its sections' titles."""
    edition = typesetter.edition
    title = typesetter.font_set.without_emoji(edition.story.title)
    foot = _longest_cut(typesetter, title, markdown.shorten(title, FOOT_LIMIT))
    rule = f".foot-title {{ string-set: foot {_css_string(foot)} !important }}" if foot else ""
    own = []
    for page in edition.of(PageKind.SECTION):
        title = typesetter.font_set.without_emoji(page.section.title or "" if page.section else "")
        if section := _longest_cut(typesetter, title, title):
            own.append(Own(page.anchor, "h1", (f"string-set: section {_css_string(section)}",)))
    return rule, tuple(own)


def _longest_cut(typesetter: Typesetter, source: str, printed_title: str) -> str | None:
    """Return the longest cut of a title that fits; None where ``printed_title`` does."""
    if len(printed_title) * _WIDEST_MM * typesetter.sheet.scale <= typesetter.sheet.live.width:
        return None
    cuts = [printed_title, *dict.fromkeys(_cuts(source, min(len(printed_title), _MOST_CUTS)))]
    fits = measure.recall(
        typesetter,
        ("feet", cuts),
        lambda: laid_out.feet_that_fit(typesetter.feet([_css_string(text) for text in cuts])),
    )
    cut = next((text for text, fit in zip(cuts, fits, strict=True) if fit), "…")
    return None if cut == printed_title else cut


def _cuts(source: str, limit: int) -> Iterator[str]:
    """Yield a title cut ever shorter; never between a letter and its mark."""
    for length in range(limit, 0, -1):
        if length == len(source) or not _is_joiner(source[length]):
            yield markdown.shorten(source, length)


def _is_joiner(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M" or sign == "\u200d"


def _css_string(text: str) -> str:
    """Write a text as a string of CSS."""
    escaped = "".join(f"\\{ord(sign):x} " if sign in '"\\\n<' else sign for sign in text)
    return f'"{escaped}"'
