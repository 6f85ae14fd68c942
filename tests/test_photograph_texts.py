"""Would catch a photograph's own texts that become markup, code or secrets in a finished book."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pikepdf
import pillow_heif
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from platebook import markdown
from platebook.pdf.press import finish
from platebook.pdf.press.finish import Owners
from tests.books import build
from tests.judges.commands import run
from tests.photos import photographs as made
from tests.stories import quadrant, write_story

pytestmark = pytest.mark.slow

HOSTILE = (
    "</p><script>alert(1)</script> & “quotes' \" ]]> <!-- {{ 7*7 }} {% raw %} *stars* &#60; 1. "
    "[click](http://evil.example) ![x](http://evil.example/i.png) <img src=x onerror=y> <?php ?> "
    "\\(x\\) `code`"
)
CONTROL = "\x00\x01\x08\x1b[31m\x7f\x85\u202e\ufeff\ufffe\ue000"
TEXTS = {
    "dc:creator": "Cre",
    "dc:rights": "Rig",
    "dc:description": "Cap",
    "photoshop:Credit": "Cred",
    "photoshop:City": "Cit",
    "xmpRights:UsageTerms": "Ter",
    "Iptc4xmpCore:AltTextAccessibility": "Alt",
    "Iptc4xmpCore:ExtDescrAccessibility": "Des",
}


def from_the_photograph(folder: Path, photo: bytes, suffix: str = ".jpg") -> Path:
    """Make a story that leaves every word to its photograph."""
    path = folder / "story/photos" / f"01{suffix}"
    path.parent.mkdir(parents=True)
    path.write_bytes(photo)
    plate = {"photo": f"photos/01{suffix}", "caption": None, "alt": None}
    return write_story(folder / "story", plates=[plate], credit=None)


def jpeg(**how: object) -> bytes:
    buffer = BytesIO()
    quadrant((640, 480)).save(buffer, "JPEG", quality=90, **how)
    return buffer.getvalue()


def documents(epub: Path) -> dict[str, etree._Element]:
    """Parse every XML document of an EPUB, strictly."""
    with ZipFile(epub) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xhtml", ".opf", ".ncx", ".xml"))
        }


def pictures(epub: Path) -> list[bytes]:
    with ZipFile(epub) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".jpg")]


def pdf_packet(pdf: Path) -> etree._Element:
    with pikepdf.open(pdf) as document:
        stream = document.Root.Metadata
        assert "/Filter" not in stream
        packet = stream.read_raw_bytes()
    assert packet in pdf.read_bytes()
    return etree.fromstring(packet)


def assert_nothing_injected(epub: Path, pdf: Path) -> str:
    """Hold every document to be XML without anything that a text brought; give all its words."""
    words = ""
    for name, root in documents(epub).items():
        tags = {str(each.tag).rpartition("}")[2] for each in root.iter("*")}
        assert not tags & {"script", "object", "iframe"}, name
        assert not [each for each in root.iter("*") if "onerror" in each.attrib], name
        addresses = [str(each.get("src") or each.get("href") or "") for each in root.iter("*")]
        assert not [address for address in addresses if "evil" in address], name
        assert not list(root.iter(etree.ProcessingInstruction)), name
        words += "".join(root.itertext())
    with pikepdf.open(pdf) as document:
        assert "evil" not in str(
            [item.get("/A") for page in document.pages for item in page.get("/Annots", [])]
        )
        assert "/OpenAction" not in document.Root
        assert "/JavaScript" not in document.Root.get("/Names", {})
    pdf_packet(pdf)
    return words  # fmt: skip


def test_markup_in_every_text_ends_as_text(tmp_path: Path) -> None:
    said = {name: f"<rdf:li>{start} {escape(HOSTILE)}</rdf:li>" for name, start in TEXTS.items()}
    packet = made.xmp_packet(
        "".join(f"<{name}><rdf:Alt>{text}</rdf:Alt></{name}>" for name, text in said.items())
    )
    epub, pdf = build(from_the_photograph(tmp_path, jpeg(xmp=packet)), tmp_path / "b").files
    words = assert_nothing_injected(epub, pdf)
    for start in ("Rig", "Cap", "Cred", "Cit", "Des"):
        assert f"{start} {HOSTILE}" in words
    alts = [each.get("alt") for root in documents(epub).values() for each in root.iter("{*}img")]
    assert f"Alt {HOSTILE}" in alts
    with pypdfium2.PdfDocument(pdf) as document:
        printed = "".join(page.get_textpage().get_text_range() for page in document)
    assert "<script>alert(1)</script>" in printed
    assert "*stars*" in printed
    shipped = [told_by(picture) for picture in pictures(epub)]
    assert any(f"Ter {HOSTILE}" in texts for texts in shipped)
    assert any(f"Cap {HOSTILE}" in texts for texts in shipped)
    assert f"Ter {HOSTILE}" in "".join(pdf_packet(pdf).itertext())


def told_by(picture: bytes) -> set[str]:
    """Return the texts of a picture's XMP, read as XML."""
    start = picture.find(b"<x:xmpmeta")
    if start < 0:
        return set()
    packet = picture[start : picture.index(b"</x:xmpmeta>") + 12]
    return {str(text) for text in etree.fromstring(packet).itertext()}


