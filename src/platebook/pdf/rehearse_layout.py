"""Fills and lays out a foreign theme's pages before any photograph is made, for its mistakes."""

from __future__ import annotations

import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from platebook.book import PageKind
from platebook.errors import ThemeError
from platebook.pdf import engine
from platebook.pdf.cover_image import Cover
from platebook.pdf.engine import LayoutError
from platebook.pdf.layout.print_shell import address
from platebook.pdf.layout.theme_sandbox import shielded
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.style_sharing import PlateStyles

#: A gray JPEG of 3 × 2 px, which stands for every photograph.
_PICTURE = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRT"
    "c4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAACAAMBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAA"
    "AAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z"
)
#: Nothing is placed yet, but for a width: WeasyPrint needs seconds to find one for a long caption.
_WIDTHS = PlateStyles("figure.plate figcaption { width: 80mm !important }")
#: How many plates are laid out: those in front, and those at the end.
_PLATES = 12


def rehearse(typesetter: Typesetter) -> None:
    """Lay out all texts, some plates and the cover.

    Raises ThemeError, which names the file at fault.
    """
    edition = typesetter.edition
    plates = edition.plates[:_PLATES] + edition.plates[_PLATES:][-_PLATES:]
    shown = {page.anchor for page in plates}
    pages = tuple(
        page for page in edition.pages if page.kind is not PageKind.PLATE or page.anchor in shown
    )
    shielded(replace(typesetter, edition=replace(edition, pages=pages)), _rehearsed)


def stand_in() -> Path:
    """Write a file that stands for any photograph, in a folder that is gone afterwards."""
    picture = Path(tempfile.mkdtemp(), "picture.jpg")
    picture.write_bytes(_PICTURE)
    return picture


def _rehearsed(typesetter: Typesetter) -> None:
    picture, plates = stand_in(), typesetter.edition.plates
    with unplaced():
        typesetter.lay_out(typesetter.captions(plates, {}), _WIDTHS)
    with unplaced():
        document = typesetter.book(
            {}, _WIDTHS, {address(page.shown.id): picture for page in plates}, {}
        )
        engine.write(document, BytesIO(), lambda *_: None)
    with unplaced():
        Cover(typesetter, picture, 1000).first()


@contextmanager
def unplaced() -> Iterator[None]:
    """Pass over what is only wrong because nothing is in its place yet."""
    try:
        yield
    except LayoutError:
        pass
    except ThemeError as error:
        if not isinstance(error.__cause__, LayoutError):
            raise
