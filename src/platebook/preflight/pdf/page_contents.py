"""What a PDF shows, page by page: the photograph, the words beside it, its text alternative.

In a file that says what each of its letters reads, as ours do (their fonts go by our names), lines
of type are read as they are painted, letter by letter; in others pdfium reads the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby, pairwise

import pikepdf
import pypdfium2

from platebook.geometry import MM_PER_INCH, PT_PER_MM
from platebook.photos.images import encode_page
from platebook.preflight.model import (
    EDGE,
    HEAT_EDGE,
    PageText,
    PageThumbnail,
    Photograph,
    ShownPhoto,
    Subject,
    TextLine,
)
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.marks import ColourFamily, PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage, book, open_pdf
from platebook.preflight.pdf.page_geometry import PageArea
from platebook.preflight.pdf.photo_checks import ppi

#: Where nothing names the plates, a picture is a page's photograph if it covers this share of its
#: trim and has some pixels; else it is an ornament.
_SHARE, _FEW_PX = 0.05, 16
#: Elements of the structure tree that are looked at.
_MOST_ELEMENTS = 50_000
#: How our fonts are called, after the six letters of a subset.
_OURS = "+Platebook-"
#: Bytes of a file that pdfium may come to hold before it is opened anew.
_HELD = 60_000_000
#: Pages that are drawn; a book has fewer, and a report of more would be of no use.
_MOST_PAGES = 600
#: Characters that are read of a page.
_MOST_TEXT = 4_000
#: The ink that a heat map goes by where no printer says how much there may be.
_USUAL_INK = 300.0
#: The heat of so many pages is shown, the heaviest.
_MOST_MAPS = 4


def contents(book: PdfDocument) -> tuple[tuple[ShownPhoto, ...], tuple[PageText, ...]]:
    """Return the photograph of every page that shows one, in order; and all other pages' words."""
    pictures = tuple(_pictures(book))
    plates = {page for picture in pictures for page in (picture.at, picture.second)}
    return pictures, tuple(text for text in texts(book) if text.at not in plates)


def texts(book: PdfDocument) -> tuple[PageText, ...]:
    """Return every page's words, in a file that says what each of its letters is."""
    if not _is_ours(book):
        return ()
    pages = (
        PageText(book.subject.page(page.number), _lines(page), page.number) for page in book.pages
    )
    return tuple(page for page in pages if page.lines)


def _pictures(book: PdfDocument) -> Iterator[ShownPhoto]:
    ours, plates = _is_ours(book), dict(book.subject.plates)
    pairs = ((page, _photograph(page, is_plate=page.number in plates)) for page in book.pages)
    photo_pages = [(page, image) for page, image in pairs if image]
    if not photo_pages:
        return
    halves = halves_of(photo_pages)
    profile, alts = book.press_profile(), _alternatives(book)
    # A tagged page without a figure says that its picture is decoration.
    missing = "" if cos.get(book.pdf.Root, "/StructTreeRoot") is not None else None
    numbers = {page.number for page, _ in photo_pages}
    faces = {_facing_page(number, halves) for number in numbers}
    there = sorted(numbers | {face for face in faces if 1 <= face <= len(book.pages)})
    texts = dict((_known_texts if ours else _texts)(book, there))
    for page, image in photo_pages:
        at, half = page.number, halves.get(page.number, 0)
        if at in halves.values():
            continue
        pages = [book.pages[number - 1] for number in (at, half) if number]
        facing = _facing_page(at, halves)
        yield ShownPhoto(
            where=book.subject.page(at),
            words="\n".join(texts.get(page.number, ("", ""))[1] for page in pages),
            alt=alts.get(at, missing),
            pixels=image.pixels,
            preview=book.scales.preview(image, profile),
            page=texts.get(at, ("", ""))[0] or str(at),
            plate=plates.get(at, ""),
            lines=tuple(line for page in pages for line in _lines(page)) if ours else (),
            at=at,
            second=half,
            more_pages=(texts[half][0],) if half else (),
            facing="" if facing in numbers else texts.get(facing, ("", ""))[1],
        )


