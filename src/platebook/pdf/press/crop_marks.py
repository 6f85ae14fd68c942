"""Crop marks and the slug line outside the bleed, for printers that want them.

Every page gets a margin on all sides. Marks show where to cut; the slug line names book, page,
printer and date. Marks and slug are laid out as pages of their own, in the larger size, and are
painted over the pages of the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platebook import output
from platebook.fonts import selection
from platebook.fonts.characters import Line
from platebook.geometry import MM_PER_INCH, Box, Size
from platebook.pdf import engine
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter
from platebook.themes import Stylesheet

if TYPE_CHECKING:
    from weasyprint import Document, Page
    from weasyprint.pdf.stream import Stream

#: The margin for marks and slug on every side, in mm.
SLUG_MM = 12.0
_PREFIX = "Slug"
_TEMPLATE = "print/slug.html.j2"
_LENGTH_MM, _WIDTH_MM = 5.0, 0.088  # a quarter of a point wide
#: Distance in mm of marks from the bleed box, and from the trim box where nothing bleeds.
_GAP_MM, _LEAST_MM = 1.0, 3.0
_TEXT_BELOW_MM, _TEXT_INSET_MM = 2.6, 4.0
_PX_PER_MM = 96 / MM_PER_INCH
_CSS = """
@page {{ size: {width:.4f}mm {height:.4f}mm; margin: 0 }}
* {{ margin: 0 }}
.page {{ position: relative; width: {width:.4f}mm; height: {inside:.4f}mm; break-after: page }}
.page:last-child {{ break-after: auto }}
.mark {{ position: absolute; background: device-cmyk(0 0 0 1) }}
p {{ position: absolute; font: 400 6pt/8pt {sans}; color: device-cmyk(0 0 0 1);
     white-space: nowrap; overflow: hidden; text-overflow: ellipsis }}
"""


@dataclass(frozen=True, slots=True)
class Slug:
    """Marks and slug line of one page; ``trim`` is in mm from the top left of the bleed."""

    trim: Box
    text: str


@contextmanager
def add_marks(document: Document, slugs: Sequence[Slug], typesetter: Typesetter) -> Iterator[None]:
    """Add marks to the pages of a document while it is written."""
    with output.workroom() as folder:
        for page, own in zip(
            document.pages, _lay_out(document, slugs, typesetter, folder), strict=True
        ):
            page.paint = partial(_paint, page.paint, own, page.width, page.height)
            page.width, page.height = own.width, own.height
            page.bookmarks = [_shift_bookmark(bookmark) for bookmark in page.bookmarks]
        yield


def dry_run_marks(typesetter: Typesetter) -> None:
    """Fill the template of the slug, for a foreign theme's mistakes."""
    sheet = typesetter.sheet
    pages = [_page(sheet.trim_box(1), sheet.media, typesetter.edition.story.title)]
    run_limited(typesetter, lambda setter: setter.press.render(_TEMPLATE, {"pages": pages}))


def _lay_out(
    document: Document, slugs: Sequence[Slug], typesetter: Typesetter, folder: Path
) -> Sequence[Page]:
    """Lay out the marks as pages; a character that no font has becomes a dot."""
    first = document.pages[0]
    size = Size(first.width / _PX_PER_MM, first.height / _PX_PER_MM)
    lines = [Line(slug.text, "the slug") for slug in slugs]
    language = typesetter.edition.story.language
    font_set = selection.select_fonts(lines, language=language, folder=folder, lenient=True).rename(
        _PREFIX
    )
    lacking = dict.fromkeys(map(ord, font_set.unprintable), "\N{MIDDLE DOT}")
    pages = [_page(slug.trim, size, slug.text.translate(lacking)) for slug in slugs]
    width, height = size.width + 2 * SLUG_MM, size.height + 2 * SLUG_MM
    # A little less high inside, so that no rounding starts another page.
    lengths = {"width": width, "height": height, "inside": height - 0.2}
    styles = [
        engine.font_sheet(font_set),
        Stylesheet("slug", _CSS.format(sans=font_set.font_family("sans"), **lengths)),
    ]
    html = typesetter.press.render(_TEMPLATE, {"pages": pages})
    return engine.Engine(styles, engine.font_files(font_set), font_set.whole).render(html).pages


def _paint(
    paint: Callable[..., None],
    slug: Page,
    width: float,
    height: float,
    stream: Stream,
    scale: float = 1,
) -> None:
    """Paint a page inside its slug, clipped to its bleed box, then the marks."""
    with stream.stacked():
        inwards = SLUG_MM * _PX_PER_MM * scale
        stream.transform(e=inwards, f=inwards)
        stream.rectangle(0, 0, width * scale, height * scale)
        stream.clip()
        stream.end()
        paint(stream, scale)
    slug.paint(stream, scale)


def _shift_bookmark(bookmark: tuple[Any, ...]) -> tuple[Any, ...]:
    level, label, (x, y), *state = bookmark
    inwards = SLUG_MM * _PX_PER_MM
    return (level, label, (x + inwards, y + inwards), *state)


def _page(trim: Box, size: Size, text: str) -> dict[str, object]:
    left, right = trim.x, trim.x + trim.width
    top, bottom = trim.y, trim.y + trim.height
    marks = [
        *(_across(y, end) for y in (top, bottom) for end in _ends(left, right, size.width)),
        *(_down(x, end) for x in (left, right) for end in _ends(top, bottom, size.height)),
    ]
    place = _style(
        left + SLUG_MM + _TEXT_INSET_MM,
        size.height + SLUG_MM + _TEXT_BELOW_MM,
        trim.width - 2 * _TEXT_INSET_MM,
        None,
    )
    return {"marks": marks, "place": place, "text": text}


def _ends(first: float, last: float, whole: float) -> tuple[float, float]:
    """Return where the marks before and after a page begin, along one of its sides."""
    before = min(-_GAP_MM, first - _LEAST_MM) - _LENGTH_MM
    after = max(whole + _GAP_MM, last + _LEAST_MM)
    return before, after


def _across(y: float, start: float) -> str:
    return _style(start + SLUG_MM, y + SLUG_MM - _WIDTH_MM / 2, _LENGTH_MM, _WIDTH_MM)


def _down(x: float, start: float) -> str:
    return _style(x + SLUG_MM - _WIDTH_MM / 2, start + SLUG_MM, _WIDTH_MM, _LENGTH_MM)


def _style(left: float, top: float, width: float, height: float | None) -> str:
    lengths = {"left": left, "top": top, "width": width}
    if height is not None:
        lengths["height"] = height
    return "; ".join(f"{name}: {length:.4f}mm" for name, length in lengths.items())
