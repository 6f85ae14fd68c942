"""Images in finished books: facts about those of any origin, and JPEGs that are no photographs.

Facts are format, size, colours, private metadata, contrast, faults. Unlike the survey, which asks
whether a photograph can become a plate, this accepts images of any kind from other programs' files;
what is wrong with one is a fact, not a failure. Covers, page renders and thumbnails are encoded
here.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from math import inf
from pathlib import Path

from platebook.geometry import Box
from platebook.photos import colour, libvips
from platebook.photos.formats import jpeg, metadata, source, tiff
from platebook.photos.formats.chunked import apng_seconds
from platebook.photos.formats.header import Header, UnfitError, colour_space
from platebook.photos.integrity import scan_data
from platebook.photos.integrity.structure_check import read_only_scan
from platebook.photos.model import ColourTarget, Pixels, Rendition, Rights
from platebook.photos.similarity.small_previews import SmallImage, least_shrink

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
#: Browsers show a frame of a GIF for a tenth of a second where it says less than 20 ms.
_SHORTEST_MS, _USUAL_MS = 20, 100


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """One picture. ``format`` is what its bytes are; ``size`` px wide × high as it is shown.

    ``colours`` names what its numbers mean (sRGB, gray, CMYK, or the profile's own name);
    ``private`` lists private data in its metadata. ``fault`` says why it cannot be
    shown; then the rest may be empty. ``moves`` is for how many seconds its frames are shown.
    """

    format: str
    size: tuple[int, int] = (0, 0)
    colours: str = "sRGB"
    progressive: bool = False
    transparent: bool = False
    frames: int = 1
    moves: float = 0.0
    private: tuple[str, ...] = ()
    fault: str = ""

    @property
    def pixels(self) -> int:
        """How many pixels it has."""
        return self.size[0] * self.size[1]


def read_image_facts(picture: bytes) -> ImageFacts:
    """Read the facts about an image from its header; nothing is decoded."""
    if picture[:6] in _GIF and len(picture) >= 10:
        width, height = struct.unpack("<HH", picture[6:10])
        return ImageFacts("GIF", (width, height), moves=_seconds(picture, "GIF"))
    file = BytesIO(picture)
    try:
        header = source.read_raw_header(file)
    except UnfitError as unfit:
        return ImageFacts("", fault=unfit.message)
    file.seek(0)
    moves = header.frames > 1 and header.format in ("PNG", "WEBP")
    return ImageFacts(
        header.format,
        header.upright_size,
        _colours(header),
        progressive=header.format == "JPEG" and jpeg.is_progressive(file),
        transparent=header.mode in ("LA", "RGBA"),
        frames=header.frames,
        moves=_seconds(picture, header.format) if moves else 0.0,
        private=tuple(dict.fromkeys(_private(header))),
    )


def _seconds(picture: bytes, format: str) -> float:
    """Return for how many seconds the frames of a picture are shown (inf: always)."""
    if format == "PNG":
        return apng_seconds(picture)
    vips = libvips.vips()
    try:
        header = vips.Image.new_from_buffer(picture, "")
        delays, times = header.get("delay"), header.get("loop") or inf
    except vips.Error:
        return 0.0
    if format == "GIF":
        delays = [delay if delay >= _SHORTEST_MS else _USUAL_MS for delay in delays]
    return sum(delays) / 1_000 * times if len(delays) > 1 else 0.0


def _colours(header: Header) -> str:
    if header.mode == "CMYK":
        return "CMYK"
    if header.profile and colour_space(header.profile) and not colour.is_srgb(header.profile):
        return colour.description(header.profile) or "a profile without a name"
    if header.named_colours and not header.profile:
        return header.named_colours.name
    return "gray" if header.mode in ("1", "L", "LA") else "sRGB"


def _private(header: Header) -> Iterator[str]:
    """Yield the kinds of private data in the metadata."""
    if header.exif:
        ifd0 = tiff.exif(header.exif, (*_TAGS, _EXIF, _GPS)) or {}
        tags = dict(ifd0)
        if at := tiff.number(ifd0, _EXIF, 0):
            tags |= tiff.inner(header.exif, at, _TAGS)
        if (at := tiff.number(ifd0, _GPS, 0)) and tiff.inner(header.exif, at, _COORDINATES):
            yield _PLACE
        yield from (words for tag, words in _TAGS.items() if tags.get(tag))
    for packet in header.xmp:
        yield from (words for name, words in _PROPERTIES if name in packet)


#: Stray bytes before a marker: between scans, or before a restart, they are what is left of pixels.
_EXTRANEOUS = re.compile(r"(\d+) extraneous bytes before marker 0x(d9|[^d]|d[a-f8])")
#: Pixels of a JPEG 2000 up to which it is decoded whole; larger ones at a quarter of their size.
_WHOLE = 4_000_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a decoder makes of a picture: px wide × high, channels, and why it fails, if it does.

    ``small`` is what its preview is made of, if it was decoded whole and is not in inks.
    """

    size: tuple[int, int] = (0, 0)
    channels: int = 0
    fault: str = ""
    small: SmallImage | None = None


def decode_jpeg(jpeg: bytes, largest: int) -> Decoded:
    """Decode a JPEG at an eighth of its size, all of its data; of more px than ``largest`` none."""
    vips, result = libvips.vips(), Decoded()
    # A last marker that is missing harms nothing: the decoder supplies it, and then complains.
    jpeg += scan_data.END
    try:
        whole = vips.Image.jpegload_buffer(jpeg, access="sequential")
        result = Decoded((whole.width, whole.height), whole.bands)
        if whole.width * whole.height <= largest:
            state, small = read_only_scan(jpeg, least_shrink(result.size))
            if state is not scan_data.ScanState.WHOLE or small is None:
                return replace(result, fault=_fault_of(jpeg, state))
            if small.mode != "CMYK":
                result = replace(result, small=SmallImage.of(small, result.size))
    except vips.Error as error:
        return replace(result, fault=_warning_text(str(error)))
    return result


def _fault_of(picture: bytes, state: scan_data.ScanState) -> str:
    """Decode all of a JPEG that is not known to be whole; return what is wrong with its data."""
    warning = _warning(picture)
    if _is_stray(warning):
        # Only the first of several warnings is reported.
        warning = _warning(jpeg.remove_stray_bytes(picture))
    if warning and not (_is_stray(warning) and "0xd9" in warning):
        return _warning_text(warning)
    unread = state is scan_data.ScanState.UNREAD
    return "its JPEG data are damaged (some are left over)" if unread else ""


def _warning(picture: bytes) -> str:
    """Return the first that libjpeg warns of; empty where it warns of nothing."""
    vips = libvips.vips()
    try:
        with scan_data.raise_warnings(vips):
            whole = vips.Image.jpegload_buffer(picture, access="sequential", shrink=1)
            by = 8 if min(whole.width, whole.height) >= 16 else 1
            how = {"access": "sequential", "shrink": by, "fail_on": libvips.STRICT}
            vips.Image.jpegload_buffer(picture, **how).avg()
    except vips.Error as error:
        return str(error)
    return ""


def _warning_text(warning: str) -> str:
    lines = [line.strip().removeprefix("VipsJpeg: ") for line in warning.splitlines()[1:]]
    return f"its JPEG data are damaged ({lines[-1][:100] if lines else 'nothing is in them'})"


def _is_stray(warning: str) -> bool:
    stray = _EXTRANEOUS.search(warning)
    return stray is not None and int(stray[1]) <= scan_data.SPARE


def decode_jpx(jpx: bytes, largest: int) -> Decoded:
    """Decode a JPEG 2000, a large one at a quarter of its size."""
    from PIL import Image

    result = Decoded()
    try:
        with Image.open(BytesIO(jpx), formats=("JPEG2000",)) as picture:
            result = Decoded(picture.size, len(picture.getbands()))
            count = picture.width * picture.height
            if count <= largest:
                if count > _WHOLE:
                    picture.reduce = 2  # type: ignore[method-assign, assignment]
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return replace(result, fault=f"its JPEG 2000 data are damaged ({error})"[:160])
    return result


#: What WCAG adds to both luminances, for the light of the room.
_FLARE = 0.05


@dataclass(frozen=True, slots=True)
class TypeContrast:
    """The least contrast of black and of white type with any pixel under them: 1 to 21."""

    black: float
    white: float

    @property
    def best(self) -> float:
        """The better of the two."""
        return max(self.black, self.white)


def type_contrast(
    rendition: Rendition, part: Box, inks: ColourTarget | None = None
) -> TypeContrast:
    """Measure a part of a rendition; ``part`` is in shares of its width and height.

    A rendition in ``inks`` is looked at as its profile prints it, relative to the paper.
    """
    import numpy as np
    from PIL import Image, ImageCms

    with Image.open(rendition.path) as whole:
        width, height = whole.size
        left, top = int(part.x * width), int(part.y * height)
        right = min(width, int(np.ceil((part.x + part.width) * width)))
        bottom = min(height, int(np.ceil((part.y + part.height) * height)))
        corners = max(0, left), max(0, top), max(left + 1, right), max(top + 1, bottom)
        picture = whole.crop(corners)
    if picture.mode == "CMYK" and inks:
        profile = ImageCms.ImageCmsProfile(str(inks.profile))
        screen = ImageCms.createProfile("sRGB")
        relative = ImageCms.Intent.RELATIVE_COLORIMETRIC
        on_screen = ImageCms.profileToProfile(picture, profile, screen, relative, outputMode="RGB")
        picture = on_screen or picture
    shares = np.asarray(picture.convert("RGB"), dtype=np.float32) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    darkest, lightest = float(light.min()), float(light.max())
    return TypeContrast((darkest + _FLARE) / _FLARE, (1 + _FLARE) / (lightest + _FLARE))


#: Bytes in which a JPEG's tables stand, behind profiles; the sum of the quantisation table for
#: brightness at quality 50 (T.81, Annex K).
_HEAD, _HALF = 1 << 20, 3692


def jpeg_quality(picture: bytes) -> int:
    """Estimate the quality, 1 to 100 as libjpeg counts, that a JPEG was packed at; 0: unknown."""
    table = jpeg.quantisation(picture[:_HEAD])
    if len(table) < 64:
        return 0
    share = sum(table) / _HALF
    return max(1, round(50 / share if share > 1 else 100 - 50 * share))


#: Type on a flat ground shows what JPEG does sooner than a photograph.
_QUALITY = 88


def encode(rows: bytes, size: Pixels) -> bytes:
    """Encode rows of red, green, blue (sRGB, 8 bits) as a baseline JPEG, colour at full size."""
    jpeg_bytes = libvips.encode(_from_rows(rows, size), _QUALITY, "4:4:4")
    return jpeg.strip_metadata(jpeg_bytes, coded_here=True) or jpeg_bytes


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
        source_image = vips.Image.jpegload_buffer(picture, shrink=by, autorotate=True).copy_memory()
        small = (source_image.thumbnail_image(edge, height=edge, size="down") for edge in edges)
        return [libvips.encode(image, _REPORT_QUALITY, "4:2:0") for image in small]
    except (vips.Error, UnicodeDecodeError):
        return []


def encode_page(rows: bytes, size: Pixels) -> bytes:
    """Encode a page's rows of red, green, blue (sRGB, 8 bits) as a JPEG."""
    return libvips.encode(_from_rows(rows, size), _REPORT_QUALITY, "4:2:0")


def _from_rows(rows: bytes, size: Pixels) -> libvips.Picture:
    picture = libvips.vips().Image.new_from_memory(rows, *size, 3, "uchar")
    return picture.copy(interpretation="srgb")
