"""Small previews of images in sRGB, to find out whether two files show the same photograph.

One edition shows a photograph larger, sharper, in inks, or cut to the page; another does not. So
neither bytes nor pixels can be compared, but small previews can.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platebook.photos import libvips
from platebook.photos.formats.header import colour_space
from platebook.photos.model import Recipe

if TYPE_CHECKING:
    from PIL import Image

#: The long side of a preview, and of what it is made from at least (px).
_KEPT, _EDGE = 48, libvips.PREVIEW_EDGE
#: Images of more px get no preview; none of a book is larger.
_LARGEST = 100_000_000
#: The recipe of a photograph's preview: all of it, small, at hardly any cost
#: beside the other requests, and cached like them.
PREVIEW = Recipe("glance", (_EDGE, _EDGE), quality=90)
#: The same, so large that it is made from the decoding of the plates that are made beside it.
LARGER_PREVIEW = Recipe("glance", (4 * _EDGE // 3, 4 * _EDGE // 3), quality=90)
_JPEG = b"\xff\xd8"
#: Channels, and what Pillow calls them.
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
#: What a preview begins with: the whole picture's width by height, the preview's own in px.
HEAD = struct.Struct(">fHH")


def make_preview(
    picture: bytes, profile: bytes | None = None, *, inverted: bool | None = None
) -> bytes:
    """Make the preview of a JPEG, PNG, WebP or GIF; empty if it cannot be decoded or is too large.

    ``profile`` says what the numbers mean where the file itself does not: a PDF's output intent.
    CMYK that nothing describes is seen as on coated paper. ``inverted`` says whether a stored 255
    is bare paper (a PDF's Decode); None leaves that to the JPEG's Adobe marker.
    A preview holds a shape, a size and rows of sRGB, for ``is_same_photo`` and
    ``find_duplicates``.
    """
    from PIL import Image, ImageChops

    vips = libvips.vips()
    try:
        small, (width, height), own_profile = (
            _decode_jpeg if picture[:2] == _JPEG else _decode_other
        )(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, vips.Error):
        return b""
    # Pillow inverts CMYK where there is Adobe's marker (Adobe TN 5116); a PDF's reader does not.
    if small.mode == "CMYK" and inverted not in (None, _is_adobe(picture)):
        small = ImageChops.invert(small)
    return _pack(_downscale(small), width / height, own_profile or profile)


@dataclass(frozen=True, slots=True)
class SmallImage:
    """An image as small as a preview, still in its own colours: gray, RGB or inks.

    ``shape`` is the whole image's width by height, ``profile`` the one that it holds itself.
    """

    image: Image.Image
    shape: float
    profile: bytes | None

    @classmethod
    def of(cls, picture: Image.Image, size: tuple[int, int]) -> SmallImage | None:
        """Make an opened image small, whose own size is ``size`` (px); None of one too large."""
        if size[0] * size[1] > _LARGEST:
            return None
        return cls(_downscale(picture), size[0] / size[1], picture.info.get("icc_profile"))

    def preview(self, profile: bytes | None = None) -> bytes:
        """Return the preview, as ``make_preview`` does."""
        return _pack(self.image, self.shape, self.profile or profile)


def least_shrink(size: tuple[int, int]) -> int:
    """Return how many times smaller a JPEG of ``size`` (px) is decoded for its preview."""
    return next((by for by in (8, 4, 2) if min(size) // _EDGE >= by), 1)


def preview_of_rows(
    rows: bytes, size: tuple[int, int], bands: int, profile: bytes | None = None
) -> bytes:
    """Make the preview of decoded pixels: rows of 1 (gray), 3 (RGB) or 4 (inks) bytes a px."""
    from PIL import Image

    picture = Image.frombuffer(_MODES[bands], size, rows, "raw", _MODES[bands], 0, 1)
    by = max(1, max(size) // (2 * _EDGE))
    return _pack(_downscale(picture.reduce(by)), size[0] / size[1], profile)


def _is_adobe(jpeg: bytes) -> bool:
    from PIL import Image

    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as jpeg_image:
        return "adobe" in jpeg_image.info


def is_same_photo(first: bytes, second: bytes) -> bool:
    """Return whether two previews are of one photograph, though sized, cut or printed otherwise.

    Stage lights and neon have colours beyond any ink, and a program that knows no profile makes
    inks of light by subtraction: so both are also compared as they would look in print.
    """
    from platebook.photos.similarity import compare

    if compare.is_same_photo(first, second):
        return True
    if not (first and second):
        return False
    first_printed, second_printed = _as_printed(first), _as_printed(second)
    if compare.is_same_photo(first_printed, second_printed):
        return True
    return compare.is_same_photo(_as_printed(first, plainly=True), second) or compare.is_same_photo(
        first, _as_printed(second, plainly=True)
    )


def find_duplicates(previews: Sequence[bytes]) -> list[tuple[int, int]]:
    """Find pictures that look the same as an earlier one: (earlier, later), by place in the list.

    Flat areas are no twins, since there is nothing in them to recognise; nor are empty previews.
    """
    from platebook.photos.similarity import compare

    return compare.find_duplicates(previews)


def _as_printed(preview: bytes, *, plainly: bool = False) -> bytes:
    """Return a preview with the colours that it would have in print, on coated paper (FOGRA39).

    ``plainly``: in inks that are the light's complement, as is made without a profile.
    """
    from PIL import Image

    shape, width, height = HEAD.unpack_from(preview)
    image = Image.frombytes("RGB", (width, height), preview[HEAD.size :])
    separation, back = (
        _transform(_coated_paper(), "RGB", "CMYK"),
        _transform(_coated_paper(), "CMYK"),
    )
    inks = image.convert("CMYK") if plainly else separation.apply(image)
    return HEAD.pack(shape, width, height) + bytes(back.apply(inks).tobytes())


@cache
def _coated_paper() -> bytes:
    """Return the profile of coated paper that comes with platebook."""
    from platebook.photos.cmyk.press_profile import target

    return target().profile.read_bytes()


def _decode_jpeg(picture: bytes) -> tuple[Image.Image, tuple[int, int], bytes | None]:
    """Decode a JPEG at an eighth or so: by Pillow, which does it at half of libvips' cost."""
    from PIL import Image

    with Image.open(BytesIO(picture), formats=("JPEG",)) as jpeg_image:
        size, profile = jpeg_image.size, jpeg_image.info.get("icc_profile")
        if size[0] * size[1] > _LARGEST:
            raise ValueError("enormous")
        jpeg_image.draft(jpeg_image.mode, (_EDGE, _EDGE))
        jpeg_image.load()
        return jpeg_image.copy(), size, profile


def _decode_other(picture: bytes) -> tuple[Image.Image, tuple[int, int], bytes | None]:
    """Decode a picture of another kind as a stream, so that it never stands in memory whole."""
    from PIL import Image

    source = libvips.vips().Image.new_from_buffer(picture, "", access="sequential")
    size = (source.width, source.height)
    if size[0] * size[1] > _LARGEST:
        raise ValueError("enormous")
    profile = source.get("icc-profile-data") if source.get_typeof("icc-profile-data") else None
    if source.hasalpha():
        source = source.flatten(background=65535 if source.format == "ushort" else 255)
    if source.format == "ushort":
        source = (source / 257).cast("uchar")
    if source.bands not in _MODES:
        source = source.extract_band(0)
    # By whole numbers, the rest is done when it is small.
    by = max(1, max(size) // (2 * _EDGE))
    source = source.shrink(min(by, size[0]), min(by, size[1]))
    rows = source.write_to_memory()
    image = Image.frombytes(_MODES[source.bands], (source.width, source.height), rows)
    return image, size, profile


def _downscale(picture: Image.Image) -> Image.Image:
    """Scale an image down, in its own colours: a pixel is the mean of its area, in any grid."""
    from PIL import Image

    from platebook.photos.similarity import compare

    scale = min(1.0, _KEPT / max(picture.size))
    width, height = (max(1, round(side * scale)) for side in picture.size)
    if picture.mode not in _MODES.values():
        picture = picture.convert("RGB")
    rows = compare.downscale(picture.tobytes(), picture.size, (width, height))
    return Image.frombytes(picture.mode, (width, height), rows)


def _pack(small: Image.Image, shape: float, profile: bytes | None) -> bytes:
    """Return rows of red, green and blue, by the profile where it fits the channels."""
    kind = {"L": "gray", "RGB": "RGB", "CMYK": "CMYK"}.get(small.mode)
    if kind == "CMYK" and not (profile and colour_space(profile) == kind):
        profile = _coated_paper()
    transform = (
        _transform(profile, small.mode) if profile and colour_space(profile) == kind else None
    )
    rgb = transform.apply(small) if transform else small.convert("RGB")
    return HEAD.pack(shape, *small.size) + bytes(rgb.tobytes())


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str, inks: str = "") -> Any:  # noqa: ANN401 -- littlecms' own
    """Build the transform from a profile to sRGB or back (``inks``); None if it is damaged."""
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


def average_colour(path: Path) -> str:
    """Return the average colour of a finished JPEG in sRGB, as ``#rrggbb``."""
    from PIL import Image

    with Image.open(path, formats=("JPEG",)) as picture:
        picture.draft("RGB", (32, 32))
        red, green, blue = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{red:02x}{green:02x}{blue:02x}"
