"""Would catch a judge that sleeps: each passes a sound book and finds a fault put in on purpose.

That EPUBCheck and Ace pass sound books is seen where they are asked about ours.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pikepdf
import pytest

from tests.judges import conformance, parsers, poppler, readers, schemas
from tests.judges.ace import ace
from tests.judges.by_hand import epub, pdf, spoil
from tests.judges.epubcheck import epubcheck
from tests.judges.metadata import metadata
from tests.judges.proof_pdf import proof
from tests.judges.separations import separations
from tests.stories import save_quadrant

pytestmark = pytest.mark.slow
ENGINES = (readers.foliate, readers.epubjs)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return epub(tmp_path / "book.epub")


@pytest.fixture
def print_file(tmp_path: Path) -> Path:
    return pdf(tmp_path / "book.pdf")


def test_epubcheck_finds_a_broken_link(book: Path) -> None:
    spoil(book, "EPUB/nav.xhtml", lambda nav: nav.replace(b"plate.xhtml", b"gone.xhtml"))
    (fault,) = [each for each in epubcheck(book) if each.severity == "ERROR"]
    assert fault.code == "RSC-007"
    assert fault.where.startswith("EPUB/nav.xhtml:")


def test_ace_finds_a_picture_without_alt_text(tmp_path: Path) -> None:
    found = ace(epub(tmp_path / "book.epub", alt=""))
    assert ("critical", "image-alt") in {(each.impact, each.rule) for each in found}


@pytest.mark.parametrize("engine", ENGINES)
def test_readers_show_photograph_and_caption(book: Path, engine: readers.Engine) -> None:
    reading = engine(book)
    assert (reading.title, reading.contents, reading.errors) == ("By Hand", ("The plate",), ())
    (section,) = reading.sections
    (image,), (caption,) = section.images, section.captions
    assert image.natural == (300, 200)
    assert image.distortion < 0.01
    assert image.on_screen
    assert (caption.text, caption.on_screen) == ("A quiet street.", True)


@pytest.mark.parametrize("engine", ENGINES)
def test_readers_tell_when_the_caption_falls_off(tmp_path: Path, engine: readers.Engine) -> None:
    (section,) = engine(epub(tmp_path / "book.epub", gap="600px"), (800, 500)).sections
    assert not section.captions[0].on_screen


@pytest.mark.parametrize("engine", ENGINES)
def test_readers_obey_the_size_of_type(book: Path, engine: readers.Engine) -> None:
    (section,) = engine(book, readers.PHONE, 150).sections
    assert section.captions[0].size == pytest.approx(24)


@pytest.mark.parametrize("engine", ENGINES)
def test_readers_tell_of_a_picture_that_does_not_open(book: Path, engine: readers.Engine) -> None:
    spoil(book, "EPUB/photo.jpg", lambda _: b"not a photograph")
    (section,) = engine(book).sections
    assert section.images[0].natural == (0, 0)


def test_readers_take_screenshots(book: Path, tmp_path: Path) -> None:
    readers.foliate(book, readers.PHONE, screenshots=tmp_path)
    assert [each.name for each in tmp_path.glob("*.png")] == ["000.png"]


def test_poppler_reads_the_page(print_file: Path) -> None:
    assert poppler.facts(print_file)["Title"] == "By Hand"
    (page,) = poppler.boxes(print_file)
    assert page["TrimBox"] == pytest.approx((9, 9, 369, 297))
    assert "A quiet street." in poppler.texts(print_file)[0]
    (image,) = poppler.images(print_file)
    assert (image.pixels, image.ppi, image.encoding) == ((300, 200), (100, 100), "jpeg")
    assert [each.embedded for each in poppler.fonts(print_file)] == [False]


def test_parsers_pass_a_sound_file(print_file: Path) -> None:
    assert not parsers.qpdf(print_file)
    assert not parsers.mutool(print_file)
    assert not parsers.ghostscript(print_file)


def test_parsers_find_a_broken_stream(print_file: Path) -> None:
    split = re.sub(rb"startxref\s+\d+", b"startxref 7", print_file.read_bytes())
    print_file.write_bytes(split)
    assert parsers.qpdf(print_file)
    assert parsers.mutool(print_file)


def test_qpdf_finds_content_that_ends_in_the_middle(print_file: Path) -> None:
    with pikepdf.open(print_file, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"(unfinished")
        pdf.save()
    assert parsers.qpdf(print_file)


def test_ghostscript_draws_the_trimmed_page(print_file: Path) -> None:
    (page,) = parsers.rasters(print_file, ppi=72)
    assert page.size == (360, 288)
    assert page.getpixel((72 + 20, 36 + 20)) == pytest.approx((220, 30, 30), abs=12)


def test_conformance_finds_what_is_missing(print_file: Path) -> None:
    assert conformance.conformance(print_file, "2b")
    assert conformance.conformance(print_file, "ua1")


def test_metadata_is_read(tmp_path: Path) -> None:
    photo = save_quadrant(tmp_path / "photo.jpg", orientation=6)
    assert metadata(photo)["IFD0:Orientation"] == "Rotate 90 CW"


def test_the_file_by_hand_is_as_it_says(print_file: Path) -> None:
    with pikepdf.open(print_file) as found:
        assert len(found.pages) == 1


def test_proof_pdf_finds_what_pdf_x_lacks(print_file: Path) -> None:
    found = {fault.check for fault in proof(print_file, "--min-dpi", "50")}
    assert {"trapped", "pdfx-xmp", "pdfx-intent", "colour-space"} <= found
    assert "image-dpi" not in found


def test_separations_tell_the_inks_and_how_much_of_them(print_file: Path) -> None:
    with pikepdf.open(print_file, allow_overwriting_input=True) as file:
        file.pages[0].contents_add(b"0.5 1 0 0.25 k 0 0 378 306 re f")
        file.save()
    (sheet,) = separations(print_file)
    assert sheet.inks == {"Cyan", "Magenta", "Black"}
    assert sheet.most == pytest.approx(175, abs=1)


def test_the_parser_of_feeds_finds_what_a_schema_forbids(tmp_path: Path) -> None:
    own = {"rel": "self", "href": "https://a.example/feed", "type": "application/opds+json"}
    file = {"rel": "http://opds-spec.org/acquisition", "href": "a.epub", "type": "a/b"}
    book = {
        "metadata": {"title": "By Hand", "numberOfPages": 1},
        "links": [own, file],
        "images": [{"href": "a.jpg", "type": "image/jpeg"}],
    }
    feed = {"metadata": {"title": "Books"}, "links": [own], "publications": [book]}
    path = tmp_path / "feed.json"
    for change, said in (
        ({}, None),
        ({"images": None}, "images"),
        ({"links": [own]}, "acquisition link"),
        ({"metadata": {}}, "title"),
        ({"metadata": {"title": "By Hand", "numberOfPages": "many"}}, "many"),
    ):
        path.write_text(json.dumps({**feed, "publications": [book | change]}))
        found = schemas.opds2_faults(path)
        assert len(found) == (said is not None), found
        assert all(str(said) in each for each in found)
    read = {"metadata": {"title": "By Hand"}, "links": [own], "readingOrder": [{"href": "a"}]}
    path.write_text(json.dumps(read))
    (fault,) = schemas.webpub_faults(path)
    assert "readingOrder" in fault
