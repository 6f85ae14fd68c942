"""Would catch a printer's file that its preflight sends back for its boxes, margins or pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from platebook import printers
from platebook.geometry import Edges
from platebook.printers import checks
from platebook.printers.printer import Printer
from tests.books import build
from tests.conftest import LONG, SHAPES

POINTS = 72 / 25.4
#: A letter may reach out of its box by this much, in points.
OUT = 0.3


def story_of(make_story: Callable[..., Path], plates: int) -> Path:
    rows = [
        {
            "layout": "full-bleed" if number % 7 == 3 else "matted",
            "caption": LONG * (1 + number * 5 % 9),
        }
        for number in range(plates)
    ]
    sections = LONG * 20
    return make_story(plates=rows, sizes=SHAPES[:6], introduction=f"{sections}\n\n{sections}")


def built(story: Path, folder: Path, *names: str, **how: object) -> Mapping[str, Path]:
    book = build(story, folder, editions=("print",), printers=names, **how)  # type: ignore[arg-type]
    return dict(zip(names, book.files, strict=True))


def hold(printer: Printer, file: Path, *, leftwards: bool = False) -> int:
    """Hold every page against the printer's rules; give how many there are."""
    bleed = checks.bleed(printer)
    with pdfium.PdfDocument(file) as document, pikepdf.open(file) as pdf:
        count = len(pdf.pages)
        safe = printer.safe.value if printer.safe else Edges.all(0)
        inner = checks.gutter(printer, count)
        for folio, (page, drawn) in enumerate(zip(pdf.pages, document, strict=True), 1):
            bound_left = (folio % 2 == 1) != leftwards
            edges = (bleed.inner, bleed.outer) if bound_left else (bleed.outer, bleed.inner)
            boxes(page, edges, bleed)
            left, bottom, right, top = (float(length) for length in page.TrimBox)
            margins = (inner, safe.outer) if bound_left else (safe.outer, inner)
            text = drawn.get_textpage()
            for number in range(text.count_rects()):
                box = text.get_rect(number)
                assert box[0] >= left + margins[0] * POINTS - OUT, (file.name, folio)
                assert box[2] <= right - margins[1] * POINTS + OUT, (file.name, folio)
                assert box[1] >= bottom + safe.bottom * POINTS - OUT, (file.name, folio)
                assert box[3] <= top - safe.top * POINTS + OUT, (file.name, folio)
        return count


def boxes(page: pikepdf.Page, sides: tuple[float, float], bleed: Edges) -> None:
    whole = [float(length) for length in page.BleedBox]
    trim = [float(length) for length in page.TrimBox]
    wanted = [
        whole[0] + sides[0] * POINTS,
        whole[1] + bleed.bottom * POINTS,
        whole[2] - sides[1] * POINTS,
        whole[3] - bleed.top * POINTS,
    ]
    assert trim == pytest.approx(wanted, abs=0.01)
    assert [float(length) for length in page.MediaBox] == pytest.approx(whole, abs=0.01)


def reaches(file: Path) -> int:
    """Count the pages on which a photograph reaches three edges of the bleed box, or all four."""
    found = 0
    with pdfium.PdfDocument(file) as document:
        for page in document:
            for each in page.get_objects(max_depth=3):
                if each.type == raw.FPDF_PAGEOBJ_IMAGE:
                    edges = zip(each.get_bounds(), page.get_bleedbox(), strict=True)
                    found += sum(abs(one - other) < 0.05 for one, other in edges) >= 3
    return found


def rules(printer: Printer, count: int, file: Path) -> None:
    least = printer.least_pages.value if printer.least_pages else 1
    multiple = printer.page_multiple.value if printer.page_multiple else 1
    even = bool(printer.parity and printer.parity.value == "even")
    assert count >= least
    assert count % multiple == 0
    assert not (even and count % 2)
    if printer.last_page_blank and printer.last_page_blank.value:
        with pdfium.PdfDocument(file) as document:
            last = document[count - 1]
            assert not last.get_textpage().get_text_range().strip()
            assert not [each for each in last.get_objects() if each.type != raw.FPDF_PAGEOBJ_PATH]


