"""Would catch two books that disagree, half a build, bytes that depend on the day, a leak."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pikepdf
import pypdfium2 as pdfium
import pytest
from lxml import etree
from PIL import Image
from pypdfium2 import raw

from platebook import book as edition
from platebook import i18n, markdown
from platebook.errors import PhotoError, PlatebookError, PreflightError, ThemeError, UsageError
from platebook.manifest import load_story
from platebook.photos import survey_photos
from platebook.pipeline import print_runs
from platebook.report import Silent
from tests.books import build
from tests.command import BOOKS, LEFT, digest, old_books, tree
from tests.conftest import Books
from tests.program import COMMAND, environment, program
from tests.stories import quadrant, write_story

XHTML = {"h": "http://www.w3.org/1999/xhtml"}
OPF = {"o": "http://www.idpf.org/2007/opf"}
HEBREW = "הדוכנים מוקמים בחושך, והמשאית הראשונה מביאה קרח."


@dataclass(frozen=True)
class Shown:
    """One plate as a reader of one edition finds it: letters and digits, no more."""

    number: str
    caption: str
    credit: str


def letters(text: str) -> str:
    """Keep letters and digits, in one form: line breaks, hyphens and ligatures differ by page."""
    flat = unicodedata.normalize("NFKC", text)
    return "".join(char for char in flat if char.isalnum()).casefold()


def told(story: Path) -> list[Shown]:
    """What the manifest says, plate by plate."""
    read = load_story.load(story)
    read = edition.complete(read, survey_photos.survey(read))
    said = i18n.of(read.language)
    book = edition.compose(read, edition.PRINT, said)
    return [
        Shown(
            str(page.number),
            letters(markdown.plain(page.shown.caption or "")),
            letters(page.shown.credit or ""),
        )
        for page in book.plates
    ]


def in_epub(book: Path) -> list[Shown]:
    """What the e-book shows, in the order of its spine."""
    with ZipFile(book) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        opf = container.xpath("string(//*[local-name()='rootfile']/@full-path)")
        package = etree.fromstring(archive.read(opf))
        hrefs = {item.get("id"): item.get("href") for item in package.iterfind(".//o:item", OPF)}
        folder = Path(opf).parent
        spine = [hrefs[item.get("idref")] for item in package.iterfind(".//o:itemref", OPF)]
        documents = [etree.fromstring(archive.read((folder / href).as_posix())) for href in spine]
    figures = [
        figure
        for document in documents
        for figure in document.iterfind(".//h:figure", XHTML)
        if "plate" in figure.get("class", "").split()
    ]

    def text(figure: etree._Element, name: str) -> str:
        return letters("".join(figure.xpath(f"string(.//*[@class='{name}'])")))

    return [
        Shown(text(figure, "number"), text(figure, "caption"), text(figure, "credit"))
        for figure in figures
    ]


def on_paper(pdf: Path) -> tuple[list[int], list[str]]:
    """The pages that show one photograph, and the letters of every page; the first page is 1.

    A list of the plates shows many.
    """
    with pdfium.PdfDocument(pdf) as document:
        texts = [letters(page.get_textpage().get_text_range()) for page in document]
        shown = [
            number
            for number, page in enumerate(document, 1)
            if [found.type for found in page.get_objects(max_depth=3)].count(raw.FPDF_PAGEOBJ_IMAGE)
            == 1
        ]
    return shown, ["", *texts, ""]


def agree(story: Path, epub: Path, pdf: Path, *, in_order: bool = True) -> None:
    """Compare the manifest, the e-book and the printed book.

    In print a caption may stand on the facing page, and a spread has two pages with photographs.
    """
    wanted, shown = told(story), in_epub(epub)
    pages, texts = on_paper(pdf)
    spreads = {
        str(number)
        for number, plate in enumerate(load_story.load(story).plates, 1)
        if "spread" in plate.layout
    }
    assert len(wanted) == len(shown) == len(pages) - len(spreads)
    everything = whole_text(epub)
    for plate, electronic in zip(wanted, shown, strict=True):
        folio = pages.pop(0)
        if plate.number in spreads:
            assert pages.pop(0) == folio + 1
        verso = folio // 2 * 2
        paper = texts[verso] + texts[verso + 1]
        assert electronic.number == plate.number
        assert electronic.caption == plate.caption
        # A credit may have “Photograph:” before it, alike in both; one for all stands once.
        assert electronic.credit == "" or electronic.credit.endswith(plate.credit)
        assert plate.credit in everything
        for part in (electronic.number, electronic.caption, electronic.credit):
            if in_order:
                assert part in paper
            else:
                assert not Counter(part) - Counter(paper)


def whole_text(book: Path) -> str:
    """The letters of all documents of an e-book."""
    with ZipFile(book) as archive:
        documents = [archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")]
    return letters(" ".join("".join(etree.fromstring(each).itertext()) for each in documents))


@pytest.mark.slow
def test_both_books_of_the_sample_say_the_same(sample: Books) -> None:
    agree(sample.story, sample.epub, sample.pdf)


@pytest.mark.slow
def test_both_books_say_the_same(tmp_path: Path) -> None:
    rows = [
        {"caption": "Short."},
        {"caption": None, "credit": "Drawing: somebody else"},
        {"caption": "A *long* one. " * 60, "layout": "full-bleed"},
        {"caption": "Two paragraphs.\n\nThe second, with an office: ﬁne <b>not bold</b> & “so”."},
    ]
    story = write_story(tmp_path / "story", rows)
    agree(story, *build(story, tmp_path / "books").files)


@pytest.mark.slow
def test_both_books_say_the_same_from_right_to_left(tmp_path: Path) -> None:
    rows = [{"caption": HEBREW}, {"caption": f"{HEBREW} {HEBREW}"}]
    story = write_story(tmp_path / "story", rows, language="he", title="רחוב לפני השוק")
    agree(story, *build(story, tmp_path / "books").files, in_order=False)


@pytest.mark.slow
def test_sections_keep_their_order_in_both_books(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story", 4)
    text = (folder / "story.yaml").read_text()
    head, _, rest = text.partition("plates:\n")
    listed, _, tail = rest.partition("closing:")
    rows = listed.split("- id:")[1:]
    parts = [f"- title: {name}\n  text: Words.\n  plates:\n" for name in ("Dark", "Light")]
    indented = ["  - id:" + row.replace("\n  ", "\n    ") for row in rows]
    sections = parts[0] + "".join(indented[:3]) + parts[1] + indented[3]
    (folder / "story.yaml").write_text(f"{head}sections:\n{sections}closing:{tail}")
    agree(folder, *build(folder, tmp_path / "books").files)


def ruin_photo(story: Path) -> dict[str, object]:
    photo = story / "photos" / "02.jpg"
    photo.write_bytes(photo.read_bytes()[:-2000])
    return {}


def ruin_theme(name: str, text: str) -> Callable[[Path], dict[str, object]]:
    def ruin(story: Path) -> dict[str, object]:
        template = story.parent / "theme" / "templates" / name
        template.parent.mkdir(parents=True)
        template.write_text(text)
        return {"theme": story.parent / "theme"}

    return ruin


PRINTING = '{% if purpose == "printing" %}{{ nothing }}{% endif %}<p>{{ pages | length }}</p>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ruin", "error"),
    [
        (ruin_photo, PhotoError),
        (ruin_theme("epub/nav.xhtml.j2", "{{ nothing }}"), ThemeError),
        # This one shows only when the e-book's draft is finished.
        (ruin_theme("print/book.html.j2", PRINTING), ThemeError),
        (lambda _: {"strict": True}, PreflightError),
        (lambda _: {"editions": ["epub", "kindle"]}, UsageError),
    ],
)
def test_all_books_are_replaced_or_none(
    tmp_path: Path, ruin: Callable[[Path], dict[str, object]], error: type[PlatebookError]
) -> None:
    story = write_story(tmp_path / "story", 2)
    output = old_books(tmp_path)
    before, options = tree(output), ruin(story)
    with pytest.raises(error):
        build(story, output, **options)  # type: ignore[arg-type]
    assert tree(output) == before


@pytest.mark.slow
def test_books_that_stayed_are_replaced_by_the_next_build(tmp_path: Path) -> None:
    story, output = write_story(tmp_path / "story", 2), old_books(tmp_path)
    before = tree(output)
    with pytest.raises(ThemeError):
        build(story, output, **ruin_theme("print/book.html.j2", PRINTING)(story))
    build(story, output)
    assert all(digest(output / name) != before[name] for name in BOOKS)
    assert sorted(tree(output)) == sorted(LEFT)


@pytest.mark.slow
def test_what_was_heard_is_reported_and_returned(tmp_path: Path) -> None:
    report = Silent()
    story = write_story(tmp_path / "story", [{"alt": None}])
    book = build(story, tmp_path / "books", editions=["epub"], report=report)
    assert list(book.findings) == report.findings
    assert any("alt" in finding.message for finding in book.findings)
    assert [path.name for path in book.files] == [BOOKS[0]]


CLOCK = """
import time
for name in ("time", "time_ns"):
    def shifted(real=getattr(time, name), by={"time": 1, "time_ns": 10**9}[name]):
        return real() + 400 * 86400 * by
    setattr(time, name, shifted)
