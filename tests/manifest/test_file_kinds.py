"""Would catch a Word document or a photograph that is called a byte which is not UTF-8."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from platebook.manifest.parse_yaml import read


def picture(kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    return file.getvalue()


def packed(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(name)  # of 1980: a test's name must not hold the time
            archive.writestr(entry, "application/epub+zip" if name == "mimetype" else "x" * 900)
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (rb"{\rtf1\ansi A story}", "RTF"),
        (packed("[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "word/a.xml"), "DOCX"),
        (packed("mimetype", "META-INF/container.xml"), "EPUB"),
        (packed("a.jpg"), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Word"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\n<!DOCTYPE html>\n<p>A story", "HTML"),
        (b"<HTML><BODY>", "HTML"),
        (b'<?xml version="1.0"?><story/>', "XML"),
        (picture("JPEG"), "JPEG"),
        (picture("PNG"), "PNG"),
        (picture("TIFF"), "TIFF"),
        (picture("WEBP"), "WebP"),
        (picture("BMP"), "binary"),
        (b"\x00\x00\x00\x1cftypheic\x00\x00", "HEIC"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_text_is_called_what_it_is(raw: bytes, word: str) -> None:
    (found,) = read(raw).mistakes
    assert (found.line, found.column) == (1, 1)
    assert word in found.message
    assert found.message.endswith(", not a manifest")


@pytest.mark.parametrize(
    "raw", [b"title: <b>\n", b"MZ: a\n", b"# %PDF-1.7\ntitle: A\n", b'{"title": "A"}', b"PK: 1\n"]
)
def test_a_text_is_a_text_whatever_it_is_about(raw: bytes) -> None:
    assert read(raw).mistakes == []
