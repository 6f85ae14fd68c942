"""Meets what a printer or a standard asks of a PDF: no transparency, PDF 1.4 fonts, overprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from platebook.fonts import sfnt
from platebook.pdf.engine import LayoutError, PaintError

if TYPE_CHECKING:
    import pydyf


def strip_outlines(pdf: pydyf.PDF) -> None:
    """Take the outlines out of every OpenType font, in place."""
    import pydyf

    for pdf_object in pdf.objects:
        if isinstance(pdf_object, pydyf.Stream) and pdf_object.extra.get("Subtype") == "/OpenType":
            (font,) = pdf_object.stream
            if not (outlines := sfnt.tables(bytes(font)).get("CFF ")):
                raise LayoutError("a font has outlines that PDF 1.4 does not know")
            pdf_object.stream = [outlines]
            pdf_object.extra["Subtype"] = "/CIDFontType0C"


def unmap(pdf: pydyf.PDF) -> None:
    """Take away a map that only fonts with TrueType's outlines may have (ISO 32000-1, 9.7.4)."""
    for pdf_object in pdf.objects:
        if isinstance(pdf_object, dict) and pdf_object.get("Subtype") == "/CIDFontType0":
            pdf_object.pop("CIDToGIDMap", None)


#: States that change nothing: fully opaque, and blended as if there were no blending.
_HARMLESS = {"ca": (1,), "CA": (1,), "BM": ("/Normal", "/Compatible"), "SMask": ("/None",)}
_FIX = "Give every colour whole: no opacity, no rgba(), no blend that fades away."


def make_opaque(pdf: pydyf.PDF) -> None:
    """Remove transparency groups. Raises PaintError where something is transparent."""
    if transparency := sorted(set(_transparent(pdf))):
        what = f"the printer takes nothing transparent, and there is {transparency[0]}"
        raise PaintError(what, _FIX)
    for pdf_object in pdf.objects:
        if hasattr(pdf_object, "extra"):
            pdf_object.extra.pop("Group", None)


def _transparent(pdf: pydyf.PDF) -> Iterator[str]:
    for pdf_object in pdf.objects:
        if "SMask" in getattr(pdf_object, "extra", {}):
            yield "a picture that one sees through"
        if isinstance(pdf_object, dict):
            for state in (pdf_object.get("ExtGState") or {}).values():
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

    for pdf_object in pdf.objects:
        if not isinstance(pdf_object, Stream):
            continue
        # All pages share one set of resources; a group or a pattern has its own.
        settings = pdf_object._resources["ExtGState"]
        pdf_object.stream = list(_OverprintWriter(settings).switch_overprint(pdf_object.stream))
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

    def switch_overprint(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield the items of the stream, with the operators that switch overprint on and off."""
        for item in items:
            operator = item[item.rfind(b" ") + 1 :] if isinstance(item, bytes) else b""
            if operator in _PATHS:
                self.path.append(item)
                continue
            yield from self._draw(operator)
            self._follow(operator, item)
            if operator in (b"BT", b"ET"):
                self.in_text = operator == b"BT"
            yield item
            yield from self._switch()

    def _draw(self, operator: bytes) -> Iterator[bytes]:
        """Yield the path that an operator paints, with overprint switched on if it is a rule."""
        ring = operator == _RING and all(item.endswith(b" re") for item in self.path)
        if self.path and (
            (operator in _STROKES and self.now.line_overprints)
            or (ring and len(self.path) > 1 and self.now.type_overprints)
        ):
            yield _TYPE if ring else _RULE
            self.on = True
        yield from self.path
        self.path.clear()

    def _switch(self) -> Iterator[bytes]:
        """Switch on inside a text object in solid black, and off after anything else."""
        overprints = self.in_text and self.now.type_overprints
        if overprints != self.on:
            self.on = overprints
            yield _TYPE if overprints else _KNOCKOUT

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
    """Return whether a colour operator sets 100 % black ink alone."""
    *numbers, operator = item.split()
    return operator in (b"k", b"K") and tuple(map(float, numbers)) == _BLACK
