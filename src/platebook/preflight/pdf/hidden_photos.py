"""Finds photographs that are on a page and cannot be seen: covered, clipped, transparent, outside.

Where the page's marks leave a doubt, ``photo_visibility`` draws the page, small, to find out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platebook.errors import Finding, Severity
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.page_geometry import UNIT, PageArea, joint, laid, union
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


@dataclass(frozen=True, slots=True)
class _Photo:
    """A photograph, with every place where its page has it.

    ``cause`` says why nothing of it is seen; where it is empty, that is only possible.
    """

    page: PdfPage
    places: tuple[PlacedImage, ...]
    cause: str = ""

    @property
    def main(self) -> PlacedImage:
        """The place where most of it could be seen."""
        return max(self.places, key=_room)

    @property
    def key(self) -> tuple[int, int] | None:
        """The picture's number in the file; None for one in the content stream itself."""
        return cos.key_of(self.main.stream)


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look for every photograph on every page."""
    photos = [photo for page in book.pages for photo in _doubtful(page)]
    if not photos:
        return
    shown = _shown(book, {(each.page.number, each.key) for each in photos})
    waiting = [each for each in photos if not each.cause][:_MOST_SUSPECTS]
    suspects = [Suspect(each.page.number, each.key, _region(each)) for each in waiting]
    found = dict(zip(map(id, waiting), visible_areas(book, suspects), strict=True))
    for photo in photos:
        area = 0.0 if photo.cause else found.get(id(photo))
        if area is not None:
            share = area / max(1.0, _room(photo.main))
            yield from _judged(book, photo, share, shown.get(photo.key, set()))


def _doubtful(page: PdfPage) -> Iterator[_Photo]:
    """Give the photographs of a page of which it is not plain that they are seen.

    Of a page that is too much to read nothing is known, and drawing it would take too long.
    """
    view = view_of(page)
    if view.empty or not page.painted.whole:
        return
    groups: dict[object, list[PlacedImage]] = {}
    painted = page.painted
    for place in (*painted.pictures, *painted.papered, *painted.lost):
        if _is_photo(place):
            groups.setdefault(cos.key_of(place.stream) or id(place), []).append(place)
    for places in list(groups.values())[:_MOST_PHOTOS]:
        causes = [_cause(page, view, place) for place in places]
        if all(causes):
            yield _Photo(page, tuple(places), causes[0])
        elif not any(_is_plain(page, view, place) for place in places):
            yield _Photo(page, tuple(places))


def view_of(page: PdfPage) -> PageArea:
    """Give what of a page is seen once it is cut."""
    return page.media.meet(page.crop).meet(page.trim)


def _is_photo(place: PlacedImage) -> bool:
    box = laid(place.matrix, UNIT)
    if place.space is None or min(place.pixels) < _FEW_PX:
        return False
    return min(box.width, box.height) >= _SMALL_PT or _is_speck(place)


def _is_speck(place: PlacedImage) -> bool:
    box = laid(place.matrix, UNIT)
    tiny = max(box.width, box.height) < _SPECK_PT or min(box.width, box.height) < _THREAD_PT
    return tiny and min(place.pixels) >= _MANY_PX


def _room(place: PlacedImage) -> float:
    """Give the square points of a photograph that its clip leaves, turned ones too."""
    a, b, c, d, _, _ = place.matrix
    box = laid(place.matrix, UNIT)
    return abs(a * d - b * c) * place.kept.size / box.size if box.size else 0.0


def _cause(page: PdfPage, view: PageArea, place: PlacedImage) -> str:
    """Say why nothing of a photograph is seen, as far as its place alone shows."""
    kept, box = place.kept, laid(place.matrix, UNIT)
    if _is_speck(place):
        return f"it is placed {box.width:.2g} × {box.height:.2g} pt large"
    if min(kept.width, kept.height) < _THREAD_PT:
        return "it is clipped away"
    if joint(kept, view) < _NOTHING * kept.size:
        return _OUTSIDE[joint(kept, page.media) >= _NOTHING * kept.size]
    return ""


def _is_plain(page: PdfPage, view: PageArea, place: PlacedImage) -> bool:
    """Tell whether enough of a photograph is seen, whatever the marks over it look like."""
    seen = place.kept.meet(view)
    if place.unsure or seen.size < _LITTLE * place.kept.size:
        return False
    return _under(page, seen, place) <= _UNDER * seen.size


def _under(page: PdfPage, seen: PageArea, place: PlacedImage) -> float:
    """Give how many square points are under later marks at most: what two cover counts twice."""
    shapes, pictures, types = place.after
    painted = page.painted
    later = [mark.area for mark in painted.types[types:]]
    later += [mark.area for mark in painted.shapes[shapes:] if not mark.line]
    later += [mark.seen for mark in painted.pictures[pictures:] if mark is not place]
    lines = (mark for mark in painted.shapes[shapes:] if mark.line)
    drawn = sum(
        min(joint(mark.area, seen), 2 * mark.line * (mark.area.width + mark.area.height))
        for mark in lines
    )
    return drawn + sum(joint(area, seen) for area in (*later, *painted.notes))


def _region(photo: _Photo) -> PageArea:
    """Give what has to be drawn: wherever the page has the photograph."""
    view = view_of(photo.page)
    return union(area for each in photo.places if not (area := each.kept.meet(view)).empty)


def _shown(
    book: PdfDocument, doubtful: set[tuple[int, tuple[int, int] | None]]
) -> dict[tuple[int, int] | None, set[int]]:
    """Give the pages on which each photograph is plain to see."""
    pages: dict[tuple[int, int] | None, set[int]] = {}
    for page in book.pages:
        for place in page.painted.pictures:
            key = cos.key_of(place.stream)
            if key and (page.number, key) not in doubtful:
                pages.setdefault(key, set()).add(page.number)
    return pages


def _judged(book: PdfDocument, photo: _Photo, share: float, shown: set[int]) -> Iterator[Finding]:
    page, place = photo.page, photo.main
    box = laid(place.matrix, UNIT)
    at = page.spot(box)
    # Of what is cut out, as type that was scanned, little may be meant to be seen.
    if share <= (0.0 if _is_cut_out(place) else _NOTHING):
        # A photograph over two pages may just reach the other.
        if photo.cause in _OUTSIDE and shown & {page.number - 1, page.number + 1}:
            return
        cause, grave = photo.cause, Severity.ERROR
        if not cause:
            cause, grave = _reason(page, place)
        message = f"nothing of a photograph is seen: {cause} ({at})"
        yield book.finding("P073", message, page, severity=grave)
    elif share < _LITTLE and not shown and not _is_cut_out(place):
        message = f"most of a photograph is hidden: {100 * share:.0f} % of it is seen ({at})"
        yield book.finding("P074", message, page)


def _is_cut_out(place: PlacedImage) -> bool:
    """Tell whether a photograph has a shape of its own, and so is not hidden."""
    masks = (cos.get(place.stream, "/SMask"), cos.get(place.stream, "/Mask"))
    return place.ragged or any(mask is not None for mask in masks)


def _reason(page: PdfPage, place: PlacedImage) -> tuple[str, Severity]:
    """Say what hides a photograph that is drawn, and cannot be seen; and how grave that is."""
    seen = place.kept.meet(view_of(page))
    shapes, _, types = place.after
    if place.unsure and _under(page, seen, place) < (1 - _UNDER) * seen.size:
        return "it is transparent, masked, clipped away or in a layer that is off", Severity.ERROR
    later = [mark.area for mark in page.painted.shapes[shapes:]]
    later += [mark.area for mark in page.painted.types[types:]]
    if sum(joint(area, seen) for area in (*later, *page.painted.notes)) > _UNDER * seen.size:
        return "it lies under what is drawn after it", Severity.ERROR
    background = joint(place.kept, page.trim) >= _BACKGROUND * page.trim.size
    return (
        "it lies under another picture",
        Severity.WARNING if background else Severity.ERROR,
    )
