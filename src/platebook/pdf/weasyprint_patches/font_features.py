"""Corrects how WeasyPrint 70 sets fonts: what features cost in memory, and torn clusters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any


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
        if features:
            named = ",".join(f"{name} {value}" for name, value in features.items())
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            attribute = pango.pango_attr_font_features_new(named.encode())
            pango.pango_attr_list_insert(attributes, attribute)  # which frees it
            pango.pango_layout_set_attributes(layout.layout, attributes)

    def set_whole_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401
        set_text(layout, text, justify)
        families = list(_families(layout.text, whole, layout.style["font_family"]))
        if families or getattr(layout, "has_whole", False):
            layout.has_whole = True
            _set_families(layout, families)

    line_break.font_features, layout_class.setup = font_features, setup
    if whole:
        _declare_family()
        layout_class.set_text = set_whole_text
    try:
        yield
    finally:
        line_break.font_features, layout_class.setup = features_of, plain
        layout_class.set_text = set_text


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
        named = f"{family},{stack}" if family else stack
        attribute = pango.pango_attr_family_new(named.encode())
        attribute.start_index, attribute.end_index = start, end
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
