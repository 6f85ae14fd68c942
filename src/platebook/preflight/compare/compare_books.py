"""Compares the finished books with the manifest, or with each other where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.compare.expected import (
    ExpectedBook,
    ExpectedPlate,
    of_ebook,
    of_story,
    plates_of,
)
from platebook.preflight.compare.plate_text import (
    PlacedText,
    is_title,
    place_text,
    plain,
    split_texts,
    with_captions,
)
from platebook.preflight.compare.running_text import compare_proof, compare_texts
from platebook.preflight.compare.text_match import contrast, holds, painted_letters, reads
from platebook.preflight.model import BookContents, FileKind, InspectedFile, ShownPhoto
from platebook.story import Story

#: Characters that a printed page may say beside caption, credit and titles: label, number, folio.
_BESIDE = 28


def compare(
    files: Iterable[InspectedFile],
    story: Story | None = None,
    previews: Mapping[str, bytes] | None = None,
) -> tuple[Finding, ...]:
    """Compare every book with the manifest; without one, every PDF with the e-book.

    ``story`` is complete (``book.complete``); ``previews`` are those of its photographs, by
    plate id (``make_preview``). Covers and files that could not be read are passed over.
    """
    comparable = [file for file in files if _comparable(file)]
    books = comparable
    if story:
        model = of_story(story, previews or {})
        paper = of_story(story, previews or {}, addresses=True)
    else:
        ebooks = [file for file in books if file.kind is FileKind.EPUB]
        if len(ebooks) != 1:
            return ()
        model = paper = of_ebook(ebooks[0])
        books = [file for file in books if file.kind is FileKind.PDF]
    findings = tuple(finding for file in books for finding in _nearest(file, model, paper))
    if any(finding.code == "B002" for finding in findings):
        return findings  # pages of other plates are not to be compared
    books = [file for file in comparable if not (file.contents and file.contents.proof)]
    return findings + tuple(_page_numbers(books))


def _comparable(file: InspectedFile) -> bool:
    """Return whether a file is a book: covers, and what could not be read, are none."""
    if file.contents is None or file.subject.cover or file.contents.flatplan:
        return False
    return file.kind is not FileKind.PDF or file.contents.pages > 1


def _nearest(file: InspectedFile, model: ExpectedBook, paper: ExpectedBook) -> Sequence[Finding]:
    """Compare one file with the model; a PDF with the one that it is more like.

    Those that platebook makes print the addresses of links, as ``paper`` has them.
    """
    if file.kind is not FileKind.PDF:
        return _compare_once(file, model)
    findings = _compare_once(file, paper)
    if findings and paper != model:
        return min(findings, _compare_once(file, model), key=len)
    return findings


def _compare_once(file: InspectedFile, model: ExpectedBook) -> Sequence[Finding]:
    """Compare one file with the model; a wrong title, which is on nearly every page, once."""
    findings = list(_compare(file, model))
    titles = [finding for finding in findings if finding.code == "B001"]
    return [finding for finding in findings if finding.code != "B001" or finding is titles[0]]


def _compare(file: InspectedFile, model: ExpectedBook) -> Iterator[Finding]:
    """Compare one file with the model."""
    contents, book_name = file.contents or BookContents(), file.subject.called
    is_pdf = file.kind is FileKind.PDF
    model = replace(model, drawn=is_pdf, memory=file.subject.memory)
    if contents.proof:
        yield from compare_proof(book_name, contents, model) if model.whole else ()
        return
    # A printer may forbid that a file says anything of itself, its title too.
    if contents.title and not reads(contents.title, model.title):
        message = contrast("title", contents.title, model.title, model.called)
        yield codes.finding("B001", book_name, message)
    pairs = _pair(plates_of(contents), model.plates)
    if isinstance(pairs, str):
        yield codes.finding("B002", book_name, f"{pairs} in {model.called}")
        return
    texts = contents.texts
    if model.drawn:
        pairs, texts = with_captions(pairs, texts, model)
    plates = split_texts(pairs, model)
    if problem := next(filter(None, (_moved_plate(match, model) for match in plates)), ""):
        yield codes.finding("B002", book_name, f"{problem} in {model.called}")
        return
    for match in plates:
        for check in (_words, _caption, _credit, _alt, _photograph):
            yield from check(match, model)
    if model.whole:
        yield from compare_texts(book_name, texts, model)


def _moved_plate(match: PlacedText, model: ExpectedBook) -> str:
    """Return which plate it is that stands in another's place, in a file that names none."""
    if match.picture.plate or not match.known or match.caption:
        return ""
    for other in model.plates:
        differs = other.caption not in ("", match.plate.caption)
        if differs and place_text(other, match.picture, model).caption:
            return f"plate {match.plate.number} is “{other.plate}”; it is “{match.plate.plate}”"
    return ""


def _words(match: PlacedText, model: ExpectedBook) -> Iterator[Finding]:
    """Caption and credit are there, letter for letter, and nothing beside them."""
    expected = match.plate
    if not match.known:
        return
    extra_text = model.readable(match.more)
    if not match.caption:
        yield from _differs("B003", "caption", match, extra_text, expected.caption, model)
    if not match.credit:
        yield from _differs("B004", "credit", match, extra_text, expected.credit, model)
    if not model.whole or not extra_text or not match.caption or not match.credit:
        return
    if all(is_title(plain(line, model), model) for line in match.more):
        yield from _differs(
            "B001", "title", match, extra_text.strip("0123456789 "), model.title, model
        )
    elif match.after_credit:
        whole = f"{expected.credit} {extra_text}".strip()
        yield from _differs("B004", "credit", match, whole, expected.credit, model)
    else:
        whole = f"{expected.caption} {extra_text}".strip()
        yield from _differs("B003", "caption", match, whole, expected.caption, model)


