"""Would catch a report that hides a finding, loads something, or cannot be read by everybody."""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from io import BytesIO
from operator import sub
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from PIL import Image

from platebook import printers
from platebook.errors import Finding, Severity
from platebook.preflight.inspect_files import inspect
from platebook.preflight.model import FileKind, InspectedFile, Inspection, Subject
from platebook.preflight.report import html as showing
from tests.books import build
from tests.judges import axe
from tests.stories import BLUE, GREEN, RED, write_story

PRINTERS = ("generic-x4", "office")
NASTY = "<script>alert(1)</script> & “quotes”"


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    """Two printers' books and the e-book of a story with a caption that looks like HTML."""
    folder = tmp_path_factory.mktemp("report")
    rows = [{"caption": NASTY}, {"layout": "full-bleed"}, {"alt": NASTY}]
    book = build(write_story(folder / "story", rows), folder / "books", printers=PRINTERS)
    epub, *pdfs = book.files
    held = [
        Subject(file, printer=printers.load(name))
        for file, name in zip(pdfs, PRINTERS, strict=True)
    ]
    return inspect([Subject(epub), *held])


@pytest.fixture(scope="module")
def report(inspection: Inspection) -> str:
    return showing.page(inspection, "A Street & its Market")


def text(html: str) -> str:
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(bare).split())


def rows(html: str) -> list[str]:
    return re.findall(r'<article class="row.*?</article>', html, re.DOTALL)


def pictures(html: str, of: str) -> dict[int, Image.Image]:
    """Decode the small pictures of one file's pages, by the numbers that their alt texts tell."""
    found = re.findall(rf'base64,([^"]+)" alt="Page (\d+) of {re.escape(of)}\b', html)
    return {int(page): Image.open(BytesIO(b64decode(jpeg))) for jpeg, page in found}


def shares(picture: Image.Image) -> list[float]:
    """Return the shares of a page that are red, green and blue as a quadrant photograph is."""
    small = picture.convert("RGB").resize((36, 48), Image.Resampling.NEAREST)
    pixels = [small.getpixel((x, y)) for y in range(48) for x in range(36)]
    return [
        sum(max(map(abs, map(sub, pixel, wanted))) < 60 for pixel in pixels) / len(pixels)
        for wanted in (RED, GREEN, BLUE)
    ]


@pytest.mark.slow
def test_every_page_of_every_file_is_shown_once(inspection: Inspection, report: str) -> None:
    epub, *pdfs = inspection.files
    for file in pdfs:
        with pikepdf.open(file.subject.file) as pdf:
            pages = [*range(1, len(pdf.pages) + 1)]
        assert sorted(pictures(report, file.subject.file.name)) == pages
    with ZipFile(epub.subject.file) as archive:
        package = archive.read("EPUB/content.opf").decode()
        documents = [name.rpartition("/")[2] for name in archive.namelist() if "/text/" in name]
    assert all(f">{name}</span>" in report for name in documents)
    photographs = re.findall(r'alt="Picture \d+ of EPUB/text/(plate-[^"]+)"', report)
    assert len(photographs) == len(set(photographs)) == package.count('href="text/plate-')


@pytest.mark.slow
def test_every_plate_stands_beside_itself(inspection: Inspection, report: str) -> None:
    plates = [row for row in rows(report) if "row plate" in row]
    assert len(plates) == 3
    names = [file.subject.file.name for file in inspection.files]
    for row in plates:
        assert "not in this file" not in row
        for name in names[1:]:
            first = pictures(row, name)[min(pictures(row, name))]
            assert all(share > 0.02 for share in shares(first)), name
        assert 'alt="Picture 1 of EPUB/text/plate-' in row
    assert re.search(r"page \d+ · \d+ ppi · \d+ % ink", text(plates[0]))
    assert re.search(r"plate-1 600 × 400 \d+ \d+ below the \d+ asked for", text(report))


@pytest.mark.slow
def test_other_pages_stand_beside_what_says_the_same(inspection: Inspection, report: str) -> None:
    names = [file.subject.file.name for file in inspection.files[1:]]
    for title in ("A Street Before the Market", "Introduction", "Credits"):
        (row,) = [row for row in rows(report) if f">{title}</bdi>" in row]
        assert all(pictures(row, name) for name in names), title
        assert "not in this file" not in row


