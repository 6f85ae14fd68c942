"""Decodes the data of one image XObject, within bounds, to see whether it is all there.

ISO 32000-2, 7.4 (filters) and 8.9.5. What is found is words; nothing of the picture is kept.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import pikepdf

from platebook.photos.image_facts import Decoded, decode_jpeg, decode_jpx
from platebook.preflight.pdf.objects import ODD, Thing, at, get, name, number, several

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
#: Marks the end of fax data of the fourth kind (T.6, 2.4.1.1): 24 bits, wherever they begin.
_END_OF_FAX = 0x001001
#: Bytes in which a JPEG's tables stand, behind profiles; the marker of quantisation tables
#: (T.81, B.2.4.1); the sum of the one for brightness at quality 50 (Annex K).
_HEAD, _TABLES, _HALF = 1 << 20, 0xDB, 3692
_FLATE = ("/FlateDecode", "/Fl")
_CODED = ("/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
_PLAIN = ("/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx")
_KNOWN = (*_FLATE, *_CODED, *_PLAIN, "/RunLengthDecode", "/RL", "/Crypt")


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


def fault_of(stream: Thing, declared: Samples) -> str:
    """Say why a picture's data cannot be drawn; nothing where they can. Raises UnseenError."""
    filters = [name(each) for each in several(get(stream, "/Filter"))] or [
        each for each in (name(get(stream, "/Filter")),) if each
    ]
    if unknown := [each for each in filters if each not in _KNOWN]:
        return f"it is packed by {unknown[0]}, which no program knows"
    last = filters[-1] if filters else ""
    if last in _CODED:
        data = _before(stream, filters)
        if last == "/JBIG2Decode":
            return _bilevel(data, declared)
        if last in ("/CCITTFaxDecode", "/CCF"):
            return _fax(data, declared, _parameters(stream, len(filters) - 1))
        decode = decode_jpx if last == "/JPXDecode" else decode_jpeg
        return _fitting(decode(data, LARGEST), declared)
    if any(each in _CODED for each in filters):
        return f"{filters[0]} is not the last of its filters"
    length = _unpacked_length(stream, filters, declared.length)
    if length < declared.length:
        share = 100 * length / declared.length
        return f"only {share:.3g} % of its data are there ({length:,} of {declared.length:,} bytes)"
    return ""


def _fitting(found: Decoded, declared: Samples) -> str:
    """Hold what a decoder found to what the dictionary says."""
    if found.size != declared.size and found.size != (0, 0):
        return f"its data are {_by(found.size)} px, and its dictionary says {_by(declared.size)}"
    if declared.channels and found.channels not in (0, declared.channels):
        says = f"its colour space asks for {declared.channels}"
        return f"its data have {found.channels} channels, and {says}"
    if not found.fault and found.size[0] * found.size[1] > LARGEST:
        raise UnseenError("it is too large to decode")
    return found.fault


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]:,} × {size[1]:,}"


def _parameters(stream: Thing, index: int) -> Thing:
    declared = get(stream, "/DecodeParms")
    return at(declared, index) if several(declared) else declared


def packed(stream: Thing) -> bytes:
    """Give a picture's data as they are in the file. Raises UnseenError where they are too much."""
    if number(get(stream, "/Length")) > _MOST_PACKED:
        raise UnseenError("it is too large to decode")
    return bytes(stream.read_raw_bytes())


def jpeg_grade(stream: Thing) -> int:
    """Estimate the quality, 1 to 100 as libjpeg counts, that a JPEG was packed at; 0: unknown."""
    declared = get(stream, "/Filter")
    if [name(each) for each in several(declared)] not in ([], ["/DCTDecode"]):
        return 0
    if not several(declared) and name(declared) not in ("/DCTDecode", "/DCT"):
        return 0
    try:
        head = packed(stream)[:_HEAD]
    except (*ODD, UnseenError):
        return 0
    at_ = 2
    while head[at_ : at_ + 1] == b"\xff" and head[at_ + 1 : at_ + 2] != b"\xda":
        length = int.from_bytes(head[at_ + 2 : at_ + 4], "big")
        table = head[at_ + 5 : at_ + 69]
        if head[at_ + 1] == _TABLES and head[at_ + 4 : at_ + 5] == b"\0" and len(table) == 64:
            share = sum(table) / _HALF
            return max(1, round(50 / share if share > 1 else 100 - 50 * share))
        at_ += 2 + length
    return 0


def _before(stream: Thing, filters: list[str]) -> bytes:
    """Undo all filters but the last. Raises UnseenError where that is too much."""
    raw = packed(stream)
    if len(filters) == 1:
        return raw
    return _by_qpdf(raw, filters[:-1], [_parameters(stream, i) for i in range(len(filters) - 1)])


