"""Measures how much of a photograph is seen on its page, by drawing the page twice.

The photograph is drawn black and then white: where both drawings are the same, nothing of it is
seen, whatever hides it (ISO 32000-2, 8.11 and 11). Pictures are replaced by single pixels, which
keep their masks, so that none is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import ODD, Thing
from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.pdf.page_contents import pixels
from platebook.preflight.pdf.page_geometry import PageArea

Key = tuple[int, int] | None

#: The longer side of a drawing, in pixels, and the scale that is never exceeded.
_EDGE, _LARGEST_SCALE = 96, 4.0
#: What a photograph of 5 % opacity changes of 255 is not seen.
_FAINT = 13
#: Pages that are drawn from one copy of the file, and bytes of it.
_PAGES, _MOST_BYTES = 8, 100_000_000
#: Pixels of a mask that are decoded.
_MOST_MASK = 50_000_000
_GREY, _BLACK, _WHITE = b"\x7f\x7f\x7f", b"\0\0\0", b"\xff\xff\xff"
_MARK = re.compile(rb"/PlatebookMark (\d+)\b[^>]*>>\s*stream\r?\n")
_KEPT = ("/Type", "/Subtype", "/SMask", "/Mask", "/OC", "/Length")
_ROOT = ("/Type", "/Pages", "/OCProperties")
_PAGE = ("/Type", "/Parent", "/Resources", "/Contents", "/Annots", "/Group", "/MediaBox")
_INLINE, _FEW_PX, _DEPTH = "/PlatebookInline", 16, 6


@dataclass(frozen=True, slots=True)
class Suspect:
    """A photograph of page ``number``, which may be seen in ``region`` (points).

    ``key`` is its object; None stands for all pictures in the content stream itself (8.9.7).
    """

    number: int
    key: Key
    region: PageArea


def visible_areas(book: PdfDocument, suspects: Sequence[Suspect]) -> list[float | None]:
    """Return the square points that are seen of each; None where the page cannot be drawn."""
    found: dict[Suspect, float | None] = {}
    numbers = sorted({each.number for each in suspects})
    for first in range(0, len(numbers), _PAGES):
        pages = numbers[first : first + _PAGES]
        here = [each for each in suspects if each.number in pages]
        try:
            copy = _Copy(book, pages, {each.key for each in here})
        except (*ODD, OSError):
            continue
        found |= {each: copy.seen(each) for each in here}
    return [found.get(each) for each in suspects]


class _Copy:
    """Some pages of a file, with single pixels for pictures."""

    def __init__(self, book: PdfDocument, pages: Sequence[int], photos: set[Key]) -> None:
        self._pages = list(pages)
        # Annotations may be for screens alone.
        self._medium = "print" if book.for_press else None
        with pikepdf.open(book.subject.file, access_mode=pikepdf.AccessMode.stream) as pdf:
            _reduce(pdf, pages)
            masks = _masks(pdf) - photos
            for thing in pdf.objects:
                if cos.is_stream(thing) and cos.name(cos.get(thing, "/Subtype")) == "/Image":
                    _replace(thing, masks)
            if None in photos:
                _take_out(pdf)
            file = BytesIO()
            modes = pikepdf.ObjectStreamMode
            pdf.save(file, object_stream_mode=modes.disable, compress_streams=False)
        self._bytes = file.getvalue() if file.tell() <= _MOST_BYTES else b""
        self._places = {int(each[1]): each.end() for each in _MARK.finditer(self._bytes)}

    def seen(self, suspect: Suspect) -> float | None:
        """Return the square points that are seen of a photograph."""
        place = self._places.get(suspect.key[0] if suspect.key else 0)
        if place is None:
            return None
        index = self._pages.index(suspect.number)
        scale = min(_LARGEST_SCALE, _EDGE / max(suspect.region.width, suspect.region.height))
        dark = self._drawn(index, suspect.region, scale, place, _BLACK)
        light = self._drawn(index, suspect.region, scale, place, _WHITE)
        if dark is None or light is None or len(dark) != len(light):
            return None
        return _changed(dark, light) / scale**2

    def _drawn(
        self, index: int, region: PageArea, scale: float, place: int, colour: bytes
    ) -> bytes | None:
        """Draw what is in a region, four bytes a pixel."""
        content = b"".join((self._bytes[:place], colour, self._bytes[place + len(colour) :]))
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return None
        try:
            page = document[index]
            page.set_mediabox(*region.edges())
            page.set_cropbox(*region.edges())
            how = {"force_bitmap_format": 4, "maybe_alpha": False, "optimize_mode": self._medium}
            return pixels(page.render(scale=scale, **how))
        except (pypdfium2.PdfiumError, ValueError):
            return None
        finally:
            document.close()


def _changed(dark: bytes, light: bytes) -> int:
    """Count the pixels that differ."""
    if dark == light:
        return 0
    channels = [
        [abs(one - other) >= _FAINT for one, other in zip(dark[at::4], light[at::4], strict=True)]
        for at in range(3)
    ]
    return sum(map(any, zip(*channels, strict=True)))


def _reduce(pdf: pikepdf.Pdf, pages: Sequence[int]) -> None:
    """Leave some pages, and nothing that leads to others."""
    for index in reversed(range(len(pdf.pages))):
        page = pdf.pages[index]
        if index + 1 not in pages:
            del pdf.pages[index]
            continue
        resources = cos.inherited(page.obj, "/Resources")
        if resources is not None:
            page.obj.Resources = resources
        page.obj.MediaBox = cos.inherited(page.obj, "/MediaBox")
        page.obj.Rotate = 0
        for key in [key for key, _ in cos.items(page.obj) if key not in (*_PAGE, "/Rotate")]:
            del page.obj[key]
    for key in [key for key, _ in cos.items(pdf.Root) if key not in _ROOT]:
        del pdf.Root[key]


def _masks(pdf: pikepdf.Pdf) -> set[Key]:
    """Return the pictures by which others are masked; what they look like decides what is seen."""
    found: set[Key] = set()
    for thing in pdf.objects:
        if cos.is_stream(thing):
            found |= {cos.key_of(cos.get(thing, "/SMask")), cos.key_of(cos.get(thing, "/Mask"))}
            found |= set(_in_groups(cos.get(thing, "/Resources"), 0))
    for page in pdf.pages:
        found |= set(_in_groups(cos.get(page.obj, "/Resources"), 0))
    return found - {None}


def _in_groups(resources: Thing, depth: int) -> Iterator[Key]:
    """Yield the pictures in groups that are used as soft masks (11.6.5.2)."""
    for _, state in cos.items(cos.get(resources, "/ExtGState")):
        inner = cos.get(cos.get(cos.get(state, "/SMask"), "/G"), "/Resources")
        if inner is not None and depth < _DEPTH:
            yield from (cos.key_of(thing) for _, thing in cos.items(cos.get(inner, "/XObject")))
            yield from _in_groups(inner, depth + 1)


def _replace(picture: Any, masks: set[Key]) -> None:  # noqa: ANN401
    """Make a grey pixel of a picture, with the same masks; what masks, or is one, stays."""
    key = cos.key_of(picture)
    wide, high = (cos.number(cos.get(picture, side)) for side in ("/Width", "/Height"))
    large = wide * high > _MOST_MASK
    if cos.get(picture, "/ImageMask") is True or (key in masks and not large):
        return
    for each in [each for each, _ in cos.items(picture) if each not in _KEPT]:
        del picture[each]
    for mask in ("/SMask", "/Mask"):
        if (obj := cos.get(picture, mask)) is not None and not cos.is_stream(obj):
            del picture[mask]
        elif cos.get(obj, "/Matte") is not None:
            del obj["/Matte"]
    picture.Width = picture.Height = 1
    picture.BitsPerComponent = 8
    picture.ColorSpace = pikepdf.Name.DeviceRGB
    picture.PlatebookMark = key[0] if key else 0
    picture.write(_GREY)


def _take_out(pdf: pikepdf.Pdf) -> None:
    """Make one picture of the file of all that stand in content streams."""
    shared = pikepdf.Stream(pdf, _GREY)
    shared.Subtype, shared.ColorSpace = pikepdf.Name.Image, pikepdf.Name.DeviceRGB
    shared.Width = shared.Height = 1
    shared.BitsPerComponent, shared.PlatebookMark = 8, 0
    mark = pdf.make_indirect(shared)
    for page in pdf.pages:
        page.contents_coalesce()
        _without_inline(page.obj.Contents, page.obj, mark)
    for thing in list(pdf.objects):
        if cos.is_stream(thing) and cos.name(cos.get(thing, "/Subtype")) == "/Form":
            _without_inline(thing, thing, mark)


def _without_inline(stream: Any, owner: Any, mark: Any) -> None:  # noqa: ANN401
    changed: list[Any] = []
    for each in pikepdf.parse_content_stream(stream):
        obj = each.operands[0] if str(each.operator) == "INLINE IMAGE" else None
        if obj is not None and min(obj.width, obj.height) >= _FEW_PX and not obj.image_mask:
            operands = [pikepdf.Name(_INLINE)]
            changed.append(pikepdf.ContentStreamInstruction(operands, pikepdf.Operator("Do")))
        else:
            changed.append(each)
    stream.write(pikepdf.unparse_content_stream(changed))
    if cos.get(owner, "/Resources") is None:
        owner.Resources = pikepdf.Dictionary()
    if cos.get(owner.Resources, "/XObject") is None:
        owner.Resources.XObject = pikepdf.Dictionary()
    owner.Resources.XObject[_INLINE] = mark
