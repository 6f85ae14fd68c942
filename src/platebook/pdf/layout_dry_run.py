"""Fills and lays out a foreign theme's pages before any photograph is made, for its mistakes."""

from __future__ import annotations

import re
import tempfile
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook import i18n as languages
from platebook import output
from platebook.book import PageKind
from platebook.errors import ThemeError
from platebook.fonts.characters import Line
from platebook.fonts.selection import select_fonts
from platebook.pdf import engine
from platebook.pdf.cover_image import Cover
from platebook.pdf.engine import LayoutError
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import PrintShell, Typesetter, address
from platebook.pdf.weasyprint_patches.page_styles import PlateStyles
from platebook.rendering.renderer import Renderer
from platebook.themes import Stylesheet

if TYPE_CHECKING:
    from weasyprint import Document

_TAG = re.compile(r"<[^>]*>")
#: What neither a page nor XML (1.0, § 2.2) can show: controls, halves of pairs, no characters.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@contextmanager
def lay_out(
    typesetter: Typesetter,
    template: str,
    context: Mapping[str, object],
    style: str,
    photographs: Mapping[str, Path] = MappingProxyType({}),
    more: str = "",
    prefix: str = "",
) -> Iterator[Document]:
    """Fill a template and lay it out with a stylesheet of the design and ``more`` rules.

    ``photographs`` are by address; with a ``prefix`` the fonts' names are not those of the book,
    whose pages may then go into the same file. The document can be written until the context ends.
    """
    edition = typesetter.edition
    shell = PrintShell(frozenset(), typesetter.sizes, {}, lambda text: text)
    press = Renderer(typesetter.design, edition, languages.of("en"), shell)
    html = press.render(template, context)
    html = _UNSEEN.sub(lambda match: f"\\x{ord(match[0]):02x}", html)
    line = Line(unescape(_TAG.sub(" ", html)), "the document for the desk")
    with output.workroom() as folder:
        font_set = select_fonts(
            [line], language=edition.story.language, folder=folder, lenient=True
        )
        font_set = font_set.rename(prefix) if prefix else font_set
        lacking = str.maketrans({char: f"[U+{ord(char):04X}]" for char in font_set.unprintable})
        families = Stylesheet("families", f":root {{ {engine.font_families(font_set)} }}")
        own = [*typesetter.design.sheets(style), Stylesheet("more", more)]
        styles = [engine.font_sheet(font_set), families, *own]
        setter = engine.Engine(styles, engine.font_files(font_set), font_set.whole)
        yield setter.render(html.translate(lacking), photographs=photographs)


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


def dry_run(typesetter: Typesetter) -> None:
    """Lay out all texts, some plates and the cover. Raises ThemeError, which names the file."""
    edition = typesetter.edition
    plates = edition.plates[:_PLATES] + edition.plates[_PLATES:][-_PLATES:]
    anchors = {page.anchor for page in plates}
    pages = tuple(
        page for page in edition.pages if page.kind is not PageKind.PLATE or page.anchor in anchors
    )
    run_limited(replace(typesetter, edition=replace(edition, pages=pages)), _dry_run)


def stand_in() -> Path:
    """Write a file that stands for any photograph, in a folder that is gone afterwards."""
    picture = Path(tempfile.mkdtemp(), "picture.jpg")
    picture.write_bytes(_PICTURE)
    return picture


def _dry_run(typesetter: Typesetter) -> None:
    picture, plates = stand_in(), typesetter.edition.plates
    with ignore_unplaced():
        typesetter.lay_out(typesetter.captions(plates, {}), _WIDTHS)
    with ignore_unplaced():
        document = typesetter.book(
            {}, _WIDTHS, {address(page.shown.id): picture for page in plates}, {}
        )
        engine.write(document, BytesIO(), lambda *_: None)
    with ignore_unplaced():
        Cover(typesetter, picture, 1000).first()


@contextmanager
def ignore_unplaced() -> Iterator[None]:
    """Pass over what is only wrong because nothing is in its place yet."""
    try:
        yield
    except LayoutError:
        pass
    except ThemeError as error:
        if not isinstance(error.__cause__, LayoutError):
            raise
