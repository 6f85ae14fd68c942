"""Would catch a book that validators refuse, or that parts a photograph from its caption."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from tests.conftest import Books
from tests.epub.books import Book
from tests.judges import readers
from tests.judges.ace import ace
from tests.judges.epubcheck import epubcheck
from tests.judges.readers import Engine, Reading
from tests.stories import write_story

pytestmark = pytest.mark.slow

#: Title, a sentence, and how the sentence is called in each: enough to fill a book with.
TEXTS = {
    "he": ("רחוב לפני השוק", "הדוכנים מוקמים בחושך, ואף אחד לא מדבר הרבה לפני שהשוק נפתח."),
    "ar": ("شارع قبل السوق", "تُنصب الأكشاك في الظلام، ولا يتكلم أحد كثيرًا قبل أن يفتح السوق."),
    "ja": ("市場の前の通り", "屋台は暗いうちに組み立てられ、市場が開くまでだれも多くは語らない。"),
    "ko": ("시장 앞의 거리", "좌판은 어둠 속에서 차려지고, 시장이 열리기 전에는 아무도 말이 없다."),
    "zh-Hans": ("集市前的街道", "摊位在黑暗中搭起，集市开始之前没有人多说话。"),
}
#: What EPUBCheck notes and we mean: fonts are in the book.
MEANT = {"CSS-028"}
SCREENS = {
    "phone": (readers.foliate, readers.PHONE, 100),
    "phone, large type": (readers.epubjs, readers.PHONE, 150),
    "e-ink": (readers.epubjs, readers.E_INK, 100),
    "tablet": (readers.foliate, readers.TABLET, 100),
}


def manifest(language: str) -> dict[str, object]:
    """Give a story in sections that has everything in it that a manifest may have."""
    title, sentence = TEXTS[language]
    long = "".join(f"{sentence} " for _ in range(3)).strip()
    plates = [
        {"caption": sentence, "alt": title},
        {"caption": long, "alt": title, "description": f"{sentence}\n\n- {title}\n- *{sentence}*"},
        {"caption": None, "alt": None, "decorative": True},
        {"caption": sentence, "alt": title, "layout": "full-bleed", "credit": "The Text Desk"},
        {"caption": long * 3, "alt": title},
    ]
    return {
        "language": language,
        "title": title,
        "subtitle": sentence,
        "standfirst": sentence,
        "introduction": f"{long}\n\n> {sentence}\n\n{long}",
        "closing": sentence,
        "publisher": title,
        "rights": f"© 2026 {title}",
        "keywords": [title],
        "series": {"name": title, "position": 2},
        "links": [{"label": title, "url": "https://example.com/"}],
        "plates": plates,
    }


@pytest.fixture(scope="session", params=["sample", *TEXTS])
def book(request: pytest.FixtureRequest, shared_folder: Path) -> Iterator[Book]:
    """Build one book for all tests and workers."""
    language = request.param
    if language == "sample":
        books: Books = request.getfixturevalue("sample")
        yield Book(books.epub)
        return
    from platebook.build import build

    folder = shared_folder / f"judged-{language}"
    with (shared_folder / f"judged-{language}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            story = write_story(shared_folder / f"story-{language}", **manifest(language))
            build(story, folder, editions=("epub",))
    (epub,) = folder.glob("*.epub")
    yield Book(epub)


def test_epubcheck_finds_nothing(book: Book) -> None:
    assert [message for message in epubcheck(book.path) if message.code not in MEANT] == []


def test_ace_finds_no_violation_of_any_impact(book: Book) -> None:
    assert ace(book.path) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_every_photograph_stands_on_one_screen_with_its_caption(book: Book, screen: str) -> None:
    engine, viewport, percent = SCREENS[screen]
    seen = reading(engine, book, viewport, percent)
    plates = [section for section in seen.sections if "plate-" in section.href]
    assert len(plates) == len([name for name in book.spine if "plate-" in name])
    for section in plates:
        (image,), (caption,) = section.images, section.captions
        assert image.on_screen, section.href
        assert image.distortion < 0.02, section.href
        assert min(image.box[2:]) >= 60, section.href
        (said,) = book.said(section.href.removeprefix("EPUB/"), "//h:figcaption")
        assert "".join(caption.text.split()) == "".join(said.split())
        # A longer caption may run on to the next screen, the sooner where the type is enlarged.
        if room(said) <= (700 if percent == 100 else 430):
            assert caption.on_screen, section.href


@pytest.mark.parametrize("engine", [readers.foliate, readers.epubjs])
def test_readers_find_their_way(book: Book, engine: Engine) -> None:
    seen = reading(engine, book, readers.TABLET, 100)
    (title, *_) = book.said("content.opf", "//dc:title")
    first_level = "//h:nav[@epub:type='toc']/h:ol/h:li/h:a"
    assert seen.title == title
    assert list(seen.contents) == book.said("nav.xhtml", first_level)
    assert list(seen.pages) == book.said("nav.xhtml", "//h:nav[@epub:type='page-list']//h:a")
    assert [section.href.removeprefix("EPUB/") for section in seen.sections] == book.spine


def room(text: str) -> int:
    """Count characters by the room they take: Chinese, Japanese and Korean ones twice."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def reading(engine: Engine, book: Book, viewport: tuple[int, int], percent: int) -> Reading:
    """Read a book and see that the engine complained of nothing."""
    seen = engine(book.path, viewport, percent)
    assert seen.errors == ()
    return seen
