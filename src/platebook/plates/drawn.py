"""Pictures that platebook draws itself, such as a cover: encoded and signed like a photograph."""

from __future__ import annotations

from pathlib import Path

from platebook.plates import pixels, scan, xmp
from platebook.plates.frame import Pixels
from platebook.plates.model import Plate, Rights

#: Type on a flat ground shows what JPEG does sooner than a photograph.
_QUALITY = 88


def encode(rows: bytes, size: Pixels) -> bytes:
    """Encode rows of red, green, blue (sRGB, 8 bits) as a baseline JPEG, colour at full size."""
    picture = pixels.vips().Image.new_from_memory(rows, *size, 3, "uchar")
    written = pixels.encoded(picture.copy(interpretation="srgb"), _QUALITY, "4:4:4")
    return scan.dressed(written, coded_here=True) or written


def plate(name: str, medium: str, picture: bytes, rights: Rights, folder: Path) -> Plate:
    """Write a JPEG of ours with its rights into ``folder``, as the plate of that name."""
    packet = xmp.packet(rights, scan.XMP_LIMIT)
    signed = scan.signed(picture, packet) if packet else picture
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "drawn.jpg"
    path.write_bytes(signed)
    return Plate(name, medium, path, scan.size_of(signed))
