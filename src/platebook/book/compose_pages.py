"""Completes a story from its photographs, and puts it into reading order for a medium.

One function serves every medium, so two editions cannot disagree about what comes when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from platebook import markdown
from platebook.book.credits import CreditPlace, credit_place, is_whole_line
from platebook.book.model import Edition, Medium, Page, PageKind
from platebook.book.typography import typeset
from platebook.fonts.characters import Line
from platebook.i18n import Words
from platebook.photos.model import Photo
from platebook.slugs import section_ids
from platebook.story import CaptionPosition, Plate, PlateListStyle, Section, Story


def complete(story: Story, photos: Mapping[str, Photo]) -> Story:
    """Fill what the manifest leaves unsaid from the photographs' own metadata; set its typography.

    The manifest's words always win, its default credit too; a decorative plate takes no alt text.
    What looks like Markdown in a photograph is not meant as such, and stays what it looks like.
    ``photos`` is by plate id.
    """

    def fill(section: Section) -> Section:
        plates = (_complete(plate, photos[plate.id], story.credit) for plate in section.plates)
        return replace(section, plates=tuple(plates))

    return typeset(replace(story, sections=tuple(map(fill, story.sections))))


def _complete(plate: Plate, photo: Photo, credit: str | None) -> Plate:
    metadata = {key: word.text for key, word in photo.words.items()}
    metadata |= {
        key: markdown.quote(metadata[key]) for key in ("caption", "description") if key in metadata
    }
    metadata["credit"] = credit or metadata.get("credit", "")
    if plate.decorative:
        metadata.pop("alt", None)
    keys = ("caption", "alt", "description", "credit", "rights", "location", "date")
    # A text that is empty, not None, is said to be none.
    values = {key: metadata.get(key) or None for key in keys if getattr(plate, key) is None}
    result = replace(plate, **values)  # type: ignore[arg-type]
    creator = photo.words["creator"].text if "creator" in photo.words else ""
    return replace(result, supplied_credit=is_whole_line(result.credit or "", creator))


def compose(story: Story, medium: Medium, words: Words) -> Edition:
    """Order, number, anchor and title an edition's pages; ``words`` has generated titles."""
    pages = tuple(page for page in _all_pages(story, medium, words) if page.kind in medium.kinds)
    return Edition(story, medium, pages)


def _all_pages(story: Story, medium: Medium, words: Words) -> Iterator[Page]:
    """Every page that any medium may want, in the order of the book."""
    yield from _front_matter(story, words)
    yield from _plates(story, words)
    yield from _back_matter(story, medium, words)


def _title_page(kind: PageKind, title: str) -> Page:
    return Page(kind, kind.value, title, generated=True)


def _front_matter(story: Story, words: Words) -> Iterator[Page]:
    yield _title_page(PageKind.COVER, words("Cover"))
    yield Page(PageKind.HALF_TITLE, "half-title")
    yield _title_page(PageKind.TITLE, words("Title page"))
    yield _title_page(PageKind.IMPRINT, words("Imprint"))
    if story.dedication:
        yield _title_page(PageKind.DEDICATION, words("Dedication"))
    if story.epigraph:
        yield _title_page(PageKind.EPIGRAPH, words("Epigraph"))
    if _has_contents(story):
        yield _title_page(PageKind.CONTENTS, words("Contents"))
    if story.foreword:
        opener = _title_page(PageKind.FOREWORD, words("Foreword"))
        title = story.foreword.title
        yield replace(opener, title=title, generated=False) if title else opener
    if story.introduction:
        yield _title_page(PageKind.INTRODUCTION, words("Introduction"))


