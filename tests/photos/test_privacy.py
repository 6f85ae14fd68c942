"""Would catch a secret that ships, a right that does not, or a photograph encoded twice."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from platebook.photos.formats import jpeg
from platebook.photos.model import Photo, Recipe, Rendition, Rights
from tests.judges.commands import run
from tests.photos import photographs as made

SECRET = b"OWNER-JANE"
SECRETS = (
    b"SERIAL-4711",
    b"OWNER-JANE",
    b"GPSHERE",
    b"MAKERNOTE",
    b"HISTORY",
    b"TRAILER",
    b"COMMENT",
)
RIGHTS = Rights(
    creator="Ada",
    credit="Agency",
    rights="© Ada & Söhne",
    caption="A <ferry> leaves",
    alt="A white ship",
    description="Twelve people wave",
    terms="Ask first",
    language="en",
)
SMALL = Recipe("print", (100, 100), quality=95)


@pytest.fixture
def talkative(tmp_path: Path) -> Path:
    """Make a photograph that tells everything about its owner."""
    exif = Image.Exif()
    exif[0x010F] = "OWNER-JANE"
    inner = exif.get_ifd(0x8769)
    inner[0xA431], inner[0xA430], inner[0x927C] = "SERIAL-4711", "OWNER-JANE", b"MAKERNOTE"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[29] = "N", (39.0, 1.0, 10.0), "GPSHERE"
    packet = made.xmp_packet("<photoshop:History>HISTORY</photoshop:History>")
    path = made.save(
        made.scene((300, 200)),
        tmp_path / "a.jpg",
        exif=exif,
        xmp=packet,
        comment=b"COMMENT",
        quality=88,
    )
    photo = made.with_segment(path.read_bytes(), 0xE2, b"MPF\0MAKERNOTE")
    path.write_bytes(photo + b"TRAILER" + photo)
    return path


def plates(path: Path, *recipes: Recipe, rights: Rights | None = None) -> list[Rendition]:
    photo: Photo = made.surveyed(path)
    return list(made.prepared(photo, *recipes, scratch=path.parent / "s", rights=rights))


@pytest.mark.parametrize("recipe", [made.WHOLE, made.EPUB, SMALL])
def test_no_secret_ships(talkative: Path, recipe: Recipe) -> None:
    (plate,) = plates(talkative, recipe, rights=RIGHTS)
    shipped = plate.path.read_bytes()
    assert all(secret in talkative.read_bytes() for secret in SECRETS)
    assert not [secret for secret in SECRETS if secret in shipped]
    picture = Image.open(BytesIO(shipped))
    assert not picture.getexif()
    assert "icc_profile" not in picture.info
    assert shipped.endswith(b"\xff\xd9")
    assert shipped.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("marker", [0x02, 0xBF, 0xC8, 0xE5, 0xF0, 0xF7, 0xFD, 0xFE])
def test_a_segment_without_a_name_is_not_copied(tmp_path: Path, marker: int) -> None:
    path = made.save(made.scene((120, 80)), tmp_path / "a.jpg")
    copy = jpeg.strip_metadata(made.with_segment(path.read_bytes(), marker, b"OWNER-JANE"))
    assert copy
    assert b"OWNER-JANE" not in copy


@pytest.mark.parametrize(
    "hide",
    [
        lambda photo: made.with_segment(photo, 0xDB, b"\x03" + SECRET.ljust(64)),
        lambda photo: made.with_segment(photo, 0xDB, b"\x00" + SECRET.ljust(64)),
        lambda photo: made.with_segment(
            photo, 0xC4, bytes([3, *([0] * 7), len(SECRET), *([0] * 8)]) + SECRET
        ),
        lambda photo: photo[:-2] + b"\xff\xd0" + SECRET + photo[-2:],
    ],
    ids=["unused", "replaced", "codes", "restart"],
)
def test_nothing_is_copied_with_a_picture_that_it_does_not_show(
    tmp_path: Path, hide: Callable[[bytes], bytes]
) -> None:
    path = made.save(made.scene((120, 80)), tmp_path / "a.jpg")
    path.write_bytes(hide(path.read_bytes()))
    (plate,) = plates(path, made.WHOLE)
    assert SECRET in path.read_bytes()
    assert SECRET not in plate.path.read_bytes()


def test_a_pdf_photograph_carries_nothing_and_an_ebooks_its_rights(talkative: Path) -> None:
    book, paper = plates(talkative, made.EPUB, made.WHOLE, rights=RIGHTS)
    assert _markers(paper.path) == ["e0", "db", "db", "c0", "c4", "c4", "c4", "c4", "da"]
    assert _markers(book.path)[:2] == ["e0", "e1"]
    packet = book.path.read_bytes()
    for kept in ("Ada", "Agency", "© Ada &amp; Söhne", "A &lt;ferry&gt; leaves", "Ask first"):
        assert kept.encode() in packet
    told = made.surveyed(book.path).words
    assert told["alt"].text == "A white ship"
    assert told["caption"].text == "A <ferry> leaves"


@pytest.mark.slow
def test_exiftool_reads_our_rights_and_finds_nothing_else(talkative: Path) -> None:
    (plate,) = plates(talkative, made.EPUB, rights=RIGHTS)
    said = run("exiftool", "-s", "-G", "-warning", "-all", plate.path).stdout
    kept = dict(line.split(": ", 1) for line in said.splitlines() if line.startswith("[XMP]"))
    assert {key.split()[-1]: value for key, value in kept.items()} == {
        "Creator": "Ada",
        "Rights": "© Ada & Söhne",
        "Description": "A <ferry> leaves",
        "Credit": "Agency",
        "UsageTerms": "Ask first",
        "AltTextAccessibility": "A white ship",
        "ExtDescrAccessibility": "Twelve people wave",
        **{key.split()[-1]: value for key, value in kept.items() if "-en" in key},
    }
    assert "Warning" not in said
    assert "GPS" not in said
    assert "[EXIF]" not in said


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_a_baseline_photograph_that_fits_is_not_encoded_again(
    tmp_path: Path, mode: str, subsampling: int
) -> None:
    if mode == "L" and subsampling:
        pytest.skip("gray has no chroma")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = tmp_path / "a.jpg"
    how = {"subsampling": subsampling} if mode == "RGB" else {}
    profile = srgb if mode == "RGB" else None
    made.scene((301, 203)).convert(mode).save(path, quality=77, icc_profile=profile, **how)
    both = plates(path, made.WHOLE, made.EPUB, rights=RIGHTS)
    for plate in both:
        assert plate.size == (301, 203)
        assert np.array_equal(np.asarray(Image.open(plate.path)), np.asarray(Image.open(path)))
        assert _scan(plate.path.read_bytes()) == _scan(path.read_bytes())


def test_what_readers_may_not_understand_is_encoded_again(tmp_path: Path) -> None:
    made_as = {
        "progressive": {"progressive": True},
        "turned": {"exif": made.tagged(3)},
        "coloured": {"icc_profile": made.icc("Display P3")},
    }
    for name, how in made_as.items():
        path = made.save(made.scene((120, 80)), tmp_path / f"{name}.jpg", **how)
        (plate,) = plates(path, made.WHOLE)
        assert _scan(plate.path.read_bytes()) != _scan(path.read_bytes())
        assert not Image.open(plate.path).info.get("progressive")


def test_an_rgb_jpeg_is_not_taken_for_ycc(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg", keep_rgb=True)
    photo = path.read_bytes()
    assert b"Adobe" in photo
    (plate,) = plates(path, made.WHOLE)
    assert made.corners(Image.open(plate.path)) == "RGWB"


def test_a_damaged_photograph_is_not_passed_through(tmp_path: Path) -> None:
    path = made.save(made.scene((300, 200)), tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes()[:-2000] + b"\xff\xd9")
    with pytest.raises(Exception, match="damaged"):
        plates(path, made.WHOLE)


def test_every_plate_is_baseline_with_the_chroma_asked_for(tmp_path: Path) -> None:
    path = made.save(made.scene((300, 200)), tmp_path / "a.png")
    paper, book = plates(path, made.WHOLE, made.EPUB)
    assert _sampling(paper.path) == b"\x11\x11\x11"
    assert _sampling(book.path) == b"\x22\x11\x11"
    gray = made.save(made.scene((90, 60)).convert("L"), tmp_path / "g.png")
    assert Image.open(plates(gray, made.WHOLE)[0].path).mode == "L"


def test_equal_looks_are_one_file_for_both_editions(tmp_path: Path) -> None:
    path = made.save(made.scene((300, 200)), tmp_path / "a.png")
    one = Recipe("print", (250, 250))
    two = Recipe("screen", (250, 999))
    first, second = plates(path, one, two)
    assert first.path != second.path
    assert first.sha256 == second.sha256


def _markers(path: Path) -> list[str]:
    with path.open("rb") as file:
        file.read(2)
        found = []
        while not found or found[-1] != "da":
            marker, length = struct.unpack(">HH", file.read(4))
            found.append(f"{marker & 0xFF:x}")
            file.seek(length - 2, 1)
    return found


def _scan(photo: bytes) -> bytes:
    bare = jpeg.strip_metadata(photo) if b"\xff\xc0" in photo else None
    return bare[bare.index(b"\xff\xda") :] if bare else b"progressive"


def _sampling(path: Path) -> bytes:
    photo = path.read_bytes()
    at = photo.index(b"\xff\xc0") + 10
    return photo[at + 1 : at + 9 : 3]
