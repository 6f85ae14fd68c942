"""Looks at one document, on every screen that its rules distinguish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import isinf
from typing import TYPE_CHECKING, Any

from platebook.preflight.epub.safe_xml import local, text_of
from platebook.preflight.epub.styles import css, effects
from platebook.preflight.epub.styles.cascade import DocumentStyles, is_picture
from platebook.preflight.epub.styles.computed import (
    Style,
    blend_over,
    compute,
    holds_places,
    is_sheet,
    leaves_place,
)
from platebook.preflight.epub.styles.css import Colour, Screen

if TYPE_CHECKING:
    from lxml.etree import _Element

_PHONE, _DESK = Screen(), Screen(1200.0, 800.0)
_SMALLEST, _FAR = 2.0, -900.0
#: Boxes over others that are looked at.
_MOST_COVERS = 20
_COVERED = "something opaque lies over it"
_PICTURES = frozenset({"img", "svg", "video", "object", "canvas", "image"})
#: Headings and paragraphs, and the rules that leave no reader of them, not even one that listens:
#: words are often put beside the page for screen readers alone.
_TEXTS = {**{f"h{level}": "heading" for level in range(1, 7)}, "p": "paragraph"}
_SILENT = ("display:", "visibility:", "content-visibility:", "opacity:", "transform:", "font-size:")
_EMPTY_ROLES = ("presentation", "none")
_XHTML = "{http://www.w3.org/1999/xhtml}"
#: Ratios that are asked for, and from which sizes (px) a text is large.
_RATIO, _LARGE_RATIO, _LARGE, _LARGE_BOLD = 4.5, 3.0, 24.0, 18.66
#: What has less cannot be read at all.
UNREADABLE = 1.5
#: Of text that is more transparent than this nothing is seen, whatever is behind it.
_FAINTEST = 0.1
#: Rounding of colours may cost so much.
_ALMOST = 0.05


@dataclass(frozen=True, slots=True)
class StyleFault:
    """A fault by a document's styles. ``index`` is its element's, ``line`` where it stands.

    ``picture`` is the address of the picture that it is about, if any; ``ratio`` the contrast of a
    text; ``kind`` what is alike where the same happens elsewhere.
    """

    code: str
    message: str
    index: int
    line: int = 0
    picture: str = ""
    ratio: float = 0.0
    kind: str = ""


class Look:
    """Looks at one document, on the screens that its rules distinguish."""

    def __init__(
        self,
        book: DocumentStyles,
        elements: Sequence[tuple[_Element, int]],
        matches: Sequence[list[tuple[Any, int, int]]],
    ) -> None:
        self._book, self._elements, self._matches = book, elements, matches
        self._dark = "prefers-color-scheme" in book.features
        self._phone = self._on(_PHONE)

    def _on(self, screen: Screen) -> list[Style]:
        return compute(self._book, self._elements, self._matches, screen)

    def faults(self) -> Iterator[StyleFault]:
        """Yield everything that is wrong."""
        yield from self._unreadable(self._phone, "")
        others = [self._on(_DESK)] if "width" in " ".join(self._book.features) else []
        if self._dark:
            dark = self._on(replace(_PHONE, dark=True))
            yield from self._unreadable(dark, " in dark mode")
            others.append(dark)
        yield from self._find_laid_over()
        yield from self._find_hidden([self._phone, *others])
        yield from self._find_moving()

    def _unreadable(self, styles: list[Style], when: str) -> Iterator[StyleFault]:
        for index, (element, _) in enumerate(self._elements):
            style = styles[index]
            if style.unseen or style.colour is None or not _has_text(element):
                continue
            if not style.painted or "text" in _words(style, "background-clip"):
                continue
            if reason := _lacking_contrast(style):
                ratio, needs, pair = reason
                message = f"the text {{}} has a contrast of {ratio:.1f}:1 ({pair}){when}"
                message += f"; {needs:g}:1 is needed"
                yield StyleFault("E090", message, index, ratio=ratio, kind=pair + when)

    def _find_laid_over(self) -> Iterator[StyleFault]:
        """Find texts over pictures; their contrast with the pixels is not computed."""
        picture_boxes: set[int] = set()
        for index in reversed(range(len(self._elements))):
            element, parent = self._elements[index]
            shows_picture = local(element) in _PICTURES and not self._phone[index].unseen
            picture_boxes |= {index, parent} if shows_picture or index in picture_boxes else set()
        for index, (element, _) in enumerate(self._elements):
            if self._phone[index].unseen:
                continue
            if _has_text(element):
                how = self._way_over(index, picture_boxes)
            else:
                how = "text and image in one svg" if _is_in_picture(element) else ""
            if how:
                message = f"the text {{}} may lie over a picture ({how}): its contrast is not known"
                yield StyleFault("E096", message, index, kind=how)

    def _way_over(self, index: int, picture_boxes: set[int]) -> str:
        """Return by which rule a text may lie over a picture; its own ground rules that out.

        ``picture_boxes`` are the elements in which a picture is shown.
        """
        at = index
        while at >= 0 and not self._phone[at].grounds:
            style = self._phone[at]
            if any(is_picture(image) for image in style.properties.get("background-image", [])):
                return "background-image"
            if how := leaves_place(style, _PHONE):
                around = self._elements[at][1]
                while how in ("absolute", "fixed") and around > 0:
                    if holds_places(self._phone[around]):
                        break
                    around = self._elements[around][1]
                if around in picture_boxes and at not in picture_boxes:
                    return how
            at = self._elements[at][1]
        return ""

    def _find_moving(self) -> Iterator[StyleFault]:
        reduced_motion = "prefers-reduced-motion" in self._book.features
        quiet = self._on(replace(_PHONE, reduced_motion=True)) if reduced_motion else self._phone
        for index, (element, _) in enumerate(self._elements):
            if motion := effects.why_moving(element):
                yield StyleFault("E091", motion, index, kind=motion)
            for style, code in ((quiet[index], "E091"), (self._phone[index], "E092")):
                if not style.unseen and (motion := _moves(self._book, style, code)):
                    yield StyleFault(code, f"{{}} {motion}", index, kind=motion)

    def _find_hidden(self, screens: list[list[Style]]) -> Iterator[StyleFault]:
        """Find figures, pictures, captions and texts of which no screen shows anything."""
        hidden: set[int] = set()
        sheets = [list(islice(self._covers(styles), _MOST_COVERS)) for styles in screens]
        inside: dict[int, list[int]] = {}
        for index, (_, parent) in enumerate(self._elements):
            inside.setdefault(parent, []).append(index)
        visible_sources = {
            source(element)
            for index, (element, _) in enumerate(self._elements)
            if any(not _why(element, styles[index]) for styles in screens)
        }
        for index, (element, parent) in enumerate(self._elements):
            hidden.update([index] if parent in hidden else [])
            kind = _kind_of(element)
            if index in hidden or not kind or _is_decoration(element):
                continue
            whys = [
                self._unseen(index, styles, inside, kind)
                or next((_COVERED for at, below in over if index < at and index in below), "")
                for styles, over in zip(screens, sheets, strict=True)
            ]
            if kind in _TEXTS.values() and not all(why.startswith(_SILENT) for why in whys):
                continue
            if all(whys) and not (kind == "picture" and source(element) in visible_sources - {""}):
                hidden.add(index)
                message = f"the {kind} {{}} is hidden ({whys[0]})"
                yield StyleFault("E093", message, index, kind=f"{kind} {whys[0]}")
            elif kind == "caption" and element.get("aria-hidden") == "true" and _is_heard(element):
                message = "the caption {} is hidden from screen readers (aria-hidden)"
                yield StyleFault("E073", message, index, kind=message)

    def _covers(self, styles: list[Style]) -> Iterator[tuple[int, set[int]]]:
        """Yield the boxes that lie opaque over all of a placed box, and what is in that."""
        for index, (_, parent) in enumerate(self._elements):
            if parent < 0 or styles[index].unseen or not is_sheet(styles[index]):
                continue
            holder = parent
            while holder > 0 and not holds_places(styles[holder]):
                holder = self._elements[holder][1]
            inside = {holder}
            for below in range(holder + 1, len(self._elements)):
                if self._elements[below][1] in inside:
                    inside.add(below)
            yield index, inside - {index}

    def _unseen(
        self, index: int, styles: list[Style], inside: dict[int, list[int]], kind: str
    ) -> str:
        """Return why nothing of an element is seen; of a caption, nothing of its words."""
        element = self._elements[index][0]
        if why := _why(element, styles[index]):
            return why
        if kind != "caption" and kind not in _TEXTS.values():
            return ""
        waiting, reason = [index], ""
        while waiting:
            at = waiting.pop()
            if _has_text(self._elements[at][0]):
                reason = _why_unread(styles[at])
                if not reason:
                    return ""
            waiting += inside.get(at, [])
        return reason


def _why(element: _Element, style: Style) -> str:
    """Return why an element is not seen, by its own rules or by those around it."""
    if style.unseen:
        return style.unseen
    flows = local(element) == "img" and not _words(style, "display") and style.indent <= _FAR
    return f"text-indent: {style.indent:g}px" if flows else ""


def _why_unread(style: Style) -> str:
    if style.unseen or style.illegible:
        return style.unseen or style.illegible
    if style.size < _SMALLEST:
        return f"font-size: {style.size:.2g}px"
    hangs = style.indent <= _FAR or (style.indent >= _PHONE.wide and _words(style, "overflow"))
    return f"text-indent: {style.indent:g}px" if hangs else ""


def _words(style: Style, name: str) -> list[str]:
    return css.words(style.properties.get(name, []))


def _moves(book: DocumentStyles, style: Style, code: str) -> str:
    for motion in effects.motions(style.properties, book.frames):
        if code == "E092" and motion.flashes > effects.MOST_FLASHES:
            return f"flashes {motion.flashes:.0f} times a second (the animation {motion.name})"
        if code == "E091" and motion.lasts:
            whole = motion.delay + motion.turn * motion.times
            how = "without end" if isinf(whole) else f"for {whole:.0f} s"
            return f"moves by itself {how} (the animation {motion.name})"
    # A text may blink by its decoration (CSS 2.1, 16.3.1).
    if code == "E091" and "blink" in _words(style, "text-decoration"):
        return "blinks (text-decoration)"
    slow = effects.transition(style.properties) if code == "E091" else 0.0
    return f"takes {slow:.0f} s to change (transition)" if slow > effects.LONGEST else ""


def _kind_of(element: _Element) -> str:
    """Return what an element is of a plate; empty where it is nothing of one."""
    name = local(element)
    if name == "figure":
        inner = {local(descendant) for descendant in element.iter("{*}*")}
        return "figure" if inner & _PICTURES else ""
    if name == "figcaption" or "caption" in (element.get("class") or "").lower().split():
        return "caption" if text_of(element) else ""
    if name in _TEXTS and str(element.tag).startswith(_XHTML) and text_of(element):
        # Landmarks and page lists are for reading programs.
        return "" if next(element.iterancestors("{*}nav"), None) is not None else _TEXTS[name]
    return "picture" if name in _PICTURES else ""


def _is_decoration(element: _Element) -> bool:
    """Return whether a picture, or all of a figure's, says of itself that it says nothing."""
    name = local(element)
    if element.get("role") in _EMPTY_ROLES or (name == "img" and element.get("alt") == ""):
        return True
    if name == "svg" and next(element.iter("{*}image"), None) is None:
        return element.get("role") != "img"
    if name != "figure":
        return False
    pictures = [descendant for descendant in element.iter("{*}*") if local(descendant) in _PICTURES]
    caption = element.find(".//{*}figcaption")
    return all(map(_is_decoration, pictures)) and not text_of(caption)


