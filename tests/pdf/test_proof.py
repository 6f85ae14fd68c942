"""Would catch a proof that hides something from the desk: a fact, a fault, a lost line, a page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import ImageCms

from platebook.pipeline import verify
from platebook.report import Silent
from tests.books import build
from tests.stories import LANDSCAPE, PANORAMA, quadrant, save_quadrant, write_story

pytestmark = pytest.mark.slow

LONG = " ".join(f"Line {number} of a caption that the desk wrote." for number in range(70))[:3000]
A4 = [0, 0, 595.28, 841.89]


def proof(story: Path, **how: Any) -> Path:
    (file,) = build(story, story.parent / f"{story.name}-out", editions=["proof"], **how).files
    return file


def pages(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def text(pdf: Path) -> str:
    """Return the text of all pages, its lines joined and the stamp across it left out."""
    return " ".join(" ".join(pages(pdf)).replace("PROOF", " ").split())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A proof of a story with every kind of plate, and every kind of fault."""
    folder = tmp_path_factory.mktemp("desk") / "story"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save_quadrant(folder / "photos" / "tagged.png", icc_profile=profile)
    plates: list[dict[str, Any]] = [
        {
            "title": "The *first* stall",
            "caption": "A **quiet** street, before the market.",
            "location": "Łódź",
            "date": "2011-08-01",
            "rights": "© 2011 Somebody",
            "credit": "Somebody Else",
            "description": "Behind the stall stands a man in a long coat. " * 9,
        },
        {"alt": None, "caption": None},
        {"decorative": True, "alt": None},
        {"caption": LONG, "alt": LONG[:900]},
        {"layout": "full-bleed", "focus": [0.5, 0.5]},
        {"photo": "photos/tagged.png"},
    ]
    sizes = [(1400, 934), (400, 600), (500, 500), PANORAMA, LANDSCAPE, LANDSCAPE]
    story = write_story(folder, plates, sizes, rights="© 2026 The Desk", subtitle="Three mornings")
    return proof(story)


def test_what_is_found_in_the_finished_books_stands_in_the_proof_beside_them(
    tmp_path: Path,
) -> None:
    """A theme sets numbers in small type: only who reads the finished book can tell."""
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (theme / "styles" / "print.css").write_text("figcaption .number { font-size: 4.5pt }\n")
    asked: dict[str, Any] = {"theme": theme, "printers": ["gwg-2022-sheetfed"]}
    story = write_story(tmp_path / "story", 1)
    made = build(story, tmp_path / "out", editions=["proof", "print"], **asked)
    told = [found for found in made.findings if found.code == "P042"]
    assert told
    assert told[0].message in text(made.files[0])
    assert verify(tmp_path / "out").same


def test_every_page_is_a4_and_says_proof(desk: Path) -> None:
    assert desk.name.endswith("-proof.pdf")
    for number, page in enumerate(pages(desk), 1):
        assert "PROOF" in page.split(), f"page {number}"
    with pikepdf.open(desk) as pdf:
        for page in pdf.pages:
            assert [float(side) for side in page.MediaBox] == pytest.approx(A4, abs=0.01)
            *_, last = page.Contents
            assert last.read_bytes().startswith(b"Q /Artifact <</Type /Pagination")
        assert len(pdf.pages) == len(pages(desk))
        assert str(pdf.docinfo["/Title"]) == "Proof: A Street Before the Market"


def test_the_stamp_lies_over_the_page_and_hides_nothing(desk: Path) -> None:
    with pypdfium2.PdfDocument(desk) as document:
        page = document[0].render(scale=0.5).to_pil().convert("RGB")
    tinted = [each for each in page.get_flattened_data() if each[0] > 235 and each[0] - each[1] > 8]
    assert len(tinted) / (page.width * page.height) > 0.04, "no stamp"
    assert min(min(each) for each in tinted) > 200, "too dark to read through"


def test_the_first_page_sums_up(desk: Path) -> None:
    first = " ".join(pages(desk)[0].split())
    for said in (
        *("A Street Before the Market", "Three mornings", "15 January 2026", "The Photo Desk"),
        *("Photography", "6 plates", "printed pages", "Any offset printer", "215.9 × 215.9 mm"),
        *("square-8.5", "at most 300 % ink", "Read by", "© 2026 The Desk", "1, 2, 3, 4, 5, 6"),
    ):
        assert said in first.replace("\ufffe", ""), said


def test_facts_and_words_of_a_plate_are_there_as_text(desk: Path) -> None:
    said = text(desk)
    for fact in (
        *(
            "photos/01.jpg",
            "JPEG, 1,400 × 934 px, 1.3 megapixels",
            "at 200 ppi (of the 300 wanted)",
        ),
        *(
            "RGB, no colour profile: taken as sRGB",
            "PNG, 600 × 400 px",
            "RGB, sRGB built-in",
            "plate-1",
        ),
        *("The *first* stall", "A quiet street, before the market.", "Somebody Else", "Łódź"),
        *("1 August 2011", "© 2011 Somebody", "Four quarters of colour, number 1."),
        *("Behind the stall stands a man", "Full bleed, 222 × ", "% of its width cut away"),
        "Decorative: screen readers pass it by",
    ):
        assert fact in said, fact
    assert said.count("missing") == 2
    assert "Behind the stall " * 9 not in said
    folios = [int(number) for number in re.findall(r"printed on page (\d+)", said)]
    assert folios == sorted(folios)
    assert len(folios) == 6