@pytest.mark.slow
def test_a_finding_about_one_shop_is_not_told_of_another(inspection: Inspection) -> None:
    epub = inspection.files[0]
    about = Finding(epub.subject.called, "Kobo takes 10 MB", "Do.", Severity.ERROR, "E051")
    seen = showing.Seen(InspectedFile(epub.subject, FileKind.EPUB, (about,)), ())
    told = {each.made_for: (each.words, each.counts[0]) for each in seen.verdicts}
    assert told["Kobo"] == ("1 error", 1)
    assert told["Kindle"] == ("ready", 0)


@pytest.mark.slow
def test_texts_stay_texts(report: str) -> None:
    assert "<script" not in report
    assert NASTY in text(report)
    assert "A Street & its Market" in text(report)


@pytest.mark.slow
def test_verdicts_are_told_with_their_printer(report: str) -> None:
    table = text(report.split("</table>")[0])
    assert re.search(r"Any offset printer a-street\S+-generic-x4\.pdf (ready|worth a look)", table)
    for shop in ("Kindle", "Apple Books", "Kobo", "Google Play Books"):
        assert re.search(rf"{shop} a-street\S+\.epub (ready|worth a look)", table), shop
    assert re.search(r"Any desk printer a-street\S+-office\.pdf (ready|worth a look)", table)


@pytest.mark.slow
def test_a_finding_stands_with_its_plate_its_page_or_the_book(
    inspection: Inspection, report: str
) -> None:
    epub, press, office = inspection.files
    found = [
        Finding(f"{press.subject.called}, page 6 (plate “plate-1”)", "first", "Do.", code="P001"),
        Finding(f"{office.subject.called}, page 3", "second", "Do.", Severity.WARNING, "P002"),
        Finding("the story", "third", "Do.", Severity.NOTE, "S001"),
        Finding(
            f"{epub.subject.called}, text/introduction.xhtml:9",
            "fourth",
            "Do.",
            Severity.WARNING,
            "E032",
        ),
    ]
    files = (
        InspectedFile(epub.subject, FileKind.EPUB, (found[3],), epub.contents),
        InspectedFile(press.subject, FileKind.PDF, (found[0],)),
        InspectedFile(office.subject, FileKind.PDF, (found[1],)),
    )
    html = showing.page(Inspection(files, (found[2],)), "Faults")
    loose, _, _ = html.partition('id="pages"')
    plate = next(row for row in rows(html) if "row plate" in row)
    assert "first" in text(plate)
    assert "third" in text(loose)
    assert "first" not in text(loose)
    (page,) = [row for row in rows(html) if "second" in text(row)]
    assert 3 in pictures(page, office.subject.file.name)
    (document,) = [row for row in rows(html) if "fourth" in text(row)]
    assert ">Introduction</bdi>" in document
    assert "Introduction : 1 warning" in text(loose)
    assert "1 error, 2 warnings, 1 note." in text(html)
    # Drawn anew, every page has the same bytes.
    assert re.findall('base64,[^"]+', html) == re.findall('base64,[^"]+', report)
    assert text(html.split("</table>")[0]).count("1 error ") == 1


@pytest.mark.slow
def test_a_file_that_is_no_book_is_told_and_nothing_is_drawn(tmp_path: Path) -> None:
    stranger = tmp_path / "letter.pdf"
    stranger.write_bytes(b"%PDF-1.7 and no more")
    html = showing.page(inspect([stranger]), "A letter")
    assert "could not be read" in text(html)
    assert "<img" not in html


@pytest.mark.slow
@pytest.mark.parametrize("width", [1200, 360])
def test_everybody_can_read_it_in_a_browser(report: str, tmp_path: Path, width: int) -> None:
    page = tmp_path / "report.html"
    page.write_text(report, encoding="utf-8")
    looked = axe.look(page, width)
    assert looked.violations == []
    assert looked.errors == []
    assert looked.broken == 0
    assert looked.wide <= width
    loaded = [address for address in looked.asked if not address.startswith(("data:", "file:"))]
    assert loaded == []


@pytest.mark.slow
def test_it_is_printed_whole(report: str, tmp_path: Path) -> None:
    from tests.judges.commands import CHROMIUM, run

    page, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(report, encoding="utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    run(CHROMIUM, *flags, f"--print-to-pdf={printed}", page.as_uri())
    said = run("pdftotext", printed, "-").stdout
    for words in ("Verdicts", "plate-3", "Introduction", "certifies nothing"):
        assert words in said
