"""Decodes the data of image XObjects, within bounds: are they all there, how much ink is in them?

ISO 32000-2, 7.4 (filters) and 8.9.5. Nothing of a picture is kept but previews.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

import pikepdf

from platebook.photos.images import Decoded, decode_jpeg, decode_jpx, jpeg_quality
from platebook.photos.memory import ImageMemory
from platebook.photos.similarity import small_previews
from platebook.photos.similarity.small_previews import SmallImage
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.bilevel_data import dimensions, fax_fault, jbig2_fault
from platebook.preflight.pdf.content_stream.marks import CHANNELS, PlacedImage
from platebook.preflight.pdf.cos import ODD, Thing
from platebook.preflight.pdf.page_geometry import UNIT, transform_area, undone

#: Pixels of a picture up to which it is decoded, and bytes that its samples may take then.
LARGEST, MOST_BYTES = 250_000_000, 1_000_000_000
#: Bytes that qpdf may unpack to at once: they are in memory whole.
_AT_ONCE = 160_000_000
#: Bytes of one picture as it is packed: qpdf and its caller hold them twice. One of a print sheet
#: that JPEG packs badly has 60 MB.
_MOST_PACKED = 80_000_000
_BLOCK = 1 << 20
#: The bytes that one of deflated data unpacks to at most (RFC 1951: 258 for two bits).
_MOST_DEFLATED = 1032
#: From this predictor on, each row begins with a byte of its own (PNG, 7.4.4.4).
_PNG = 10
_FLATE = ("/FlateDecode", "/Fl")
_CODED = ("/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
_PLAIN = ("/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx")
_KNOWN = (*_FLATE, *_CODED, *_PLAIN, "/RunLengthDecode", "/RL", "/Crypt")
#: Pictures of more pixels are not weighed, and not previewed where they are no JPEG: they would
#: not fit into the memory there is.
_MOST_PIXELS, _MOST_PREVIEWED = 60_000_000, 40_000_000
_INVERTED = (1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0)
_STRAIGHT = (0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
_CHANNELS = 4
#: Left, top, right, bottom, in px.
_Window = tuple[int, int, int, int]
#: The most ink, in per cent of one ink, and the pixel that has it, across and down.
MostInk = tuple[float, tuple[int, int]]


class UnseenError(Exception):
    """The data were not looked at; says why."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What the dictionary says of a picture: px wide × high, and bits of each of its channels.

    ``channels`` is 0 where they are not known.
    """

    size: tuple[int, int]
    bits: int
    channels: int

    @property
    def length(self) -> int:
        """The bytes that its rows take: each row begins with a whole byte (8.9.3)."""
        return -(-self.size[0] * self.bits * self.channels // 8) * self.size[1]


def fault_of(stream: Thing, samples: Samples, scales: Scales) -> str:
    """Return why a picture's data cannot be drawn; nothing where they can. Raises UnseenError."""
    if is_jpeg(stream):
        return _check_declared(scales.decode(stream), samples)
    coding = cos.filters(stream)
    if unknown := [filter_ for filter_ in coding if filter_ not in _KNOWN]:
        return f"it is packed by {unknown[0]}, which no program knows"
    last = coding[-1] if coding else ""
    if last in _CODED:
        data = packed_data(stream)
        if len(coding) > 1:
            data = _by_qpdf(data, coding[:-1], stream)
        if last == "/JBIG2Decode":
            return jbig2_fault(data, samples.size)
        if last in ("/CCITTFaxDecode", "/CCF"):
            return fax_fault(data, samples.size, _parameters(stream, len(coding) - 1))
        decode = decode_jpx if last == "/JPXDecode" else decode_jpeg
        return _check_declared(decode(data, LARGEST), samples)
    if any(filter_ in _CODED for filter_ in coding):
        return f"{coding[0]} is not the last of its filters"
    length = _unpacked_length(stream, coding, samples.length)
    if length < samples.length:
        share = 100 * length / samples.length
        return f"only {share:.3g} % of its data are there ({length:,} of {samples.length:,} bytes)"
    return ""


