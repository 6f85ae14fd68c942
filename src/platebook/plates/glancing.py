"""A glance at a picture: small, in sRGB, to tell whether two files show the same photograph.

One edition shows a photograph larger, sharper, in inks, or cut to the page; another does not. So
neither bytes nor pixels can be compared, but what one sees from across the room can.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from platebook.plates import pixels
from platebook.plates.icc import space
from platebook.plates.model import Recipe
from platebook.plates.pixels import Picture

#: The long side of a glance (px).
_EDGE = 64
#: No picture of more px is glanced at; none of a book is larger.
_LARGEST = 100_000_000
#: What to wish of a photograph that is to be glanced at: all of it, small, at hardly any cost
#: beside the other wishes, and remembered like them.
GLANCE = Recipe("glance", (_EDGE, _EDGE), quality=90)
#: What a glance begins with: the whole picture's width by height, the glance's own in px.
HEAD = struct.Struct(">fHH")


def glance(picture: bytes, profile: bytes | None = None) -> bytes:
    """Look at a JPEG, PNG, WebP or GIF; empty where it cannot be decoded, or is enormous.

    ``profile`` says what the numbers mean where the file itself does not: a PDF's output intent.
    Glances are for ``alike`` and ``twins``; in them stand a shape, a size and rows of sRGB.
    """
    vips = pixels.vips()
    try:
        head = vips.Image.new_from_buffer(picture, "")
        if head.width * head.height > _LARGEST:
            return b""
        shape = head.width / head.height
        small = _small(_opened(picture, head))
        told = head.get("icc-profile-data") if head.get_typeof("icc-profile-data") else None
        return HEAD.pack(shape, small.width, small.height) + _shown(small, told or profile)
    except (vips.Error, UnicodeDecodeError):
        return b""


def glance_at_rows(
    rows: bytes, size: tuple[int, int], bands: int, profile: bytes | None = None
) -> bytes:
    """Look at pixels that are decoded already: rows of 1 (gray), 3 (RGB) or 4 (inks) bytes a px."""
    picture = pixels.vips().Image.new_from_memory(rows, *size, bands, "uchar")
    kind = {1: "b-w", 3: "srgb", 4: "cmyk"}[bands]
    small = _small(picture.copy(interpretation=kind))
    return HEAD.pack(size[0] / size[1], small.width, small.height) + _shown(small, profile)


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether two glances are of one photograph, though sized, cut or printed otherwise."""
    from platebook.plates import resembling

    return resembling.alike(one, other)


def twins(glances: Sequence[bytes]) -> list[tuple[int, int]]:
    """Find pictures that look the same as an earlier one: (earlier, later), by place in the list.

    Flat areas are no twins, since there is nothing in them to recognise; nor are empty glances.
    """
    from platebook.plates import resembling

    return resembling.twins(glances)


def _opened(picture: bytes, head: Picture) -> Picture:
    """Open it as a stream; a JPEG at a half, a quarter or an eighth where that is enough."""
    image = pixels.vips().Image
    if head.get("vips-loader").startswith("jpeg"):
        edge = max(head.width, head.height)
        shrink = next((by for by in (8, 4, 2) if edge >= by * _EDGE), 1)
        return image.jpegload_buffer(picture, shrink=shrink, access="sequential")
    return image.new_from_buffer(picture, "", access="sequential")


def _small(picture: Picture) -> Picture:
    """Lay it on white paper and make it small, in its own colours and 8 bits."""
    if picture.hasalpha():
        picture = picture.flatten(background=65535 if picture.format == "ushort" else 255)
    if picture.format == "ushort":
        picture = (picture / 257).cast("uchar")
    scale = min(1.0, _EDGE / max(picture.width, picture.height))
    width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    if (width, height) == (picture.width, picture.height):
        return picture.copy_memory()
    down = height / picture.height
    return picture.resize(width / picture.width, vscale=down, kernel="linear").copy_memory()


def _shown(small: Picture, profile: bytes | None) -> bytes:
    """Give rows of red, green and blue, by the profile where it fits the channels."""
    from PIL import Image

    mode = {1: "L", 3: "RGB", 4: "CMYK"}.get(small.bands, "RGB")
    if small.bands not in (1, 3, 4):
        small = small.extract_band(0, n=3) if small.bands > 4 else small.extract_band(0)
        mode = "RGB" if small.bands == 3 else "L"
    shown = Image.frombytes(mode, (small.width, small.height), small.write_to_memory())
    kind = {"L": "gray", "RGB": "RGB", "CMYK": "CMYK"}[mode]
    transform = _transform(profile, mode) if profile and space(profile) == kind else None
    return (transform.apply(shown) if transform else shown.convert("RGB")).tobytes()


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> Any:  # noqa: ANN401 -- littlecms' own
    """Make the way from a profile to sRGB once; None where it is damaged."""
    from PIL import ImageCms

    try:
        return ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
