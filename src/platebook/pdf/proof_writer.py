"""The proof: every plate with its facts and findings, for the desk to read before it signs off.

Two to four plates a page of A4, each with its caption, alt text and rights, the facts of its file
and of its print, and every finding about it; PROOF across each page. The stamp is laid out as the
document's last page, by the same engine and fonts as the rest; that page becomes a form that every
page draws over itself, marked as an artifact (ISO 32000-2, 14.8.2.2).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from platebook.book import SPREADS, Edition, Page
from platebook.errors import Finding, Severity, worst_first
from platebook.geometry import Box, Size, covering_ppi, effective_ppi, fit, pixels_at
from platebook.pdf import engine, layout_dry_run
from platebook.pdf.layout.plan import PRINT_PPI, Plan, small_recipe
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter, address
from platebook.pdf.layout_dry_run import stand_in
from platebook.pdf.pdf_objects import make_form, pages_of
from platebook.photos.model import Photo, Recipe, Rendition
from platebook.printers.printer import Colour, Printer
from platebook.story import Layout, Plate, Story
from platebook.version import __version__

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

_NAMED = re.compile(r"\bplates? ((?:“[^“”]+”(?:, | and )?)+)")


def group_findings(
    story: Story, findings: Iterable[Finding]
) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Sort findings, each once: those about plates by plate id, and those about the story.

    Places are relative to the story's folder, so that a proof is the same wherever that lies; what
    is about the machine alone (an absolute path) is left out.
    """
    by_place = {str(plate.where): plate.id for plate in story.plates}
    plate_ids = {plate.id for plate in story.plates}
    plates: dict[str, list[Finding]] = {}
    others: list[Finding] = []
    for finding in worst_first(dict.fromkeys(findings)):
        finding_plates = set(_plates_in(finding.where)) & plate_ids
        if finding.where in by_place:
            finding_plates.add(by_place[finding.where])
        local = replace(finding, where=story.local(finding.where))
        for name in finding_plates:
            plates.setdefault(name, []).append(local)
        if not finding_plates and not Path(local.where).is_absolute():
            others.append(local)
    return plates, others


def _plates_in(where: str) -> Iterator[str]:
    for match in _NAMED.finditer(where):
        yield from re.findall(r"“([^“”]+)”", match[1])


def count_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by how much they matter."""
    counts = Counter(finding.severity for finding in findings)
    return {str(severity): counts[severity] for severity in Severity}


#: The room for a photograph on a proof's page, and what it is printed with there.
PICTURE = Size(84.0, 56.0)
_PPI, _QUALITY = 140, 80
#: A share of the photograph, or of the ppi wanted, too small to speak of.
_LITTLE = 0.015
_BLEEDING = (Layout.FULL_BLEED, Layout.FULL_BLEED_SPREAD)
_MODES = {"L": "gray", "LA": "gray", "P": "RGB", "PA": "RGB", "RGBA": "RGB", "1": "black and white"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line under a photograph; ``wrong`` marks a line that needs attention."""

    text: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One plate as the proof shows it.

    ``folio`` is its page in the printed book; ``picture`` its photograph's size on the proof,
    in mm; ``facts`` are of the file and of its print, ``findings`` the worst first. ``fold`` is
    half the width of what the fold hides of a photograph on two pages, in mm on the proof; None
    of all others.
    """

    TEMPLATE_FIELDS: ClassVar = ("page", "folio", "picture", "facts", "findings", "fold", "plate")

    page: Page
    folio: int
    picture: Size
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    fold: float | None = None

    @property
    def plate(self) -> Plate:
        """The plate's words."""
        return self.page.shown


def cards(
    edition: Edition,
    plan: Plan,
    photos: Mapping[str, Photo],
    printer: Printer | None,
    findings: Mapping[str, Sequence[Finding]],
) -> tuple[Card, ...]:
    """Return a card for every plate; ``photos`` and ``findings`` are by plate id."""
    required_ppi = wanted_ppi(printer)
    return tuple(
        Card(
            page,
            plan.pagination.folios[page.anchor],
            fit(plan.recipes[page.shown.id].box, PICTURE),
            _facts(
                page.shown, photos[page.shown.id], plan.placements[page.anchor].photo, required_ppi
            ),
            tuple(findings.get(page.shown.id, ())),
            _fold_rule(page, plan),
        )
        for page in edition.plates
    )


def _fold_rule(page: Page, plan: Plan) -> float | None:
    if not page.crosses_fold:
        return None
    proof_size = fit(plan.recipes[page.shown.id].box, PICTURE)
    return plan.sheet.fold.hidden * proof_size.width / plan.placements[page.anchor].photo.width


def proof_recipe(print_recipe: Recipe) -> Recipe:
    """Return the recipe of a proof's photograph: as it is printed, but small and in sRGB."""
    proof_size = fit(print_recipe.box, PICTURE)
    box = (pixels_at(proof_size.width, _PPI), pixels_at(proof_size.height, _PPI))
    return small_recipe(print_recipe, "proof", box, _QUALITY)


def wanted_ppi(printer: Printer | None) -> float:
    """Return how many pixels to the printed inch a photograph should have."""
    ideal = printer.ppi.value.ideal if printer and printer.ppi else None
    return ideal or PRINT_PPI


