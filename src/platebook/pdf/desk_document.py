"""Lays out a document for the desk: in English, the story's own texts in whatever type they need.

Proof and flatplan are such. A character that no font has is shown by its number, and stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook import i18n as languages
from platebook import output
from platebook.fonts import FontSet, Line
from platebook.fonts import cast as choose_fonts
from platebook.pdf import engine
from platebook.pdf.layout.print_shell import PrintShell
from platebook.pdf.layout.typesetter import Typesetter, font_address
from platebook.rendering import Renderer
from platebook.themes import Stylesheet as Style

if TYPE_CHECKING:
    from weasyprint import Document

_TAG = re.compile(r"<[^>]*>")
#: What neither a page nor XML (1.0, § 2.2) can show: controls, halves of pairs, no characters.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@contextmanager
def laid_out(
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
    html = _UNSEEN.sub(lambda found: f"\\x{ord(found[0]):02x}", html)
    line = Line(unescape(_TAG.sub(" ", html)), "the document for the desk")
    with output.workroom() as folder:
        cast = choose_fonts([line], language=edition.story.language, folder=folder, lenient=True)
        cast = cast.renamed(prefix) if prefix else cast
        lacking = str.maketrans({char: f"[U+{ord(char):04X}]" for char in cast.unprintable})
        fonts = {font_address(face.path): face.path for face in cast.faces}
        styles = [*_roots(cast), *typesetter.design.sheets(style), Style("more", more)]
        setter = engine.Engine(styles, fonts, cast.whole)
        yield setter.render(html.translate(lacking), photographs=photographs)


def _roots(cast: FontSet) -> list[Style]:
    stacks = "; ".join(
        f"--{role}: {cast.font_family(role)}" for role in ("serif", "sans", "display")
    )
    return [
        Style("fonts", cast.css(lambda face: font_address(face.path))),
        Style("families", f":root {{ {stacks} }}"),
    ]