def halves_of(photo_pages: Sequence[tuple[PdfPage, PlacedImage]]) -> Mapping[int, int]:
    """Find photographs that are partly on a verso, partly on a recto: its number by the verso's."""
    return {
        page.number: other.number
        for (page, image), (other, rest) in pairwise(photo_pages)
        if page.number % 2 == 0
        and other.number == page.number + 1
        and cos.key_of(image.stream) == cos.key_of(rest.stream) is not None
        # No more than about half of the picture's width is seen on either.
        and all(half.visible_area.width < 0.8 * abs(half.matrix[0]) for half in (image, rest))
    }


def _facing_page(number_: int, halves: Mapping[int, int]) -> int:
    """Return the page that faces another, or follows both halves of a spread; 0 for the first."""
    if number_ in halves:
        return halves[number_] + 1
    return number_ + 1 if number_ % 2 == 0 else number_ - 1


def _photograph(page: PdfPage, *, is_plate: bool) -> PlacedImage | None:
    """Return the largest picture of a page; an ornament only where it ``is_plate``."""
    room = max(1.0, page.trim.width * page.trim.height)
    pictures = [picture for picture in page.painted.pictures if picture.space]
    if not is_plate:
        pictures = [picture for picture in pictures if min(picture.pixels) >= _FEW_PX]
        pictures = [picture for picture in pictures if _shown_area(picture) >= _SHARE * room]
    return max(pictures, key=_shown_area, default=None)


def _shown_area(image: PlacedImage) -> float:
    return image.visible_area.width * image.visible_area.height


def _is_ours(book: PdfDocument) -> bool:
    fonts = {font for page in book.pages for font in page.painted.fonts}
    legible = all(run.legible for page in book.pages for run in page.painted.types)
    return bool(fonts) and legible and all(_OURS in font for font in fonts)


def _lines(page: PdfPage) -> tuple[TextLine, ...]:
    """Return a page's lines in the order of its drawing; each from the left, whichever way it runs.

    What stands outside the trim, as a printer's slug does, is not the book's.
    """
    # A combining mark of its own advances nothing, so its area has no width.
    runs = [run for run in page.painted.types if run.area.touches(page.trim)]
    lines = []
    for _, parts in groupby(runs, key=lambda run: run.line):
        whole = list(parts)
        text = "".join(run.text for run in whole)
        if text.strip():
            lines.append(TextLine(text, f"{whole[0].font} {whole[0].size:.1f}"))
    return tuple(lines)


