"""Decodes, rotates, scales and encodes with libvips.

libvips streams: a photograph passes decoder and scaler in strips. Held in memory is only a result:
a rendition, or the photograph at a half, a quarter or an eighth, where several are made from it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Any

from platebook.photos.formats import heif, jpeg
from platebook.photos.formats.header import Header
from platebook.photos.integrity import scan_data
from platebook.photos.model import Frame, Pixels

#: A picture of libvips; the library has no types.
Picture = Any

#: A JPEG is decoded at a half, a quarter or an eighth where this much is left for Lanczos to do.
_ROOM_FOR_LANCZOS = 1.15
#: A WebP is held whole by its decoder unless that makes it smaller, which it does less well: so
#: only above this many px, and with more left to do. 96 megapixels take 194 MB, not 746.
_LARGE_WEBP, _ROOM_AFTER_WEBP = 30_000_000, 1.5
#: The long side (px) up to which frames share one decoding: what e-books and most printed books
#: show; and that of a preview, which alone is made from less.
_SHARED, PREVIEW_EDGE = 2_600, 96
#: The most bytes of a photograph that are held; larger ones are scaled as they are decoded.
_HELD = 40_000_000
_CHANNELS = {"1": 1, "L": 1, "LA": 1, "CMYK": 4, "CMYKA": 4}
#: Kernels and their sums. libvips' vector code (8.18.7) is right for sums of 8, 16 and 32; others
#: it gets wrong by up to 10 steps (24, 48), or leaves to plain code at four times the cost (57).
_FAINT = (((0, -1, 0), (-1, 20, -1), (0, -1, 0)), 16)  # an eighth
_STRONG = (((-1, -2, -1), (-2, 44, -2), (-1, -2, -1)), 32)  # a quarter
_BETWEEN = 3 / 16
_CHROMA = {"4:4:4": "off", "4:2:0": "on"}
STRICT, LENIENT = "warning", "error"
#: The scale at which a photograph is decoded only to check it: all of its data are read even so.
_LEAST = 1 / 16
#: The least height of a row of blocks in a JPEG (px); others are a multiple of it (T.81, A.2).
_BLOCK = 8


_SETUP = Lock()


@cache
def vips() -> Any:  # noqa: ANN401 -- pyvips has no types
    """Return libvips, set up once: safe decoders only, no cache, one thread for each image.

    The pool gives each photograph a thread of its own; more of them inside would only wait.
    """
    # libvips' warnings are not printed: decoding fails where they matter, and pyvips would print a
    # traceback over a warning that is not UTF-8. libvips reads the variable when it is loaded.
    logging.getLogger("pyvips").addHandler(logging.NullHandler())
    unset = "VIPS_WARNING" not in os.environ
    os.environ.setdefault("VIPS_WARNING", "0")
    try:
        import pyvips
    finally:
        if unset:
            del os.environ["VIPS_WARNING"]

    with _SETUP:  # which pyvips does not expect of two threads: GLib would print a warning
        pyvips._remove_log_handler()
    pyvips.block_untrusted_set(True)
    pyvips.cache_set_max(0)
    pyvips.cache_set_max_mem(0)
    pyvips.concurrency_set(1)
    return pyvips


@cache
def versions() -> str:
    """Return the names of the libraries that make the pixels, for the key of a cached plate.

    The packages that bring them are named where there are such: then none has to be loaded.
    """
    from importlib import metadata

    with suppress(metadata.PackageNotFoundError):
        packages = ("pyvips-binary", "pillow-heif")
        return ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    return ", ".join(f"{name} {version}" for name, version in native_versions().items())


@dataclass(frozen=True, slots=True)
class Decoding:
    """How a photograph is decoded: ``by`` times smaller, then scaled to ``size`` (px, upright).

    Without a ``size`` it is held as it is, and serves every frame that asks for the same.
    """

    by: int
    size: Pixels | None = None


def plan_decoding(header: Header, frame: Frame) -> Decoding:
    """Return the decoding that a frame is made from; whatever else is made from the photograph.

    Frames of up to 2,600 px share one that suits the largest of them, unless that would take too
    much memory; then, as for those that are larger, the photograph is scaled as it is decoded.
    """
    by = _shrink(header, max(frame.scale, min(1.0, _SHARED / max(header.size))))
    bytes_each = _CHANNELS.get(header.mode, 3) * (2 if header.depth > 8 else 1)
    is_held = header.pixels / by**2 * bytes_each <= _HELD
    if is_held and max(frame.size) > PREVIEW_EDGE:
        return Decoding(by)
    return Decoding(_shrink(header, frame.scale), frame.base_size(header.upright_size))


def decode(
    path: Path, header: Header, decoding: Decoding, fail_on: str, end: int | None = 0
) -> Picture:
    """Decode the whole photograph, upright, in its own colours.

    ``end`` is where the only scan of a JPEG ends, as ``Photo.end``; None of one that is proven,
    whose decoder need not be watched. Raises ``pyvips.Error`` or UnfitError for anything damaged.
    """
    with _open(path, header, fail_on, decoding.by, end) as image:
        return _upright(image, header, decoding)


def from_rows(rows: bytes, size: Pixels, header: Header, decoding: Decoding) -> Picture:
    """Return what ``decode`` returns, from rows of a JPEG that were decoded by another library.

    They are gray or sRGB, and ``size`` (px) is that of the photograph divided by ``decoding.by``,
    rounded up; ``decode`` rounds down.
    """
    bands = len(rows) // (size[0] * size[1])
    image = vips().Image.new_from_memory(rows, *size, bands, "uchar")
    image = image.copy(interpretation="srgb" if image.bands > 1 else "b-w")
    whole = (max(1, side // decoding.by) for side in header.size)
    return _upright(image.crop(0, 0, *whole), header, decoding)


def _upright(image: Picture, header: Header, decoding: Decoding) -> Picture:
    """Scale a decoded photograph and turn it upright; return it when it is in memory."""
    if decoding.size:
        size = decoding.size[::-1] if header.orientation > 4 else decoding.size
    else:
        size = (max(1, header.size[0] // decoding.by), max(1, header.size[1] // decoding.by))
    picture = _resize(_on_paper(image, header), size).copy_memory()
    if header.orientation == 1:
        return picture
    picture.set_type(vips().GValue.gint_type, "orientation", header.orientation)
    return picture.autorot().copy_memory()


def decode_only(path: Path, header: Header, fail_on: str, end: int = 0) -> None:
    """Decode the whole photograph for nothing else than to raise what ``decode`` raises."""
    with _open(path, header, fail_on, _shrink(header, _LEAST), end) as image:
        image.avg()


@contextmanager
def _open(path: Path, header: Header, fail_on: str, by: int, end: int | None) -> Iterator[Picture]:
    """Open the photograph as a stream of pixels, all of which are asked for in the block.

    A decoder that can gives them ``by`` times smaller.
    """
    how: dict[str, Any] = {"access": "sequential", "fail_on": fail_on}
    if header.format != "JPEG":
        # libvips says of a tile of a TIFF that it is damaged, and goes on.
        with scan_data.raise_warnings(vips()) if header.format == "TIFF" else nullcontext():
            yield _load(path, header, how | {"fail_on": LENIENT}, by)
        return
    how["shrink"] = by
    if fail_on == LENIENT:
        yield vips().Image.jpegload(str(path), **how)
        return
    if end is None:
        with scan_data.raise_warnings(vips()):
            yield vips().Image.jpegload(str(path), **how)
        return
    with path.open("rb", buffering=0) as file, scan_data.monitor(vips(), file, end) as source:
        yield vips().Image.jpegload_source(source, **how)


def _load(path: Path, header: Header, how: dict[str, Any], by: int) -> Picture:
    image = vips().Image
    if header.format == "HEIF":
        plane, size, bands, bits = heif.pixels(path)
        picture = image.new_from_memory(plane, *size, bands, "ushort" if bits > 8 else "uchar")
        shade, deep = ("rgb", "rgb16") if bands > 2 else ("b-w", "grey16")
        return picture.copy(interpretation=deep if bits > 8 else shade.replace("rgb", "srgb"))
    if header.format == "AVIF":
        return image.heifload(str(path), page=_primary(path), **how)
    if header.format == "WEBP" and header.pixels > _LARGE_WEBP:
        how["scale"] = 1 / by
    if header.format == "TIFF":
        # Or else no strip may have more than 50 MB: some programs write a picture as one strip.
        how["unlimited"] = True
    load = {"PNG": image.pngload, "TIFF": image.tiffload, "WEBP": image.webpload}[header.format]
    return load(str(path), **how)


def _shrink(header: Header, scale: float) -> int:
    """Return how many times smaller a photograph may be decoded that is to be at ``scale``."""
    large_webp = header.format == "WEBP" and header.pixels > _LARGE_WEBP
    scale *= _ROOM_AFTER_WEBP if large_webp else _ROOM_FOR_LANCZOS
    fits = (by for by in (8, 4, 2) if by <= min(header.size) and scale * by <= 1)
    return next((by for by in fits if header.format != "JPEG" or _reads_last_blocks(header, by)), 1)


def _reads_last_blocks(header: Header, by: int) -> bool:
    """Return whether a JPEG that is decoded ``by`` times smaller has its last row of blocks read.

    libvips leaves out rows that do not make a whole one; damage in their data would not be found.
    """
    height = header.size[1]
    return ceil((height - height % by) / _BLOCK) == ceil(height / _BLOCK)


def extract_frame(picture: Picture, photo: Pixels, frame: Frame) -> Picture:
    """Extract one frame from the decoded image of an upright photograph of ``photo`` px."""
    if frame.cut != photo:
        across, down = picture.width / photo[0], picture.height / photo[1]
        width, height = round(frame.cut[0] * across), round(frame.cut[1] * down)
        near = abs(width - frame.size[0]) <= 1 and abs(height - frame.size[1]) <= 1
        target = frame.size if near else (width, height)
        width = max(1, min(target[0], picture.width))
        height = max(1, min(target[1], picture.height))
        left = min(round(frame.left * across), picture.width - width)
        top = min(round(frame.top * down), picture.height - height)
        picture = picture.extract_area(left, top, width, height)
    return _resize(picture, frame.size)


def sharpen(picture: Picture, gain: float) -> Picture:
    """Raise contrast by an eighth or by a quarter at 4 px a period, in finer detail by up to twice.

    By the difference from the neighbours, which costs a third of unsharp masking in L*: a flat
    area stays what it is, to the step. Across or along, detail of f periods a px comes out
    ``1 + gain (1 - cos 2πf)`` times as strong. Of the two strengths the one nearer to ``gain`` is
    taken: there are no others that libvips computes both fast and right.
    """
    if not gain:
        return picture
    rows, whole = _FAINT if gain < _BETWEEN else _STRONG
    kernel = vips().Image.new_from_array([list(row) for row in rows], scale=whole)
    return picture.conv(kernel, precision="integer")


def shrink(picture: Picture, share: float) -> Picture:
    """Scale an image to ``share`` of its px across and down."""
    width, height = (max(1, round(side * share)) for side in (picture.width, picture.height))
    return _resize(picture, (width, height))


def encode(picture: Picture, quality: int, chroma: str) -> bytes:
    """Encode as baseline JPEG without profile or metadata; ``chroma`` is 4:4:4 or 4:2:0."""
    return bytes(picture.jpegsave_buffer(Q=quality, subsample_mode=_CHROMA[chroma], keep="none"))


def encode_for_web(picture: Picture, format: str, quality: int) -> bytes:
    """Encode as lossy WebP or AVIF without profile or metadata."""
    if format == "webp":
        return bytes(picture.webpsave_buffer(Q=quality, effort=4, keep="none"))
    # libvips's own effort, 4, takes four times as long for a file that is a twentieth smaller.
    return bytes(picture.heifsave_buffer(Q=quality, compression="av1", effort=3, keep="none"))


def quality_of(picture: bytes, among: Iterable[int]) -> int | None:
    """Return the quality ``among`` some that a JPEG was encoded with, by its tables, or None."""
    tables = jpeg.quantisation(picture)
    return next((quality for quality in among if _quantisation(quality) == tables), None)


@cache
def _quantisation(quality: int) -> bytes:
    """Return a quality's table, by Pillow: it is the same, and warm builds need no libvips."""
    from PIL import Image

    encoded = BytesIO()
    Image.new("RGB", (8, 8)).save(encoded, "JPEG", quality=quality)
    return jpeg.quantisation(encoded.getvalue())


