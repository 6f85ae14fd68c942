"""Lays a story out for the desk, and draws what changed: runs in the worker process.

The stages are those of a build (``pipeline``), with what they gave the last time kept: photographs
that did not change are not looked at again, texts that did not change are not laid out again, and
pages that did not change are not drawn again.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from math import ceil
from pathlib import Path

from platebook import output, themes
from platebook.build_options import BuildOptions
from platebook.desk import state
from platebook.desk.model import DeskOptions, DeskState, Rectangle, rectangle
from platebook.desk.state import Ebook
from platebook.editions import edition
from platebook.editions.model import Job
from platebook.errors import Finding, ManifestError, PlatebookError
from platebook.fonts.characters import Line
from platebook.fonts.families import FontSet
from platebook.fonts.selection import select_fonts
from platebook.geometry import Box
from platebook.graphemes import clusters
from platebook.manifest import load_story
from platebook.pdf import preview_writer
from platebook.pdf.layout.plan import PRINT_PPI
from platebook.pdf.layout.typesetter import LayoutMemory
from platebook.pdf.preview_writer import PREVIEW_PPI, PagePicture, PreviewPart
from platebook.photos import prepare_plates
from platebook.photos.cache import PLATES, Cache
from platebook.photos.model import Rendition, RenditionRequest
from platebook.photos.survey_photos import survey
from platebook.photos.worker_pool import WorkerPool
from platebook.pipeline import decide, print_runs
from platebook.printers import cover_sheet
from platebook.rendering import environment
from platebook.report import CollectingReport, Silent
from platebook.story import Story

Prepare = Callable[[Sequence[RenditionRequest]], Mapping[tuple[str, str], Rendition]]


@dataclass(frozen=True, slots=True)
class DrawnCover:
    """A cover wrap as a picture; lengths in mm, boxes from the sheet's top left."""

    picture: PagePicture
    size: tuple[float, float]
    trim: Rectangle
    spine: Rectangle
    findings: tuple[Finding, ...]


def draw_cover(job: Job, draft: Path, prepare: Prepare, spine: float | None = None) -> DrawnCover:
    """Write the wrap of the job's printer to ``draft``, in sRGB, and draw it.

    ``spine`` is its width in mm, where the printer's own formula is not to be used.
    Raises PlatebookError where a figure is missing that only the printer knows, or where the
    cover cannot hold its texts.
    """
    collector = CollectingReport(Silent())
    print_run = replace(job.printed, inks=None, spine=spine)
    quiet = replace(job, print_runs=(print_run,), collected=collector)
    (output,) = edition("cover").files(quiet)
    output.write(prepare([_smaller(request) for request in output.requests]), draft)
    sheet = print_run.plan.sheet
    wrap = cover_sheet.wrap(
        print_run.printer,
        sheet.trim,
        print_run.plan.pagination.count,
        print_run.paper,
        spine_mm=print_run.spine,
        direction=sheet.direction,
    )
    (picture,) = preview_writer.draw_pages(draft, [0], PREVIEW_PPI)
    whole, edge = wrap.sheet, wrap.edge
    trim = Box(edge, edge, whole.width - 2 * edge, whole.height - 2 * edge)
    return DrawnCover(
        picture,
        (whole.width, whole.height),
        rectangle(trim),
        rectangle(wrap.spine),
        tuple(collector.findings),
    )


def _smaller(request: RenditionRequest) -> RenditionRequest:
    recipe, share = request.recipe, PREVIEW_PPI / PRINT_PPI
    width, height = (max(1, ceil(side * share)) for side in recipe.box)
    recipe = replace(recipe, box=(width, height), colour=None, copy=False)
    return replace(request, recipe=recipe)


#: Sets of fonts that are kept: one for each set of characters.
_MOST_FONTS = 16


