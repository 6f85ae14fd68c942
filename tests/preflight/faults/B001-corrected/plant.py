"""The title was corrected in the manifest, and nothing built again."""

from __future__ import annotations

from dataclasses import replace

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    books.story = replace(books.story, title="A Street Before the Markets")
