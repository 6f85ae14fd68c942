"""Would catch an e-book that, to be shown in a report, reads what is not its own, or never ends."""

from __future__ import annotations

import socket
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from platebook.preflight import Subject
from platebook.preflight.epub import epub_pages
from platebook.preflight.read_file import view
from platebook.preflight.report.thumbnails import FileThumbnails, PageThumbnail
from tests.preflight import ebooks

INTRODUCTION, SHEET = "EPUB/text/introduction.xhtml", "EPUB/styles/base.css"
CLOSING, RED = "EPUB/text/closing.xhtml", (255, 0, 0)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> ebooks.Ebook:
    """A book without a fault, bound once."""
    return ebooks.clean(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def book(sound: ebooks.Ebook) -> ebooks.Ebook:
    return ebooks.Ebook(dict(sound.files))


def looked(book: ebooks.Ebook, folder: Path) -> FileThumbnails:
    return view(Subject(book.save(folder / "book.epub")))


def page(looked: FileThumbnails, document: str) -> PageThumbnail:
    return next(sight for sight in looked.sights if sight.document == document)


def reddish(sight: PageThumbnail) -> float:
    """Give the share of a page that is red."""
    small = Image.open(BytesIO(sight.jpeg)).resize((30, 40), Image.Resampling.NEAREST)
    pixels = [small.getpixel((x, y)) for x in range(30) for y in range(40)]
    return sum(red > 180 and green < 90 and blue < 90 for red, green, blue in pixels) / 1_200


def add(book: ebooks.Ebook, head: str, body: str) -> None:
    book.change(INTRODUCTION, "</head>", f"{head}</head>")
    book.change(INTRODUCTION, "</body>", f"{body}</body>")


@pytest.mark.slow
def test_a_page_shows_what_is_in_the_book_and_nothing_from_outside(
    book: ebooks.Ebook, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    Image.new("RGB", (300, 300), RED).save(outside / "red.png")
    sheet = outside / "red.css"
    sheet.write_text("body { background: #f00 !important }", encoding="utf-8")
    (outside / "red.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300">'
        '<rect width="300" height="300" fill="#f00"/></svg>'
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        web = f"http://127.0.0.1:{server.getsockname()[1]}"
        away = f"file://{outside}"
        svg = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
        add(
            book,
            f'<base href="{away}/"/><link rel="stylesheet" href="{away}/red.css"/>'
            f'<link rel="stylesheet" href="{web}/red.css"/>'
            f'<style>@import "{away}/red.css"; @import url({web}/a.css);'
            f"@font-face {{ font-family: Far; src: url({web}/a.ttf), local('DejaVu Sans') }}"
            f"body {{ background: url({away}/red.png); font-family: Far }}</style>",
            f'<img src="{away}/red.png" alt=""/><img src="{web}/red.png" alt=""/>'
            '<img src="../../../../outside/red.png" alt=""/><img src="red.png" alt=""/>'
            f'<object data="{away}/red.svg"/><embed src="{away}/red.png"/>'
            f'<svg {svg} width="99" height="99"><image x:href="{away}/red.png" width="99" '
            f'height="99"/><use x:href="{away}/red.svg#a"/></svg>'
            '<img src="../images/drawn.svg" alt=""/><script>while (true);</script>',
        )
        book.files["EPUB/images/drawn.svg"] = (
            f'<svg {svg} width="99" height="99"><image x:href="{away}/red.png" width="99" '
            'height="99"/></svg>'
        ).encode()
        book.list("EPUB/images/drawn.svg", "image/svg+xml")
        book.files[SHEET] += (
            f'@import "{away}/red.css"; p {{ background: url("{web}/b") }}'.encode()
        )
        book.files["EPUB/images/red.png"] = (outside / "red.png").read_bytes()
        book.list("EPUB/images/red.png", "image/png")
        book.change(CLOSING, "<body", '<body style="background: url(../images/red.png)"')
        seen = looked(book, tmp_path)
        with pytest.raises(TimeoutError):
            server.accept()
    assert all(sight.jpeg for sight in seen.sights)
    assert reddish(page(seen, INTRODUCTION)) == 0
    assert reddish(page(seen, CLOSING)) > 0.5


@pytest.mark.slow
def test_what_takes_too_long_or_is_too_much_is_left_out_and_told(
    book: ebooks.Ebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = f'<div style="display: flex; overflow-wrap: anywhere">{"x" * 3_000}</div>'
    add(book, "", slow)
    book.change(CLOSING, "</body>", f"<p>{'x' * 300_000}</p></body>")
    loads = '<style>@import "../styles/again.css";</style></head>'
    book.change(ebooks.document(2), "</head>", loads)
    book.files["EPUB/styles/again.css"] = b'@import "again.css?1"; @import "again.css?2";'
    book.list("EPUB/styles/again.css", "text/css")
    monkeypatch.setattr(epub_pages, "_SECONDS", 0.4)
    seen = looked(book, tmp_path)
    told = " ".join(seen.remarks)
    assert not page(seen, INTRODUCTION).jpeg
    assert f"{INTRODUCTION} of book.epub cannot be shown: it takes more than" in told
    assert f"{CLOSING} of book.epub cannot be shown: a passage of it has more than" in told
    assert page(seen, ebooks.document(2)).jpeg

    monkeypatch.setattr(epub_pages, "_MOST_PAGES", 4)
    few = looked(book, tmp_path)
    assert [sight.number for sight in few.sights] == [1, 2, 3, 4]
    assert "of book.epub are not shown: the 4 pages before them" in " ".join(few.remarks)


@pytest.mark.slow
def test_a_book_that_fixes_its_pages_is_shown_on_these(book: ebooks.Ebook, tmp_path: Path) -> None:
    book.say('<meta property="rendition:layout">pre-paginated</meta>')
    book.change(
        INTRODUCTION, "</head>", '<meta name="viewport" content="width=900, height=600"/></head>'
    )
    book.files[SHEET] += b"body { writing-mode: vertical-rl }"
    seen = looked(book, tmp_path)
    (sight,) = [each for each in seen.sights if each.document == INTRODUCTION]
    wide, high = Image.open(BytesIO(sight.jpeg)).size
    assert (wide, round(high, -1)) == (360, 240)
    assert seen.remarks == ("book.epub asks for vertical lines; they are shown horizontal here.",)
