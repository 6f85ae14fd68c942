"""Would catch a traceback, a hang or a bomb where a person should read a sentence."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from platebook.errors import Finding, PhotoError
from platebook.photos.cache import Cache
from platebook.photos.formats.tiff import directory, layout
from platebook.photos.model import Recipe, RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.survey_photos import survey
from platebook.report import Silent
from tests.photos import photographs as made

#: CPU seconds that it may take to refuse a photograph, of all processes; a first worker included.
PATIENCE = 2
SUFFIXES = (".jpg", ".png", ".tif", ".webp", ".avif", ".heic")


def refusal(path: Path) -> str:
    """Survey and prepare one photograph that must fail; give the message."""
    started = made.spent()
    with pytest.raises(PhotoError) as failure:
        made.rendered(path)
    assert made.spent() - started < PATIENCE
    (finding,) = failure.value.findings
    assert finding.where == f"{path.name} (plate “{path.stem}”)"
    assert finding.fix.endswith(".")
    return finding.message


def whole(suffix: str) -> bytes:
    """Return the bytes of a photograph of some kind."""
    import pillow_heif

    buffer = io.BytesIO()
    if suffix == ".heic":
        pillow_heif.from_pillow(made.scene((160, 120))).save(buffer)
    else:
        kind = {".jpg": "JPEG", ".tif": "TIFF"}.get(suffix, suffix[1:].upper())
        made.scene((160, 120)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_photograph_that_breaks_off_is_named(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"a{suffix}"
    photo = whole(suffix)
    path.write_bytes(photo[: int(len(photo) * share)])
    assert "damaged" in refusal(path) or share < 0.1


def test_a_progressive_jpeg_that_breaks_off_is_refused_by_the_survey(tmp_path: Path) -> None:
    path = made.save(made.scene((160, 120)), tmp_path / "a.jpg", progressive=True)
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(PhotoError, match="cut off"):
        made.surveyed(path)


def test_a_jpeg_without_its_last_marker_is_whole(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes()[:-2])
    assert made.corners(made.rendered(path)) == "RGWB"


def test_flipped_bits_in_the_middle_of_a_jpeg_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    photo = bytearray(whole(".jpg"))
    middle = len(photo) // 2
    photo[middle : middle + 8] = b"\xff\xd0\x13\x37\xff\xd3\x00\x11"
    path.write_bytes(photo)
    assert "damaged" in refusal(path)


def test_flipped_bits_in_the_middle_of_a_png_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    photo = bytearray(whole(".png"))
    photo[len(photo) // 2] ^= 0x55
    path.write_bytes(photo)
    assert "damaged" in refusal(path)


STRIPS = {
    "deflate": {"compression": "deflate"},
    "predictor": {"compression": "deflate", "predictor": "horizontal"},
    "tiles": {"compression": "deflate", "tile": True, "tile_width": 64, "tile_height": 32},
    "BigTIFF": {"compression": "deflate", "bigtiff": True},
    "none": {"compression": "none"},
    "packbits": {"compression": "packbits"},
    "packbits tiles": {"compression": "packbits", "tile": True},
    "LZW tiles": {"compression": "lzw", "tile": True},
}


def tiff(**how: object) -> bytes:
    picture = made.scene((200, 130))
    plain = pyvips.Image.new_from_memory(picture.tobytes(), *picture.size, 3, "uchar")
    return bytes(plain.copy(interpretation="srgb").tiffsave_buffer(**how))


@pytest.mark.parametrize("name", STRIPS)
def test_a_tiff_whose_strips_are_damaged_is_refused(tmp_path: Path, name: str) -> None:
    """It was taken, and printed torn, with a gray area: libtiff reads no checksum."""
    path, photo = tmp_path / "a.tif", tiff(**STRIPS[name])
    path.write_bytes(photo)
    made.rendered(path)
    head = io.BytesIO(photo)
    how = layout(head)
    assert how
    found = directory(head, how, how.first, (273, 279, 324, 325))
    assert found
    starts, lengths = found[0].get(324) or found[0][273], found[0].get(325) or found[0][279]
    damaged = []
    if "deflate" in STRIPS[name].values():
        sum_ = bytearray(photo)
        sum_[int(starts[-1]) + int(lengths[-1]) - 1] ^= 1
        bit = bytearray(photo)
        bit[int(starts[0]) + int(lengths[0]) // 2] ^= 16
        damaged += [sum_, bit]
    for code in "HIQ":  # the table of lengths: the last strip says that it is half as long
        table = struct.pack(f"<{len(lengths)}{code}", *lengths) if max(lengths) < 65_536 else b""
        at = photo.rfind(table) + len(table) - struct.calcsize(code)
        if len(lengths) > 1 and table in photo:
            half = struct.pack(f"<{code}", int(lengths[-1]) // 2)
            damaged.append(bytearray(photo[:at] + half + photo[at + len(half) :]))
            break
    assert damaged
    for number, bad in enumerate(damaged):
        (path := tmp_path / f"{number}.tif").write_bytes(bad)
        assert "damaged" in refusal(path)


def test_planes_that_lie_apart_are_read_each(tmp_path: Path) -> None:
    """A TIFF's red, green and blue each in strips of their own."""
    path = tmp_path / "planes.tif"
    red, green, blue = (zlib.compress(bytes([level]) * 64) for level in (200, 100, 50))
    starts, at = [], 8
    for plane in (red, green, blue):
        starts.append(at)
        at += len(plane)
    at += at % 2
    tags = [(256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 8), (262, 3, 2), (277, 3, 3)]
    places = at + 2 + 12 * 10 + 4
    tags += [(278, 4, 8), (284, 3, 2)]
    rows = [struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags]
    rows.insert(5, struct.pack("<HHII", 273, 4, 3, places))
    rows.insert(8, struct.pack("<HHII", 279, 4, 3, places + 12))
    tail = struct.pack("<3I", *starts) + struct.pack("<3I", len(red), len(green), len(blue))
    data = (red + green + blue).ljust(at - 8, b"\0")
    table = struct.pack("<H", 10) + b"".join(rows) + bytes(4)
    photo = bytearray(struct.pack("<2sHI", b"II", 42, at) + data + table + tail)
    path.write_bytes(photo)
    assert np.asarray(made.rendered(path))[4, 4] == pytest.approx((200, 100, 50), abs=3)
    photo[starts[2] + len(blue) - 1] ^= 1
    (tmp_path / "b.tif").write_bytes(photo)
    assert "damaged" in refusal(tmp_path / "b.tif")


