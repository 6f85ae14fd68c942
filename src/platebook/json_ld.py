"""JSON-LD in web pages: structured data for search engines (schema.org)."""

from __future__ import annotations

import json
from collections.abc import Mapping


def script_text(data: Mapping[str, object]) -> str:
    """Return the text of a ``script`` element that holds data."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "<" would end the element or begin a comment inside it.
    return text.replace("<", "\\u003c")


def present(**values: object) -> dict[str, object]:
    """Return the properties that have a value: no zero, and nothing that is empty."""
    return {name: value for name, value in values.items() if value}
