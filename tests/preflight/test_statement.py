"""Would catch a statement that claims what is not so, hides what is missing, or forgets a file."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from platebook.manifest import load_story
from platebook.preflight.inspect_files import inspect
from platebook.preflight.report.accessibility_statement import ExternalCheckers, page, statement
from tests.books import build
from tests.command import platebook
from tests.stories import write_story

pytestmark = pytest.mark.slow

MAIL = {"label": "Write to us", "url": "mailto:desk@example.org"}


def made(folder: Path, plates: list[dict[str, Any]], editions: list[str], **how: Any) -> list[Path]:
    story = write_story(folder / "story", plates, **how)
    return list(build(story, folder / "out", editions=editions).files)


def drafted(files: list[Path], judges: ExternalCheckers = ExternalCheckers()) -> str:  # noqa: B008  frozen
    folder = files[0].parents[1] / "story"
    return statement(inspect(files), judges, load_story.load(folder))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A book for every reader, one photograph of which says nothing to the blind."""
    plates: list[dict[str, Any]] = [
        {"description": "A long look at it."},
        {"alt": None},
        {"decorative": True, "alt": None},
        {},
    ]
    folder = tmp_path_factory.mktemp("books")
    return made(folder, plates, ["epub", "screen", "print"], links=[MAIL])


def chapter(text: str, name: str) -> str:
    found = re.split(r"^## ", text, flags=re.MULTILINE)
    return next(each for each in found if each.partition("\n")[0].endswith(name))


def test_every_file_has_a_chapter_and_nobody_is_promised_a_certificate(books: list[Path]) -> None:
    text = drafted(books)
    assert text.startswith("# Accessibility statement: A Street Before the Market\n")
    headings = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert [each.split(": ")[0] for each in headings] == ["E-book", "PDF", "PDF", "Contact"]
    assert "It is no certificate" in text
    assert "edition of 2026-01-15" in text
    assert "<mailto:desk@example.org>" in text
    assert not re.search(r"\b(certified|guarantee|complies|compliant|conforms)\b", text)


def test_what_is_there_and_what_is_not_is_what_the_files_hold(books: list[Path]) -> None:
    text = drafted(books)
    book = chapter(text, ".epub")
    assert "Every photograph has a text alternative" not in text
    for chapters in (book, chapter(text, "-screen.pdf")):
        assert "2 of 4 photographs have a text alternative." in chapters
        assert "1 photograph is without a text alternative: number 2." in chapters
        assert "1 photograph is only decoration" in chapters
        assert "no recording of the text" in chapters
    for said in ("longer descriptions", "table of contents", "pages of the printed book", "DRM"):
        assert said in book.partition("What is not there")[0]
    assert "PDF/UA-1" in chapter(text, "-screen.pdf")
    printed = chapter(text, "market.pdf")
    assert "made for printing" in printed
    assert "PDF/UA" not in printed


def test_a_book_without_gaps_says_so(tmp_path: Path) -> None:
    text = drafted(made(tmp_path, [{}, {}], ["epub"]))
    assert "Every photograph has a text alternative." in text
    assert "without a text alternative" not in text
    assert "There are no longer descriptions of photographs." in text
    assert "names no address to write to" in text


def test_who_was_asked_is_told(books: list[Path]) -> None:
    nobody, both = drafted(books), drafted(books, ExternalCheckers(epubcheck=True, ace=True))
    assert "EPUBCheck was not asked." in nobody
    assert "Ace by DAISY was not asked." in nobody
    assert "EPUBCheck was asked and found no fault." in both
    assert "only people can judge" in nobody


def broken(book: Path, target: Path, change: Callable[[str], str]) -> Path:
    """Write a book again with its package document changed."""
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            data = change(data.decode()).encode() if name.endswith(".opf") else data
            new.writestr(name, data)
    return target


def test_a_claim_that_is_refuted_is_not_repeated(books: list[Path], tmp_path: Path) -> None:
    claim = '<meta property="schema:accessibilityFeature">alternativeText</meta></metadata>'
    book = broken(books[0], tmp_path / "b.epub", lambda text: text.replace("</metadata>", claim))
    text = statement(inspect([book]), ExternalCheckers())
    assert "Every photograph has a text alternative" not in text
    fixed = '<meta property="rendition:layout">pre-paginated</meta></metadata>'
    book = broken(books[0], tmp_path / "f.epub", lambda text: text.replace("</metadata>", fixed))
    assert "Its pages are fixed" in statement(inspect([book]), ExternalCheckers())


def test_of_a_file_that_cannot_be_read_nothing_is_said(books: list[Path], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.epub"
    damaged.write_bytes(books[0].read_bytes()[:3000])
    text = statement(inspect([damaged]), ExternalCheckers())
    assert "could not be read to its end" in text
    assert "What is there" not in text


def test_a_stranger_s_words_stay_words(tmp_path: Path) -> None:
    title = "<script>*A* & [b](http://example.org)</script>"
    files = made(tmp_path, [{"alt": "IMG_1.jpg"}], ["epub"], title=title, slug="odd")
    told = load_story.load(tmp_path / "story")
    html = page(inspect(files), ExternalCheckers(), told)
    root = etree.fromstring(html.encode(), etree.HTMLParser())
    assert not root.findall(".//script")
    assert root.findtext(".//h1") == title
    assert [each.tag for each in root.iter("h1", "h2", "h3")][:3] == ["h1", "h2", "h3"]
    assert root.get("lang") == "en"
    assert "src=" not in html


def test_the_command_writes_it(
    books: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "book.epub"
    shutil.copy(books[0], book)
    asked = ("preflight", str(book), "--no-epubcheck", "--no-ace", "-q", "--statement")
    platebook(capsys, *asked, str(tmp_path / "accessibility.md"))
    platebook(capsys, *asked, str(tmp_path / "accessibility.html"))
    assert (tmp_path / "accessibility.md").read_text("utf-8").startswith("# Accessibility")
    assert "<h1" in (tmp_path / "accessibility.html").read_text("utf-8")
    said = platebook(capsys, *asked, str(tmp_path / "a.doc"))
    assert said.code == 2
    assert "neither Markdown nor HTML" in said.err
    assert not (tmp_path / "a.doc").exists()
