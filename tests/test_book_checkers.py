"""Would catch a printed book that only we think is good, or that says less than the e-book."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.judges import parsers, poppler
from tests.languages import RIGHT_TO_LEFT, Judged

pytestmark = pytest.mark.slow


def test_four_parsers_find_the_pdf_whole(judged: Judged) -> None:
    assert not parsers.qpdf(judged.pdf)
    assert not parsers.mutool(judged.pdf)
    assert not parsers.ghostscript(judged.pdf)
    assert all(font.embedded and font.unicode for font in poppler.fonts(judged.pdf))


def test_print_pages_have_one_size_and_an_even_number(judged: Judged) -> None:
    pages = poppler.boxes(judged.pdf)
    assert len({tuple(sorted(page.items())) for page in pages}) == 1
    assert len(pages) % 2 == 0


def test_every_plate_has_its_photograph_and_its_whole_caption_on_one_opening(
    judged: Judged,
) -> None:
    """What poppler reads on the printed opening is what the e-book has in the same place."""
    plates = plate_documents(judged.epub)
    pages = [image.page for image in poppler.images(judged.pdf) if image.kind == "image"]
    # A list of plates may show all of them small, on one page.
    lists = {page for page, pictures in Counter(pages).items() if pictures > 2}
    assert [page for page in pages if page not in lists] == [
        page for _, _, folios in plates for page in folios
    ]
    texts = ["", *poppler.texts(judged.pdf), ""]
    for _, caption, folios in plates:
        verso = folios[0] // 2 * 2
        printed, wanted = letters(texts[verso] + texts[verso + 1]), letters(caption)
        if judged.language in RIGHT_TO_LEFT:
            # poppler gives runs as they lie on the page, and a dot drawn apart with another letter
            lost = Counter(wanted) - Counter(printed)
            assert lost.total() <= max(1, len(wanted) // 20)
        else:
            assert wanted in printed


class Captions(HTMLParser):
    """Collects the text of a document's figcaption, but for the link to a long description."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.passing = False
        self.text: list[str] = []
        #: The printed pages of the plate: two, where it runs over an opening.
        self.folios: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("role") == "doc-pagebreak":
            self.folios.append(int(found["aria-label"] or 0))
        self.depth += tag == "figcaption"
        self.passing = self.passing or (tag == "p" and ("class", "more") in attrs)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "figcaption"
        self.passing = self.passing and tag != "p"

    def handle_data(self, data: str) -> None:
        if self.depth and not self.passing:
            self.text.append(data)


def plate_documents(book: Path) -> list[tuple[str, str, list[int]]]:
    """Return the plates' documents in reading order, each with its caption's text and folios."""
    return list(_plate_documents(book))


def _plate_documents(book: Path) -> Iterator[tuple[str, str, list[int]]]:
    with ZipFile(book) as archive:
        for name in archive.namelist():  # written in reading order
            if name.endswith(".xhtml"):
                reader = Captions()
                reader.feed(archive.read(name).decode("utf-8"))
                if reader.text:
                    yield name, "".join(reader.text), reader.folios


def letters(text: str) -> str:
    """Keep letters and digits, in one form: line breaks, hyphens and ligatures differ by page."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LN")
