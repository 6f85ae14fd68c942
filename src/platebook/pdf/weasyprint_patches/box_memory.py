"""Frees WeasyPrint's boxes before the document is written: a third of a large book's memory.

WeasyPrint keeps the formatting structure until the end, since it lays a page out again where a
text shows a number that is known later (``target-counter``), which our books do not use. It also
keeps all pages until the last one is painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.pdf.stream import Stream


class PageRemadeError(Exception):
    """A page must be laid out again after its boxes may have been freed."""


@contextmanager
def finished_parts_freed() -> Iterator[None]:
    """Free the formatting structure of each child of ``<body>`` when its last page is laid out.

    Raises PageRemadeError in the block where a page is laid out again.
    """
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import page

    plain, made, freed = page.remake_page, set[int](), 0

    def remake_page(index: int, context: Any, root: Any, html: Any) -> tuple[Any, Any]:  # noqa: ANN401
        nonlocal freed
        if freed and index in made:
            raise PageRemadeError
        made.add(index)
        laid_out, resume_at = plain(index, context, root, html)
        if resume_at and not context.target_collector.counter_lookup_items:
            last = min(resume_at.get(0) or {0: None})
            body = root.children[0]
            for part in body.children[freed:last]:
                if type(body) is boxes.BlockBox and part.is_in_normal_flow():
                    part.children = []
            freed = max(freed, last)
        return laid_out, resume_at

    page.remake_page = remake_page
    try:
        yield
    finally:
        page.remake_page = plain


def free_when_painted(document: Document) -> None:
    """Free each page's boxes when the page is painted."""

    def paint(page: Any, plain: Any, stream: Stream, scale: float) -> None:  # noqa: ANN401
        plain(stream, scale)
        page.paint = page._page_box = None

    for page in document.pages:
        page.paint = partial(paint, page, page.paint)
