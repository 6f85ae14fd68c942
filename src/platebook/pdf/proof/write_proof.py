"""The proof: every plate with all that is known of it, for the desk to read before it signs off.

Two to four plates a page of A4, each with its caption, alt text and rights, the facts of its file
and of its print, and every finding about it; PROOF across each page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from pathlib import Path

from platebook import i18n as languages
from platebook import output
from platebook.errors import Finding
from platebook.fonts import FontSet, Line
from platebook.fonts import cast as choose_fonts
from platebook.pdf import engine
from platebook.pdf.layout.plan import Plan
from platebook.pdf.layout.print_shell import PrintShell, address
from platebook.pdf.layout.typesetter import Typesetter, font_address
from platebook.pdf.proof.findings_by_plate import counted, told
from platebook.pdf.proof.plate_facts import cards, printed
from platebook.pdf.proof.stamp import stamp
from platebook.pdf.theme_sandbox import shielded
from platebook.photos import Photo, Rendition
from platebook.printers import Printer
from platebook.rendering import Renderer
from platebook.themes import Stylesheet as Style
from platebook.version import __version__

_TEMPLATE, _STYLE = "proof/proof.html.j2", "proof.css"
_TAG = re.compile(r"<[^>]*>")
#: What neither a page nor XML (1.0, § 2.2) can show: controls, halves of pairs, no characters.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Proof:
    """A proof before it is laid out.

    ``typesetter`` and ``plan`` are those of the printed book that it is a proof of, ``printer``
    is whom that is for; ``photos`` are by plate id, ``findings`` all that were told so far.
    """

    typesetter: Typesetter
    plan: Plan
    photos: Mapping[str, Photo]
    printer: Printer | None = None
    findings: Sequence[Finding] = ()

    def write(self, plates: Mapping[str, Rendition], draft: Path) -> None:
        """Write the proof to ``draft``; ``plates`` are made by ``proof_recipe``, by plate id.

        A character that no font has is shown by its number, and stops nothing.
        """
        shielded(
            self.typesetter,
            lambda typesetter: replace(self, typesetter=typesetter)._write(plates, draft),
            draft=draft,
            files=[plate.path for plate in plates.values()],
        )

    def _write(self, plates: Mapping[str, Rendition], draft: Path) -> None:
        html = _UNSEEN.sub(lambda found: f"\\x{ord(found[0]):02x}", self._html)
        text = unescape(_TAG.sub(" ", html))
        language = self.typesetter.edition.story.language
        with output.workroom() as folder:
            line = Line(text, "the proof")
            cast = choose_fonts([line], language=language, folder=folder, lenient=True)
            lacking = str.maketrans({char: f"[U+{ord(char):04X}]" for char in cast.unprintable})
            fonts = {font_address(face.path): face.path for face in cast.faces}
            press = engine.Engine(self._styles(cast), fonts, cast.whole)
            photographs = {address(name): plate.path for name, plate in plates.items()}
            document = press.render(html.translate(lacking), photographs=photographs)
            engine.write(document, draft, stamp)

    @cached_property
    def _html(self) -> str:
        edition = self.typesetter.edition
        story, english = edition.story, languages.of("en")
        about, general = told(story, self.findings)
        shown = cards(edition, self.plan, self.photos, self.printer, about)
        shell = PrintShell(frozenset(), self.typesetter.sizes, {}, lambda text: text)
        press = Renderer(self.typesetter.design, edition, english, shell)
        context = {
            "cards": shown,
            "general": general,
            "doubtful": [card for card in shown if card.findings],
            "counts": counted({*general, *(each for found in about.values() for each in found)}),
            "pages": self.plan.pagination.count,
            "printed": list(printed(self.plan, self.printer)),
            "address": address,
            "version": __version__,
        }
        return press.render(_TEMPLATE, context)

    def _styles(self, cast: FontSet) -> list[Style]:
        stacks = "; ".join(
            f"--{role}: {cast.font_family(role)}" for role in ("serif", "sans", "display")
        )
        return [
            Style("fonts", cast.css(lambda face: font_address(face.path))),
            Style("proof", f":root {{ {stacks} }}"),
            *self.typesetter.design.sheets(_STYLE),
        ]
