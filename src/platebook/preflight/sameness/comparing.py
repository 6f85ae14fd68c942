"""Compares the finished books with the manifest, or with each other where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from platebook import plates
from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.model import Contents, Inspected, Kind, Picture
from platebook.preflight.sameness.models import Model, Told, of_ebook, of_story, plates_of
from platebook.preflight.sameness.spelling import difference, holds, same, squeezed
from platebook.story import Story

#: Characters that a printed page may say beside caption, credit and titles: label, number, folio.
_BESIDE = 28


@dataclass(frozen=True, slots=True)
class _Shown:
    """A plate of the model and the picture that a file shows in its place."""

    told: Told
    picture: Picture
    printed: bool

    @property
    def where(self) -> str:
        """The place, and the plate that should be there where the file does not name it."""
        named = self.picture.plate or not self.told.plate
        return self.picture.where if named else f"{self.picture.where} (plate “{self.told.plate}”)"


def compare(
    files: Iterable[Inspected],
    story: Story | None = None,
    glances: Mapping[str, bytes] | None = None,
) -> tuple[Finding, ...]:
    """Hold every book to the manifest; without one, every PDF to the e-book.

    ``story`` is complete (``edition.complete``); ``glances`` are those at its photographs, by
    plate id (``plates.glance``). Covers and files that could not be read are passed over.
    """
    comparable = [file for file in files if _comparable(file)]
    books = comparable
    if story:
        model = of_story(story, glances or {})
    else:
        ebooks = [file for file in books if file.kind is Kind.EPUB]
        if len(ebooks) != 1:
            return ()
        model = of_ebook(ebooks[0])
        books = [file for file in books if file.kind is Kind.PDF]
    found = tuple(finding for file in books for finding in _held(file, model))
    if any(finding.code == "B002" for finding in found):
        return found  # pages of other plates are not to be compared
    return found + tuple(_pages(comparable))


def _comparable(file: Inspected) -> bool:
    """Tell whether a file is a book: covers, and what could not be read, are none."""
    if file.contents is None or file.subject.cover:
        return False
    return file.kind is Kind.EPUB or file.contents.pages > 1


def _held(file: Inspected, model: Model) -> Iterator[Finding]:
    """Hold one file to the model."""
    contents, called = file.contents or Contents(), file.subject.called
    # A printer may forbid that a file says anything of itself, its title too.
    if contents.title and not same(contents.title, model.title):
        said = f"the title is “{contents.title}”, in {model.called} “{model.title}”"
        yield codes.finding("B001", called, said)
    pairs = _paired(plates_of(contents), model.plates)
    if isinstance(pairs, str):
        yield codes.finding("B002", called, f"{pairs} in {model.called}")
        return
    printed = file.kind is Kind.PDF
    for told, picture in pairs:
        shown = _Shown(told, picture, printed)
        for check in _CHECKS:
            yield from check(shown, model)


def _paired(
    pictures: Sequence[Picture], wanted: Sequence[Told]
) -> str | list[tuple[Told, Picture]]:
    """Bring plates and pictures together by order; where that cannot be, say why."""
    if len(pictures) != len(wanted):
        return (
            f"{len(pictures)} plates are shown{_astray(pictures, wanted)}; there are {len(wanted)}"
        )
    for number, (picture, told) in enumerate(zip(pictures, wanted, strict=True), 1):
        if picture.plate and told.plate and picture.plate != told.plate:
            return f"plate {number} is “{picture.plate}”; it is “{told.plate}”"
    return list(zip(wanted, pictures, strict=True))


def _astray(pictures: Sequence[Picture], wanted: Sequence[Told]) -> str:
    """Name the plates that are missing or too many, where both sides have names."""
    here, there = {each.plate for each in pictures}, {each.plate for each in wanted}
    if "" in here | there:
        return ""
    lost = [f"“{each.plate}”" for each in wanted if each.plate not in here]
    more = [f"“{each.plate}”" for each in pictures if each.plate not in there]
    told = [f"without {', '.join(lost[:3])}"] if lost else []
    told += [f"with {', '.join(more[:3])}"] if more else []
    return f" ({' and '.join(told)})" if told else ""


def _caption(shown: _Shown, model: Model) -> Iterator[Finding]:
    """The caption is the caption, whole, and nothing is added to it."""
    told, picture = shown.told, shown.picture
    if not shown.printed:
        if not same(picture.caption, told.caption):
            yield _differs("B003", "caption", shown, picture.caption, told.caption, model)
        return
    if told.caption and not holds(picture.words, told.caption):
        yield _differs("B003", "caption", shown, picture.words, told.caption, model)
    elif told.plate and model.whole:
        known = (told.caption, told.credit, model.beside)
        beside = len(squeezed(picture.words)) - sum(len(squeezed(text)) for text in known)
        if beside > _BESIDE:
            yield _differs("B003", "caption", shown, picture.words, told.caption, model)


def _credit(shown: _Shown, model: Model) -> Iterator[Finding]:
    """Whose the photograph is stands with it."""
    told, picture = shown.told, shown.picture
    said = picture.words if shown.printed else picture.credit
    if told.credit and not holds(said, told.credit):
        yield _differs("B004", "credit", shown, said, told.credit, model)


def _alt(shown: _Shown, model: Model) -> Iterator[Finding]:
    """Who cannot see is told the same; a printed page that is not tagged tells nothing."""
    told, said = shown.told.alt, shown.picture.alt
    if told is not None and said is not None and not same(told, said):
        yield _differs("B005", "alt text", shown, said, told, model)


def _photograph(shown: _Shown, model: Model) -> Iterator[Finding]:
    """The photograph is the photograph."""
    told, picture = shown.told, shown.picture
    if not told.glance or not picture.likeness or plates.alike(told.glance, picture.likeness):
        return
    other = next((each.plate for each in model.plates if _looks(each, told, picture)), "")
    said = f"it is that of plate “{other}”" if other else f"{model.called} has another"
    yield codes.finding("B006", shown.where, f"this is not the photograph of the plate: {said}")


def _looks(each: Told, told: Told, picture: Picture) -> bool:
    """Tell whether a picture is the photograph of another plate than it should be."""
    return each is not told and bool(each.glance) and plates.alike(each.glance, picture.likeness)


_CHECKS: tuple[Callable[[_Shown, Model], Iterator[Finding]], ...] = (
    _caption,
    _credit,
    _alt,
    _photograph,
)


def _differs(code: str, what: str, shown: _Shown, found: str, told: str, model: Model) -> Finding:
    """Show both texts from where they part."""
    ours, theirs = difference(told, found)
    said = f"“{theirs}”" if theirs else "missing"
    meant = f"“{ours}”" if ours else "none"
    return codes.finding(
        code, shown.where, f"the {what} is {said}; in {model.called} it is {meant}"
    )


def _pages(books: Sequence[Inspected]) -> Iterator[Finding]:
    """A page number leads to the same plate in the e-book as in one of the printed books."""
    ebooks = [file for file in books if file.kind is Kind.EPUB]
    printed = [file for file in books if file.kind is Kind.PDF]
    for ebook in ebooks:
        wrong = [found for pdf in printed if (found := _misplaced(ebook, pdf)) is not None]
        if wrong and all(wrong):
            yield wrong[0][0]


def _misplaced(ebook: Inspected, pdf: Inspected) -> list[Finding] | None:
    """Say where the e-book's page numbers are not the PDF's; None where it gives none."""
    ours, theirs = plates_of(ebook.contents or Contents()), plates_of(pdf.contents or Contents())
    if len(ours) != len(theirs) or not any(each.page for each in ours):
        return None
    return [
        codes.finding(
            "B007",
            mine.where,
            f"it is marked as page {mine.page or 'none'}; in {pdf.subject.called} it is on page "
            f"{yours.page}",
        )
        for mine, yours in zip(ours, theirs, strict=True)
        if mine.page != yours.page
    ]
