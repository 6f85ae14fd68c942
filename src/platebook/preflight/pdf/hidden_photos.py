"""Finds photographs that are on a page and cannot be seen: covered, clipped, transparent, outside.

Where the marks leave a doubt, the page is drawn twice, with the photograph black and white: where
both are the same, nothing of it is seen. Pictures are single pixels then: none is decoded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from platebook.errors import Finding, Severity
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.cos import ODD
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.page_geometry import PageArea, joint, union
from platebook.preflight.pdf.reduced_copy import FEW_PX, Key, ReducedCopy

#: A photograph is placed so many points wide and high, at least.
_SMALL_PT = 36.0
#: Placed smaller than this, or thinner (points), what has so many pixels cannot be seen.
_TINY_PT, _THREAD_PT, _MANY_PX = 4.0, 0.5, 48
#: So much of it may be under what is drawn later, as under captions and folios, without a doubt.
_UNDER = 0.4
#: Less than the first share of a photograph is nothing; less than the second is so little that a
#: person should look.
_NOTHING, _LITTLE = 0.005, 0.3
#: What takes this share of its page is a background, which may lie under other pictures.
_BACKGROUND = 0.9
#: Photographs of a page that are looked at, and photographs in doubt of a file.
_MOST_PHOTOS, _MOST_DRAWN = 60, 200
_OUTSIDE = ("it stands beside the page", "it stands in what is cut off")


@dataclass(frozen=True)
class _Photo:
    """A photograph with its places on a page; ``cause``: why nothing is seen, empty if unsure."""

    page: PdfPage
    places: tuple[PlacedImage, ...]
    cause: str = ""

    @cached_property
    def main(self) -> PlacedImage:
        """The place where most of it could be seen."""
        return max(self.places, key=_room)

    @property
    def key(self) -> Key:
        """Its object; None of one in the content stream itself (8.9.7)."""
        return cos.key_of(self.main.stream)

    @cached_property
    def region(self) -> PageArea:
        """What has to be drawn: wherever the page has it."""
        view = _view(self.page)
        areas = (place.unclipped_area.meet(view) for place in self.places)
        return union(area for area in areas if not area.empty)


def check(book: PdfDocument) -> Iterator[Finding]:
    """Search for every photograph on every page."""
    photos = [photo for page in book.pages for photo in _doubtful(page)]
    if not photos:
        return
    doubtful = {(photo.page.number, photo.key) for photo in photos}
    # The pages on which each photograph is plain to see.
    pages_by_photo: dict[object, set[int]] = {}
    for page in book.pages:
        for place in page.painted.pictures:
            key = cos.key_of(place.stream)
            if key and (page.number, key) not in doubtful:
                pages_by_photo.setdefault(key, set()).add(page.number)
    visible = _visible_areas(book, [photo for photo in photos if not photo.cause][:_MOST_DRAWN])
    for photo in photos:
        area = 0.0 if photo.cause else visible.get(id(photo))
        if area is not None:
            share = area / max(1.0, _room(photo.main))
            yield from _check_photo(book, photo, share, pages_by_photo.get(photo.key, set()))


def _doubtful(page: PdfPage) -> Iterator[_Photo]:
    """Yield the photographs of a page of which it is not plain that they are seen.

    Of a page that is too much to read nothing is known, and drawing it would take too long.
    """
    view = _view(page)
    if view.empty or not page.painted.whole:
        return
    groups: dict[object, list[PlacedImage]] = {}
    marks = page.painted
    for place in (*marks.pictures, *marks.pattern_pictures, *marks.invisible_pictures):
        large = min(place.box.width, place.box.height) >= _SMALL_PT or _is_tiny(place)
        if large and place.space is not None and min(place.pixels) >= FEW_PX:
            groups.setdefault(cos.key_of(place.stream) or id(place), []).append(place)
    for places in list(groups.values())[:_MOST_PHOTOS]:
        causes = [_cause(page, view, place) for place in places]
        if all(causes):
            yield _Photo(page, tuple(places), causes[0])
        elif not any(_is_plain(page, view, place) for place in places):
            yield _Photo(page, tuple(places))


def _view(page: PdfPage) -> PageArea:
    """Return what of a page is seen once it is cut."""
    return page.media.meet(page.crop).meet(page.trim)


def _is_tiny(place: PlacedImage) -> bool:
    sides = (place.box.width, place.box.height)
    return (max(sides) < _TINY_PT or min(sides) < _THREAD_PT) and min(place.pixels) >= _MANY_PX


def _room(place: PlacedImage) -> float:
    """Return the square points of a photograph that its clip leaves, turned ones too."""
    box = place.box
    return abs(place.signed_size) * place.unclipped_area.size / box.size if box.size else 0.0


def _cause(page: PdfPage, view: PageArea, place: PlacedImage) -> str:
    """Return why nothing of a photograph is seen, as far as its place alone shows."""
    visible, box = place.unclipped_area, place.box
    if _is_tiny(place):
        return f"it is placed {box.width:.2g} × {box.height:.2g} pt large"
    if min(visible.width, visible.height) < _THREAD_PT:
        return "it is clipped away"
    if joint(visible, view) < _NOTHING * visible.size:
        return _OUTSIDE[joint(visible, page.media) >= _NOTHING * visible.size]
    return ""


def _is_plain(page: PdfPage, view: PageArea, place: PlacedImage) -> bool:
    """Return whether enough of a photograph is seen, whatever the marks over it look like."""
    visible = place.unclipped_area.meet(view)
    if place.unsure or visible.size < _LITTLE * place.unclipped_area.size:
        return False
    return _covered_area(page, visible, place) <= _UNDER * visible.size


def _covered_area(page: PdfPage, visible: PageArea, place: PlacedImage) -> float:
    """Return how many square points are under later marks at most: what two cover counts twice."""
    shapes, pictures, types = place.after
    marks = page.painted
    later = [mark.area for mark in marks.types[types:]]
    later += [mark.area for mark in marks.shapes[shapes:] if not mark.line]
    later += [mark.visible_area for mark in marks.pictures[pictures:] if mark is not place]
    line_area = sum(
        min(joint(mark.area, visible), 2 * mark.line * (mark.area.width + mark.area.height))
        for mark in marks.shapes[shapes:]
        if mark.line
    )
    return line_area + sum(joint(area, visible) for area in later)


def _check_photo(
    book: PdfDocument, photo: _Photo, share: float, others: set[int]
) -> Iterator[Finding]:
    page, place = photo.page, photo.main
    at = page.spot(place.box)
    # Of what is cut out, as type that was scanned, little may be meant to be seen.
    masks = (cos.get(place.stream, "/SMask"), cos.get(place.stream, "/Mask"))
    cut_out = place.ragged or any(mask is not None for mask in masks)
    if share <= (0.0 if cut_out else _NOTHING):
        # A photograph over two pages may just reach the other.
        if photo.cause in _OUTSIDE and others & {page.number - 1, page.number + 1}:
            return
        cause, severity = photo.cause, Severity.ERROR
        if not cause:
            cause, severity = _reason(page, place)
        message = f"nothing of a photograph is seen: {cause} ({at})"
        yield book.finding("P073", message, page, severity=severity)
    elif share < _LITTLE and not others and not cut_out:
        message = f"most of a photograph is hidden: {100 * share:.0f} % of it is seen ({at})"
        yield book.finding("P074", message, page)


def _reason(page: PdfPage, place: PlacedImage) -> tuple[str, Severity]:
    """Return what hides a photograph that is drawn, and cannot be seen; and how grave that is."""
    visible = place.unclipped_area.meet(_view(page))
    shapes, _, types = place.after
    if place.unsure and _covered_area(page, visible, place) < (1 - _UNDER) * visible.size:
        hidden = "it is transparent, masked, clipped away, or in a layer or annotation that is off"
        return hidden, Severity.ERROR
    later = [mark.area for mark in page.painted.shapes[shapes:]]
    later += [mark.area for mark in page.painted.types[types:]]
    if sum(joint(area, visible) for area in later) > _UNDER * visible.size:
        return "it lies under what is drawn after it", Severity.ERROR
    background = joint(place.unclipped_area, page.trim) >= _BACKGROUND * page.trim.size
    return "it lies under another picture", Severity.WARNING if background else Severity.ERROR


#: The longer side of a drawing, in pixels, and the scale that is never exceeded.
_EDGE, _LARGEST_SCALE = 96, 4.0
#: What a photograph of 5 % opacity changes of 255 is not seen.
FAINT = 13
#: Pages that are drawn from one copy of the file.
PAGES = 8
_BLACK, _WHITE = b"\0\0\0", b"\xff\xff\xff"


def _visible_areas(book: PdfDocument, photos: Sequence[_Photo]) -> dict[int, float | None]:
    """Return the square points that are seen of each, by its ``id``; None where it is not drawn."""
    result: dict[int, float | None] = {}
    numbers = sorted({photo.page.number for photo in photos})
    for first in range(0, len(numbers), PAGES):
        pages = numbers[first : first + PAGES]
        here = [photo for photo in photos if photo.page.number in pages]
        try:
            copy = ReducedCopy(book, pages, {photo.key for photo in here})
        except (*ODD, OSError):
            continue
        result |= {id(photo): _visible_area(copy, photo) for photo in here}
    return result


def _visible_area(copy: ReducedCopy, photo: _Photo) -> float | None:
    """Return the square points that are seen of a photograph."""
    if not copy.has(photo.key):
        return None
    number, region = photo.page.number, photo.region
    scale = min(_LARGEST_SCALE, _EDGE / max(region.width, region.height))
    dark = copy.draw(number, region, scale, {photo.key: _BLACK})
    light = copy.draw(number, region, scale, {photo.key: _WHITE})
    if dark is None or light is None or len(dark) != len(light):
        return None
    return _count_changed(dark, light) / scale**2


def _count_changed(dark: bytes, light: bytes) -> int:
    """Count the pixels that differ."""
    if dark == light:
        return 0
    channels = [
        [abs(a - b) >= FAINT for a, b in zip(dark[at::4], light[at::4], strict=True)]
        for at in range(3)
    ]
    return sum(map(any, zip(*channels, strict=True)))