def _back_matter(story: Story, medium: Medium, words: Words) -> Iterator[Page]:
    if story.closing or story.links:
        yield _title_page(PageKind.CLOSING, words("Closing"))
    if story.acknowledgements:
        yield _title_page(PageKind.ACKNOWLEDGEMENTS, words("Acknowledgements"))
    if any(plate.description for plate in story.plates):
        yield _title_page(PageKind.DESCRIPTIONS, words("Long descriptions"))
    if any(story.caption_position(plate) is CaptionPosition.END for plate in story.plates):
        yield _title_page(PageKind.CAPTIONS, words("Photographs"))
    if not medium.paper or _lists_plates(story):
        yield _title_page(PageKind.PLATES, words("List of plates"))
    elif credit_place(story, medium) is CreditPlace.LIST:
        yield _title_page(PageKind.PLATES, words("Credits"))
    yield _title_page(PageKind.CREDITS, words("Credits"))
    yield _title_page(PageKind.COLOPHON, words("Colophon"))


def _lists_plates(story: Story) -> bool:
    """Return whether a printed list of plates would say or show more than their numbers."""
    style = story.design.plate_list
    plate_texts = ((p.title, p.caption, p.location, p.date, p.rights) for p in story.plates)
    return style is PlateListStyle.THUMBNAILS or (
        style is PlateListStyle.TITLES and any(any(texts) for texts in plate_texts)
    )


def _has_contents(story: Story) -> bool:
    if story.design.contents is not None:
        return story.design.contents
    return any(section.title for section in story.sections)


def _plates(story: Story, words: Words) -> Iterator[Page]:
    number = 0
    for index, section in enumerate(story.sections, 1):
        if section.title:
            yield Page(PageKind.SECTION, f"section-{index}", section.title, section=section)
        for plate in section.plates:
            number += 1
            title = plate.title or markdown.label(plate.caption or "")
            yield Page(
                PageKind.PLATE,
                f"plate-{plate.id}",
                title or words("Photograph {number}", number=number),
                plate,
                number,
                section,
                generated=not title,
            )


def section_anchors(story: Story) -> dict[str, str]:
    """Return the anchor of each section's page by the id that a link names."""
    names = section_ids(
        [section.title for section in story.sections], [plate.id for plate in story.plates]
    )
    return {name: f"section-{number}" for number, name in enumerate(names, 1)}


_PLAIN = ("title", "subtitle", "publisher", "rights", "identifier")
_PLATE_PLAIN = ("title", "credit", "rights", "location", "date")
_PLATE_MARKDOWN = ("caption", "description")


def lines(story: Story) -> Iterator[Line]:
    """Yield the texts of a story as a reader sees them, without their Markdown."""
    for key in _PLAIN:
        if text := getattr(story, key):
            yield Line(text, f"{story.place(key)} ({key})")
    for key, text in story.texts:
        yield Line(_as_printed(text), f"{story.place(key)} ({key})")
    for key, text in story.signatures:
        yield Line(text, f"{story.place(key)} ({key})")
    for person in story.contributors:
        yield Line(person.name, f"{story.place('contributors')} (contributors)")
    for link in story.links:
        yield Line(f"{link.label} {link.url}", f"{story.place('links')} (links)")
    if story.series:
        series_text = f"{story.series.name} {story.series.position or ''}"
        yield Line(series_text, f"{story.place('series')} (series)")
    for section in story.sections:
        yield from _section(section, story)


def _section(section: Section, story: Story) -> Iterator[Line]:
    where = str(section.where or story.manifest.as_posix())
    if section.title:
        yield Line(section.title, where)
    if section.text:
        yield Line(_as_printed(section.text), where)
    for plate in section.plates:
        yield Line(_plate(plate), f"{plate.where} (plate “{plate.id}”)")


def _plate(plate: Plate) -> str:
    plain = [getattr(plate, key) for key in _PLATE_PLAIN]
    markdown_texts = [getattr(plate, key) for key in _PLATE_MARKDOWN]
    return " ".join([*filter(None, plain), *(_as_printed(text) for text in markdown_texts if text)])


def _as_printed(source: str) -> str:
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
    """Nest each section's plates under its opener; leave out what stands before the contents."""
    opener: ContentsEntry | None = None
    kinds = [page.kind for page in edition.pages]
    start = kinds.index(PageKind.CONTENTS) + 1 if PageKind.CONTENTS in kinds else 0
    for page in edition.pages[start:]:
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