def _caption(match: PlacedText, model: ExpectedBook) -> Iterator[Finding]:
    """The caption is the caption, as far as another program's file lets it be found."""
    expected, picture = match.plate, match.picture
    if match.known:
        return
    if not model.drawn:
        if not reads(picture.caption, expected.caption):
            yield from _differs("B003", "caption", match, picture.caption, expected.caption, model)
        return
    if expected.caption and holds(picture.facing, expected.caption):
        return
    wrong = expected.caption and not holds(picture.words, expected.caption)
    if not wrong and expected.plate and model.whole:
        expected_texts = (expected.caption, expected.credit, model.beside)
        beside = len(painted_letters(picture.words)) - sum(
            len(painted_letters(text)) for text in expected_texts
        )
        wrong = beside > _BESIDE
    if wrong:
        yield from _differs("B003", "caption", match, picture.words, expected.caption, model)


def _credit(match: PlacedText, model: ExpectedBook) -> Iterator[Finding]:
    """The credit stands with the photograph, in another program's file too."""
    expected, picture = match.plate, match.picture
    actual_text = f"{picture.words}\n{picture.facing}" if model.drawn else picture.credit
    if not match.known and expected.credit and not holds(actual_text, expected.credit):
        yield from _differs("B004", "credit", match, actual_text, expected.credit, model)


def _alt(match: PlacedText, model: ExpectedBook) -> Iterator[Finding]:
    """The alt text is the story's; a printed page that is not tagged has none."""
    expected, actual = match.plate.alt, match.picture.alt
    if expected is not None and actual is not None and not reads(expected, actual):
        yield from _differs("B005", "alt text", match, actual, expected, model)


def _photograph(match: PlacedText, model: ExpectedBook) -> Iterator[Finding]:
    """The photograph is the photograph."""
    expected, preview, is_same = match.plate, match.picture.preview, model.memory.is_same_photo
    if not expected.preview or not preview or is_same(expected.preview, preview):
        return
    others = (plate for plate in model.plates if plate is not expected and plate.preview)
    plates = (other.plate for other in others if is_same(other.preview, preview))
    other = next(plates, "")
    reason = f"it is that of plate “{other}”" if other else f"{model.called} has another"
    yield codes.finding("B006", match.where, f"this is not the photograph of the plate: {reason}")


def _differs(
    code: str, what: str, match: PlacedText, actual: str, expected: str, model: ExpectedBook
) -> Iterator[Finding]:
    """Show both texts from where they part, if a theme's styles do not make one of the other."""
    if not (model.theme and model.theme.allows(actual, expected)):
        yield codes.finding(code, match.where, contrast(what, actual, expected, model.called))


def _pair(
    pictures: Sequence[ShownPhoto], expected: Sequence[ExpectedPlate]
) -> str | list[tuple[ExpectedPlate, ShownPhoto]]:
    """Bring plates and pictures together by order; where that cannot be, say why."""
    if len(pictures) != len(expected):
        match = f"{len(pictures)} plates are shown{_find_missing_plates(pictures, expected)}"
        return f"{match}; there are {len(expected)}"
    for number, (picture, differences) in enumerate(zip(pictures, expected, strict=True), 1):
        if picture.plate and differences.plate and picture.plate != differences.plate:
            return f"plate {number} is “{picture.plate}”; it is “{differences.plate}”"
    return list(zip(expected, pictures, strict=True))


def _find_missing_plates(pictures: Sequence[ShownPhoto], expected: Sequence[ExpectedPlate]) -> str:
    """Return the plates that are missing or too many, where both sides have names."""
    here, there = {plate.plate for plate in pictures}, {plate.plate for plate in expected}
    if "" in here | there:
        return ""
    missing = [f"“{plate.plate}”" for plate in expected if plate.plate not in here]
    more = [f"“{picture.plate}”" for picture in pictures if picture.plate not in there]
    differences = [f"without {', '.join(missing[:3])}"] if missing else []
    differences += [f"with {', '.join(more[:3])}"] if more else []
    return f" ({' and '.join(differences)})" if differences else ""


def _page_numbers(books: Sequence[InspectedFile]) -> Iterator[Finding]:
    """A page number leads to the same plate in the e-book as in one of the printed books."""
    pdfs = [file for file in books if file.kind is FileKind.PDF]
    for ebook in (file for file in books if file.kind is FileKind.EPUB):
        wrong = [
            misplaced for pdf in pdfs if (misplaced := _wrong_page_numbers(ebook, pdf)) is not None
        ]
        if wrong and all(wrong):
            yield wrong[0][0]


def _wrong_page_numbers(ebook: InspectedFile, pdf: InspectedFile) -> list[Finding] | None:
    """Return where the e-book's page numbers are not the PDF's; None where it gives none."""
    ours, theirs = (plates_of(book.contents or BookContents()) for book in (ebook, pdf))
    if len(ours) != len(theirs) or not any(plate.page for plate in ours):
        return None
    there = f"in {pdf.subject.called} it is on page"
    return [
        codes.finding(
            "B007", mine.where, f"it is marked as page {mine.page or 'none'}; {there} {yours.page}"
        )
        for mine, yours in zip(ours, theirs, strict=True)
        if mine.page not in (yours.page, *yours.more_pages)
    ]
