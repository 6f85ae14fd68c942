"""One book's typesetting: its templates, its sheets of style, its fonts, ready to lay out.

A ``Typesetter`` is made once for a print edition and lays out three documents with the same
styles: captions alone (to measure them), texts alone (to count their pages), the whole book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook.book import Edition, Page, PageKind
from platebook.errors import ThemeError
from platebook.fonts import FontSet
from platebook.i18n import Words
from platebook.pdf import engine
from platebook.pdf.layout.print_shell import PrintShell
from platebook.pdf.layout.sheet import FOLIO_DROP_MM, Sheet
from platebook.pdf.weasyprint_patches.style_sharing import PlateStyles
from platebook.rendering import Renderer
from platebook.themes import Design
from platebook.themes import Stylesheet as Style
from platebook.version import __version__

if TYPE_CHECKING:
    from weasyprint import Document

_STYLES = ("tokens.css", "story.css", "print.css")
#: Characters of the title at a page's foot.
FOOT_LIMIT = 64


@dataclass(frozen=True)
class Typesetter:
    """What every document of one print edition shares.

    ``sizes`` are px by plate id; ``styles`` the sheets that it is set with, the last word last.
    ``memory`` is the folder where measured captions are remembered, if they are.
    """

    edition: Edition
    words: Words
    cast: FontSet
    design: Design
    sheet: Sheet
    sizes: Mapping[str, tuple[int, int]]
    styles: tuple[str, ...] = _STYLES
    memory: Path | None = None

    def captions(self, pages: Sequence[Page], settings: Mapping[str, str]) -> str:
        """Write captions alone, one below the other on a page without end."""
        return self._written("print/captions.html.j2", {"pages": pages}, settings)

    def texts(self, dressing: PlateStyles, pages: Sequence[Page] = ()) -> Document:
        """Lay out pages, or all that are no plates, each from the top of a page of its own."""
        pages = pages or [page for page in self.edition.pages if page.kind is not PageKind.PLATE]
        context = {"pages": pages, "purpose": "counting", "blanks": {}}
        html = self._written("print/book.html.j2", context, {})
        return self.lay_out(html, dressing)

    def feet(self, texts: Sequence[str]) -> Document:
        """Lay out a page for each text, a string of CSS, with that at its foot."""
        pages = "".join(f'<p class="foot-{n}"></p>' for n, _ in enumerate(texts))
        rules = [
            f".foot-{n} {{ break-before: page; string-set: foot {text}, section {text} }}"
            for n, text in enumerate(texts)
        ]
        # A folio of four figures leaves the least room.
        html = f'<html><body style="counter-reset: page 1000">{pages}</body></html>'
        return self.lay_out(html, PlateStyles("\n".join(rules)))

    def book(
        self,
        settings: Mapping[str, str],
        dressing: PlateStyles,
        photographs: Mapping[str, Path],
        blanks: Mapping[str, int],
    ) -> Document:
        """Lay out the whole book; ``photographs`` are the plates' files by address.

        ``blanks`` are the blank pages before an anchor, and under the empty name at the end.
        """
        context = {"pages": self.edition.pages, "purpose": "printing", "blanks": blanks}
        html = self._written("print/book.html.j2", context, settings)
        return self.lay_out(html, dressing, photographs)

    def _written(
        self, template: str, context: Mapping[str, object], settings: Mapping[str, str]
    ) -> str:
        press = self._press(settings)
        shared = {"part": press.part, "version": __version__, "foot_limit": FOOT_LIMIT}
        return press.render(template, {**shared, **context})

    def lay_out(
        self,
        html: str,
        dressing: PlateStyles,
        photographs: Mapping[str, Path] = MappingProxyType({}),
    ) -> Document:
        """Lay out a document in this book's styles; ``photographs`` are files by address.

        Raises ThemeError for a theme whose styles cannot be printed.
        """
        try:
            return self._engine.render(html, dressing, photographs)
        except engine.LayoutError as fault:
            if self.design.theme is None:
                raise
            raise ThemeError.of(
                str(self.design.theme),
                f"the theme’s styles cannot be printed: {fault}",
                "Fix the value named, or the property of tokens.css that it comes from.",
            ) from fault

    @cached_property
    def _engine(self) -> engine.Engine:
        fonts = {font_address(face.path): face.path for face in self.cast.faces}
        return engine.Engine(self.sheets, fonts, self.cast.whole)

    @cached_property
    def sheets(self) -> Sequence[Style]:
        """The sheets of style that every document is set with, fonts and paper among them."""
        paper = self._press({}).render("print/paper.css.j2", self._paper())
        return [
            Style("fonts", self.cast.css(lambda face: font_address(face.path))),
            Style("templates/print/paper.css.j2", paper),
            *(sheet for name in self.styles for sheet in self.design.sheets(name)),
        ]

    @property
    def press(self) -> Renderer:
        """What fills templates with this book's texts, for pages without plates."""
        return self._press({})

    def _press(self, settings: Mapping[str, str]) -> Renderer:
        anchors = frozenset(page.anchor for page in self.edition.pages)
        shell = PrintShell(anchors, self.sizes, settings, self.cast.without_emoji)
        fonts = [typeface.name for typeface in self.cast.typefaces]
        return Renderer(self.design, self.edition, self.words, shell, fonts)

    def _paper(self) -> Mapping[str, object]:
        sheet = self.sheet
        left, right = (1, 2) if sheet.binds_left(1) else (2, 1)
        return {
            "media": sheet.media,
            "live": sheet.live,
            "bleed": sheet.bleed,
            "scale": sheet.scale,
            "folio_drop": FOLIO_DROP_MM,
            "sides": [
                ("right", sheet.live_box(left), sheet.trim_box(left)),
                ("left", sheet.live_box(right), sheet.trim_box(right)),
            ],
            "recto": "right" if sheet.direction == "ltr" else "left",
            "stacks": {role: self.cast.stack(role) for role in ("serif", "sans", "display")},
        }


def font_address(path: Path) -> str:
    """Give the address by which a document names a font's file."""
    return f"{engine.SCHEME}fonts/{path.name}"
