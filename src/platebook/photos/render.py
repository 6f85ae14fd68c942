"""One photograph, every rendition that the editions want of it: decoded once, encoded once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import BinaryIO

from platebook.photos import colour, libvips
from platebook.photos.crop import Frame, Pixels, framed
from platebook.photos.formats import jpeg_copy, source
from platebook.photos.formats.header import Header, UnfitError
from platebook.photos.integrity import tiff_strips
from platebook.photos.integrity.trailing_data import END
from platebook.photos.model import ColourTarget, Photo, Recipe
from platebook.photos.size_budget import STEPS


@dataclass(frozen=True, slots=True)
class RenderKey:
    """What the pixels of a rendition depend on, beside the photograph: two equal looks are one."""

    frame: Frame
    quality: int
    chroma: str
    colour: ColourTarget | None = None
    sharpen: float = 0.0
    copy: bool = True
    most: int | None = None


def look_of(photo: Photo, recipe: Recipe) -> RenderKey:
    """Say what ``recipe`` makes of ``photo``."""
    frame = framed(photo.size, recipe)
    sharpen = recipe.sharpen if frame.scale < 1 else 0.0
    most = recipe.most - jpeg_copy.RIGHTS_LIMIT * recipe.keep_rights if recipe.most else None
    copy = recipe.copy and (most is None or photo.bytes <= most)
    return RenderKey(frame, recipe.quality, recipe.chroma, recipe.colour, sharpen, copy, most)


def renditions(
    photo: Photo,
    looks: Iterable[RenderKey],
    among: Iterable[RenderKey],
    fail_on: str = libvips.STRICT,
) -> Mapping[RenderKey, bytes]:
    """Make the JPEG of each look, without any metadata.

    ``among`` are all looks that are wished of the photograph, made or not: what one decoding
    gives depends on the largest of them, and so do the bytes of the others.
    A baseline sRGB or gray JPEG that is shown whole at its own size is not encoded again: its
    scan is copied as it stands, once it has been decoded to the end. Raises UnfitError or
    ``pyvips.Error`` for a photograph that is damaged, or is not the one that was surveyed.
    """
    looks, among = tuple(dict.fromkeys(looks)), tuple(among)
    with source.opened(photo.path) as file:
        same = source.stamp(file) == photo.stamp
        if not same and source.digest(file) != photo.sha256:
            raise UnfitError("changed while the book was being made", "Build again.")
        header = source.header(file)
        if header.profile and not colour.works(header.profile):
            header = source.without_profile(header)
        copies = _kept(file, header, among)
        watched = not photo.proven or not _closed(file, photo.end)
        if watched and header.format == "TIFF":
            tiff_strips.check(file)
    made = {look: copies[look] for look in looks if look in copies}
    wanted = [look for look in looks if look not in copies]
    end = photo.end if watched else None
    if not wanted:
        if end is not None:
            libvips.proved(photo.path, header, fail_on, end)
        return made
    size = base_size(header.seen, [look.frame for look in among if look not in copies])
    own = libvips.base(photo.path, header, size, fail_on, end)
    profile = colour.profile_of(header)
    # For inks a photograph keeps its own colours, which sRGB may lack; gray has no others.
    owned = [look for look in wanted if look.colour and profile and own.bands > 1]
    if owned:
        deep = colour.in_eight_bits(own)
        made |= {look: _encoded(_shown(deep, header, look), look, profile) for look in owned}
    if others := [look for look in wanted if look not in owned]:
        seen = colour.to_srgb(own, profile)
        seen = seen.copy_memory() if profile or own.format != "uchar" else seen
        made |= {look: _encoded(_shown(seen, header, look), look) for look in others}
    return made


def _shown(picture: libvips.Picture, header: Header, look: RenderKey) -> libvips.Picture:
    return libvips.sharpened(libvips.cut(picture, header.seen, look.frame), look.sharpen)


def base_size(photo: Pixels, frames: Iterable[Frame]) -> Pixels:
    """Give the size at which one decoding serves every frame: that of the largest."""
    # By the smaller of its two scales: one px is one px at any scale, across a line one px high.
    largest = max(frames, key=lambda frame: (frame.least, frame.cut == photo, frame.size))
    if largest.cut == photo:
        return largest.size
    return (
        min(photo[0], ceil(photo[0] * largest.scale)),
        min(photo[1], ceil(photo[1] * largest.scale)),
    )


def _closed(file: BinaryIO, end: int) -> bool:
    """Tell whether the scan of a JPEG has its end marker; what else has one scan is closed."""
    file.seek(end)
    return not end or file.read(2) == END


def _kept(file: BinaryIO, header: Header, looks: Iterable[RenderKey]) -> dict[RenderKey, bytes]:
    """Give the looks that want the file's own pixels, where any reader understands them."""
    wanted = [
        look
        for look in looks
        if look.copy and not look.colour and look.frame.untouched(header.seen)
    ]
    plain = header.baseline and header.orientation == 1 and colour.profile_of(header) is None
    if not (wanted and plain):
        return {}
    file.seek(0)
    copy = jpeg_copy.dressed(file.read())
    return dict.fromkeys(wanted, copy) if copy else {}


def _encoded(shown: libvips.Picture, look: RenderKey, profile: bytes | None = None) -> bytes:
    if look.colour:
        # Late, for it brings NumPy along, which sRGB does without.
        from platebook.photos.cmyk import convert

        return convert.encoded(shown, look.colour, look.quality, profile)
    picture = _bare(libvips.encoded(shown, look.quality, look.chroma))
    for quality, share in STEPS:
        if look.most is None or len(picture) <= look.most:
            break
        smaller = libvips.reduced(shown, share)
        picture = _bare(libvips.encoded(smaller, min(quality, look.quality), look.chroma))
    return picture


def _bare(picture: bytes) -> bytes:
    copy = jpeg_copy.dressed(picture, coded_here=True)
    if copy is None:
        raise RuntimeError("libvips wrote a JPEG of several scans")
    return copy
