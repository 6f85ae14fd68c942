"""Would catch an e-book that sends someone with the printed book in hand to the wrong page."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.books import build
from tests.epub.books import Book
from tests.stories import write_story

pytestmark = pytest.mark.slow

PARAGRAPHS = [
    f"Morning number {number} began in the dark, as all of them did. " + "The stalls went up. " * 30
    for number in range(1, 16)
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Path]:
    """Build both editions of a story whose introduction runs over several printed pages."""
    folder = tmp_path_factory.mktemp("printed")
    story = write_story(folder / "story", plates=4, introduction="\n\n".join(PARAGRAPHS))
    build(story, folder / "output")
    (epub,), (pdf,) = (folder / "output").glob("*.epub"), (folder / "output").glob("*.pdf")
    return Book(epub), pdf


def printed(pdf: Path) -> dict[str, str]:
    """Return the text of every printed page by its label, without its white space."""
    document = pypdfium2.PdfDocument(pdf)
    labels = [document.get_page_label(index) for index in range(len(document))]
    texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    return dict(zip(labels, texts, strict=True))


def listed(book: Book) -> dict[str, str]:
    """Return the address of every entry of the page list by its label."""
    links = book.find("nav.xhtml", "//h:nav[@epub:type='page-list']//h:a")
    return {str(link.text): link.get("href", "") for link in links}


def test_every_listed_page_is_a_page_of_the_printed_book(books: tuple[Book, Path]) -> None:
    book, pdf = books
    labels = list(printed(pdf))
    assert [label for label in labels if label in listed(book)] == list(listed(book))


def test_a_plate_has_the_number_of_its_printed_page(books: tuple[Book, Path]) -> None:
    book, pdf = books
    pages = printed(pdf)
    plates = {label: href for label, href in listed(book).items() if "plate-" in href}
    assert len(plates) == 4
    for label, href in plates.items():
        (caption,) = book.said(href.partition("#")[0], "//h:div[@class='caption']")
        facing = pages.get(str(int(label) ^ 1), "")
        assert "".join(caption.split()) in pages[label] + facing


def test_the_introduction_is_marked_where_each_printed_page_begins(
    books: tuple[Book, Path],
) -> None:
    book, pdf = books
    pages = printed(pdf)
    marks = book.find("text/introduction.xhtml", "//h:p//*[@epub:type='pagebreak']")
    assert len(marks) >= 2
    for mark in marks:
        begins = "".join((mark.tail or "").split())[:40]
        assert begins
        assert begins in pages[str(mark.get("aria-label"))][:120]


def test_the_source_of_page_numbers_is_named_as_the_printed_file_names_itself(
    books: tuple[Book, Path],
) -> None:
    """In its metadata: a UUID is for machines, and no reader is shown one."""
    book, pdf = books
    (source,) = book.metas("pageBreakSource")
    assert source.startswith("urn:uuid:")
    with pikepdf.open(pdf) as file, file.open_metadata() as metadata:
        assert metadata["dc:identifier"] == source
    assert source[9:] not in "".join(printed(pdf).values())
