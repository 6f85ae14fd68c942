"""Pictures that platebook draws itself, such as a cover: encoded and signed like a photograph."""

from __future__ import annotations

from pathlib import Path

from platebook.photos import libvips
from platebook.photos.crop import Pixels
from platebook.photos.formats import jpeg_copy, xmp
from platebook.photos.model import Rendition, Rights

#: Type on a flat ground shows what JPEG does sooner than a photograph.
_QUALITY = 88


def encode(rows: bytes, size: Pixels) -> bytes:
    """Encode rows of red, green, blue (sRGB, 8 bits) as a baseline JPEG, colour at full size."""
    picture = libvips.vips().Image.new_from_memory(rows, *size, 3, "uchar")
    written = libvips.encoded(picture.copy(interpretation="srgb"), _QUALITY, "4:4:4")
    return jpeg_copy.dressed(written, coded_here=True) or written


def plate(name: str, medium: str, picture: bytes, rights: Rights, folder: Path) -> Rendition:
    """Write a JPEG of ours with its rights into ``folder``, as the plate of that name."""
    packet = xmp.packet(rights, jpeg_copy.XMP_LIMIT)
    signed = jpeg_copy.signed(picture, packet) if packet else picture
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "drawn.jpg"
    path.write_bytes(signed)
    return Rendition(name, medium, path, jpeg_copy.size_of(signed))