@pytest.mark.parametrize("place", ["between", "end"])
def test_a_few_stray_bytes_are_skipped_with_a_warning(tmp_path: Path, place: str) -> None:
    path = tmp_path / "a.jpg"
    photo = whole(".jpg")
    at = 20 if place == "between" else len(photo) - 2
    path.write_bytes(photo[:at] + b"\0\0\0" + photo[at:])
    report = Silent()
    seen = made.rendered(path, report=report)
    assert np.array_equal(np.asarray(seen), np.asarray(Image.open(io.BytesIO(photo))))
    told = ["stray bytes" in finding.message for finding in report.findings]
    assert told == ([True] if place == "between" else [])  # behind a picture nobody reads on
    assert list((tmp_path / ".a").iterdir()) == [tmp_path / ".a" / "print"]


def test_stray_bytes_are_told_at_the_second_build_too(tmp_path: Path) -> None:
    """Else --strict would let pass tomorrow what it stops today."""
    path, photo = tmp_path / "a.jpg", whole(".jpg")
    path.write_bytes(photo[:20] + b"\0\0\0" + photo[20:])
    wish = RenditionRequest("a", "a", made.surveyed(path), made.WHOLE)
    for build in ("first", "second"):
        report, cache = Silent(), Cache(tmp_path / "cache")
        prepare([wish], scratch=tmp_path, report=report, cache=cache, workers=made.WORKERS)
        assert ["stray bytes" in each.message for each in report.findings] == [True], build


