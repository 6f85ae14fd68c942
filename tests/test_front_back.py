"""Would catch a text before or after the photographs that a book lacks, misplaces or misnames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

import platebook
from platebook import BuildOptions, Epigraph, Foreword, Link, Person, Plate, Section
from platebook.errors import Severity
from platebook.pipeline import Book as Built
from platebook.story import Isbns
from tests.epub.books import Book
from tests.judges import poppler
from tests.photos import photographs
from tests.stories import save_quadrant

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("front-back")]
LONG = "The river does not sing. " * 60


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, dict[str, Path]]:
    """A story that a program made, with every text that there is, in the three books."""
    folder = tmp_path_factory.mktemp("front-back")
    plates = [
        Plate(id=f"p{at}", path=save_quadrant(folder / f"{at}.jpg", (600, 400)), **words)
        for at, words in enumerate(
            (
                {"title": "The first", "caption": "One.", "location": "Amur", "date": "2025-12"},
                {"caption": "Dr. A. B. crossed at 5.30 a.m. with the post. Nobody saw."},
                {"caption": "Three." + " And so on, for very long" * 12 + "."},
            )
        )
    ]
    story = platebook.Story(
        title="A River",
        language="en",
        published="2026-03",
        isbn=Isbns(print="9783161484100", epub="9780306406157"),
        contributors=[
            Person("The Writing Desk", "author"),
            Person("The Photo Desk", "photographer"),
        ],
        credit="The Photo Desk",
        dedication="For my *mother*.",
        epigraph=Epigraph("The sea is all about us.", "T. S. Eliot"),
        foreword=Foreword(f"{LONG}\n\n{LONG}\n\n{LONG}", "Marta Gil, curator", "Looking twice"),
        introduction="It is long.",
        sections=[Section(plates[:2], "Ice", "Cold."), Section(plates[2:], "Water")],
        closing="It thawed.",
        acknowledgements="The guides.",
        links=[Link("The map", "https://www.example.org/maps/amur.html?scale=1")],
    )
    options = BuildOptions(editions=("epub", "print", "screen"), strict=False)
    book = platebook.build(story, folder / "out", options)
    return book, {path.name.removeprefix("a-river"): path for path in book.files}


def page_of(texts: list[str], words: str) -> int:
    (found,) = [at for at, text in enumerate(texts, 1) if words in " ".join(text.split())]
    return found


def test_preflight_finds_every_text_in_every_book(
    built: tuple[Built, dict[str, Path]],
) -> None:
    found = built[0].findings
    assert not [each for each in found if each.severity is Severity.ERROR or each.code == "B008"]


def test_each_form_shows_its_own_isbn(built: tuple[Built, dict[str, Path]]) -> None:
    printed, shown = (" ".join(poppler.texts(built[1][name])) for name in (".pdf", "-screen.pdf"))
    assert "ISBN 978-3-16-148410-0" in printed
    assert "ISBN" not in shown, "the PDF for screens has none"
    assert "ISBN 978-0-306-40615-7" in Book(built[1][".epub"]).said(
        "text/credits.xhtml", "//h:span"
    )


def test_pages_stand_in_the_order_of_a_book(built: tuple[Built, dict[str, Path]]) -> None:
    for name in (".pdf", "-screen.pdf"):
        texts = poppler.texts(built[1][name])
        pages = [
            page_of(texts, words)
            for words in (
                "Published in March 2026",
                "For my mother.",
                "The sea is all about us. T. S. Eliot",
                "Marta Gil, curator",
                "It is long.",
                "It thawed.",
                "The guides.",
            )
        ]
        assert pages == sorted(set(pages)), name
        assert pages[1] % 2 == 1, "a dedication stands on a right-hand page"


def test_an_ebook_says_what_each_text_is(built: tuple[Built, dict[str, Path]]) -> None:
    book = Book(built[1][".epub"])
    for name, kind in (
        ("dedication", "dedication"),
        ("epigraph", "epigraph"),
        ("foreword", "foreword"),
        ("acknowledgements", "acknowledgments"),
    ):
        (section,) = book.find(f"text/{name}.xhtml", "//h:body/h:section")
        assert section.get("role") == f"doc-{kind}"
        assert section.get("{http://www.idpf.org/2007/ops}type") == kind
    listed = book.said("nav.xhtml", "//h:nav[@id='toc']/h:ol/h:li/h:a")
    assert listed[:4] == ["Dedication", "Epigraph", "Looking twice", "Introduction"]
    assert "Acknowledgements" in listed


def test_printed_pages_of_a_foreword_are_marked_and_listed(
    built: tuple[Built, dict[str, Path]],
) -> None:
    book = Book(built[1][".epub"])
    texts = poppler.texts(built[1][".pdf"])
    pages = [page_of(texts, "Looking twice The river"), page_of(texts, "Marta Gil, curator")]
    assert pages[1] > pages[0]
    marks = book.find("text/foreword.xhtml", "//*[@epub:type='pagebreak']/@aria-label")
    assert [int(mark) for mark in marks] == list(range(pages[0], pages[1] + 1))
    labels = book.said("nav.xhtml", "//h:nav[@id='page-list']//h:a")
    assert set(map(str, marks)) <= set(labels)


def outline(pdf: pikepdf.Pdf) -> Iterator[str]:
    with pdf.open_outline() as found:
        for item in found.root:
            yield item.title


def test_a_screen_books_bookmarks_lead_to_each(built: tuple[Built, dict[str, Path]]) -> None:
    with pikepdf.open(built[1]["-screen.pdf"]) as pdf:
        titles = list(outline(pdf))
    for title in ("Dedication", "Epigraph", "Looking twice", "Introduction", "Acknowledgements"):
        assert title in titles


def test_a_credit_with_its_by_line_in_iptc_is_printed_as_the_agency_wrote_it(
    tmp_path: Path,
) -> None:
    """It came out as “Photograph: Sam Gellman / AFP”; a bare name takes the label."""
    lines = (("Sam Gellman", "Sam Gellman / AFP"), ("Sam Gellman", "Sam Gellman"))
    plates = []
    for at, (maker, credit) in enumerate(lines):
        path = save_quadrant(tmp_path / f"{at}.jpg")
        iim = photographs.iim_record((80, maker), (110, credit))
        path.write_bytes(photographs.with_segment(path.read_bytes(), 0xED, iim))
        plates.append(Plate(id=f"p{at}", path=path, caption="A quay.", alt=f"A quay {at}."))
    story = platebook.Story(title="Quays", language="en", sections=[Section(plates)])
    options = BuildOptions(editions=("epub", "print"))
    ebook, printed = platebook.build(story, tmp_path / "out", options).files
    said = " ".join(" ".join(poppler.texts(printed)).split())
    assert said.count("A quay. Sam Gellman / AFP") == 1
    assert said.count("A quay. Photograph: Sam Gellman") == 1
    lines = Book(ebook).said("text/plate-p0.xhtml", "//h:p[@class='credit']")
    assert [" ".join(line.split()) for line in lines] == ["Sam Gellman / AFP"]
