"""Would catch small type in a tint, figures of the wrong kind, a script too small beside Latin."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_uint
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from platebook.fonts import families, subset
from tests.books import build
from tests.stories import write_story

pytestmark = pytest.mark.slow

#: What pdfium makes of solid black ink, and type that is set smaller than this has to be (pt).
_DARKEST, _SMALL = 60, 9.0
_PT_PER_PX = 0.75  # WeasyPrint sets type in px, on pages that are scaled to pt


def _letters(pdf: Path) -> Iterator[tuple[int, str, float, int, tuple[float, ...]]]:
    """Yield each letter of a file: page, sign, type size (pt), lightness (0–255), box."""
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            for at in range(text.count_chars()):
                sign = text.get_text_range(at, 1)
                if sign.strip():
                    inks = [c_uint() for _ in range(4)]
                    raw.FPDFText_GetFillColor(text.raw, at, *inks)
                    light = max(ink.value for ink in inks[:3])
                    size = raw.FPDFText_GetFontSize(text.raw, at) * _PT_PER_PX
                    yield number, sign, size, light, text.get_charbox(at)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for language in ("en", "ja"):
        folder = tmp_path_factory.mktemp(language)
        plates = [{"caption": "Figures 1860 in a caption."}]
        more = {
            "subtitle": "A subtitle",
            "publisher": "A press",
            "introduction": "Figures 1860.",
            "links": [{"label": "A link", "url": "https://example.org/"}],
        }
        story = write_story(folder / "story", plates, language=language, **more)
        (made[language],) = build(story, folder / "out", editions=("print",)).files
    return made


def test_small_type_is_never_a_tint(printed: dict[str, Path]) -> None:
    small = [letter for letter in _letters(printed["en"]) if letter[2] < _SMALL]
    assert len(small) > 100
    assert [letter for letter in small if letter[3] > _DARKEST] == []


def test_no_type_of_a_small_page_is_under_seven_points(tmp_path: Path) -> None:
    """Folios, credits, numbers and addresses had 6.3 pt, a warning on every page for KDP."""
    link = "See [the archive](https://example.org/)."
    plates = [{"caption": link, "credit": name, "location": "Here"} for name in ("A", "B")]
    more = {"introduction": link, "links": [{"label": "A link", "url": "https://example.org/"}]}
    story = write_story(tmp_path / "story", plates, trim="5x8in", **more, design={"contents": True})
    (file,) = build(story, tmp_path / "out", editions=("print",)).files
    assert min(size for _, _, size, _, _ in _letters(file)) > 6.95


def _least_height(pdf: Path, figures: str) -> float:
    """Return the height of the lowest figure where a row of them is printed, as a share."""
    letters = list(_letters(pdf))
    rows = (letters[at : at + len(figures)] for at in range(len(letters)))
    heights = [
        [letter[4][3] - letter[4][1] for letter in row]
        for row in rows
        if "".join(letter[1] for letter in row) == figures
    ]
    return min(min(row) / max(row) for row in heights)


def test_figures_are_old_style_in_text_and_line_in_japanese(printed: dict[str, Path]) -> None:
    assert _least_height(printed["en"], "1860") < 0.85
    assert _least_height(printed["ja"], "1860") > 0.93


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("amiri", "serif"),
        ("noto-sans-arabic", "sans"),
        ("noto-sans-devanagari", "serif"),
        ("frank-ruhl-libre", "serif"),
        ("heebo", "sans"),
    ],
)
def test_scripts_are_as_large_as_the_latin_beside_them(name: str, latin: str) -> None:
    """Each was drawn to its own Latin, which is to be as high as ours at one type size."""
    import uharfbuzz as hb

    heights = []
    for wanted in (latin, name):
        (family,) = [each for each in families.stack(latin) if _is(each, wanted)]
        face = hb.Face(hb.Blob(subset.cut(family.masters[0], "x", "Set")))
        glyph = hb.Font(face).get_nominal_glyph(ord("x"))
        extents = hb.Font(face).get_glyph_extents(glyph)
        assert extents
        heights.append(extents.y_bearing / face.upem)
    assert heights[1] == pytest.approx(heights[0], abs=0.012)


def _is(family: families.Family, name: str) -> bool:
    if name in ("serif", "sans"):
        return not family.script
    return family.slug.startswith(name)


def test_arabic_lines_stand_further_apart_than_latin_ones(tmp_path: Path) -> None:
    """In heights of an alef: at 1.6, marks touch the letters of the line above."""
    text = "تُنصب الأكشاك في الظلام، ولا يتكلم أحد كثيرًا قبل أن يفتح السوق. "
    rows = [{"caption": text * 5}]
    story = write_story(tmp_path / "story", rows, language="ar", introduction=text * 6)
    (pdf,) = build(story, tmp_path / "out", editions=("print",)).files
    alefs = [
        (page, size, box) for page, sign, size, _, box in _letters(pdf) if sign in "ا\ufe8d\ufe8e"
    ]
    pitches = [
        (one[2][1] - two[2][1]) / (one[2][3] - one[2][1])
        for one, two in pairwise(alefs)
        if one[:2] == two[:2] and one[2][1] - two[2][1] > 5
    ]
    assert len(pitches) > 6
    assert min(pitches) > 1.8


def test_no_word_is_half_in_small_capitals(tmp_path: Path) -> None:
    """Unless a fifth of the line stayed empty."""
    words = (
        "No incomprehensibility notwithstanding the old internationalization was characterized, "
    )
    words += "notwithstanding incomprehensibility. "
    story = write_story(tmp_path / "story", 1, introduction=words * 5, trim="a5")
    (file,) = build(story, tmp_path / "out", editions=("print",)).files
    with pdfium.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_range().splitlines() for page in document]
    (lines,) = [page for page in pages if page and page[0] == "Introduction"]
    divided = [at for at, line in enumerate(lines) if line.endswith("\u2010")]
    assert divided, "words are divided"
    assert 1 not in divided, "the first line ends with a whole word"


def test_headings_of_a_book_stand_at_one_height(tmp_path: Path) -> None:
    """A text that was set closer to save a page had its heading above the one it faces."""
    sentence = "The stalls go up in the dark, and nobody speaks before the first lorry brings ice. "
    texts = {"introduction": sentence * 30, "standfirst": None, "design": {"contents": True}}
    story = write_story(tmp_path / "story", 1, trim="a5", **texts)
    (file,) = build(story, tmp_path / "out", editions=("print",)).files
    tops, words = {}, ""
    with pdfium.PdfDocument(file) as document:
        for page in document:
            text = page.get_textpage()
            heading = text.get_text_range().split("\r\n")[0]
            if heading in ("Contents", "Introduction", "Afterword"):
                tops[heading] = round(text.get_charbox(0, loose=True)[3], 1)
            if heading == "Introduction":
                words = text.get_text_range()
    assert words.count("ice.") == 30, "set closer, the introduction has one page"
    assert len(set(tops.values())) == 1
    assert len(tops) == 3


def test_others_do_not_stand_alone_on_the_line_of_names(tmp_path: Path) -> None:
    names = ["Signe Brander", "Sergei Mikhailovich Prokudin-Gorskii", "Lu Xun", "O. Henry"]
    people = [{"name": name, "role": "photographer"} for name in names]
    story = write_story(tmp_path / "story", 1, contributors=people, credit=None)
    (file,) = build(story, tmp_path / "out", editions=("print",)).files
    with pdfium.PdfDocument(file) as document:
        lines = document[2].get_textpage().get_text_range().splitlines()
    assert f"{names[1]} and others" in lines
