"""Meets what a printer or a standard asks of a PDF: no transparency, PDF 1.4 fonts, crop marks.

With crop marks every page gets a margin on all sides. Marks show where to cut; the slug line names
book, page, printer and date. Marks and slug are laid out as pages of their own, in the larger size,
and are painted over the pages of the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platebook import fonts, output
from platebook.fonts import Line, subset
from platebook.geometry import MM_PER_INCH, Box, Size
from platebook.pdf import engine
from platebook.pdf.engine import LayoutError, PaintError
from platebook.pdf.layout.theme_sandbox import shielded
from platebook.pdf.layout.typesetter import Typesetter
from platebook.themes import Stylesheet as Style

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document, Page
    from weasyprint.pdf.stream import Stream


def bare(pdf: pydyf.PDF) -> None:
    """Take the outlines out of every OpenType font, in place."""
    import pydyf

    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/OpenType":
            (font,) = each.stream
            if not (outlines := subset.tables(bytes(font)).get("CFF ")):
                raise LayoutError("a font has outlines that PDF 1.4 does not know")
            each.stream = [outlines]
            each.extra["Subtype"] = "/CIDFontType0C"


def unmap(pdf: pydyf.PDF) -> None:
    """Take away a map that only fonts with TrueType's outlines may have (ISO 32000-1, 9.7.4)."""
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("Subtype") == "/CIDFontType0":
            each.pop("CIDToGIDMap", None)


#: States that change nothing: fully opaque, and blended as if there were no blending.
_HARMLESS = {"ca": (1,), "CA": (1,), "BM": ("/Normal", "/Compatible"), "SMask": ("/None",)}
_FIX = "Give every colour whole: no opacity, no rgba(), no blend that fades away."


def make_opaque(pdf: pydyf.PDF) -> None:
    """Unmake all groups. Raises PaintFault where something is transparent."""
    if found := sorted(set(_transparent(pdf))):
        what = f"the printer takes nothing transparent, and there is {found[0]}"
        raise PaintError(what, _FIX)
    for each in pdf.objects:
        if hasattr(each, "extra"):
            each.extra.pop("Group", None)


def _transparent(pdf: pydyf.PDF) -> Iterator[str]:
    for each in pdf.objects:
        if "SMask" in getattr(each, "extra", {}):
            yield "a picture that one sees through"
        if isinstance(each, dict):
            for state in (each.get("ExtGState") or {}).values():
                yield from _of_state(state)


def _of_state(state: dict[str, Any]) -> Iterator[str]:
    for key, harmless in _HARMLESS.items():
        value = state.get(key, harmless[0])
        if value not in harmless:
            kinds = {"SMask": "a mask", "BM": f"a blend mode ({str(value).lstrip('/').lower()})"}
            yield kinds.get(key) or f"a colour with an opacity of {value:g}"


#: Graphics state parameters (ExtGState) by their resource names. ``op`` is for fills and type,
#: ``OP`` for strokes; with ``OPM`` 1 an ink of 0 leaves the colour below unchanged.
STATES: Mapping[str, Mapping[str, object]] = {
    "BlackType": {"OP": "false", "op": "true", "OPM": 1},
    "BlackRule": {"OP": "true", "op": "false", "OPM": 1},
    "Knockout": {"OP": "false", "op": "false", "OPM": 0},
}
_TYPE, _RULE, _KNOCKOUT = (f"/{name} gs".encode() for name in STATES)
_BLACK = (0.0, 0.0, 0.0, 1.0)
_PATHS = (b"m", b"l", b"c", b"v", b"y", b"h", b"re")
_STROKES, _RING = (b"S", b"s"), b"f*"
#: The text rendering mode "fill" (9.3.6).
_FILLED = b"0"


def overprint(pdf: pydyf.PDF) -> None:
    """Let black overprint in all CMYK content of a PDF that is about to be written."""
    import pydyf
    from weasyprint.pdf.stream import Stream

    for each in pdf.objects:
        if not isinstance(each, Stream):
            continue
        # All pages share one set of resources; a group or a pattern has its own.
        settings = each._resources["ExtGState"]
        each.stream = list(_OverprintWriter(settings).overprinting(each.stream))
        for name, state in STATES.items():
            settings.setdefault(name, pydyf.Dictionary({"Type": "/ExtGState", **state}))


