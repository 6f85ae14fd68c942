"""Corrects how WeasyPrint 70 sets text: where lines break, what features cost, torn clusters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from platebook.pdf.weasyprint_patches import replaced

if TYPE_CHECKING:
    from weasyprint.formatting_structure.boxes import Box as LaidBox

#: Placeholder for non-text content; lines break before and after it (UAX #14, class CB).
_OBJECT = "\ufffc"


@dataclass(slots=True)
class _Line:
    """The text on a line so far, with the position in px at which each piece begins.

    ``overflows``: not even the first letter of the last piece had room.
    """

    pieces: list[tuple[float, str]] = field(default_factory=list)
    overflows: bool = False

    def before(self, x: float) -> str:
        """Return the text before ``x``, and drop later pieces, whose layout was undone."""
        self.pieces = [piece for piece in self.pieces if piece[0] < x]
        return "".join(text for _, text in self.pieces).lstrip()


@contextmanager
def long_words_broken() -> Iterator[None]:
    """Let WeasyPrint break words wherever they would run over the end of their line."""
    from weasyprint.layout import inline

    with replaced(inline, **_patches(inline)):
        yield


def _whole(box: LaidBox) -> LaidBox:
    """Turn hyphenation off where only words that are longer than a line may be divided."""
    if box.style["hyphens"] != "auto" or box.style["hyphenate_limit_zone"] != (100, "%"):
        return box
    box = box.copy()
    box.style = box.style.copy()
    box.style["hyphens"] = "manual"
    return box


def _patches(inline: Any) -> dict[str, Any]:  # noqa: ANN401  an untyped library
    """Return the functions that replace WeasyPrint's, by name; they share the state of the line."""
    lines = [_Line()]
    split_box, split_text = inline.split_inline_box, inline.split_text_box
    atomic, can_break = inline.atomic_box, inline.can_break_text

    def split_inline_box(context: object, box: LaidBox, *rest: object) -> object:
        if not isinstance(box, inline.boxes.LineBox):
            return split_box(context, box, *rest)
        lines.append(_Line())
        try:
            return split_box(context, box, *rest)
        finally:
            lines.pop()

    def split_text_box(
        context: object,
        box: LaidBox,
        width: float | None,
        skip: int,
        is_line_start: bool = True,
    ) -> object:
        if not hasattr(box, "position_x"):  # only measured, not on a line yet
            return split_text(context, box, width, skip, is_line_start)
        line, text = lines[-1], box.text.encode()[skip:].decode()
        before = line.before(box.position_x)
        unbroken = not before or not can_break(before + text[:1], box.style["lang"])
        first, *rest = split_text(context, box if unbroken else _whole(box), width, skip, unbroken)
        line.overflows = False
        if first is not None:
            line.pieces.append((box.position_x, first.text))
            breaks = unbroken and box.style["overflow_wrap"] != "normal"
            line.overflows = bool(before and breaks and width is not None and first.width > width)
        return (first, *rest)

    def atomic_box(context: object, box: LaidBox, position_x: float, *rest: object) -> object:
        lines[-1].before(position_x)
        lines[-1].pieces.append((position_x, _OBJECT))
        return atomic(context, box, position_x, *rest)

    def can_break_text(text: str, language: str | None) -> bool:
        overflows, lines[-1].overflows = lines[-1].overflows, False
        return overflows or bool(can_break(text, language))

    return {
        "split_inline_box": split_inline_box,
        "split_text_box": split_text_box,
        "atomic_box": atomic_box,
        "can_break_text": can_break_text,
    }


#: A last line shorter than this share of the measure, and of one word, is too short.
_SHORT = 0.2
#: How much narrower a paragraph of two lines, and a longer one, may be set to avoid that.
_LEAST_OF_TWO, _LEAST = 0.55, 0.78
_STEP, _HALVINGS = 0.03, 8
#: Words that end lines may be set closer than others by a kern: no sum of widths differs so much,
#: nor a line's width (px).
_FILLED, _SURE = 0.98, 0.05
#: Words, and the characters of scripts that break between any two.
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef"
_WORD = re.compile(f"[{_WIDE}]|[^\\s{_WIDE}]+")

_Lines = list[tuple["LaidBox", object]]


