"""A plate was taken out of the story after the books were made."""

from __future__ import annotations

from dataclasses import replace

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    section = books.story.sections[0]
    books.story = replace(books.story, sections=(replace(section, plates=section.plates[:-1]),))
