"""What a photograph's first bytes say of it, whatever its name says; the same shape for all kinds.

A reader of each kind (``jpeg``, ``png``, ``webp``, ``tiff``, ``heif``) fills a ``Header`` without
decoding a pixel, so a bomb is known by its size before anything is unpacked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from platebook.photos.formats.icc import DISPLAY_P3, REC709_CURVE, REC_2020, SRGB_CURVE, Colours

#: No photograph that is longer than this (bytes) is read at all.
BYTES_LIMIT = 500_000_000
#: No text or profile of a photograph that is longer than this (bytes) is looked at.
BLOB_LIMIT = 16_000_000
#: The message for a file that cannot be decoded to its end.
DAMAGED = "is damaged or cut off: it cannot be decoded to its end"
COPY_AGAIN = "Copy the file again from the camera or the archive, or export it again."
_HDR = {16: "PQ", 18: "HLG"}
_PRIMARIES = {9: REC_2020, 11: DISPLAY_P3, 12: DISPLAY_P3}
_CURVES: dict[int, float | tuple[float, ...]] = {
    **dict.fromkeys((1, 6, 14, 15), REC709_CURVE),
    4: 2.2,
    5: 2.8,
    8: 1.0,
    13: SRGB_CURVE,
}
#: What the finding about such a photograph is called, wherever it is made of this.
UNFIT = "F001"


class UnfitError(Exception):
    """A photograph that cannot become a plate: ``message`` says why, ``fix`` what to do."""

    def __init__(self, message: str, fix: str) -> None:
        self.message, self.fix = message, fix
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Header:
    """A photograph as its header describes it.

    ``size`` is px wide × high as stored; ``orientation`` (EXIF 2.32 § 4.6.5, 1..8) says how to
    turn it. ``mode`` names the channels as Pillow does (1, L, LA, P, RGB, RGBA, CMYK),
    ``depth`` the bits of each. ``named`` are colours that the file names without a profile;
    ``words`` the EXIF tags of a file that is itself made of tags (TIFF). ``baseline`` is true of
    a JPEG that every reader understands as it is. ``remarks`` are keys of the survey's warnings.
    """

    format: str
    size: tuple[int, int]
    mode: str
    depth: int = 8
    orientation: int = 1
    frames: int = 1
    profile: bytes | None = None
    named: Colours | None = None
    baseline: bool = False
    exif: bytes | None = None
    words: Mapping[int, tuple[int, ...] | bytes] = field(default_factory=dict)
    xmp: tuple[bytes, ...] = ()
    iim: bytes | None = None
    remarks: tuple[str, ...] = ()

    @property
    def upright_size(self) -> tuple[int, int]:
        """The size as a viewer sees it, px wide × high."""
        width, height = self.size
        return (height, width) if self.orientation > 4 else (width, height)

    @property
    def pixels(self) -> int:
        """How many pixels the photograph has."""
        return self.size[0] * self.size[1]


def coded_colours(primaries: int, transfer: int) -> Colours | None:
    """Return the colours that ISO/IEC 23091-2's code points name; None is sRGB or unspecified.

    Raises UnfitError for high dynamic range, whose brightness paper and e-readers do not have.
    """
    if transfer in _HDR:
        raise UnfitError(
            f"is a high-dynamic-range picture ({_HDR[transfer]}), which paper cannot show as meant",
            "Export it in standard dynamic range, for example as a JPEG or a 16-bit TIFF.",
        )
    colours = _PRIMARIES.get(primaries)
    if colours is None:
        return None
    curve = _CURVES.get(transfer, colours.curve)
    return Colours(f"{colours.name} {transfer}", colours.red, colours.green, colours.blue, curve)
