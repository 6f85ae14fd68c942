"""Two finished books, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import build
from tests.shelf.books import AR, EN
from tests.stories import write_story


@pytest.fixture(scope="session")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stories in two folders: an English one in three editions, an Arabic one as an e-book."""
    folder = tmp_path_factory.mktemp("shelved")
    english = write_story(
        folder / "stories" / EN,
        2,
        slug=EN,
        rights="© 2026 The Photo Desk <b>, CC BY-SA 4.0",
        keywords=["markets"],
        subjects={"thema": ["AJCP", "1FPKN"], "bisac": ["PHO023000"]},
        isbn={"epub": "978-0-306-40615-7"},
        contributors=[
            {"name": "The Photo Desk", "role": "photographer", "url": "https://example.org/"},
            {"name": "The Writing Desk", "role": "author", "sort": "Writing Desk, The"},
        ],
    )
    arabic = write_story(
        folder / "stories" / AR,
        1,
        slug=AR,
        language="ar",
        title="شارع قبل السوق",
        standfirst="Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
        published="2025-03",
    )
    build(english, folder / "books" / EN, editions=("epub", "screen", "web"))
    build(arabic, folder / "books" / AR, editions=("epub",))
    return folder / "books"
