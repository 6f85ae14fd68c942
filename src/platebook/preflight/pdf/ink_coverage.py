"""Weighs pictures in four inks: each is decoded once, for its ink and for a preview of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from platebook import photos
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.image_data import UnseenError, packed
from platebook.preflight.pdf.objects import (
    ODD,
    Thing,
    at,
    get,
    is_stream,
    key_of,
    name,
    number,
    numbers,
    several,
)
from platebook.preflight.pdf.page_geometry import PageArea, laid, undone

if TYPE_CHECKING:
    from platebook.photos.ink_maxima import InkMaximum

#: Pictures of more pixels are not weighed: they would not fit into the memory there is.
MOST_PIXELS = 60_000_000
_INVERTED = (1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0)
_STRAIGHT = (0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
_CHANNELS = 4
#: Left, top, right, bottom, in px.
_Window = tuple[int, int, int, int]


class Scales:
    """What the pictures of one document weigh, as far as somebody asked."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[int, int], _Window], InkMaximum | None] = {}
        self._previews: dict[tuple[tuple[int, int], _Window], bytes] = {}

    def weigh(self, picture: PlacedImage, profile: bytes | None) -> InkMaximum | None:
        """Find the heaviest pixel that is seen of a CMYK picture; None where that cannot be.

        ``profile`` is that of the press, for the preview of a picture that has none of its own.
        """
        key, window = key_of(picture.stream), _window(picture)
        if key is None:
            return _weighed(picture, window)
        if (key, window) not in self._known:
            weighed = _weighed(picture, window)
            if weighed and weighed.small:
                profile = own_profile(picture.stream) or profile
                self._previews[key, window] = photos.preview_of_rows(
                    weighed.small, weighed.size, _CHANNELS, profile
                )
                weighed = replace(weighed, small=b"")
            self._known[key, window] = weighed
        return self._known[key, window]

    def preview(self, picture: PlacedImage) -> bytes:
        """Give the preview of a picture that was weighed before; nothing of any other."""
        key = key_of(picture.stream)
        return self._previews.get((key, _window(picture)), b"") if key else b""


def own_profile(stream: Thing) -> bytes | None:
    """Give the profile that a picture's colour space holds."""
    space = get(stream, "/ColorSpace")
    if name(at(space, 0)) == "/ICCBased" and is_stream(at(space, 1)):
        return bytes(at(space, 1).read_bytes())
    return None


def _window(picture: PlacedImage) -> _Window:
    """Give the pixels that are not clipped away."""
    width, height = picture.pixels
    back = undone(picture.matrix)
    if back is None:
        return 0, 0, width, height
    seen = laid(back, picture.seen).meet(PageArea(0, 0, 1, 1))
    left, right = int(seen.left * width), -int(-seen.right * width // 1)
    top, bottom = int((1 - seen.top) * height), -int(-(1 - seen.bottom) * height // 1)
    return left, top, max(left + 1, right), max(top + 1, bottom)


def _weighed(picture: PlacedImage, window: _Window) -> InkMaximum | None:
    """Decode a picture and find its heaviest pixel in the window."""
    from platebook.photos import ink_maxima

    width, height = picture.pixels
    stream = picture.stream
    decode = numbers(get(stream, "/Decode")) or _STRAIGHT
    if not 0 < width * height <= MOST_PIXELS or decode not in (_STRAIGHT, _INVERTED):
        return None
    if picture.space is None or picture.space.indexed or number(get(stream, "/SMaskInData")):
        return None
    inverted = decode == _INVERTED
    try:
        if _filter(stream) == "/DCTDecode":
            return ink_maxima.weigh_jpeg(packed(stream), window, inverted=inverted)
        if number(get(stream, "/BitsPerComponent")) != 8 or _filter(stream) == "/JPXDecode":
            return None
        rows = bytes(stream.read_bytes())
    except (*ODD, UnseenError):
        return None
    if len(rows) < width * height * _CHANNELS:
        return None
    return ink_maxima.weigh_rows(rows, (width, height), window, inverted=inverted)


def _filter(stream: Thing) -> str:
    """Give the only filter, or the last of several."""
    filters = get(stream, "/Filter")
    listed = [name(each) for each in several(filters)]
    return listed[-1] if listed else name(filters)
