"""Small whole photographs of every kind, made here: what the fuzzer damages."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import pillow_heif
import pyvips
from PIL import Image, ImageCms

from platebook.photos.formats.header import DISPLAY_P3, matrix_profile

SIZE = (96, 64)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="A &amp; B">'
    b'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Words</rdf:li></rdf:Alt>'
    b"</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def seeds() -> dict[str, bytes]:
    """Return every seed by a name that says what it is."""
    return dict((*_jpegs(), *_pngs(), *_tiffs(), *_others(), *_spaces()))


def _picture(mode: str = "RGB") -> Image.Image:
    numbers = random.Random(mode)
    bands = len(Image.new(mode, (1, 1)).getbands())
    small = Image.frombytes(mode, (12, 8), numbers.randbytes(12 * 8 * bands))
    return small.resize(SIZE, Image.Resampling.BICUBIC)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x013B], exif[0x8298] = 6, "Caption", "Artist", "Notice"
    exif.get_ifd(0x8769).update({0x9003: "2020:01:02 03:04:05", 0x927C: b"note" * 9})
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 1.0, 10.0)})
    return exif


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _iim() -> bytes:
    record = b"".join(
        b"\x1c\x02" + bytes((number,)) + struct.pack(">H", 5) + b"words"
        for number in (80, 116, 120)
    )
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record


def _segment(photo: bytes, marker: int, content: bytes) -> bytes:
    length = struct.pack(">H", len(content) + 2)
    return photo[:2] + bytes((0xFF, marker)) + length + content + photo[2:]


def _jpegs() -> Iterator[tuple[str, bytes]]:
    picture, all_words = _picture(), {"exif": _exif(), "xmp": XMP, "icc_profile": _profile()}
    plain = _saved(picture, "JPEG", quality=85)
    yield "baseline.jpg", plain
    yield "words.jpg", _segment(_saved(picture, "JPEG", **all_words), 0xED, _iim())
    yield "progressive.jpg", _saved(picture, "JPEG", progressive=True, **all_words)
    yield "restarts.jpg", _saved(picture, "JPEG", restart_marker_blocks=2)
    yield "gray.jpg", _saved(_picture("L"), "JPEG")
    yield "rgb.jpg", _saved(picture, "JPEG", keep_rgb=True)
    yield "several.jpg", _saved(picture, "MPO", save_all=True, append_images=[_picture("L")])
    store = b"JP\0\1\0\0\0\1\0\0\0\x2cjumb\0\0\0\x24jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"
    yield "c2pa.jpg", _segment(plain, 0xEB, store + b"\3c2pa\0")


def _pngs() -> Iterator[tuple[str, bytes]]:
    plain = _saved(_picture(), "PNG", exif=_exif(), icc_profile=_profile())
    text = _chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP))
    yield "words.png", plain[:33] + text + _chunk(b"cICP", b"\1\x0d\0\1") + plain[33:]
    yield "rgba.png", _saved(_picture("RGBA"), "PNG")
    yield "palette.png", _saved(_picture().convert("P"), "PNG", transparency=3)
    yield "bits.png", _saved(_picture("L").convert("1"), "PNG")
    yield "moving.png", _saved(_picture(), "PNG", save_all=True, append_images=[_picture("L")])
    rows = b"".join(b"\0" + random.Random(row).randbytes(SIZE[0] * 6) for row in range(SIZE[1]))
    for name, interlaced in (("deep.png", 0), ("broken-interlace.png", 1)):
        head = struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, interlaced)
        body = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
        yield name, b"\x89PNG\r\n\x1a\n" + body


def _chunk(name: bytes, content: bytes) -> bytes:
    crc = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)


def _tiffs() -> Iterator[tuple[str, bytes]]:
    for pressing in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield f"{pressing}.tif", _saved(_picture(), "TIFF", compression=pressing)
    yield "gray.tif", _saved(_picture("L"), "TIFF", compression="tiff_lzw")
    yield "deep.tif", _saved(Image.new("I;16", SIZE, 30_000), "TIFF")
    yield "fax.tif", _saved(_picture("L").convert("1"), "TIFF", compression="group4")
    yield "big.tif", _saved(_picture(), "TIFF", big_tiff=True)
    directory = _exif()
    directory[700], directory[33723] = XMP, b"\x1c\x02\x78\0\x05words"
    yield "words.tif", _saved(_picture(), "TIFF", exif=directory, icc_profile=_profile())
    yield "pages.tif", _saved(_picture(), "TIFF", save_all=True, append_images=[_picture()])


def _spaces() -> Iterator[tuple[str, bytes]]:
    """Yield photographs in colours that print takes from their own profiles, wide ones and inks."""
    wide = matrix_profile(DISPLAY_P3)
    for kind in ("jpeg", "png", "tiff", "webp"):
        yield f"wide.{kind}", _saved(_picture(), kind, icc_profile=wide)
    inks = bytes(pyvips.Operation.call("profile_load", "cmyk"))
    for kind in ("jpeg", "tiff"):
        yield f"inks.{kind}", _saved(_picture("CMYK"), kind, icc_profile=inks)


def _others() -> Iterator[tuple[str, bytes]]:
    words = {"exif": _exif(), "xmp": XMP, "icc_profile": _profile()}
    yield "lossy.webp", _saved(_picture(), "WEBP", **words)
    yield "lossless.webp", _saved(_picture("RGBA"), "WEBP", lossless=True)
    frames = {"save_all": True, "append_images": [_picture("L")]}
    yield "moving.webp", _saved(_picture(), "WEBP", **frames)
    yield "plain.avif", _saved(_picture(), "AVIF", **words)
    yield "alpha.avif", _saved(_picture("RGBA"), "AVIF")
    for name, mode in (("plain.heic", "RGB"), ("alpha.heic", "RGBA")):
        buffer = BytesIO()
        pillow_heif.from_pillow(_picture(mode)).save(buffer, exif=_exif().tobytes(), xmp=XMP)
        yield name, buffer.getvalue()
