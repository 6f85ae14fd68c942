"""Compares the finished books with the manifest, or with each other where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from platebook import photos
from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.compare import caption_pages, page_numbers, proof_text, running_text
from platebook.preflight.compare.expected import (
    ExpectedBook,
    ExpectedPlate,
    of_ebook,
    of_story,
    plates_of,
)
from platebook.preflight.compare.plate_order import paired
from platebook.preflight.compare.plate_text import (
    PlacedText,
    furniture,
    is_title,
    left_over,
    placed,
    plain,
)
from platebook.preflight.compare.text_difference import contrast
from platebook.preflight.compare.text_match import holds, readable, reads, squeezed
from platebook.preflight.model import BookContents, FileKind, InspectedFile, ShownPhoto, TextLine
from platebook.story import Story

#: Characters that a printed page may say beside caption, credit and titles: label, number, folio.
_BESIDE = 28


@dataclass(frozen=True, slots=True)
class _Shown:
    """A plate of the model and the picture that a file shows in its place.

    ``words`` are its lines taken apart, where each of their letters can be read; ``more`` those
    of them that belong to no known text.
    """

    wanted: ExpectedPlate
    picture: ShownPhoto
    printed: bool
    words: PlacedText | None = None
    more: tuple[TextLine, ...] = ()

    @property
    def where(self) -> str:
        """The place, and the plate that should be there where the file does not name it."""
        named = self.picture.plate or not self.wanted.plate
        return (
            self.picture.where if named else f"{self.picture.where} (plate “{self.wanted.plate}”)"
        )


def compare(
    files: Iterable[InspectedFile],
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
        paper = of_story(story, glances or {}, addresses=True)
    else:
        ebooks = [file for file in books if file.kind is FileKind.EPUB]
        if len(ebooks) != 1:
            return ()
        model = paper = of_ebook(ebooks[0])
        books = [file for file in books if file.kind is FileKind.PDF]
    found = tuple(finding for file in books for finding in _nearest(file, model, paper))
    if any(finding.code == "B002" for finding in found):
        return found  # pages of other plates are not to be compared
    shown = [file for file in comparable if not (file.contents and file.contents.proof)]
    return found + tuple(page_numbers.differences(shown))


def _comparable(file: InspectedFile) -> bool:
    """Tell whether a file is a book: covers, and what could not be read, are none."""
    if file.contents is None or file.subject.cover or file.contents.flatplan:
        return False
    return file.kind is not FileKind.PDF or file.contents.pages > 1


def _nearest(file: InspectedFile, model: ExpectedBook, paper: ExpectedBook) -> Sequence[Finding]:
    """Hold one file to the model; a PDF to the one that it is more like.

    Those that platebook makes print the addresses of links, as ``paper`` has them.
    """
    models = (paper, model) if file.kind is FileKind.PDF and paper != model else (model,)
    found: Sequence[Finding] = ()
    for each in models:
        mine = [*_once("B001", _held(file, each))]
        found = mine if each is models[0] or len(mine) < len(found) else found
        if not found:
            break
    return found


def _once(code: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what is said again of one file: a title stands on nearly every page."""
    said = False
    for finding in findings:
        if finding.code != code or not said:
            yield finding
        said = said or finding.code == code


def _held(file: InspectedFile, model: ExpectedBook) -> Iterator[Finding]:
    """Hold one file to the model."""
    contents, called = file.contents or BookContents(), file.subject.called
    if contents.proof:
        yield from proof_text.differences(called, contents, model) if model.whole else ()
        return
    # A printer may forbid that a file says anything of itself, its title too.
    if contents.title and not reads(contents.title, model.title):
        said = contrast("title", contents.title, model.title, model.called)
        yield codes.finding("B001", called, said)
    pairs = paired(plates_of(contents), model.plates)
    if isinstance(pairs, str):
        yield codes.finding("B002", called, f"{pairs} in {model.called}")
        return
    printed = file.kind is FileKind.PDF
    texts = contents.texts
    if printed:
        pairs, texts = caption_pages.gathered(pairs, texts, model)
    plates_ = list(_taken_apart(pairs, model, printed=printed))
    if moved := next(filter(None, (_moved(shown, model) for shown in plates_)), ""):
        yield codes.finding("B002", called, f"{moved} in {model.called}")
        return
    for shown in plates_:
        for check in _CHECKS:
            yield from check(shown, model)
    if model.whole:
        yield from running_text.differences(called, texts, model, drawn=printed)


def _taken_apart(
    pairs: Sequence[tuple[ExpectedPlate, ShownPhoto]], model: ExpectedBook, *, printed: bool
) -> Iterator[_Shown]:
    """Find caption and credit among each plate's lines, and what else is there."""
    pages = [
        placed(wanted, picture, model, drawn=printed) if picture.lines else None
        for wanted, picture in pairs
    ]
    usual = furniture([page for page in pages if page], model, drawn=printed)
    for (wanted, picture), page in zip(pairs, pages, strict=True):
        more = left_over(page, usual, model, drawn=printed) if page else ()
        yield _Shown(wanted, picture, printed, page, tuple(more))


