"""A glance at a picture: small, in sRGB, to tell whether two files show the same photograph.

One edition shows a photograph larger, sharper, in inks, or cut to the page; another does not. So
neither bytes nor pixels can be compared, but what one sees from across the room can.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from platebook.plates import pixels
from platebook.plates.icc import space
from platebook.plates.model import Recipe

if TYPE_CHECKING:
    from PIL import Image

#: The long side of a glance (px).
_EDGE = 96
#: No picture of more px is glanced at; none of a book is larger.
_LARGEST = 100_000_000
#: What to wish of a photograph that is to be glanced at: all of it, small, at hardly any cost
#: beside the other wishes, and remembered like them.
GLANCE = Recipe("glance", (_EDGE, _EDGE), quality=90)
_JPEG = b"\xff\xd8"
#: Channels, and what Pillow calls them.
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
#: What a glance begins with: the whole picture's width by height, the glance's own in px.
HEAD = struct.Struct(">fHH")


def glance(picture: bytes, profile: bytes | None = None) -> bytes:
    """Look at a JPEG, PNG, WebP or GIF; empty where it cannot be decoded, or is enormous.

    ``profile`` says what the numbers mean where the file itself does not: a PDF's output intent.
    Glances are for ``alike`` and ``twins``; in them stand a shape, a size and rows of sRGB.
    """
    from PIL import Image

    vips = pixels.vips()
    try:
        small, (width, height), told = (_jpeg if picture[:2] == _JPEG else _other)(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, vips.Error):
        return b""
    return _packed(small, width / height, told or profile)


def glance_at_rows(
    rows: bytes, size: tuple[int, int], bands: int, profile: bytes | None = None
) -> bytes:
    """Look at pixels that are decoded already: rows of 1 (gray), 3 (RGB) or 4 (inks) bytes a px."""
    from PIL import Image

    picture = Image.frombuffer(_MODES[bands], size, rows, "raw", _MODES[bands], 0, 1)
    return _packed(_small(picture), size[0] / size[1], profile)


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether two glances are of one photograph, though sized, cut or printed otherwise."""
    from platebook.plates import resembling

    if resembling.alike(one, other):
        return True
    # Stage lights and neon have colours far beyond any ink: then both are seen as if printed.
    return bool(one and other) and resembling.alike(_printed(one), _printed(other))


def twins(glances: Sequence[bytes]) -> list[tuple[int, int]]:
    """Find pictures that look the same as an earlier one: (earlier, later), by place in the list.

    Flat areas are no twins, since there is nothing in them to recognise; nor are empty glances.
    """
    from platebook.plates import resembling

    return resembling.twins(glances)


def _printed(seen: bytes) -> bytes:
    """Give a glance with the colours that it would have in print, on coated paper (FOGRA39)."""
    from PIL import Image

    from platebook.plates.printer import target

    profile = target().profile.read_bytes()
    shape, width, height = HEAD.unpack_from(seen)
    shown = Image.frombytes("RGB", (width, height), seen[HEAD.size :])
    separation, back = _transform(profile, "RGB", "CMYK"), _transform(profile, "CMYK")
    return HEAD.pack(shape, width, height) + bytes(back.apply(separation.apply(shown)).tobytes())


def _jpeg(picture: bytes) -> tuple[Image.Image, tuple[int, int], bytes | None]:
    """Decode a JPEG at an eighth or so: by Pillow, which does it at half of libvips' cost."""
    from PIL import Image

    with Image.open(BytesIO(picture), formats=("JPEG",)) as opened:
        size, told = opened.size, opened.info.get("icc_profile")
        if size[0] * size[1] > _LARGEST:
            raise ValueError("enormous")
        opened.draft(opened.mode, (_EDGE, _EDGE))
        return _small(opened), size, told


def _other(picture: bytes) -> tuple[Image.Image, tuple[int, int], bytes | None]:
    """Decode a picture of another kind as a stream, so that it never stands in memory whole."""
    from PIL import Image

    opened = pixels.vips().Image.new_from_buffer(picture, "", access="sequential")
    size = (opened.width, opened.height)
    if size[0] * size[1] > _LARGEST:
        raise ValueError("enormous")
    told = opened.get("icc-profile-data") if opened.get_typeof("icc-profile-data") else None
    if opened.hasalpha():
        opened = opened.flatten(background=65535 if opened.format == "ushort" else 255)
    if opened.format == "ushort":
        opened = (opened / 257).cast("uchar")
    if opened.bands not in _MODES:
        opened = opened.extract_band(0)
    # By whole numbers, the rest is done when it is small.
    by = max(1, max(size) // (2 * _EDGE))
    opened = opened.shrink(min(by, size[0]), min(by, size[1]))
    rows = opened.write_to_memory()
    shown = Image.frombytes(_MODES[opened.bands], (opened.width, opened.height), rows)
    return _small(shown), size, told


def _small(picture: Image.Image) -> Image.Image:
    """Make a picture small, in its own colours."""
    from PIL import Image

    scale = min(1.0, _EDGE / max(picture.size))
    size = tuple(max(1, round(side * scale)) for side in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.BOX)


def _packed(small: Image.Image, shape: float, profile: bytes | None) -> bytes:
    """Give rows of red, green and blue, by the profile where it fits the channels."""
    kind = {"L": "gray", "RGB": "RGB", "CMYK": "CMYK"}.get(small.mode)
    transform = _transform(profile, small.mode) if profile and space(profile) == kind else None
    shown = transform.apply(small) if transform else small.convert("RGB")
    return HEAD.pack(shape, *small.size) + bytes(shown.tobytes())


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str, inks: str = "") -> Any:  # noqa: ANN401 -- littlecms' own
    """Make the way from a profile to sRGB once, or from sRGB to ``inks``; None if it is damaged."""
    from PIL import ImageCms

    try:
        other, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.buildTransform(
            srgb if inks else other,
            other if inks else srgb,
            mode,
            inks or "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