for name in ("localtime", "gmtime"):
    def shifted(seconds=None, real=getattr(time, name)):
        return real(time.time() if seconds is None else seconds)
    setattr(time, name, shifted)
"""


@pytest.mark.slow
@pytest.mark.parametrize("published", ["2026-01-15", None])
def test_same_bytes_in_another_place_time_and_locale(tmp_path: Path, published: str | None) -> None:
    """Everything that should not matter differs at once; what is found can then be taken apart."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK)
    path = os.pathsep.join(filter(None, (str(tmp_path / "clock"), os.environ.get("PYTHONPATH"))))
    settings = [
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {
            "TZ": "Pacific/Chatham", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242",
            "PYTHONPATH": path, "LANGUAGE": "de", "COLUMNS": "33",
        },
    ]  # fmt: skip
    made = []
    for number, changes in enumerate(settings):
        place = tmp_path / ("here", "over there/é")[number]
        story = write_story(
            place / "story", 2, published=published, introduction="Hyphenation. " * 60
        )
        for photo in (story / "photos").iterdir():
            os.utime(photo, (10**9 * number, 10**9 * number))
        # The story's own date goes before SOURCE_DATE_EPOCH; without either there is none.
        epoch = {"SOURCE_DATE_EPOCH": str(10**9 * (1 + number))} if published else {}
        env = environment(**changes, **epoch, PLATEBOOK_CACHE=str(place / "cache"))
        done = program(
            "build", "story", "-o", "books", "-q", "-j", str(1 + number), cwd=place, env=env
        )
        assert done.returncode == 0, done.stderr
        made.append(tree(place / "books"))
    assert sorted(made[0]) == sorted(LEFT)
    assert made[0] == made[1]


