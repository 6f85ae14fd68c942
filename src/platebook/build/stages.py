"""The stages of a build, in order.

    manifest.load → plates.survey → edition.compose → pdf.plan → plates.prepare → writers

First everything is gathered and decided; only then is anything written; and what was in the
output folder is replaced when every book asked for is finished, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from platebook import design as designs
from platebook import edition as editions_
from platebook import geometry, manifest, markup, output, pdf, plates, typefaces
from platebook import words as languages
from platebook.build import budgeting, covers
from platebook.build.texts import lines
from platebook.build.writers import WRITERS, Job
from platebook.edition import EPUB, MEDIA, PRINT
from platebook.errors import Finding, PreflightError, Severity, UsageError
from platebook.plates import Plate
from platebook.report import Heard, Report, Silent

DEFAULT_EDITIONS = (EPUB.name, PRINT.name)
#: Below this share of the ppi asked for, a photograph is worth a warning.
_ENOUGH = 0.985


@dataclass(frozen=True, slots=True)
class Book:
    """What a build made: the finished files, and what someone should look at."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    plates: int
    pages: int


def build(
    story: Path,
    folder: Path = Path("output"),
    *,
    editions: Sequence[str] = DEFAULT_EDITIONS,
    report: Report | None = None,
    jobs: int = 0,
    theme: Path | None = None,
    trim: str | None = None,
    strict: bool = False,
    profile: Path | str | None = None,
    target: str = plates.DEFAULT,
    budget: float | None = None,
) -> Book:
    """Make the editions asked for, and put them into ``folder`` together.

    ``story`` is a story folder or a manifest; ``jobs`` the photographs prepared at once (0: as
    many as there are cores); ``trim`` overrides the manifest's. With ``strict`` a warning stops
    the build. ``profile`` prints the photographs in CMYK: a printer's profile, or ``fogra39``.
    ``target`` is the kind of reader that the e-book is for (a row of ``plates.TARGETS``),
    ``budget`` the most that it may have, in megabytes.
    Raises a PlatebookError; then ``folder`` is as it was.
    """
    heard = Heard(report or Silent())
    wanted = _media(editions)
    inks = plates.target(profile) if profile else None
    reader = plates.target_for(target, budget)
    with output.workroom() as fonts, plates.Workers(jobs) as workers:
        job = plan(story, report=heard, fonts=fonts, workers=workers, theme=theme, trim=trim)
        job = replace(job, inks=inks, target=reader)
        names = [f"{job.story.slug}{MEDIA[name].suffix}" for name in wanted]
        with output.replacing(folder, names) as scratch:
            made = _prepare(job, wanted, scratch, workers, heard)
            if strict and heard.warnings:
                raise PreflightError(heard.warnings)
            for name, file in zip(wanted, names, strict=True):
                heard.stage(f"Writing {file}")
                WRITERS[name].write(job, made, scratch / file)
    return Book(
        files=tuple(folder / name for name in names),
        findings=tuple(heard.findings),
        plates=len(job.story.plates),
        pages=job.plan.pagination.count,
    )


def plan(
    story: Path,
    *,
    report: Report,
    fonts: Path,
    workers: plates.Workers | None = None,
    theme: Path | None = None,
    trim: str | None = None,
) -> Job:
    """Read and decide everything that a book depends on, without touching a pixel.

    ``fonts`` is a folder of this build alone: the faces cut for it are written there, and must
    stay until the book is. ``workers`` are the processes that open photographs.
    """
    report.stage("Reading the story")
    told = manifest.load(story)
    design = designs.find(theme or told.theme)
    markup.read(design)
    size = _trim(trim or told.trim)
    report.stage("Looking at the photographs")
    photos = plates.survey(told, report=report, workers=workers)
    told = editions_.complete(told, photos)
    for finding in manifest.remarks(told):
        report.finding(finding)
    words = languages.of(told.language)
    printed = editions_.compose(told, PRINT, words)
    report.stage("Casting type and measuring captions")
    cast = typefaces.cast(lines(told), language=told.language, folder=fonts)
    for finding in cast.findings:
        report.finding(finding)
    sheet = pdf.sheet_for(size, languages.direction(told.language))
    sizes = {plate.id: photos[plate.id].size for plate in told.plates}
    typesetter = pdf.Typesetter(printed, words, cast, design, sheet, sizes)
    return Job(told, photos, words, design, cast, typesetter, pdf.plan(typesetter))


def _media(editions: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(editions)) or DEFAULT_EDITIONS
    unknown = [name for name in wanted if name not in WRITERS]
    if unknown:
        raise UsageError.of(
            "--edition",
            f"there is no edition “{unknown[0]}”",
            f"Choose from: {', '.join(WRITERS)}.",
        )
    return wanted


def _trim(asked: str | None) -> geometry.Trim:
    if asked is None:
        return geometry.DEFAULT_TRIM
    try:
        return geometry.trim(asked)
    except ValueError as error:
        message, _, fix = str(error).partition(": ")
        raise UsageError.of("--trim", message, f"{fix[:1].upper()}{fix[1:]}.") from error


def _prepare(
    job: Job, wanted: Sequence[str], scratch: Path, workers: plates.Workers, report: Report
) -> Mapping[tuple[str, str], Plate]:
    """Prepare every photograph once for all editions, and say which have too few pixels."""
    wishes = [wish for name in wanted for wish in WRITERS[name].wishes(job)]
    report.stage("Preparing photographs")
    cache = plates.Cache(output.cache_folder() / "plates")
    prepare = partial(
        plates.prepare, scratch=scratch / "plates", report=report, cache=cache, workers=workers
    )
    made = prepare(wishes)
    if EPUB.name in wanted:
        made = covers.drawn(job, made, scratch, cache)
        made = budgeting.within(job, made, scratch, prepare, report)
    workers.close()  # their memory is worth more to the writers
    if PRINT.name in wanted:
        for finding in _too_few_pixels(job, made):
            report.finding(finding)
    return made


def _too_few_pixels(job: Job, made: Mapping[tuple[str, str], Plate]) -> Iterator[Finding]:
    for page in job.typesetter.edition.plates:
        plate, placed = page.shown, job.plan.placements[page.anchor].photo
        pixels = made[plate.id, PRINT.name].size[0]
        ppi = geometry.effective_ppi(pixels, placed.width)
        if ppi < pdf.PRINT_PPI * _ENOUGH:
            width = pixels / pdf.PRINT_PPI * geometry.MM_PER_INCH
            yield Finding(
                f"{plate.where} (plate “{plate.id}”)",
                f"{plate.photo} has {ppi:.0f} ppi at its printed width of {placed.width:.0f} mm; "
                f"print wants {pdf.PRINT_PPI}",
                f"Use a larger file: this one would do up to {width:.0f} mm wide.",
                Severity.WARNING,
                "S020",
            )
