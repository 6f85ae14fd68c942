"""Frees what a text's font features take in memory, which WeasyPrint 70 never does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def font_features_freed() -> Iterator[None]:
    """Let each layout of a text own its list of Pango attributes.

    WeasyPrint leaves 300 bytes for each text: 1.5 MB each time that the lists of 200 plates are
    laid out.
    """
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi, pango

    plain, features_of = line_break.Layout.setup, line_break.font_features
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

    line_break.font_features, line_break.Layout.setup = font_features, setup
    try:
        yield
    finally:
        line_break.font_features, line_break.Layout.setup = features_of, plain