@contextmanager
def lines_wrapped() -> Iterator[None]:
    """Let WeasyPrint follow ``--text-wrap``, and take no line after a page's end for the first.

    Where ``--lines-counted`` is set too, only how many lines there are matters, and how high.
    """
    from weasyprint.layout import block

    with replaced(block, iter_line_boxes=_patch(block.iter_line_boxes)):
        yield


def _patch(plain: Any) -> Any:  # noqa: ANN401  an untyped library
    def iter_line_boxes(
        context: Any,  # noqa: ANN401
        box: LaidBox,
        position_y: float,
        bottom_space: float,
        skip_stack: Any,  # noqa: ANN401
        block: LaidBox,
        absolutes: Any,  # noqa: ANN401
        fixed: Any,  # noqa: ANN401
        *first: Any,  # noqa: ANN401
    ) -> Iterator[tuple[Any, Any]]:
        if (
            skip_stack is not None
        ):  # the rest of a paragraph, on its next page or in its next column
            first = (None, None)
        wrap = _wrap_of(block)
        if not wrap or skip_stack is not None or any(first) or not _is_text(box):
            yield from plain(
                context, box, position_y, bottom_space, skip_stack, block, absolutes, fixed, *first
            )
            return

        def lines(width: float) -> _Lines:
            measure = _narrow(block, width)
            trial = plain(context, box, position_y, bottom_space, None, measure, [], [], *first)
            return [*trial]

        width = float(block.width)
        if block.style["__lines_counted"] and _are_alike(all_lines := lines(width)):
            yield from all_lines
        elif wrap == "pretty":
            yield from _pretty(lines, width)
        else:
            yield from _balance(lines, width)

    return iter_line_boxes


def _wrap_of(block: LaidBox) -> str:
    tokens = block.style["__text_wrap"] or ()
    words = [token.lower_value for token in tokens if token.type == "ident"]
    value = words[0] if words and words[0] in ("balance", "pretty") else ""
    return "" if block.style["text_align_all"] == "justify" else value


def _are_alike(lines: _Lines) -> bool:
    """Return whether lines are equally high, whichever of their words stand on them.

    Neither balanced nor pretty lines are more or fewer, so that they are as high together.
    """
    tops = {
        (round(line.height, 3), round(part.height, 3), round(part.position_y - line.position_y, 3))
        for line, _ in lines
        for part in line.descendants()
        if part is not line
    }
    return len(tops) <= 1


def _is_text(box: LaidBox) -> bool:
    """Return whether lines hold nothing but text: floats and the like are laid out once."""
    return all(
        type(part).__name__ in ("TextBox", "InlineBox", "LineBreakBox") and part.is_in_normal_flow()
        for part in box.descendants()
        if part is not box
    )


def _narrow(block: LaidBox, width: float) -> LaidBox:
    """Return the block with a narrower measure, at the side that its lines are aligned to."""
    if width >= block.width:
        return block
    measure, left = block.copy(), block.width - width
    aligned, backwards = block.style["text_align_all"], block.style["direction"] == "rtl"
    measure.width = width
    if aligned == "center":
        measure.position_x += left / 2
    elif aligned == "right" or (aligned in ("start", "end") and (aligned == "end") != backwards):
        measure.position_x += left
    return measure


def _balance(lines: Callable[[float], _Lines], width: float) -> _Lines:
    """Return the lines in the smallest measure that needs no more of them.

    Only where the outcome is open are they laid out: words that fill more than all lines have no
    room, and lines are the same in every measure down to the widest of them.
    """
    best = lines(width)
    if len(best) < 2:
        return best
    words, count = len(_words(best)), len(best)
    filled_width = sum(float(line.width) for line, _ in best) * _FILLED
    low, high, laid_out = width / count / 2, width, width
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle * count < filled_width:
            low = middle
        elif middle > _widest(best) + _SURE:
            high = middle
        else:
            trial = lines(middle)
            whole = len(_words(trial)) <= words  # words at a hyphen may be joined, none broken
            if len(trial) <= count and whole and _widest(trial) <= middle + 0.01:
                best, high, laid_out = trial, middle, middle
            else:
                low = middle
    return best if high == laid_out else lines(high)


