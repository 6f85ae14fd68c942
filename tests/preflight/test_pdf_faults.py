"""Would catch a fault in a PDF that nobody finds, or that is told as something else.

Each folder of ``faults`` that is about a ``Press`` plants one in a clean book, and says what is
found of it. With ``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook.preflight.model import Verdict
from tests.preflight import planting, presses


def test_nothing_is_found_in_a_sound_book(tmp_path: Path) -> None:
    found = presses.inspected(presses.clean(tmp_path), tmp_path / "book.pdf")
    assert (found.findings, found.verdict) == ((), Verdict.READY)
    assert found.contents
    assert (found.contents.title, found.contents.pages) == ("Winter", 4)


@pytest.mark.slow
@pytest.mark.parametrize("folder", planting.of(presses.Press))
def test_a_planted_fault_is_found_and_nothing_else(tmp_path: Path, folder: str) -> None:
    book = presses.clean(tmp_path)
    planting.plant(folder, book)
    planting.hold(folder, book.found(tmp_path))
