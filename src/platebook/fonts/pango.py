"""Loads WeasyPrint, which needs Pango: a library of the system, not a Python package."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from threading import get_ident
from types import MappingProxyType
from typing import Any
from weakref import finalize

from platebook.errors import MissingToolError

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


#: What WeasyPrint opens, and cannot do without.
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)
_INSTALL = "Install it: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def weasyprint() -> Any:  # noqa: ANN401  an untyped library
    """Import WeasyPrint, late since it costs a fifth of a second.

    Raises MissingToolError where Pango is not installed.
    """
    with _report_missing_pango():
        if "weasyprint" not in sys.modules:
            # Where one is missing, WeasyPrint prints advice to stdout, which is for the product.
            for name in _LIBRARIES:
                ctypes.CDLL(name)
        with _libraries_by_name():
            import weasyprint
            import weasyprint.images
        # WeasyPrint makes Pillow accept damaged images, in the whole process.
        weasyprint.images.ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def pango_version() -> str:
    """Return the version of Pango, without importing WeasyPrint.

    Raises MissingToolError where Pango is not installed.
    """
    with _report_missing_pango():
        number = ctypes.CDLL(_LIBRARIES[1]).pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


@contextmanager
def _report_missing_pango() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"Pango, which lays out the type, is not on this machine ({error})"
        raise MissingToolError.of("print edition", message, _INSTALL) from error


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """Let libraries be opened by their file names (sonames).

    ``ctypes.util.find_library`` runs ldconfig, gcc and ld: up to 200 processes while WeasyPrint is
    imported, a tenth of the time of a small book. WeasyPrint tries the soname too. Other threads
    find libraries as ever.
    """
    plain, here = ctypes.util.find_library, get_ident()
    ctypes.util.find_library = lambda name: None if get_ident() == here else plain(name)
    try:
        yield
    finally:
        ctypes.util.find_library = plain


def font_configuration(whole: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Any:  # noqa: ANN401
    """Make WeasyPrint's font configuration; its folder is removed with it or at the program's end.

    Without this, the folder is removed when Python collects the object, or never.
    ``whole`` is ``FontSet.whole``.
    """
    from weasyprint.text.fonts import FontConfiguration

    class CleanedUp(FontConfiguration):
        watched = False
        clusters = whole

        def add_font_face(self, *arguments: Any) -> Any:  # noqa: ANN401
            font_file = super().add_font_face(*arguments)
            if self._folder and not self.watched:
                self.watched = True
                finalize(self, rmtree, self._folder, ignore_errors=True)
            return font_file

    return CleanedUp()
