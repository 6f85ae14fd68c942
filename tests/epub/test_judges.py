"""Would catch a book that validators refuse, or that parts a photograph from its caption."""

from __future__ import annotations

from functools import cache
from unicodedata import east_asian_width

import pytest

from tests.conftest import grouped
from tests.epub.books import Book
from tests.judges import readers
from tests.judges.ace import ace
from tests.judges.epubcheck import epubcheck
from tests.judges.readers import Engine, Reading
from tests.languages import TEXTS, Judged

pytestmark = pytest.mark.slow

#: What EPUBCheck notes and we mean: fonts are in the book.
MEANT = {"CSS-028"}
#: Small and large, wide and narrow, in both engines, and with the type that weak eyes ask for.
SCREENS = {
    "phone": (readers.foliate, readers.PHONE, 100),
    "phone, epub.js": (readers.epubjs, readers.PHONE, 100),
    "phone, large type": (readers.epubjs, readers.PHONE, 150),
    "e-ink": (readers.epubjs, readers.E_INK, 100),
    "tablet": (readers.foliate, readers.TABLET, 100),
}
#: In other languages than the sample's the screens are few: lines break and run another way, the
#: rules for screens are the same. One is read leftwards, one has no spaces.
OTHERS = ("ar", "ja")
OTHER_SCREENS = ("phone", "phone, large type")
EVERY_SCREEN = [
    *(("sample", screen) for screen in SCREENS),
    *((language, screen) for language in TEXTS for screen in OTHER_SCREENS),
]
#: These are asked once for each kind of script.
KINDS = pytest.mark.parametrize("judged", grouped(("sample", *OTHERS)), indirect=True)


@pytest.fixture
def book(judged: Judged) -> Book:
    return Book(judged.epub)


@KINDS
def test_epubcheck_finds_nothing(book: Book) -> None:
    assert [message for message in epubcheck(book.path) if message.code not in MEANT] == []


@pytest.mark.parametrize("judged", grouped(("sample", "ar")), indirect=True)
def test_ace_finds_no_violation_of_any_impact(book: Book) -> None:
    assert ace(book.path) == []


@pytest.mark.parametrize(
    ("judged", "screen"),
    [pytest.param(*each, marks=pytest.mark.xdist_group(each[0])) for each in EVERY_SCREEN],
    indirect=["judged"],
)
def test_every_photograph_stands_on_one_screen_with_its_caption(book: Book, screen: str) -> None:
    engine, viewport, percent = SCREENS[screen]
    seen = reading(engine, book, viewport, percent)
    plates = [section for section in seen.sections if "plate-" in section.href]
    assert len(plates) == len([name for name in book.spine if "plate-" in name])
    assert plates == [section for section in seen.sections if section.captions]
    for section in plates:
        (image,), (caption,) = section.images, section.captions
        assert min(image.natural) > 0, section.href
        assert image.on_screen, section.href
        assert image.distortion < 0.01, section.href
        assert min(image.box[2:]) > 60, f"{section.href}: too small to see"
        (said,) = book.said(section.href.removeprefix("EPUB/"), "//h:figcaption")
        assert "".join(caption.text.split()) == "".join(said.split())
        # A longer caption may run on to the next screen, the sooner where the type is enlarged.
        if room(said) <= (700 if percent == 100 else 430):
            assert caption.on_screen, section.href


@pytest.mark.parametrize("judged", grouped(["sample"]), indirect=True)
@pytest.mark.parametrize("engine", [readers.foliate, readers.epubjs])
def test_a_figure_stands_at_the_optical_centre_of_a_tall_screen(book: Book, engine: Engine) -> None:
    """It hung from the top edge, above half a screen of nothing."""
    low = [
        (image, caption)
        for section in reading(engine, book, readers.PHONE, 100).sections
        for image, caption in zip(section.images, section.captions, strict=False)
        if caption.box[1] + caption.box[3] - image.box[1] < readers.PHONE[1] / 2
    ]
    assert low
    for image, caption in low:
        middle = (image.box[1] + caption.box[1] + caption.box[3]) / 2 / readers.PHONE[1]
        assert 0.36 < middle < 0.5


