"""``EditionSpec``, the declaration of an edition, and ``Job``, the input of every writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from platebook import markdown
from platebook.build_options import BuildOptions
from platebook.fonts.families import FontSet
from platebook.i18n import Words
from platebook.pdf.layout.plan import Plan
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.press.finish import Owners
from platebook.photos.cache import Cache
from platebook.photos.ebook_targets import DEFAULT, TARGETS, Target
from platebook.photos.model import ColourTarget, Photo, Recipe, Rendition, RenditionRequest, Rights
from platebook.photos.survey_photos import COVER
from platebook.preflight.model import Subject
from platebook.printers.printer import Printer
from platebook.report import CollectingReport, Silent
from platebook.story import Plate, Story
from platebook.themes import Design

#: Every rendition, by plate id and medium.
Made = Mapping[tuple[str, str], Rendition]


@dataclass(frozen=True, slots=True)
class PrintRun:
    """The printed book for one printer.

    ``medium`` names its renditions, ``suffix`` follows the slug in its file's name. ``inks`` is the
    CMYK target of photographs, None for sRGB. ``paper`` is the printer's paper by name, ``spine``
    the spine's width in mm, both None where not given.
    """

    medium: str
    suffix: str
    printer: Printer
    typesetter: Typesetter
    plan: Plan
    inks: ColourTarget | None = None
    paper: str | None = None
    spine: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that is decided before a book is written; the input of every writer.

    ``print_runs`` are the printed books, one per printer; the e-book's page list has the folios of
    the first. ``target`` is the class of e-readers, ``options``
    are those of the build. ``collected`` collects findings during the build.
    """

    story: Story
    photos: Mapping[str, Photo]
    words: Words
    design: Design
    font_set: FontSet
    print_runs: tuple[PrintRun, ...]
    target: Target = TARGETS[DEFAULT]
    options: BuildOptions = BuildOptions()  # noqa: RUF009  frozen
    collected: CollectingReport = field(
        default_factory=lambda: CollectingReport(Silent()), compare=False
    )

    @property
    def printed(self) -> PrintRun:
        """The impression whose pagination all other editions use."""
        return self.print_runs[0]

    @property
    def cover(self) -> Photo:
        """The photograph on the cover."""
        own = isinstance(self.story.cover, Path)
        return self.photos[COVER if own else str(self.story.cover)]

    @property
    def cover_plate(self) -> Plate | None:
        """The plate whose photograph is on the cover, if it is one, by whichever name."""
        plates = self.story.plates
        plate_by_id = next((plate for plate in plates if plate.id == self.story.cover), None)
        file = self.cover.sha256
        return plate_by_id or next(
            (plate for plate in plates if self.photos[plate.id].sha256 == file), None
        )

    @property
    def cover_place(self) -> str:
        """The place of the photograph on the cover in the story, for messages."""
        return f"{self.story.place('cover')} (cover)"

    def request(
        self, plate: Plate, recipe: Recipe, rights: Rights | None = None
    ) -> RenditionRequest:
        """Request a rendition of a plate, sharpened only if the story allows that."""
        if not self.story.sharpens(plate):
            recipe = replace(recipe, sharpen=0.0)
        photo = self.photos[plate.id]
        return RenditionRequest(plate.id, plate_name(plate), photo, recipe, rights or Rights())


@dataclass(frozen=True, slots=True)
class Output:
    """One file of an edition: its name, the renditions it needs, and its writer.

    ``printer`` is the label of the printer that it is made for.

    ``write`` takes all renditions and the path of the draft. It returns the draft's SHA-256 where
    that was computed while writing. ``is_earlier`` says of a folder with that name whether an
    earlier build made it, so that it may be replaced with all that is in it.
    """

    file: str
    requests: tuple[RenditionRequest, ...]
    write: Callable[[Made, Path], str | None]
    printer: str = ""
    is_earlier: Callable[[Path], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Preparing:
    """The means to prepare further renditions, after the first preparation for all editions.

    ``scratch`` is a folder for drafts; ``prepare`` makes further renditions.
    """

    scratch: Path
    cache: Cache
    prepare: Callable[[Sequence[RenditionRequest]], Made]


def _plain_subject(_job: Job, _number: int, draft: Path, output: Output) -> Subject:
    return Subject(draft, output.file)


def _keep_unchanged(_job: Job, _output: Output, renditions: Made, _preparing: Preparing) -> Made:
    return renditions


@dataclass(frozen=True, slots=True)
class EditionSpec:
    """The declaration of an edition; ``editions/<name>.py`` has one as ``EDITION``.

    ``files`` gives the edition's files; ``subject`` what a draft is inspected as, by the file's
    number among them, from 0; ``adjust`` may replace renditions when all are made. ``options`` are
    the options of ``BuildOptions`` that this edition uses and not every edition does.
    ``checks_resolution``: photographs with few pixels are reported; ``for_press``: photographs that
    a printer's requirements forbid stop the build. ``last``: the edition is written after the
    others were inspected, since it shows their findings, and is not inspected itself.
    ``to_inspect`` is false for files that preflight does not read.
    """

    files: Callable[[Job], Iterable[Output]]
    subject: Callable[[Job, int, Path, Output], Subject] = _plain_subject
    adjust: Callable[[Job, Output, Made, Preparing], Made] = _keep_unchanged
    options: frozenset[str] = frozenset()
    checks_resolution: bool = False
    for_press: bool = False
    last: bool = False
    to_inspect: bool = True


def of_medium(medium: str, renditions: Made) -> Mapping[str, Rendition]:
    """Return the plates of one medium by plate id."""
    return {plate: rendition for (plate, name), rendition in renditions.items() if name == medium}


def plate_name(plate: Plate) -> str:
    """Return the name of a plate in a message: its file and its id."""
    return f"{plate.photo} (plate “{plate.id}”)"


def plate_rights(plate: Plate, job: Job) -> Rights:
    """Return the rights and texts of a plate, for the metadata of its renditions."""
    return replace(
        _rights(job, job.photos[plate.id]),
        credit=plate.credit,
        rights=plate.rights or job.story.rights,
        caption=markdown.plain(plate.caption) if plate.caption else None,
        alt=plate.alt,
        description=markdown.plain(plate.description) if plate.description else None,
    )


def cover_rights(job: Job) -> Rights:
    """Return the rights of the photograph on the cover, and its texts where it is a plate."""
    if job.cover_plate:
        return replace(plate_rights(job.cover_plate, job), caption=None, alt=None, description=None)
    return _rights(job, job.cover)


def _rights(job: Job, photo: Photo) -> Rights:
    """Return the rights of a photograph as its own metadata say, else the story."""
    metadata = {key: text.text for key, text in photo.words.items()}
    photographers = ", ".join(person.name for person in job.story.photographers) or None
    return Rights(
        creator=metadata.get("creator") or photographers,
        credit=job.story.credit or metadata.get("credit"),
        rights=metadata.get("rights") or job.story.rights,
        terms=metadata.get("terms"),
        source_type=metadata.get("source-type"),
        language=job.story.language,
    )


def owners(job: Job) -> Owners:
    """Return the rights of the book and its photographs, for the metadata of a PDF."""
    all_rights = [plate_rights(plate, job) for plate in job.story.plates]
    return Owners(
        rights=tuple(filter(None, [job.story.rights, *(plate.rights for plate in all_rights)])),
        credits=tuple(filter(None, (plate.credit for plate in all_rights))),
        terms=tuple(filter(None, (plate.terms for plate in all_rights))),
        identifier=job.story.identifier,
    )
