"""Would catch a shelf that offers a changed book, loses a site, or lets a record lead elsewhere."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from PIL import Image

from platebook.build_options import site_address
from platebook.errors import PlatebookError, PreflightError, UsageError
from platebook.licences import licence
from platebook.shelf import ShelfOptions, make_shelf
from tests.command import digest, platebook
from tests.shelf.books import AR, EN

pytestmark = pytest.mark.slow

RECORD = f"{EN}.build.json"


@pytest.fixture
def books(shelved: Path, tmp_path: Path) -> Path:
    """The same, to be changed at will."""
    return Path(shutil.copytree(shelved, tmp_path / "books"))


@pytest.fixture(scope="module")
def site(shelved: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("shelf") / "site"
    make_shelf([shelved], site, ShelfOptions(name="A Shelf", site="https://a.example/s"))
    return site


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def page(site: Path, name: str) -> Any:
    return html.fromstring((site / name).read_bytes())


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    told = json.loads(path.read_text("utf-8"))
    edit(told)
    path.write_text(json.dumps(told), "utf-8")


def test_every_file_is_offered_whole_and_with_its_digest(site: Path, shelved: Path) -> None:
    shown = page(site, f"{EN}/index.html")
    links = shown.xpath("//ul[@class='files']//h3/a/@href")
    assert links == [f"{EN}.epub", f"{EN}-screen.pdf", f"{EN}-web/index.html"]
    text = " ".join(shown.text_content().split())
    for name in links[:2]:
        assert (site / EN / name).read_bytes() == (shelved / EN / name).read_bytes()
        assert digest(site / EN / name) in text
    assert files(site / EN / f"{EN}-web") == files(shelved / EN / f"{EN}-web")
    assert not list(site.rglob("*.build.json"))


def test_a_page_says_what_the_record_knows(site: Path) -> None:
    text = " ".join(page(site, f"{EN}/index.html").text_content().split())
    for said in (
        *("Appearance can be modified", "Readable in read aloud or dynamic braille", "No hazards"),
        *("© 2026 The Photo Desk <b>, CC BY-SA 4.0", "15 January 2026", "978-0-306-40615-7 (EPUB)"),
        *("Tagged for assistive technology (PDF/UA)", "Every photograph has a text alternative."),
    ):
        assert said in text
    assert page(site, f"{EN}/index.html").xpath("//a[@href='https://example.org/']")
    deed = "https://creativecommons.org/licenses/by-sa/4.0/"
    assert page(site, f"{EN}/index.html").xpath(f"//a[@href='{deed}']")


def test_a_page_speaks_the_books_language(site: Path) -> None:
    shown = page(site, f"{AR}/index.html")
    assert (shown.get("lang"), shown.get("dir")) == ("ar", "rtl")
    assert "لأجهزة القراءة والهواتف" in shown.text_content()
    assert page(site, "index.html").get("lang") == "ar"  # of two languages, the first by name
    item = page(site, "index.html").xpath("//ul[@class='books']/li")[0]
    assert (item.get("lang"), item.get("dir")) == ("en", "ltr")  # the newest book comes first


def test_every_link_of_the_site_leads_to_a_file(site: Path) -> None:
    pages = [site / "index.html", *site.glob("*/index.html")]
    assert len(pages) == 3
    for path in pages:
        shown = html.fromstring(path.read_bytes())
        for address in shown.xpath("//@href | //@src"):
            if re.match(r"https?:|#", address):
                continue
            target = (path.parent / address).resolve()
            assert target.is_relative_to(site)
            assert target.is_file(), address
        assert not shown.xpath("//@style | //style")
        assert {*shown.xpath("//script[not(@src)]/@type")} <= {"application/ld+json"}


def test_structured_data_has_every_edition(site: Path) -> None:
    (written,) = page(site, f"{EN}/index.html").xpath(
        "//script[@type='application/ld+json']/text()"
    )
    data = json.loads(written)
    assert (data["@type"], data["name"]) == ("Book", "A Street Before the Market")
    assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert [each["name"] for each in data["author"]] == ["The Photo Desk", "The Writing Desk"]
    ebook, pdf, web = data["workExample"]
    assert ebook["isbn"] == "9780306406157"
    assert ebook["encoding"]["sha256"] == digest(site / EN / f"{EN}.epub")
    assert "alternativeText" in ebook["accessibilityFeature"]
    assert ebook["accessibilityHazard"] == ["none"]
    assert pdf["accessibilityFeature"] == ["taggedPDF"]
    assert pdf["numberOfPages"] > 0
    start = f"https://a.example/s/{EN}/"
    assert [each["encoding"]["contentUrl"].removeprefix(start) for each in (ebook, pdf, web)] == [
        f"{EN}.epub",
        f"{EN}-screen.pdf",
        f"{EN}-web/index.html",
    ]
    assert "<b>" in data["copyrightNotice"]
    assert "<" not in written


def test_covers_are_small_and_keep_their_shape(site: Path) -> None:
    for name, edge in (("cover.jpg", 640), ("cover-small.jpg", 400)):
        with Image.open(io.BytesIO((site / EN / name).read_bytes())) as picture:
            assert max(picture.size) == edge
            shown = page(site, f"{EN}/index.html").xpath("//img[@class='cover']")[0]
            if edge == 640:
                assert (int(shown.get("width")), int(shown.get("height"))) == picture.size


def test_the_same_books_give_the_same_bytes(site: Path, shelved: Path, tmp_path: Path) -> None:
    options = ShelfOptions(name="A Shelf", site="https://a.example/s/")
    make_shelf([shelved / AR, shelved / EN], tmp_path / "again", options)
    assert files(tmp_path / "again") == files(site)


def test_a_new_shelf_replaces_the_old_one(books: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    make_shelf([books], site)
    (books / AR / f"{AR}.build.json").unlink()
    make_shelf([books], site)
    assert not (site / AR).exists()
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


def _appended(books: Path) -> list[Path]:
    with (books / EN / f"{EN}.epub").open("ab") as file:
        file.write(b"more")
    return [books]


def _in_the_website(books: Path) -> list[Path]:
    (books / EN / f"{EN}-web" / "index.html").write_text("changed")
    return [books]


def _missing(books: Path) -> list[Path]:
    (books / EN / f"{EN}.epub").unlink()
    return [books]


def _linked(books: Path) -> list[Path]:
    ebook = books / EN / f"{EN}.epub"
    ebook.rename(books / "elsewhere.epub")
    ebook.symlink_to(books / "elsewhere.epub")
    return [books]


def _link_in_the_website(books: Path) -> list[Path]:
    (books / EN / f"{EN}-web" / "secret.txt").symlink_to("/etc/passwd")
    return [books]


def _pipe(books: Path) -> list[Path]:
    (books / EN / f"{EN}.epub").unlink()
    os.mkfifo(books / EN / f"{EN}.epub")
    return [books]


def _twice(books: Path) -> list[Path]:
    shutil.copytree(books / EN, books / "copy")
    return [books]


def _no_json(books: Path) -> list[Path]:
    (books / EN / RECORD).write_text("{")
    return [books]


def _deep(books: Path) -> list[Path]:
    (books / EN / RECORD).write_text("[" * 100_000)
    return [books]


def _no_book(books: Path) -> list[Path]:
    change(books / EN / RECORD, lambda told: told.pop("book"))
    return [books]


def _out_of_the_folder(books: Path) -> list[Path]:
    change(
        books / EN / RECORD,
        lambda told: told["book"]["files"].update(
            {"../x.epub": told["book"]["files"][f"{EN}.epub"]}
        ),
    )
    return [books]


def _no_books(books: Path) -> list[Path]:
    (books / "empty").mkdir()
    return [books / "empty"]


def _a_file(books: Path) -> list[Path]:
    return [books / EN / f"{EN}.epub"]


def _no_folder(books: Path) -> list[Path]:
    return [books / "none"]


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        (_appended, PreflightError, "changed after the build"),
        (_in_the_website, PreflightError, "changed after the build"),
        (_missing, PreflightError, "cannot be read"),
        (_linked, PreflightError, "cannot be read"),
        (_link_in_the_website, PreflightError, "is a link"),
        (_pipe, PreflightError, "no ordinary file"),
        (_twice, UsageError, "has the identifier of"),
        (_no_json, UsageError, "no record of a build"),
        (_deep, UsageError, "no record of a build"),
        (_no_book, UsageError, "no record of a build"),
        (_out_of_the_folder, UsageError, "is no file’s name"),
        (_no_books, UsageError, "has no book with a record"),
        (_a_file, UsageError, "is no folder"),
        (_no_folder, UsageError, "there is no such folder"),
    ],
)
def test_bad_books_are_refused_and_the_old_site_stays(
    books: Path,
    tmp_path: Path,
    fault: Callable[[Path], list[Path]],
    error: type[PlatebookError],
    said: str,
) -> None:
    site = tmp_path / "site"
    make_shelf([books / AR], site)
    before = files(site)
    folders = fault(books)
    with pytest.raises(error, match=said):
        make_shelf(folders, site)
    assert files(site) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["books", "site"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (ShelfOptions(site="example.org"), "no address of a website"),
        (ShelfOptions(site="https://a.example/?x"), "no address of a website"),
        (ShelfOptions(site="https://a b.example/"), "no address of a website"),
        (ShelfOptions(site='https://a.example/"><script>'), "no address of a website"),
        (ShelfOptions(site="https://me:secret@a.example/"), "no address of a website"),
        (ShelfOptions(site="https://a.example:99999/"), "no address of a website"),
        (ShelfOptions(language="x y"), "is not a language tag"),
        (ShelfOptions(name="a\x01b"), "has characters that no page can show"),
        (ShelfOptions(name="a\udcff"), "has characters that no page can show"),
        (ShelfOptions(editions=("proof",)), "no edition that readers are offered"),
        (ShelfOptions(editions=("cover",)), "has no file of the editions cover"),
    ],
)
def test_wrong_options_are_refused(
    books: Path, tmp_path: Path, options: ShelfOptions, said: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        make_shelf([books], tmp_path / "site", options)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" https://A.example ", "https://a.example/"),
        ("http://localhost:8000/x//", "http://localhost:8000/x/"),
        ("https://bücher.example/größe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe/"),
        ("https://a.example/a%20b/", "https://a.example/a%20b/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_an_address_is_written_in_ascii(typed: str, address: str) -> None:
    assert site_address(typed) == address


def test_what_is_no_shelf_is_never_replaced(books: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("mine")
    for place in (other, books, books / EN, Path("/")):
        with pytest.raises(UsageError):
            make_shelf([books], place)
    assert (other / "index.html").read_text() == "mine"
    assert (books / EN / RECORD).is_file()


def _repacked(books: Path, name: str, content: bytes) -> None:
    """Put another file into the e-book, and its digest into the record."""
    ebook = books / EN / f"{EN}.epub"
    with zipfile.ZipFile(ebook) as old:
        rows = [(row, old.read(row)) for row in old.infolist()]
    with zipfile.ZipFile(ebook, "w") as new:
        for row, kept in rows:
            new.writestr(row, content if row.filename == name else kept)
    change(
        books / EN / RECORD,
        lambda told: told["outputs"][ebook.name].update(sha256=digest(ebook)),
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("META-INF/container.xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM '/etc/passwd'>]><x>&a;</x>"),
        ("META-INF/container.xml", b'<r><rootfile full-path="../../../etc/passwd"/></r>'),
        ("EPUB/content.opf", b"<package><manifest>"),
        ("EPUB/images/cover.jpg", b"\xff\xd8\xff\xe0 no picture"),
        (
            "EPUB/images/cover.jpg",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\x7f\xff\xff\xff\x7f\x08\2",
        ),
    ],
)
def test_an_ebook_whose_cover_cannot_be_read_has_none(
    books: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    with zipfile.ZipFile(books / EN / f"{EN}.epub") as archive:
        assert name in archive.namelist()
    _repacked(books, name, content)
    made = make_shelf([books], tmp_path / "site")
    covers = {each.folder: each.cover for each in made.books}
    assert covers[EN] is None
    assert covers[AR] is not None
    shown = page(tmp_path / "site", f"{EN}/index.html")
    assert shown.xpath("//p[@class='cover none']/text()") == ["A Street Before the Market"]


def test_markup_in_a_record_stays_text(books: Path, tmp_path: Path) -> None:
    evil = '"><script src="https://e.example/x.js"></script>'

    def edit(told: dict[str, Any]) -> None:
        book = told["book"]
        book.update(title=evil, subtitle=evil, description=evil, publisher=evil, cover_alt=evil)
        book["keywords"] = [evil]
        book["contributors"] = [{"name": evil, "role": evil, "sort": None, "url": "javascript:x"}]

    change(books / EN / RECORD, edit)
    make_shelf([books], tmp_path / "site")
    for path in (tmp_path / "site").glob("**/index.html"):
        if "-web" in path.as_posix():
            continue
        shown = html.fromstring(path.read_bytes())
        assert all(each.startswith("scripts/") for each in shown.xpath("//script/@src"))
        assert not shown.xpath("//a[starts-with(@href, 'javascript')]")


def test_two_books_with_one_slug_have_a_folder_each(books: Path, tmp_path: Path) -> None:
    def rename(told: dict[str, Any]) -> None:
        told["book"]["slug"] = EN

    change(books / AR / f"{AR}.build.json", rename)
    made = make_shelf([books], tmp_path / "site")
    assert sorted(each.folder for each in made.books) == [EN, f"{EN}-2"]
    assert (tmp_path / "site" / f"{EN}-2" / f"{AR}.epub").is_file()


@pytest.mark.parametrize(
    ("rights", "name"),
    [
        ("Text © 2026, CC BY 4.0. More.", "CC BY 4.0"),
        ("Creative Commons BY-NC-ND 3.0", "CC BY-NC-ND 3.0"),
        ("CC0", "CC0 1.0"),
        ("© 2026. All rights reserved.", None),
        ("CC BY", None),
    ],
)
def test_a_licence_is_named_only_with_its_version(rights: str, name: str | None) -> None:
    found = licence(rights)
    assert (found.name if found else None) == name


def test_the_command_prints_the_site(
    books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = platebook(capsys, "shelf", str(books), "-o", str(tmp_path / "site"), "--json")
    told = json.loads(done.out)
    assert (done.code, told["exit"]) == (0, 0)
    assert told["books"][0] == {"title": "A Street Before the Market", "page": f"{EN}/"}
    arguments = ("shelf", str(books), "-o", str(tmp_path / "site"), "--site", "nowhere")
    wrong = platebook(capsys, *arguments)
    assert (wrong.code, wrong.out) == (2, "")
    assert "no address of a website" in wrong.err
