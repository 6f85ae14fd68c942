"""Decides the properties of each printer's book: trim, margins, gutter, blank pages, inks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import floor
from operator import itemgetter
from pathlib import Path

from platebook import geometry, output, printers
from platebook import i18n as languages
from platebook.book import PRINT, Edition, Page
from platebook.build_options import BuildOptions
from platebook.editions.model import PrintRun
from platebook.errors import Finding, PreflightError, Severity, UsageError
from platebook.fonts.families import FontSet
from platebook.geometry import Edges, Trim
from platebook.i18n import Words
from platebook.pdf.layout import page_grid
from platebook.pdf.layout import plan as pdf_plan
from platebook.pdf.layout.arrange import Placement
from platebook.pdf.layout.plan import PRINT_PPI, Plan
from platebook.pdf.layout.typesetter import LayoutMemory, Typesetter
from platebook.pdf.press.press_file import press_file, refuse_intent
from platebook.photos.cache import PLATES
from platebook.photos.cmyk import press_profile
from platebook.photos.colour import INTENTS
from platebook.photos.model import ColourTarget
from platebook.printers import checks, cover_sheet
from platebook.printers.printer import BookBinding, Printer
from platebook.report import Report
from platebook.themes import Design

#: A photograph below this share of the required ppi gives a warning.
_ENOUGH = 0.985


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """The options of the printed books.

    ``printers`` are empty for the default one; ``trim`` is None for the printer's own size;
    ``profile`` is an ICC profile that overrides the printers', ``intent`` its rendering intent
    (one of ``colour.INTENTS``), ``ink_limit`` the total area coverage in per cent that overrides
    theirs. ``paper`` is the name of one of the printer's papers, ``spine`` the spine's width in mm,
    ``binding`` how the book is bound.
    """

    printers: tuple[Printer, ...] = ()
    trim: Trim | None = None
    profile: Path | str | None = None
    intent: str | None = None
    ink_limit: int | None = None
    paper: str | None = None
    spine: float | None = None
    binding: BookBinding | None = None


@dataclass(frozen=True, slots=True)
class TypesettingInput:
    """The input of every layout: texts, generated words, fonts, templates, sizes by plate id.

    ``warm`` keeps layouts for the next time, in a program that lays a story out again and again.
    ``margins`` are the theme's own (mm, on a page of 8.5 × 8.5 in).
    """

    edition: Edition
    words: Words
    font_set: FontSet
    design: Design
    sizes: Mapping[str, tuple[int, int]]
    warm: LayoutMemory | None = None
    margins: Edges | None = None


def resolve(options: BuildOptions) -> PrintOptions:
    """Resolve the options of print; raises UsageError and ManifestError."""
    profiles = tuple(printers.load(name) for name in dict.fromkeys(map(str, options.printers)))
    names = [printer.name for printer in profiles]
    if twice := [name for name in names if names.count(name) > 1]:
        raise UsageError.of(
            "--printer",
            f"two profiles are called “{twice[0]}”, and so would their files be",
            "Rename one of the profiles.",
        )
    print_options = PrintOptions(
        profiles,
        _trim(options.trim) if options.trim else None,
        options.profile,
        options.intent,
        options.ink_limit,
        options.paper,
        options.spine,
        printers.read_binding(options.binding) if options.binding else None,
    )
    for printer in _all(print_options):
        cover_sheet.paper(printer, print_options.paper)  # or report that it has none of this name
    _check_press_options(print_options)
    return print_options


def _check_press_options(options: PrintOptions) -> None:
    """Raise UsageError for colour options that no printer of this build uses or accepts."""
    present = {
        "--profile": options.profile,
        "--intent": options.intent,
        "--ink-limit": options.ink_limit,
    }
    option = next((name for name, value in present.items() if value is not None), None)
    pressing = [printer for printer in _all(options) if checks.four_inks(printer)]
    if option and not pressing:
        raise UsageError.of(
            option,
            "none of the printers prints by a colour profile: they want sRGB",
            "Leave it out, or choose a printer that prints in four inks (platebook printers).",
        )
    for printer in pressing:
        limit = printer.ink_limit.value if printer.ink_limit else None
        if limit and options.ink_limit and options.ink_limit > limit:
            raise UsageError.of(
                "--ink-limit",
                f"{options.ink_limit} % is more than {printer.name} takes",
                f"Give at most {limit}, or leave it out.",
            )


def plan_runs(
    options: PrintOptions, story_trim: str | None, type_: TypesettingInput, report: Report
) -> tuple[PrintRun, ...]:
    """Lay out the book for every printer, and report the printers' objections.

    Raises PreflightError for what a printer's own documents forbid, before any photograph is
    decoded.
    """
    runs = tuple(_plan_run(printer, options, story_trim, type_) for printer in _all(options))
    notes = dict.fromkeys(note for run in runs for note in run.plan.notes)
    all_findings = [*notes, *(finding for run in runs for finding in _check(run, options))]
    for finding in all_findings:
        report.finding(finding)
    if errors := [finding for finding in all_findings if finding.severity is Severity.ERROR]:
        raise PreflightError(errors)
    return runs


def _all(options: PrintOptions) -> tuple[Printer, ...]:
    return options.printers or (printers.load(printers.DEFAULT),)


def _plan_run(
    printer: Printer, options: PrintOptions, story_trim: str | None, type_: TypesettingInput
) -> PrintRun:
    inks = _inks(printer, options)
    # Contradictory requirements are rejected now, not after all the work.
    refuse_intent(printer, press_file(printer, inks))
    asked_trim = options.trim or (_trim(story_trim) if story_trim else None)
    trim = asked_trim or checks.offered_trim(printer, geometry.DEFAULT_TRIM)
    house = page_grid.house_margins(trim, type_.margins)
    if printer.safe:  # the folio is below the live area, and must be inside the safe area too
        reach = printer.safe.value.bottom + page_grid.folio_reach(trim)
        house = replace(house, bottom=max(house.bottom, reach))
    direction = languages.direction(type_.edition.story.language)
    fold = checks.crossover(printer, options.binding)
    plans: dict[float, tuple[Typesetter, Plan]] = {}

    def pages_at(inner: float) -> int:
        margins = replace(checks.margins(printer, 1, house), inner=inner)
        sheet = page_grid.sheet_for(trim, direction, checks.bleed(printer), margins, fold)
        typesetter = Typesetter(
            type_.edition,
            type_.words,
            type_.font_set,
            type_.design,
            sheet,
            type_.sizes,
            memory=output.cache_folder() / PLATES,
            warm=type_.warm,
        )
        plan = pdf_plan.plan(typesetter, partial(checks.pad, printer))
        plans[inner] = typesetter, plan
        return plan.content

    gutter = checks.settle(printer, pages_at, house.inner).gutter
    suffix = f"-{printer.name}" if options.printers else ""
    name, paper, spine = f"{PRINT.name}{suffix}", options.paper, options.spine
    return PrintRun(name, suffix, printer, *plans[gutter], inks, paper, spine)


def _inks(printer: Printer, options: PrintOptions) -> ColourTarget | None:
    if not checks.four_inks(printer):
        return None
    profile_name = options.profile or checks.press_profile(printer) or checks.BUILT_IN_PROFILE
    limit = options.ink_limit or (printer.ink_limit.value if printer.ink_limit else None)
    intent = options.intent or next(iter(INTENTS))
    if limit is None:
        return press_profile.target(profile_name, intent=intent)
    return press_profile.target(profile_name, intent=intent, ink_limit=limit)


def _check(print_run: PrintRun, options: PrintOptions) -> Iterator[Finding]:
    sheet, content = print_run.plan.sheet, print_run.plan.content
    yield from checks.check_order(
        print_run.printer,
        sheet.trim,
        content,
        paper_name=options.paper,
        own_profile=bool(options.profile),
    )
    if finding := checks.check_binding(print_run.printer, options.binding):
        yield finding
    yield from checks.check_blanks(print_run.printer, print_run.plan.pagination.blanks)


def _trim(text: str) -> Trim:
    try:
        return geometry.trim(text)
    except ValueError as error:
        message, _, fix = str(error).partition(": ")
        raise UsageError.of("--trim", message, f"{fix[:1].upper()}{fix[1:]}.") from error


def find_low_resolution(runs: Sequence[PrintRun]) -> Iterator[Finding]:
    """Report photographs with too few pixels, or with more than a printer accepts.

    A photograph with too few pixels in several printers' books is reported once, for the book that
    shows it largest.
    """
    for page in runs[0].typesetter.edition.plates:
        where = f"{page.shown.where} (plate “{page.shown.id}”)"
        ppi_runs = []
        for run in runs:
            ppi = _ppi(run, page)
            if finding := checks.check_ppi(run.printer, where, ppi):
                yield finding
            else:
                ppi_runs.append((ppi, run))
        if not ppi_runs:
            continue
        ppi, run = min(ppi_runs, key=itemgetter(0))
        if ppi < PRINT_PPI * _ENOUGH:
            place = where if len(runs) == 1 else f"{where}, printer {run.printer.name}"
            yield _describe_resolution(place, ppi, run.plan.placements[page.anchor])


def _ppi(print_run: PrintRun, page: Page) -> float:
    """Return a photograph's effective ppi; renditions never have more than print needs."""
    size = print_run.typesetter.sizes[page.shown.id]
    photo_box = print_run.plan.placements[page.anchor].photo
    return min(geometry.covering_ppi(size, photo_box), PRINT_PPI)


def _describe_resolution(where: str, ppi: float, placement: Placement) -> Finding:
    width = placement.photo.width
    enough = floor(width * ppi / PRINT_PPI)
    whole = "spread" if placement.second else "matted"
    layout = f"layout: {whole} and " if placement.bleeds else ""
    remedy = f", or write {layout}width: {enough}mm in its plate"
    return Finding(
        where,
        f"the photograph has {ppi:.0f} ppi at its printed width of {width:.0f} mm; "
        f"print wants {PRINT_PPI}",
        f"Use a larger file{remedy if enough >= geometry.SMALLEST_WIDTH_MM else ''}.",
        Severity.WARNING,
        "S020",
    )