@dataclass(frozen=True, slots=True)
class _GraphicsState:
    """What ``q`` saves: whether fill and stroke are solid black, and their opacity."""

    area: bool = False
    line: bool = False
    area_alpha: float = 1.0
    line_alpha: float = 1.0
    filled: bool = True

    @property
    def type_overprints(self) -> bool:
        return self.area and self.area_alpha == 1 and self.filled

    @property
    def line_overprints(self) -> bool:
        return self.line and self.line_alpha == 1


@dataclass
class _OverprintWriter:
    """Rewrites one content stream: overprint is switched on for one object and off after it."""

    settings: Mapping[str, Any]
    now: _GraphicsState = field(default_factory=_GraphicsState)
    saved: list[_GraphicsState] = field(default_factory=list)
    path: list[bytes] = field(default_factory=list)
    in_text: bool = False
    on: bool = False

    def overprinting(self, items: Iterable[Any]) -> Iterator[Any]:
        """Give the items of the stream, with the operators that switch overprint on and off."""
        for item in items:
            operator = item[item.rfind(b" ") + 1 :] if isinstance(item, bytes) else b""
            if operator in _PATHS:
                self.path.append(item)
                continue
            yield from self._drawn(operator)
            self._follow(operator, item)
            if operator in (b"BT", b"ET"):
                self.in_text = operator == b"BT"
            yield item
            yield from self._switched()

    def _drawn(self, operator: bytes) -> Iterator[bytes]:
        """Give the path that an operator paints, with overprint switched on if it is a rule."""
        ring = operator == _RING and all(item.endswith(b" re") for item in self.path)
        if self.path and (
            (operator in _STROKES and self.now.line_overprints)
            or (ring and len(self.path) > 1 and self.now.type_overprints)
        ):
            yield _TYPE if ring else _RULE
            self.on = True
        yield from self.path
        self.path.clear()

    def _switched(self) -> Iterator[bytes]:
        """Switch on inside a text object in solid black, and off after anything else."""
        wanted = self.in_text and self.now.type_overprints
        if wanted != self.on:
            self.on = wanted
            yield _TYPE if wanted else _KNOCKOUT

    def _follow(self, operator: bytes, item: Any) -> None:  # noqa: ANN401
        if operator == b"q":
            self.saved.append(self.now)
        elif operator == b"Q" and self.saved:
            self.now = self.saved.pop()
        elif operator in (b"k", b"scn"):
            self.now = replace(self.now, area=_is_black(item))
        elif operator in (b"K", b"SCN"):
            self.now = replace(self.now, line=_is_black(item))
        elif operator == b"Tr":
            self.now = replace(self.now, filled=item.split()[0] == _FILLED)
        elif operator == b"gs":
            state = self.settings.get(item.split()[0][1:].decode(), {})
            self.now = replace(
                self.now,
                area_alpha=float(state.get("ca", self.now.area_alpha)),
                line_alpha=float(state.get("CA", self.now.line_alpha)),
            )


def _is_black(item: bytes) -> bool:
    """Whether a colour operator sets 100 % black ink alone."""
    *numbers, operator = item.split()
    return operator in (b"k", b"K") and tuple(map(float, numbers)) == _BLACK


#: The margin for marks and slug on every side, in mm.
SLUG_MM = 12.0
_PREFIX = "Slug"
_TEMPLATE = "print/slug.html.j2"
_LENGTH_MM, _WIDTH_MM = 5.0, 0.088  # a quarter of a point wide
#: Distance in mm of marks from the bleed box, and from the trim box where nothing bleeds.
_GAP_MM, _LEAST_MM = 1.0, 3.0
_TEXT_BELOW_MM, _TEXT_INSET_MM = 2.6, 4.0
_PX_PER_MM = 96 / MM_PER_INCH
_CSS = """
@page {{ size: {width:.4f}mm {height:.4f}mm; margin: 0 }}
* {{ margin: 0 }}
.page {{ position: relative; width: {width:.4f}mm; height: {inside:.4f}mm; break-after: page }}
.page:last-child {{ break-after: auto }}
.mark {{ position: absolute; background: device-cmyk(0 0 0 1) }}
p {{ position: absolute; font: 400 6pt/8pt {sans}; color: device-cmyk(0 0 0 1);
     white-space: nowrap; overflow: hidden; text-overflow: ellipsis }}
"""


@dataclass(frozen=True, slots=True)
class Slug:
    """Marks and slug line of one page; ``trim`` is in mm from the top left of the bleed."""

    trim: Box
    text: str


