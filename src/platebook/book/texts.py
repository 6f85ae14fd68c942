"""Gathers every text of a story that may be set in type, with its place for a message."""

from __future__ import annotations

from collections.abc import Iterator

from platebook import markdown
from platebook.fonts import Line
from platebook.story import Plate, Section, Story

_PLAIN = ("title", "subtitle", "publisher", "rights", "identifier")
_PLATE_PLAIN = ("title", "credit", "rights", "location", "date")
_PLATE_MARKDOWN = ("caption", "description")


def lines(story: Story) -> Iterator[Line]:
    """Give the texts of a story as a reader sees them, without their Markdown."""
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
    """Give a Markdown text as paper shows it, with the addresses of its links."""
    return " ".join([markdown.plain(source), *markdown.addresses(markdown.block(source))])
