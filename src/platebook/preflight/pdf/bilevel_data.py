"""Checks the data of black-and-white pictures: fax (T.4, T.6) and JBIG2 (T.88)."""

from __future__ import annotations

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import Thing

#: Marks the end of fax data of the fourth kind (T.6, 2.4.1.1): 24 bits, wherever they begin.
_END_OF_FAX = 0x001001


def dimensions(size: tuple[int, int]) -> str:
    """Write a size in px as messages do: width × height."""
    return f"{size[0]:,} × {size[1]:,}"


def fax_fault(data: bytes, size: tuple[int, int], parameters: Thing) -> str:
    """Check fax data (T.4, T.6): as wide as the picture, and ended as its encoder ends them."""
    columns = int(cos.number(cos.get(parameters, "/Columns"), 1728.0))
    if columns != size[0]:
        return f"its fax data are {columns:,} px wide, and its dictionary says {size[0]:,}"
    ends = cos.get(parameters, "/EndOfBlock") is not False
    if not data or (cos.number(cos.get(parameters, "/K")) < 0 and ends and not _has_fax_end(data)):
        return "its fax data end before the picture does"
    return ""


def _has_fax_end(data: bytes) -> bool:
    tail = int.from_bytes(data[-16:].rstrip(b"\0\r\n") + b"\0\0\0", "big")
    return any(tail >> shift & 0xFFFFFF == _END_OF_FAX for shift in range(128))


def jbig2_fault(data: bytes, size: tuple[int, int]) -> str:
    """Follow the segments of JBIG2 data (T.88, 7.2) to their end."""

    def read(at: int, count: int = 4) -> int:
        return int.from_bytes(data[at : at + count], "big")

    at_, page = 0, (0, 0)
    while at_ + 11 <= len(data):
        segment, kind, reference_count = read(at_), data[at_ + 4], data[at_ + 5] >> 5
        at_ += 6
        if reference_count == 7:
            reference_count = read(at_ - 1) & 0x1FFFFFFF
            at_ += 3 + (reference_count + 8) // 8
        wide = 1 if segment <= 256 else 2 if segment <= 65_536 else 4
        at_ += reference_count * wide + (4 if kind & 0x40 else 1)
        length, at_ = read(at_), at_ + 4
        if kind & 0x3F == 48 and at_ + 8 <= len(data):
            page = read(at_), read(at_ + 4)
        if length == 0xFFFFFFFF:  # of unknown length, to the end
            break
        at_ += length
    if at_ > len(data) or page == (0, 0):
        return "its JBIG2 data are damaged, or end before the picture does"
    if page[0] != size[0] or page[1] not in (size[1], 0xFFFFFFFF):
        return f"its data are {dimensions(page)} px, and its dictionary says {dimensions(size)}"
    return ""
