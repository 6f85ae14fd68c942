"""What a picture in a finished book is, and what it tells of its owner; any picture, also damaged.

The survey asks whether a photograph can become a plate. Here the question is what went out: a
stranger's picture may be of any kind, and what is wrong with it is a fact and not a failure.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from platebook.photos import colour
from platebook.photos.formats import ifd, jpeg, source
from platebook.photos.formats.header import Header, UnfitError
from platebook.photos.formats.icc import space

_EXIF, _GPS = 0x8769, 0x8825
#: North or south, east or west: they stand beside every latitude and longitude (§ 4.6.6).
_COORDINATES = (1, 3)
#: EXIF 2.32 § 4.6.5: the owner's name, serial numbers, the maker's own notes.
_TAGS = {
    0xA430: "the camera owner’s name",
    0xA431: "the camera’s serial number",
    0xA435: "the lens’s serial number",
    0xC62F: "the camera’s serial number",
    0x927C: "the camera maker’s own notes",
}
_PLACE = "where it was taken (GPS)"
#: Properties of XMP that say the same, as bytes: a packet is not worth parsing for them.
_PROPERTIES = (
    (b"GPSLatitude", _PLACE),
    (b"CameraOwnerName", "the camera owner’s name"),
    (b"aux:OwnerName", "the camera owner’s name"),
    (b"BodySerialNumber", "the camera’s serial number"),
    (b"aux:SerialNumber", "the camera’s serial number"),
    (b"CameraSerialNumber", "the camera’s serial number"),
    (b"LensSerialNumber", "the lens’s serial number"),
    (b"PersonDisplayName", "names of people in it"),
    (b"mwg-rs:Name", "names of people in it"),
)
_GIF = (b"GIF87a", b"GIF89a")


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """One picture. ``format`` is what its bytes are; ``size`` px wide × high as it is shown.

    ``colours`` names what its numbers mean (sRGB, gray, CMYK, or the profile's own name);
    ``private`` lists what it tells that nobody meant to publish. ``fault`` says why it cannot be
    shown; then the rest may be empty.
    """

    format: str
    size: tuple[int, int] = (0, 0)
    colours: str = "sRGB"
    progressive: bool = False
    transparent: bool = False
    frames: int = 1
    private: tuple[str, ...] = ()
    fault: str = ""

    @property
    def pixels(self) -> int:
        """How many pixels it has."""
        return self.size[0] * self.size[1]


def seen(picture: bytes) -> ImageFacts:
    """Say what a picture is, by its first bytes; nothing is decoded."""
    if picture[:6] in _GIF and len(picture) >= 10:
        width, height = struct.unpack("<HH", picture[6:10])
        return ImageFacts("GIF", (width, height))
    file = BytesIO(picture)
    try:
        header = source.as_told(file)
    except UnfitError as unfit:
        return ImageFacts("", fault=unfit.message)
    file.seek(0)
    return ImageFacts(
        header.format,
        header.seen,
        _colours(header),
        progressive=header.format == "JPEG" and jpeg.is_progressive(file),
        transparent=header.mode in ("LA", "RGBA"),
        frames=header.frames,
        private=tuple(dict.fromkeys(_private(header))),
    )


def _colours(header: Header) -> str:
    if header.mode == "CMYK":
        return "CMYK"
    if header.profile and space(header.profile) and not colour.is_srgb(header.profile):
        return colour.description(header.profile) or "a profile without a name"
    if header.named and not header.profile:
        return header.named.name
    return "gray" if header.mode in ("1", "L", "LA") else "sRGB"


def _private(header: Header) -> Iterator[str]:
    """Name what the metadata tells of its owner, each once."""
    if header.exif:
        told = ifd.exif(header.exif, (*_TAGS, _EXIF, _GPS)) or {}
        tags = dict(told)
        if at := ifd.number(told, _EXIF, 0):
            tags |= ifd.inner(header.exif, at, _TAGS)
        at = ifd.number(told, _GPS, 0)
        if at and ifd.inner(header.exif, at, _COORDINATES):
            yield _PLACE
        yield from (words for tag, words in _TAGS.items() if tags.get(tag))
    for packet in header.xmp:
        yield from (words for name, words in _PROPERTIES if name in packet)
