"""Opens a photograph safely, and says what it is by its bytes: never by its name."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from platebook.photos.formats import chunked, heif, jpeg, tiff
from platebook.photos.formats.header import (
    ADOBE_RGB,
    BYTES_LIMIT,
    COPY_AGAIN,
    Header,
    UnfitError,
    colour_space,
)

PIXELS_LIMIT = 250_000_000
_ACCEPTED = "JPEG, PNG, TIFF, WebP, HEIC or AVIF"
_EXPORT = f"Export it as a {_ACCEPTED} photograph."
_HEAD = 512
_ORIENTATION, _INTEROP_INDEX, _EXIF, _INTEROP = 0x112, 1, 0x8769, 0xA005
_SPACE_OF_MODE = {"1": "gray", "L": "gray", "LA": "gray", "CMYK": "CMYK"}

#: What else people put beside photographs: first bytes, or a brand, and what to call it.
_OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "a GIF, which has too few colours for a photograph"),
    (b"BM", "a BMP bitmap"),
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"FUJIFILMCCD-RAW", "a camera's raw file"),
    (b"IIU\0", "a camera's raw file"),
    (b"IIRO", "a camera's raw file"),
    (b"IIRS", "a camera's raw file"),
    (b"gimp xcf", "a GIMP document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"v/1\x01", "an OpenEXR picture"),
)


@contextmanager
def open_photo(path: Path, expected: str = "a photograph") -> Iterator[BinaryIO]:
    """Open a regular file of 1 to 500 MB for reading; never waits for a pipe, follows no link.

    ``expected`` is what a folder or a pipe is not. Raises UnfitError with a sentence for all else.
    """
    fix = "Put the photograph there, or name another one in the manifest."
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        raise UnfitError("is not there", fix) from None
    except PermissionError:
        message = "cannot be read: permission denied"
        raise UnfitError(message, "Allow yourself to read it.") from None
    except (OSError, ValueError):
        raise UnfitError("cannot be opened", fix) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or pipe"
        raise UnfitError(f"is {kind}, not {expected}", fix)
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size == 0:
            raise UnfitError("is empty (0 bytes)", "Copy the file again.")
        if status.st_size > BYTES_LIMIT:
            message = f"is {status.st_size / 1e6:,.0f} MB; at most 500 MB are read"
            raise UnfitError(message, "Export a smaller photograph.")
        yield file


def stamp(file: BinaryIO) -> tuple[int, ...]:
    """Return values that change whenever the file is written to or replaced."""
    return stamp_of(os.fstat(file.fileno()))


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """Return the same values of a file that is not open; the last is when it changed (ns)."""
    return status.st_dev, status.st_ino, status.st_size, status.st_ctime_ns


def digest(file: BinaryIO) -> str:
    """Return the sha256 of the whole file, in hexadecimal."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def read_header(file: BinaryIO) -> Header:
    """Read the header of a photograph, its orientation and its colours settled.

    Raises UnfitError for what is no photograph, is too large, or can never become a plate.
    """
    header = _read(file)
    width, height = header.size
    if not header.pixels:
        raise UnfitError("has a header that makes no sense", "Export the photograph again.")
    if header.pixels > PIXELS_LIMIT:
        message = f"is {width:,} × {height:,} px, {header.pixels / 1e6:,.0f} megapixels; "
        message += "at most 250 megapixels are decoded"
        raise UnfitError(message, "Export a smaller photograph.")
    return _with_colours(_with_exif(header))


def read_raw_header(file: BinaryIO) -> Header:
    """Read the header of any picture, of a finished book too: its colours are what it says.

    Raises UnfitError for what is no picture of a kind that is read.
    """
    return _with_exif(_read(file))


def recognise(file: BinaryIO) -> None:
    """Raise UnfitError for a file whose first bytes are no photograph's; nothing more is read."""
    _reader(file)


def _read(file: BinaryIO) -> Header:
    """Read a header; any error that untrusted data cause becomes an UnfitError."""
    try:
        return _reader(file)(file)
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise UnfitError(f"cannot be read: {reason}", COPY_AGAIN) from error
    except (ArithmeticError, LookupError, ValueError, struct.error) as error:
        message = "is damaged: its header cannot be read"
        raise UnfitError(message, "Export the photograph again.") from error


def _reader(file: BinaryIO) -> Callable[[BinaryIO], Header]:
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return jpeg.read
    if head.startswith(chunked.PNG_SIGNATURE):
        return chunked.read_png
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return chunked.read_webp
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") and head[8:10] != b"CR":
        return tiff.read
    if head[4:8] == b"ftyp" and any(brand in head[8:64] for brand in heif.BRANDS):
        return heif.read
    raise UnfitError(f"is {_name_other_format(head)}", _EXPORT)


def _name_other_format(head: bytes) -> str:
    for magic, words in _OTHER_FORMATS:
        if head.startswith(magic):
            return words
    if head[8:10] == b"CR" or head[4:12] == b"ftypcrx ":
        return "a camera's raw file"
    if head[4:8] == b"ftyp":
        return "a film or another file of its family"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")):
        return "an SVG or other XML drawing, not a photograph"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page, not a photograph"
    return f"no {_ACCEPTED}"


def _with_exif(header: Header) -> Header:
    """Read orientation and the camera's colour space from EXIF."""
    if not header.exif:
        return header
    tags = tiff.exif(header.exif, (_ORIENTATION,))
    if tags is None:
        return replace(header, remarks=(*header.remarks, "EXIF"))
    turn = tiff.number(tags, _ORIENTATION, 1)
    if header.format in ("HEIF", "AVIF") or not 1 <= turn <= 8:
        turn = 1
    is_adobe = header.mode == "RGB" and not header.profile and _is_adobe_rgb(header.exif)
    colours = ADOBE_RGB if is_adobe else header.named_colours
    return replace(header, orientation=turn, named_colours=colours)


def _is_adobe_rgb(exif: bytes) -> bool:
    """Return whether EXIF declares Adobe RGB: interoperability index R03 (DCF 2.0 § 3.2.1)."""
    pointers = tiff.exif(exif, (_INTEROP,), (_EXIF,)) or {}
    at = tiff.number(pointers, _INTEROP, 0)
    index = tiff.inner(exif, at, (_INTEROP_INDEX,)).get(_INTEROP_INDEX) if at else None
    return isinstance(index, bytes) and index.startswith(b"R03")


def _with_colours(header: Header) -> Header:
    """Keep a profile only where it fits the channels; refuse CMYK that says nothing of itself."""
    expected = _SPACE_OF_MODE.get(header.mode, "RGB")
    if not header.profile and header.mode != "CMYK":
        return header
    fits = header.profile and colour_space(header.profile) == expected
    return header if fits else without_profile(header)


def without_profile(header: Header) -> Header:
    """Do without a profile that is of no use. Raises UnfitError for CMYK, which cannot."""
    if header.mode == "CMYK":
        message = "is CMYK without a usable colour profile, so its colours are anyone's guess"
        fix = "Save it with its CMYK profile embedded, or convert it to sRGB."
        raise UnfitError(message, fix)
    return replace(header, profile=None, remarks=(*header.remarks, "profile"))