def _check_declared(result: Decoded, samples: Samples) -> str:
    """Compare what a decoder finds with what the dictionary says."""
    if result.size != samples.size and result.size != (0, 0):
        data, says = dimensions(result.size), dimensions(samples.size)
        return f"its data are {data} px, and its dictionary says {says}"
    if samples.channels and result.channels not in (0, samples.channels):
        says = f"its colour space asks for {samples.channels}"
        return f"its data have {result.channels} channels, and {says}"
    if not result.fault and result.size[0] * result.size[1] > LARGEST:
        raise UnseenError("it is too large to decode")
    return result.fault


def _parameters(stream: Thing, index: int) -> Thing:
    parameters = cos.get(stream, "/DecodeParms")
    return cos.at(parameters, index) if cos.several(parameters) else parameters


def packed_data(stream: Thing) -> bytes:
    """Return a picture's data as they are in the file. Raises UnseenError for too much."""
    return bytes(_raw_data(stream))


def _raw_data(stream: Thing) -> pikepdf.Buffer:
    """Return the same without a copy."""
    if cos.number(cos.get(stream, "/Length")) > _MOST_PACKED:
        raise UnseenError("it is too large to decode")
    return stream.get_raw_stream_buffer()


def is_jpeg(stream: Thing) -> bool:
    """Return whether a picture's data are a JPEG as they stand in the file."""
    return cos.filters(stream) in (["/DCTDecode"], ["/DCT"])


def _by_qpdf(raw: bytes, coding: list[str], stream: Thing) -> bytes:
    """Undo some of a stream's filters, from the first on."""
    scratch = pikepdf.new()
    copy = pikepdf.Stream(scratch, raw)
    copy["/Filter"] = pikepdf.Array([pikepdf.Name(filter_) for filter_ in coding])
    parameters = [_parameters(stream, i) for i in range(len(coding))]
    if any(parameter is not None for parameter in parameters):
        copy["/DecodeParms"] = pikepdf.Array(
            [_copy(scratch, parameter) for parameter in parameters]
        )
    try:
        return bytes(copy.read_bytes())
    except ODD:
        return b""


def _copy(pdf: pikepdf.Pdf, parameters: Thing) -> Thing:
    if not isinstance(parameters, pikepdf.Dictionary):
        return None
    return pdf.copy_foreign(parameters) if parameters.is_indirect else parameters


