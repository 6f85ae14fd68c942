"""Encodes images that are no photographs: covers, page renders and thumbnails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from platebook.photos import libvips
from platebook.photos.formats import jpeg, metadata
from platebook.photos.image_facts import read_image_facts
from platebook.photos.model import Pixels, Rendition, Rights

#: Type on a flat ground shows what JPEG does sooner than a photograph.
_QUALITY = 88


def encode(rows: bytes, size: Pixels) -> bytes:
    """Encode rows of red, green, blue (sRGB, 8 bits) as a baseline JPEG, colour at full size."""
    picture = libvips.vips().Image.new_from_memory(rows, *size, 3, "uchar")
    written = libvips.encode(picture.copy(interpretation="srgb"), _QUALITY, "4:4:4")
    return jpeg.strip_metadata(written, coded_here=True) or written


def write_plate(name: str, medium: str, picture: bytes, rights: Rights, folder: Path) -> Rendition:
    """Write a JPEG of ours with its rights into ``folder``, as the plate of that name."""
    packet = metadata.build_xmp(rights, jpeg.XMP_LIMIT)
    signed = jpeg.add_xmp(picture, packet) if packet else picture
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "drawn.jpg"
    path.write_bytes(signed)
    return Rendition(name, medium, path, jpeg.image_size(signed))


_REPORT_QUALITY = 80


def thumbnail(picture: bytes, edge: int) -> bytes:
    """Return a JPEG in sRGB of at most ``edge`` px a side; empty where it cannot be decoded."""
    vips = libvips.vips()
    # A conversion takes three times as long as all the rest.
    is_srgb = read_image_facts(picture).colours == "sRGB"
    colour = {} if is_srgb else {"export_profile": "srgb", "intent": "relative"}
    try:
        small = vips.Image.thumbnail_buffer(picture, edge, height=edge, size="down", **colour)
        if small.hasalpha():
            small = small.flatten(background=255)
        return libvips.encode(small.colourspace("srgb"), _REPORT_QUALITY, "4:2:0")
    except (vips.Error, UnicodeDecodeError):
        return b""


def thumbnails(picture: bytes, edges: Sequence[int]) -> list[bytes]:
    """Return JPEGs in sRGB, each of at most so many px a side, the largest first.

    The picture is decoded once, a JPEG at the smallest scale that is large enough. Empty where it
    cannot be decoded.
    """
    vips, facts = libvips.vips(), read_image_facts(picture)
    if facts.format != "JPEG" or facts.colours != "sRGB":
        first = thumbnail(picture, edges[0])
        return [first, *(thumbnail(first, edge) for edge in edges[1:])] if first else []
    by = max((by for by in (1, 2, 4, 8) if max(facts.size) // by >= edges[0]), default=1)
    try:
        read = vips.Image.jpegload_buffer(picture, shrink=by, autorotate=True).copy_memory()
        small = (read.thumbnail_image(edge, height=edge, size="down") for edge in edges)
        return [libvips.encode(each, _REPORT_QUALITY, "4:2:0") for each in small]
    except (vips.Error, UnicodeDecodeError):
        return []


def encode_page(rows: bytes, size: Pixels) -> bytes:
    """Encode a page's rows of red, green, blue (sRGB, 8 bits) as a JPEG."""
    picture = libvips.vips().Image.new_from_memory(rows, *size, 3, "uchar")
    return libvips.encode(picture.copy(interpretation="srgb"), _REPORT_QUALITY, "4:2:0")