def test_control_characters_and_wrong_encodings_end_as_text(tmp_path: Path) -> None:
    """Would catch them in a book of four photographs, each in an encoding of its own."""
    plates: list[dict[str, object]] = []
    (tmp_path / "story" / "photos").mkdir(parents=True)
    for encoding in ("utf-8", "cp1252", "utf-16", "shift-jis"):
        plates.append({"photo": f"photos/{encoding}.jpg", "caption": None, "alt": None})
        (tmp_path / "story" / "photos" / f"{encoding}.jpg").write_bytes(garbled(encoding))
    story = write_story(tmp_path / "story", plates, credit=None)
    epub, pdf = build(story, tmp_path / "b").files
    words = assert_nothing_injected(epub, pdf)
    assert "alert(1)" in words
    assert not {each for each in CONTROL if not each.isprintable()} & set(words)


def garbled(encoding: str) -> bytes:
    """Make a photograph that says the same in IPTC and in Exif, in an encoding that nobody told."""
    said = f"Grüße{CONTROL}{HOSTILE}".encode(encoding, errors="replace")
    record = b""
    for number in (80, 90, 101, 110, 116, 120):
        record += b"\x1c\x02" + bytes((number,)) + struct.pack(">H", len(said)) + said
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = said, said, said
    return made.with_segment(jpeg(exif=exif), 0xED, b"Photoshop 3.0\0" + resource + b"\0")


def test_megabytes_of_text_are_cut_and_told(tmp_path: Path) -> None:
    huge = "Many words. " * 300_000
    chunk = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(
        made.xmp_packet(f"<photoshop:Credit>{huge}</photoshop:Credit>")
    )
    buffer = BytesIO()
    quadrant((640, 480)).save(buffer, "PNG")
    photo = buffer.getvalue()
    photo = photo[:33] + made.png_chunk(b"iTXt", chunk) + photo[33:]
    story = from_the_photograph(tmp_path, photo, ".png")
    book = build(story, tmp_path / "b", editions=("epub",))
    assert any("far too long" in finding.message for finding in book.findings)
    assert book.files[0].stat().st_size < 3_000_000


SECRETS = {
    "maker": "MAKER-SECRET",
    "serial": "SERIAL-SECRET",
    "owner": "OWNER-SECRET",
    "note": "MAKERNOTE-SECRET",
    "place": "GPS-SECRET",
    "history": "HISTORY-SECRET",
    "comment": "COMMENT-SECRET",
    "thumbnail": "THUMB-SECRET",
}
KEPT = made.xmp_packet(
    "<photoshop:History>HISTORY-SECRET</photoshop:History>"
    "<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>"
    "<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>© Söhne &amp; Co</rdf:li></rdf:Alt>"
    "</dc:rights><dc:description><rdf:Alt><rdf:li xml:lang='x-default'>A *ferry*</rdf:li></rdf:Alt>"
    "</dc:description><photoshop:Credit>Agency</photoshop:Credit>"
    "<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang='x-default'>Ask first</rdf:li></rdf:Alt>"
    "</xmpRights:UsageTerms><Iptc4xmpCore:AltTextAccessibility><rdf:Alt>"
    "<rdf:li xml:lang='x-default'>A white ship</rdf:li></rdf:Alt>"
    "</Iptc4xmpCore:AltTextAccessibility><Iptc4xmpCore:ExtDescrAccessibility><rdf:Alt>"
    "<rdf:li xml:lang='x-default'>Twelve people wave</rdf:li></rdf:Alt>"
    "</Iptc4xmpCore:ExtDescrAccessibility>",
    ' xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="SERIAL-SECRET"'
    ' aux:OwnerName="OWNER-SECRET" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
    ' exif:GPSLatitude="39,1.2N"',
)