@pytest.mark.slow
@pytest.mark.xdist_group("press")  # with the tests that ask others about the same books
def test_every_printer_gets_its_boxes_margins_and_pages(long_books: Mapping[str, Path]) -> None:
    for name, file in long_books.items():
        printer = printers.load(name)
        rules(printer, hold(printer, file), file)
        assert file.name == f"a-street-before-the-market-{name}.pdf"
        assert reaches(file) == 3, name


@pytest.mark.slow
@pytest.mark.parametrize("trim", ["5x8in", "8.25x6in"])
def test_a_small_page_keeps_its_folio_safe(
    make_story: Callable[..., Path], tmp_path: Path, trim: str
) -> None:
    story = make_story(plates=2)
    for name, file in built(story, tmp_path / "out", "kdp-paperback", "lulu", trim=trim).items():
        hold(printers.load(name), file)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ja", "市場の前の通り"),
        ("ar", "الشارع أمام السوق"),
        ("en", "Street before 市場の前 and الشارع"),
    ],
    ids=["ja", "ar", "mixed"],
)
def test_the_foot_keeps_the_safe_area_in_every_script(
    make_story: Callable[..., Path], tmp_path: Path, language: str, title: str
) -> None:
    """A line of Japanese or Arabic reaches lower than one of Latin letters of the same size.

    Japanese, the lowest, is held to every printer; the others to the narrowest and the widest foot.
    """
    safe = {name: printers.load(name).safe for name in printers.printer_names()}
    names = sorted((name for name in safe if safe[name]), key=lambda name: _foot(safe[name]))
    if language != "ja":
        names = [names[0], names[-1]]
    design = {"running-title": "all"}
    story = make_story(plates=1, language=language, title=title, design=design)
    assert "ingramspark" in names or language != "ja"
    for name, file in built(story, tmp_path / "out", *names).items():
        hold(printers.load(name), file, leftwards=language == "ar")


def _foot(safe: Any) -> float:
    return float(safe.value.bottom)


@pytest.mark.slow
def test_the_gutter_grows_with_the_page_count(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    own = tmp_path / "thick.yaml"
    own.write_text(
        "extends: generic-x4\nlabel: A thick one\nsafe: 10mm\nbleed: 5mm\nmarks: forbidden\n"
        "gutter:\n  - {pages: 1-16, inside: 12mm}\n  - {pages: 17+, inside: 40mm}\n"
        "page-multiple: 8\nlast-page-blank: true\n"
    )
    thin, thick = make_story("thin", plates=2), make_story("thick", plates=9)
    for story, least in ((thin, 12), (thick, 40)):
        (file,) = built(story, tmp_path / story.name / "out", str(own)).values()
        printer = printers.load(own)
        count = hold(printer, file)
        rules(printer, count, file)
        assert checks.gutter(printer, count) == least


@pytest.mark.slow
def test_without_a_size_the_nearest_that_is_offered_is_taken(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    files = built(make_story(plates=1), tmp_path / "out", "blurb", "office")
    with pikepdf.open(files["blurb"]) as blurb, pikepdf.open(files["office"]) as office:
        width = [
            float(pdf.pages[0].TrimBox[2] - pdf.pages[0].TrimBox[0]) for pdf in (blurb, office)
        ]
    assert width == pytest.approx([9.5 * 72, 8.5 * 72], abs=0.01)


@pytest.mark.slow
def test_no_photograph_is_decoded_twice_for_two_printers(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    story = make_story(plates=2)
    alone = built(story, tmp_path / "one", "kdp-paperback")["kdp-paperback"].read_bytes()
    both = built(story, tmp_path / "two", "office", "kdp-paperback")["kdp-paperback"].read_bytes()
    assert both == alone


@pytest.mark.slow
def test_too_few_pixels_are_told_once_of_the_printer_that_shows_them_largest(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    story = make_story(plates=[{"layout": "full-bleed"}], sizes=[(600, 400)])
    book = build(story, tmp_path / "out", editions=("print",), printers=("office", "lulu"))
    (told,) = [found for found in book.findings if found.code == "S020"]
    assert told.where.endswith("(plate “plate-1”), printer lulu"), "its bleed makes it larger"
