"""The table of editions: what each wishes of the photographs, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from platebook import edition as editions
from platebook import pdf, plates, prose
from platebook.design import Design
from platebook.edition import EPUB, PRINT, Medium
from platebook.plates import ColourTarget, Photo, Plate, Recipe, Rights, Target, Wish
from platebook.story import PlateText, Story
from platebook.typefaces import Cast
from platebook.words import Words

#: The medium of the photograph that goes into the cover; it is drawn once more, so hardly coded.
COVER = "cover"
_COVER_QUALITY = 97


#: Every plate that was made, by plate id and medium.
Made = Mapping[tuple[str, str], Plate]


@dataclass(frozen=True, slots=True)
class Job:
    """All that is decided before a book is written; what every writer is given.

    ``inks`` is what print wants its photographs in; without it they stay sRGB. ``target`` is
    who reads the e-book.
    """

    story: Story
    photos: Mapping[str, Photo]
    words: Words
    design: Design
    cast: Cast
    typesetter: pdf.Typesetter
    plan: pdf.Plan
    inks: ColourTarget | None = None
    target: Target = plates.TARGETS[plates.DEFAULT]

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
class Writer:
    """A row of the table of editions: what it wishes of the photographs, how it is written."""

    wishes: Callable[[Job], Iterable[Wish]]
    write: Callable[[Job, Made, Path], None]


def _print_wishes(job: Job) -> Iterator[Wish]:
    for plate in job.story.plates:
        recipe = replace(job.plan.recipes[plate.id], colour=job.inks)
        recipe = recipe if job.story.sharpens(plate) else replace(recipe, sharpen=0.0)
        yield Wish(plate.id, _called(plate), job.photos[plate.id], recipe)


def _write_print(job: Job, made: Made, draft: Path) -> None:
    shown = [_rights(plate, job) for plate in job.story.plates]
    owners = pdf.Owners(
        rights=tuple(filter(None, [job.story.rights, *(each.rights for each in shown)])),
        credits=tuple(filter(None, (each.credit for each in shown))),
        terms=tuple(filter(None, (each.terms for each in shown))),
    )
    pdf.write(job.typesetter, job.plan, _of(PRINT, made), draft, owners)


def _epub_wishes(job: Job) -> Iterator[Wish]:
    recipe = job.target.recipe(EPUB.name)
    flat = replace(recipe, sharpen=0.0)
    for plate in job.story.plates:
        wanted = recipe if job.story.sharpens(plate) else flat
        rights = _rights(plate, job)
        yield Wish(plate.id, _called(plate), job.photos[plate.id], wanted, rights)
    yield _cover_wish(job)


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
    called = _called(plate) if plate else f"{job.story.place('cover')} (cover)"
    return Wish(plates.COVER, called, job.cover, recipe)


def _write_epub(job: Job, made: Made, draft: Path) -> None:
    from platebook import epub

    mine = _of(EPUB, made)
    book = editions.compose(job.story, EPUB, job.words)
    pagination = job.plan.pagination
    epub.write(
        book.paginated(pagination),
        {name: plate for name, plate in mine.items() if name != plates.COVER},
        mine[plates.COVER],
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


def _of(medium: Medium, made: Made) -> Mapping[str, Plate]:
    return {plate: found for (plate, name), found in made.items() if name == medium.name}


def _called(plate: PlateText) -> str:
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
