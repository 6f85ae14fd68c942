"""Lists what is in a book, for whoever wants to go there: its texts and plates, as they nest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from platebook.edition.model import Edition, Kind, Page

#: What a reader has passed when reading the list.
_UNLISTED = frozenset({Kind.COVER, Kind.HALF_TITLE, Kind.CONTENTS, Kind.TITLE, Kind.IMPRINT})
_TITLED_BY_AUTHOR = frozenset({Kind.SECTION, Kind.PLATE})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents, and the lines under it."""

    TEMPLATE_FIELDS: ClassVar = ("page", "children", "title", "generated")

    page: Page
    children: tuple[Entry, ...] = ()

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.page.title or ""

    @property
    def generated(self) -> bool:
        """Whether the title is ours, and so in the language of the words, not the author's."""
        if self.page.plate:
            return not self.page.plate.title and not self.page.plate.caption
        return self.page.kind not in _TITLED_BY_AUTHOR


def contents(edition: Edition) -> Iterator[Entry]:
    """Nest each section's plates under its opener; what has none stands on the first level."""
    opener: Entry | None = None
    for page in edition.pages:
        if opener and page.section is opener.page.section:
            opener = replace(opener, children=(*opener.children, Entry(page)))
            continue
        if opener:
            yield opener
        opener = Entry(page) if page.kind == Kind.SECTION else None
        if not opener and page.kind not in _UNLISTED:
            yield Entry(page)
    if opener:
        yield opener
