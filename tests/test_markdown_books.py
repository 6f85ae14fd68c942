"""Would catch Markdown lost or printed raw in one of the books, and a title read as Markdown."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest
import yaml
from lxml import etree

from platebook.report import Silent
from tests.books import build
from tests.judges import epubcheck
from tests.judges.commands import run
from tests.stories import write_story

pytestmark = pytest.mark.slow

TITLE = "M*A*S*H #1 <b> &amp; _snake_case_ [sic]"
SUBTITLE = "1984 *or* now, `so` [to](say)"
SECTION = "# *Day* 2 <i>"
PLATE = "2. *The* bench"
ADDRESS = "https://example.org/" + "photographers_".join("abcdefghi")
STANDFIRST = "At [the bench](#bench) sat:\n- Anna *K.*\n- Bert\n\n1986. A good year."
CAPTIONS = (
    "On the bench:\n- Anna\n- Bert",
    "> quoted\n\n# A heading\nOne line  \nand another, [the bench](#bench).",
    "1986. A good year, [lost](#nowhere), https://example.org/_a_/b",
    "At the table:\n\n9. Anna\n10. Bert, [who writes](https://example.org/bert/?year=1986&lang=en)",
)
READ = (
    "On the bench: • Anna • Bert",
    "quoted A heading One line and another, the bench.",
    "1986. A good year, lost, https://example.org/_a_/b",
    "At the table: 9. Anna 10. Bert, who writes (https://example.org/bert/?year=1986&lang=en)",
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The story in every edition, by the end of the file's name; no book was refused."""
    folder = tmp_path_factory.mktemp("markdown")
    plates = [{"id": name, "caption": text} for name, text in zip("abcd", CAPTIONS, strict=True)]
    plates[0] |= {"id": "bench", "title": PLATE, "description": "See [two](#b).\n\n1. May"}
    manifest = write_story(
        folder,
        plates,
        title=TITLE,
        subtitle=SUBTITLE,
        slug="book",
        standfirst=STANDFIRST,
        closing=f"All of it: {ADDRESS}, and more of [that day](#day-2-i).",
        introduction="Call [us](tel:+49-30-1234), see [a plate](#b). [Il faut cultiver]{lang=fr}, "
        "he said.\n\n---\n\n1. May was warm.",
        links=[
            {"label": "Write", "url": "mailto:desk@example.org?subject=Hello"},
            {"label": "Call", "url": "tel:+49-30-1234"},
        ],
    ).joinpath("story.yaml")
    keys = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    section = {"title": SECTION, "text": "To [the bench](#bench).", "plates": keys.pop("plates")}
    manifest.write_text(yaml.safe_dump(keys | {"sections": [section]}), encoding="utf-8")
    made = build(
        folder,
        folder / "out",
        editions=("epub", "print", "screen", "cover", "proof"),
        printers=("kdp-paperback",),
        report=Silent(),
    )
    return {re.sub(r"^book", "", path.name): path for path in made.files}


def pages(pdf: Path) -> str:
    """Return the text of all pages as it stands on them, the marks of lists in their lines."""
    return " ".join(run("pdftotext", "-layout", "-enc", "UTF-8", pdf, "-").stdout.split())


