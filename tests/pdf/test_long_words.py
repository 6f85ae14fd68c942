"""Would catch a word, an address or a title that is wider than its line and runs over the edge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import yaml
from pypdfium2 import raw

from platebook.geometry import PT_PER_MM
from tests.books import build
from tests.stories import write_story

#: 130 signs and more without a space, split by markup: first, in the middle, nested, as a link.
RUNS = (
    "**IMG**_20110817_" + "0123456789" * 13,
    "Words before *" + "a" * 40 + "***" + "b" * 60 + "**`" + "c" * 80 + "` words after",
    "See [https://example.org/" + "x" * 100 + "](https://example.org/x)`" + "y" * 60 + "`",
    "**Some words then _" + "v" * 40 + "_**" + "z" * 90,
)
#: The narrowest margin of the house's, but for rounding (mm).
MARGIN = 11.8


def letters(page: pdfium.PdfPage) -> Iterator[tuple[str, float, float]]:
    """Each letter of a page, with how far it stands from the trim's left and right edge (mm)."""
    left, _, right, _ = page.get_trimbox()
    text = page.get_textpage()
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if sign.strip():
            box = text.get_charbox(index)
            yield sign, (box[0] - left) / PT_PER_MM, (right - box[2]) / PT_PER_MM


def held(pdf: Path, most: int = 99) -> str:
    """Ask that all letters of so many pages keep to the margins, and give them."""
    found = []
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(islice(document, most), 1):
            for sign, left, right in letters(page):
                assert min(left, right) > MARGIN, f"{pdf.name}, page {number}: {sign} at {left:.1f}"
                found.append(sign)
    return "".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("trim", ["4x6in", "square-8.5"])
def test_runs_that_markup_splits_break_and_stay_whole(tmp_path: Path, trim: str) -> None:
    plates = [{"caption": f"{run}\n\n- {run}"} for run in RUNS]
    story = write_story(
        tmp_path / "story",
        plates,
        trim=trim,
        standfirst=RUNS[0],
        introduction=f"{RUNS[1]}\n\n> {RUNS[2]}",
        closing=RUNS[3],
    )
    build(story, tmp_path / "books", editions=("print", "screen"))
    for made in sorted((tmp_path / "books").glob("*.pdf")):
        # On paper a link's address follows its text.
        text = held(made).replace("(https://example.org/x)", "")
        for run in ("0123456789" * 13, "b" * 60 + "c" * 80, "x" * 100 + "y" * 60, "z" * 90):
            # Once in the list of plates at most, cut short there; whole everywhere else.
            assert text.replace("-", "").count(run) >= 2, f"{made.name} lost part of {run[:12]}"


#: What stands on a title page, in scripts of three kinds; words that no line of 4 × 6 in takes.
TITLED = {
    "de": (
        "Nachkriegsgeschichten",
        "Erinnerungen an Wirtschaftswunderjahre ",
        "Verlagsbuchhandlung",
    ),
    "ar": (
        "شارع قبل السوق في الصباح",
        "الناس الذين ينصبون الأكشاك قبل الفجر ",
        "دار النشر العربية",
    ),
    "ja": ("市場の前の通りで暮らす人々", "夜明け前に屋台を組み立てる人々の朝。", "東京写真出版社"),
}


def overlapping(page: pdfium.PdfPage) -> bool:
    """Return whether the ink of two pieces of type on a page overlaps by more than letters do."""
    found = [each.get_bounds() for each in page.get_objects([raw.FPDF_PAGEOBJ_TEXT])]
    return any(
        min(a[2], b[2]) - max(a[0], b[0]) > 2
        and min(a[3], b[3]) - max(a[1], b[1]) > min(a[3] - a[1], b[3] - b[1]) / 2
        for i, a in enumerate(found)
        for b in found[:i]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trim", "times", "language"),
    [
        ("6x9in", 1, "ja"),
        *(("4x6in", 3, language) for language in TITLED),
        *(("4x6in", 12, language) for language in ("ar", "de")),
    ],
)
def test_nothing_on_a_title_page_stands_over_something_else(
    tmp_path: Path, language: str, trim: str, times: int
) -> None:
    title, standfirst, publisher = TITLED[language]
    people = [
        {"name": f"Geneviève-Élisabeth Disdéri {n}", "role": "photographer"} for n in range(times)
    ]
    story = write_story(
        tmp_path / "story",
        1,
        trim=trim,
        language=language,
        title=" ".join([title] * times),
        standfirst=standfirst * times * 2,
        publisher=publisher,
        contributors=people,
    )
    build(story, tmp_path / "books", editions=("print",))
    (pdf,) = (tmp_path / "books").glob("*.pdf")
    held(pdf, 6)
    with pdfium.PdfDocument(pdf) as document:
        for page in list(document)[:6]:
            assert not overlapping(page)
        # A word that is as wide as the page is set smaller, not broken.
        half_title = document[0].get_textpage().get_text_range().split()
        assert title.split()[0] in half_title or language == "ja"


@pytest.mark.slow
def test_long_words_and_addresses_break_in_every_text(tmp_path: Path) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitän"
    address = "https://example.org/" + "a" * 90
    more = "\n\nWort." * 120  # over several pages, of which one shows the title at its foot
    plates = [
        {"caption": address, "title": "T" * 99, "rights": "r" * 99, "credit": "k" * 99},
        {"caption": long, "credit": "m" * 99, "rights": "s" * 99, "location": "o" * 99},
    ]
    sections = [
        {"title": long * 4, "text": "q" * 90, "plates": []},
        {"title": "市場の前の通り" * 9, "text": f"## {long}\n\n> {address}{more}", "plates": []},
    ]
    story = write_story(
        tmp_path / "story",
        plates,
        trim="a5",
        language="de",
        title="市場の前の通りで暮らす人々の写真集" * 4,
        rights=f"© {address}",
        publisher=long * 3,
        contributors=[{"name": "Featherstonhaugh" * 5, "role": "photographer"}],
        identifier="https://example.org/" + "9" * 100,
        series={"name": long * 3, "position": 3},
        links=[{"label": "L" * 90, "url": "https://example.org/" + "u" * 150}],
    )
    manifest = yaml.safe_load((story / "story.yaml").read_text("utf-8"))
    for section, plate in zip(sections, manifest.pop("plates"), strict=True):
        section["plates"] = [plate]
    manifest["sections"] = sections
    (story / "story.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")
    build(story, tmp_path / "books", editions=("print",))
    for pdf in (tmp_path / "books").glob("*.pdf"):
        text = held(pdf)
        assert "a" * 90 in text
        feet = [foot(page) for page in pdfium.PdfDocument(pdf)]
        assert any(each.endswith("…") and "市場の前の通りで" in each for each in feet)
        assert any(each.startswith("Donau") and "…" in each for each in feet)
        assert any(each.startswith("市場") and "…" in each for each in feet)


def foot(page: pdfium.PdfPage) -> str:
    """What stands below a page's live area."""
    left, bottom, right, _ = page.get_trimbox()
    return page.get_textpage().get_text_bounded(left, bottom, right, bottom + 34).strip()
