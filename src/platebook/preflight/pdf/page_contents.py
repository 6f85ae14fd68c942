"""What a PDF shows, page by page: the photograph, the words beside it, its text alternative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

import pikepdf
import pypdfium2

from platebook import photos
from platebook.preflight.model import PageText, ShownPhoto
from platebook.preflight.pdf import text_lines
from platebook.preflight.pdf.claimed_standard import press_profile
from platebook.preflight.pdf.content_stream.colour_spaces import ColourFamily
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.image_data import UnseenError, packed
from platebook.preflight.pdf.ink_coverage import own_profile
from platebook.preflight.pdf.objects import (
    ODD,
    Thing,
    get,
    key_of,
    name,
    number,
    numbers,
    several,
    string,
)
from platebook.preflight.pdf.reopen import in_turns

#: Where nothing names the plates, a picture is a page's photograph if it covers this share of its
#: trim and has some pixels; else it is an ornament.
_SHARE, _FEW_PX = 0.05, 16
#: Pixels and bytes of a picture that is not a JPEG, and so must be unpacked to be seen.
_MOST_PIXELS = 40_000_000
_CHANNELS = {ColourFamily.GRAY: 1, ColourFamily.RGB: 3, ColourFamily.CMYK: 4}
#: Elements of the structure tree that are looked at, and how deep.
_MOST_ELEMENTS, _DEPTH = 50_000, 40


def contents(book: PdfDocument) -> tuple[tuple[ShownPhoto, ...], tuple[PageText, ...]]:
    """Give the photograph of every page that shows one, in order; and all other pages' words."""
    ours = text_lines.is_ours(book)
    shown = _pictures(book, ours=ours)
    plates_ = {page for each in shown for page in (each.at, each.second)}
    return shown, tuple(each for each in texts(book) if each.at not in plates_)


def texts(book: PdfDocument) -> tuple[PageText, ...]:
    """Give every page's words, in a file that says what each of its letters is."""
    if not text_lines.is_ours(book):
        return ()
    pages = (
        PageText(book.subject.page(page.number), text_lines.lines(page), page.number)
        for page in book.pages
    )
    return tuple(page for page in pages if page.lines)


def _pictures(book: PdfDocument, *, ours: bool) -> tuple[ShownPhoto, ...]:
    plates_ = dict(book.subject.plates)
    shown = [
        (page, found)
        for page in book.pages
        if (found := _photograph(page, named=page.number in plates_))
    ]
    if not shown:
        return ()
    halves = halves_of(shown)
    profile, alts = press_profile(book), _alternatives(book)
    # A tagged page without a figure says that its picture is decoration.
    missing = "" if get(book.pdf.Root, "/StructTreeRoot") is not None else None
    numbers_ = {page.number for page, _ in shown}
    faces = {_facing(each, halves) for each in numbers_}
    there = sorted(numbers_ | {each for each in faces if 1 <= each <= len(book.pages)})
    texts = (_known_texts if ours else _texts)(book, there)
    return tuple(
        ShownPhoto(
            where=book.subject.page(page.number),
            words="\n".join(
                texts.get(each.number, ("", ""))[1] for each in _pages(book, page, halves)
            ),
            alt=alts.get(page.number, missing),
            pixels=placed.pixels,
            likeness=book.scales.preview(placed) or _glance(placed, profile),
            page=texts.get(page.number, ("", ""))[0] or str(page.number),
            plate=plates_.get(page.number, ""),
            lines=tuple(
                line for each in _pages(book, page, halves) for line in text_lines.lines(each)
            )
            if ours
            else (),
            at=page.number,
            second=halves.get(page.number, 0),
            more_pages=tuple(texts[halves[each]][0] for each in (page.number,) if each in halves),
            facing=""
            if (face := _facing(page.number, halves)) in numbers_
            else texts.get(face, ("", ""))[1],
        )
        for page, placed in shown
        if page.number not in halves.values()
    )


def halves_of(shown: Sequence[tuple[PdfPage, PlacedImage]]) -> Mapping[int, int]:
    """Find the photographs that cross the fold: one picture, partly on a verso, partly on a recto.

    Gives the number of the recto by that of the verso.
    """
    return {
        page.number: other.number
        for (page, placed), (other, rest) in pairwise(shown)
        if page.number % 2 == 0
        and other.number == page.number + 1
        and key_of(placed.stream) == key_of(rest.stream) is not None
        and _is_cut(placed)
        and _is_cut(rest)
    }


def _is_cut(placed: PlacedImage) -> bool:
    """Tell whether no more than about half of a picture's width is seen."""
    return placed.seen.width < 0.8 * abs(placed.matrix[0])


