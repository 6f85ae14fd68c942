"""Lays out the e-book's cover as a page, and makes pixels of it: 1,600 × 2,560 of them.

The title is set as large as it can be: settings are tried from display type down to running text
until every line fits, no word is broken and none stands alone on each line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from unicodedata import east_asian_width

from platebook.errors import ThemeError
from platebook.geometry import MM_PER_INCH
from platebook.pdf import engine
from platebook.pdf.layout import laid_out
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.title_pages import most_lines
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.page_styles import PlateStyles
from platebook.themes import Stylesheet

if TYPE_CHECKING:
    from weasyprint import Document

Value = TypeVar("Value")
#: Px wide × high: what every shop asks for, 5 : 8.
COVER_SIZE = (1600, 2560)
#: How low and how high a photograph may stand on it (px); beyond that it is cropped. Above a title
#: of more letters than are short it may be less high, so that the title's type is large; letters
#: of Chinese, Japanese and Korean count as two.
LOWEST, HIGHEST = 800, 1660
_SHORT, _HIGHEST_OF_LONG = 28, 1440
_SETTINGS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TEMPLATE = "cover/cover.html.j2"
_ADDRESS = f"{engine.SCHEME}cover/photograph.jpg"
_DPI = 96
_PX_PER_POINT = _DPI / 72
#: The foot with the names, and what stays free under them (px); cover.css has the foot too.
_FOOT, _UNDER_NAMES = 268, 104


def photograph_box(size: tuple[int, int], title: str = "") -> tuple[int, int]:
    """Return the px wide × high in which a photograph of that size stands above a title."""
    wide = sum(east_asian_width(letter) in "WF" for letter in title)
    highest = HIGHEST if len(title) + wide <= _SHORT else _HIGHEST_OF_LONG
    return COVER_SIZE[0], min(max(round(COVER_SIZE[0] * size[1] / size[0]), LOWEST), highest)


@dataclass(frozen=True)
class Cover:
    """A cover before it is laid out. ``height`` is that of its photograph's box, in px."""

    typesetter: Typesetter
    photograph: Path
    height: int

    @property
    def key(self) -> str:
        """A name for all that the cover's pixels depend on."""
        return self._run_limited(lambda cover: cover._key)

    @property
    def _key(self) -> str:
        key = hashlib.sha256(repr(engine.versions()).encode())
        for part in (*self._html(), *(style.text for style in self._styles)):
            key.update(part.encode())
        for path in (self.photograph, *(face.path for face in self.typesetter.font_set.faces)):
            key.update(hashlib.sha256(path.read_bytes()).digest())
        return key.hexdigest()

    def pixels(self) -> bytes:
        """Draw the cover: rows of red, green, blue. Raises ThemeError for a theme's mistakes."""
        return self._run_limited(lambda cover: cover._pixels())

    def _run_limited(self, work: Callable[[Cover], Value]) -> Value:
        return run_limited(
            self.typesetter,
            lambda typesetter: work(replace(self, typesetter=typesetter)),
            files=[self.photograph],
        )

    def _pixels(self) -> bytes:
        with BytesIO() as file:
            engine.write(self._fit(), file, lambda *_: None)
            return _draw(file.getvalue())

    def first(self) -> Document:
        """Lay the cover out in its first setting, whether it holds the words or not."""
        return self._render(next(self._html()), PlateStyles())

    def _render(self, html: str, styles: PlateStyles) -> Document:
        return self._engine.render(html, styles, {_ADDRESS: self.photograph})

    @cached_property
    def _engine(self) -> engine.Engine:
        font_set = self.typesetter.font_set
        return engine.Engine(self._styles, engine.font_files(font_set), font_set.whole)

    def _fit(self) -> Document:
        """Lay the cover out in the first setting that holds all its words, and in few lines."""
        foot, crowded = PlateStyles(), None
        limit = most_lines(self.typesetter.edition.story.title)
        for html in self._html():
            document = self._render(html, foot)
            if not foot.rules:
                foot = PlateStyles(_foot(document))
                document = self._render(html, foot)
            if len(document.pages) == 1 and not laid_out.reaches_out(document, "words"):
                if laid_out.lines_on(document, "title", 1) <= limit:
                    return document
                crowded = crowded or document
        if crowded:
            return crowded
        if self.typesetter.design.theme is None:
            return document
        raise ThemeError.of(
            str(self.typesetter.design.theme),
            "the theme’s cover has no setting in which the title fits on one page",
            "Give .ten .title a smaller type in styles/cover.css, or more room.",
        )

    def _html(self) -> Iterator[str]:
        for setting in _SETTINGS:
            context = {"setting": setting, "photograph": _ADDRESS}
            yield self.typesetter.press.render(_TEMPLATE, context)

    @cached_property
    def _styles(self) -> list[Stylesheet]:
        font_set, design = self.typesetter.font_set, self.typesetter.design
        families = engine.font_families(font_set)
        return [
            engine.font_sheet(font_set),
            Stylesheet("cover", f":root {{ {families}; --photograph: {self.height}px }}"),
            *design.sheets("tokens.css"),
            *design.sheets("cover.css"),
        ]


def _foot(document: Document) -> str:
    """Return the rule that makes the foot as high as the names, which may take several lines."""
    first = document.copy(document.pages[:1])  # a title that is too long runs on to another
    names = laid_out.extent(first, "byline").height / MM_PER_INCH * _DPI
    return f"@page {{ margin-bottom: {max(_FOOT, names + _UNDER_NAMES):.0f}px }}"


def _draw(pdf: bytes) -> bytes:
    """Draw the one page of a PDF, a pixel for each of CSS's."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        # Each letter in gray steps, not in coloured ones: the reader's screen is not known.
        bitmap = document[0].render(
            scale=_PX_PER_POINT, rev_byteorder=True, optimize_mode=None, prefer_bgrx=False
        )
        if (bitmap.width, bitmap.height, bitmap.n_channels) != (*COVER_SIZE, 3):
            raise engine.LayoutError(f"the cover came out {bitmap.width} × {bitmap.height} px")
        return engine.pixel_rows(bitmap)
