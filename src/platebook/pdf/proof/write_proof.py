"""The proof: every plate with all that is known of it, for the desk to read before it signs off.

Two to four plates a page of A4, each with its caption, alt text and rights, the facts of its file
and of its print, and every finding about it; PROOF across each page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from platebook.errors import Finding
from platebook.pdf import desk_document, engine
from platebook.pdf.layout.plan import Plan
from platebook.pdf.layout.print_shell import address
from platebook.pdf.layout.theme_sandbox import shielded
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.proof.findings_by_plate import counted, group_findings
from platebook.pdf.proof.plate_facts import cards, printed
from platebook.pdf.proof.stamp import stamp
from platebook.pdf.rehearse_layout import stand_in
from platebook.photos import Photo, Rendition
from platebook.printers import Printer
from platebook.version import __version__

_TEMPLATE, _STYLE = "proof/proof.html.j2", "proof.css"


@dataclass(frozen=True)
class Proof:
    """A proof before it is laid out.

    ``typesetter`` and ``plan`` are those of the printed book that it is a proof of, ``printer``
    is whom that is for; ``photos`` are by plate id, ``findings`` all that were reported so far.
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
        paths = {name: plate.path for name, plate in plates.items()}
        shielded(
            self.typesetter,
            lambda typesetter: replace(self, typesetter=typesetter)._lay_out(paths, draft),
            draft=draft,
            files=paths.values(),
        )

    def rehearse(self) -> None:
        """Lay the proof out without its photographs, for a foreign theme's mistakes."""
        if self.typesetter.design.foreign:
            shielded(
                self.typesetter,
                lambda typesetter: replace(self, typesetter=typesetter)._rehearse(),
            )

    def _rehearse(self) -> None:
        picture = stand_in()
        plates = {page.shown.id: picture for page in self.typesetter.edition.plates}
        self._lay_out(plates, BytesIO())

    def _lay_out(self, plates: Mapping[str, Path], draft: Path | BytesIO) -> None:
        photographs = {address(name): path for name, path in plates.items()}
        proof = desk_document.laid_out(
            self.typesetter, _TEMPLATE, self._context, _STYLE, photographs
        )
        with proof as document:
            engine.write(document, draft, stamp)

    @property
    def _context(self) -> dict[str, object]:
        edition = self.typesetter.edition
        about, general = group_findings(edition.story, self.findings)
        shown = cards(edition, self.plan, self.photos, self.printer, about)
        return {
            "cards": shown,
            "general": general,
            "doubtful": [card for card in shown if card.findings],
            "counts": counted({*general, *(each for found in about.values() for each in found)}),
            "pages": self.plan.pagination.count,
            "printed": list(printed(self.plan, self.printer)),
            "address": address,
            "version": __version__,
        }