def _pages(book: PdfDocument, page: PdfPage, halves: Mapping[int, int]) -> Iterator[PdfPage]:
    """Give the pages that show a photograph: two where it crosses the fold."""
    yield page
    if page.number in halves:
        yield book.pages[halves[page.number] - 1]


def _facing(number_: int, halves: Mapping[int, int]) -> int:
    """Give the page that faces another, or follows both halves of a spread; 0 for the first."""
    if number_ in halves:
        return halves[number_] + 1
    return number_ + 1 if number_ % 2 == 0 else number_ - 1


def _photograph(page: PdfPage, *, named: bool) -> PlacedImage | None:
    """Give the largest picture of a page; an ornament only where the page is ``named`` a plate."""
    room = max(1.0, page.trim.width * page.trim.height)
    large = [
        placed
        for placed in page.painted.pictures
        if placed.space and (named or _is_large(placed, room))
    ]
    return max(large, key=lambda each: each.seen.width * each.seen.height, default=None)


def _is_large(placed: PlacedImage, room: float) -> bool:
    area = placed.seen.width * placed.seen.height
    return min(placed.pixels) >= _FEW_PX and area >= _SHARE * room


def _known_texts(book: PdfDocument, numbers: list[int]) -> Mapping[int, tuple[str, str]]:
    """Give label and text of some pages of one of our own files."""
    page_texts = {}
    for number_ in numbers:
        text = "\n".join(line.text for line in text_lines.lines(book.pages[number_ - 1]))
        page_texts[number_] = (str(pikepdf.Page(book.pages[number_ - 1].dictionary).label), text)
    return page_texts


def _texts(book: PdfDocument, numbers: list[int]) -> Mapping[int, tuple[str, str]]:
    """Give label and text of some pages, as pdfium reads them."""
    found: dict[int, tuple[str, str]] = {}
    with suppress(pypdfium2.PdfiumError, OSError):
        for page, number_ in in_turns(book, numbers):
            # What stands outside the trim, as a printer's slug does, is not the book's.
            text = page.get_textpage().get_text_bounded(*page.get_trimbox())
            found[number_] = (page.pdf.get_page_label(number_ - 1), text)
    return found


def _glance(placed: PlacedImage, profile: bytes | None) -> bytes:
    """Look at a picture, in inks through its own profile or that of the output intent."""
    stream = placed.stream
    try:
        if name(get(stream, "/Filter")) == "/DCTDecode" or _only_jpeg(stream):
            inverted = numbers(get(stream, "/Decode"))[:1] == (1.0,)
            raw = packed(stream)
            return photos.make_preview(raw, own_profile(stream) or profile, inverted=inverted)
        channels = _CHANNELS.get(placed.space.family) if placed.space else None
        plain = number(get(stream, "/BitsPerComponent")) == 8 and placed.space
        width, height = placed.pixels
        if not channels or not plain or width * height > _MOST_PIXELS:
            return b""
        rows = stream.read_bytes()
        if (placed.space and placed.space.indexed) or len(rows) < width * height * channels:
            return b""
        size = width * height * channels
        return photos.preview_of_rows(
            rows[:size], placed.pixels, channels, own_profile(stream) or profile
        )
    except (*ODD, UnseenError):
        return b""


def _only_jpeg(stream: Thing) -> bool:
    filters = several(get(stream, "/Filter"))
    return len(filters) == 1 and name(filters[0]) == "/DCTDecode"


def _alternatives(book: PdfDocument) -> Mapping[int, str]:
    """Give the text alternative of the first figure of each page, where the file is tagged."""
    numbers_ = {key_of(page.dictionary): page.number for page in book.pages}
    found: dict[int, str] = {}
    for page, alt in _figures(get(book.pdf.Root, "/StructTreeRoot")):
        if page in numbers_:
            found.setdefault(numbers_[page], alt)
    return found


def _figures(root: Thing) -> Iterator[tuple[object, str]]:
    """Walk the structure tree (ISO 32000-2, 14.7.2) for figures, not endlessly."""
    waiting: list[tuple[Thing, object, int]] = [(root, None, 0)]
    for _ in range(_MOST_ELEMENTS):
        if not waiting:
            return
        element, page, depth = waiting.pop()
        own = get(element, "/Pg")
        page = key_of(own) if own is not None else page
        alt = get(element, "/Alt")
        if name(get(element, "/S")) == "/Figure" and alt is not None:
            yield page, string(alt)
        children = get(element, "/K")
        if depth < _DEPTH and children is not None:
            below = several(children) or [children]
            waiting += [(child, page, depth + 1) for child in reversed(below)]
