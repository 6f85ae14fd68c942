"""Shows the pages of a PDF, small, with what their photographs are on paper and in ink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pypdfium2

from platebook.geometry import MM_PER_INCH, PT_PER_MM
from platebook.photos import encode_image, ink_maxima
from platebook.preflight.model import EDGE, HEAT_EDGE, PageThumbnail, Photograph, Remark, Subject
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.colour_spaces import ColourFamily
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage, book, opened
from platebook.preflight.pdf.page_contents import halves_of, in_turns, pixels
from platebook.preflight.pdf.page_geometry import PageArea
from platebook.preflight.pdf.photo_checks import ppi

#: Pages that are drawn; a book has fewer, and a report of more would be of no use.
_MOST_PAGES = 600
#: Characters that are read of a page.
_MOST_TEXT = 4_000
#: The ink that a heat map goes by where no printer says how much there may be.
_USUAL_INK = 300.0
#: The heat of so many pages is shown, the heaviest.
_MOST_MAPS = 4


def view(subject: Subject) -> Iterator[PageThumbnail | Remark]:
    """Give every page, and say how many are left out. Raises UnreadableError."""
    with opened(subject) as pdf:
        document = book(subject, pdf)
        largest = [(page, found) for page in document.pages if (found := _largest(page))]
        photographs = dict(_photographs(document, largest))
        seconds = frozenset(halves_of(largest).values())
        plates = dict(document.subject.plates)
        shown = {page.number: page for page in document.pages[:_MOST_PAGES]}
        for sheet, number in in_turns(document, shown):
            jpeg, text = _seen(sheet, shown[number].trim)
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
            yield Remark(f"Pages {_MOST_PAGES + 1} to {last} of {subject.file.name} are not shown.")


def _seen(sheet: pypdfium2.PdfPage, trim: PageArea) -> tuple[bytes, str]:
    """Draw a page as it is cut, and read it, if that can be done."""
    try:
        text = sheet.get_textpage().get_text_bounded(*trim.edges())[:_MOST_TEXT]
        sheet.set_cropbox(*trim.edges())
    except (pypdfium2.PdfiumError, ValueError):
        return b"", ""
    return _rendered(sheet), text


def _rendered(sheet: pypdfium2.PdfPage) -> bytes:
    """Render a page as a JPEG whose longer side is ``EDGE`` px; empty where it cannot be."""
    try:
        longer = max(sheet.get_width(), sheet.get_height())
        bitmap = sheet.render(scale=EDGE / longer, rev_byteorder=True, prefer_bgrx=False)
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
        return b""
    if bitmap.n_channels != 3:
        return b""
    return encode_image.encode_page(pixels(bitmap), (bitmap.width, bitmap.height))


def _photographs(
    document: PdfDocument, largest: Sequence[tuple[PdfPage, PlacedImage]]
) -> Iterator[tuple[int, Photograph]]:
    """Give the largest photograph of each page; the heat of those with the most ink."""
    printer = document.printer
    limit = printer.ink_limit.value if printer and printer.ink_limit else _USUAL_INK

    @cache
    def weighed(at: int) -> float:
        return _ink(found[at])

    found = {page.number: placed for page, placed in largest}
    hot = sorted((at for at in found if weighed(at)), key=lambda at: -weighed(at))[:_MOST_MAPS]
    for at, placed in found.items():
        has = min(ppi(placed))
        across = placed.pixels[0] / has * MM_PER_INCH if has else 0.0
        photograph = Photograph(placed.pixels, across, has, weighed(at))
        if at in hot:
            heat = encode_image.ink_heat_map(
                _jpeg(placed), HEAT_EDGE, limit, inverted=_inverted(placed)
            )
            photograph = replace(photograph, heat=heat)
        yield at, photograph


def _largest(page: PdfPage) -> PlacedImage | None:
    """Give the picture that takes the most room, if it is one."""
    least = (10 * PT_PER_MM) ** 2
    shown = [each for each in page.painted.pictures if each.seen.width * each.seen.height > least]
    return max(shown, key=lambda each: each.seen.width * each.seen.height, default=None)


def _ink(placed: PlacedImage) -> float:
    if not (jpeg := _jpeg(placed)):
        return 0.0
    window = (0, 0, *placed.pixels)
    weighed = ink_maxima.weigh_jpeg(jpeg, window, inverted=_inverted(placed))
    return weighed.per_cent if weighed else 0.0


def _jpeg(placed: PlacedImage) -> bytes:
    """Give the JPEG in four inks that a picture is, if it is one."""
    if not placed.space or placed.space.family is not ColourFamily.CMYK:
        return b""
    if cos.name(cos.get(placed.stream, "/Filter")) != "/DCTDecode":
        return b""
    return bytes(placed.stream.read_raw_bytes())


def _inverted(placed: PlacedImage) -> bool:
    return cos.numbers(cos.get(placed.stream, "/Decode"))[:1] == (1.0,)
