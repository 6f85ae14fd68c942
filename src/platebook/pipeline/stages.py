"""The stages of a build, in order.

    manifest.load → photos.survey → book.compose → pdf.plan → photos.prepare → editions

First everything is read and decided; only then is anything written; files in the output folder
are replaced when every requested book is finished, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from platebook import check_story, output, sandbox, themes
from platebook import i18n as languages
from platebook.book import PRINT, complete, compose
from platebook.build_options import BuildOptions
from platebook.editions import edition, theme_dry_run
from platebook.editions.model import Job, Made, Output, Preparing
from platebook.errors import Finding, PreflightError, Severity
from platebook.files import transaction
from platebook.files.arguments import without_detours
from platebook.fonts.families import FontSet
from platebook.fonts.selection import select_fonts
from platebook.manifest import from_story, load_story, theme_file, warnings
from platebook.pdf.layout.typesetter import LayoutMemory
from platebook.photos.cache import Cache
from platebook.photos.memory import ImageMemory
from platebook.photos.model import Photo, RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.produce import preview_recipe
from platebook.photos.survey_photos import check_in_background, survey
from platebook.photos.worker_pool import WorkerPool
from platebook.pipeline import inspection, print_runs
from platebook.pipeline.book_facts import book_facts
from platebook.pipeline.build_record import SUFFIX, digest, record, to_json
from platebook.pipeline.print_runs import PrintOptions, TypesettingInput
from platebook.pipeline.resolve_options import fill_editions, keep_inputs, read
from platebook.preflight.external import ExternalCheckers
from platebook.preflight.model import Subject
from platebook.preflight.reader_process import ReaderProcess
from platebook.rendering import environment
from platebook.report import CollectingReport, Report, Silent
from platebook.story import Story

#: Plates of a book whose files are read while others are written.
_FEW = 100
#: The files of each edition, before they are written.
Outputs = Mapping[str, Sequence[Output]]


@dataclass(frozen=True, slots=True)
class Book:
    """The result of a build: the finished books and the findings.

    The record of the build, ``SLUG.build.json``, is beside them.
    """

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    plates: int
    pages: int

    @classmethod
    def of(cls, job: Job, files: Iterable[Path]) -> Book:
        """Make the result of a job."""
        findings = tuple(job.collected.findings)
        return cls(tuple(files), findings, len(job.story.plates), job.printed.plan.pagination.count)


def build(
    story: Path | str | Story,
    folder: Path = Path("output"),
    options: BuildOptions = BuildOptions(),  # noqa: B008  frozen
    *,
    report: Report | None = None,
    cache: Path | None = None,
    inspecting: bool = True,
    workers: WorkerPool | None = None,
    reader: ReaderProcess | None = None,
    warm: LayoutMemory | None = None,
) -> Book:
    """Make the requested editions, and put them into ``folder`` together.

    ``story`` is a story folder, a manifest, or a ``Story``. ``cache`` is a folder for prepared
    photographs instead of the user's cache. Without ``inspecting`` no finished file is inspected.
    ``workers`` and ``reader`` are processes of a session, which keep running; ``warm`` keeps for
    its next build what lays a book out. Raises a PlatebookError; then ``folder`` is unchanged.
    """
    sandbox.require_address_space()
    collector, options = CollectingReport(report or Silent()), fill_editions(options)
    folder = without_detours(folder)
    output.recover(folder)
    plate_cache = Cache((cache or output.cache_folder()) / "plates")
    own = WorkerPool(options.jobs) if workers is None else nullcontext(workers)
    with output.workroom() as fonts, own as pool:
        print_options, target = read(options)
        job = plan(
            story,
            report=collector,
            fonts=fonts,
            workers=pool,
            cache=plate_cache,
            theme=Path(options.theme) if options.theme else None,
            print_options=print_options,
            warm=warm,
        )
        job = replace(job, target=target, options=options, collected=collector)
        processes = _Processes(pool, reader, keep=workers is not None)
        return _make_books(job, options, folder, plate_cache, processes, inspecting=inspecting)


@dataclass(frozen=True, slots=True)
class _Processes:
    """The processes of a build. Without ``keep`` the workers end when photographs are ready."""

    workers: WorkerPool
    reader: ReaderProcess | None
    keep: bool

    def free(self) -> None:
        """End the workers, whose memory the writers of books need; they start again if asked."""
        if not self.keep:
            self.workers.close()


def _make_books(
    job: Job,
    options: BuildOptions,
    folder: Path,
    cache: Cache,
    processes: _Processes,
    *,
    inspecting: bool,
) -> Book:
    """Prepare the photographs, write every book, inspect the drafts and move them into place."""
    editions_asked, checkers = options.editions, ExternalCheckers(options.epubcheck, options.ace)
    outputs = {name: tuple(edition(name).files(job)) for name in editions_asked}
    output_files = [file for name in editions_asked for file in outputs[name]]
    names = [output_file.file for output_file in output_files]
    record_name = f"{job.story.slug}{SUFFIX}"
    keep_inputs(job, options, folder, output_files, record_name)
    draft_digests: dict[str, str] = {}
    with output.replace_files(folder, [*names, record_name], draft_digests) as scratch:
        renditions = _prepare(job, outputs, scratch, processes, cache, inspecting)
        _check_resolution(job, editions_asked, strict=options.strict)
        books, proofs = _separate_last(outputs)
        with nullcontext(processes.reader) if processes.reader else ReaderProcess() as reader:
            memory = ImageMemory.of(cache)
            drafts = inspection.subjects(job, books, scratch, memory) if inspecting else ()
            digests = _write(job, books, renditions, scratch, _early_reader(reader, job, drafts))
            if inspecting:
                inspection.inspect_drafts(
                    job,
                    books,
                    scratch,
                    checkers,
                    strict=options.strict,
                    renditions=renditions,
                    reader=reader,
                    memory=memory,
                )
        digests |= _write(job, proofs, renditions, scratch)
        facts = book_facts(job, outputs, scratch)
        made_from = record(job, options, [scratch / name for name in names], folder, digests, facts)
        draft_digests |= {name: entry.sha256 for name, entry in made_from.outputs.items()}
        (scratch / record_name).write_bytes(to_json(made_from))
    return Book.of(job, [folder / name for name in names])


def plan(
    story: Path | str | Story,
    *,
    report: Report,
    fonts: Path,
    workers: WorkerPool | None = None,
    cache: Cache | None = None,
    theme: Path | None = None,
    print_options: PrintOptions = PrintOptions(),  # noqa: B008  frozen
    warm: LayoutMemory | None = None,
) -> Job:
    """Read and decide everything that a book depends on, without changing a pixel.

    ``fonts`` is a folder for this build's font subsets, which must stay until the books are
    written. ``workers`` are the processes that open photographs; those that ``cache`` does not
    know as whole are decoded to check them. ``print_options`` are the options of the printed books,
    ``warm`` is as for ``decide``.
    """
    report.stage("Reading the story")
    if isinstance(story, Story):
        loaded_story = from_story.complete(story, fonts)
    else:
        loaded_story = load_story.load(Path(story))
    design = themes.find(theme or loaded_story.theme)
    environment.read(design)
    report.stage("Looking at the photographs")
    photos = survey(loaded_story, report=report, workers=workers, cache=cache)
    if not (workers and cache):
        return decide(loaded_story, photos, design, report, fonts, print_options, warm=warm)
    with check_in_background(photos, cache, workers) as trial:
        job = decide(loaded_story, photos, design, report, fonts, print_options, warm=warm)
        return replace(job, photos=trial.result(report))


def decide(
    story: Story,
    photos: Mapping[str, Photo],
    design: themes.Design,
    report: Report,
    fonts: Path,
    print_options: PrintOptions,
    *,
    warm: LayoutMemory | None = None,
    choose: Callable[..., FontSet] = select_fonts,
) -> Job:
    """Plan the pages, and the renditions that they need.

    ``warm`` keeps layouts for the next time that the same story is planned; ``choose`` is called
    as ``selection.select_fonts`` is.
    """
    direction = theme_file.theme_direction(design)
    story = direction.apply(complete(story, photos))
    for finding in warnings.remarks(story):
        report.finding(finding)
    words = languages.of(story.language)
    print_edition = compose(story, PRINT, words)
    report.stage("Choosing fonts and measuring captions")
    lines = list(check_story.printed_lines(story, design))
    font_set = choose(lines, language=story.language, folder=fonts)
    for finding in font_set.findings:
        report.finding(finding)
    sizes = {plate.id: photos[plate.id].size for plate in story.plates}
    theme_dry_run.dry_run(story, words, font_set, design, sizes)
    type_ = TypesettingInput(print_edition, words, font_set, design, sizes, warm, direction.margins)
    runs = print_runs.plan_runs(print_options, story.trim, type_, report)
    return Job(story, photos, words, design, font_set, runs)


def _check_resolution(job: Job, names: Sequence[str], *, strict: bool) -> None:
    """Report photographs with too few pixels in print; a proof is built in spite of errors."""
    specs = [edition(name) for name in names]
    if any(spec.checks_resolution for spec in specs):
        problems = list(print_runs.find_low_resolution(job.print_runs))
        for finding in problems:
            job.collected.finding(finding)
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if errors and any(spec.for_press for spec in specs):
            raise PreflightError(errors)
    missing = [
        finding
        for photo in job.photos.values()
        for finding in photo.findings
        if finding.code == "F012"
    ]
    if missing and any(spec.for_press for spec in specs):
        raise PreflightError(replace(finding, severity=Severity.ERROR) for finding in missing)
    if strict and job.collected.warnings:
        raise PreflightError(job.collected.warnings)


def _separate_last(outputs: Outputs) -> tuple[Outputs, Outputs]:
    """Separate the editions that are written last, since they show the findings of the others."""
    books = {name: files for name, files in outputs.items() if not edition(name).last}
    return books, {name: outputs[name] for name in outputs if name not in books}


def _early_reader(
    reader: ReaderProcess, job: Job, drafts: Iterable[Subject]
) -> Callable[[Path], object]:
    """Return what begins to read each of the drafts as soon as it is written.

    The reader of a large book, and all books of a foreign theme, leave memory to the writers.
    """
    small = len(job.story.plates) <= _FEW and not job.design.foreign
    subjects = list(drafts) if small else []

    def read(path: Path) -> None:
        for at, subject in enumerate(subjects, 1):
            if subject.file == path:
                reader.begin(subject, subjects[at:])

    return read


def _write(
    job: Job,
    outputs: Outputs,
    renditions: Made,
    scratch: Path,
    on_written: Callable[[Path], object] = lambda _: None,
) -> dict[str, str]:
    """Write every file, and call ``on_written`` with each; return their SHA-256 by name."""
    digests, output_files = {}, [output_file for files in outputs.values() for output_file in files]
    for output_file in output_files:
        job.collected.stage(f"Writing {output_file.file}")
        inspection.free_layouts(job)
        if sha256 := output_file.write(renditions, scratch / output_file.file):
            digests[output_file.file] = sha256
        transaction.begin_sync(scratch / output_file.file)
        on_written(scratch / output_file.file)
    missing = (output_file.file for output_file in output_files if output_file.file not in digests)
    return digests | {name: digest(scratch / name) for name in missing}


def _prepare(
    job: Job,
    outputs: Outputs,
    scratch: Path,
    processes: _Processes,
    cache: Cache,
    inspecting: bool,
) -> Made:
    """Prepare every photograph once for all editions and for inspection."""
    report = job.collected
    requests = [
        request for files in outputs.values() for file in files for request in file.requests
    ]
    requests += [
        RenditionRequest(plate.id, plate.photo, photo, preview_recipe(photo, cache))
        for plate in job.story.plates
        if inspecting
        for photo in (job.photos[plate.id],)
    ]
    report.stage("Preparing photographs")
    prepare_more = partial(
        prepare,
        scratch=scratch / "plates",
        report=report,
        cache=cache,
        workers=processes.workers,
    )
    renditions: Made = prepare_more(requests)
    processes.free()
    preparing = Preparing(scratch, cache, prepare_more)
    for name, files in outputs.items():
        for file in files:
            renditions = edition(name).adjust(job, file, renditions, preparing)
    processes.free()
    return renditions
