"""A word of the introduction was corrected in the manifest, and nothing built again."""

from __future__ import annotations

from dataclasses import replace

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    told = "The stalls go up in the dark.\n\nNobody says much."
    books.story = replace(books.story, introduction=told)
