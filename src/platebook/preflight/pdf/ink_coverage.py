"""Measures the ink of CMYK pictures: each is decoded once for all checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.image_data import UnseenError, packed
from platebook.preflight.pdf.objects import ODD, Thing, get, key_of, name, number, numbers, several
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

    def weigh(self, picture: PlacedImage) -> InkMaximum | None:
        """Find the heaviest pixel that is seen of a CMYK picture; None where that cannot be."""
        key, window = key_of(picture.stream), _window(picture)
        if key is None:
            return _weighed(picture, window)
        if (key, window) not in self._known:
            self._known[key, window] = _weighed(picture, window)
        return self._known[key, window]

    def known(self, picture: PlacedImage) -> InkMaximum | None:
        """Give what a picture weighs, if anybody asked before."""
        key = key_of(picture.stream)
        return self._known.get((key, _window(picture))) if key else None


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
    told = get(stream, "/Filter")
    listed = [name(each) for each in several(told)]
    return listed[-1] if listed else name(told)
