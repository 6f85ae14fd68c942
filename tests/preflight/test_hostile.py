"""Would catch a damaged or hostile file that hangs preflight, fills the memory, or ends it."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pikepdf
import pytest

from platebook.preflight.model import Verdict
from platebook.preflight.reader_process import ReaderProcess
from tests.preflight import ebooks, presses
from tools.fuzz import books
from tools.fuzz.bookdamage import damaged
from tools.fuzz.books import Trial, tried

#: Damaged copies tried: `python -m tools.fuzz.books` tries as many as one likes.
_COPIES = 15

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a book take longer than one that is tried by hand: this machine may be busy."""
    monkeypatch.setattr(books, "SECONDS", 90.0)


def borne(trial: Trial) -> None:
    assert not trial.fault
    assert not trial.puzzled
    found = trial.inspected
    assert found.verdict is Verdict.REFUSED or found.contents is not None
    assert all(each.message and each.fix and each.code for each in found.findings)
    assert not any("Traceback" in each.message for each in found.findings)


@pytest.mark.parametrize("kind", ["pdf", "epub"])
def test_damaged_books_end_in_findings_or_a_refusal(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "whole"
    if kind == "pdf":
        presses.clean(tmp_path).save(file)
    else:
        ebooks.clean(tmp_path).save(file)
    whole = file.read_bytes()
    with ReaderProcess() as reader:  # one for all, as it is for the files of a build
        for number in range(_COPIES):
            copy = damaged(random.Random(f"test:{number}"), whole)
            borne(tried(copy, tmp_path, reader=reader))


def bomb(size: int) -> bytes:
    """Pack so many bytes, twice."""
    return zlib.compress(zlib.compress(b"q " * (size // 2), 9), 9)


def test_a_drawing_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    book = presses.clean(tmp_path)
    packed = pikepdf.Stream(book.pdf, bomb(400_000_000))
    packed.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    book.page(3).Contents = packed
    trial = tried(book.save(tmp_path / "bomb.pdf").read_bytes(), tmp_path)
    borne(trial)
    assert {"X004", "X005"} & {each.code for each in trial.inspected.findings}


def test_forms_that_paint_each_other_without_end_are_left(tmp_path: Path) -> None:
    book = presses.clean(tmp_path)
    form = pikepdf.Stream(book.pdf, b"/Again Do " * 50)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = [0, 0, 100, 100]
    again = book.pdf.make_indirect(form)
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Again=again))
    book.page(1).Resources.XObject = pikepdf.Dictionary(Again=again)
    book.draw(1, "/Again Do")
    trial = tried(book.save(tmp_path / "endless.pdf").read_bytes(), tmp_path)
    borne(trial)
    assert "X005" in {each.code for each in trial.inspected.findings}
