"""The edition ``cover``: for each printer one sheet with back cover, spine and front cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from platebook import geometry
from platebook.editions.model import (
    EditionSpec,
    Job,
    Made,
    Output,
    PrintRun,
    of_medium,
    owners,
    plate_name,
)
from platebook.errors import Finding, PreflightError, Severity, UsageError
from platebook.pdf.cover_wrap.wrap import CoverPhoto, CoverWrap, plan_wrap, write_wrap
from platebook.pdf.layout.plan import PRINT_PPI
from platebook.photos.model import RenditionRequest
from platebook.photos.survey_photos import COVER
from platebook.preflight.model import Subject
from platebook.printers import checks, cover_sheet
from platebook.story import Plate

#: The suffix of its files' names.
_SUFFIX = "cover"
#: The number of small plates on the back cover.
_SMALL = 3
#: A photograph below this share of the required ppi gives a warning.
_ENOUGH = 0.985


def _files(job: Job) -> Iterator[Output]:
    """Yield each printer's cover wrap.

    Raises UsageError where a figure is missing that only the printer knows, ManifestError for
    texts that do not fit the cover, and PreflightError for what the printer's documents forbid.
    """
    _require_one_spine(job)
    for print_run in job.print_runs:
        cover = _plan(job, print_run)
        findings = [*_check(print_run, cover), *cover.findings, *_find_left_out(job, cover)]
        _report(job, [*findings, *_find_low_resolution(job, cover)])
        medium = f"{_SUFFIX}-{print_run.printer.name}"
        yield Output(
            f"{job.story.slug}{print_run.suffix}-{_SUFFIX}.pdf",
            tuple(_requests(job, print_run, cover, medium)),
            partial(_write, job, print_run, cover, medium),
            print_run.printer.label,
        )


def _require_one_spine(job: Job) -> None:
    if len(job.print_runs) > 1 and any(print_run.spine is not None for print_run in job.print_runs):
        raise UsageError.of(
            "--spine",
            "a spine's width is one printer's, and there are several",
            "Make the covers one printer at a time.",
        )


def _plan(job: Job, print_run: PrintRun) -> CoverWrap:
    sheet = print_run.plan.sheet
    wrap = cover_sheet.wrap(
        print_run.printer,
        sheet.trim,
        print_run.plan.pagination.count,
        print_run.paper,
        spine_mm=print_run.spine,
        direction=sheet.direction,
    )
    front = _front(job)
    small = tuple(_picture(job, plate) for plate in _choose(job, front.name))
    return plan_wrap(print_run.typesetter, print_run.printer, wrap, front, small)


def _front(job: Job) -> CoverPhoto:
    """Take the photograph that the story has on its cover."""
    if plate := job.cover_plate:
        return _picture(job, plate)
    metadata = job.cover.words.get("credit")
    credit = job.story.credit or (metadata.text if metadata else None)
    return CoverPhoto(COVER, job.cover.size, credit=credit, sharpen=job.story.sharpen)


def _picture(job: Job, plate: Plate) -> CoverPhoto:
    return CoverPhoto(
        plate.id,
        job.photos[plate.id].size,
        plate.focus or (0.5, 0.5),
        plate.alt or "",
        plate.credit,
        job.story.sharpens(plate),
    )


def _choose(job: Job, front: str) -> Sequence[Plate]:
    """Choose small plates, as the story says or all over it; none twice, nor that on the front."""
    if plate_ids := job.story.back_cover:
        plates_ = {plate.id: plate for plate in job.story.plates}
        return [plates_[name] for name in plate_ids]
    cover = job.cover.sha256
    others = {
        job.photos[plate.id].sha256: plate
        for plate in reversed(job.story.plates)
        if plate.id != front and job.photos[plate.id].sha256 != cover
    }
    plates = [*reversed(others.values())]
    count = min(_SMALL, len(plates))
    return [plates[(2 * at + 1) * len(plates) // (2 * count)] for at in range(count)]


def _find_left_out(job: Job, cover: CoverWrap) -> Iterator[Finding]:
    """Report photographs that the story has on the back, which has no room for them."""
    for name in job.story.back_cover:
        if name not in cover.boxes:
            yield Finding(
                f"{job.story.place('back-cover')}",
                f"back-cover: the back has no room for the photograph of plate “{name}”",
                "Shorten the standfirst, or name fewer plates.",
                Severity.WARNING,
                "S034",
            )


def _requests(
    job: Job, print_run: PrintRun, cover: CoverWrap, medium: str
) -> Iterator[RenditionRequest]:
    for name, recipe in cover.recipes(medium).items():
        ink_recipe = replace(recipe, colour=print_run.inks)
        yield RenditionRequest(name, _where(job, name), job.photos[name], ink_recipe)


def _where(job: Job, name: str) -> str:
    plate = next((plate for plate in job.story.plates if plate.id == name), None)
    return plate_name(plate) if plate else job.cover_place


def _write(
    job: Job, print_run: PrintRun, cover: CoverWrap, medium: str, renditions: Made, draft: Path
) -> None:
    write_wrap(cover, of_medium(medium, renditions), draft, owners(job), print_run.inks)


def _report(job: Job, findings: Sequence[Finding]) -> None:
    for finding in findings:
        job.collected.finding(finding)
    if errors := [finding for finding in findings if finding.severity is Severity.ERROR]:
        raise PreflightError(errors)


def _check(print_run: PrintRun, cover: CoverWrap) -> Iterator[Finding]:
    """Report figures that are assumed, and figures on which sources disagree."""
    printer, sheet = print_run.printer, print_run.plan.sheet
    if not printer.cover_bleed and not printer.cover_wrap:
        yield Finding(
            f"printer {printer.name}, cover",
            f"the bleed of its covers is not known; {cover.wrap.edge:g} mm stand in for it",
            "Ask the printer. Put it into a profile of your own that says "
            f"“extends: {printer.name}” (cover-bleed).",
            Severity.WARNING,
            "R006",
        )
    pages = print_run.plan.pagination.count
    if metadata := checks.check_case(printer, cover.wrap, pages):
        yield metadata
    if cover.texts.spine:
        findings = checks.check_order(printer, sheet.trim, print_run.plan.content, spine_text=True)
        yield from (finding for finding in findings if finding.code == "R005")


def _find_low_resolution(job: Job, cover: CoverWrap) -> Iterator[Finding]:
    """Report photographs of the cover with too few pixels, or more than the printer accepts."""
    for name, box in cover.boxes.items():
        ppi = min(geometry.covering_ppi(job.photos[name].size, box), PRINT_PPI)
        where = f"{_where(job, name)}, cover"
        if finding := checks.check_ppi(cover.printer, where, ppi):
            yield finding
        elif ppi < PRINT_PPI * _ENOUGH:
            width = box.width * ppi / PRINT_PPI
            yield Finding(
                where,
                f"it has {ppi:.0f} ppi at {box.width:.0f} mm wide on the cover; print wants "
                f"{PRINT_PPI}",
                f"Use a larger file, or another cover: this one would do up to {width:.0f} mm.",
                Severity.WARNING,
                "S020",
            )


def _subject(job: Job, number: int, draft: Path, output: Output) -> Subject:
    return Subject(draft, output.file, job.print_runs[number].printer, cover=True)


EDITION = EditionSpec(
    _files, _subject, options=frozenset({"spine", "profile", "intent", "ink_limit"})
)