def test_findings_stand_with_their_plates(desk: Path) -> None:
    cards = re.split(r"printed on page", text(desk))
    second = next(card for card in cards if "400 × 600 px" in card)
    assert "S001 it has no alt text." in second
    assert "Write alt:" in second
    assert "S006" in second
    assert "S020" in second
    assert "story.yaml:" in second
    assert "/story.yaml" not in text(desk), "a proof is the same in any folder"
    assert "S001" not in cards[0]


def test_a_long_caption_is_whole_and_stays_with_its_photograph(desk: Path) -> None:
    at = next(number for number, page in enumerate(pages(desk)) if "Line 0 of" in page)
    assert " ".join(LONG[:2900].split()) in text(desk).replace("Caption ", "")
    with pikepdf.open(desk) as pdf:
        shown = pdf.pages[at]
        assert any(name.startswith("/i") for name in map(str, shown.Resources.XObject))
    assert "photos/04.jpg" in pages(desk)[at]


@pytest.mark.parametrize("extra", ["Alt " * 490, "W" * 1990], ids=["words", "letters"])
def test_what_is_longer_than_a_page_loses_nothing(tmp_path: Path, extra: str) -> None:
    file = proof(write_story(tmp_path / "s", [{"alt": extra, "caption": LONG}, {}]))
    letters = "".join(text(file).split()).replace("-", "")
    assert letters.count(extra[0]) >= extra.count(extra[0])
    assert "plate-2" in text(file)


def test_characters_that_no_font_has_are_told_by_number(tmp_path: Path) -> None:
    photo = "photos/\u0378\u200f.jpg"
    said = text(proof(write_story(tmp_path / "s", [{"alt": "A \u0378 sign", "photo": photo}])))
    assert said.count("[U+0378]") >= 2
    assert "A [U+0378] sign" in said


@pytest.mark.parametrize(
    ("language", "caption", "alt"),
    [
        ("ar", "القطار يصل قبل الفجر", "رجل يحمل صندوقا"),
        ("he", "הרכבת מגיעה לפני השחר", "איש נושא ארגז"),
        ("ja", "夜明け前に電車が着く。", "箱を運ぶ人"),
    ],
)
def test_other_scripts(tmp_path: Path, language: str, caption: str, alt: str) -> None:
    plates = [{"caption": caption, "alt": alt}, {"caption": caption, "alt": None}]
    story = write_story(tmp_path / "s", plates, language=language, title=caption, slug="other")
    file = proof(story)
    said = "".join(sorted(set(text(file))))
    assert set(caption + alt) - set(" ,.") <= set(said) | set("ﻻ"), "letters of the story"
    assert "Caption" in text(file)
    assert "missing" in text(file)
    fonts = {str(font) for font in _fonts(file)}
    assert not [name for name in fonts if "Helvetica" in name]


def _fonts(file: Path) -> Sequence[str]:
    with pikepdf.open(file) as pdf:
        return [str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()]


def test_the_same_bytes_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = write_story(tmp_path / "one", [{}, {"alt": None}])
    other = write_story(tmp_path / "deep" / "er" / "two", [{}, {"alt": None}])
    monkeypatch.chdir(tmp_path)
    made = proof(one).read_bytes()
    assert proof(Path("deep/er/two")).read_bytes() == made
    monkeypatch.setenv("PLATEBOOK_CACHE", "/dev/null/not-there")
    assert proof(other).read_bytes() == made


def test_photographs_are_small_and_only_those_of_the_proof(tmp_path: Path) -> None:
    story = write_story(tmp_path / "s", 4, sizes=[(3000, 2000)])
    quadrant((3000, 2000)).save(story / "photos" / "01.jpg", quality=98)
    file = proof(story)
    with pikepdf.open(file) as pdf:
        pictures = [
            each
            for each in pdf.pages[1].Resources.XObject.values()
            if each.get("/Subtype") == "/Image"
        ]
        widths = [int(each.Width) for each in pictures]
        spaces = {str(each.ColorSpace) for each in pictures}
    assert len(widths) == 4
    assert max(widths) < 480
    assert spaces == {"/DeviceRGB"}
    assert file.stat().st_size < 200_000


def test_a_theme_changes_the_book_and_not_the_desk_s_paper(tmp_path: Path) -> None:
    file = proof(write_story(tmp_path / "s", 1), theme=Path("night"))
    with pypdfium2.PdfDocument(file) as document:
        assert document[1].render(scale=0.2).to_pil().convert("L").getpixel((2, 2)) == 255


def test_printers_have_their_say(make_story: Callable[..., Path]) -> None:
    report = Silent()
    file = proof(make_story(plates=2), printers=["kdp-paperback"], trim="8.5x8.5in", report=report)
    told = [each for each in report.findings if "kdp-paperback" in each.where]
    said = text(file)
    assert told
    for finding in told:
        assert finding.message.split(":")[0] in said
    assert "none at the binding" in said


def test_time_grows_with_the_plates_and_no_faster(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        captions = [{"caption": LONG[: (number * 37) % 600] or "x"} for number in range(count)]
        story = write_story(tmp_path / f"n{count}", captions, sizes=[(90, 60), (60, 90)])
        start = time.process_time()
        file = proof(story)
        spent = time.process_time() - start
        assert text(file).count("printed on page") == count
        assert file.stat().st_size < 4_000_000
        return spent

    seconds(2)
    few, many = seconds(12), seconds(48)
    assert many < few * 4.5
