"""Would catch a C2PA manifest that nobody hears of, or one that ships broken."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from platebook.errors import Severity
from platebook.report import Silent
from tests.photos import photographs as made

#: ISO/IEC 19566-5: a superbox whose description says that it is a C2PA manifest store.
TYPE = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
BMFF = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def jumbf(label: bytes = b"c2pa", kind: bytes = TYPE) -> bytes:
    description = box(b"jumd", kind + b"\x03" + label + b"\0")
    return box(b"jumb", description + box(b"cbor", b"\xa1\x65claim\x66SIGNED"))


def riff(photo: bytes, name: bytes, content: bytes) -> bytes:
    chunk = name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(photo) - 8 + len(chunk)) + photo[8:] + chunk


def with_manifest(suffix: str, store: bytes) -> bytes:
    """Return a photograph with a manifest store where its format keeps one."""
    buffer = io.BytesIO()
    picture = made.quadrants((120, 80))
    if suffix == ".heic":
        pillow_heif.from_pillow(picture).save(buffer, quality=90)
    elif suffix == ".tif":
        directory = Image.new("L", (1, 1)).getexif()
        directory[52545] = store
        picture.save(buffer, "TIFF", exif=directory)
    else:
        picture.save(buffer, {".jpg": "JPEG"}.get(suffix, suffix[1:].upper()))
    photo = buffer.getvalue()
    if suffix == ".jpg":
        return made.with_segment(photo, 0xEB, b"JP\0\1\0\0\0\1" + store)
    if suffix == ".png":
        return photo[:33] + made.png_chunk(b"caBX", store) + photo[33:]
    if suffix == ".webp":
        return riff(photo, b"C2PA", store)
    if suffix in (".heic", ".avif"):
        return photo + box(b"uuid", BMFF + bytes(4) + b"manifest\0" + bytes(8) + store)
    return photo


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".heic", ".avif"])
def test_a_manifest_is_told_and_stays_behind(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(with_manifest(suffix, jumbf()))
    assert b"SIGNED" in path.read_bytes()
    report = Silent()
    seen = made.rendered(path, report=report)
    (finding,) = report.findings
    assert "C2PA manifest" in finding.message
    assert "not carried over" in finding.message
    assert finding.severity is Severity.NOTE
    assert made.corners(seen) == "RGWB"
    (plate,) = made.prepared(made.surveyed(path), made.EPUB, scratch=tmp_path / "s")
    assert b"SIGNED" not in plate.path.read_bytes()
    assert b"c2pa" not in plate.path.read_bytes()


def test_other_boxes_of_its_kind_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(with_manifest(".jpg", jumbf(b"mpf-like", bytes(16))))
    assert made.surveyed(path).findings == ()


def test_boxes_without_end_or_length_are_no_hang(tmp_path: Path) -> None:
    photo = with_manifest(".heic", b"")
    whole = photo[: photo.rindex(b"uuid") - 4]
    for tail in (b"\0\0\0\0free", b"\0\0\0\1free" + bytes(8), box(b"free", b"") * 3_000, b"\0\0"):
        path = tmp_path / "a.heic"
        path.write_bytes(whole + tail)
        assert made.surveyed(path).findings == ()
