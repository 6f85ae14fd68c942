"""Lists the entries of a book's table of contents: its texts and plates, as they nest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from platebook.book.model import Edition, Page, PageKind

#: What a reader has passed when reading the list.
_UNLISTED = frozenset(
    {PageKind.COVER, PageKind.HALF_TITLE, PageKind.CONTENTS, PageKind.TITLE, PageKind.IMPRINT}
)


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the contents, and the lines under it."""

    TEMPLATE_FIELDS: ClassVar = ("page", "children", "title", "generated")

    page: Page
    children: tuple[ContentsEntry, ...] = ()

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.page.title or ""

    @property
    def generated(self) -> bool:
        """Whether the title is ours, and so in the language of the words, not the author's."""
        return self.page.generated


def contents(edition: Edition) -> Iterator[ContentsEntry]:
    """Nest each section's plates under its opener; what has none stands on the first level.

    A page of contents does not list what stands before it.
    """
    opener: ContentsEntry | None = None
    kinds = [page.kind for page in edition.pages]
    passed = kinds.index(PageKind.CONTENTS) + 1 if PageKind.CONTENTS in kinds else 0
    for page in edition.pages[passed:]:
        if page.kind is PageKind.CAPTION:
            continue
        if opener and page.section is opener.page.section:
            opener = replace(opener, children=(*opener.children, ContentsEntry(page)))
            continue
        if opener:
            yield opener
        opener = ContentsEntry(page) if page.kind == PageKind.SECTION else None
        if not opener and page.kind not in _UNLISTED:
            yield ContentsEntry(page)
    if opener:
        yield opener