def documents(epub: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(epub) as book:
        names = [name for name in book.namelist() if name.endswith((".xhtml", ".ncx", ".opf"))]
        return {name.rpartition("/")[2]: etree.fromstring(book.read(name)) for name in names}


def said(element: etree._Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.mark.parametrize("suffix", ["-kdp-paperback.pdf", "-screen.pdf"])
def test_captions_are_printed_as_they_are_meant(books: Mapping[str, Path], suffix: str) -> None:
    printed = pages(books[suffix])
    for text in (*READ, "At the bench sat: • Anna K. • Bert 1986. A good year."):
        assert text in printed
    assert "Write desk@example.org" in printed
    assert "Call +49-30-1234" in printed
    assert "subject" not in printed


def test_titles_are_printed_as_they_are_written(books: Mapping[str, Path]) -> None:
    for suffix, titles in (
        ("-kdp-paperback.pdf", (TITLE, SUBTITLE, SECTION, PLATE)),
        ("-screen.pdf", (TITLE, SUBTITLE, SECTION, PLATE)),
        ("-proof.pdf", (TITLE, SUBTITLE, SECTION, PLATE)),
        ("-kdp-paperback-cover.pdf", (TITLE, SUBTITLE)),
    ):
        printed = pages(books[suffix])
        for title in titles:
            assert title in printed, suffix


def test_titles_are_written_into_the_e_book_as_they_are(books: Mapping[str, Path]) -> None:
    found = documents(books[".epub"])
    for name in ("nav.xhtml", "toc.ncx"):
        assert {SECTION, PLATE} <= {text.strip() for text in found[name].itertext()}
    package = [
        text.strip() for text in found[next(n for n in found if n.endswith("opf"))].itertext()
    ]
    assert {TITLE, SUBTITLE, "At the bench sat: Anna K. Bert 1986. A good year."} <= set(package)
    assert found["section-1.xhtml"].findtext(".//{*}h1") == SECTION
    assert TITLE in said(found["title.xhtml"])
    assert SUBTITLE in said(found["title.xhtml"])


def test_links_lead_to_plates_in_the_e_book(books: Mapping[str, Path]) -> None:
    found = documents(books[".epub"])
    for name, text, address in (
        ("title.xhtml", "the bench", "plate-bench.xhtml"),
        ("plate-b.xhtml", "the bench", "plate-bench.xhtml"),
        ("descriptions.xhtml", "two", "plate-b.xhtml"),
        ("closing.xhtml", "that day", "section-1.xhtml"),
        ("introduction.xhtml", "us", "tel:+49-30-1234"),
        ("plate-c.xhtml", "https://example.org/_a_/b", "https://example.org/_a_/b"),
    ):
        links = {said(a): a.get("href") for a in found[name].iter("{*}a")}
        assert links[text] == address
    assert not [a for a in found["plate-c.xhtml"].iter("{*}a") if said(a) == "lost"]


def test_links_lead_to_plates_on_a_screen_and_nowhere_in_print(books: Mapping[str, Path]) -> None:
    def links(suffix: str) -> list[str]:
        with pikepdf.open(books[suffix]) as pdf:
            marks = [mark for page in pdf.pages for mark in page.get("/Annots", [])]
            return [str(mark.get("/Dest") or mark.A.get("/URI")) for mark in marks]

    shown = links("-screen.pdf")
    assert shown.count("plate-bench") >= 3  # the standfirst's, the section's, a caption's
    assert "tel:+49-30-1234" in shown
    assert not links("-kdp-paperback.pdf")
    assert not links("-kdp-paperback-cover.pdf")


def test_the_e_book_is_sound(books: Mapping[str, Path]) -> None:
    assert not epubcheck.faults(books[".epub"])


def test_no_hyphen_is_put_into_an_address(books: Mapping[str, Path]) -> None:
    """Who types the address from paper would type the hyphen too."""
    for suffix in ("-kdp-paperback.pdf", "-screen.pdf"):
        assert ADDRESS in pages(books[suffix]).replace(" ", "")


def test_paper_has_the_address_of_a_link_after_its_text(books: Mapping[str, Path]) -> None:
    for suffix in ("-kdp-paperback.pdf", "-screen.pdf"):
        assert "Call us (+49-30-1234), see a plate." in pages(books[suffix]).replace(" ,", ",")
    assert "who writes (https://" in pages(books["-proof.pdf"])
    ebook = " ".join(said(page) for page in documents(books[".epub"]).values())
    assert "Bert, who writes" in ebook
    assert "year=1986" not in ebook


def test_words_in_another_language_have_its_voice(books: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(books[".epub"]) as book:
        page = etree.fromstring(book.read("EPUB/text/introduction.xhtml"))
    (span,) = page.iterfind(".//{*}span[@lang]")
    assert span.text == "Il faut cultiver"
    assert span.get("{http://www.w3.org/XML/1998/namespace}lang") == span.get("lang") == "fr"
    with pikepdf.open(books["-screen.pdf"]) as pdf:
        spoken = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Lang") == "fr"
        ]
    assert [str(item["/S"]) for item in spoken] == ["/Span"]
    assert "Il faut cultiver, he said" in pages(books["-screen.pdf"])
