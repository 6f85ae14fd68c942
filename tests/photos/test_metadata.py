"""Would catch a caption, credit or right lost, garbled, taken from the wrong place, or hostile."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from platebook.photos.formats import metadata
from platebook.photos.formats.header import Header
from platebook.photos.model import Rights
from tests.photos import photographs as made

FULL = (
    "<dc:description><rdf:Alt>"
    '<rdf:li xml:lang="x-default">A ferry leaves.</rdf:li>'
    '<rdf:li xml:lang="fr-FR">Un bac s’en va.</rdf:li></rdf:Alt></dc:description>'
    "<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq></dc:creator>"
    '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ada</rdf:li></rdf:Alt></dc:rights>'
    "<photoshop:Credit>Agency</photoshop:Credit>"
    "<photoshop:DateCreated>2011-08-14T10:11:12+02:00</photoshop:DateCreated>"
    "<photoshop:City>Wonsan</photoshop:City><photoshop:Country>Korea</photoshop:Country>"
    "<Iptc4xmpCore:Location>Pier 2</Iptc4xmpCore:Location>"
    "<Iptc4xmpCore:AltTextAccessibility><rdf:Alt>"
    '<rdf:li xml:lang="x-default">A white ship.</rdf:li>'
    "</rdf:Alt></Iptc4xmpCore:AltTextAccessibility>"
    "<Iptc4xmpCore:ExtDescrAccessibility><rdf:Alt>"
    '<rdf:li xml:lang="x-default">Twelve people wave.</rdf:li>'
    "</rdf:Alt></Iptc4xmpCore:ExtDescrAccessibility>"
    '<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Ask first</rdf:li></rdf:Alt>'
    "</xmpRights:UsageTerms>"
)
IIM = made.iim_record(
    (120, "Old caption"),
    (80, "Ada"),
    (80, "Zoë"),
    (110, "Desk"),
    (116, "© Desk"),
    (55, "20110800"),
    (90, "Wonsan"),
    (101, "Korea"),
)


def words(path: Path, language: str = "en") -> Mapping[str, tuple[str, str]]:
    told = made.surveyed(path, language).words
    return {key: (value.text, value.source) for key, value in told.items()}


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
def test_xmp_is_read_from_every_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    packet = made.xmp_packet(FULL)
    if suffix == ".tif":
        made.save(made.quadrants(), path, tiffinfo={700: packet})
    elif suffix == ".png":
        made.save(made.quadrants(), path)
        chunk = made.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
        path.write_bytes(path.read_bytes()[:-12] + chunk + path.read_bytes()[-12:])
    else:
        made.save(made.quadrants(), path, xmp=packet)
    assert words(path) == {
        "caption": ("A ferry leaves.", "XMP dc:description"),
        "alt": ("A white ship.", "XMP Iptc4xmpCore:AltTextAccessibility"),
        "description": ("Twelve people wave.", "XMP Iptc4xmpCore:ExtDescrAccessibility"),
        "credit": ("Agency", "XMP photoshop:Credit"),
        "creator": ("Ada, Bo", "XMP dc:creator"),
        "rights": ("© Ada", "XMP dc:rights"),
        "terms": ("Ask first", "XMP xmpRights:UsageTerms"),
        "date": ("2011-08-14", "XMP photoshop:DateCreated"),
        "location": (
            "Pier 2, Wonsan, Korea",
            "XMP Iptc4xmpCore:Location + photoshop:City + photoshop:Country",
        ),
    }


def test_heic_metadata_is_read(tmp_path: Path) -> None:
    import pillow_heif

    path = tmp_path / "a.heic"
    exif = Image.Exif()
    exif[0x8298] = "© Ada"
    pillow_heif.from_pillow(made.quadrants()).save(
        path, xmp=made.xmp_packet(FULL), exif=exif.tobytes()
    )
    assert words(path)["alt"][0] == "A white ship."


def test_the_story_language_chooses_among_translations(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg", xmp=made.xmp_packet(FULL))
    assert words(path, "fr")["caption"][0] == "Un bac s’en va."
    assert words(path, "fr-CA")["caption"][0] == "Un bac s’en va."
    assert words(path, "de")["caption"][0] == "A ferry leaves."


def test_iim_speaks_where_xmp_is_silent(tmp_path: Path) -> None:
    packet = made.xmp_packet("", ' photoshop:Credit="Agency"')
    path = made.save(made.quadrants(), tmp_path / "a.jpg", xmp=packet)
    path.write_bytes(made.with_segment(path.read_bytes(), 0xED, IIM))
    found = words(path)
    assert found["credit"] == ("Agency", "XMP photoshop:Credit")
    assert found["caption"] == ("Old caption", "IPTC Caption-Abstract")
    assert found["creator"] == ("Ada, Zoë", "IPTC By-line")
    assert found["rights"] == ("© Desk", "IPTC Copyright Notice")
    assert found["date"] == ("2011-08", "IPTC Date Created")
    assert found["location"] == ("Wonsan, Korea", "IPTC City + Country")


@pytest.mark.parametrize(("language", "names"), [("en", "Ada, Zoë"), ("ja", "Ada、Zoë")])
def test_names_are_separated_as_the_story_s_language_does(
    tmp_path: Path, language: str, names: str
) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    path.write_bytes(made.with_segment(path.read_bytes(), 0xED, IIM))
    assert words(path, language)["creator"][0] == names


def test_exif_speaks_last(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[270], exif[315], exif[33432] = "A pier", "Ada", "(c) Ada"
    exif.get_ifd(0x8769)[36867] = "2011:08:14 10:11:12"
    for suffix in (".jpg", ".png", ".webp"):
        path = made.save(made.quadrants(), tmp_path / f"a{suffix}", exif=exif)
        assert words(path) == {
            "caption": ("A pier", "EXIF ImageDescription"),
            "credit": ("Ada", "EXIF Artist"),
            "creator": ("Ada", "EXIF Artist"),
            "rights": ("(c) Ada", "EXIF Copyright"),
            "date": ("2011-08-14", "EXIF DateTimeOriginal"),
        }


def test_tiff_is_made_of_the_same_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    # Pillow writes no EXIF directory into a TIFF: a tag of ours is made to point at one.
    made.save(made.quadrants(), path, tiffinfo={270: "A pier", 315: "Ada", 65001: 0xABCDEF})
    whole = path.read_bytes() + bytes(len(path.read_bytes()) % 2)
    at = len(whole)
    entry = struct.pack("<HHII", 36867, 2, 20, at + 18)
    directory = struct.pack("<H", 1) + entry + bytes(4) + b"2011:08:14 10:11:12\0"
    pointer = struct.pack("<HHII", 65001, 4, 1, 0xABCDEF)
    assert pointer in whole
    whole = whole.replace(pointer, struct.pack("<HHII", 34665, 4, 1, at))
    path.write_bytes(whole + directory)
    found = words(path)
    assert found["caption"] == ("A pier", "EXIF ImageDescription")
    assert found["date"] == ("2011-08-14", "EXIF DateTimeOriginal")


@pytest.mark.parametrize("utf8", [True, False])
def test_texts_of_either_age_keep_their_accents(tmp_path: Path, utf8: bool) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    record = made.iim_record((120, "Été à Zürich – “là”"), utf8=utf8)
    path.write_bytes(made.with_segment(path.read_bytes(), 0xED, record))
    assert words(path)["caption"][0] == "Été à Zürich – “là”"


@pytest.mark.parametrize(
    "advert",
    ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM\\100MEDIA\\DJI_0001.JPG", "default", ""],
)
def test_a_cameras_advertisement_is_no_caption(tmp_path: Path, advert: str) -> None:
    exif = Image.Exif()
    exif[270] = advert
    path = made.save(made.quadrants(), tmp_path / "a.jpg", exif=exif)
    assert "caption" not in words(path)


def test_extended_xmp_is_joined(tmp_path: Path) -> None:
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    main = made.xmp_packet(
        "",
        f' xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{guid.decode()}"',
    )
    extension = made.xmp_packet("<photoshop:Credit>Agency</photoshop:Credit>")
    half = len(extension) // 2
    photo = made.save(made.quadrants(), tmp_path / "a.jpg").read_bytes()
    for at, part in ((half, extension[half:]), (0, extension[:half])):
        head = b"http://ns.adobe.com/xmp/extension/\0" + guid + len(extension).to_bytes(4, "big")
        photo = made.with_segment(photo, 0xE1, head + at.to_bytes(4, "big") + part)
    photo = made.with_segment(photo, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + main)
    (tmp_path / "a.jpg").write_bytes(photo)
    assert words(tmp_path / "a.jpg")["credit"][0] == "Agency"


def test_hostile_xmp_is_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    packets = (
        f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
        + made.xmp_packet("<photoshop:Credit>&s;</photoshop:Credit>"),
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'.encode()
        + made.xmp_packet("<photoshop:Credit>&l8;</photoshop:Credit>"),
        b"\xff\xfe\0\0<<<>>>",
        b"<a>" * 50_000,
        b"",
        b"x" * 9_000_000,
    )
    for packet in packets:
        assert not any(
            text for texts in metadata.parse_xmp((packet,)).values() for _, text in texts
        )


def test_a_broken_packet_gives_what_is_whole() -> None:
    packet = made.xmp_packet("<photoshop:Credit>Agency</photoshop:Credit><dc:rights>")[:-60]
    assert metadata.parse_xmp((packet,))["photoshop:Credit"] == [("", "Agency")]


def test_texts_of_an_ingredient_are_not_the_photographs() -> None:
    inner = (
        '<photoshop:Credit>Agency</photoshop:Credit><dc:relation rdf:parseType="Resource">'
        '<rdf:Description photoshop:City="Elsewhere"/></dc:relation>'
    )
    assert "photoshop:City" not in metadata.parse_xmp((made.xmp_packet(inner),))


def test_a_text_beyond_all_measure_is_cut_and_told(tmp_path: Path) -> None:
    long = "word " * 12_000
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    path.write_bytes(
        made.with_segment(path.read_bytes(), 0xED, made.iim_record((120, long[:32_000])))
    )
    photo = made.surveyed(path)
    assert len(photo.words["caption"].text) <= metadata.LIMIT
    assert ["far too long" in finding.message for finding in photo.findings] == [True]


def test_control_characters_never_reach_a_page() -> None:
    hostile = "a\0b\x07c\x1b[31m\u202ed\ufeff\ue000\r\n\r\n\r\n\r\nend\x85 "
    assert metadata.clean_text(hostile) == "abc[31md\n\nend"


@given(st.text())
def test_clean_text_is_clean_and_stays_so(raw: str) -> None:
    once = metadata.clean_text(raw)
    assert metadata.clean_text(once) == once
    assert len(once) <= metadata.LIMIT
    assert not any(unicodedata.category(c) == "Cc" for c in once if c not in "\n\t")
    once.encode()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_a_word(raw: bytes) -> None:
    header = Header(
        "JPEG", (1, 1), "RGB", exif=b"Exif\0\0II*\0\x08\0\0\0" + raw, xmp=(raw,), iim=raw
    )
    metadata.read_texts(header, "en")
    metadata.parse_iim(b"\x1c\x02\x78" + raw)


captions = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co")), max_size=200
)


@given(captions, captions, captions)
def test_what_is_written_is_read_again(caption: str, credit: str, alt: str) -> None:
    rights = Rights(caption=caption, credit=credit, alt=alt, language="fr")
    packet = metadata.build_xmp(rights, 60_000)
    told, _ = metadata.read_texts(
        Header("JPEG", (1, 1), "RGB", xmp=(packet,) if packet else ()), "fr"
    )
    for key, written in (("caption", caption), ("credit", credit), ("alt", alt)):
        kept = metadata.clean_text(written)
        if not metadata.is_boilerplate(kept):
            assert told[key].text == kept


def test_the_longest_text_gives_way_to_a_segments_end() -> None:
    rights = Rights(creator="Ada", description="漢" * 9_000, caption="字" * 9_000, alt="文" * 9_000)
    packet = metadata.build_xmp(rights, 60_000)
    assert packet is not None
    assert len(packet) <= 60_000
    assert b"Ada" in packet
    assert metadata.build_xmp(Rights(), 60_000) is None


def test_iim_inside_tiff_as_numbers_is_read(tmp_path: Path) -> None:
    record = made.iim_record((120, "A pier"))[26:]
    record += bytes(-len(record) % 4)
    buffer = BytesIO()
    made.quadrants().save(buffer, "TIFF", tiffinfo={33723: record})
    (tmp_path / "a.tif").write_bytes(buffer.getvalue())
    assert words(tmp_path / "a.tif")["caption"][0] == "A pier"
