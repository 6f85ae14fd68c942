"""Lists the entries of a book's table of contents: its texts and plates, as they nest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from platebook import markdown
from platebook.book.model import Edition, Page, PageKind
from platebook.fonts import Line
from platebook.story import Plate, Section, Story

_PLAIN = ("title", "subtitle", "publisher", "rights", "identifier")
_PLATE_PLAIN = ("title", "credit", "rights", "location", "date")
_PLATE_MARKDOWN = ("caption", "description")


def lines(story: Story) -> Iterator[Line]:
    """Yield the texts of a story as a reader sees them, without their Markdown."""
    for key in _PLAIN:
        if text := getattr(story, key):
            yield Line(text, f"{story.place(key)} ({key})")
    for key, text in story.texts:
        yield Line(_printed(text), f"{story.place(key)} ({key})")
    for key, text in story.signatures:
        yield Line(text, f"{story.place(key)} ({key})")
    for person in story.contributors:
        yield Line(person.name, f"{story.place('contributors')} (contributors)")
    for link in story.links:
        yield Line(f"{link.label} {link.url}", f"{story.place('links')} (links)")
    if story.series:
        named = f"{story.series.name} {story.series.position or ''}"
        yield Line(named, f"{story.place('series')} (series)")
    for section in story.sections:
        yield from _section(section, story)


def _section(section: Section, story: Story) -> Iterator[Line]:
    where = str(section.where or story.manifest.as_posix())
    if section.title:
        yield Line(section.title, where)
    if section.text:
        yield Line(_printed(section.text), where)
    for plate in section.plates:
        yield Line(_plate(plate), f"{plate.where} (plate “{plate.id}”)")


def _plate(plate: Plate) -> str:
    plain = [getattr(plate, key) for key in _PLATE_PLAIN]
    marked = [getattr(plate, key) for key in _PLATE_MARKDOWN]
    return " ".join([*filter(None, plain), *(_printed(text) for text in marked if text)])


def _printed(source: str) -> str:
    """Return a Markdown text as paper shows it, with the addresses of its links."""
    return " ".join([markdown.plain(source), *markdown.addresses(markdown.block(source))])


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
