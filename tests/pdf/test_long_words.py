"""Would catch a word, an address or a title that is wider than its line and runs over the edge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from platebook.geometry import PT_PER_MM
from tests.books import build
from tests.stories import write_story

#: 130 signs and more without a space, split by markup: first, in the middle, nested, as a link.
RUNS = (
    "**IMG**_20110817_" + "0123456789" * 13,
    "Words before *" + "a" * 40 + "***" + "b" * 60 + "**`" + "c" * 80 + "` words after",
    "See [https://example.org/" + "x" * 100 + "](https://example.org/x)`" + "y" * 60 + "`",
    "**Some words then _" + "v" * 40 + "_**" + "z" * 90,
)
#: The narrowest margin of the house's, but for rounding (mm).
MARGIN = 11.8


def letters(page: pdfium.PdfPage) -> Iterator[tuple[str, float, float]]:
    """Each letter of a page, with how far it stands from the trim's left and right edge (mm)."""
    left, _, right, _ = page.get_trimbox()
    text = page.get_textpage()
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if sign.strip():
            box = text.get_charbox(index)
            yield sign, (box[0] - left) / PT_PER_MM, (right - box[2]) / PT_PER_MM


def held(pdf: Path) -> str:
    """Ask that all letters of all pages keep to the margins, and give them."""
    found = []
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            for sign, left, right in letters(page):
                assert min(left, right) > MARGIN, f"{pdf.name}, page {number}: {sign} at {left:.1f}"
                found.append(sign)
    return "".join(found)


@pytest.mark.parametrize("trim", ["4x6in", "square-8.5"])
def test_runs_that_markup_splits_break_and_stay_whole(tmp_path: Path, trim: str) -> None:
    plates = [{"caption": f"{run}\n\n- {run}"} for run in RUNS]
    story = write_story(
        tmp_path / "story",
        plates,
        trim=trim,
        standfirst=RUNS[0],
        introduction=f"{RUNS[1]}\n\n> {RUNS[2]}",
        closing=RUNS[3],
    )
    build(story, tmp_path / "books", editions=("print", "screen"))
    for made in sorted((tmp_path / "books").glob("*.pdf")):
        text = held(made)
        for run in ("0123456789" * 13, "b" * 60 + "c" * 80, "x" * 100 + "y" * 60, "z" * 90):
            # Once in the list of plates at most, cut short there; whole everywhere else.
            assert text.replace("-", "").count(run) >= 2, f"{made.name} lost part of {run[:12]}"
