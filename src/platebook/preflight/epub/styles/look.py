"""Looks at one document, on every screen that its rules distinguish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isinf
from typing import TYPE_CHECKING

from platebook.preflight.epub.safe_xml import local, text_of
from platebook.preflight.epub.styles import captions, effects
from platebook.preflight.epub.styles.cascade import DocumentStyles, is_picture
from platebook.preflight.epub.styles.computed import (
    Style,
    StyledDocument,
    blend_over,
    compute,
    holds_places,
    leaves_place,
)
from platebook.preflight.epub.styles.css import Colour, Screen
from platebook.preflight.epub.styles.faults import PHONE, StyleFault, has_text, keywords
from platebook.preflight.epub.styles.hidden import PICTURES, HiddenSearch

if TYPE_CHECKING:
    from lxml.etree import _Element

_DESK = Screen(1200.0, 800.0)
#: Ratios that are asked for, and from which sizes (px) a text is large.
_RATIO, _LARGE_RATIO, _LARGE, _LARGE_BOLD = 4.5, 3.0, 24.0, 18.66
#: What has less cannot be read at all.
UNREADABLE = 1.5
#: Of text that is more transparent than this nothing is seen, whatever is behind it.
_FAINTEST = 0.1
#: Rounding of colours may cost so much.
_ALMOST = 0.05


class Look:
    """Looks at one document, on the screens that its rules distinguish."""

    def __init__(self, document: StyledDocument) -> None:
        self._book, self._whole = document.book, len(document.elements)
        self._document = captions.with_pseudo_elements(document)
        self._elements = self._document.elements
        self._dark = "prefers-color-scheme" in document.book.features
        self._phone = self._on(PHONE)

    def _on(self, screen: Screen) -> list[Style]:
        return compute(self._document, screen)

    def faults(self) -> Iterator[StyleFault]:
        """Yield everything that is wrong; of a pseudo-element, its element is said."""
        for fault in self._faults():
            beyond = fault.index >= self._whole
            yield replace(fault, index=self._elements[fault.index][1]) if beyond else fault

    def _faults(self) -> Iterator[StyleFault]:
        yield from self._unreadable(self._phone, "")
        screens = {"on a phone": self._phone}
        if "width" in " ".join(self._book.features):
            screens["on a wide screen"] = self._on(_DESK)
        if self._dark:
            dark = screens["in dark mode"] = self._on(replace(PHONE, dark=True))
            yield from self._unreadable(dark, " in dark mode")
        yield from self._find_laid_over()
        search = HiddenSearch(self._document, screens)
        yield from search.faults(self._whole)
        yield from self._find_moving()

    def _unreadable(self, styles: list[Style], when: str) -> Iterator[StyleFault]:
        for index, (element, _) in enumerate(self._elements):
            style = styles[index]
            if style.unseen or style.colour is None or not has_text(element):
                continue
            if not style.painted or "text" in keywords(style, "background-clip"):
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
            shows_picture = local(element) in PICTURES and not self._phone[index].unseen
            picture_boxes |= {index, parent} if shows_picture or index in picture_boxes else set()
        for index, (element, _) in enumerate(self._elements):
            if self._phone[index].unseen:
                continue
            if has_text(element):
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
            if how := leaves_place(style, PHONE):
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
        quiet = self._on(replace(PHONE, reduced_motion=True)) if reduced_motion else self._phone
        for index, (element, _) in enumerate(self._elements):
            if motion := effects.why_moving(element):
                yield StyleFault("E091", motion, index, kind=motion)
            for style, code in ((quiet[index], "E091"), (self._phone[index], "E092")):
                if not style.unseen and (motion := _moves(self._book, style, code)):
                    yield StyleFault(code, f"{{}} {motion}", index, kind=motion)


def _moves(book: DocumentStyles, style: Style, code: str) -> str:
    for motion in effects.motions(style.properties, book.frames):
        if code == "E092" and motion.flashes > effects.MOST_FLASHES:
            return f"flashes {motion.flashes:.0f} times a second (the animation {motion.name})"
        if code == "E091" and motion.lasts:
            whole = motion.delay + motion.turn * motion.times
            how = "without end" if isinf(whole) else f"for {whole:.0f} s"
            return f"moves by itself {how} (the animation {motion.name})"
    # A text may blink by its decoration (CSS 2.1, 16.3.1).
    if code == "E091" and "blink" in keywords(style, "text-decoration"):
        return "blinks (text-decoration)"
    slow = effects.transition(style.properties) if code == "E091" else 0.0
    return f"takes {slow:.0f} s to change (transition)" if slow > effects.LONGEST else ""


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
