"""What a proof says of each plate: the facts of its file and print, and every finding about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from platebook.book import SPREADS, Edition, Page
from platebook.errors import Finding
from platebook.geometry import Box, Size, covering_ppi, effective_ppi, fit, pixels_at
from platebook.pdf.layout.plan import PRINT_PPI, Plan
from platebook.photos import SHARPEN_SCREEN, Photo, Recipe
from platebook.printers import Printer
from platebook.printers.printer import Colour
from platebook.story import Layout, Plate

#: The room for a photograph on a proof's page, and what it is printed with there.
PICTURE = Size(84.0, 56.0)
_PPI, _QUALITY = 140, 80
#: A share of the photograph, or of the ppi wanted, too small to speak of.
_LITTLE = 0.015
_BLEEDING = (Layout.FULL_BLEED, Layout.FULL_BLEED_SPREAD)
_MODES = {"L": "gray", "LA": "gray", "P": "RGB", "PA": "RGB", "RGBA": "RGB", "1": "black and white"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line under a photograph; ``wrong`` is one that somebody should look at."""

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
    """Give a card for every plate; ``photos`` and ``findings`` are by plate id."""
    wanted = wanted_ppi(printer)
    return tuple(
        Card(
            page,
            plan.pagination.folios[page.anchor],
            fit(plan.recipes[page.shown.id].box, PICTURE),
            _facts(page.shown, photos[page.shown.id], plan.placements[page.anchor].photo, wanted),
            tuple(findings.get(page.shown.id, ())),
            _fold(page, plan),
        )
        for page in edition.plates
    )


def _fold(page: Page, plan: Plan) -> float | None:
    if not page.crosses_fold:
        return None
    shown = fit(plan.recipes[page.shown.id].box, PICTURE)
    return plan.sheet.fold.hidden * shown.width / plan.placements[page.anchor].photo.width


def recipe(printed: Recipe) -> Recipe:
    """Give the recipe of a proof's photograph: as it is printed, but small and in sRGB."""
    shown = fit(printed.box, PICTURE)
    return replace(
        printed,
        medium="proof",
        box=(pixels_at(shown.width, _PPI), pixels_at(shown.height, _PPI)),
        quality=_QUALITY,
        chroma="4:2:0",
        colour=None,
        sharpen=SHARPEN_SCREEN if printed.sharpen else 0.0,
    )


def wanted_ppi(printer: Printer | None) -> float:
    """Say how many pixels to the printed inch a photograph should have."""
    ideal = printer.ppi.value.ideal if printer and printer.ppi else None
    return ideal or PRINT_PPI


def printed(plan: Plan, printer: Printer | None) -> Iterator[tuple[str, str]]:
    """Tell how the book is printed: labels and what is to be said to each."""
    if printer:
        yield "Printer", printer.label
    trim, bleed = plan.sheet.trim, plan.sheet.bleed
    size = f"{trim.size.width:.4g} × {trim.size.height:.4g} mm"
    yield "Trim", size if "mm" in trim.name else f"{size} ({trim.name})"
    edges = {bleed.top, bleed.outer, bleed.bottom}
    most = max(edges)
    said = f"{most:.3g} mm" if len(edges) == 1 else f"up to {most:.3g} mm"
    inner = "" if bleed.inner in edges else ", none at the binding"
    yield "Bleed", f"{said}{inner}" if most else "none"
    if printer and printer.colour:
        inks = printer.colour.value is Colour.CMYK
        limit = f", at most {printer.ink_limit.value} % ink" if printer.ink_limit and inks else ""
        yield "Photographs", f"{'four inks' if inks else 'sRGB'}{limit}"
    yield "Resolution", f"{wanted_ppi(printer):.0f} ppi wanted at the printed size"


def _facts(plate: Plate, photo: Photo, placed: Box, wanted: float) -> tuple[Fact, ...]:
    width, height = photo.size
    millions = f"{width * height / 1e6:.1f} megapixels"
    return (
        Fact(f"{photo.format}, {width:,} × {height:,} px, {millions}"),
        _printed(plate, photo, placed, wanted),
        _colour(photo),
    )


def _printed(plate: Plate, photo: Photo, placed: Box, wanted: float) -> Fact:
    """Say how large the photograph is printed, and with how many of its own pixels an inch."""
    width, height = photo.size
    across, down = effective_ppi(width, placed.width), effective_ppi(height, placed.height)
    ppi = covering_ppi(photo.size, placed)
    size = f"{placed.width:.0f} × {placed.height:.0f} mm at {ppi:.0f} ppi"
    few = ppi < wanted * (1 - _LITTLE)
    short = f" (of the {wanted:.0f} wanted)" if few else ""
    if plate.layout not in _BLEEDING:
        where = "Across two pages," if plate.layout in SPREADS else "Printed"
        return Fact(f"{where} {size}{short}", few)
    lost = 1 - ppi / max(across, down)
    side = "height" if down > across else "width"
    cut = f"; {lost:.0%} of its {side} cut away" if lost > _LITTLE else ""
    bleed = "Full bleed on two pages" if plate.layout in SPREADS else "Full bleed"
    return Fact(f"{bleed}, {size}{short}{cut}", few)


def _colour(photo: Photo) -> Fact:
    kind = _MODES.get(photo.mode, photo.mode.partition(";")[0])
    return Fact(f"{kind}, {photo.profile or 'no colour profile: taken as sRGB'}")
