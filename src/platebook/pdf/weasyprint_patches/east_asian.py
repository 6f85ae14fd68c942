"""Sets East Asian text as WeasyPrint 70 does not: whole Korean words, justified lines elsewhere,
and no gap of a whole character between two marks (CSS Text 4, text-spacing-trim).

Korean parts words with spaces, but UAX #14 lets lines break between any two syllables; CSS has
``word-break: keep-all`` for it. Chinese and Japanese have no spaces that a justified line could
grow by: all characters of it move apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from platebook import i18n
from platebook.pdf.weasyprint_patches import replaced

if TYPE_CHECKING:
    from weasyprint.formatting_structure.boxes import Box as LaidBox

_KOREAN_WORD = re.compile("\\S*[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]\\S*")
_WIDE = re.compile(
    "[\u2014\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
#: Marks that fill the first or the last half of their square. Before another mark, and behind an
#: opening one, such a square is halved; commas and stops of traditional Chinese fill its middle.
_STOPS, _CLOSING, _OPENING = "、。，．", "）］｝」』】〕〉》”’", "（［｛「『【〔〈《“‘"
_PAIRS, _PAIRS_OF_BRACKETS = (
    re.compile(f"[{closing}](?=[{closing}{_OPENING}])|(?<=[{_OPENING}])[{_OPENING}]")
    for closing in (_STOPS + _CLOSING, _CLOSING)
)
_ALL, _MOST_ADDED = re.compile("(?s).+"), 24
#: The most that characters of a justified line are moved apart, in ems: a line that is shorter
#: still, before a long Latin word, stays as it is.
_MOST_APART = 0.25


@contextmanager
def east_asian_text_set() -> Iterator[None]:
    """Let WeasyPrint keep Korean words whole, and justify lines of Chinese and Japanese."""
    with _korean_words_whole(), _wide_lines_justified(), _marks_tightened():
        yield


@contextmanager
def _marks_tightened() -> Iterator[None]:
    line_break: Any = import_module("weasyprint.text.line_break")
    set_text = line_break.Layout.set_text

    def set_tight_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401
        set_text(layout, text, justify)
        if _is_in(layout.style, "ja", "zh"):
            centred = i18n.script(layout.style["lang"]) == "Hant"
            pairs = _PAIRS_OF_BRACKETS if centred else _PAIRS
            # The layout may have had a longer text, of which a mark at the end was one of a pair.
            features = getattr(layout, "feature_text", "")
            _set_attributes(layout, _ALL, "pango_attr_font_features_new", features.encode())
            _set_attributes(layout, pairs, "pango_attr_font_features_new", b"halt 1", added=True)

    with replaced(line_break.Layout, set_text=set_tight_text):
        yield


@contextmanager
def _korean_words_whole() -> Iterator[None]:
    from weasyprint.layout import inline

    line_break: Any = import_module("weasyprint.text.line_break")
    set_text, log_attrs = line_break.Layout.set_text, line_break.get_log_attrs
    split_first_line = inline.split_first_line
    at_line_start = [True]

    def split_korean_line(*text: object, is_line_start: bool = True, **how: object) -> object:
        at_line_start[0] = is_line_start
        return split_first_line(*text, is_line_start=is_line_start, **how)

    def set_korean_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401
        set_text(layout, text, justify)
        if _is_in(layout.style, "ko") and layout.max_width is not None:
            # A word that is longer than its line is broken; behind others, it goes to the next.
            longest = (
                layout.max_width / (layout.style["font_size"] or 1)
                if at_line_start[0]
                else math.inf
            )
            _set_attributes(layout, _KOREAN_WORD, "pango_attr_allow_breaks_new", 0, longest)

    def get_log_attrs(text: str, language: str | None) -> Any:  # noqa: ANN401
        attributes = log_attrs(text, language)
        if _is_in({"lang": language}, "ko"):
            for word in _KOREAN_WORD.finditer(text):
                for at in range(word.start() + 1, word.end()):
                    attributes[at].is_line_break = 0
        return attributes

    with (
        replaced(line_break.Layout, set_text=set_korean_text),
        replaced(line_break, get_log_attrs=get_log_attrs),
        replaced(inline, split_first_line=split_korean_line),
    ):
        yield


@contextmanager
def _wide_lines_justified() -> Iterator[None]:
    from weasyprint.layout import inline

    line_break: Any = import_module("weasyprint.text.line_break")
    set_text = line_break.Layout.set_text
    count, justify_line = inline.count_expandable_spaces, inline.justify_line

    def set_wide_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401
        set_text(layout, text, justify)
        if justify and layout.justification_spacing and _is_in(layout.style, "ja", "zh"):
            spacing = layout.justification_spacing + _letter_spacing(layout.style)
            spacing = round(spacing * line_break.TO_UNITS)
            _set_attributes(layout, _WIDE, "pango_attr_letter_spacing_new", spacing)

    def width(box: LaidBox, spacing: float) -> float:
        layout = line_break.Layout(box.style, spacing)
        layout.set_text(box.text, justify=True)
        line, _ = layout.get_first_line()
        return float(line_break.line_size(line, box.style)[0])

    def count_expandable_spaces(box: LaidBox) -> float:
        """Return by how many px a line grows for each px between its characters."""
        if isinstance(box, inline.boxes.TextBox) and _is_in(box.style, "ja", "zh"):
            return width(box, 1) - width(box, 0)
        return float(count(box))

    def justify_wide_line(context: object, line: LaidBox, extra_width: float) -> None:
        widest = _MOST_APART * line.style["font_size"]
        if not _is_in(line.style, "ja", "zh") or (
            extra_width <= widest * inline.count_expandable_spaces(line)
        ):
            justify_line(context, line, extra_width)

    with (
        replaced(line_break.Layout, set_text=set_wide_text),
        replaced(
            inline,
            count_expandable_spaces=count_expandable_spaces,
            justify_line=justify_wide_line,
        ),
    ):
        yield


def _is_in(style: Any, *languages: str) -> bool:  # noqa: ANN401
    return (style["lang"] or "")[:3].partition("-")[0] in languages


def _letter_spacing(style: Any) -> float:  # noqa: ANN401
    spacing = style["letter_spacing"]
    return 0.0 if spacing == "normal" else float(spacing)


def _set_attributes(
    layout: Any,  # noqa: ANN401
    pattern: re.Pattern[str],
    name: str,
    value: int | bytes,
    longest: float = math.inf,
    *,
    added: bool = False,
) -> None:
    """Set a Pango attribute of what matches a pattern in a text, of at most so many characters.

    It is ``added`` to others of its kind, or takes their place; Pango uses 32 features of a text.
    """
    from weasyprint.text.ffi import ffi, pango

    _declare()
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for match in islice(pattern.finditer(layout.text), _MOST_ADDED if added else None):
        if len(match[0]) > longest:
            continue
        attribute = getattr(pango, name)(value)
        attribute.start_index = len(layout.text[: match.start()].encode())
        attribute.end_index = attribute.start_index + len(match[0].encode())
        add = pango.pango_attr_list_insert if added else pango.pango_attr_list_change
        add(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)


@lru_cache(maxsize=1)
def _declare() -> None:
    from weasyprint.text.ffi import ffi

    ffi.cdef("PangoAttribute * pango_attr_allow_breaks_new (int allow_breaks);")
