"""Would catch a cover whose title or names are too small to sell, or one word a line; a focus that
is cropped away; type that cannot be read; a back that shows the photograph of the front again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from ctypes import byref, c_double
from io import BytesIO
from itertools import groupby
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from tests.books import build
from tests.judges import poppler
from tests.photos import photographs
from tests.stories import BLUE, GREEN, RED, WHITE, save_quadrant

LONG = "The Long Way Home Through the Villages of the Northern Coast"
WORD = "Donaudampfschifffahrtsweg"
PEOPLE = [
    {"name": "Sam Gellman", "role": "photographer"},
    {"name": "The Writing Desk", "role": "author"},
]
#: Px high of a cover in a shop's list.
THUMBNAIL = 160

MakeStory = Callable[..., Path]


def wrap(story: Path, **how: Any) -> Path:
    (file,) = build(story, story / "out", editions=["cover"], spine=12.0, **how).files
    return file


def ebook_cover(story: Path, **how: Any) -> Image.Image:
    (book,) = build(story, story / "out", editions=["epub"], **how).files
    with zipfile.ZipFile(book) as archive:
        name = next(name for name in archive.namelist() if name.endswith("cover.jpg"))
        return Image.open(BytesIO(archive.read(name))).convert("RGB")


def _characters(page: pypdfium2.PdfPage, from_x: float) -> Iterator[tuple[float, float, str]]:
    """Yield base line, size (pt) and text of each upright character right of ``from_x``."""
    words = page.get_textpage()
    for index in range(words.count_chars()):
        x, y, matrix = c_double(), c_double(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetCharOrigin(words, index, byref(x), byref(y))
        pdfium.FPDFText_GetMatrix(words, index, byref(matrix))
        size = pdfium.FPDFText_GetFontSize(words, index)
        if x.value > from_x and abs(matrix.b) < 1e-6:
            yield round(y.value, 1), round(size * abs(matrix.a), 2), words.get_text_range(index, 1)


def front_lines(file: Path) -> list[tuple[float, str]]:
    """Return the lines on the front from its head: the size of their type in pt, and their text."""
    page = pypdfium2.PdfDocument(file)[0]
    return lines_of(page, page.get_width() / 2 + 20)


def lines_of(page: pypdfium2.PdfPage, from_x: float = 0.0) -> list[tuple[float, str]]:
    """Return the lines of a page, right of ``from_x``."""
    lines = groupby(_characters(page, from_x), lambda character: character[:2])
    return [(size, "".join(text for *_, text in line).strip()) for (_, size), line in lines]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trim", "title"),
    [("4x6in", LONG), ("6x9in", "Salt"), ("square-8.5", LONG), ("a4-landscape", LONG)],
)
def test_a_title_can_be_read_on_a_thumbnail_and_names_are_set_to_sell(
    make_story: MakeStory, trim: str, title: str
) -> None:
    file = wrap(make_story(plates=1, title=title, slug="t", contributors=PEOPLE), trim=trim)
    (boxes,) = poppler.boxes(file)
    height = boxes["TrimBox"][3] - boxes["TrimBox"][1]
    lines = front_lines(file)
    large = max(size for size, _ in lines)
    heads = [text for size, text in lines if size == large]
    assert " ".join(heads) == title
    assert large / height * THUMBNAIL > 9.5, "px of type in a shop's list"
    assert len(heads) <= 4
    assert all(len(line.split()) > 1 for line in heads) or len(heads) == 1, "one word a line"
    (names,) = (size for size, text in lines if text == "Photographs by Sam Gellman")
    assert names >= max(9.5, height / 60)


@pytest.mark.slow
def test_a_title_page_has_no_line_of_one_word(make_story: MakeStory) -> None:
    story = make_story(plates=1, title=LONG, slug="t", contributors=PEOPLE)
    (file,) = build(story, story / "out", editions=["print"], trim="4x6in").files
    lines = lines_of(pypdfium2.PdfDocument(file)[2])
    large = max(size for size, _ in lines)
    heads = [text for size, text in lines if size == large]
    assert " ".join(heads) == LONG
    assert 1 < len(heads) <= 4
    assert all(len(line.split()) > 1 for line in heads)


@pytest.mark.slow
def test_a_long_word_is_kept_whole_and_fills_its_measure(make_story: MakeStory) -> None:
    file = wrap(make_story(plates=1, title=WORD, slug="t", language="de"), trim="6x9in")
    size, text = front_lines(file)[0]
    assert text == WORD
    assert size > 25


@pytest.mark.slow
@pytest.mark.parametrize("title", ["Salt", LONG])
def test_an_e_books_title_is_large_and_its_lines_are_of_one_length(
    make_story: MakeStory, title: str
) -> None:
    seen = ebook_cover(make_story(plates=1, title=title, slug="t", contributors=PEOPLE))
    dark = np.asarray(seen.convert("L"))[1075:2200] < 110
    rows = dark.any(axis=1)
    starts = np.flatnonzero(rows & ~np.roll(rows, 1))
    ends = np.flatnonzero(rows & ~np.roll(rows, -1)) + 1
    lines = [(top, foot) for top, foot in zip(starts, ends, strict=True) if foot - top > 80]
    assert 1 <= len(lines) <= 4
    assert (lines[0][1] - lines[0][0]) / 2560 * THUMBNAIL > 6, "px from ascender to base line"
    widths = [np.flatnonzero(dark[top:foot].any(axis=0)) for top, foot in lines]
    reach = [columns[-1] - columns[0] for columns in widths]
    assert min(reach) > 0.6 * max(reach), "balanced"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "title", "pitch"),
    [
        ("th", "ฤดูหนาวของปู่ ที่น้ำเหนือท่าเรือ", 1.4),
        ("hi", "हिंदुओं की सर्दियाँ और फूलों की कुर्सियाँ", 1.4),
        ("he", "חורף ארוך של לילות ורציפים קרים", 1.2),
    ],
)
def test_lines_of_a_title_are_neither_on_each_other_nor_far_apart(
    make_story: MakeStory, language: str, title: str, pitch: float
) -> None:
    """Marks above and below Thai letters met; lines of Hebrew stood as those of Arabic need it."""
    file = wrap(make_story(plates=1, title=title, slug="t", language=language), trim="6x9in")
    letters = list(_characters(pypdfium2.PdfDocument(file)[0], 0.0))
    large = max(size for _, size, _ in letters)
    first, second, *_ = sorted({y for y, size, _ in letters if size == large}, reverse=True)
    assert (first - second) / large == pytest.approx(pitch, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("named", ["plate-1", "photos/01.jpg"])
def test_the_focus_stays_in_sight_by_whichever_name_the_photograph_is_chosen(
    make_story: MakeStory, named: str
) -> None:
    """A tall photograph is cropped to the foot that its focus asks for: blue and white."""
    story = make_story(plates=[{"focus": [0.5, 1.0]}], sizes=[(400, 1600)], cover=named)
    seen = ebook_cover(story)
    near = [
        min((BLUE, WHITE, RED, GREEN), key=lambda one: _apart(one, seen.getpixel((x, y))))
        for x in (100, 1500)
        for y in range(20, 1200, 20)
    ]
    assert near.count(BLUE) + near.count(WHITE) > near.count(RED) + near.count(GREEN)
    page = pypdfium2.PdfDocument(wrap(story, trim="square-8.5"))[0]
    picture = page.render(scale=1).to_pil().convert("RGB")
    foot = [picture.getpixel((picture.width - 12, y)) for y in range(4, picture.height, 4)]
    kept = sum(_apart(WHITE, colour) < 60 for colour in foot)
    assert kept > sum(_apart(GREEN, colour) < 60 for colour in foot)


def _apart(one: tuple[int, ...], other: Any) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.slow
def test_the_back_never_shows_the_photograph_of_the_front(make_story: MakeStory) -> None:
    """The cover is named by its path, and a copy of it is a plate too."""
    story = make_story(plates=4, cover="photos/02.jpg", sizes=[(900, 600)])
    for number, colour in ((1, BLUE), (2, RED), (4, GREEN)):
        Image.new("RGB", (900, 600), colour).save(story / "photos" / f"{number:02}.jpg")
    copyfile(story / "photos" / "02.jpg", story / "photos" / "03.jpg")
    file = wrap(story)
    assert len(poppler.images(file)) == 3, "the front, and two others behind"
    picture = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil().convert("RGB")
    back = np.asarray(picture.crop((0, 0, picture.width // 2 - 20, picture.height)))
    assert not (np.abs(back.astype(int) - RED).max(axis=2) < 40).any()
    assert (np.abs(back.astype(int) - BLUE).max(axis=2) < 60).any()


@pytest.mark.slow
def test_the_back_shows_the_plates_that_the_story_names(make_story: MakeStory) -> None:
    story = make_story(plates=4, sizes=[(900, 600)], **{"back-cover": ["plate-3"]})
    for number, colour in ((2, BLUE), (3, RED), (4, GREEN)):
        Image.new("RGB", (900, 600), colour).save(story / "photos" / f"{number:02}.jpg")
    picture = pypdfium2.PdfDocument(wrap(story))[0].render(scale=1).to_pil().convert("RGB")
    back = np.asarray(picture.crop((0, 0, picture.width // 2 - 20, picture.height))).astype(int)
    shares = [(np.abs(back - colour).max(axis=2) < 60).mean() for colour in (BLUE, RED, GREEN)]
    assert shares[1] > 0.1, "alone, and large"
    assert shares[0] == shares[2] == 0


@pytest.mark.slow
def test_a_front_by_another_photographer_has_its_credit_on_the_back(make_story: MakeStory) -> None:
    """The back said “All photographs: The Photo Desk” of a front that an agency had made."""
    plates = [{"credit": "The Photo Desk"}, {"credit": "The Photo Desk"}]
    story = make_story(plates=plates, credit=None, cover="photos/front.jpg")
    front = save_quadrant(story / "photos" / "front.jpg", (900, 600))
    iim = photographs.iim_record((80, "Sam Gellman"), (110, "Sam Gellman / AFP"))
    front.write_bytes(photographs.with_segment(front.read_bytes(), 0xED, iim))
    said = " ".join(" ".join(poppler.texts(wrap(story))).split())
    assert "Sam Gellman / AFP" in said
    assert "Photograph: The Photo Desk" in said
    assert "All photographs" not in said


@pytest.mark.slow
@pytest.mark.parametrize("theme", [None, "night"])
def test_type_stands_on_paper_that_it_can_be_read_on(
    make_story: MakeStory, theme: str | None
) -> None:
    """Not on a photograph, nor on a box in one: under the photograph all is paper and type."""
    story = make_story(plates=1, sizes=[(900, 1350)], title=LONG, slug="t", contributors=PEOPLE)
    seen = np.asarray(ebook_cover(story, theme=theme)).astype(float)[1460:] / 255
    linear = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722])
    paper = np.median(light)
    same = np.abs(light - paper) < 0.01
    assert same.mean() > 0.8
    type_ = light.max() if paper < 0.2 else light.min()
    bright, dim = max(paper, type_), min(paper, type_)
    assert (bright + 0.05) / (dim + 0.05) >= 7
