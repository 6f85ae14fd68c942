"""Would catch a secret, a colour space or a coding that a finished picture has and nobody tells."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image

from platebook.photos.formats.header import ADOBE_RGB, matrix_profile
from platebook.photos.images import decode_jpeg, read_image_facts
from platebook.photos.ink_maxima import find_jpeg_maximum
from tests.photos import photographs as made

SCENE = made.scene((90, 60))


def saved(kind: str = "JPEG", picture: Image.Image = SCENE, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_a_picture_is_what_its_bytes_are(kind: str) -> None:
    told = read_image_facts(saved(kind))
    assert (told.format, told.size, told.fault, told.private) == (kind, (90, 60), "", ())


def test_colours_are_named() -> None:
    assert read_image_facts(saved()).colours == "sRGB"
    assert read_image_facts(saved(picture=SCENE.convert("L"))).colours == "gray"
    assert read_image_facts(saved(picture=SCENE.convert("CMYK"))).colours == "CMYK"
    assert "Adobe RGB" in read_image_facts(saved(icc_profile=matrix_profile(ADOBE_RGB))).colours


def test_a_progressive_jpeg_is_told_from_a_baseline_one() -> None:
    assert read_image_facts(saved(progressive=True)).progressive
    assert not read_image_facts(saved()).progressive


def test_transparency_is_told() -> None:
    assert read_image_facts(saved("PNG", SCENE.convert("RGBA"))).transparent
    assert not read_image_facts(saved("PNG")).transparent


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_what_nobody_meant_to_publish_is_listed(kind: str) -> None:
    exif = Image.Exif()
    inner, gps = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    inner[0xA431], inner[0xA430], inner[0x927C] = "4711", "Jane", b"NOTES"
    gps[1], gps[2] = "N", (39.0, 1.0, 10.0)
    assert read_image_facts(saved(kind, exif=exif)).private == (
        "where it was taken (GPS)",
        "the camera owner’s name",
        "the camera’s serial number",
        "the camera maker’s own notes",
    )


def test_xmp_tells_as_much_as_exif() -> None:
    packet = made.xmp_packet("<exif:GPSLatitude>39,1N</exif:GPSLatitude>")
    assert read_image_facts(saved(xmp=packet)).private == ("where it was taken (GPS)",)


def test_the_rights_of_a_photograph_are_no_secret() -> None:
    exif = Image.Exif()
    exif[315], exif[33432], exif[0x0112] = "Ada", "© Ada", 6
    told = read_image_facts(saved(exif=exif))
    assert (told.private, told.size) == ((), (60, 90))


@pytest.mark.parametrize("damage", [b"", b"<svg/>", saved()[:40], saved("PNG")[:20]])
def test_damage_is_a_fact_and_no_failure(damage: bytes) -> None:
    assert read_image_facts(damage).fault


@pytest.mark.parametrize(
    ("least", "mode", "how"),
    [
        (40, "RGB", {"subsampling": 0}),
        (28, "RGB", {}),
        (28, "RGB", {"progressive": True}),
        (30, "RGB", {"restart_marker_blocks": 8}),
        (13, "CMYK", {}),
    ],
)
def test_noise_in_the_middle_of_a_scan_is_found_where_it_shifts_anything(
    least: int, mode: str, how: dict[str, Any]
) -> None:
    """Forty bytes without a marker: of 60 such JPEGs none was found before."""
    chance = Random(7)
    whole = saved(picture=made.scene((400, 300)).convert(mode), quality=90, **how)
    assert not decode_jpeg(whole, 10**9).fault
    start, end = whole.rindex(b"\xff\xda") + 20, len(whole) - 60
    found = 0
    while end - start < 200:  # the last scan of a progressive one is short
        start = whole.rindex(b"\xff\xda", 0, start - 20) + 20
    for _ in range(60):
        at = chance.randrange(start, end)
        noise = bytearray(chance.randrange(255) for _ in range(40))
        for place in range(39):  # restarts stay
            if whole[at + place] == 0xFF and whole[at + place + 1] in range(0xD0, 0xD8):
                noise[place : place + 2] = whole[at + place : at + place + 2]
        found += bool(decode_jpeg(whole[:at] + noise + whole[at + 40 :], 10**9).fault)
    assert found >= least


def test_a_picture_in_inks_that_is_weighed_is_whole_only_if_it_decodes() -> None:
    chance, window = Random(3), (0, 0, 400, 300)
    whole = saved(picture=made.scene((400, 300)).convert("CMYK"), quality=90)
    weighed = find_jpeg_maximum(whole, window, inverted=False)
    assert weighed is not None
    assert weighed.whole_size == (400, 300)
    start, faults = whole.rindex(b"\xff\xda") + 20, 0
    for _ in range(40):
        at, length = chance.randrange(start, len(whole) - 400), chance.randrange(1, 300)
        damaged = whole[:at] + whole[at + length :]
        found = find_jpeg_maximum(damaged, window, inverted=False)
        fault = bool(decode_jpeg(damaged, 10**9).fault)
        assert not (fault and found and found.whole_size)
        faults += fault
    assert faults > 30
