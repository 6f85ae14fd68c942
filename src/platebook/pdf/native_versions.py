"""Names the libraries below WeasyPrint that come with the machine and not with Python."""

from __future__ import annotations

from collections.abc import Mapping


def versions() -> Mapping[str, str]:
    """Give the version of Pango, which breaks lines and shapes letters, by its name."""
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    return {"pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}"}
