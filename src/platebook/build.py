"""Builds books: calls the stages in order, and is the only place that knows every writer.

    manifest.load → plates.survey → edition.compose → pdf.plan → plates.prepare → writers

First everything is gathered and decided; only then is anything written; and what was in the
output folder is replaced when every book asked for is finished, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from platebook import design as designs
from platebook import edition as editions_
from platebook import geometry, manifest, output, pdf, plates, typefaces
from platebook import words as languages
from platebook.design import Design
from platebook.edition import EPUB, MEDIA, PRINT, Edition
from platebook.errors import Finding, PlatebookError, PreflightError, Severity, UsageError
from platebook.plates import Photo, Plate, Recipe, Rights, Wish
from platebook.report import Report, Silent
from platebook.story import PlateText, Story
from platebook.words import Words

DEFAULT_EDITIONS = (EPUB.name, PRINT.name)
#: Below this share of the ppi asked for, a photograph is worth a warning.
_ENOUGH = 0.985
#: E-book photographs: under Kobo's 3.8 and Apple's 5.6 megapixels, whole on any screen.
_EPUB_EDGE, _EPUB_PIXELS, _EPUB_QUALITY = 2400, 3_800_000, 85
_COVER = "cover"


@dataclass(frozen=True, slots=True)
class Book:
    """What a build made: the finished files, and what someone should look at."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    plates: int
    pages: int


@dataclass(frozen=True, slots=True)
class Job:
    """All that is decided before a book is written; what every writer is given."""

    story: Story
    photos: Mapping[str, Photo]
    words: Words
    design: Design
    cast: typefaces.Cast
    typesetter: pdf.Typesetter
    plan: pdf.Plan


@dataclass(frozen=True, slots=True)
class Writer:
    """A row of the table of editions: what it wishes of the photographs, how it is written."""

    wishes: Callable[[Job], Iterable[Wish]]
    write: Callable[[Job, Mapping[str, Plate], Path], None]


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
) -> Book:
    """Make the editions asked for, and put them into ``folder`` together.

    ``story`` is a story folder or a manifest; ``jobs`` the photographs prepared at once (0: as
    many as there are cores); ``trim`` overrides the manifest's. With ``strict`` a warning stops
    the build. Raises a PlatebookError; then ``folder`` is as it was.
    """
    heard = _Heard(report or Silent())
    wanted = _media(editions)
    job = plan(story, report=heard, theme=theme, trim=trim)
    names = [f"{job.story.slug}{MEDIA[name].suffix}" for name in wanted]
    with output.replacing(folder, names) as scratch:
        made = _prepare(job, wanted, scratch, jobs, heard)
        if strict and heard.warnings:
            raise PreflightError(heard.warnings)
        for name, file in zip(wanted, names, strict=True):
            heard.stage(f"Writing {file}")
            mine = {plate: made[plate, medium] for plate, medium in made if medium == name}
            WRITERS[name].write(job, mine, scratch / file)
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
    theme: Path | None = None,
    trim: str | None = None,
) -> Job:
    """Read and decide everything that a book depends on, without touching a pixel."""
    report.stage("Reading the story")
    told = manifest.load(story)
    design = designs.find(theme or told.theme)
    size = _trim(trim or told.trim)
    photos = plates.survey(told, report=report)
    told = editions_.complete(told, photos)
    for finding in manifest.remarks(told):
        report.finding(finding)
    words = languages.of(told.language)
    printed = editions_.compose(told, PRINT, words)
    report.stage("Casting type and measuring captions")
    cast = typefaces.cast(
        _lines(told, words), language=told.language, folder=output.cache_folder() / "fonts"
    )
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
        raise UsageError.of(
            "--trim", str(error), "Without --trim the page is 8.5 × 8.5 in."
        ) from error


def _prepare(
    job: Job, wanted: Sequence[str], scratch: Path, jobs: int, report: Report
) -> Mapping[tuple[str, str], Plate]:
    """Prepare every photograph once for all editions, and say which have too few pixels."""
    wishes = [wish for name in wanted for wish in WRITERS[name].wishes(job)]
    report.stage("Preparing photographs")
    made = plates.prepare(wishes, scratch=scratch / "plates", jobs=jobs, report=report)
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


