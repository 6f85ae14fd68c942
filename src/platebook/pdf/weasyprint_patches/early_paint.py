"""Paints each page as soon as it is laid out, and frees its boxes: most of a large book's memory.

WeasyPrint lays out all pages before it paints the first. Its boxes take ten times the memory of
the operators that paint them.

A page is laid out again where a text shows a number that is known later (``target-counter``), which
our books do not use. Then, and for whatever else needs all pages at once, ``PageRemadeError`` is
raised, and the document must be laid out without a painter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from platebook.pdf.weasyprint_patches import replaced
from platebook.pdf.weasyprint_patches.reused_pages import ReusedPages
from platebook.pdf.weasyprint_patches.tounicode import CharacterCodes, unambiguous_codes

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.formatting_structure.boxes import Box as LaidBox
    from weasyprint.pdf.stream import Stream


class PageRemadeError(Exception):
    """A page must be laid out again after its boxes may have been freed."""


@contextmanager
def free_finished_parts() -> Iterator[None]:
    """Free each block after its last page. Raises PageRemadeError where one is laid out again."""
    from weasyprint.layout import page

    plain, page_indexes = page.remake_page, set[int]()
    freed: list[tuple[LaidBox, int]] = []

    def remake_page(index: int, context: Any, root: LaidBox, html: Any) -> tuple[Any, Any]:  # noqa: ANN401
        if freed and index in page_indexes:
            raise PageRemadeError
        page_indexes.add(index)
        laid_out, resume_at = plain(index, context, root, html)
        if resume_at and not context.target_collector.counter_lookup_items:
            freed[:] = _free_before(root, resume_at, freed)
        return laid_out, resume_at

    with replaced(page, remake_page=remake_page):
        yield


def _free_before(
    box: LaidBox,
    resume_at: Any,  # noqa: ANN401
    before: list[tuple[LaidBox, int]],
) -> list[tuple[LaidBox, int]]:
    """Free the blocks before ``resume_at``; ``before`` is what was given last time."""
    from weasyprint.formatting_structure import boxes

    finished_blocks: list[tuple[LaidBox, int]] = []
    while resume_at and type(box) is boxes.BlockBox and not _is_columned(box):
        at = min(resume_at)
        entry = before[len(finished_blocks)] if len(before) > len(finished_blocks) else (None, 0)
        for part in box.children[entry[1] if entry[0] is box else 0 : at]:
            if part.is_in_normal_flow():
                part.children = []
        finished_blocks.append((box, at))
        box, resume_at = box.children[at], resume_at[at]
    return finished_blocks


def _is_columned(box: LaidBox) -> bool:
    return (box.style["column_count"], box.style["column_width"]) != ("auto", "auto")


def free_when_painted(document: Document) -> None:
    """Free each page's boxes when the page is painted."""

    def paint(page: Any, plain: Any, stream: Stream, scale: float) -> None:  # noqa: ANN401
        plain(stream, scale)
        page.paint = page._page_box = None

    for page in document.pages:
        page.paint = partial(paint, page, page.paint)


_SCALE = 0.75  # px to points
#: The dictionaries of resources that painting fills (ISO 32000-2, 7.8.3).
_RESOURCES = ("ExtGState", "XObject", "Pattern", "Shading")


class _PageMaker(list[Any]):
    """WeasyPrint's list of how pages began, which gives what came before a page as one entry.

    For each page, WeasyPrint collects anchors and lookups from all pages before it. No page is made
    again, so those of the pages before stay what they are.
    """

    def __init__(self, pages: Iterable[Any]) -> None:
        super().__init__(pages)
        self._count = 0
        self._before: dict[str, list[Any]] = {"anchors": [], "content_lookups": []}

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401
        if not isinstance(at, slice) or at.start is not None:
            return super().__getitem__(at)
        for *_, state in super().__getitem__(slice(self._count, at.stop)):
            for name, entries in self._before.items():
                entries += state.get(name, ())
        self._count = max(self._count, at.stop)
        return [(None, None, None, None, self._before)]


class CannotPaintError(Exception):
    """WeasyPrint cannot paint what it laid out."""