def test_damage_behind_stray_bytes_is_damage_at_any_size(tmp_path: Path) -> None:
    """Found by the fuzzer: the stray bytes were forgiven, and what came after went unheard."""
    path = tmp_path / "a.jpg"
    photo = whole(".jpg")
    scan = photo.index(b"\xff\xda") + 14
    strayed = photo[:20] + b"\0\0\0" + photo[20:]
    path.write_bytes(strayed[: scan + (len(photo) - scan) // 2] + b"\xff\xd9")
    for side in (20, 60, 160, 800):
        with pytest.raises(PhotoError, match="cannot be decoded to its end"):
            made.rendered(path, Recipe("print", (side, side)))


@pytest.mark.slow
def test_all_broken_photographs_are_told_together(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.jpg" for name in "abcd"]
    for path in paths:
        path.write_bytes(whole(".jpg"))
    paths[1].write_bytes(b"")
    paths[3].write_bytes(b"GIF89a" + bytes(50))
    with pytest.raises(PhotoError) as failure:
        survey(made.story(*paths))
    assert [finding.where for finding in failure.value.findings] == [
        "b.jpg (plate “b”)",
        "d.jpg (plate “d”)",
    ]
    assert failure.value.exit_code == 4


@pytest.mark.slow
def test_all_damaged_pixels_are_told_together_and_in_order(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.jpg" for name in "abcde"]
    for number, path in enumerate(paths):
        path.write_bytes(made.hurt(whole(".jpg")) if number % 2 else whole(".jpg"))
    photos = survey(made.story(*paths))
    wishes = [
        RenditionRequest(key, key, photo, Recipe("print", (99, 99)))
        for key, photo in photos.items()
    ]
    with pytest.raises(PhotoError) as failure:
        prepare(wishes, scratch=tmp_path / "s", jobs=3)
    assert [finding.where[:5] for finding in failure.value.findings] == ["b.jpg", "d.jpg"]


def test_a_photograph_that_changes_during_the_build_is_noticed(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    photo = made.surveyed(path)
    made.save(made.quadrants((160, 240)), path)
    with pytest.raises(PhotoError, match="changed while the book was being made"):
        made.prepared(photo, made.WHOLE, scratch=tmp_path / "s")


def test_what_is_no_file_is_told_without_waiting(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "link.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (tmp_path / "empty.jpg").touch()
    messages = {
        name: refusal(tmp_path / f"{name}.jpg")
        for name in ("folder", "pipe", "link", "empty", "missing")
    }
    assert messages == {
        "folder": "is a folder, not a photograph",
        "pipe": "is a device or pipe, not a photograph",
        "link": "cannot be opened",
        "empty": "is empty (0 bytes)",
        "missing": "is not there",
    }


def test_more_than_500_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    with path.open("wb") as file:
        file.truncate(500_000_001)
    assert "at most 500 MB" in refusal(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_names_lie_and_bytes_do_not(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(whole(suffix))
    formats = {".jpg": "JPEG", ".tif": "TIFF", ".heic": "HEIF"}
    assert made.surveyed(path).format == formats.get(suffix, suffix[1:].upper())
    assert made.rendered(path).size == (160, 120)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"GIF89a", "a GIF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>", "an SVG"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"%PDF-1.7", "a PDF"),
        (b"BM" + bytes(60), "a BMP"),
        (b"8BPS", "a Photoshop document"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000"),
        (b"\xff\x0a" + bytes(20), "a JPEG XL"),
        (b"\0\0\0\x18ftypcrx " + bytes(20), "a camera's raw file"),
        (b"II*\0\x10\0\0\0CR\x02\0", "a camera's raw file"),
        (b"FUJIFILMCCD-RAW 0201", "a camera's raw file"),
        (b"\0\0\0\x18ftypisom" + bytes(20), "a film"),
        (b"PK\x03\x04", "a ZIP"),
        (b"Dear diary", "no JPEG, PNG, TIFF, WebP, HEIC or AVIF"),
        (b"\xff\xd8\xff", "is cut off"),
        (b"RIFF\0\0\0\0WEBP", "is cut off"),
        (b"\x89PNG\r\n\x1a\n", "is cut off"),
        (b"II*\0\xff\xff\xff\xff", "is cut off"),
    ],
)
def test_strangers_are_called_by_their_names(tmp_path: Path, head: bytes, words: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(head)
    assert words in refusal(path)


def test_a_raw_file_in_tiff_clothing_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    made.quadrants().save(path, tiffinfo={50706: b"\x01\x04\0\0"})
    assert "raw file" in refusal(path)
    made.quadrants().save(path, tiffinfo={254: 1})
    assert "begins with a small preview" in refusal(path)


@pytest.mark.parametrize(("kind", "called"), [("lzma", "LZMA"), ("zstd", "ZSTD")])
def test_a_compression_that_is_not_read_is_named(tmp_path: Path, kind: str, called: str) -> None:
    """Would catch a photograph that is whole and called damaged."""
    path = tmp_path / "a.tif"
    made.quadrants().save(path, compression=kind)
    assert f"{called} compression" in refusal(path)


def test_a_huge_header_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    side = 65_535
    jpeg = bytearray(whole(".jpg"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", side, side)
    png = whole(".png")
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    webp = b"RIFF\x32\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + b"\xff\xff\x00" * 2 + bytes(30)
    bombs = {
        "j.jpg": bytes(jpeg),
        "p.png": png[:8] + made.png_chunk(b"IHDR", head) + png[33:],
        "w.webp": webp,
    }
    for name, photo in bombs.items():
        path = tmp_path / name
        path.write_bytes(photo)
        # A PNG is found out even earlier: so little data could never hold it.
        words = "cannot be decoded" if name == "p.png" else "at most 250 megapixels"
        assert words in refusal(path)


def test_a_picture_that_its_data_could_never_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    photo = whole(".png")
    for interlaced in (0, 1):
        head = struct.pack(">IIBBBBB", 15_000, 15_000, 8, 6, 0, 0, interlaced)
        path.write_bytes(photo[:8] + made.png_chunk(b"IHDR", head) + photo[33:])
        assert "cannot be decoded to its end" in refusal(path)


def test_a_picture_of_no_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    photo = whole(".heic")
    path.write_bytes(photo.replace(struct.pack(">II", 160, 120), bytes(8)))
    assert refusal(path)
    path.write_bytes(b"RIFF\x12\0\0\0WEBPVP8 \x0a\0\0\0\x10\x02\0\x9d\x01\x2a\0\0\0\0")
    assert "makes no sense" in refusal(path)


def test_twelve_bit_and_lossless_jpegs_are_refused_in_words(tmp_path: Path) -> None:
    photo = bytearray(whole(".jpg"))
    at = photo.index(b"\xff\xc0")
    path = tmp_path / "a.jpg"
    for marker, depth, words in ((0xC1, 12, "12-bit"), (0xC3, 8, "lossless")):
        photo[at + 1], photo[at + 4] = marker, depth
        path.write_bytes(photo)
        assert words in refusal(path)


@pytest.mark.slow
def test_text_chunks_that_explode_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    photo = whole(".png")
    bomb = zlib.compress(bytes(200_000_000), 9)
    chunks = (
        made.png_chunk(b"zTXt", b"Comment\0\0" + bomb),
        made.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb),
        made.png_chunk(b"iCCP", b"p\0\0" + bomb),
        made.png_chunk(b"tEXt", b"Comment\0" + b"x" * 3_000_000),
    )
    path.write_bytes(photo[:33] + b"".join(chunks) + photo[33:])
    seen = made.rendered(path)
    assert seen.size == (160, 120)


def test_first_of_several_pictures_is_shown_with_a_warning(tmp_path: Path) -> None:
    frames = [made.quadrants(), Image.new("RGB", (240, 160)), Image.new("RGB", (240, 160))]
    for suffix, how in ((".webp", {"lossless": True}), (".png", {}), (".tif", {}), (".avif", {})):
        path = tmp_path / f"a{suffix}"
        frames[0].save(path, save_all=True, append_images=frames[1:], **how)
        report = Silent()
        assert made.corners(made.rendered(path, report=report)) == "RGWB"
        assert ["the first is shown" in finding.message for finding in report.findings] == [True]


def test_the_photograph_of_an_mpo_is_its_first_and_no_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    made.quadrants().save(path, "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))])
    report = Silent()
    assert made.corners(made.rendered(path, report=report)) == "RGWB"
    assert report.findings == []


def test_progressive_and_arithmetic_jpegs_are_shown_baseline(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg", progressive=True)
    seen = made.rendered(path)
    assert made.corners(seen) == "RGWB"
    assert "progressive" not in seen.info


@pytest.mark.slow
@given(
    suffix=st.sampled_from(SUFFIXES),
    spots=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    early=st.booleans(),
)
def test_a_mutated_photograph_gives_a_plate_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    spots: list[tuple[float, int]],
    early: bool,
) -> None:
    path = tmp_path_factory.mktemp("mutated") / "a.jpg"
    photo = bytearray(SEEDS[suffix])
    reach = min(700, len(photo)) if early else len(photo)
    for share, byte in spots:
        photo[int(share * (reach - 1))] = byte
    path.write_bytes(photo)
    findings: tuple[Finding, ...] = ()
    try:
        made.rendered(path)
    except PhotoError as error:
        findings = error.findings
    assert all(finding.message and finding.fix for finding in findings)


SEEDS = {suffix: whole(suffix) for suffix in SUFFIXES}
