"""Keeps each grapheme cluster in one font, where Pango would take a font for each code point."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def keep_clusters_whole() -> None:
    """Make layouts use one family for each of ``clusters`` of their font configuration."""
    from weasyprint.text.ffi import ffi
    from weasyprint.text.line_break import Layout

    ffi.cdef("PangoAttribute * pango_attr_family_new (const char *family);")
    plain = Layout.set_text

    def set_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401
        plain(layout, text, justify)
        wanted = getattr(layout.style.font_config, "clusters", None)
        if wanted:
            found = list(_families(layout.text, wanted, layout.style["font_family"]))
            if found or getattr(layout, "has_whole", False):
                layout.has_whole = True
                _name(layout, found)

    Layout.set_text = set_text


def _families(text: str, wanted: Any, stack: Iterable[str]) -> Iterator[tuple[int, int, str]]:  # noqa: ANN401
    """Give start and end of such clusters in bytes, and the first family that has them."""
    if text.isascii():
        return
    for found in _pattern(tuple(wanted)).finditer(text):
        family = next((each for each in stack if each in wanted[found[0]]), None)
        if family:
            start = len(text[: found.start()].encode())
            yield start, start + len(found[0].encode()), family


@lru_cache(maxsize=8)
def _pattern(clusters: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(clusters, key=lambda cluster: (-len(cluster), cluster))
    marks = "".join(sorted({char for cluster in clusters for char in cluster[1:]}))
    ends = f"(?![{re.escape(marks)}])" if marks else ""
    return re.compile(f"(?:{'|'.join(map(re.escape, longest))}){ends}")


def _name(layout: Any, found: Iterable[tuple[int, int, str]]) -> None:  # noqa: ANN401
    """Set the font family of parts of a layout's text, and its own for the rest."""
    from weasyprint.text.ffi import ffi, pango

    stack = ",".join(layout.style["font_family"])
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    # A layout may get another text, for which earlier attributes would be wrong.
    for start, end, family in ((0, len(layout.text.encode()), ""), *found):
        named = f"{family},{stack}" if family else stack
        attribute = pango.pango_attr_family_new(named.encode())
        attribute.start_index, attribute.end_index = start, end
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
