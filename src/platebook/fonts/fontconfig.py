"""Hides the installed fonts from fontconfig, and through it from WeasyPrint.

WeasyPrint reads the configuration when it is imported and when a font configuration is made: do
both inside the ``with`` block.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VARIABLE = "FONTCONFIG_FILE"
#: No folder of fonts; fontconfig may write its cache here.
_CONFIGURATION = "<fontconfig><cachedir>{}</cachedir></fontconfig>"


@contextmanager
def no_fonts() -> Iterator[None]:
    """Hide the system's fonts, so that a book is the same on any machine."""
    before = os.environ.get(_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="platebook-fontconfig-") as folder:
        config = Path(folder, "platebook.conf")
        config.write_text(_CONFIGURATION.format(folder), encoding="utf-8")
        os.environ[_VARIABLE] = str(config)
        try:
            yield
        finally:
            if before is None:
                del os.environ[_VARIABLE]
            else:
                os.environ[_VARIABLE] = before
