"""Lays out cover wraps with a book's own type and styles: to measure their texts, and to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook import markdown
from platebook.errors import ThemeError
from platebook.geometry import Box, Size
from platebook.pdf import engine
from platebook.pdf.layout.typesetter import Typesetter, font_address
from platebook.pdf.weasyprint_patches.page_styles import PlateStyles
from platebook.themes import Stylesheet as Style
from platebook.version import __version__

if TYPE_CHECKING:
    from weasyprint import Document

#: A page that no text to be measured can fill, in mm.
ENDLESS = Size(4000.0, 2000000.0)
_NO_FILES: Mapping[str, Path] = MappingProxyType({})


@dataclass(frozen=True)
class WrapSetter:
    """What every document of one book's wraps shares."""

    typesetter: Typesetter

    def lay_out(
        self,
        template: str,
        page: Size,
        rules: str,
        context: Mapping[str, object],
        photographs: Mapping[str, Path] = _NO_FILES,
    ) -> Document:
        """Fill and lay out a template of ``templates/wrap/`` on a page of that size in mm."""
        html = self.typesetter.press.render(template, {"version": __version__, **context})
        html = markdown.resolve_links(
            html, lambda _: None
        )  # the pages that a link leads to are elsewhere
        size = f"@page {{ size: {page.width:.4f}mm {page.height:.4f}mm }}\n"
        with self.blaming():
            return self._engine.render(html, PlateStyles(size + rules), photographs)

    @contextmanager
    def blaming(self) -> Iterator[None]:
        """Say of what goes wrong with a theme that it does."""
        theme = self.typesetter.design.theme
        try:
            yield
        except engine.LayoutError as fault:
            if theme is None:
                raise
            raise ThemeError.of(
                str(theme),
                f"with this theme the cover wrap cannot be printed: {fault}",
                "Fix the theme’s styles/wrap.css or templates/wrap/: see docs/how-to/covers.md.",
            ) from fault

    @cached_property
    def _engine(self) -> engine.Engine:
        cast, design = self.typesetter.cast, self.typesetter.design
        stacks = "; ".join(
            f"--{role}: {cast.font_family(role)}" for role in ("serif", "sans", "display")
        )
        styles = [
            Style("fonts", cast.css(lambda face: font_address(face.path))),
            Style("wrap", f":root {{ {stacks} }}"),
            *design.sheets("tokens.css"),
            *design.sheets("wrap.css"),
        ]
        return engine.Engine(
            styles, {font_address(face.path): face.path for face in cast.faces}, cast.whole
        )


def placed(name: str, box: Box, *more: str, high: bool = True) -> str:
    """Write the rule that puts the element of class ``name`` into a box, in mm."""
    height = [f"height: {box.height:.3f}mm"] if high else []
    where = [f"left: {box.x:.3f}mm", f"top: {box.y:.3f}mm", f"width: {box.width:.3f}mm"]
    return f".{name} {{ {'; '.join([*where, *height, *more])} }}\n"