def _moved(shown: _Shown, model: ExpectedBook) -> str:
    """Say which plate it is that stands in another's place, in a file that names none."""
    if shown.picture.plate or not shown.words or shown.words.caption:
        return ""
    for other in model.plates:
        words = other.caption != shown.wanted.caption and placed(
            other, shown.picture, model, drawn=shown.printed
        )
        if words and words.caption and other.caption:
            return f"plate {shown.wanted.number} is “{other.plate}”; it is “{shown.wanted.plate}”"
    return ""


def _words(shown: _Shown, model: ExpectedBook) -> Iterator[Finding]:
    """Caption and credit are there, letter for letter, and nothing beside them."""
    wanted, words = shown.wanted, shown.words
    if words is None:
        return
    said = readable(shown.more, drawn=shown.printed, rightmost_first=model.leftwards)
    if not words.caption:
        yield from _differs("B003", "caption", shown, said, wanted.caption, model)
    if not words.credit:
        yield from _differs("B004", "credit", shown, said, wanted.credit, model)
    if not model.whole or not said or not words.caption or not words.credit:
        return
    feet = (plain(line, model, drawn=shown.printed) for line in shown.more)
    if all(is_title(foot, model) for foot in feet):
        yield from _differs("B001", "title", shown, said.strip("0123456789 "), model.title, model)
    elif words.after_credit:
        whole = f"{wanted.credit} {said}".strip()
        yield from _differs("B004", "credit", shown, whole, wanted.credit, model)
    else:
        whole = f"{wanted.caption} {said}".strip()
        yield from _differs("B003", "caption", shown, whole, wanted.caption, model)


def _caption(shown: _Shown, model: ExpectedBook) -> Iterator[Finding]:
    """The caption is the caption, as far as another program's file lets it be found."""
    wanted, picture = shown.wanted, shown.picture
    if shown.words:
        return
    if not shown.printed:
        if not reads(picture.caption, wanted.caption):
            yield from _differs("B003", "caption", shown, picture.caption, wanted.caption, model)
        return
    if wanted.caption and holds(picture.facing, wanted.caption):
        return
    if wanted.caption and not holds(picture.words, wanted.caption):
        yield from _differs("B003", "caption", shown, picture.words, wanted.caption, model)
    elif wanted.plate and model.whole:
        known = (wanted.caption, wanted.credit, model.beside)
        beside = len(squeezed(picture.words)) - sum(len(squeezed(text)) for text in known)
        if beside > _BESIDE:
            yield from _differs("B003", "caption", shown, picture.words, wanted.caption, model)


def _credit(shown: _Shown, model: ExpectedBook) -> Iterator[Finding]:
    """The credit stands with the photograph, in another program's file too."""
    wanted, picture = shown.wanted, shown.picture
    said = f"{picture.words}\n{picture.facing}" if shown.printed else picture.credit
    if not shown.words and wanted.credit and not holds(said, wanted.credit):
        yield from _differs("B004", "credit", shown, said, wanted.credit, model)


def _alt(shown: _Shown, model: ExpectedBook) -> Iterator[Finding]:
    """The alt text is the story's; a printed page that is not tagged has none."""
    wanted, said = shown.wanted.alt, shown.picture.alt
    if wanted is not None and said is not None and not reads(wanted, said):
        yield from _differs("B005", "alt text", shown, said, wanted, model)


def _photograph(shown: _Shown, model: ExpectedBook) -> Iterator[Finding]:
    """The photograph is the photograph."""
    wanted, picture = shown.wanted, shown.picture
    if (
        not wanted.glance
        or not picture.likeness
        or photos.is_same_photo(wanted.glance, picture.likeness)
    ):
        return
    other = next((each.plate for each in model.plates if _looks(each, wanted, picture)), "")
    said = f"it is that of plate “{other}”" if other else f"{model.called} has another"
    yield codes.finding("B006", shown.where, f"this is not the photograph of the plate: {said}")


def _looks(each: ExpectedPlate, wanted: ExpectedPlate, picture: ShownPhoto) -> bool:
    """Tell whether a picture is the photograph of another plate than it should be."""
    return (
        each is not wanted
        and bool(each.glance)
        and photos.is_same_photo(each.glance, picture.likeness)
    )


_CHECKS: tuple[Callable[[_Shown, ExpectedBook], Iterator[Finding]], ...] = (
    _words,
    _caption,
    _credit,
    _alt,
    _photograph,
)


def _differs(
    code: str, what: str, shown: _Shown, found: str, wanted: str, model: ExpectedBook
) -> Iterator[Finding]:
    """Show both texts from where they part, if a theme's styles do not make one of the other."""
    if not (model.theme and model.theme.allows(found, wanted)):
        yield codes.finding(code, shown.where, contrast(what, found, wanted, model.called))