@dataclass(eq=False)
class FontMemory:
    """The fonts of a book, chosen anew only where its characters are others."""

    _known: dict[tuple[object, ...], FontSet] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def select(self, text: Iterable[Line], *, language: str, folder: Path) -> FontSet:
        """Return what ``selection.select_fonts`` does, its files in a folder of their own.

        Raises MissingToolError.
        """
        lines = tuple(text)
        chars = frozenset().union(*(line.text for line in lines))
        letter_clusters = frozenset(part for line in lines for part in clusters(line.text))
        key = (language, chars, letter_clusters)
        if key in self._known:
            return self._known[key]
        font_set = select_fonts(
            lines, language=language, folder=folder / f"fonts-{next(self._numbers)}"
        )
        if not font_set.findings:  # which name places
            self._known[key] = font_set
        if len(self._known) > _MOST_FONTS:
            self._known.pop(next(iter(self._known)))
        return font_set


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the story as it is laid out: the job of a build, its parts and its state.

    ``stale_anchors`` are the anchors of lists that are still as they were before, in a draft.
    """

    job: Job
    parts: tuple[PreviewPart, ...]
    requests: Mapping[str, RenditionRequest]
    state: DeskState
    ebook: Ebook
    stale_anchors: frozenset[str] = frozenset()

    @property
    def settled_parts(self) -> tuple[PreviewPart, ...]:
        """The parts that no list can change: all before the first that is stale."""
        anchors = [part.page.anchor if part.page else "" for part in self.parts]
        first = next(
            (at for at, anchor in enumerate(anchors) if anchor in self.stale_anchors), None
        )
        return self.parts[:first]


@dataclass(eq=False)
class Preview:
    """The previews of one story. ``folder`` is for its files, and goes with the worker."""

    story: Path
    folder: Path
    workers: WorkerPool
    cache: Cache = field(default_factory=lambda: Cache(output.cache_folder() / PLATES))
    _warm: LayoutMemory = field(default_factory=LayoutMemory)
    _fonts: FontMemory = field(default_factory=FontMemory)
    _renditions: dict[object, Rendition] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def lay_out(self, options: DeskOptions, *, draft: bool = False) -> Version:
        """Lay out the story as it is on disk now. Raises PlatebookError, OSError.

        A ``draft`` leaves the lists at the end of the book as they were: at 200 plates they take
        four fifths of the time.
        """
        try:
            return self._lay_out(options, draft=draft)
        except PlatebookError:
            if not self._warm.stale:
                raise
            return self._lay_out(options, draft=False)

    def _lay_out(self, options: DeskOptions, *, draft: bool) -> Version:
        self._warm.begin(draft=draft)
        report = CollectingReport(Silent())
        print_options = print_runs.resolve(
            BuildOptions(
                editions=("print",),
                printers=(options.printer,) if options.printer else (),
                trim=options.trim or None,
            )
        )
        story, digest = self._read()
        design = themes.find(Path(options.theme) if options.theme else story.theme)
        environment.read(design)
        photographs = survey(story, report=report, workers=self.workers, cache=self.cache)
        job = decide(
            story,
            photographs,
            design,
            report,
            self.folder,
            print_options,
            warm=self._warm,
            choose=self._fonts.select,
        )
        job = replace(job, collected=report)
        for finding in print_runs.find_low_resolution(job.print_runs):
            report.finding(finding)
        requests = _requests(job)
        names = {plate: _pixels(request) for plate, request in requests.items()}
        parts = preview_writer.preview_parts(job.printed.typesetter, job.printed.plan, names)
        ebook_preview = Ebook.of(job, names)
        desk_state = state.make_state(job, parts, ebook_preview, report.findings, digest, options)
        return Version(job, parts, requests, desk_state, ebook_preview, frozenset(self._warm.stale))

    def _read(self) -> tuple[Story, str]:
        """Read the manifest, and return its digest. Raises ManifestError."""
        path = load_story.find(self.story)
        raw = load_story.read_bytes(path)
        story, findings = load_story.examine(raw, path)
        if story is None:
            raise ManifestError(findings)
        return story, hashlib.sha256(raw).hexdigest()

    def draw(
        self, version: Version, parts: Sequence[PreviewPart]
    ) -> Iterator[tuple[str, PagePicture]]:
        """Draw some parts of a version; yield each page's key with its picture.

        Raises PlatebookError where a photograph is damaged, and OSError.
        """
        plates = {part.page.plate.id for part in parts if part.page and part.page.plate}
        renditions = self._prepare([version.requests[plate] for plate in sorted(plates)])
        print_run = version.job.printed
        draft = self.folder / "preview.pdf"
        pictures = preview_writer.draw_preview(
            print_run.typesetter, print_run.plan, parts, renditions, draft
        )
        keys = {
            part.folio + number: state.page_key(part, number)
            for part in parts
            for number in range(part.count)
        }
        for picture in pictures:
            yield keys[picture.folio], picture

    def _prepare(self, requests: Sequence[RenditionRequest]) -> Mapping[str, Rendition]:
        """Return the files of some photographs by plate id; those that are not there are made."""
        missing = [request for request in requests if _pixels(request) not in self._renditions]
        if missing:
            renditions = self._files(missing)
            for request in missing:
                key = request.plate, request.recipe.medium
                self._renditions[_pixels(request)] = renditions[key]
        return {
            request.plate: replace(self._renditions[_pixels(request)], plate=request.plate)
            for request in requests
        }

    def file(self, version: Version, name: str) -> tuple[str, bytes] | None:
        """Return a file of the e-book by its name: media type and bytes; None where it has none."""
        if plate := version.ebook.images.get(name):
            request = version.ebook.request(plate, version.job)
            return "image/jpeg", self._prepare([request])[request.plate].path.read_bytes()
        if name == version.ebook.cover:
            return "image/jpeg", version.ebook.draw_cover(version.job, self._prepare, self.cache)
        return version.ebook.preview.file(name)

    def wrap(self, version: Version, spine: float | None) -> DrawnCover:
        """Draw the cover wrap. Raises PlatebookError where it cannot be made."""
        draft = self.folder / "pdf"
        return draw_cover(version.job, draft, self._files, spine)

    def _files(self, requests: Sequence[RenditionRequest]) -> Mapping[tuple[str, str], Rendition]:
        scratch = self.folder / f"photos-{next(self._numbers)}"
        return prepare_plates.prepare(
            requests, scratch=scratch, cache=self.cache, workers=self.workers
        )

    def forget(self, version: Version) -> None:
        """Delete the photographs that no page of ``version`` shows."""
        pixels_in_use = {_pixels(request) for request in version.requests.values()}
        pixels_in_use |= {_pixels(request) for request in version.ebook.requests(version.job)}
        for key in [key for key in self._renditions if key not in pixels_in_use]:
            self._renditions.pop(key).path.unlink(missing_ok=True)


def _requests(job: Job) -> dict[str, RenditionRequest]:
    """Return what the printed pages need of each photograph, by plate id."""
    recipes = preview_writer.preview_recipes(job.printed.plan)
    return {
        plate.id: RenditionRequest(
            plate.id,
            f"{plate.photo} (plate “{plate.id}”)",
            job.photos[plate.id],
            recipes[plate.id]
            if job.story.sharpens(plate)
            else replace(recipes[plate.id], sharpen=0.0),
        )
        for plate in job.story.plates
    }


def _pixels(request: RenditionRequest) -> str:
    """Return the pixels that a request gives, whichever plate it is for."""
    identity = request.photo.sha256, request.recipe
    return hashlib.sha256(repr(identity).encode()).hexdigest()[:32]
