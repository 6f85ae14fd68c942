"""Finds figures, pictures, captions and texts that no reader shows, or that some may not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from platebook.preflight.epub.safe_xml import local, text_of
from platebook.preflight.epub.styles import captions
from platebook.preflight.epub.styles.computed import (
    Style,
    StyledDocument,
    compute,
    holds_places,
    is_sheet,
)
from platebook.preflight.epub.styles.faults import PHONE, StyleFault, has_text, keywords

if TYPE_CHECKING:
    from lxml.etree import _Element

_SMALLEST, _FAR = 2.0, -900.0
#: Boxes over others that are looked at.
_MOST_COVERS = 20
_COVERED = "something opaque lies over it"
PICTURES = frozenset({"img", "svg", "video", "object", "canvas", "image"})
#: Rules that leave no reader of a text, not even one that listens: words are often put beside the
#: page for screen readers alone.
_SILENT = ("display:", "visibility:", "content-visibility:", "opacity:", "transform:", "font-size:")
_EMPTY_ROLES = ("presentation", "none")
#: What is hidden by right: notes that pop up, marks and lists for reading programs.
_ASIDE = {"pagebreak", "footnote", "rearnote", "endnote", "note", "footnotes", "rearnotes"}
_ASIDE |= {"endnotes", "noteref", "doc-pagebreak", "doc-footnote", "doc-endnote", "doc-endnotes"}
_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_TEXTS = ("heading", "paragraph", "text")


class HiddenSearch:
    """Searches one document. ``screens`` are the styles on each by name, a phone's first."""

    def __init__(self, document: StyledDocument, screens: Mapping[str, list[Style]]) -> None:
        self._document, self._elements = document, document.elements
        self._names, self._screens = list(screens), list(screens.values())
        self._inside: dict[int, list[int]] = {}
        for index, (_, parent) in enumerate(self._elements):
            self._inside.setdefault(parent, []).append(index)
        self._covered = [set(self._find_covered(styles)) for styles in self._screens]

    @cached_property
    def _rare_rules(self) -> list[tuple[str, frozenset[int]]]:
        """The rules that hold on no usual screen, by their condition."""
        return captions.conditions(self._document.book)

    @cached_property
    def _conditions(self) -> list[tuple[str, list[Style]]]:
        """Styles where such a rule holds, by its condition."""
        return [(name, compute(self._document, PHONE, rules)) for name, rules in self._rare_rules]

    @cached_property
    def _doubts(self) -> captions.Doubts:
        rare = frozenset[int]().union(*(rules for _, rules in self._rare_rules))
        return captions.Doubts(self._document, self._screens[0], rare)

    @cached_property
    def _by_words(self) -> Mapping[str, list[int]]:
        """The captions and texts that say the same."""
        indices: dict[str, list[int]] = {}
        for index, (element, _) in enumerate(self._elements):
            if _kind_of(element) in ("caption", "paragraph", "text"):
                indices.setdefault(text_of(element), []).append(index)
        return indices

    def faults(self, count: int) -> Iterator[StyleFault]:
        """Yield what is hidden among the first elements; later ones are pseudo-elements."""
        hidden: set[int] = set()
        visible_sources = {
            _source(element)
            for index, (element, _) in enumerate(self._elements[:count])
            if any(not _why(element, styles[index]) for styles in self._screens)
        }
        for index, (element, parent) in enumerate(self._elements[:count]):
            hidden.update([index] if parent in hidden else [])
            kind = _kind_of(element)
            if index in hidden or not kind or _is_decoration(element):
                continue
            whys = [
                self._unseen(index, styles, kind) or (_COVERED if index in covered else "")
                for styles, covered in zip(self._screens, self._covered, strict=True)
            ]
            if kind in _TEXTS and not self._is_text_lost(index, whys):
                continue
            if all(whys) and not (kind == "picture" and _source(element) in visible_sources - {""}):
                hidden.add(index)
                message = f"the {kind} {{}} is hidden ({whys[0]})"
                yield StyleFault("E093", message, index, kind=f"{kind} {whys[0]}")
            elif kind == "caption":
                yield from self._check_caption(index, whys)

    def _is_text_lost(self, index: int, whys: list[str]) -> bool:
        """Return whether no reader has a text; some books have one for each kind of reader."""
        if not all(why.startswith(_SILENT) for why in whys):
            return False
        return all(self._unseen(index, styles, "text") for _, styles in self._conditions)

    def _check_caption(self, index: int, whys: list[str]) -> Iterator[StyleFault]:
        """Find what hides a caption from some readers."""
        element = self._elements[index][0]
        if element.get("aria-hidden") == "true" and _is_heard(element):
            message = "the caption {} is hidden from screen readers (aria-hidden)"
            yield StyleFault("E073", message, index, kind=message)
        if why := self._why_doubted(index, whys):
            message = f"the caption {{}} may be hidden from some readers ({why})"
            yield StyleFault("E097", message, index, kind=f"caption {why}")

    def _why_doubted(self, index: int, whys: list[str]) -> str:
        cases = list(zip(self._names, self._screens, whys, strict=True))
        for name, styles in self._conditions:
            cases.append((name, styles, self._unseen(index, styles, "caption")))
        for name, styles, why in cases:
            if why and not self._is_said_elsewhere(index, styles):
                return f"{name}: {why}"
        path: list[int] = []
        styles, above = self._screens[0], index
        while above >= 0:
            path.insert(0, above)
            above = self._elements[above][1]
        waiting = [index]
        while waiting:
            inner = [at for at in self._inside.get(waiting.pop(), []) if not styles[at].unseen]
            waiting += inner
            path += [at for at in inner if text_of(self._elements[at][0])]
        return self._doubts.why(path)

    def _is_said_elsewhere(self, index: int, styles: list[Style]) -> bool:
        """Return whether another element says the same, and is seen."""
        same = self._by_words[text_of(self._elements[index][0])]
        return any(at != index and not self._unseen(at, styles, "caption") for at in same)

    def _find_covered(self, styles: list[Style]) -> Iterator[int]:
        """Yield the elements over which an opaque box lies (CSS 2.1, appendix E)."""
        sheets = (
            index
            for index, (_, parent) in enumerate(self._elements)
            if parent >= 0 and not styles[index].unseen and is_sheet(styles[index])
        )
        for index in islice(sheets, _MOST_COVERS):
            holder = self._elements[index][1]
            fixed = "fixed" in keywords(styles[index], "position")
            while holder > 0 and (fixed or not holds_places(styles[holder])):
                holder = self._elements[holder][1]
            # What is placed itself lies over it, if it comes later.
            inside, positioned = {holder}, set[int]()
            for below in range(holder + 1, len(self._elements)):
                parent = self._elements[below][1]
                if parent in inside and below != index:
                    inside.add(below)
                    if parent in positioned or (below > index and holds_places(styles[below])):
                        positioned.add(below)
            yield from inside - positioned

    def _unseen(self, index: int, styles: list[Style], kind: str) -> str:
        """Return why nothing of an element is seen; of a caption, nothing of its words."""
        element = self._elements[index][0]
        if why := _why(element, styles[index]):
            return why
        if kind != "caption" and kind not in _TEXTS:
            return ""
        waiting, reason = [index], ""
        while waiting:
            at = waiting.pop()
            if has_text(self._elements[at][0]):
                reason = _why_unread(styles[at])
                if not reason:
                    return ""
            waiting += self._inside.get(at, [])
        return reason