def _pretty(lines: Callable[[float], _Lines], width: float) -> _Lines:
    """Return the lines in the widest measure that leaves no short word alone on the last."""
    plain = lines(width)
    if not _ends_short(plain, width):
        return plain
    words, share = _words(plain), 1.0
    while share > (_LEAST_OF_TWO if len(plain) == 2 else _LEAST):
        share -= _STEP
        trial = lines(width * share)
        if len(trial) != len(plain) or _words(trial) != words:
            break
        if not _ends_short(trial, width):
            return trial
    return plain


def _ends_short(lines: _Lines, width: float) -> bool:
    """Return whether the last of several lines is one short word, or a few letters."""
    if len(lines) < 2:
        return False
    last = lines[-1][0]
    return last.width < width * _SHORT and len(_text(last).split()) < 2


def _words(lines: _Lines) -> list[str]:
    """Return the words of lines, a word that is broken as two."""
    return [word for line, _ in lines for word in _WORD.findall(_text(line))]


def _text(line: LaidBox) -> str:
    return "".join(part.text for part in line.descendants() if type(part).__name__ == "TextBox")


def _widest(lines: _Lines) -> float:
    return max((float(line.width) for line, _ in lines), default=0.0)


@contextmanager
def fonts_corrected(whole: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """Let each layout of a text own its Pango attributes, and use one family for each cluster.

    WeasyPrint leaves 300 bytes for each text: 1.5 MB each time that the lists of 200 plates are
    laid out. ``whole`` is ``FontSet.whole``: the families that have all of a cluster.
    """
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi, pango

    layout_class = line_break.Layout
    plain, features_of = layout_class.setup, line_break.font_features
    set_text = layout_class.set_text
    features: dict[str, int] = {}

    def font_features(*values: str) -> Mapping[str, int]:
        """Keep the features for ``setup``, and give WeasyPrint none to set."""
        features.clear()
        features.update(features_of(*values))
        return {}

    def setup(layout: Any, style: Any) -> None:  # noqa: ANN401  WeasyPrint's
        plain(layout, style)
        feature_text = ",".join(f"{name} {value}" for name, value in features.items())
        layout.feature_text = feature_text
        if features:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            attribute = pango.pango_attr_font_features_new(feature_text.encode())
            pango.pango_attr_list_insert(attributes, attribute)  # which frees it
            pango.pango_layout_set_attributes(layout.layout, attributes)

    def set_whole_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401
        set_text(layout, text, justify)
        families = list(_families(layout.text, whole, layout.style["font_family"]))
        if families or getattr(layout, "has_whole", False):
            layout.has_whole = True
            _set_families(layout, families)

    methods: dict[str, Any] = {"setup": setup}
    if whole:
        _declare_family()
        methods["set_text"] = set_whole_text
    with replaced(line_break, font_features=font_features), replaced(layout_class, **methods):
        yield


@lru_cache(maxsize=1)
def _declare_family() -> None:
    from weasyprint.text.ffi import ffi

    ffi.cdef("PangoAttribute * pango_attr_family_new (const char *family);")


def _families(
    text: str, whole: Mapping[str, Sequence[str]], stack: Iterable[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield start and end of such clusters in bytes, and the first family that has them."""
    if text.isascii():
        return
    for match in _pattern(tuple(whole)).finditer(text):
        family = next((name for name in stack if name in whole[match[0]]), None)
        if family:
            start = len(text[: match.start()].encode())
            yield start, start + len(match[0].encode()), family


@lru_cache(maxsize=8)
def _pattern(clusters: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(clusters, key=lambda cluster: (-len(cluster), cluster))
    marks = "".join(sorted({char for cluster in clusters for char in cluster[1:]}))
    ends = f"(?![{re.escape(marks)}])" if marks else ""
    return re.compile(f"(?:{'|'.join(map(re.escape, longest))}){ends}")


def _set_families(layout: Any, families: Iterable[tuple[int, int, str]]) -> None:  # noqa: ANN401
    """Set the font family of parts of a layout's text, and its own for the rest."""
    from weasyprint.text.ffi import ffi, pango

    stack = ",".join(layout.style["font_family"])
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    # A layout may get another text, for which earlier attributes would be wrong.
    for start, end, family in ((0, len(layout.text.encode()), ""), *families):
        family_list = f"{family},{stack}" if family else stack
        attribute = pango.pango_attr_family_new(family_list.encode())
        attribute.start_index, attribute.end_index = start, end
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