def _on_paper(picture: Picture, header: Header) -> Picture:
    """Lay transparency on white paper, and keep the channels that are colour.

    Of a TIFF the first further channel is transparency where the header says so; all others are
    selections and spot colours, as Photoshop keeps them.
    """
    channels = _CHANNELS.get(header.mode, 3)
    if header.format == "TIFF":
        bands = channels + header.mode.endswith("A")
        picture = picture.extract_band(0, n=bands) if picture.bands > bands else picture
    if picture.hasalpha():
        picture = picture.flatten(background=65535 if picture.format == "ushort" else 255)
    return picture.extract_band(0, n=channels) if picture.bands > channels else picture


def _resize(picture: Picture, size: Pixels) -> Picture:
    if (picture.width, picture.height) == size:
        return picture
    across, down = size[0] / picture.width, size[1] / picture.height
    return picture.resize(across, vscale=down, kernel="lanczos3")


def _primary(path: Path) -> int:
    """Return the page of a HEIF family file that is meant to be seen."""
    head = vips().Image.heifload(str(path))
    return int(head.get("heif-primary")) if head.get_typeof("heif-primary") else 0


def native_versions() -> Mapping[str, str]:
    """Return the versions of the native libraries that make the pixels, by name."""
    import pillow_heif
    from PIL import features

    return {
        "libvips": ".".join(str(vips().version(part)) for part in range(3)),
        "libheif": pillow_heif.libheif_version(),
        "littlecms": str(features.version("littlecms2")),
    }
