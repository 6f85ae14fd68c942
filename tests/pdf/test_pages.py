"""Would catch a caption torn from its photograph, cut short, or printed over it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from platebook.errors import ManifestError
from tests.books import build
from tests.stories import write_story

pytestmark = pytest.mark.slow

SHAPES = {
    "1:5": (160, 800),
    "2:3": (400, 600),
    "1:1": (500, 500),
    "3:2": (600, 400),
    "6:1": (900, 150),
}
ENGLISH = (
    "The stalls go up in the dark, and the first lorry brings ice. "
    "Nobody speaks much before the tea is poured; then everybody does. "
)
SCRIPTS = {
    "el": "Οι πάγκοι στήνονται στο σκοτάδι και το πρώτο φορτηγό φέρνει πάγο. ",
    "ru": "Прилавки ставят затемно, и первый грузовик привозит лёд. ",
    "he": "הדוכנים מוקמים בחושך, והמשאית הראשונה מביאה קרח. ",
    "ar": "تُنصب الأكشاك في الظلام، وتجلب أول شاحنة الثلج. ",
    "hi": "दुकानें अँधेरे में लगती हैं और पहला ट्रक बर्फ़ लाता है। ",
    "ja": "屋台は暗いうちに組み立てられ、最初のトラックが氷を運んでくる。",
    "ko": "노점은 어둠 속에서 세워지고 첫 트럭이 얼음을 싣고 온다. ",
    "zh-Hans": "天还没亮，摊位就搭起来了，第一辆卡车运来了冰。",
}
OTHER_TRIMS = ("portrait-8x10", "landscape-11x8.5")
QUICK = ("ar", "ja")


@dataclass(frozen=True)
class Page:
    """What a printer's eye finds on one page, in points from the bottom left."""

    text: str
    images: tuple[tuple[float, float, float, float], ...]
    pixels: tuple[tuple[int, int], ...]
    words: tuple[float, float, float, float] | None
    trim: tuple[float, float, float, float]
    media: tuple[float, float, float, float]


def pages(pdf: Path) -> Iterator[Page]:
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            photos = [
                found
                for found in page.get_objects(max_depth=3)
                if found.type == raw.FPDF_PAGEOBJ_IMAGE
            ]
            text = page.get_textpage()
            boxes = [text.get_rect(index) for index in range(text.count_rects())]
            words = None
            if boxes:
                lefts, bottoms, rights, tops = zip(*boxes, strict=True)
                words = (min(lefts), min(bottoms), max(rights), max(tops))
            yield Page(
                text.get_text_range(),
                tuple(photo.get_bounds() for photo in photos),
                tuple(photo.get_px_size() for photo in photos),
                words,
                page.get_trimbox(),
                page.get_mediabox(),
            )


def letters(text: str) -> Counter[str]:
    """Count a text's letters: lines, hyphens and the order of a script's layout left aside."""
    return Counter(char for char in text if char.isalnum())


def built(story: Path, tmp_path: Path, **options: object) -> list[Page]:
    book = build(story, tmp_path / "out", editions=("print",), **options)  # type: ignore[arg-type]
    return list(pages(book.files[0]))


def facing(number: int) -> int:
    """Return the index of the page that faces another in an opening, both counted from 0."""
    return number - 1 if number % 2 == 0 else number + 1


def check_plates(found: list[Page], captions: list[str], sizes: list[tuple[int, int]]) -> None:
    """Every photograph is whole, with all of its caption on its page or on the facing one."""
    plates = [number for number, page in enumerate(found) if page.images]
    assert len(plates) == len(captions), "one photograph a page, and every one of them"
    for number, caption, size in zip(plates, captions, sizes, strict=True):
        page, other = found[number], found[facing(number)]
        assert len(page.images) == 1
        words = page if not letters(caption) - letters(page.text) else other
        assert not (words is other and other.images), "a page of its own"
        missing = letters(caption) - letters(words.text)
        assert not missing, f"lost of {caption[:30]!r}: {missing}"
        left, bottom, right, top = page.images[0]
        assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.01)
        assert page.trim[0] <= left
        assert page.trim[1] <= bottom
        assert right <= page.trim[2]
        assert top <= page.trim[3]
        assert words.words is not None
        for near, far in ((0, 2), (1, 3)):
            assert words.words[near] >= words.trim[near] + 18, "0.25 in of the trim stays free"
            assert words.words[far] <= words.trim[far] - 18


@pytest.mark.parametrize(
    "trim", ["square-8.5", *(pytest.param(name, marks=pytest.mark.slow) for name in OTHER_TRIMS)]
)
def test_every_shape_keeps_every_caption(
    make_story: Callable[..., Path], tmp_path: Path, trim: str
) -> None:
    lengths = (0, 40, 300, 1200, 3000)
    rows, captions, sizes = [], [], []
    for shape, size in SHAPES.items():
        for length in lengths:
            caption = (ENGLISH * 30)[:length].strip()
            name = f"{shape.replace(':', '-')}-{length}"
            rows.append(
                {"id": f"p{name}", "photo": f"photos/{name}.jpg", "caption": caption or None}
            )
            captions.append(caption)
            sizes.append(size)
    story = make_story(plates=rows, sizes=sizes)
    check_plates(built(story, tmp_path, trim=trim), captions, sizes)


@pytest.mark.parametrize(
    "language",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in SCRIPTS],
)
def test_every_script_keeps_its_caption(
    make_story: Callable[..., Path], tmp_path: Path, language: str
) -> None:
    captions = [(SCRIPTS[language] * 60)[:length].strip() for length in (60, 600, 1100)]
    rows = [{"caption": caption} for caption in captions]
    sizes = [SHAPES["3:2"], SHAPES["2:3"], SHAPES["1:1"]]
    story = make_story(plates=rows, sizes=sizes, language=language, introduction=SCRIPTS[language])
    check_plates(built(story, tmp_path), captions, sizes)


