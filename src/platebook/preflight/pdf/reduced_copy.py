"""Copies of some pages of a PDF that are quick to draw: pictures are single pixels in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import Thing
from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.pdf.page_contents import pixels
from platebook.preflight.pdf.page_geometry import PageArea

#: An object's number and generation; None of a picture in a content stream itself (8.9.7).
Key = tuple[int, int] | None
#: Bytes of a copy, and pixels of a mask that are decoded.
_MOST_BYTES, _MOST_MASK = 100_000_000, 50_000_000
#: Smaller pictures in content streams stay as they are.
FEW_PX = 16
_GREY = b"\x7f\x7f\x7f"
_MARK = re.compile(rb"/PlatebookMark (\d+)\b[^>]*>>\s*stream\r?\n")
_KEPT = ("/Type", "/Subtype", "/SMask", "/Mask", "/OC", "/Length")
_ROOT = ("/Type", "/Pages", "/OCProperties")
_PAGE = ("/Type", "/Parent", "/Resources", "/Contents", "/Annots", "/Group", "/MediaBox")
_INLINE, _DEPTH = "/PlatebookInline", 6


class ReducedCopy:
    """Some pages of a file, with single pixels for pictures; without ``type_``, no type."""

    def __init__(
        self, book: PdfDocument, pages: Sequence[int], photos: set[Key], *, type_: bool = True
    ) -> None:
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
            if not type_:
                _take_type_out(pdf)
            file = BytesIO()
            modes = pikepdf.ObjectStreamMode
            pdf.save(file, object_stream_mode=modes.disable, compress_streams=False)
        self._bytes = file.getvalue() if file.tell() <= _MOST_BYTES else b""
        self._places = {int(match[1]): match.end() for match in _MARK.finditer(self._bytes)}

    def has(self, key: Key) -> bool:
        """Return whether a picture is in it as a pixel."""
        return (key[0] if key else 0) in self._places

    def draw(
        self, number: int, region: PageArea, scale: float, colours: Mapping[Key, bytes]
    ) -> bytes | None:
        """Draw what is in a region of a page, four bytes a pixel. ``colours``: of pictures."""
        content = bytearray(self._bytes)
        for key, colour in colours.items():
            place = self._places[key[0] if key else 0]
            content[place : place + len(colour)] = colour
        how = {"force_bitmap_format": 4, "maybe_alpha": False, "optimize_mode": self._medium}
        try:
            with pypdfium2.PdfDocument(bytes(content)) as document:
                page = document[self._pages.index(number)]
                page.set_mediabox(*region.edges())
                page.set_cropbox(*region.edges())
                return pixels(page.render(scale=scale, **how))
        except (pypdfium2.PdfiumError, ValueError):
            return None


def _reduce(pdf: pikepdf.Pdf, pages: Sequence[int]) -> None:
    """Leave some pages, and nothing that leads to others."""
    for index in reversed(range(len(pdf.pages))):
        page = pdf.pages[index]
        if index + 1 not in pages:
            del pdf.pages[index]
            continue
        resources = cos.inherit(page.obj, "/Resources")
        if resources is not None:
            page.obj.Resources = resources
        page.obj.MediaBox = cos.inherit(page.obj, "/MediaBox")
        page.obj.Rotate = 0
        for key in [key for key, _ in cos.items(page.obj) if key not in (*_PAGE, "/Rotate")]:
            del page.obj[key]
    for key in [key for key, _ in cos.items(pdf.Root) if key not in _ROOT]:
        del pdf.Root[key]


def _masks(pdf: pikepdf.Pdf) -> set[Key]:
    """Return the pictures by which others are masked; what they look like decides what is seen."""
    keys: set[Key] = set()
    for thing in pdf.objects:
        if cos.is_stream(thing):
            keys |= {cos.key_of(cos.get(thing, "/SMask")), cos.key_of(cos.get(thing, "/Mask"))}
            keys |= set(_in_groups(cos.get(thing, "/Resources"), 0))
    for page in pdf.pages:
        keys |= set(_in_groups(cos.get(page.obj, "/Resources"), 0))
    return keys - {None}


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
    for entry in [entry for entry, _ in cos.items(picture) if entry not in _KEPT]:
        del picture[entry]
    for mask in ("/SMask", "/Mask"):
        if (obj := cos.get(picture, mask)) is not None and not cos.is_stream(obj):
            del picture[mask]
        elif cos.get(obj, "/Matte") is not None:
            del obj["/Matte"]
    _make_pixel(picture, key[0] if key else 0)
    picture.write(_GREY)


def _make_pixel(picture: Any, mark: int) -> None:  # noqa: ANN401
    """Declare a picture to be one pixel; it is found in the file's bytes by its mark."""
    picture.Width = picture.Height = 1
    picture.BitsPerComponent, picture.PlatebookMark = 8, mark
    picture.ColorSpace = pikepdf.Name.DeviceRGB


def _take_out(pdf: pikepdf.Pdf) -> None:
    """Make one picture of the file of all that stand in content streams."""
    shared = pikepdf.Stream(pdf, _GREY)
    shared.Subtype = pikepdf.Name.Image
    _make_pixel(shared, 0)
    mark = pdf.make_indirect(shared)
    for page in pdf.pages:
        page.contents_coalesce()
        _without_inline(page.obj.Contents, page.obj, mark)
    for form in _forms(pdf):
        _without_inline(form, form, mark)


def _forms(pdf: pikepdf.Pdf) -> list[Any]:
    streams = filter(cos.is_stream, pdf.objects)
    return [stream for stream in streams if cos.name(cos.get(stream, "/Subtype")) == "/Form"]


def _without_inline(stream: Any, owner: Any, mark: Any) -> None:  # noqa: ANN401
    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(stream):
        obj = instruction.operands[0] if str(instruction.operator) == "INLINE IMAGE" else None
        if obj is not None and min(obj.width, obj.height) >= FEW_PX and not obj.image_mask:
            operands = [pikepdf.Name(_INLINE)]
            instructions.append(pikepdf.ContentStreamInstruction(operands, pikepdf.Operator("Do")))
        else:
            instructions.append(instruction)
    stream.write(pikepdf.unparse_content_stream(instructions))
    if cos.get(owner, "/Resources") is None:
        owner.Resources = pikepdf.Dictionary()
    if cos.get(owner.Resources, "/XObject") is None:
        owner.Resources.XObject = pikepdf.Dictionary()
    owner.Resources.XObject[_INLINE] = mark


#: Operators that paint type (ISO 32000-2, 9.4.3).
_SHOWING = frozenset({"Tj", "TJ", "'", '"'})


def _take_type_out(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.contents_coalesce()
    streams = [page.obj.Contents for page in pdf.pages if cos.is_stream(page.obj.get("/Contents"))]
    for stream in [*streams, *_forms(pdf)]:
        instructions = pikepdf.parse_content_stream(stream)
        rest = [part for part in instructions if str(part.operator) not in _SHOWING]
        stream.write(pikepdf.unparse_content_stream(rest))
