"""A photographer's name was corrected in the manifest, and nothing built again."""

from __future__ import annotations

from dataclasses import replace

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    (person,) = books.story.contributors
    books.story = replace(books.story, contributors=(replace(person, name="The Photo Desks"),))