@pytest.mark.parametrize("judged", grouped(["sample"]), indirect=True)
@pytest.mark.parametrize("screen", [readers.PHONE, readers.DESKTOP])
def test_type_enlarged_by_zoom_leaves_photograph_and_caption_together(
    book: Book, screen: tuple[int, int]
) -> None:
    """Thorium zooms the body, and ``vh`` with it: photographs stood below half a screen of
    nothing, and captions went over the edge."""
    plates = [section for section in reading(readers.readium, book, screen, 150).sections
              if section.captions]  # fmt: skip
    assert plates
    for section in plates:
        (image,), (caption,) = section.images, section.captions
        assert image.on_screen, section.href
        assert image.distortion < 0.01, section.href
        assert image.box[3] > screen[1] / 10, section.href
        assert caption.size == pytest.approx(16 * 0.83 * 1.5, abs=0.1)
        if room(caption.text) <= 430:
            assert caption.on_screen, section.href
            assert image.box[1] < screen[1] / 3, f"{section.href}: too far down"
    cover = reading(readers.readium, book, screen, 150).sections[0].images[0]
    assert cover.on_screen


@pytest.mark.parametrize("judged", grouped(["sample"]), indirect=True)
def test_no_line_is_lost_in_the_largest_type(book: Book) -> None:
    """Readium clips the body: the end of a caption was there, and nobody could read it. And a
    title longer than its page left an empty one before it."""
    width, height = readers.PHONE
    for section in reading(readers.readium, book, readers.PHONE, 300).sections:
        for caption in section.captions:
            assert caption.box[1] + caption.box[3] <= height + 1, section.href
    title = reading(readers.readium, book, readers.PHONE, 300).sections[1]
    assert title.text
    assert title.first[0] < width


@pytest.mark.parametrize(
    ("judged", "engine"),
    [
        pytest.param(language, engine, marks=pytest.mark.xdist_group(language))
        for language, engine in (
            *(("sample", readers.foliate), ("ar", readers.epubjs), ("ja", readers.foliate)),
        )
    ],
    indirect=["judged"],
)
def test_a_caption_stands_beside_its_photograph_on_a_phone_held_sideways(
    book: Book, engine: Engine
) -> None:
    beside = 0
    for section in reading(engine, book, readers.SIDEWAYS, 100).sections:
        assert not (section.cut and "title" in section.href), "on a page after the title's"
        for image, caption in zip(section.images, section.captions, strict=False):
            short = 0 < room(caption.text) <= 160 and image.natural[0] < 2 * image.natural[1]
            if short:
                beside += 1
                assert image.on_screen
                assert caption.on_screen
                assert caption.box[1] < image.box[1] + image.box[3], section.href
                left, right = sorted([image.box, caption.box])
                assert left[0] + left[2] <= right[0] + 1, section.href
                assert image.box[3] > readers.SIDEWAYS[1] * 0.4, section.href
    assert beside


@pytest.mark.parametrize("screen", OTHER_SCREENS)
def test_readers_find_their_way(book: Book, screen: str) -> None:
    engine, viewport, percent = SCREENS[screen]
    seen = reading(engine, book, viewport, percent)
    (title, *_) = book.said("content.opf", "//dc:title")
    first_level = "//h:nav[@epub:type='toc']/h:ol/h:li/h:a"
    assert seen.title == title
    assert list(seen.contents) == book.said("nav.xhtml", first_level)
    assert list(seen.pages) == book.said("nav.xhtml", "//h:nav[@epub:type='page-list']//h:a")
    assert [section.href.removeprefix("EPUB/") for section in seen.sections] == book.spine


def room(text: str) -> int:
    """Count characters by the room they take: Chinese, Japanese and Korean ones twice."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


@cache
def reading(engine: Engine, book: Book, viewport: tuple[int, int], percent: int) -> Reading:
    """Read a book once for all tests, and see that the engine complained of nothing."""
    seen = engine(book.path, viewport, percent)
    if seen.errors:  # a race of the engine ends well the second time, a book does not
        seen = engine(book.path, viewport, percent)
    assert seen.errors == ()
    return seen
