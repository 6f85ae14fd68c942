"""Would catch any change in what our book says of itself, meant or not.

Where a change is meant, look at the difference and write the file anew:
``PLATEBOOK_GOLDEN=write pytest tests/epub/test_golden.py``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.epub.books import Book

GOLDEN = Path(__file__).with_name("golden")
FILES = (
    "content.opf",
    "nav.xhtml",
    "toc.ncx",
    "text/title.xhtml",
    "text/plate-street-1.xhtml",
    "text/credits.xhtml",
)


@pytest.mark.parametrize("name", FILES)
def test_the_book_is_as_it_was(plain_book: Book, name: str) -> None:
    golden = GOLDEN / Path(name).name
    if os.environ.get("PLATEBOOK_GOLDEN") == "write":
        golden.write_bytes(plain_book.files[f"EPUB/{name}"])
    assert plain_book.files[f"EPUB/{name}"].decode() == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {Path(name).name for name in FILES}