def _unpacked_length(stream: Thing, coding: list[str], expected: int) -> int:
    """Count the bytes that there are, up to what is wanted. Raises UnseenError."""
    if not coding:
        length = int(cos.number(cos.get(stream, "/Length")))
        return length if length > _MOST_PACKED else len(packed_data(stream))
    raw, plain = packed_data(stream), len(coding) == 1 and coding[0] in _FLATE
    if plain and len(raw) * _MOST_DEFLATED < expected:
        return len(raw) * _MOST_DEFLATED
    if expected > (MOST_BYTES if plain else _AT_ONCE):
        raise UnseenError("it is too large to decode")
    if not plain:
        return len(_by_qpdf(raw, coding, stream))
    parameters = _parameters(stream, 0)
    if cos.number(cos.get(parameters, "/Predictor"), 1.0) < _PNG:
        return _inflated_length(raw, expected)
    bits = cos.number(cos.get(parameters, "/BitsPerComponent"), 8.0)
    for key in ("/Columns", "/Colors"):
        bits *= cos.number(cos.get(parameters, key), 1.0)
    row = max(1, -(-int(bits) // 8))
    rows = -(-expected // row)
    count = _inflated_length(raw, rows * (row + 1))
    return count // (row + 1) * row + max(0, count % (row + 1) - 1)


def _inflated_length(raw: bytes, expected: int) -> int:
    """Count what deflated data unpack to, a block at a time, and no further than is wanted."""
    packer, length, at_ = zlib.decompressobj(), 0, 0
    left = b""
    while length < expected and not packer.eof and (left or at_ < len(raw)):
        part = left or raw[at_ : at_ + _BLOCK]
        at_ += 0 if left else _BLOCK
        try:
            length += len(packer.decompress(part, _BLOCK))
        except zlib.error:
            return length
        left = packer.unconsumed_tail
    return length


class Scales:
    """The ink of one document's pictures; ``memory`` has what was found in JPEGs before."""

    def __init__(self, memory: ImageMemory) -> None:
        self._memory = memory
        self._digests: dict[tuple[int, int] | None, str] = {}
        self._profiles: dict[bytes, str] = {}
        # By digest, what was found in passing: JPEGs in inks that are whole, and others made small.
        self._whole: dict[str, tuple[int, int]] = {}
        self._small: dict[str, SmallImage] = {}
        self._known: dict[tuple[tuple[int, int], _Window], MostInk | None] = {}
        self._previews: dict[tuple[tuple[int, int] | None, _Window], bytes] = {}

    def decode(self, stream: Thing) -> Decoded:
        """Decode a JPEG: what it is, and why it fails, if it does. Raises UnseenError."""
        digest = self._digest(stream)

        def look() -> tuple[tuple[int, int], int, str]:
            if size := self._whole.get(digest):
                return size, _CHANNELS, ""
            pixels = decode_jpeg(packed_data(stream), LARGEST)
            if pixels.small:
                self._small[digest] = pixels.small
            return pixels.size, pixels.channels, pixels.fault

        return Decoded(*self._memory.recall(("decoded", LARGEST, digest), look))

    def jpeg_grade(self, stream: Thing) -> int:
        """Estimate the quality (libjpeg, 1 to 100) that a JPEG was packed at; 0: unknown."""
        if not is_jpeg(stream):
            return 0
        try:
            question = ("grade", self._digest(stream))
            return self._memory.recall(question, lambda: jpeg_quality(packed_data(stream)))
        except (*ODD, UnseenError):
            return 0

    def find_most_ink(self, picture: PlacedImage, profile: bytes | None) -> MostInk | None:
        """Find the heaviest pixel that is seen of a CMYK picture; None where that cannot be.

        ``profile`` is that of the press, for the preview of a picture that has none of its own.
        """
        key, window = cos.key_of(picture.stream), _window(picture)
        if key is None:
            return self._find_most_ink(picture, window, profile)
        if (key, window) not in self._known:
            self._known[key, window] = self._find_most_ink(picture, window, profile)
        return self._known[key, window]

    def _find_most_ink(
        self, picture: PlacedImage, window: _Window, profile: bytes | None
    ) -> MostInk | None:
        """Decode a picture and find its heaviest pixel in the window."""
        width, height = picture.pixels
        stream = picture.stream
        decode = cos.numbers(cos.get(stream, "/Decode")) or _STRAIGHT
        if not 0 < width * height <= _MOST_PIXELS or decode not in (_STRAIGHT, _INVERTED):
            return None
        space, masked = picture.space, cos.number(cos.get(stream, "/SMaskInData"))
        if space is None or space.indexed or masked:
            return None
        inverted, coding = decode == _INVERTED, (cos.filters(stream) or [""])[-1]
        try:
            if coding == "/DCTDecode":
                return self._find_most_ink_of_jpeg(stream, window, profile, inverted=inverted)
            if cos.number(cos.get(stream, "/BitsPerComponent")) != 8 or coding == "/JPXDecode":
                return None
            rows = bytes(stream.read_bytes())
        except (*ODD, UnseenError):
            return None
        if len(rows) < width * height * _CHANNELS:
            return None
        from platebook.photos import ink_maxima

        maxima = ink_maxima.find_rows_maximum(rows, (width, height), window, inverted=inverted)
        return (maxima.per_cent, maxima.at) if maxima else None

    def _find_most_ink_of_jpeg(
        self, stream: Thing, window: _Window, profile: bytes | None, *, inverted: bool
    ) -> MostInk | None:
        """Find the heaviest pixel of a JPEG, and keep a preview of it."""
        profile, digest = own_profile(stream) or profile, self._digest(stream)

        def find_most_ink() -> tuple[MostInk | None, bytes]:
            from platebook.photos import ink_maxima

            maxima = ink_maxima.find_jpeg_maximum(packed_data(stream), window, inverted=inverted)
            if maxima is None:
                return None, b""
            if maxima.whole_size:
                self._whole[digest] = maxima.whole_size
            preview = small_previews.preview_of_rows(maxima.small, maxima.size, _CHANNELS, profile)
            return (maxima.per_cent, maxima.at), preview

        question = ("ink", digest, window, inverted, self._profile_digest(profile))
        most_ink, preview = self._memory.recall(question, find_most_ink)
        self._previews[cos.key_of(stream), window] = preview
        return most_ink

    def preview(self, picture: PlacedImage, profile: bytes | None) -> bytes:
        """Return a preview of a picture; empty where it cannot be decoded."""
        stream = picture.stream
        preview = self._previews.get((cos.key_of(stream), _window(picture)))
        try:
            if preview or cos.filters(stream) != ["/DCTDecode"]:
                return preview or _preview(picture, profile)
            inverted = cos.numbers(cos.get(stream, "/Decode"))[:1] == (1.0,)
            own, digest = own_profile(stream) or profile, self._digest(stream)

            def draw() -> bytes:
                if small := self._small.get(digest):
                    return small.preview(own)
                return small_previews.make_preview(packed_data(stream), own, inverted=inverted)

            question = ("preview", digest, inverted, self._profile_digest(own))
            return self._memory.recall(question, draw)
        except (*ODD, UnseenError):
            return b""

    def _digest(self, stream: Thing) -> str:
        """Return the SHA-256 of a picture's data. Raises UnseenError."""
        key = cos.key_of(stream)
        if key is None or key not in self._digests:
            self._digests[key] = _sha256(_raw_data(stream))
        return self._digests[key]

    def _profile_digest(self, profile: bytes | None) -> str:
        """Return the SHA-256 of a profile: one of a press has 650 kB, and all pictures share it."""
        profile = profile or b""
        if profile not in self._profiles:
            self._profiles[profile] = _sha256(profile)
        return self._profiles[profile]


def _sha256(data: bytes | pikepdf.Buffer) -> str:
    return hashlib.sha256(data).hexdigest()


def _preview(picture: PlacedImage, profile: bytes | None) -> bytes:
    """Make the preview of a picture that is no JPEG, by its own profile or the output intent's."""
    stream, space = picture.stream, picture.space
    if not space or space.family not in CHANNELS.values() or space.indexed:
        return b""
    size, channels = picture.pixels[0] * picture.pixels[1], space.channels
    if cos.number(cos.get(stream, "/BitsPerComponent")) != 8 or size > _MOST_PREVIEWED:
        return b""
    rows = stream.read_bytes()
    if len(rows) < size * channels:
        return b""
    profile = own_profile(stream) or profile
    return small_previews.preview_of_rows(
        rows[: size * channels], picture.pixels, channels, profile
    )


def own_profile(stream: Thing) -> bytes | None:
    """Return the profile that a picture's colour space holds."""
    space = cos.get(stream, "/ColorSpace")
    if cos.name(cos.at(space, 0)) == "/ICCBased" and cos.is_stream(cos.at(space, 1)):
        return bytes(cos.at(space, 1).read_bytes())
    return None


def _window(picture: PlacedImage) -> _Window:
    """Return the pixels that are not clipped away."""
    width, height = picture.pixels
    back = undone(picture.matrix)
    if back is None:
        return 0, 0, width, height
    visible = transform_area(back, picture.visible_area).meet(UNIT)
    left, right = int(visible.left * width), -int(-visible.right * width // 1)
    top, bottom = int((1 - visible.top) * height), -int(-(1 - visible.bottom) * height // 1)
    return left, top, max(left + 1, right), max(top + 1, bottom)
