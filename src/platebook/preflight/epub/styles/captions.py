"""Finds captions that some readers may not see: by rules that no one can compute, or seldom hold.

Where ``effects`` finds what is hidden without a doubt, a caption must here be plain to see: in
elements that show their text, by rules that leave it readable, on every kind of screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lxml.etree import Element

from platebook.preflight.epub.safe_xml import local, text_of
from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.cascade import DocumentStyles, cascade, share
from platebook.preflight.epub.styles.computed import Style, StyledDocument
from platebook.preflight.epub.styles.css import LengthBase, Screen
from platebook.preflight.epub.styles.effects import motions, why_unseen
from platebook.preflight.epub.styles.faults import PHONE, XHTML, has_text
from platebook.preflight.epub.styles.harmless import find_doubts
from platebook.preflight.epub.styles.sheets import idents

if TYPE_CHECKING:
    pass

_IN_LINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "em", "i", "small", "span", "strong", "time"}
)
_NAMES = """
    html body div section article main header footer aside figure figcaption caption p blockquote
    q sub sup ruby rb rt rtc bdo ul ol li dl dt dd table thead tbody tfoot tr td th address code
    samp kbd var mark ins del s strike u dfn data label wbr br font center big tt pre hgroup
    h1 h2 h3 h4 h5 h6 nav
