"""Tells fontconfig, which WeasyPrint finds its fonts by, which of the fonts there are it may know.

WeasyPrint asks for the fonts when it is imported and when a font configuration is made: that is
what goes inside the ``with`` block.
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
#: The name by which fontconfig knows the machine's own list, in its own folder.
_USUAL = "fonts.conf"
#: Stands for the folder that is there for the while.
_HERE = "{here}"
#: What a stylesheet's generic names mean, where nothing nearer to it is there.
_GENERIC = {"serif": "Source Serif 4", "sans-serif": "Source Sans 3"}


@contextmanager
def no_fonts() -> Iterator[None]:
    """Hide the machine's fonts, so that a book looks the same on any machine."""
    with _told(f"<cachedir>{_HERE}</cachedir>"):
        yield


@contextmanager
def every_font() -> Iterator[None]:
    """Let the machine's fonts be known, and those that come with platebook, ours first."""
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