def _why(element: _Element, style: Style) -> str:
    """Return why an element is not seen, by its own rules or by those around it."""
    if style.unseen:
        return style.unseen
    flows = local(element) == "img" and not keywords(style, "display") and style.indent <= _FAR
    return f"text-indent: {style.indent:g}px" if flows else ""


def _why_unread(style: Style) -> str:
    """Return why no letter of an element is seen; empty where that is not so."""
    if style.unseen or style.illegible:
        return style.unseen or style.illegible
    if style.size < _SMALLEST:
        return f"font-size: {style.size:.2g}px"
    hangs = style.indent <= _FAR or (style.indent >= PHONE.wide and keywords(style, "overflow"))
    return f"text-indent: {style.indent:g}px" if hangs else ""


def _kind_of(element: _Element) -> str:
    """Return what an element is of a plate, or which kind of text; empty where it is neither."""
    name = local(element)
    if name == "figure":
        inner = {local(descendant) for descendant in element.iter("{*}*")}
        return "figure" if inner & PICTURES else ""
    if name == "figcaption" or "caption" in (element.get("class") or "").lower().split():
        return "caption" if text_of(element) else ""
    if has_text(element) or (name in (*_HEADINGS, "p") and text_of(element)):
        if any(map(_is_aside, (element, *element.iterancestors()))):
            return ""
        return "heading" if name in _HEADINGS else "paragraph" if name == "p" else "text"
    return "picture" if name in PICTURES else ""


def _is_aside(element: _Element) -> bool:
    """Return whether an element is for reading programs, or pops up."""
    types = f"{element.get(_OPS_TYPE, '')} {element.get('role', '')}".lower().split()
    return local(element) in ("nav", "head") or bool(_ASIDE & set(types))


def _is_decoration(element: _Element) -> bool:
    """Return whether a picture, or all of a figure's, says of itself that it says nothing."""
    name = local(element)
    if element.get("role") in _EMPTY_ROLES or (name == "img" and element.get("alt") == ""):
        return True
    if name == "svg" and next(element.iter("{*}image"), None) is None:
        return element.get("role") != "img"
    if name != "figure":
        return False
    pictures = [descendant for descendant in element.iter("{*}*") if local(descendant) in PICTURES]
    caption = element.find(".//{*}figcaption")
    return all(map(_is_decoration, pictures)) and not text_of(caption)


def _is_heard(element: _Element) -> bool:
    """Return whether a caption says what would be missed: the alt text does not say the same."""
    figure = next(element.iterancestors("{*}figure"), None)
    if figure is None:
        return True
    alts = {" ".join(descendant.get("alt", "").split()) for descendant in figure.iter("{*}img")}
    return not _is_decoration(figure) and text_of(element) not in alts


def _source(element: _Element) -> str:
    """Return the address of a picture."""
    return element.get("src") or element.get("data") or element.get("href") or ""