def _by_qpdf(raw: bytes, filters: list[str], parameters: list[Thing]) -> bytes:
    scratch = pikepdf.new()
    coded = pikepdf.Stream(scratch, raw)
    coded["/Filter"] = pikepdf.Array([pikepdf.Name(each) for each in filters])
    if any(each is not None for each in parameters):
        coded["/DecodeParms"] = pikepdf.Array([_copied(scratch, each) for each in parameters])
    try:
        return bytes(coded.read_bytes())
    except ODD:
        return b""


def _copied(pdf: pikepdf.Pdf, parameters: Thing) -> Thing:
    if not isinstance(parameters, pikepdf.Dictionary):
        return None
    return pdf.copy_foreign(parameters) if parameters.is_indirect else parameters


def _unpacked_length(stream: Thing, filters: list[str], wanted: int) -> int:
    """Count the bytes that there are, up to what is wanted. Raises UnseenError."""
    if not filters:
        stored = int(number(get(stream, "/Length")))
        return stored if stored > _MOST_PACKED else len(packed(stream))
    raw = packed(stream)
    if filters[0] in _FLATE and len(filters) == 1 and len(raw) * _MOST_DEFLATED < wanted:
        return len(raw) * _MOST_DEFLATED
    if wanted > MOST_BYTES:
        raise UnseenError("it is too large to decode")
    if len(filters) > 1 or filters[0] not in _FLATE:
        if wanted > _AT_ONCE:
            raise UnseenError("it is too large to decode")
        return len(_by_qpdf(raw, filters, [_parameters(stream, i) for i in range(len(filters))]))
    parameters = _parameters(stream, 0)
    if number(get(parameters, "/Predictor"), 1.0) < _PNG:
        return _inflated_length(raw, wanted)
    colours, bits = (
        number(get(parameters, "/Colors"), 1.0),
        number(get(parameters, "/BitsPerComponent"), 8.0),
    )
    row = max(1, -(-int(number(get(parameters, "/Columns"), 1.0) * colours * bits) // 8))
    rows = -(-wanted // row)
    got = _inflated_length(raw, rows * (row + 1))
    return got // (row + 1) * row + max(0, got % (row + 1) - 1)


def _inflated_length(raw: bytes, wanted: int) -> int:
    """Count what deflated data unpack to, a block at a time, and no further than is wanted."""
    packer, length, at_ = zlib.decompressobj(), 0, 0
    left = b""
    while length < wanted and not packer.eof and (left or at_ < len(raw)):
        part = left or raw[at_ : at_ + _BLOCK]
        at_ += 0 if left else _BLOCK
        try:
            length += len(packer.decompress(part, _BLOCK))
        except zlib.error:
            return length
        left = packer.unconsumed_tail
    return length


def _fax(data: bytes, declared: Samples, parameters: Thing) -> str:
    """Check fax data (T.4, T.6): as wide as the picture, and ended as its encoder ends them."""
    columns = int(number(get(parameters, "/Columns"), 1728.0))
    if columns != declared.size[0]:
        return f"its fax data are {columns:,} px wide, and its dictionary says {declared.size[0]:,}"
    ends = get(parameters, "/EndOfBlock") is not False
    if not data or (number(get(parameters, "/K")) < 0 and ends and not _has_fax_end(data)):
        return "its fax data end before the picture does"
    return ""


def _has_fax_end(data: bytes) -> bool:
    tail = int.from_bytes(data[-16:].rstrip(b"\0\r\n") + b"\0\0\0", "big")
    return any(tail >> shift & 0xFFFFFF == _END_OF_FAX for shift in range(128))


def _bilevel(data: bytes, declared: Samples) -> str:
    """Follow the segments of JBIG2 data (T.88, 7.2) to their end."""
    at_, page = 0, (0, 0)
    while at_ + 11 <= len(data):
        segment, kind, count = (
            int.from_bytes(data[at_ : at_ + 4], "big"),
            data[at_ + 4],
            data[at_ + 5],
        )
        many = count >> 5
        referred, at_ = (many, at_ + 6)
        if many == 7:
            referred = int.from_bytes(data[at_ - 1 : at_ + 3], "big") & 0x1FFFFFFF
            at_ += 3 + (referred + 8) // 8
        wide = 1 if segment <= 256 else 2 if segment <= 65_536 else 4
        at_ += referred * wide + (4 if kind & 0x40 else 1)
        length = int.from_bytes(data[at_ : at_ + 4], "big")
        at_ += 4
        if kind & 0x3F == 48 and at_ + 8 <= len(data):
            page = (
                int.from_bytes(data[at_ : at_ + 4], "big"),
                int.from_bytes(data[at_ + 4 : at_ + 8], "big"),
            )
        if length == 0xFFFFFFFF:  # of unknown length, to the end
            break
        at_ += length
    if at_ > len(data) or page == (0, 0):
        return "its JBIG2 data are damaged, or end before the picture does"
    if page[0] != declared.size[0] or page[1] not in (declared.size[1], 0xFFFFFFFF):
        return f"its data are {_by(page)} px, and its dictionary says {_by(declared.size)}"
    return ""
