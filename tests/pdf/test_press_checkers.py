"""Would catch a press file that only we think is good: others' programs read it and separate it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from platebook import printers
from platebook.printers import checks
from tests.books import build
from tests.conftest import ROOT, quiet_weasyprint
from tests.conftest import Books as Samples
from tests.judges import parsers, poppler
from tests.judges.proof_pdf import proof
from tests.judges.separations import INKS, separations
from tests.pdf.pressed import painted

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("press")]
LIMITS = {"generic-x4": 300, "gwg-2022-sheetfed": 330, "ingramspark": 240, "mixam": 300}
Books = Mapping[str, Path]


@pytest.fixture(scope="module")
def sample_books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """A few of the sample's plates for two whose standards its other tests do not meet.

    Its photographs have pixels enough to print. Each layout is there; all 22 take minutes.
    """
    names = ("ingramspark", "blurb")
    story = yaml.safe_load((ROOT / "story" / "story.yaml").read_text(encoding="utf-8"))
    layouts = {plate.get("layout", ""): plate["id"] for plate in story["plates"]}
    chosen = {story["cover"], *layouts.values()}
    story["plates"] = [plate for plate in story["plates"] if plate["id"] in chosen]
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "story" / "photos", folder / "photos")
    (folder / "story.json").write_text(json.dumps(story, default=str), encoding="utf-8")
    with quiet_weasyprint():
        made = build(folder / "story.json", folder / "out", editions=("print",), printers=names)
    return dict(zip(names, made.files, strict=True))


@pytest.fixture
def long_ones(long_books: Books) -> Books:
    """The long story's books, but for those of printers whose files are made like another's."""
    alike = ("kdp-hardcover", "lulu", "office")  # to kdp-paperback
    alike += ("ingramspark", "blurb")  # those of the sample's plates
    return {name: book for name, book in long_books.items() if name not in alike}


@pytest.fixture(params=["sample_books", "long_ones"])
def books(request: pytest.FixtureRequest) -> Books:
    found: Books = request.getfixturevalue(request.param)
    return found


def test_four_parsers_are_silent(books: Books) -> None:
    for path in books.values():
        assert not parsers.qpdf(path)
        assert not parsers.mutool(path)
        assert not parsers.ghostscript(path)
        assert all(font.embedded and font.subset and font.unicode for font in poppler.fonts(path))


def test_proof_pdf_passes_what_offset_printers_take(long_books: Books, sample: Samples) -> None:
    """The long story's photographs are too small to print; the sample's are not.

    proof-pdf knows one bleed for all edges, so that it cannot judge the boxes of those who want
    none at the binding (KDP, IngramSpark); ``test_boxes_are_the_printers`` does.
    """
    common = ("--trim-mm", "215.9x215.9", "--require-bleed", "--uniform-pages", "--k-only-text")
    x4 = ("--bleed-mm", "3", "--output-condition", "FOGRA39")
    assert not proof(sample.pdf, *common, *x4, "--max-tac", "300")
    small = (*common, "--min-dpi", "10")
    assert not proof(long_books["gwg-2022-sheetfed"], *small, *x4, "--max-tac", "330")
    plain = ("--bleed-mm", "3.175", "--no-pdfx", "--max-tac", "300")
    assert not proof(long_books["mixam"], *small, *plain)


def test_proof_pdf_finds_nothing_in_other_standards_but_their_names(sample_books: Books) -> None:
    assert not proof(sample_books["ingramspark"], "--require-bleed", "--max-tac", "240")
    found = proof(sample_books["blurb"], "--require-bleed")
    assert {fault.check for fault in found} <= {"colour-space"}  # sRGB, as Blurb wants it


def test_no_pixel_is_over_the_ink_limit_and_no_ink_is_a_fifth(books: Books) -> None:
    for name in books.keys() & LIMITS:
        for number, sheet in enumerate(separations(books[name]), 1):
            assert sheet.inks <= INKS, (name, number)
            assert sheet.most <= LIMITS[name], (name, number)


def test_no_red_green_and_blue_for_a_press(books: Books) -> None:
    for name in books.keys() & LIMITS:
        found = painted(books[name])
        assert {each.space for each in found} <= {"DeviceCMYK", "DeviceGray"}
        assert all(each.numbers[:3] == (0, 0, 0) for each in found if each.kind == "text")


def test_boxes_are_the_printers_to_a_hundredth_of_a_point(books: Books) -> None:
    for name, path in books.items():
        bleed = checks.bleed(printers.load(name))
        for folio, found in enumerate(poppler.boxes(path), 1):
            left, bottom, right, top = found["TrimBox"]
            inner, outer = (each * 72 / 25.4 for each in (bleed.inner, bleed.outer))
            before, after = (inner, outer) if folio % 2 else (outer, inner)
            media = found["MediaBox"]
            assert found["BleedBox"] == media
            assert (left, media[2] - right) == pytest.approx((before, after), abs=0.011)
            edges = (bleed.bottom * 72 / 25.4, bleed.top * 72 / 25.4)
            assert (bottom, media[3] - top) == pytest.approx(edges, abs=0.011)
