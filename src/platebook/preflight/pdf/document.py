"""A PDF that was opened: its pages with their boxes and all that is on them, and what it claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pikepdf

from platebook.preflight.model import Subject, UnreadableError
from platebook.preflight.pdf.claims import PdfClaims, claims
from platebook.preflight.pdf.content_stream.graphics_state import Budget, Fonts
from platebook.preflight.pdf.content_stream.interpreter import painted
from platebook.preflight.pdf.content_stream.marks import Painted
from platebook.preflight.pdf.ink_coverage import Scales
from platebook.preflight.pdf.objects import (
    ODD,
    Thing,
    at,
    get,
    inherited,
    key_of,
    name,
    number,
    numbers,
    several,
    string,
)
from platebook.preflight.pdf.page_geometry import PageArea, area
from platebook.printers import Printer

#: What may be read of one file: enough for a book of 800 pages, and half of the time there is.
OPERATORS = 1_000_000
MOST_PAGES = 3000
_ANCHOR = "plate-"
_NO_PAPER = PageArea(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page. Boxes are in points; ``trimmed`` and ``bled`` say whether the file gives them.

    Where it does not, the trim is what is shown, and the bleed the trim (ISO 32000-2, 14.11.2).
    ``dictionary`` is the page's.
    """

    number: int
    media: PageArea
    crop: PageArea
    bleed: PageArea
    trim: PageArea
    trimmed: bool
    bled: bool
    turned: float
    unit: float
    dictionary: Thing
    painted: Painted = field(default_factory=Painted)

    @property
    def right(self) -> bool:
        """Whether it is a right-hand page of a book that reads rightwards."""
        return self.number % 2 == 1


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """A PDF and what is in it. ``scales`` remembers what its pictures weigh."""

    subject: Subject
    pdf: pikepdf.Pdf
    claims: PdfClaims
    pages: tuple[PdfPage, ...]
    size: int
    scales: Scales = field(default_factory=Scales)

    @property
    def printer(self) -> Printer | None:
        """Whose rules it is held to."""
        return self.subject.printer

    @property
    def is_cover(self) -> bool:
        """Whether it is a cover wrap, which is one sheet: a book's rules are not its."""
        return self.subject.cover or len(self.pages) == 1

    @property
    def damaged(self) -> bool:
        """Whether anything was read by guessing, so far."""
        return bool(self.pdf.get_warnings()) or any(page.painted.faults for page in self.pages)

    @property
    def rightwards(self) -> bool:
        """Whether the book is bound at the left, as it says itself."""
        wishes = get(self.pdf.Root, "/ViewerPreferences")
        return name(get(wishes, "/Direction")) != "/R2L"

    def binds_left(self, page: PdfPage) -> bool:
        """Whether a page is bound at its left."""
        return page.right == self.rightwards


def opened(subject: Subject) -> pikepdf.Pdf:
    """Open a PDF. Raises UnreadableError, with why it cannot be read."""
    try:
        # Not mapped into memory: its pages would count as ours.
        return pikepdf.open(subject.file, access_mode=pikepdf.AccessMode.stream)
    except pikepdf.PasswordError:
        raise UnreadableError("it is locked: it opens with a password only") from None
    except pikepdf.PdfError as error:
        said = str(error).removeprefix(f"{subject.file}: ")
        raise UnreadableError(
            f"it is damaged or cut off ({' '.join(said.split())[:160]})"
        ) from None


def book(subject: Subject, pdf: pikepdf.Pdf) -> PdfDocument:
    """Read every page. Raises UnreadableError where the pages themselves cannot be found."""
    try:
        pages = tuple(_pages(pdf))
    except ODD as error:
        raise UnreadableError(f"its pages cannot be found ({str(error)[:160]})") from None
    if not subject.plates:
        subject = replace(subject, plates=tuple(_anchors(pdf, pages)))
    return PdfDocument(subject, pdf, claims(pdf), pages, subject.file.stat().st_size)


def _pages(pdf: pikepdf.Pdf) -> Iterator[PdfPage]:
    fonts, budget = Fonts(), Budget(OPERATORS)
    for number_, page in enumerate(pdf.pages, 1):
        if number_ > MOST_PAGES:
            return
        found = _page(number_, page)
        yield replace(found, painted=painted(page, found.media, fonts, budget))


def _page(number_: int, page: pikepdf.Page) -> PdfPage:
    dictionary = page.obj
    media = area(numbers(inherited(dictionary, "/MediaBox"))) or _NO_PAPER
    crop = area(numbers(inherited(dictionary, "/CropBox"))) or media
    trim = area(numbers(get(dictionary, "/TrimBox")))
    bleed = area(numbers(get(dictionary, "/BleedBox")))
    return PdfPage(
        number_,
        media,
        crop,
        bleed or trim or crop,
        trim or crop,
        trimmed=trim is not None,
        bled=bleed is not None,
        turned=number(inherited(dictionary, "/Rotate")) % 360,
        unit=number(get(dictionary, "/UserUnit"), 1.0),
        dictionary=dictionary,
    )


def _anchors(pdf: pikepdf.Pdf, pages: tuple[PdfPage, ...]) -> Iterator[tuple[int, str]]:
    """Find the plates by the places that our own books name: ``plate-river``."""
    numbers_ = {key_of(page.dictionary): page.number for page in pages}
    for called, place in _names(get(get(pdf.Root, "/Names"), "/Dests"), 0):
        if called.startswith(_ANCHOR):
            target = at(place, 0) if several(place) else at(get(place, "/D"), 0)
            if (key := key_of(target)) in numbers_:
                yield numbers_[key], called.removeprefix(_ANCHOR)


def _names(node: Thing, depth: int) -> Iterator[tuple[str, Thing]]:
    """Walk a name tree (7.9.6), not endlessly."""
    listed = several(get(node, "/Names"))[: 2 * MOST_PAGES]
    for key, value in zip(listed[::2], listed[1::2], strict=False):
        yield string(key), value
    if depth < 3:
        for kid in several(get(node, "/Kids"))[:MOST_PAGES]:
            yield from _names(kid, depth + 1)
