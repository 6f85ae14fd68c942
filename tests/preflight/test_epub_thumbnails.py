"""Would catch a report that shows a picture from outside a book, or leaves out one of its own."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from platebook.preflight.epub import inspect_epub
from platebook.preflight.model import EDGE, FileThumbnails, PageThumbnail, Subject
from platebook.preflight.reader_process import view
from tests.preflight import ebooks

INTRODUCTION, RED = "EPUB/text/introduction.xhtml", (255, 0, 0)
PHOTOGRAPH = ebooks.photograph(2)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> ebooks.Ebook:
    """A book without a fault, bound once."""
    return ebooks.clean(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def book(sound: ebooks.Ebook) -> ebooks.Ebook:
    return ebooks.Ebook(dict(sound.files))


def looked(book: ebooks.Ebook, folder: Path) -> FileThumbnails:
    return view(Subject(book.save(folder / "book.epub")))


def of_document(looked: FileThumbnails, document: str) -> list[PageThumbnail]:
    return [sight for sight in looked.thumbnails if sight.document == document]


@pytest.mark.slow
def test_a_plate_is_shown_as_its_photograph_and_a_text_by_its_words(
    book: ebooks.Ebook, tmp_path: Path
) -> None:
    seen = looked(book, tmp_path)
    (plate,) = of_document(seen, ebooks.document(2))
    shown, whole = Image.open(BytesIO(plate.jpeg)), Image.open(BytesIO(book.files[PHOTOGRAPH]))
    assert max(shown.size) == EDGE
    far = ImageStat.Stat(ImageChops.difference(shown, whole.resize(shown.size).convert("RGB")))
    assert max(far.mean) < 6  # of 255
    assert plate.plate
    assert plate.words
    assert plate.alt
    (text,) = of_document(seen, INTRODUCTION)
    assert not text.jpeg
    assert text.text
    assert [sight.number for sight in seen.thumbnails] == list(range(1, len(seen.thumbnails) + 1))
    assert not seen.remarks


def test_a_picture_from_outside_of_the_book_is_not_shown(
    book: ebooks.Ebook, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    Image.new("RGB", (300, 300), RED).save(outside / "red.png")
    away = f"file://{outside}"
    book.change(
        INTRODUCTION,
        "</body>",
        f'<img src="{away}/red.png" alt="a"/><img src="../../../../outside/red.png" alt="b"/>'
        '<img src="../images/torn.png" alt="c"/><img src="../images/drawn.svg" alt="d"/></body>',
    )
    book.files["EPUB/images/torn.png"] = b"\x89PNG\r\n\x1a\n, and no more"
    book.list("EPUB/images/torn.png", "image/png")
    book.files["EPUB/images/drawn.svg"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" '
        f'width="99" height="99"><image x:href="{away}/red.png" width="99" height="99"/></svg>'
    ).encode()
    book.list("EPUB/images/drawn.svg", "image/svg+xml")
    shown = of_document(looked(book, tmp_path), INTRODUCTION)
    assert [sight.alt for sight in shown] == ["a", "b", "c", "d"]
    assert not any(sight.jpeg for sight in shown)


def test_what_is_left_out_is_named(
    book: ebooks.Ebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspect_epub, "_MAX_THUMBNAILS", 4)
    few = looked(book, tmp_path)
    assert [sight.number for sight in few.thumbnails] == [1, 2, 3, 4]
    assert "documents of book.epub are not shown" in " ".join(few.remarks)
