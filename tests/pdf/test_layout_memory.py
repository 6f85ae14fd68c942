"""Would catch a layout that keeps the boxes of all pages: memory that grows with each plate."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from platebook import pdf, pipeline
from platebook.photos import Rendition
from platebook.report import Silent
from tests.stories import write_story

#: Plates of a story, and of one that has more; and what Python may hold for each of those, in
#: bytes: 23,000, and twice that where pages are painted when all are laid out.
_FEW, _MANY, _A_PLATE = 8, 32, 32_000


def _peak(folder: Path, count: int) -> int:
    """Give the most that Python holds while a book of so many plates is laid out and written."""
    plates = [{"photo": "photos/01.jpg", "alt": f"Number {number}."} for number in range(count)]
    story = write_story(folder / "story", plates, [(90, 60)], design={"plate-list": "none"})
    fonts = folder / "fonts"
    fonts.mkdir()
    printed = pipeline.plan(story, report=Silent(), fonts=fonts).printed
    files = {
        plate.id: Rendition(plate.id, "print", plate.path, (90, 60))
        for plate in printed.typesetter.edition.story.plates
    }
    tracemalloc.start()
    try:
        pdf.write(printed.typesetter, printed.plan, files, folder / "book.pdf")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_a_plate_more_takes_little_memory(tmp_path: Path) -> None:
    _peak(tmp_path / "first", 1)  # what is loaded once is no part of it
    few, many = (_peak(tmp_path / str(count), count) for count in (_FEW, _MANY))
    assert (many - few) / (_MANY - _FEW) < _A_PLATE
