"""Gives texts that run from left to right their own direction in a book that runs leftwards.

In such a paragraph, “© 2026 The Photo Desk.” would begin with the full stop and end with the sign
(UAX #9, 3.3.1). HTML has ``dir="auto"`` for that, which looks at a text's first letter alone, and
which WeasyPrint does not know. Its lines stay aligned to the paragraph's side.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

_LEFTWARDS = frozenset({"R", "AL", "AN"})
_TAG = re.compile(r"<[^>]*>")
#: What holds phrases alone, and the whole of such a text.
_PHRASES = re.compile(r"(?s)<(p|h[1-6]|dt|dd)((?:\s[^>]*)?)>(.*?)</\1>")
_ITEMS = re.compile(r"(<li>)([^<]+)(</li>)")


def runs_rightwards(text: str) -> bool:
    """Whether a text has letters that run from left to right, and none of the others."""
    kinds = {unicodedata.bidirectional(char) for char in text}
    return "L" in kinds and not kinds & _LEFTWARDS


def phrase(text: object, direction: str) -> Markup:
    """Escape a text of one line that stands in a paragraph of ``direction``: ltr or rtl."""
    escaped = escape(text)
    if direction == "rtl" and runs_rightwards(_TAG.sub("", escaped)):
        return Markup('<bdi dir="ltr">{}</bdi>').format(escaped)
    return escaped


def blocks(markup: str, direction: str) -> str:
    """Do the same in each paragraph, heading and plain item of our own markup of Markdown."""
    if direction != "rtl":
        return markup
    marked = _PHRASES.sub(
        lambda block: (
            f"<{block[1]}{block[2]}>{phrase(Markup(block[3]), direction)}</{block[1]}>"  # noqa: S704
        ),
        markup,
    )
    return _ITEMS.sub(
        lambda item: f"{item[1]}{phrase(Markup(item[2]), direction)}{item[3]}",  # noqa: S704
        marked,
    )