def talkative(suffix: str) -> bytes:
    """Make a photograph that tells all of its owner, in every place that its format has."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013C] = SECRETS["maker"], SECRETS["owner"]
    exif.get_ifd(0x8769).update(
        {0xA431: SECRETS["serial"], 0xA430: SECRETS["owner"], 0x927C: SECRETS["note"].encode()}
    )
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 1.0, 10.0), 29: SECRETS["place"]})
    buffer = BytesIO()
    picture = made.scene((320, 240))
    kinds = {".jpg": "JPEG", ".tif": "TIFF", ".png": "PNG", ".webp": "WEBP", ".avif": "AVIF"}
    how: dict[str, object] = {"exif": exif}
    if suffix == ".heic":
        pillow_heif.from_pillow(picture).save(buffer, exif=exif.tobytes(), xmp=KEPT)
    elif suffix == ".tif":
        exif[700] = KEPT
        picture.save(buffer, "TIFF", exif=exif)
    else:
        picture.save(buffer, kinds[suffix], xmp=KEPT, **how)
    photo = buffer.getvalue()
    if suffix == ".jpg":
        photo = made.with_segment(photo, 0xFE, SECRETS["comment"].encode())
        photo = made.with_segment(photo, 0xE0, b"JFXX\0\x10" + SECRETS["thumbnail"].encode())
        return photo + b"TRAILER" + photo
    if suffix == ".png":
        text = made.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + KEPT)
        text += made.png_chunk(b"tEXt", b"Comment\0" + SECRETS["comment"].encode())
        photo = photo[:33] + text + photo[33:]
    return photo


def insides(book: Path) -> list[bytes]:
    """Everything that a finished file holds, packed and unpacked."""
    if book.suffix == ".epub":
        with ZipFile(book) as archive:
            return [book.read_bytes(), *(archive.read(name) for name in archive.namelist())]
    with pikepdf.open(book) as document:
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        return [
            book.read_bytes(),
            *(item.read_raw_bytes() for item in streams),
            *(item.read_bytes() for item in streams if item.get("/Filter") == "/FlateDecode"),
        ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """Build both books of a talkative photograph, once for each kind of file."""

    @cache
    def build_once(suffix: str) -> list[Path]:
        folder, photo = tmp_path_factory.mktemp("told"), talkative(suffix)
        assert SECRETS["serial"].encode() in photo
        return list(build(from_the_photograph(folder, photo, suffix), folder / "b").files)

    return build_once


@pytest.fixture(params=[".jpg", ".png", ".tif", ".webp", ".heic", ".avif"])
def books(request: pytest.FixtureRequest, built: Callable[[str], list[Path]]) -> list[Path]:
    """Both books of one talkative photograph."""
    return built(request.param)


def test_rights_ship_and_secrets_do_not(books: list[Path]) -> None:
    for book in books:
        for inside in insides(book):
            leaked = [name for name, secret in SECRETS.items() if secret.encode() in inside]
            assert not leaked, book.name
            assert b"GPSLatitude" not in inside
    epub, pdf = books
    kept = {"Ada", "© Söhne & Co", "A *ferry*", "Agency", "Ask first", "A white ship"}
    assert any({*kept, "Twelve people wave"} <= told_by(each) for each in pictures(epub))
    said = {str(text) for text in pdf_packet(pdf).itertext()}
    assert {"© Söhne & Co", "Agency", "Ask first", "A Street Before the Market"} <= said
    with pikepdf.open(pdf) as document, document.open_metadata() as told:
        assert told["dc:title"] == str(document.docinfo["/Title"])
        assert ", ".join(told["dc:creator"]) == str(document.docinfo["/Author"])
        assert told["dc:description"] == str(document.docinfo["/Subject"])
        assert told["xmp:CreatorTool"] == str(document.docinfo["/Creator"])
        assert told["pdf:Producer"] == str(document.docinfo["/Producer"])


@pytest.mark.slow
@pytest.mark.parametrize("books", [".jpg", ".heic"], indirect=True)
def test_exiftool_reads_the_rights_in_both_books(books: list[Path], tmp_path: Path) -> None:
    epub, pdf = books
    with ZipFile(epub) as archive:
        archive.extractall(tmp_path / "x")
    for path in [pdf, *(tmp_path / "x").rglob("*.jpg")]:
        said = run("exiftool", "-s", "-G1", "-a", "-warning", "-all", path).stdout
        assert "Warning" not in said
        assert "SECRET" not in said
        assert not [
            line for line in said.splitlines() if line.startswith(("[GPS", "[ExifIFD", "[IFD"))
        ]
        for kept in ("© Söhne & Co", "Agency", "Ask first"):
            assert kept in said, path.name  # fmt: skip


@given(text=st.text(max_size=80) | st.text("*_[]()<>&#`~-+=.!|\\ 1\n", max_size=40))
def test_a_quoted_text_says_itself(text: str) -> None:
    quoted = markdown.quote(text)
    clean = [" ".join(line.split()) for line in text.replace("\0", "\ufffd").splitlines()]
    assert " ".join(markdown.plain(quoted).split()) == " ".join(" ".join(clean).split())
    assert "<a" not in markdown.caption(quoted)
    assert "<em" not in markdown.caption(quoted)


@given(
    texts=st.tuples(*[st.text(max_size=60)] * 4), language=st.sampled_from(["en", "ar", "zh-Hant"])
)
def test_any_text_makes_a_packet_that_is_xml(texts: tuple[str, ...], language: str) -> None:
    names = ("title", "description", "generator", "created")
    told = SimpleNamespace(**dict(zip(names, texts, strict=True)), modified=None, lang=language)
    told.authors = told.keywords = list(texts)
    packet = finish.xmp_packet(told, texts[0], Owners(texts, texts, texts))
    root = etree.fromstring(packet)
    assert {each.tag.rpartition("}")[2] for each in root.iter("{http://purl.org/dc/*}*")} <= {
        *("format", "title", "creator", "description", "rights", "subject", "language")
    }