def print_facts(plan: Plan, printer: Printer | None) -> Iterator[tuple[str, str]]:
    """Yield how the book is printed: labels and what is to be said to each."""
    if printer:
        yield "Printer", printer.label
    trim, bleed = plan.sheet.trim, plan.sheet.bleed
    size = f"{trim.size.width:.4g} × {trim.size.height:.4g} mm"
    yield "Trim", size if "mm" in trim.name else f"{size} ({trim.name})"
    edges = {bleed.top, bleed.outer, bleed.bottom}
    longest = max(edges)
    bleed_text = f"{longest:.3g} mm" if len(edges) == 1 else f"up to {longest:.3g} mm"
    inner = "" if bleed.inner in edges else ", none at the binding"
    yield "Bleed", f"{bleed_text}{inner}" if longest else "none"
    if printer and printer.colour:
        inks = printer.colour.value is Colour.CMYK
        limit = f", at most {printer.ink_limit.value} % ink" if printer.ink_limit and inks else ""
        yield "Photographs", f"{'four inks' if inks else 'sRGB'}{limit}"
    yield "Resolution", f"{wanted_ppi(printer):.0f} ppi wanted at the printed size"


def _facts(plate: Plate, photo: Photo, box: Box, required_ppi: float) -> tuple[Fact, ...]:
    width, height = photo.size
    millions = f"{width * height / 1e6:.1f} megapixels"
    return (
        Fact(f"{photo.format}, {width:,} × {height:,} px, {millions}"),
        _size_fact(plate, photo, box, required_ppi),
        _colour(photo),
    )


def _size_fact(plate: Plate, photo: Photo, box: Box, required_ppi: float) -> Fact:
    """Return how large the photograph is printed, and with how many of its own pixels an inch."""
    width, height = photo.size
    across, down = effective_ppi(width, box.width), effective_ppi(height, box.height)
    ppi = covering_ppi(photo.size, box)
    size = f"{box.width:.0f} × {box.height:.0f} mm at {ppi:.0f} ppi"
    few = ppi < required_ppi * (1 - _LITTLE)
    short = f" (of the {required_ppi:.0f} wanted)" if few else ""
    if plate.layout not in _BLEEDING:
        where = "Across two pages," if plate.layout in SPREADS else "Printed"
        return Fact(f"{where} {size}{short}", few)
    missing = 1 - ppi / max(across, down)
    side = "height" if down > across else "width"
    cut = f"; {missing:.0%} of its {side} cut away" if missing > _LITTLE else ""
    bleed = "Full bleed on two pages" if plate.layout in SPREADS else "Full bleed"
    return Fact(f"{bleed}, {size}{short}{cut}", few)


def _colour(photo: Photo) -> Fact:
    kind = _MODES.get(photo.mode, photo.mode.partition(";")[0])
    return Fact(f"{kind}, {photo.profile or 'no colour profile: taken as sRGB'}")


_NAME = "proof-stamp"
_DRAWN = f"Q /Artifact <</Type /Pagination /Subtype /Watermark>> BDC q /{_NAME} Do Q EMC"


def stamp(document: Document, pdf: pydyf.PDF) -> None:  # noqa: ARG001  an untyped library
    """Take the last page off a PDF about to be written, and draw it over all the others."""
    import pydyf

    *pages, last = pages_of(pdf)
    make_form(pdf, last, _NAME, last["MediaBox"], at_origin=False)
    # What WeasyPrint writes for a page turns its axes and never turns them back.
    before, after = pydyf.Stream([b"q"]), pydyf.Stream([_DRAWN])
    for pdf_object in (before, after):
        pdf.add_object(pdf_object)
    for page in pages:
        page["Contents"] = pydyf.Array([before.reference, page["Contents"], after.reference])
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


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
        """Write the proof; what no font has is shown by its number. ``plates`` are by plate id."""
        paths = {name: plate.path for name, plate in plates.items()}
        run_limited(
            self.typesetter,
            lambda typesetter: replace(self, typesetter=typesetter)._lay_out(paths, draft),
            draft=draft,
            files=paths.values(),
        )

    def dry_run(self) -> None:
        """Lay the proof out without its photographs, for a foreign theme's mistakes."""
        if self.typesetter.design.foreign:
            run_limited(self.typesetter, lambda setter: replace(self, typesetter=setter)._dry_run())

    def _dry_run(self) -> None:
        picture = stand_in()
        plates = {page.shown.id: picture for page in self.typesetter.edition.plates}
        self._lay_out(plates, BytesIO())

    def _lay_out(self, plates: Mapping[str, Path], draft: Path | BytesIO) -> None:
        photographs = {address(name): path for name, path in plates.items()}
        proof = layout_dry_run.lay_out(
            self.typesetter, _TEMPLATE, self._context, _STYLE, photographs
        )
        with proof as document:
            engine.write(document, draft, stamp)

    @property
    def _context(self) -> dict[str, object]:
        edition = self.typesetter.edition
        about, general = group_findings(edition.story, self.findings)
        all_cards = cards(edition, self.plan, self.photos, self.printer, about)
        return {
            "cards": all_cards,
            "general": general,
            "doubtful": [card for card in all_cards if card.findings],
            "counts": count_by_severity(
                {*general, *(finding for group in about.values() for finding in group)}
            ),
            "pages": self.plan.pagination.count,
            "printed": list(print_facts(self.plan, self.printer)),
            "address": address,
            "version": __version__,
        }
