"""Would catch a page that is painted early and comes out otherwise than when all are laid out."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

import platebook
from platebook.pdf.weasyprint_patches import early_paint
from platebook.pipeline import build
from tests.stories import write_story

PRINT = platebook.BuildOptions(editions=("print",), printers=("office",))
PLATES = [
    {"id": "one", "caption": "The first, [of two](#two), with *Ɔ́*, [a link](https://example.org)."},
    {"id": "two", "caption": "مُحَمَّد في السوق", "layout": "full-bleed"},
    {"id": "three", "caption": "Third. " * 40},
]


def _printed(story: Path, folder: Path, options: platebook.BuildOptions = PRINT) -> Path:
    (book,) = build(story, folder, options, inspecting=False).files
    return book


def _text(book: Path, page: int) -> str:
    with pypdfium2.PdfDocument(book) as document:
        return document[page].get_textpage().get_text_range()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the pages that each document had painted early."""
    counts: list[int] = []
    give = early_paint.PagePainter.give

    def counted(painter: early_paint.PagePainter, document: object) -> None:
        counts.append(painter.count)
        give(painter, document)  # type: ignore[arg-type]

    monkeypatch.setattr(early_paint.PagePainter, "give", counted)
    return counts


def test_blocks_of_a_long_list_are_freed_while_it_is_laid_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Would catch a list of 2,000 captions that is held whole until its last page."""
    weasyprint = pytest.importorskip("weasyprint")
    from weasyprint.layout import page

    items = "".join(f"<li><div>Caption {n}</div></li>" for n in range(60))
    html = f"<style>@page {{ size: 200px 300px }}</style><p>First.<section><ol>{items}</ol>"
    plain, held = page.remake_page, list[int]()

    def watched(index: int, context: object, root: Any, of: object) -> Any:
        made = plain(index, context, root, of)
        found = root.children[0].children[-1].children[-1].children
        held.append(sum(bool(each.children) for each in found))
        return made

    monkeypatch.setattr(page, "remake_page", watched)
    whole = weasyprint.HTML(string=html).write_pdf()
    assert set(held) == {60}
    held.clear()
    with early_paint.free_finished_parts():
        assert weasyprint.HTML(string=html).write_pdf() == whole
    assert held[0] == 60
    assert held[-1] < 20


@pytest.mark.slow
def test_a_book_painted_page_by_page_has_the_same_bytes(
    tmp_path: Path, painted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = write_story(tmp_path / "story", PLATES, [(600, 400), (400, 600)])
    early = _printed(story, tmp_path / "early").read_bytes()
    assert len(painted) == 1
    monkeypatch.setattr(early_paint, "pages_painted", lambda _: nullcontext())
    assert _printed(story, tmp_path / "late").read_bytes() == early
    assert len(painted) == 1


@pytest.mark.slow
def test_numbers_that_are_known_late_are_right(tmp_path: Path, painted: list[int]) -> None:
    """Would catch a page painted with the number of a page, or of all, that came later."""
    story = write_story(tmp_path / "story", PLATES[:2], [(600, 400)])
    styles = tmp_path / "theme" / "styles"
    styles.mkdir(parents=True)
    (styles / "print.css").write_text(
        "@page { @top-center { content: 'sheets ' counter(pages) } }", encoding="utf-8"
    )
    options = platebook.BuildOptions(
        editions=("print",), printers=("office",), theme=str(tmp_path / "theme")
    )
    book = _printed(story, tmp_path / "books", options)
    with pypdfium2.PdfDocument(book) as document:
        count = len(document)
    assert f"sheets {count}" in _text(book, count // 2)


def test_a_text_of_soft_hyphens_alone_is_no_fault(tmp_path: Path) -> None:
    """Would catch a font of which no glyph is shown, and which PDF 1.4 must list all the same."""
    story = write_story(tmp_path / "story", 1, [(600, 400)], dedication="\u00ad")
    options = platebook.BuildOptions(editions=("print",), printers=("ingramspark",))
    assert _printed(story, tmp_path / "books", options).is_file()
