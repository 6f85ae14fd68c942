"""What a job is, and the files of e-book, print and proof: their wishes, and how they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from platebook import edition as editions
from platebook import pdf, plates, prose
from platebook.design import Design
from platebook.edition import EPUB, PRINT
from platebook.plates import ColourTarget, Photo, Plate, Recipe, Rights, Target, Wish
from platebook.printers import Printer
from platebook.report import Heard, Silent
from platebook.story import PlateText, Story
from platebook.typefaces import Cast
from platebook.words import Words

#: The medium of the photograph that goes into the cover; it is drawn once more, so hardly coded.
COVER = "cover"
_COVER_QUALITY = 97
#: The editor's working copy of the printed book.
PROOF = "proof"


#: Every plate that was made, by plate id and medium.
Made = Mapping[tuple[str, str], Plate]


@dataclass(frozen=True, slots=True)
class Impression:
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
    cast: Cast
    impressions: tuple[Impression, ...]
    target: Target = plates.TARGETS[plates.DEFAULT]
    heard: Heard = field(default_factory=lambda: Heard(Silent()), compare=False)

    @property
    def printed(self) -> Impression:
        """The impression that all other editions go by."""
        return self.impressions[0]

    @property
    def cover(self) -> Photo:
        """The photograph on the cover."""
        own = isinstance(self.story.cover, Path)
        return self.photos[plates.COVER if own else str(self.story.cover)]

    @property
    def cover_plate(self) -> PlateText | None:
        """The plate whose photograph is on the cover, if it is one."""
        return next((plate for plate in self.story.plates if plate.id == self.story.cover), None)


@dataclass(frozen=True, slots=True)
class Output:
    """One file of an edition: its name, what it wishes of the photographs, how it is written.

    ``write`` is given every plate that was made, and the path of the draft. It gives the draft's
    SHA-256 where that came about as it was written.
    """

    file: str
    wishes: tuple[Wish, ...]
    write: Callable[[Made, Path], str | None]


def printed(job: Job) -> Iterator[Output]:
    """Give each printer's book."""
    for impression in job.impressions:
        yield Output(
            f"{job.story.slug}{impression.suffix}{PRINT.suffix}",
            tuple(_print_wishes(job, impression)),
            partial(_write_print, job, impression),
        )


def _print_wishes(job: Job, impression: Impression) -> Iterator[Wish]:
    for plate in job.story.plates:
        recipe = impression.plan.recipes[plate.id]
        recipe = replace(recipe, medium=impression.medium, colour=impression.inks)
        recipe = recipe if job.story.sharpens(plate) else replace(recipe, sharpen=0.0)
        yield Wish(plate.id, called(plate), job.photos[plate.id], recipe)


def _write_print(job: Job, impression: Impression, made: Made, draft: Path) -> str:
    mine = of_medium(impression.medium, made)
    return pdf.write(
        impression.typesetter,
        impression.plan,
        mine,
        draft,
        owners(job),
        printer=impression.printer,
        inks=impression.inks,
    )


def proof(job: Job) -> Iterator[Output]:
    """Give the editor's working copy."""
    recipes = job.printed.plan.recipes
    wishes = (
        Wish(each.id, called(each), job.photos[each.id], pdf.proof_recipe(recipes[each.id]))
        for each in job.story.plates
    )
    yield Output(f"{job.story.slug}-proof.pdf", tuple(wishes), partial(_write_proof, job))


def _write_proof(job: Job, made: Made, draft: Path) -> None:
    book = job.printed
    sheets = pdf.Proof(book.typesetter, book.plan, job.photos, book.printer, job.heard.findings)
    sheets.write(of_medium(PROOF, made), draft)


def owners(job: Job) -> pdf.Owners:
    """Say whose the book and its photographs are, for the metadata of a PDF."""
    shown = [_rights(plate, job) for plate in job.story.plates]
    return pdf.Owners(
        rights=tuple(filter(None, [job.story.rights, *(each.rights for each in shown)])),
        credits=tuple(filter(None, (each.credit for each in shown))),
        terms=tuple(filter(None, (each.terms for each in shown))),
    )


def epub(job: Job) -> Iterator[Output]:
    """Give the e-book."""
    wishes = (*_epub_wishes(job), _cover_wish(job))
    yield Output(f"{job.story.slug}{EPUB.suffix}", wishes, partial(_write_epub, job))


def _epub_wishes(job: Job) -> Iterator[Wish]:
    recipe = job.target.recipe(EPUB.name)
    flat = replace(recipe, sharpen=0.0)
    for plate in job.story.plates:
        wanted = recipe if job.story.sharpens(plate) else flat
        rights = _rights(plate, job)
        yield Wish(plate.id, called(plate), job.photos[plate.id], wanted, rights)


def _cover_wish(job: Job) -> Wish:
    """Wish the photograph of the cover as it stands on its page."""
    box = pdf.photograph_box(job.cover.size)
    plate = job.cover_plate
    sharpens = job.story.sharpens(plate) if plate else job.story.sharpen
    recipe = Recipe(
        medium=COVER,
        box=box,
        crop=True,
        focus=(plate.focus if plate else None) or (0.5, 0.5),
        quality=_COVER_QUALITY,
        sharpen=plates.SHARPEN_SCREEN if sharpens else 0.0,
    )
    where = called(plate) if plate else f"{job.story.place('cover')} (cover)"
    return Wish(plates.COVER, where, job.cover, recipe)


def _write_epub(job: Job, made: Made, draft: Path) -> None:
    from platebook import epub as binding

    mine = of_medium(EPUB.name, made)
    book = editions.compose(job.story, EPUB, job.words)
    pagination = job.printed.plan.pagination
    binding.write(
        book.paginated(pagination),
        {name: plate for name, plate in mine.items() if name != plates.COVER},
        mine[plates.COVER],
        words=job.words,
        cast=job.cast,
        design=job.design,
        pagination=pagination,
        draft=draft,
    )


def of_medium(medium: str, made: Made) -> Mapping[str, Plate]:
    """Give the plates of one medium by plate id."""
    return {plate: found for (plate, name), found in made.items() if name == medium}


def called(plate: PlateText) -> str:
    """Name a plate as a message does: its file and its id."""
    return f"{plate.photo} (plate “{plate.id}”)"


def _rights(plate: PlateText, job: Job) -> Rights:
    told = job.photos[plate.id].words
    creator, terms = told.get("creator"), told.get("terms")
    named = ", ".join(person.name for person in job.story.photographers) or None
    return Rights(
        creator=creator.text if creator else named,
        credit=plate.credit,
        rights=plate.rights or job.story.rights,
        terms=terms.text if terms else None,
        caption=prose.plain(plate.caption) if plate.caption else None,
        alt=plate.alt,
        description=prose.plain(plate.description) if plate.description else None,
        language=job.story.language,
    )


def cover_rights(job: Job) -> Rights:
    """Say whose the photograph on the cover is; what it shows is told where it is a plate."""
    if job.cover_plate:
        return replace(_rights(job.cover_plate, job), caption=None, alt=None, description=None)
    told = {key: found.text for key, found in job.cover.words.items()}
    named = ", ".join(person.name for person in job.story.photographers) or None
    return Rights(
        creator=told.get("creator") or named,
        credit=job.story.credit or told.get("credit"),
        rights=told.get("rights") or job.story.rights,
        terms=told.get("terms"),
        language=job.story.language,
    )
