"""Would catch a zip that readers refuse, that grows for nothing, or that differs between builds."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from platebook import i18n
from platebook.book import EPUB, compose
from platebook.epub import write
from platebook.photos.model import Rendition
from tests.epub.books import ROOT, Binder, Book, fonts, paged, story, text


def test_begins_as_the_container_format_demands(plain_book: Book) -> None:
    head = plain_book.path.read_bytes()[:58]
    assert head[:4] == b"PK\x03\x04"
    assert head[8:10] == b"\x00\x00", "stored"
    assert head[26:58] == b"\x08\x00\x00\x00mimetypeapplication/epub+zip", "no extra field"


def test_photographs_are_stored_and_words_deflated(plain_book: Book) -> None:
    with zipfile.ZipFile(plain_book.path) as archive:
        methods = {entry.filename: entry.compress_type for entry in archive.infolist()}
    stored = {name for name, method in methods.items() if method == zipfile.ZIP_STORED}
    assert stored == {"mimetype", *(name for name in methods if name.endswith(".jpg"))}
    assert set(methods.values()) == {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def test_a_photograph_travels_untouched(plain_book: Book) -> None:
    for number in (1, 2, 3):
        prepared = plain_book.path.parent / "photos" / f"street-{number}.jpg"
        assert plain_book.files[f"EPUB/images/plate-street-{number}.jpg"] == prepared.read_bytes()


def test_entries_say_nothing_of_when_and_where(plain_book: Book) -> None:
    with zipfile.ZipFile(plain_book.path) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert (entry.create_system, entry.external_attr) == (3, 0o644 << 16)
            assert not entry.extra
            assert not entry.comment


def test_names_are_ascii_without_spaces_and_all_are_listed(plain_book: Book) -> None:
    listed = {f"EPUB/{href}" for href in plain_book.said("content.opf", "//opf:item/@href")}
    assert all(name.isascii() and " " not in name for name in plain_book.files)
    assert set(plain_book.files) - listed == {
        "mimetype",
        "META-INF/container.xml",
        "EPUB/content.opf",
    }


_BIND_AGAIN = """
import sys
from pathlib import Path
from tests.epub.books import Binder
Binder(Path(sys.argv[1])).bind()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Asia/Seoul", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
    ],
)
def test_same_bytes_anywhere(
    plain_book: Book, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    command = [sys.executable, "-c", _BIND_AGAIN, str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | surroundings)
    books = (plain_book.path, tmp_path / "book.epub")
    assert len({hashlib.sha256(book.read_bytes()).hexdigest() for book in books}) == 1


@pytest.mark.slow
def test_memory_stays_flat_as_photographs_grow(binder: Binder, tmp_path: Path) -> None:
    photograph = tmp_path / "photograph.jpg"
    photograph.write_bytes(os.urandom(500_000))
    told = story([text(number) for number in range(1, 161)])
    said = i18n.of(told.language)
    edition = compose(told, EPUB, said)
    plates = {
        plate.id: Rendition(plate.id, "epub", photograph, (600, 400)) for plate in told.plates
    }
    tracemalloc.start()
    try:
        write(
            edition,
            plates,
            plates["street-1"],
            words=said,
            font_set=fonts(),
            design=binder.design,
            pagination=paged(edition),
            draft=tmp_path / "book.epub",
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "book.epub").stat().st_size > 80_000_000
    assert peak < 12_000_000
