"""Would catch a fault in an e-book that nobody finds, or that is told as something else.

Each folder of ``faults`` that is about an ``Ebook`` plants one in a clean book, and says what is
found of it. With ``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.preflight import ebooks, planting


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> ebooks.Ebook:
    """A book without a fault, bound once; every test plants in a copy."""
    return ebooks.clean(tmp_path_factory.mktemp("sound"))


def copy(book: ebooks.Ebook) -> ebooks.Ebook:
    return ebooks.Ebook(dict(book.files))


@pytest.mark.parametrize("target", ["", "default", "kindle", "apple", "kobo", "google", "small"])
def test_nothing_is_found_in_a_sound_book(sound: ebooks.Ebook, tmp_path: Path, target: str) -> None:
    assert ebooks.inspected(sound.save(tmp_path / "book.epub"), target).findings == ()


@pytest.mark.parametrize(
    "folder",
    [
        # The real EPUBCheck takes its time.
        pytest.param(name, marks=pytest.mark.slow) if name == "E080" else name
        for name in planting.of(ebooks.Ebook)
    ],
)
def test_a_planted_fault_is_found_and_nothing_else(
    sound: ebooks.Ebook, tmp_path: Path, folder: str
) -> None:
    book = copy(sound)
    planting.plant(folder, book)
    planting.hold(folder, book.found(tmp_path))


@pytest.mark.slow
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
