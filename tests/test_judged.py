"""Would catch a book that only we think is good: others' programs open both editions and say."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from platebook.build import build
from tests.conftest import Books, quiet_weasyprint
from tests.judges import ace, epubcheck, parsers, poppler, readers
from tests.stories import write_story

pytestmark = pytest.mark.slow

LANGUAGES = {
    "he": (
        "רחוב לפני השוק",
        "הדוכנים נפתחים בחושך, ואיש אינו מדבר הרבה.",
        "רחוב שקט עם ארבעה דוכנים.",
    ),
    "ar": (
        "شارع قبل السوق",
        "تُفتح الأكشاك في الظلام ولا يتكلم أحد كثيرًا.",
        "شارع هادئ فيه أربعة أكشاك.",
    ),
    "ja": (
        "市場の前の通り",
        "屋台は暗いうちに開き、だれもあまり話さない。",
        "四つの屋台がある静かな通り。",
    ),
    "ko": (
        "시장 앞의 거리",
        "가게들은 어둠 속에서 문을 열고 아무도 말이 없다.",
        "가게 네 곳이 있는 조용한 거리.",
    ),
    "zh-Hans": ("集市前的街道", "摊位在黑暗中开张，没有人多说话。", "一条安静的街道，有四个摊位。"),
}
RIGHT_TO_LEFT = {"he", "ar"}
ENGINES = (readers.foliate, readers.epubjs)
SCREENS = (readers.TABLET, readers.PHONE)


@dataclass(frozen=True)
class Judged:
    """A story's two books, and the language they are in."""

    language: str
    epub: Path
    pdf: Path


#: One worker builds a language's books and asks everything about them.
STORIES = [
    pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("sample", *LANGUAGES)
]


@pytest.fixture(scope="module", params=STORIES)
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """The sample story, and one story in each of five languages."""
    if request.param == "sample":
        sample: Books = request.getfixturevalue("sample")
        return Judged("en", sample.epub, sample.pdf)
    title, caption, alt = LANGUAGES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    words = [{"caption": f"{caption} {number}", "alt": alt} for number in (1, 2, 3, 4)]
    story = write_story(
        folder / "story", words, title=title, language=request.param,
        standfirst=caption, introduction=f"{caption}\n\n{caption}", closing=caption,
    )  # fmt: skip
    with quiet_weasyprint():
        epub, pdf = build(story, folder / "books").files
    return Judged(request.param, epub, pdf)


def test_epubcheck_finds_no_fault(books: Judged) -> None:
    assert not epubcheck.faults(books.epub)


def test_ace_finds_no_violation_of_any_impact(books: Judged) -> None:
    assert not ace.ace(books.epub)


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("engine", ENGINES)
def test_readers_show_every_plate_with_its_caption(
    books: Judged, engine: readers.Engine, screen: tuple[int, int]
) -> None:
    reading = engine(books.epub, screen)
    assert not reading.errors
    plates = [each for each in reading.sections if each.captions]
    assert len(plates) == len(plate_documents(books.epub))
    for plate in plates:
        (image,), (caption,) = plate.images, plate.captions
        assert min(image.natural) > 0, plate.href
        assert image.on_screen, plate.href
        assert image.distortion < 0.01, plate.href
        assert min(image.box[2:]) > 60, f"{plate.href}: too small to see"
        if len(caption.text) <= 280:  # a longer one may run on
            assert caption.on_screen, plate.href


def test_four_parsers_find_the_pdf_whole(books: Judged) -> None:
    assert not parsers.qpdf(books.pdf)
    assert not parsers.mutool(books.pdf)
    assert not parsers.ghostscript(books.pdf)
    assert all(font.embedded and font.unicode for font in poppler.fonts(books.pdf))


def test_print_pages_have_one_size_and_an_even_number(books: Judged) -> None:
    pages = poppler.boxes(books.pdf)
    assert len({tuple(sorted(page.items())) for page in pages}) == 1
    assert len(pages) % 2 == 0


def test_every_plate_page_has_one_photograph_and_its_whole_caption(books: Judged) -> None:
    """What poppler reads on the printed page is what the e-book has in the same place."""
    captions = [caption for _, caption in plate_documents(books.epub)]
    pages = [image.page for image in poppler.images(books.pdf) if image.kind == "image"]
    assert len(set(pages)) == len(pages) == len(captions)
    texts = poppler.texts(books.pdf)
    for page, caption in zip(pages, captions, strict=True):
        printed, wanted = letters(texts[page - 1]), letters(caption)
        if books.language in RIGHT_TO_LEFT:
            # poppler gives runs as they lie on the page, and a dot drawn apart with another letter
            lost = Counter(wanted) - Counter(printed)
            assert lost.total() <= len(wanted) // 20
        else:
            assert wanted in printed


class Captions(HTMLParser):
    """Collects the text of a document's figcaption, but for the link to a long description."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.passing = False
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "figcaption"
        self.passing = self.passing or (tag == "p" and ("class", "more") in attrs)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "figcaption"
        self.passing = self.passing and tag != "p"

    def handle_data(self, data: str) -> None:
        if self.depth and not self.passing:
            self.text.append(data)


def plate_documents(book: Path) -> list[tuple[str, str]]:
    """Give the plates' documents in reading order, each with its caption's text."""
    return list(_plate_documents(book))


def _plate_documents(book: Path) -> Iterator[tuple[str, str]]:
    with ZipFile(book) as archive:
        for name in archive.namelist():  # written in reading order
            if name.endswith(".xhtml"):
                reader = Captions()
                reader.feed(archive.read(name).decode("utf-8"))
                if reader.text:
                    yield name, "".join(reader.text)


def letters(text: str) -> str:
    """Keep letters and digits, in one form: line breaks, hyphens and ligatures differ by page."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LN")
