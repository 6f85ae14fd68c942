"""Fills and lays out a foreign theme's pages before any photograph is made, for its mistakes."""

from __future__ import annotations

import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from platebook import sandbox
from platebook.book import PageKind
from platebook.errors import ThemeError
from platebook.pdf import engine
from platebook.pdf.cover_image import Cover
from platebook.pdf.engine import LayoutError
from platebook.pdf.layout.print_shell import address
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.theme_sandbox import shielded
from platebook.pdf.weasyprint_patches.style_sharing import PlateStyles

#: A gray JPEG of 3 × 2 px, which stands for every photograph.
_PICTURE = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRT"
    "c4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAACAAMBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAA"
    "AAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z"
)
#: How many plates are laid out: those in front, and those at the end.
_PLATES = 12
#: Seconds in which one stylesheet alone is to show that it is the one at fault.
_ALONE = 1.5


def rehearse(typesetter: Typesetter, seconds: float) -> None:
    """Lay out all texts, some plates and the cover, in so many ``seconds`` of work at most.

    Raises ThemeError, which names the stylesheet at fault.
    """
    try:
        shielded(typesetter, _rehearsed, seconds=seconds)
    except ThemeError as error:
        fault = error.__cause__
        if isinstance(fault, _FAULTS) and not fault.at:
            _name_the_file(typesetter, error)
        raise


_FAULTS = (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError)


def _name_the_file(typesetter: Typesetter, error: ThemeError) -> None:
    """Raise ``error`` of the file of the theme that it arises with, if one can be told."""
    theme = typesetter.design.theme or Path()
    sheets = sorted(theme.glob("styles/*.css"))
    parts = [path for path in sorted(theme.glob("templates/**/*")) if path.is_file()]
    files = [*sheets, *parts]
    guilty = iter(files)
    if len(files) > 1:
        guilty = (sheet for sheet in sheets if _fails(typesetter, sheet))
    for path in guilty:
        raise ThemeError(replace(found, where=str(path)) for found in error.findings) from error


def _fails(typesetter: Typesetter, sheet: Path) -> bool:
    """Whether the pages cannot be laid out with this one of the theme's stylesheets."""
    alone = replace(typesetter, design=replace(typesetter.design, only=sheet.name))
    try:
        shielded(alone, _rehearsed, seconds=_ALONE)
    except ThemeError as error:
        return isinstance(error.__cause__, _FAULTS)
    return False


def _rehearsed(typesetter: Typesetter) -> None:
    picture = Path(tempfile.mkdtemp(), "picture.jpg")  # in a folder that is gone afterwards
    picture.write_bytes(_PICTURE)
    edition = typesetter.edition
    plates = edition.plates[:_PLATES] + edition.plates[_PLATES:][-_PLATES:]
    shown = {page.anchor for page in plates}
    pages = tuple(
        page for page in edition.pages if page.kind is not PageKind.PLATE or page.anchor in shown
    )
    some = replace(typesetter, edition=replace(edition, pages=pages))
    with _unheard():
        document = some.book(
            {}, PlateStyles(), {address(page.shown.id): picture for page in plates}, {}
        )
        engine.write(document, BytesIO(), lambda *_: None)
    with _unheard():
        Cover(some, picture, 1000).first()


@contextmanager
def _unheard() -> Iterator[None]:
    """Pass over what is only wrong because nothing is in its place yet."""
    try:
        yield
    except LayoutError:
        pass
    except ThemeError as error:
        if not isinstance(error.__cause__, LayoutError):
            raise