def _is_heard(element: _Element) -> bool:
    """Return whether a caption says what would be missed: the alt text does not say the same."""
    figure = next(element.iterancestors("{*}figure"), None)
    if figure is None:
        return True
    alts = {" ".join(descendant.get("alt", "").split()) for descendant in figure.iter("{*}img")}
    return not _is_decoration(figure) and text_of(element) not in alts


def source(element: _Element) -> str:
    """Return the address of a picture."""
    return element.get("src") or element.get("data") or element.get("href") or ""


def _has_text(element: _Element) -> bool:
    """Return whether an element of HTML has words of its own."""
    if not str(element.tag).startswith(_XHTML):
        return False
    texts = (element.text, *(child.tail for child in element))
    return any(text and text.strip() for text in texts)


def _is_in_picture(element: _Element) -> bool:
    """Return whether an element is a text of an SVG that shows a picture too."""
    if element.tag != "{http://www.w3.org/2000/svg}text" or not text_of(element):
        return False
    return any(
        next(ancestor.iter("{*}image"), None) is not None
        for ancestor in element.iterancestors("{*}svg")
    )


def _lacking_contrast(style: Style) -> tuple[float, float, str] | None:
    """Return the contrast that a text has, the one it needs, and its colours; None if it is enough.

    Where several colours may be behind it, it is held to the best of them.
    """
    large = style.size >= _LARGE or (style.bold and style.size >= _LARGE_BOLD)
    needs = _LARGE_RATIO if large else _RATIO
    if style.colour is None:
        return None
    colour = (*style.colour[:3], style.colour[3] * style.fade)
    if colour[3] < _FAINTEST:
        return 1.0, needs, "transparent"
    ratios = [(_contrast(blend_over(colour, ground), ground), ground) for ground in style.grounds]
    if not ratios or max(ratios)[0] >= needs - _ALMOST:
        return None
    ratio, ground = max(ratios)
    return ratio, needs, f"{_hex(blend_over(colour, ground))} on {_hex(ground)}"


def _contrast(first: Colour, second: Colour) -> float:
    """Return the contrast ratio of two opaque colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in colour[:3])