@pytest.mark.slow
def test_two_builds_at_once_get_in_nobodys_way(tmp_path: Path) -> None:
    """Two of one story into one folder, and one of another, over one cache."""
    write_story(tmp_path / "one", 2)
    write_story(tmp_path / "two", 1, closing="Ελληνικά, and other letters: ĄĘŻ.")
    alone = {}
    for name in ("one", "two"):
        build(tmp_path / name, tmp_path / f"{name}-alone", editions=["epub"])
        alone[name] = tree(tmp_path / f"{name}-alone")
    env = environment(PLATEBOOK_CACHE=str(tmp_path / "cache"))
    running = [
        subprocess.Popen(
            [*COMMAND, "build", name, "-e", "epub", "-o", f"{name}-together"],
            cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for name in ("one", "two", "one")
    ]  # fmt: skip
    for each in running:
        _, said = each.communicate(timeout=120)
        assert each.returncode == 0, said.decode()
    for name in ("one", "two"):
        assert tree(tmp_path / f"{name}-together") == alone[name]


SECRET = "MUST-NOT-TRAVEL"
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825


def private(path: Path) -> None:
    """Write a photograph that tells where its owner lives, and on what camera."""
    exif = Image.Exif()
    exif[0x010F] = exif[0x0110] = exif[0x0131] = exif[0x013C] = SECRET  # maker, model, host …
    exif.get_ifd(_EXIF_IFD).update(
        {0xA431: SECRET, 0xA430: SECRET, 0xA435: SECRET, 0x927C: SECRET.encode(), 0x9286: SECRET}
    )
    exif.get_ifd(_GPS_IFD).update({1: "N", 2: (39.0, 1.0, 12.3456), 0x1B: SECRET.encode()})
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
        ' xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
        f' aux:SerialNumber="{SECRET}" exif:GPSLatitude="39,1.2N"/></rdf:RDF></x:xmpmeta>'
    )
    quadrant().save(path, exif=exif, xmp=xmp.encode(), comment=SECRET.encode(), quality=90)


def insides(book: Path) -> list[bytes]:
    """Everything that a finished file holds, packed and unpacked."""
    found = [book.read_bytes()]
    if book.suffix == ".epub":
        with ZipFile(book) as archive:
            return [*found, *(archive.read(name) for name in archive.namelist())]
    with pikepdf.open(book) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                found.append(item.read_raw_bytes())
                if item.get("/Filter") != "/DCTDecode":
                    found.append(item.read_bytes())
    return found


@pytest.mark.slow
def test_nothing_private_travels(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story", 2)
    photo = story / "photos" / "01.jpg"
    private(photo)
    assert photo.read_bytes().count(SECRET.encode()) >= 8
    for book in build(story, tmp_path / "books").files:
        for inside in insides(book):
            assert SECRET.encode() not in inside
            assert b"GPSLatitude" not in inside
            assert b"Exif\0\0" not in inside
            assert bytes(str(tmp_path), "utf-8") not in inside, "a path of this machine"


@pytest.mark.parametrize(("width", "cure"), [(100.0, "width: 33mm"), (20.0, "Use a larger file.")])
def test_a_coarse_photograph_is_given_no_width_that_is_refused(width: float, cure: str) -> None:
    placement = SimpleNamespace(photo=SimpleNamespace(width=width), second=None, bleeds=False)
    assert cure in print_runs._describe_resolution("plate", 100.0, placement).fix
