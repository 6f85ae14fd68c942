"""Would catch a layout that keeps the boxes of all pages: memory that grows with each plate."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from platebook import pipeline
from platebook.pdf import print_writer
from platebook.photos.model import Rendition
from platebook.report import Silent
from tests.program import environment
from tests.stories import write_story

ROOT = Path(__file__).parents[2]
#: Plates of a story, and of one that has more; and what Python may hold for each of those, in
#: bytes: 26,500, and twice that where pages are painted when all are laid out.
_FEW, _MANY, _A_PLATE = 8, 32, 32_000


def peak(folder: Path, count: int) -> int:
    """Return the most that Python holds while a book of so many plates is laid out and written."""
    plates = [{"photo": "photos/01.jpg", "alt": f"Number {number}."} for number in range(count)]
    story = write_story(folder / "story", plates, [(90, 60)], design={"plate-list": "none"})
    fonts = folder / "fonts"
    fonts.mkdir()
    printed = pipeline.plan(story, report=Silent(), fonts=fonts).printed
    files = {
        plate.id: Rendition(plate.id, "print", plate.path, (90, 60))
        for plate in printed.typesetter.edition.story.plates
    }
    # Garbage goes at once, whatever else is held: only what the book needs is to count.
    gc.set_threshold(100, 2, 1)
    gc.collect()
    gc.freeze()
    gc.collect()
    tracemalloc.start()
    try:
        print_writer.write(printed.typesetter, printed.plan, files, folder / "book.pdf")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


#: Run in a process of its own, for what it does to the collection of garbage.
_MEASURED = """
import sys
from pathlib import Path
from tests.pdf.test_layout_memory import peak
for count in sys.argv[1:]:
    print(peak(Path(count), int(count)))
"""


@pytest.mark.slow
def test_a_plate_more_takes_little_memory(tmp_path: Path) -> None:
    counts = (1, _FEW, _MANY)  # what is loaded once, with the first, is no part of it
    told = subprocess.run(
        [sys.executable, "-c", _MEASURED, *map(str, counts)],
        cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT), PYTHONHASHSEED="0"),
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    _, few, many = map(int, told.stdout.split())
    assert (many - few) / (_MANY - _FEW) < _A_PLATE
