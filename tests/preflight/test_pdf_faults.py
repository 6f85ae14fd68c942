"""Would catch a fault in a PDF that nobody finds, or that is told as something else.

Each folder ``faults/P…`` plants one fault in a clean book, and says what is found of it. With
``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

import os
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from platebook.preflight import Verdict, codes
from tests.preflight import presses

FAULTS = Path(__file__).with_name("faults")
PLANTED = sorted(folder.name for mark in "PRX" for folder in FAULTS.glob(f"{mark}*"))
#: Planted elsewhere, since it takes another process, another machine, or a cover.
UNPLANTED = {"P072", "X003", "X004"}


def test_nothing_is_found_in_a_sound_book(tmp_path: Path) -> None:
    found = presses.inspected(presses.clean(tmp_path), tmp_path / "book.pdf")
    assert (found.findings, found.verdict) == ((), Verdict.READY)
    assert found.contents
    assert (found.contents.title, found.contents.pages) == ("Winter", 4)


@pytest.mark.parametrize("folder", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(tmp_path: Path, folder: str) -> None:
    spec = spec_from_file_location(f"plant_{folder}", FAULTS / folder / "plant.py")
    assert spec
    assert spec.loader
    planting = module_from_spec(spec)
    spec.loader.exec_module(planting)
    book = presses.clean(tmp_path)
    planting.plant(book)
    found = presses.inspected(book, tmp_path / "book.pdf").findings
    told = "".join(f"{each.severity} {each.code} {each.where}: {each.message}\n" for each in found)
    expected = FAULTS / folder / "expected.txt"
    if os.environ.get("UPDATE_FINDINGS"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
    assert {each.code for each in found} == {folder[:4]}


def test_every_finding_about_a_pdf_is_planted() -> None:
    said = {code for code in codes.known() if code[0] in "PX"}
    assert said - UNPLANTED <= {folder[:4] for folder in PLANTED}
