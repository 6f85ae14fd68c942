"""Finds photographs that are on a page and cannot be seen: covered, clipped, transparent, outside.

Where the page's marks leave a doubt, ``photo_visibility`` draws the page, small, to find out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from platebook.errors import Finding, Severity
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.page_geometry import PageArea, joint, union
from platebook.preflight.pdf.photo_visibility import Suspect, visible_areas

#: A photograph has so many pixels, and is placed so many points wide and high, at least.
_FEW_PX, _SMALL_PT = 16, 36.0
#: Placed smaller than this, or thinner (points), what has so many pixels cannot be seen.
_SPECK_PT, _THREAD_PT, _MANY_PX = 4.0, 0.5, 48
#: So much of it may be under what is drawn later, as under captions and folios, without a doubt.
_UNDER = 0.4
#: Less than the first share of a photograph is nothing; less than the second is so little that a
#: person should look.
_NOTHING, _LITTLE = 0.005, 0.3
#: What takes this share of its page is a background, which may lie under other pictures.
_BACKGROUND = 0.9
#: Photographs of a page that are looked at, and photographs in doubt of a file.
_MOST_PHOTOS, _MOST_SUSPECTS = 60, 200
_OUTSIDE = ("it stands beside the page", "it stands in what is cut off")


@dataclass(frozen=True)
class _Photo:
    """A photograph, with every place where its page has it.

    ``cause`` says why nothing of it is seen; where it is empty, that is only possible.
    """

    page: PdfPage
    places: tuple[PlacedImage, ...]
    cause: str = ""

    @cached_property
    def main(self) -> PlacedImage:
        """The place where most of it could be seen."""
        return max(self.places, key=_room)

    @property
    def suspect(self) -> Suspect:
        """The picture's number, and what has to be drawn: wherever the page has it."""
        view = _view(self.page)
        areas = (each.kept.meet(view) for each in self.places)
        region = union(area for area in areas if not area.empty)
        return Suspect(self.page.number, cos.key_of(self.main.stream), region)


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look for every photograph on every page."""
    photos = [photo for page in book.pages for photo in _doubtful(page)]
    if not photos:
        return
    doubtful = {(each.page.number, cos.key_of(each.main.stream)) for each in photos}
    # The pages on which each photograph is plain to see.
    shown: dict[object, set[int]] = {}
    for page in book.pages:
        for place in page.painted.pictures:
            key = cos.key_of(place.stream)
            if key and (page.number, key) not in doubtful:
                shown.setdefault(key, set()).add(page.number)
    waiting = [each for each in photos if not each.cause][:_MOST_SUSPECTS]
    areas = visible_areas(book, [each.suspect for each in waiting])
    found = dict(zip(map(id, waiting), areas, strict=True))
    for photo in photos:
        area = 0.0 if photo.cause else found.get(id(photo))
        if area is not None:
            share = area / max(1.0, _room(photo.main))
            others = shown.get(cos.key_of(photo.main.stream), set())
            yield from _judged(book, photo, share, others)


def _doubtful(page: PdfPage) -> Iterator[_Photo]:
    """Yield the photographs of a page of which it is not plain that they are seen.

    Of a page that is too much to read nothing is known, and drawing it would take too long.
    """
    view = _view(page)
    if view.empty or not page.painted.whole:
        return
    groups: dict[object, list[PlacedImage]] = {}
    painted = page.painted
    for place in (*painted.pictures, *painted.papered, *painted.lost):
        large = min(place.box.width, place.box.height) >= _SMALL_PT or _is_speck(place)
        if large and place.space is not None and min(place.pixels) >= _FEW_PX:
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


def _is_speck(place: PlacedImage) -> bool:
    sides = (place.box.width, place.box.height)
    return (max(sides) < _SPECK_PT or min(sides) < _THREAD_PT) and min(place.pixels) >= _MANY_PX


def _room(place: PlacedImage) -> float:
    """Return the square points of a photograph that its clip leaves, turned ones too."""
    box = place.box
    return abs(place.signed_size) * place.kept.size / box.size if box.size else 0.0


def _cause(page: PdfPage, view: PageArea, place: PlacedImage) -> str:
    """Return why nothing of a photograph is seen, as far as its place alone shows."""
    kept, box = place.kept, place.box
    if _is_speck(place):
        return f"it is placed {box.width:.2g} × {box.height:.2g} pt large"
    if min(kept.width, kept.height) < _THREAD_PT:
        return "it is clipped away"
    if joint(kept, view) < _NOTHING * kept.size:
        return _OUTSIDE[joint(kept, page.media) >= _NOTHING * kept.size]
    return ""


def _is_plain(page: PdfPage, view: PageArea, place: PlacedImage) -> bool:
    """Return whether enough of a photograph is seen, whatever the marks over it look like."""
    seen = place.kept.meet(view)
    if place.unsure or seen.size < _LITTLE * place.kept.size:
        return False
    return _under(page, seen, place) <= _UNDER * seen.size


def _under(page: PdfPage, seen: PageArea, place: PlacedImage) -> float:
    """Return how many square points are under later marks at most: what two cover counts twice."""
    shapes, pictures, types = place.after
    painted = page.painted
    later = [mark.area for mark in painted.types[types:]]
    later += [mark.area for mark in painted.shapes[shapes:] if not mark.line]
    later += [mark.seen for mark in painted.pictures[pictures:] if mark is not place]
    drawn = sum(
        min(joint(mark.area, seen), 2 * mark.line * (mark.area.width + mark.area.height))
        for mark in painted.shapes[shapes:]
        if mark.line
    )
    return drawn + sum(joint(area, seen) for area in later)


def _judged(book: PdfDocument, photo: _Photo, share: float, shown: set[int]) -> Iterator[Finding]:
    page, place = photo.page, photo.main
    at = page.spot(place.box)
    # Of what is cut out, as type that was scanned, little may be meant to be seen.
    masks = (cos.get(place.stream, "/SMask"), cos.get(place.stream, "/Mask"))
    cut_out = place.ragged or any(mask is not None for mask in masks)
    if share <= (0.0 if cut_out else _NOTHING):
        # A photograph over two pages may just reach the other.
        if photo.cause in _OUTSIDE and shown & {page.number - 1, page.number + 1}:
            return
        cause, grave = photo.cause, Severity.ERROR
        if not cause:
            cause, grave = _reason(page, place)
        message = f"nothing of a photograph is seen: {cause} ({at})"
        yield book.finding("P073", message, page, severity=grave)
    elif share < _LITTLE and not shown and not cut_out:
        message = f"most of a photograph is hidden: {100 * share:.0f} % of it is seen ({at})"
        yield book.finding("P074", message, page)


def _reason(page: PdfPage, place: PlacedImage) -> tuple[str, Severity]:
    """Return what hides a photograph that is drawn, and cannot be seen; and how grave that is."""
    seen = place.kept.meet(_view(page))
    shapes, _, types = place.after
    if place.unsure and _under(page, seen, place) < (1 - _UNDER) * seen.size:
        hidden = "it is transparent, masked, clipped away, or in a layer or annotation that is off"
        return hidden, Severity.ERROR
    later = [mark.area for mark in page.painted.shapes[shapes:]]
    later += [mark.area for mark in page.painted.types[types:]]
    if sum(joint(area, seen) for area in later) > _UNDER * seen.size:
        return "it lies under what is drawn after it", Severity.ERROR
    background = joint(place.kept, page.trim) >= _BACKGROUND * page.trim.size
    return "it lies under another picture", Severity.WARNING if background else Severity.ERROR
