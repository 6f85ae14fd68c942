"""Configures which installed fonts fontconfig, and through it WeasyPrint, can see.

WeasyPrint reads the configuration when it is imported and when a font configuration is made: do
both inside the ``with`` block.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from platebook.fonts.families import folders

_VARIABLE = "FONTCONFIG_FILE"
#: The system's configuration file, relative to fontconfig's folder.
_USUAL = "fonts.conf"
#: Placeholder for the temporary folder.
_HERE = "{here}"
#: The families behind the generic names of CSS.
_GENERIC = {"serif": "Source Serif 4", "sans-serif": "Source Sans 3"}


@contextmanager
def no_fonts() -> Iterator[None]:
    """Hide the system's fonts, so that a book is the same on any machine."""
    with _told(f"<cachedir>{_HERE}</cachedir>"):
        yield


@contextmanager
def every_font() -> Iterator[None]:
    """Make the system's fonts and those that come with platebook visible, the latter first."""
    usual = os.environ.get(_VARIABLE, _USUAL)
    lines = [f'<include ignore_missing="yes">{escape(usual)}</include>']
    lines += [f"<dir>{escape(str(folder))}</dir>" for folder in folders()]
    lines += [
        f'<alias binding="strong"><family>{generic}</family>'
        f"<prefer><family>{ours}</family></prefer></alias>"
        for generic, ours in _GENERIC.items()
    ]
    with _told(*lines):
        yield


@contextmanager
def _told(*lines: str) -> Iterator[None]:
    before = os.environ.get(_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="platebook-fontconfig-") as folder:
        config = Path(folder, "platebook.conf")
        text = "".join(lines).replace(_HERE, folder)
        config.write_text(f"<fontconfig>{text}</fontconfig>", encoding="utf-8")
        os.environ[_VARIABLE] = str(config)
        try:
            yield
        finally:
            if before is None:
                del os.environ[_VARIABLE]
            else:
                os.environ[_VARIABLE] = before