def _known_texts(book: PdfDocument, numbers: list[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield label and text of some pages of one of our own files."""
    for number in numbers:
        page = book.pages[number - 1]
        text = "\n".join(line.text for line in _lines(page))
        yield number, (str(pikepdf.Page(page.dictionary).label), text)


def _texts(book: PdfDocument, numbers: list[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield label and text of some pages, as pdfium reads them."""
    with suppress(pypdfium2.PdfiumError, OSError):
        for page, number in in_turns(book, numbers):
            # What stands outside the trim, as a printer's slug does, is not the book's.
            text = page.get_textpage().get_text_bounded(*page.get_trimbox())
            yield number, (page.pdf.get_page_label(number - 1), text)


def in_turns(book: PdfDocument, numbers: Iterable[int]) -> Iterator[tuple[pypdfium2.PdfPage, int]]:
    """Yield pages by their numbers, counted from 1, each closed when the next is asked for.

    The file is opened again and again, since pdfium keeps every picture of every page that it
    loaded. Raises pypdfium2.PdfiumError where it cannot be opened.
    """
    limit = max(1, int(_HELD * len(book.pages) / max(book.size, 1)))
    waiting = list(numbers)
    for first in range(0, len(waiting), limit):
        with pypdfium2.PdfDocument(book.subject.file) as document:
            for number in waiting[first : first + limit]:
                if number <= len(document):
                    page = document[number - 1]
                    yield page, number
                    page.close()


def pixels(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """Return the rows of a bitmap, without the bytes that fill them up."""
    rows, wide = bytes(bitmap.buffer), bitmap.width * bitmap.n_channels
    starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
    return b"".join(rows[at : at + wide] for at in starts)


def _alternatives(book: PdfDocument) -> Mapping[int, str]:
    """Return the text alternative of the first figure of each page, where the file is tagged."""
    numbers = {cos.key_of(page.dictionary): page.number for page in book.pages}
    alternatives: dict[int, str] = {}
    for element, page in book.elements(_MOST_ELEMENTS):
        alt = cos.get(element, "/Alt")
        if page in numbers and alt is not None and cos.name(cos.get(element, "/S")) == "/Figure":
            alternatives.setdefault(numbers[page], cos.string(alt))
    return alternatives


def view(subject: Subject) -> Iterator[PageThumbnail | str]:
    """Yield every page, and say how many are left out. Raises UnreadableError."""
    with open_pdf(subject) as pdf:
        document = book(subject, pdf)
        largest = [(page, picture) for page in document.pages if (picture := _largest(page))]
        photographs = dict(_photographs(document, largest))
        seconds = frozenset(halves_of(largest).values())
        plates = dict(document.subject.plates)
        pages = {page.number: page for page in document.pages[:_MOST_PAGES]}
        for sheet, number in in_turns(document, pages):
            jpeg, text = _draw_page(sheet, pages[number].trim)
            yield PageThumbnail(
                number,
                plates.get(number, ""),
                jpeg,
                photograph=photographs.get(number),
                text=text,
                goes_on=number in seconds,
            )
        if len(document.pdf.pages) > _MOST_PAGES:
            last = len(document.pdf.pages)
            yield f"Pages {_MOST_PAGES + 1} to {last} of {subject.file.name} are not shown."


def _draw_page(sheet: pypdfium2.PdfPage, trim: PageArea) -> tuple[bytes, str]:
    """Draw a page as it is cut, and read it, if that can be done."""
    try:
        text = sheet.get_textpage().get_text_bounded(*trim.edges())[:_MOST_TEXT]
        sheet.set_cropbox(*trim.edges())
    except (pypdfium2.PdfiumError, ValueError):
        return b"", ""
    return _render(sheet), text


def _render(sheet: pypdfium2.PdfPage) -> bytes:
    """Render a page as a JPEG whose longer side is ``EDGE`` px; empty where it cannot be."""
    try:
        longer = max(sheet.get_width(), sheet.get_height())
        bitmap = sheet.render(scale=EDGE / longer, rev_byteorder=True, prefer_bgrx=False)
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
        return b""
    if bitmap.n_channels != 3:
        return b""
    return encode_page(pixels(bitmap), (bitmap.width, bitmap.height))


def _photographs(
    document: PdfDocument, largest: Sequence[tuple[PdfPage, PlacedImage]]
) -> Iterator[tuple[int, Photograph]]:
    """Yield the largest photograph of each page; the heat of those with the most ink."""
    printer = document.printer
    limit = printer.ink_limit.value if printer and printer.ink_limit else _USUAL_INK

    inks = {page.number: _ink(image) for page, image in largest}
    hot = sorted(filter(inks.get, inks), key=lambda at: -inks[at])[:_MOST_MAPS]
    for page, image in largest:
        has = min(ppi(image))
        across = image.pixels[0] / has * MM_PER_INCH if has else 0.0
        photograph = Photograph(image.pixels, across, has, inks[page.number])
        if page.number in hot:
            from platebook.photos import ink_maxima  # imports NumPy

            jpeg, inverted = _jpeg(image), _is_inverted(image)
            heat = ink_maxima.ink_heat_map(jpeg, HEAT_EDGE, limit, inverted=inverted)
            photograph = replace(photograph, heat=heat)
        yield page.number, photograph


def _largest(page: PdfPage) -> PlacedImage | None:
    """Return the picture that takes the most room, if it is one."""
    least = (10 * PT_PER_MM) ** 2
    pictures = [picture for picture in page.painted.pictures if _shown_area(picture) > least]
    return max(pictures, key=_shown_area, default=None)


def _ink(image: PlacedImage) -> float:
    if not (jpeg := _jpeg(image)):
        return 0.0
    from platebook.photos import ink_maxima  # imports NumPy

    window = (0, 0, *image.pixels)
    maximum = ink_maxima.find_jpeg_maximum(jpeg, window, inverted=_is_inverted(image))
    return maximum.per_cent if maximum else 0.0


def _jpeg(image: PlacedImage) -> bytes:
    """Return the JPEG in four inks that a picture is, if it is one."""
    if not image.space or image.space.family is not ColourFamily.CMYK:
        return b""
    if cos.name(cos.get(image.stream, "/Filter")) != "/DCTDecode":
        return b""
    return bytes(image.stream.read_raw_bytes())


def _is_inverted(image: PlacedImage) -> bool:
    return cos.numbers(cos.get(image.stream, "/Decode"))[:1] == (1.0,)
