"""Completes a story from its photographs, and puts it into reading order for a medium.

One function serves every medium, so two editions cannot disagree about what comes when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from platebook import markdown
from platebook.book.model import Edition, Medium, Page, PageKind
from platebook.book.typography import typeset
from platebook.i18n import Words
from platebook.photos.model import Photo
from platebook.story import Plate, Story


def complete(story: Story, photos: Mapping[str, Photo]) -> Story:
    """Fill what the manifest leaves unsaid from the photographs' own metadata; set its typography.

    The manifest's words always win, its default credit too; a decorative plate takes no alt text.
    What looks like Markdown in a photograph is not meant as such, and stays what it looks like.
    ``photos`` is by plate id.
    """
    sections = tuple(
        replace(
            section,
            plates=tuple(
                _completed(plate, photos[plate.id], story.credit) for plate in section.plates
            ),
        )
        for section in story.sections
    )
    return typeset(replace(story, sections=sections))


def _completed(plate: Plate, photo: Photo, credit: str | None) -> Plate:
    told = {key: word.text for key, word in photo.words.items()}
    told |= {key: markdown.quoted(told[key]) for key in ("caption", "description") if key in told}
    told["credit"] = credit or told.get("credit", "")
    if plate.decorative:
        told.pop("alt", None)
    keys = ("caption", "alt", "description", "credit", "rights", "location", "date")
    # A text that is empty, not None, is said to be none.
    found = {key: told.get(key) or None for key in keys if getattr(plate, key) is None}
    return replace(plate, **found)  # type: ignore[arg-type]


def compose(story: Story, medium: Medium, words: Words) -> Edition:
    """Order, number, anchor and title every page of one edition.

    ``words`` gives the titles that the story does not: "Introduction", "Photograph 7".
    """
    pages = tuple(page for page in _all(story, words) if page.kind in medium.kinds)
    return Edition(story, medium, pages)


def _all(story: Story, words: Words) -> Iterator[Page]:
    """Every page that any medium may want, in the order of the book."""

    def page(kind: PageKind, title: str) -> Page:
        return Page(kind, kind.value, words(title), generated=True)

    yield page(PageKind.COVER, "Cover")
    yield Page(PageKind.HALF_TITLE, "half-title")
    yield page(PageKind.CONTENTS, "Contents")
    yield page(PageKind.TITLE, "Title page")
    yield page(PageKind.IMPRINT, "Imprint")
    if story.dedication:
        yield page(PageKind.DEDICATION, "Dedication")
    if story.epigraph:
        yield page(PageKind.EPIGRAPH, "Epigraph")
    if story.foreword:
        opener = page(PageKind.FOREWORD, "Foreword")
        title = story.foreword.title
        yield replace(opener, title=title, generated=False) if title else opener
    if story.introduction:
        yield page(PageKind.INTRODUCTION, "Introduction")
    yield from _plates(story, words)
    if story.closing or story.links:
        yield page(PageKind.CLOSING, "Closing")
    if story.acknowledgements:
        yield page(PageKind.ACKNOWLEDGEMENTS, "Acknowledgements")
    if any(plate.description for plate in story.plates):
        yield page(PageKind.DESCRIPTIONS, "Long descriptions")
    yield page(PageKind.CREDITS, "Credits")
    yield page(PageKind.COLOPHON, "Colophon")


def _plates(story: Story, words: Words) -> Iterator[Page]:
    number = 0
    for index, section in enumerate(story.sections, 1):
        if section.title:
            yield Page(PageKind.SECTION, f"section-{index}", section.title, section=section)
        for plate in section.plates:
            number += 1
            title = _title(plate)
            yield Page(
                PageKind.PLATE,
                f"plate-{plate.id}",
                title or words("Photograph {number}", number=number),
                plate,
                number,
                section,
                generated=not title,
            )


def _title(plate: Plate) -> str:
    return plate.title or markdown.label(plate.caption or "")