def _print_wishes(job: Job) -> Iterator[Wish]:
    for plate in job.story.plates:
        recipe = job.plan.recipes[plate.id]
        yield Wish(plate.id, _called(plate), job.photos[plate.id], recipe)


def _write_print(job: Job, made: Mapping[str, Plate], draft: Path) -> None:
    pdf.write(job.typesetter, job.plan, made, draft)


def _epub_wishes(job: Job) -> Iterator[Wish]:
    recipe = Recipe(
        medium=EPUB.name,
        box=(_EPUB_EDGE, _EPUB_EDGE),
        pixels=_EPUB_PIXELS,
        quality=_EPUB_QUALITY,
        chroma="4:2:0",
        keep_rights=True,
    )
    for plate in job.story.plates:
        rights = _rights(plate, job)
        yield Wish(plate.id, _called(plate), job.photos[plate.id], recipe, rights)
    if isinstance(job.story.cover, Path):
        place = f"{job.story.place('cover')} (cover)"
        yield Wish(_COVER, place, job.photos[plates.COVER], recipe, _cover_rights(job.story))


def _write_epub(job: Job, made: Mapping[str, Plate], draft: Path) -> None:
    from platebook import epub

    book: Edition = editions_.compose(job.story, EPUB, job.words)
    cover = made[_COVER if isinstance(job.story.cover, Path) else job.story.cover]
    pagination = job.plan.pagination
    epub.write(
        book.paginated(pagination),
        {name: plate for name, plate in made.items() if name != _COVER},
        cover,
        words=job.words,
        cast=job.cast,
        design=job.design,
        pagination=pagination,
        draft=draft,
    )


WRITERS = {
    EPUB.name: Writer(_epub_wishes, _write_epub),
    PRINT.name: Writer(_print_wishes, _write_print),
}


def _called(plate: PlateText) -> str:
    return f"{plate.photo} (plate “{plate.id}”)"


def _rights(plate: PlateText, job: Job) -> Rights:
    creator = job.photos[plate.id].words.get("creator")
    named = ", ".join(person.name for person in job.story.photographers) or None
    return Rights(
        creator=creator.text if creator else named,
        credit=plate.credit,
        rights=plate.rights or job.story.rights,
        caption=plate.caption,
        alt=plate.alt,
        description=plate.description,
        language=job.story.language,
    )


def _cover_rights(story: Story) -> Rights:
    return Rights(credit=story.credit, rights=story.rights, language=story.language)


def _lines(story: Story, words: Words) -> Iterator[typefaces.Line]:
    """Every text that may be set in type, with its place for a message."""
    for key in (
        "title",
        "subtitle",
        "standfirst",
        "publisher",
        "rights",
        "introduction",
        "closing",
    ):
        if text := getattr(story, key):
            yield typefaces.Line(text, f"{story.place(key)} ({key})")
    for person in story.contributors:
        yield typefaces.Line(person.name, f"{story.place('contributors')} (contributors)")
    for link in story.links:
        yield typefaces.Line(link.label + link.url, f"{story.place('links')} (links)")
    if story.series:
        yield typefaces.Line(
            story.series.name + (story.series.position or ""), str(story.place("series"))
        )
    for section in story.sections:
        yield typefaces.Line(
            f"{section.title or ''} {section.text or ''}", f"{section.where or story.manifest}"
        )
        for plate in section.plates:
            said = (plate.caption, plate.credit, plate.title, plate.description, plate.rights)
            text = " ".join(filter(None, (*said, plate.location, plate.date)))
            yield typefaces.Line(text, f"{plate.where} (plate “{plate.id}”)")
    generated = " ".join(words.pattern(message) for message in sorted(languages.messages()))
    roles = " ".join(words.role(code) for code in languages.ROLES)
    yield typefaces.Line(f"{generated} {roles} {story.identifier}", "platebook’s own words")


class _Heard:
    """A report that passes everything on, and remembers the findings."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.findings: list[Finding] = []

    @property
    def warnings(self) -> list[Finding]:
        return [found for found in self.findings if found.severity is Severity.WARNING]

    def stage(self, words: str) -> None:
        self._report.stage(words)

    def step(self, done: int, total: int, label: str = "") -> None:
        self._report.step(done, total, label)

    def finding(self, finding: Finding) -> None:
        self.findings.append(finding)
        self._report.finding(finding)


__all__ = ["Book", "PlatebookError", "build", "plan"]
