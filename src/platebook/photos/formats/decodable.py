"""Decodes pictures of other programs' PDFs for nothing but to say whether they can be decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO

from platebook.photos import libvips

#: Stray bytes between two markers that harm nothing; more of them are what is left of the pixels.
_STRAY = 64
_EXTRANEOUS = re.compile(r"(\d+) extraneous bytes before marker")
#: Pixels of a JPEG 2000 up to which it is decoded whole; larger ones at a quarter of their size.
_WHOLE = 4_000_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a decoder makes of a picture: px wide × high, channels, and why it fails, if it does."""

    size: tuple[int, int] = (0, 0)
    channels: int = 0
    fault: str = ""


def decode_jpeg(jpeg: bytes, largest: int) -> Decoded:
    """Decode a JPEG at an eighth of its size, all of its data; of more px than ``largest`` none."""
    vips, told = libvips.vips(), Decoded()
    # A last marker that is missing harms nothing: the decoder supplies it, and then complains.
    jpeg += b"\xff\xd9"
    try:
        whole = vips.Image.jpegload_buffer(jpeg, access="sequential")
        told = Decoded((whole.width, whole.height), whole.bands)
        if whole.width * whole.height <= largest:
            by = 8 if min(told.size) >= 16 else 1
            how = {"access": "sequential", "shrink": by, "fail_on": libvips.STRICT}
            vips.Image.jpegload_buffer(jpeg, **how).avg()
    except vips.Error as error:
        return replace(told, fault=_harm(str(error)))
    return told


def _harm(said: str) -> str:
    """Say why a JPEG cannot be decoded; nothing where a few stray bytes are all that is wrong."""
    lines = [line.strip().removeprefix("VipsJpeg: ") for line in said.splitlines()[1:]]
    harm = [line for line in lines if line and not _is_stray(line)]
    if harm or len(lines) < 1:
        return f"its JPEG data are damaged ({harm[-1][:100] if harm else 'nothing is in them'})"
    return ""


def _is_stray(line: str) -> bool:
    stray = _EXTRANEOUS.search(line)
    return stray is not None and int(stray[1]) <= _STRAY


def decode_jpx(jpx: bytes, largest: int) -> Decoded:
    """Decode a JPEG 2000, a large one at a quarter of its size."""
    from PIL import Image

    told = Decoded()
    try:
        with Image.open(BytesIO(jpx), formats=("JPEG2000",)) as picture:
            told = Decoded(picture.size, len(picture.getbands()))
            count = picture.width * picture.height
            if count <= largest:
                if count > _WHOLE:
                    picture.reduce = 2  # type: ignore[method-assign, assignment]
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return replace(told, fault=f"its JPEG 2000 data are damaged ({error})"[:160])
    return told
