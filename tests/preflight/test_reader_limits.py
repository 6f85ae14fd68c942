"""Would catch a reader that is waited for without end, or given up while the machine is busy."""

from __future__ import annotations

import os
import random
import signal
import zlib
from pathlib import Path

import pikepdf
import pytest

from platebook.preflight import inspect_files, reader_process
from platebook.preflight.inspect_files import inspect
from platebook.preflight.model import Subject, Verdict
from platebook.preflight.reader_process import ReaderProcess
from tests.preflight import presses


@pytest.fixture(autouse=True)
def reader_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the one that other tests share."""
    monkeypatch.setattr(inspect_files, "ReaderProcess", ReaderProcess)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return presses.clean(tmp_path).save(tmp_path / "book.pdf")


@pytest.mark.slow
def test_a_reader_that_works_too_long_is_given_up(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "_TIMEOUT", 0.0)
    (found,) = inspect([book]).files
    assert found.verdict is Verdict.REFUSED
    assert [each.code for each in found.findings] == ["X004"]
    assert "more than 0 seconds of work" in found.findings[0].message


@pytest.mark.slow
def test_a_reader_that_does_nothing_is_given_up_too(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReaderProcess() as reader:
        reader.read(Subject(book))
        monkeypatch.setattr(reader_process, "_TIMEOUT", 0.2)
        os.kill(reader.process_id, signal.SIGSTOP)
        assert reader.read(Subject(book)).verdict is Verdict.REFUSED


@pytest.mark.slow
def test_a_reader_that_is_ended_costs_one_file_alone(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReaderProcess() as reader:
        reader.read(Subject(book))
        monkeypatch.setattr(reader_process, "_PROGRAM", "import os; os.kill(os.getpid(), 9)")
        os.kill(reader.process_id, signal.SIGKILL)
        refused = reader.read(Subject(book))
        assert "SIGKILL" in refused.findings[0].message
        monkeypatch.undo()
        assert reader.read(Subject(book)).verdict is not Verdict.REFUSED


@pytest.mark.slow
def test_a_reader_that_the_system_ended_reads_the_file_again(book: Path) -> None:
    """Memory may run out for what others do; that is no fault of the book."""
    with ReaderProcess() as reader:
        reader.read(Subject(book))
        os.kill(reader.process_id, signal.SIGKILL)
        assert reader.read(Subject(book)).verdict is not Verdict.REFUSED


@pytest.mark.slow
def test_a_file_that_is_read_ahead_is_found_as_any_other(book: Path) -> None:
    with ReaderProcess() as reader:
        alone = reader.read(Subject(book))
        reader.begin(Subject(book))
        assert reader.read(Subject(book)) == alone


@pytest.mark.slow
def test_files_that_are_read_ahead_are_told_apart(book: Path, tmp_path: Path) -> None:
    """Would catch the findings of one file that are given for another."""
    other, gone = tmp_path / "other.pdf", tmp_path / "gone.pdf"
    for path in (other, gone):
        path.write_bytes(b"%PDF-1.7")
    with ReaderProcess() as reader:
        reader.begin(Subject(gone))
        gone.unlink()
        reader.begin(Subject(book), [Subject(other)])
        reader.begin(Subject(other))
        assert reader.read(Subject(other)).verdict is Verdict.REFUSED
        assert reader.read(Subject(book)).verdict is not Verdict.REFUSED


@pytest.mark.slow
def test_what_was_begun_is_no_answer_for_another_file(book: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7")
    with ReaderProcess() as reader:
        reader.begin(Subject(other))
        os.kill(reader.process_id, signal.SIGKILL)
        assert reader.read(Subject(book)).verdict is not Verdict.REFUSED
        reader.begin(Subject(book))
        assert reader.read(Subject(other)).verdict is Verdict.REFUSED
    reader.close()


def test_what_is_not_there_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect([tmp_path / "nix.pdf"])


def test_a_file_that_may_not_be_read_is_no_finding(tmp_path: Path, book: Path) -> None:
    if os.geteuid() == 0:
        book = book / "inside.pdf"  # root may read any file, but nobody one in a file
    else:
        book.chmod(0)
    with pytest.raises(OSError, match=book.name):
        inspect([book])


@pytest.mark.slow
def test_a_book_of_half_a_gigabyte_is_read_to_its_end(tmp_path: Path) -> None:
    """Every page's photograph is large, and none may be held when the next page is read.

    What is held does not hang on the compression, and time does: these are not compressed.
    """
    heavy = presses.clean(tmp_path)
    noise = zlib.compress(random.Random(1).randbytes(1500 * 1500 * 4), 0)
    how = {"Filter": pikepdf.Name.FlateDecode, "Decode": None}
    for _ in range(500_000_000 // len(noise)):
        heavy.pdf.pages.append(heavy.pdf.pages[0])
        page = heavy.pdf.pages[-1].obj
        shown = presses.photograph(heavy.pdf, noise, 1500, 1500, **how)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=shown))
        page.Contents = heavy.pdf.make_stream(b"q 300 0 0 300 60 60 cm /Photo Do Q")
    path = heavy.save(tmp_path / "heavy.pdf")
    assert path.stat().st_size > 450_000_000
    with ReaderProcess() as reader:
        read = reader.read(Subject(path))
        assert not [found for found in read.findings if found.code.startswith("X")]
        assert len(reader.view(Subject(path)).thumbnails) == len(heavy.pdf.pages)
