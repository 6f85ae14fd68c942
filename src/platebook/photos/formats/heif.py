"""HEIF and AVIF (ISO/IEC 23008-12), read by libheif through pillow-heif.

The format's own turns (irot, imir) are already applied to the size it gives and the pixels it
decodes; an EXIF orientation beside them is for information only (§ A.2.4) and is not applied.
libvips' wheel has no HEVC decoder, so HEIC's pixels come from here and AVIF's from libvips.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from platebook.photos.formats.header import (
    BYTES_LIMIT,
    COPY_AGAIN,
    DAMAGED,
    Header,
    UnfitError,
    coded_colours,
)

_AVIF = (b"avif", b"avis")
_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_BOXES_LIMIT = 1_000
BRANDS = (*_AVIF, b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"miaf")


def read(file: BinaryIO) -> Header:
    """Read the header of a HEIF or AVIF. Raises UnfitError where libheif cannot."""
    picture = _open(file)
    details = picture.info
    file.seek(0)
    brands = file.read(64)
    nclx = details.get("nclx_profile") or {}
    profile = details.get("icc_profile") or None
    exif = details.get("exif")
    codes = (int(nclx.get(key, 2)) for key in ("color_primaries", "transfer_characteristics"))
    return Header(
        "AVIF" if any(brand in brands for brand in _AVIF) else "HEIF",
        picture.size,
        picture.mode.partition(";")[0],
        depth=int(details.get("bit_depth", 8)),
        frames=_frames(brands),
        profile=profile,
        named_colours=None if profile else coded_colours(*codes),
        exif=exif if isinstance(exif, bytes) else None,
        xmp=tuple(filter(None, (details.get("xmp"),))),
        remarks=("C2PA",) if _has_c2pa(file) else (),
    )


def pixels(path: Path) -> tuple[bytes | memoryview, tuple[int, int], int, int]:
    """Decode HEIC: the bytes, px wide × high, channels, and bits a channel (8, or 16 filled up)."""
    with path.open("rb") as file:
        picture = _open(file)
        deep = ";16" in picture.mode
        bands = len(picture.mode.partition(";")[0])
        width, height = picture.size
        try:
            plane, stride = memoryview(picture.data), picture.stride
        except Exception as error:  # untrusted data: the binding raises any exception
            raise UnfitError(DAMAGED, COPY_AGAIN) from error
    row = width * bands * (2 if deep else 1)
    rows: bytes | memoryview = plane
    if stride != row:
        rows = b"".join(plane[at * stride : at * stride + row] for at in range(height))
    return rows, (width, height), bands, 16 if deep else 8


def add_xmp(picture: bytes, xmp: bytes) -> bytes:
    """Add an XMP packet to an AVIF as libheif writes it: one item, the picture.

    The packet becomes a second item that describes the first (ISO/IEC 14496-12, 8.11), at the end
    of the file. Raises ValueError for any other AVIF.
    """
    boxes = dict(_boxes(picture))
    parts = dict(_boxes(boxes.get(b"meta", b"")[4:]))
    place, items = parts.get(b"iloc", b""), parts.get(b"iinf", b"")
    # Version 0, numbers of four bytes, one item, numbered 1, in one piece.
    first = place[8:10] == b"\0\1" and place[16:22] == b"\0\1\0\0\0\0"
    ours = [*boxes] == [b"ftyp", b"meta", b"mdat"] and place[:8] == b"\0\0\0\0\x44\x40\0\1"
    if not (ours and first and items[:6] == b"\0\0\0\0\0\1") or b"iref" in parts:
        raise ValueError("no AVIF of ours")
    info = _box(b"infe", b"\2\0\0\0\0\2\0\0mime\0application/rdf+xml\0")
    describes = _box(b"iref", b"\0\0\0\0" + _box(b"cdsc", b"\0\2\0\1\0\1"))
    growth = len(place[8:]) + len(info) + len(describes)
    starts = (int.from_bytes(place[12:16], "big") + growth, len(picture) + growth)
    rows = (
        number + place[10:12] + start.to_bytes(4, "big") + place[16:22] + length
        for number, start, length in (
            (b"\0\1", starts[0], place[22:26]),
            (b"\0\2", starts[1], len(xmp).to_bytes(4, "big")),
        )
    )
    parts[b"iloc"] = place[:6] + b"\0\2" + b"".join(rows)
    parts[b"iinf"] = items[:4] + b"\0\2" + items[6:] + info
    meta = boxes[b"meta"][:4] + b"".join(_box(name, part) for name, part in parts.items())
    media = _box(b"mdat", boxes[b"mdat"] + xmp)
    return _box(b"ftyp", boxes[b"ftyp"]) + _box(b"meta", meta + describes) + media


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each box, up to one of a size that no box of ours has."""
    at = 0
    while (size := int.from_bytes(content[at : at + 4], "big")) >= 8:
        yield content[at + 4 : at + 8], content[at + 8 : at + size]
        at += size


def _box(name: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


def _open(file: BinaryIO) -> Any:  # noqa: ANN401 -- pillow-heif has no types
    import pillow_heif

    file.seek(0)
    try:
        pictures = pillow_heif.open_heif(file, convert_hdr_to_8bit=False)
        return pictures[pictures.primary_index]
    except Exception as error:  # untrusted data: the binding raises any exception
        message = "is damaged: its header cannot be read"
        raise UnfitError(message, "Export the photograph again.") from error


def _has_c2pa(file: BinaryIO) -> bool:
    """Return whether an outermost box holds a C2PA manifest (C2PA 2.1, § A.5)."""
    at = 0
    for _ in range(_BOXES_LIMIT):
        file.seek(at)
        head = file.read(32)
        length, start = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, start = int.from_bytes(head[8:16], "big"), 16
        if head[4:8] == b"uuid" and head[start : start + 16] == _C2PA:
            return True
        if not start <= length <= BYTES_LIMIT:
            break
        at += length
    return False


def _frames(brands: bytes) -> int:
    """Count a moving picture's frames as two; a burst's other pictures are not frames."""
    return 2 if brands[8:12] in (b"avis", b"msf1", b"hevc", b"hevx") else 1
