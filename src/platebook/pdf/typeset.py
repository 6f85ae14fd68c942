"""One book's typesetting: its templates, its sheets of style, its fonts, ready to lay out.

A ``Typesetter`` is made once for a print edition and lays out three documents with the same
styles: captions alone (to measure them), texts alone (to count their pages), the whole book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from platebook import __version__
from platebook.design import Design
from platebook.design import Sheet as Style
from platebook.edition import Edition, Kind, Page
from platebook.errors import ThemeError
from platebook.markup import Press
from platebook.pdf import engine
from platebook.pdf.dressing import Dressing
from platebook.pdf.sheet import Sheet
from platebook.pdf.shell import PrintShell
from platebook.typefaces import Cast
from platebook.words import Words

if TYPE_CHECKING:
    from weasyprint import Document

_STYLES = ("tokens.css", "story.css", "print.css")
_FOOT_LIMIT = 64


@dataclass(frozen=True)
class Typesetter:
    """What every document of one print edition shares.

    ``sizes`` are px by plate id; ``styles`` the sheets that it is set with, the last word last.
    """

    edition: Edition
    words: Words
    cast: Cast
    design: Design
    sheet: Sheet
    sizes: Mapping[str, tuple[int, int]]
    styles: tuple[str, ...] = _STYLES

    def captions(
        self, pages: Sequence[Page], settings: Mapping[str, str], dressing: Dressing
    ) -> Document:
        """Lay out captions alone, one below the other on a page without end."""
        context = {"pages": pages}
        return self._lay_out("print/captions.html.j2", context, settings, dressing, {})

    def texts(self, rules: str = "") -> Document:
        """Lay out every page that is no plate, each from the top of a page of its own."""
        pages = [page for page in self.edition.pages if page.kind is not Kind.PLATE]
        context = {"pages": pages, "purpose": "counting", "blanks": {}}
        return self._lay_out("print/book.html.j2", context, {}, Dressing(rules), {})

    def book(
        self,
        settings: Mapping[str, str],
        dressing: Dressing,
        photographs: Mapping[str, Path],
        blanks: Mapping[str, int],
    ) -> Document:
        """Lay out the whole book; ``photographs`` are the plates' files by address.

        ``blanks`` are the blank pages before an anchor, and under the empty name at the end.
        """
        context = {"pages": self.edition.pages, "purpose": "printing", "blanks": blanks}
        return self._lay_out("print/book.html.j2", context, settings, dressing, photographs)

    def _lay_out(
        self,
        template: str,
        context: Mapping[str, object],
        settings: Mapping[str, str],
        dressing: Dressing,
        photographs: Mapping[str, Path],
    ) -> Document:
        press = self._press(settings)
        shared = {"part": press.part, "version": __version__, "foot_limit": _FOOT_LIMIT}
        html = press.render(template, {**shared, **context})
        try:
            return self._engine.render(html, dressing, photographs)
        except engine.EngineFault as fault:
            if self.design.theme is None:
                raise
            raise ThemeError.of(
                str(self.design.theme),
                f"the theme’s styles cannot be printed: {fault}",
                "Mend the value named, or the property of tokens.css that it comes from.",
            ) from fault

    @cached_property
    def _engine(self) -> engine.Engine:
        fonts = {font_address(face.path): face.path for face in self.cast.faces}
        paper = self._press({}).render("print/paper.css.j2", self._paper())
        styles = [
            Style("fonts", self.cast.css(lambda face: font_address(face.path))),
            Style("templates/print/paper.css.j2", paper),
            *(sheet for name in self.styles for sheet in self.design.sheets(name)),
        ]
        return engine.Engine(styles, fonts)

    @property
    def press(self) -> Press:
        """What fills templates with this book's texts, for pages without plates."""
        return self._press({})

    def _press(self, settings: Mapping[str, str]) -> Press:
        anchors = frozenset(page.anchor for page in self.edition.pages)
        shell = PrintShell(anchors, self.sizes, settings, self.cast.without_emoji)
        fonts = [typeface.name for typeface in self.cast.typefaces]
        return Press(self.design, self.edition, self.words, shell, fonts)

    def _paper(self) -> Mapping[str, object]:
        sheet = self.sheet
        left, right = (1, 2) if sheet.binds_left(1) else (2, 1)
        return {
            "media": sheet.media,
            "live": sheet.live,
            "bleed": sheet.bleed,
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
