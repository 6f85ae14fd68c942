"""Would catch a report that hides a finding, loads something, or cannot be read by everybody."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from platebook import printers
from platebook.build import build
from platebook.errors import Finding, Severity
from platebook.preflight import Inspected, Inspection, Kind, Subject, inspect, showing
from tests.judges import axe
from tests.stories import write_story

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


@pytest.mark.slow
def test_every_plate_is_shown_in_every_file(report: str) -> None:
    rows = re.findall(r'<article class="plate".*?</article>', report, re.DOTALL)
    assert len(rows) == 3
    for row in rows:
        assert row.count("<img ") == 3
        assert "not in this file" not in row
    assert "Any offset printer, page" in text(rows[0])
    assert re.search(r"\d+ ppi, \d+ % ink", text(rows[0]))
    assert "Page 3 of a-street-before-the-market-office.pdf" in report


@pytest.mark.slow
def test_what_shows_no_plate_is_shown_too(report: str) -> None:
    _, _, others = report.partition("The other documents of")
    assert "Nobody speaks much." in text(others.partition("</section>")[0])
    assert "The picture of document 1" in others
    assert text(report).count("The other pages of") == 2


@pytest.mark.slow
def test_a_finding_about_one_shop_is_not_told_of_another(inspection: Inspection) -> None:
    epub = inspection.files[0]
    about = Finding(epub.subject.called, "Kobo takes 10 MB", "Do.", Severity.ERROR, "E051")
    seen = showing.Seen(Inspected(epub.subject, Kind.EPUB, (about,)), ())
    told = {each.made_for: (each.words, each.counts[0]) for each in seen.judged}
    assert told["Kobo"] == ("errors", 1)
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
def test_a_finding_stands_with_its_plate_its_page_or_the_book(inspection: Inspection) -> None:
    epub, press, office = inspection.files
    found = [
        Finding(f"{press.subject.called}, page 6 (plate “plate-1”)", "first", "Do.", code="P001"),
        Finding(f"{office.subject.called}, page 3", "second", "Do.", Severity.WARNING, "P002"),
        Finding("the story", "third", "Do.", Severity.NOTE, "S001"),
    ]
    files = (
        epub,
        Inspected(press.subject, Kind.PDF, (found[0],)),
        Inspected(office.subject, Kind.PDF, (found[1],)),
    )
    html = showing.page(Inspection(files, (found[2],)), "Faults")
    plate = re.findall(r'<article class="plate".*?</article>', html, re.DOTALL)[0]
    loose, _, pages = html.partition('id="plates"')
    assert "first" in text(plate)
    assert "third" in text(loose)
    assert "first" not in text(loose)
    assert "second" in text(pages.split("The other pages of")[-1])
    assert "1 error, 1 warning, 1 note." in text(html)
    assert text(html.split("</table>")[0]).count("errors") == 1


@pytest.mark.slow
def test_the_same_bytes_twice(inspection: Inspection, report: str) -> None:
    assert showing.page(inspection, "A Street & its Market") == report


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
    for words in ("Verdicts", "plate-3", "The other pages", "certifies nothing"):
        assert words in said