@contextmanager
def marked(document: Document, slugs: Sequence[Slug], typesetter: Typesetter) -> Iterator[None]:
    """Add marks to the pages of a document while it is written."""
    with output.workroom() as folder:
        for page, own in zip(
            document.pages, _laid_out(document, slugs, typesetter, folder), strict=True
        ):
            page.paint = partial(_painted, page.paint, own, page.width, page.height)
            page.width, page.height = own.width, own.height
            page.bookmarks = [_moved(bookmark) for bookmark in page.bookmarks]
        yield


def rehearse_marks(typesetter: Typesetter) -> None:
    """Fill the template of the slug, for a foreign theme's mistakes."""
    sheet = typesetter.sheet
    pages = [_page(sheet.trim_box(1), sheet.media, typesetter.edition.story.title)]
    shielded(typesetter, lambda each: each.press.render(_TEMPLATE, {"pages": pages}))


def _laid_out(
    document: Document, slugs: Sequence[Slug], typesetter: Typesetter, folder: Path
) -> Sequence[Page]:
    """Lay out the marks as pages; a character that no font has becomes a dot."""
    first = document.pages[0]
    bled = Size(first.width / _PX_PER_MM, first.height / _PX_PER_MM)
    lines = [Line(slug.text, "the slug") for slug in slugs]
    language = typesetter.edition.story.language
    cast = fonts.cast(lines, language=language, folder=folder, lenient=True).renamed(_PREFIX)
    lacking = dict.fromkeys(map(ord, cast.unprintable), "\N{MIDDLE DOT}")
    pages = [_page(slug.trim, bled, slug.text.translate(lacking)) for slug in slugs]
    width, height = bled.width + 2 * SLUG_MM, bled.height + 2 * SLUG_MM
    # A little less high inside, so that no rounding starts another page.
    lengths = {"width": width, "height": height, "inside": height - 0.2}
    styles = [
        engine.font_sheet(cast),
        Style("slug", _CSS.format(sans=cast.font_family("sans"), **lengths)),
    ]
    html = typesetter.press.render(_TEMPLATE, {"pages": pages})
    return engine.Engine(styles, engine.font_files(cast), cast.whole).render(html).pages


def _painted(
    paint: Callable[..., None],
    slug: Page,
    width: float,
    height: float,
    stream: Stream,
    scale: float = 1,
) -> None:
    """Paint a page inside its slug, clipped to its bleed box, then the marks."""
    with stream.stacked():
        inwards = SLUG_MM * _PX_PER_MM * scale
        stream.transform(e=inwards, f=inwards)
        stream.rectangle(0, 0, width * scale, height * scale)
        stream.clip()
        stream.end()
        paint(stream, scale)
    slug.paint(stream, scale)


def _moved(bookmark: tuple[Any, ...]) -> tuple[Any, ...]:
    level, label, (x, y), *state = bookmark
    inwards = SLUG_MM * _PX_PER_MM
    return (level, label, (x + inwards, y + inwards), *state)


def _page(trim: Box, bled: Size, text: str) -> dict[str, object]:
    left, right = trim.x, trim.x + trim.width
    top, bottom = trim.y, trim.y + trim.height
    marks = [
        *(_across(y, end) for y in (top, bottom) for end in _ends(left, right, bled.width)),
        *(_down(x, end) for x in (left, right) for end in _ends(top, bottom, bled.height)),
    ]
    place = _style(
        left + SLUG_MM + _TEXT_INSET_MM,
        bled.height + SLUG_MM + _TEXT_BELOW_MM,
        trim.width - 2 * _TEXT_INSET_MM,
        None,
    )
    return {"marks": marks, "place": place, "text": text}


def _ends(first: float, last: float, whole: float) -> tuple[float, float]:
    """Say where the marks before and after a page begin, along one of its sides."""
    before = min(-_GAP_MM, first - _LEAST_MM) - _LENGTH_MM
    after = max(whole + _GAP_MM, last + _LEAST_MM)
    return before, after


def _across(y: float, start: float) -> str:
    return _style(start + SLUG_MM, y + SLUG_MM - _WIDTH_MM / 2, _LENGTH_MM, _WIDTH_MM)


def _down(x: float, start: float) -> str:
    return _style(x + SLUG_MM - _WIDTH_MM / 2, start + SLUG_MM, _WIDTH_MM, _LENGTH_MM)


def _style(left: float, top: float, width: float, height: float | None) -> str:
    lengths = {"left": left, "top": top, "width": width}
    if height is not None:
        lengths["height"] = height
    return "; ".join(f"{name}: {length:.4f}mm" for name, length in lengths.items())
