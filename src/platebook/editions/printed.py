"""The editions of the printed book: ``print``, and those made of its pages.

``print`` is one file for each printer; ``screen`` the pages of the first, small enough to send;
``proof`` the desk’s working copy; ``sheet`` all openings, small, on a few sheets for the wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from platebook import i18n as languages
from platebook import pdf, printers
from platebook.book import PRINT, SCREEN, second_anchor
from platebook.editions import epub
from platebook.editions.model import (
    EditionSpec,
    Job,
    Made,
    Output,
    PrintRun,
    called,
    of_medium,
    owners,
)
from platebook.geometry import Size
from platebook.photos import RenditionRequest
from platebook.preflight import Subject

#: The prefix of the anchors of plates.
_ANCHOR = "plate-"
#: Ends the medium of small pictures.
_SMALL = "-thumbnail"
#: The media of the proof and of the sheet.
_PROOF, _SHEET = "proof", "sheet"


def _print_files(job: Job) -> Iterator[Output]:
    """Yield each printer's book."""
    for impression in job.impressions:
        yield Output(
            f"{job.story.slug}{impression.suffix}{PRINT.suffix}",
            tuple(_print_wishes(job, impression)),
            partial(_write_print, job, impression),
            impression.printer.label,
        )


def _print_wishes(job: Job, impression: PrintRun) -> Iterator[RenditionRequest]:
    plan, medium = impression.plan, impression.medium
    for plate in job.story.plates:
        recipes = {medium: plan.recipes[plate.id]}
        if plate.id in plan.thumbnails:
            recipes[f"{medium}{_SMALL}"] = plan.thumbnails[plate.id]
        for name, recipe in recipes.items():
            yield job.request(plate, replace(recipe, medium=name, colour=impression.inks))


def _write_print(job: Job, impression: PrintRun, made: Made, draft: Path) -> str:
    mine = of_medium(impression.medium, made)
    return pdf.write(
        impression.typesetter,
        impression.plan,
        mine,
        draft,
        owners(job),
        printer=impression.printer,
        inks=impression.inks,
        thumbnails=of_medium(f"{impression.medium}{_SMALL}", made),
    )


def _subject(job: Job, number: int, draft: Path, output: Output) -> Subject:
    impression = job.impressions[number]
    folios = impression.plan.pagination.folios.items()
    plates = tuple(
        (page, anchor.removeprefix(prefix))
        for anchor, page in folios
        for prefix in (_ANCHOR, second_anchor(_ANCHOR))
        if anchor.startswith(prefix)
    )
    return Subject(draft, output.file, impression.printer, plates)


def _screen_files(job: Job) -> Iterator[Output]:
    """Yield the PDF for screens."""
    recipes = pdf.screen_recipes(job.printed.plan)
    requests = (job.request(plate, recipes[plate.id]) for plate in job.story.plates)
    yield Output(f"{job.story.slug}{SCREEN.suffix}", tuple(requests), partial(_write_screen, job))


def _write_screen(job: Job, made: Made, draft: Path) -> None:
    book, mine = job.printed, of_medium(SCREEN.name, made)
    pdf.write_screen(book.typesetter, book.plan, mine, draft, owners(job))


def _proof_files(job: Job) -> Iterator[Output]:
    """Yield the proof."""
    _proof(job).rehearse()
    recipes = job.printed.plan.recipes
    requests = (
        RenditionRequest(
            plate.id, called(plate), job.photos[plate.id], pdf.proof_recipe(recipes[plate.id])
        )
        for plate in job.story.plates
    )
    yield Output(f"{job.story.slug}-proof.pdf", tuple(requests), partial(_write_proof, job))


def _proof(job: Job) -> pdf.Proof:
    book = job.printed
    return pdf.Proof(book.typesetter, book.plan, job.photos, book.printer, job.collected.findings)


def _write_proof(job: Job, made: Made, draft: Path) -> None:
    _proof(job).write(of_medium(_PROOF, made), draft)


def _sheet_files(job: Job) -> Iterator[Output]:
    """Yield the sheets of the first printer's book."""
    plan = _planned(job)
    plan.rehearse()
    recipes = job.printed.plan.recipes
    requests = (job.request(plate, plan.recipe(recipes[plate.id])) for plate in job.story.plates)
    yield Output(f"{job.story.slug}-{_SHEET}.pdf", tuple(requests), partial(_write_sheet, plan))


def _planned(job: Job) -> pdf.Flatplan:
    book = job.printed
    return pdf.Flatplan(book.typesetter, book.plan, _paper(job), book.printer)


def _paper(job: Job) -> Size:
    """Choose tabloid where the story's region, or else the printer, measures in inches."""
    inches = languages.uses_letter(job.story.language)
    if inches is None:
        inches = printers.measures_in_inches(job.printed.printer)
    return pdf.TABLOID if inches else pdf.A3


def _write_sheet(plan: pdf.Flatplan, made: Made, draft: Path) -> None:
    plan.write(of_medium(_SHEET, made), draft)


EDITIONS = {
    "print": EditionSpec(
        _print_files,
        _subject,
        options=frozenset({"binding", "profile", "intent", "ink_limit"}),
        checks_resolution=True,
        for_press=True,
    ),
    "screen": EditionSpec(_screen_files, adjust=epub.on_screen),
    "proof": EditionSpec(
        _proof_files, options=frozenset({"binding"}), checks_resolution=True, last=True
    ),
    "sheet": EditionSpec(_sheet_files, options=frozenset({"binding"})),
}