def test_a_word_without_end_is_broken_not_lost(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    caption = "https://example.org/" + "a" * 700
    story = make_story(plates=[{"caption": caption}], sizes=[SHAPES["3:2"]])
    check_plates(built(story, tmp_path), [caption], [SHAPES["3:2"]])


def test_a_caption_that_no_page_holds_runs_on_to_the_page_that_faces_its_photograph(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    long = (ENGLISH * 30)[:3000]
    rows = [
        {"caption": long},
        {"caption": ENGLISH},
        {"caption": long[:2200], "begin": "verso"},
        {"caption": long[:2200], "layout": "spread"},
        {"caption": long, "layout": "full-bleed"},
    ]
    found = built(make_story(plates=rows, sizes=[SHAPES["3:2"]]), tmp_path, trim="4x6in")
    shown = [number for number, page in enumerate(found) if page.images]
    runs = {  # the pages of each long caption, by the photograph's
        shown[0]: range(shown[0] - 3, shown[0]),
        shown[2]: range(shown[2] + 1, shown[2] + 3),
        shown[4]: range(shown[4] + 1, shown[4] + 3),
        shown[5]: range(shown[5] - 3, shown[5]),
    }
    for photo, numbers in runs.items():
        assert facing(photo) in numbers or found[photo - 1].images, "beside it, or behind a spread"
        assert not any(found[number].images for number in numbers)
        text = "".join(found[number].text for number in numbers)
        row = rows[[shown[0], -1, shown[2], shown[4], shown[5]].index(photo)]
        assert not letters(str(row["caption"])) - letters(text)
        for number in numbers:
            words = letters(found[number].text)
            assert sum(words.values()) > 250, "no page has a few lines"


def test_what_cannot_be_kept_is_refused_with_its_plate_and_lines(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [
        {},
        {"id": "too-long", "caption": ENGLISH * 40, "caption-at": "page"},
        {"id": "also", "caption": ENGLISH * 39, "caption-at": "page"},
    ]
    story = make_story(plates=rows, sizes=[SHAPES["3:2"]])
    with pytest.raises(ManifestError) as caught:
        built(story, tmp_path, trim="a5")
    messages = [str(finding) for finding in caught.value.findings]
    assert len(messages) == 2
    assert re.search(
        r"story\.yaml:\d+:\d+ \(plate “too-long”\): the caption is \d+ lines", messages[0]
    )
    assert "also" in messages[1]
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


def test_full_bleed_reaches_the_bleed_and_keeps_its_focus(
    make_story: Callable[..., Path], tmp_path: Path
) -> None:
    rows = [
        {"layout": "full-bleed", "focus": [0.0, 0.5], "caption-at": "page"},
        {"layout": "full-bleed", "focus": [1.0, 0.5], "caption": ENGLISH * 8},
        {"layout": "full-bleed", "caption": None},
        {"layout": "full-bleed", "caption-at": "none"},
        {"layout": "full-bleed", "caption-at": "facing"},
    ]
    story = make_story(plates=rows, sizes=[(900, 300)], credit=None)
    book = build(story, tmp_path / "out", editions=("print",))
    found = list(pages(book.files[0]))
    indexes = [number for number, page in enumerate(found) if page.images]
    assert len(indexes) == 5
    four_edges = []
    for number in indexes:
        page = found[number]
        left, bottom, right, top = page.images[0]
        for edge, media in zip((left, right, top), (0, 2, 3), strict=True):
            assert edge == pytest.approx(page.media[media], abs=0.02)
        assert page.trim[0] == pytest.approx(3 / 25.4 * 72, abs=0.01)
        four_edges.append(bottom == pytest.approx(page.media[1], abs=0.02))
        if not four_edges[-1]:
            assert page.words is not None
            assert page.words[3] < bottom, "nothing is laid over the photograph"
            assert bottom < page.trim[1] + 0.25 * (page.trim[3] - page.trim[1])
    assert four_edges == [False, len(found[indexes[1]].text) < 200, True, True, True]
    assert not letters(ENGLISH * 8) - letters(
        found[indexes[1]].text + found[facing(indexes[1])].text
    )
    with pdfium.PdfDocument(book.files[0]) as document:
        corners = []
        for index in indexes[:2]:
            picture = document[index].render(scale=0.2).to_pil()
            corners.append(picture.getpixel((picture.width // 2, 3)))
    red, green = corners
    assert red[0] > 150 > red[1], "focus at the left keeps the red quarter"
    assert green[1] > 120 > green[0], "focus at the right keeps the green quarter"


def test_lists_within_lists_stand_under_their_photograph(tmp_path: Path) -> None:
    """The marks that engines give inner lists are in no text font; each list stands further in."""
    caption = "Goods:\n\n- ice\n  - fish\n    - shells\n\n1. lamps\n   1. oil\n      - wicks\n"
    plates = [{"caption": caption, "caption-at": "page"}]
    story = write_story(tmp_path / "story", plates, introduction=caption)
    made = build(story, tmp_path / "out", editions=["print", "screen", "proof"]).files
    with pdfium.PdfDocument(made[0]) as document:
        page = document[6].get_textpage()
        left = {}
        for word in ("ice", "fish", "shells", "lamps", "oil", "wicks"):
            at, count = page.search(word).get_next()
            left[word] = min(page.get_charbox(at + place)[0] for place in range(count))
    assert left["ice"] == pytest.approx(left["lamps"], abs=0.5)
    assert left["ice"] + 8 < left["fish"] < left["shells"] - 8
    assert left["lamps"] + 8 < left["oil"] < left["wicks"] - 8