"""
_ELEMENTS = _IN_LINE.union(_NAMES.split())
#: What cuts off, and by what a box may be lower than its text.
_CUTS = ("hidden", "clip", "auto", "scroll")
_LOW = ("height", "max-height", "aspect-ratio", "line-clamp", "flex-basis")
#: A box that is cut has room for a caption from so many px on; type can be read from so many.
_ROOM, _LEGIBLE = 160.0, 5.0
#: So many characters need not be broken into lines.
SHORT = 40
#: Properties that no animation of a text needs, and the least opacity in one.
_CHANGING = {"color", "text-fill", "background-color", "background-image", "font-size"}
_FAINT = 0.3
#: Media that readers of books do not call themselves, and conditions that are tried.
_ELSEWHERE = {"print", "speech", "aural", "braille", "embossed", "tty", "tv", "projection"}
_ELSEWHERE |= {"amzn-mobi", "handheld"}
_MOST_CONDITIONS = 12
#: The usual screens, and the smallest and largest on which a book is read.
_SCREENS = [
    Screen(wide, high, dark, reduced)
    for wide, high in ((400.0, 700.0), (1200.0, 800.0))
    for dark in (False, True)
    for reduced in (False, True)
]
_SIZES = [
    Screen(x, y) for x in (240.0, 320.0, 600.0, 800.0, 2500.0) for y in (240.0, 480.0, 1600.0)
]
_COMPUTED = {"all", "screen", "only", "and", "or", "not", "width", "height"}
_COMPUTED |= {"min-width", "max-width", "min-height", "max-height", "px", "em"}
_PSEUDO_ELEMENTS = ("first-line", "first-letter", "before", "after")


def conditions(book: DocumentStyles) -> list[tuple[str, frozenset[int]]]:
    """Return the rules that hold on none of the usual screens, by their condition, as CSS."""
    from tinycss2 import serialize

    usual, sizes = (
        frozenset[int]().union(*map(book.in_force, screens)) for screens in (_SCREENS, _SIZES)
    )
    groups: dict[str, set[int]] = {}
    for number, rule in enumerate(book.rules):
        words = {word.lower() for query in rule.media for word in idents(query)}
        elsewhere = words & _ELSEWHERE and "not" not in words
        if rule.unsure:
            groups.setdefault("a selector that is not known", set()).add(number)
        if number in usual or rule.unsure or elsewhere:
            continue
        if number in sizes or not words <= _COMPUTED:
            condition = " and ".join(str(serialize(query)).strip() for query in rule.media)
            groups.setdefault(f"@media {condition}", set()).add(number)
    return [(name, frozenset(rules)) for name, rules in groups.items()][:_MOST_CONDITIONS]


def with_pseudo_elements(document: StyledDocument) -> StyledDocument:
    """Return a document with pseudo-elements after all elements, and their rules apart."""
    own = [[match for match in rules if match[2] is None] for rules in document.matches]
    added = []
    pairs = zip(document.elements, document.matches, strict=True)
    for index, ((element, _), rules) in enumerate(pairs):
        for name in _PSEUDO_ELEMENTS:
            if mine := [match for match in rules if match[2] == name]:
                box = Element(f"{XHTML}span", {"class": f"::{name}"})
                box.text = text_of(element) if name.startswith("first") else None
                added.append((box, index))
                own.append(mine)
    return StyledDocument(document.book, [*document.elements, *added], own)


class Doubts:
    """What may hide a text of one document, and was not computed."""

    def __init__(
        self, document: StyledDocument, styles: Sequence[Style], rare: frozenset[int]
    ) -> None:
        """``rare``: the numbers of rules that hold on none of the usual screens."""
        self._book, self._elements = document.book, document.elements
        self._matches, self._styles = document.matches, styles
        self._force = document.book.in_force(PHONE) | rare

    def why(self, path: Sequence[int]) -> str:
        """Return by which rule a text may be hidden, cut off or made unreadable; empty if by none.

        ``path``: the indices of its elements, and of those that it is in.
        """
        whys = (self._why(index) for index in path)
        return next(filter(None, whys), "")

    def _why(self, index: int) -> str:
        (element, parent), style = self._elements[index], self._styles[index]
        kind = local(element)
        if not str(element.tag).startswith(XHTML) or kind not in _ELEMENTS:
            return f"the element {kind}"
        if element.get("popover") is not None:
            return "the attribute popover"
        frame = LengthBase(style.size, self._styles[0].size, PHONE.wide, PHONE.high)
        above = self._styles[parent].custom if parent >= 0 else {}
        declarations = self._book.declarations(element, self._matches[index], self._force)
        doubts = find_doubts(
            declarations,
            {**above, **style.custom},
            frame,
            inline=kind in _IN_LINE or len(text_of(element)) <= SHORT,
        )
        tiny = style.size * self._scale(index)
        return (
            next(iter(doubts.values()), "")
            or _why_cut(style, frame)
            or next(_why_moving(self._book, style, frame), "")
            or (f"type of {tiny:.2g}px" if tiny < _LEGIBLE and has_text(element) else "")
        )

    def _scale(self, index: int) -> float:
        """Return how much smaller a text is drawn than its type says."""
        result = 1.0
        while index >= 0:
            properties = self._styles[index].properties
            values = [css.number(t) for name in ("zoom", "scale") for t in properties.get(name, [])]
            for token in properties.get("transform", []):
                name = token.lower_name if token.type == "function" else ""
                if name.startswith(("scale", "matrix")):
                    parts = [part for part in css.plain(token.arguments) if part != ","]
                    values += [css.number(part) for part in parts[: 2 if "scale" in name else 1]]
            result *= min((abs(value) for value in values if value is not None), default=1.0)
            index = self._elements[index][1]
        return result


def _why_cut(style: Style, frame: LengthBase) -> str:
    """Return by what a box may cut its text off."""
    properties = style.properties
    is_positioned = css.word(properties.get("position", ())) in ("absolute", "fixed")
    if is_positioned and properties.get("clip") and css.word(properties["clip"]) != "auto":
        return "clip"
    if not set(_CUTS) & set(css.words(properties.get("overflow", ()))):
        return ""
    if css.word(properties.get("container-type", ())) == "size":
        return "container-type: size"
    for name in _LOW:
        tokens = properties.get(name, [])
        px = css.length(tokens, frame, frame.high)
        if px is not None and px < _ROOM:
            return f"{name} and overflow"
    return ""


def _why_moving(book: DocumentStyles, style: Style, frame: LengthBase) -> Iterator[str]:
    """Find animations that stay at a step, or go on for long, and hide a text by one."""
    stays = {"forwards", "backwards", "both", "paused"} & {
        word
        for name in ("animation-fill-mode", "animation-play-state")
        for word in css.words(style.properties.get(name, []))
    }
    for motion in motions(style.properties, book.frames):
        if not stays and not motion.lasts:
            continue
        for _, step in motion.steps:
            values, _ = cascade(step, style.custom)
            faint = share(values.get("opacity", []))
            if (
                values.keys() & _CHANGING
                or (faint is not None and faint < _FAINT)
                or css.word(values.get("visibility", ())) in ("hidden", "collapse")
                or why_unseen(Element(f"{XHTML}p"), values, frame, PHONE)
                or find_doubts(step, style.custom, frame, inline=False)
            ):
                yield f"the animation {motion.name}"
