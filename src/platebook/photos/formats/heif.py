"""HEIF and AVIF (ISO/IEC 23008-12), read by libheif through pillow-heif.

The format's own turns (irot, imir) are already applied to the size it gives and the pixels it
decodes; an EXIF orientation beside them is for information only (§ A.2.4) and is not applied.
libvips' wheel has no HEVC decoder, so HEIC's pixels come from here and AVIF's from libvips.
"""

from __future__ import annotations

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
    named = None
    if not profile:
        named = coded_colours(
            int(nclx.get("color_primaries", 2)), int(nclx.get("transfer_characteristics", 2))
        )
    return Header(
        "AVIF" if any(brand in brands for brand in _AVIF) else "HEIF",
        picture.size,
        picture.mode.partition(";")[0],
        depth=int(details.get("bit_depth", 8)),
        frames=_frames(brands, picture),
        profile=profile,
        named=named,
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
    rows = (
        plane
        if stride == row
        else b"".join(plane[at * stride : at * stride + row] for at in range(height))
    )
    return rows, (width, height), bands, 16 if deep else 8


def _open(file: BinaryIO) -> Any:  # noqa: ANN401 -- pillow-heif has no types
    import pillow_heif

    file.seek(0)
    try:
        pictures = pillow_heif.open_heif(file, convert_hdr_to_8bit=False)
        return pictures[pictures.primary_index]
    except Exception as error:  # untrusted data: the binding raises any exception
        raise UnfitError(
            "is damaged: its header cannot be read", "Export the photograph again."
        ) from error


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


def _frames(brands: bytes, picture: object) -> int:
    """Count a moving picture's frames as many; a burst's other pictures are not frames."""
    del picture
    return 2 if brands[8:12] in (b"avis", b"msf1", b"hevc", b"hevx") else 1
