"""What an edition is, and what every edition is made from: the job of one build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from platebook import pdf
from platebook.fonts import FontSet
from platebook.i18n import Words
from platebook.photos import (
    COVER,
    DEFAULT,
    TARGETS,
    Cache,
    ColourTarget,
    Photo,
    Rendition,
    RenditionRequest,
    Target,
)
from platebook.preflight import Subject
from platebook.printers import Printer
from platebook.report import CollectingReport, Silent
from platebook.story import Plate, Story
from platebook.themes import Design

#: Every plate that was made, by plate id and medium.
Made = Mapping[tuple[str, str], Rendition]


@dataclass(frozen=True, slots=True)
class PrintRun:
    """The printed book as one printer makes it.

    ``medium`` is the name of its plates among all that were made, ``suffix`` what follows the
    slug in its file's name. ``inks`` is what the printer wants photographs in; without it they
    stay sRGB. ``paper`` is the printer's paper by name, ``spine`` the spine's width in mm, where
    they were asked for.
    """

    medium: str
    suffix: str
    printer: Printer
    typesetter: pdf.Typesetter
    plan: pdf.Plan
    inks: ColourTarget | None = None
    paper: str | None = None
    spine: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """All that is decided before a book is written; what every writer is given.

    ``impressions`` are the printed books, one a printer; the first is the one whose folios the
    e-book tells. ``target`` is who reads the e-book. ``heard`` has the findings told so far, and
    gets more of them while the book is made.
    """

    story: Story
    photos: Mapping[str, Photo]
    words: Words
    design: Design
    cast: FontSet
    impressions: tuple[PrintRun, ...]
    target: Target = TARGETS[DEFAULT]
    heard: CollectingReport = field(
        default_factory=lambda: CollectingReport(Silent()), compare=False
    )

    @property
    def printed(self) -> PrintRun:
        """The impression that all other editions go by."""
        return self.impressions[0]

    @property
    def cover(self) -> Photo:
        """The photograph on the cover."""
        own = isinstance(self.story.cover, Path)
        return self.photos[COVER if own else str(self.story.cover)]

    @property
    def cover_plate(self) -> Plate | None:
        """The plate whose photograph is on the cover, if it is one."""
        return next((plate for plate in self.story.plates if plate.id == self.story.cover), None)


@dataclass(frozen=True, slots=True)
class Output:
    """One file of an edition: its name, what it wishes of the photographs, how it is written.

    ``write`` is given every plate that was made, and the path of the draft. It gives the draft's
    SHA-256 where that came about as it was written.
    """

    file: str
    wishes: tuple[RenditionRequest, ...]
    write: Callable[[Made, Path], str | None]


@dataclass(frozen=True, slots=True)
class Preparing:
    """What an edition may prepare photographs with, after the first preparation for all editions.

    ``scratch`` is a folder for drafts; ``prepare`` makes further renditions.
    """

    scratch: Path
    cache: Cache
    prepare: Callable[[Sequence[RenditionRequest]], Made]


def _plain_subject(_job: Job, _number: int, draft: Path, output: Output) -> Subject:
    return Subject(draft, output.file)


def _unchanged(_job: Job, _output: Output, made: Made, _preparing: Preparing) -> Made:
    return made


@dataclass(frozen=True, slots=True)
class EditionSpec:
    """Everything that is special about an edition; ``editions/<name>.py`` has one as ``EDITION``.

    ``files`` gives the edition's files; ``subject`` what a draft is inspected as, by the file's
    number among them, from 0; ``adjust`` may replace renditions when all are made. ``options`` are
    the options of ``BuildOptions`` that this edition uses and not every edition does.
    ``checks_resolution``: photographs with few pixels are reported; ``for_press``: what a printer's
    rules forbid of them stops the build. ``last``: it is written after the others were inspected,
    since it shows their findings, and it is not inspected itself. ``to_inspect`` is false for files
    that preflight does not read.
    """

    files: Callable[[Job], Iterable[Output]]
    subject: Callable[[Job, int, Path, Output], Subject] = _plain_subject
    adjust: Callable[[Job, Output, Made, Preparing], Made] = _unchanged
    options: frozenset[str] = frozenset()
    checks_resolution: bool = False
    for_press: bool = False
    last: bool = False
    to_inspect: bool = True


def of_medium(medium: str, made: Made) -> Mapping[str, Rendition]:
    """Give the plates of one medium by plate id."""
    return {plate: found for (plate, name), found in made.items() if name == medium}
