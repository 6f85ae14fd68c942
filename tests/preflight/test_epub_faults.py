"""Would catch a fault in an e-book that nobody finds, or that is told as something else.

Each folder ``faults/E…`` plants one fault in a clean book, and says what is found of it. With
``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

import os
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from platebook.preflight import codes
from tests.preflight import ebooks

FAULTS = Path(__file__).with_name("faults")
PLANTED = sorted(folder.name for folder in FAULTS.glob("E*"))
#: Found otherwise: a book of hundreds of megabytes is too much for a test.
UNPLANTED = {"E052"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> ebooks.Ebook:
    """A book without a fault, bound once; every test plants in a copy."""
    return ebooks.clean(tmp_path_factory.mktemp("sound"))


def copy(book: ebooks.Ebook) -> ebooks.Ebook:
    return ebooks.Ebook(dict(book.files))


@pytest.mark.parametrize("target", ["", "default", "kindle", "apple", "kobo", "google", "small"])
def test_nothing_is_found_in_a_sound_book(sound: ebooks.Ebook, tmp_path: Path, target: str) -> None:
    assert ebooks.inspected(sound.save(tmp_path / "book.epub"), target).findings == ()


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(
    sound: ebooks.Ebook, tmp_path: Path, code: str
) -> None:
    spec = spec_from_file_location(f"plant_{code}", FAULTS / code / "plant.py")
    assert spec
    assert spec.loader
    planting = module_from_spec(spec)
    spec.loader.exec_module(planting)
    book = copy(sound)
    planting.plant(book)
    found = ebooks.inspected(book.save(tmp_path / "book.epub"), book.target).findings
    told = "".join(f"{each.severity} {each.code} {each.where}: {each.message}\n" for each in found)
    expected = FAULTS / code / "expected.txt"
    if os.environ.get("UPDATE_FINDINGS"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
    assert code in {each.code for each in found}


def test_in_epub_2_the_contents_are_the_ncx(sound: ebooks.Ebook, tmp_path: Path) -> None:
    book = copy(sound)
    del book.files[ebooks.NAV]
    book.change(ebooks.PACKAGE, 'version="3.0"', 'version="2.0"')
    book.change(ebooks.PACKAGE, '<itemref idref="nav"/>', "")
    nav = '<item href="nav.xhtml" id="nav" media-type="application/xhtml+xml" properties="nav"/>'
    book.change(ebooks.PACKAGE, nav, "")
    found = ebooks.inspected(book.save(tmp_path / "book.epub")).findings
    assert "E030" not in {each.code for each in found}
    book.files[ebooks.NCX] = b"<ncx/>"
    found = ebooks.inspected(book.save(tmp_path / "book.epub")).findings
    assert "E030" in {each.code for each in found}


def test_every_finding_about_an_ebook_is_planted() -> None:
    said = {code for code in codes.known() if code.startswith("E0")}
    assert said - UNPLANTED - {"E080", "E081", "E082", "E085", "E086"} == set(PLANTED)
