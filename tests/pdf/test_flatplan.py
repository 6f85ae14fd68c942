"""Would catch a sheet that lacks a page, shows one in another's place, or hides the fold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from platebook import printers
from platebook.geometry import Size, trim
from platebook.pdf import flatplan
from platebook.pdf.flatplan import grid_for, sheets_of
from platebook.pdf.layout import page_grid
from platebook.preflight.inspect_files import inspect
from platebook.printers import checks
from tests.books import build
from tests.stories import BLUE, GREEN, RED, WHITE, save_quadrant, write_story

pytestmark = pytest.mark.slow

A3, TABLOID = (1190.55, 841.89), (1224.0, 792.0)
MM = 72 / 25.4


def sheet(story: Path, **how: Any) -> Path:
    (file,) = build(story, story.parent / "out", editions=["sheet"], **how).files
    return file


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sheet of a book of 30 plates, the third of which fills its page."""
    folder = tmp_path_factory.mktemp("wall") / "story"
    save_quadrant(folder / "photos" / "own.jpg", (1800, 1800))
    plates: list[dict[str, Any]] = [{"begin": "recto"}, *({} for _ in range(29))]
    plates[2] = {"photo": "photos/own.jpg", "layout": "full-bleed", "caption": None, "credit": ""}
    return sheet(write_story(folder, plates, title="A Market & its <Streets>"))


def rendered(file: Path, page: int, dpi: int = 72) -> Image.Image:
    with pypdfium2.PdfDocument(file) as document:
        image: Image.Image = document[page].render(scale=dpi / 72).to_pil()
        return image.convert("RGB")


def texts(file: Path) -> Iterator[str]:
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            yield " ".join(page.get_textpage().get_text_range().split())


def test_every_page_stands_on_a_sheet_with_its_folio_and_plate(wall: Path) -> None:
    said = " ".join(texts(wall))
    assert "A Market & its <Streets>" in said
    assert re.search(
        r"40 pages · 30 plates · 8.5 × 8.5 in · Any offset printer · sheet 1 of 3", said
    )
    for number in range(1, 31):
        assert f"{number} plate-{number}" in said
        assert f"Caption of plate {number}:" in said or number == 3
    for label in (
        "1 half title",
        "2 blank",
        "3 title",
        "4 imprint",
        "5 introduction",
        "39 colophon",
        "40 blank",
    ):
        assert label in said


def test_it_is_a3_where_nobody_measures_in_inches_and_tabloid_where_they_do(
    wall: Path, tmp_path: Path
) -> None:
    with pikepdf.open(wall) as opened:
        assert {tuple(round(float(x), 2) for x in page.MediaBox[2:]) for page in opened.pages} == {
            A3
        }
        assert str(opened.Root.Lang) == "en"
        assert not opened.Root.get("/Outlines")
    for language, printer, size in (
        ("en-US", "generic-x4", TABLOID),
        ("en-GB", "kdp-paperback", A3),
        ("en", "kdp-paperback", TABLOID),
    ):
        story = write_story(tmp_path / f"{language}-{printer}" / "story", 1, language=language)
        with pikepdf.open(sheet(story, printers=[printer])) as opened:
            found = tuple(round(float(x), 2) for x in opened.pages[0].MediaBox[2:])
        assert found == size


def test_a_full_bleed_plate_is_seen_whole_in_its_opening(wall: Path) -> None:
    """Plate 3 is page 9, at the right: its quarters stand where the grid says, bleed included."""
    book = page_grid.sheet_for(
        trim("square-8.5"), fold=checks.crossover(printers.load("generic-x4"))
    )
    grid = grid_for(book, flatplan.A3)
    openings = [opening for one in sheets_of(40, book, grid) for opening in one]
    page = next(page for opening in openings for page in opening.pages if page.folio == 9)
    image = rendered(wall, 0)
    box = page.seen
    for across, down, colour in (
        (0.3, 0.02, RED), (0.9, 0.02, GREEN), (0.02, 0.97, BLUE), (0.9, 0.97, WHITE),
    ):  # fmt: skip
        at = ((box.x + box.width * across) * MM, (box.y + box.height * down) * MM)
        pixel = image.getpixel((int(at[0]), int(at[1])))
        assert max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 40  # type: ignore[arg-type]


def test_the_hidden_strip_is_shaded_where_the_binding_hides_one(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story", 2)
    book = page_grid.sheet_for(
        trim("square-8.5"), fold=checks.crossover(printers.load("generic-x4"))
    )
    opening = next(sheets_of(10, book, grid_for(book, flatplan.A3)))[2]
    assert opening.hidden is not None
    beside = (
        int((opening.hidden.x + opening.hidden.width * 0.2) * MM * 3),
        int((opening.box.y + opening.box.height * 0.97) * MM * 3),
    )
    for binding, shaded in (("perfect", True), ("lay-flat", False)):
        file = sheet(story, binding=binding)
        red, green, _ = rendered(file, 0, 216).getpixel(beside)  # type: ignore[misc]
        assert (red - green > 15) is shaded
        assert (f"shaded: what the binding hides ({binding}" in " ".join(texts(file))) is shaded


def test_a_book_that_reads_leftwards_begins_at_the_right(tmp_path: Path) -> None:
    book = page_grid.sheet_for(trim("a5"), "rtl")
    first, second, *_ = next(sheets_of(12, book, grid_for(book, flatplan.A3)))
    assert first.box.x > second.box.x
    folios = {page.folio: page.trim.x for page in second.pages}
    assert folios[2] > folios[3]
    (only,) = first.pages
    assert only.trim.x < first.box.x + first.box.width / 2


@pytest.mark.parametrize("size", ["4x6in", "6x9in", "8.5x8.5in", "a4-landscape", "13x11in"])
@pytest.mark.parametrize("paper", [flatplan.A3, flatplan.TABLOID])
def test_openings_keep_clear_of_each_other_and_of_the_edge(size: str, paper: Size) -> None:
    book = page_grid.sheet_for(trim(size))
    grid = grid_for(book, paper)
    assert 6 <= grid.count <= 12
    pages = 3 * 2 * grid.count
    folios = [
        page.folio
        for openings in sheets_of(pages, book, grid)
        for opening in openings
        for page in opening.pages
    ]
    assert folios == list(range(1, pages + 1))
    (openings, *_) = sheets_of(pages, book, grid)
    boxes = [opening.box for opening in openings]
    assert len(boxes) == grid.count
    for box in boxes:
        assert box.x > 9 and box.y > 18 and box.x + box.width < paper.width - 9  # noqa: PT018
        assert box.y + box.height < paper.height - 18
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart = abs(one.x - other.x) - one.width, abs(one.y - other.y) - one.height
            assert max(apart) > 5
    covered = grid.count * boxes[0].width * boxes[0].height / (paper.width * paper.height)
    assert covered > 0.45


def test_it_is_the_same_every_time_and_small_and_ready(wall: Path, tmp_path: Path) -> None:
    again = build(wall.parents[1] / "story", tmp_path, editions=["sheet"]).files[0]
    assert again.read_bytes() == wall.read_bytes()
    assert wall.stat().st_size < 1_500_000
    assert not inspect([wall]).of("error") and not inspect([wall]).of("warning")  # type: ignore[arg-type]  # noqa: PT018