class PagePainter:
    """The operators that paint each page of one document, and what they use.

    ``count`` is the number of pages that the document is to have. ``look`` is called with each
    page's box and number, counted from 1, before it is painted and freed. ``codes`` are the
    character codes of all text that was painted. With ``pages_to_reuse``, pages stay as they are
    for the next layout, and are not freed.
    """

    def __init__(
        self,
        count: int,
        look: Callable[[Any, int], None],
        pages_to_reuse: ReusedPages | None = None,
    ) -> None:
        self.count, self.pages_to_reuse = count, pages_to_reuse
        self._look = look
        self.reset()

    def reset(self) -> None:
        """Forget what was painted."""
        import pydyf

        self.codes = CharacterCodes()
        self._pages: list[list[Any]] = []
        self._fonts: dict[Any, Any] = {}
        self._images: dict[Any, Any] = {}
        self._resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in _RESOURCES})

    @property
    def has_painted(self) -> bool:
        """Whether the document's pages are painted, and their boxes freed."""
        return bool(self._pages)

    def paint(self, page_box: LaidBox) -> None:
        """Paint the next page, as ``generate_pdf`` does, and free it. Raises CannotPaintError."""
        from weasyprint.draw import draw_page
        from weasyprint.pdf.stream import Stream

        self._look(page_box, len(self._pages) + 1)
        width, height = page_box.margin_width(), page_box.margin_height()
        left, top, right, bottom = (
            page_box.style[f"bleed_{side}"].value for side in ("left", "top", "right", "bottom")
        )
        # In these steps, as there: other roundings would give other bytes.
        x, y = -_SCALE * left, -_SCALE * top
        across, down = x + _SCALE * (width + left + right), y + _SCALE * (height + top + bottom)
        area = (x / _SCALE, y / _SCALE, (across - x) / _SCALE, (down - y) / _SCALE)
        stream = Stream(
            self._fonts, area, self._resources, self._images, None, {}, None, compress=True
        )
        stream.transform(d=-1, f=height * _SCALE)
        start = len(stream.stream)
        try:
            with unambiguous_codes(self.codes), stream.stacked():
                stream.transform(a=_SCALE, d=_SCALE)
                draw_page(page_box, stream)
        except (AssertionError, NotImplementedError) as error:
            raise CannotPaintError from error
        self._pages.append(stream.stream[start:])
        if not self.pages_to_reuse:
            _free(page_box)

    def give(self, document: Document) -> None:
        """Let the pages of the document that was painted be written with these operators."""
        document.fonts = self._fonts
        for page, operators in zip(document.pages, self._pages, strict=True):
            page.paint = partial(self._give, operators)

    def _give(self, operators: list[Any], stream: Stream, scale: float) -> None:
        if scale != _SCALE:
            raise ValueError("painted at another scale")
        if stream._images is not self._images and not stream._images:
            stream._images.update(self._images)
            for name in _RESOURCES:
                stream._resources[name] = self._resources[name]
        stream.stream += operators
        operators.clear()


@contextmanager
def pages_painted(painter: PagePainter) -> Iterator[None]:
    """Have the document that is laid out in this block painted page by page."""
    from weasyprint import document

    with replaced(document, layout_document=partial(_lay_out_pages, painter)):
        yield


def _free(page_box: Any) -> None:  # noqa: ANN401  WeasyPrint's
    """Free all boxes of a page. Those of links are kept, which would keep what is in them."""
    for box in (page_box, *page_box.descendants()):
        attributes = vars(box)
        if "children" in attributes:
            box.children = ()
        if "pango_layout" in attributes:
            box.pango_layout = None


def _lay_out_pages(
    painter: PagePainter,
    html: Any,  # noqa: ANN401
    root: LaidBox,
    context: Any,  # noqa: ANN401
) -> Iterator[LaidBox]:
    """Yield each page with its margins, as WeasyPrint's ``layout_document`` does; then paint it."""
    from weasyprint.layout import initialize_page_maker, page

    initialize_page_maker(context, root)
    context.page_maker = page_maker = _PageMaker(context.page_maker)
    bookmarked: set[tuple[Any, str]] = set()
    number, reused_pages = 0, painter.pages_to_reuse
    with reused_pages.reuse(root, context, painter.count) if reused_pages else nullcontext():
        for number, box in enumerate(page.make_all_pages(context, root, html, []), 1):
            if box.fixed_boxes or context.broken_out_of_flow or context.reported_footnotes:
                raise PageRemadeError
            _collect(box, number, context, bookmarked)
            if not (reused_pages and reused_pages.is_finished(box)):
                _add_margins(box, number, painter.count, context)
            yield box
            painter.paint(box)
    context.page_maker = list(page_maker)
    states = [state for *_, state in page_maker]
    remade = any(state["content_changed"] or state["pages_wanted"] for state in states)
    if number != painter.count or remade:
        raise PageRemadeError


def _collect(
    page_box: LaidBox,
    number: int,
    context: Any,  # noqa: ANN401
    bookmarked: set[tuple[Any, str]],
) -> None:
    """Keep one bookmark for each element, and collect the strings that margins show."""
    for child in page_box.descendants():
        if child.missing_link:
            raise PageRemadeError
        if child.bookmark_label:
            _, _, pseudo = child.element_tag.rpartition("::")
            key = child.element, pseudo if pseudo in ("before", "after") else ""
            if key in bookmarked:
                child.bookmark_label = ""
            bookmarked.add(key)
        if child.string_set and child.string_set != "none":
            for name, text in child.string_set:
                context.string_set[name][number].append(text)


def _add_margins(page_box: LaidBox, number: int, count: int, context: Any) -> None:  # noqa: ANN401
    from weasyprint.layout.background import layout_backgrounds
    from weasyprint.layout.page import make_margin_boxes

    root, footnotes, notes = page_box.children
    context.current_page = number
    state = context.page_maker[number][3]
    state[1]["pages"] = [count]
    areas = [area for area in (footnotes, notes) if area.children]
    page_box.children = (root, *areas, *make_margin_boxes(context, page_box, state))
    layout_backgrounds(page_box, context.get_image_from_uri)
