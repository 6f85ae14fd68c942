"""Reads a finished PDF as a printer's preflight does: what is painted, in which colours.

Follows every page's operators through forms and patterns (ISO 32000-1, 8.2), and says of each
thing painted what it is and in which colour space and numbers. Knows nothing of how it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

TEXT = frozenset({"Tj", "TJ", "'", '"'})
AREA = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
LINE = frozenset({"S", "s", "B", "B*", "b", "b*"})
SPACES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Painted:
    """One thing painted: text, area, line, picture or blend; ``alpha`` is its opacity.

    ``over`` says that its inks of 0 leave what lies below (8.6.7).
    """

    page: int
    kind: str
    space: str
    numbers: Numbers = ()
    alpha: float = 1.0
    over: bool = False


@dataclass(frozen=True)
class State:
    """What Q brings back."""

    fill: tuple[str, Numbers] = ("DeviceGray", (0.0,))
    stroke: tuple[str, Numbers] = ("DeviceGray", (0.0,))
    alpha: float = 1.0
    line_alpha: float = 1.0
    group: float = 1.0
    over: tuple[bool, bool] = (False, False)  # areas and type, lines
    mode: int = 0

    def overprints(self, side: int) -> bool:
        """Return whether an ink of 0 leaves what lies below."""
        return self.over[side] and self.mode == 1

    @property
    def opacity(self) -> float:
        """That of a thing, in a group that has one of its own."""
        return self.alpha * self.group


def painted(path: Path) -> list[Painted]:
    """Return all that a file paints, page by page, from 1."""
    with pikepdf.open(path) as pdf:
        return [
            each
            for number, page in enumerate(pdf.pages, 1)
            for each in _stream(page, page.Resources, number, State())
        ]


def _stream(
    stream: pikepdf.Object | pikepdf.Page, resources: pikepdf.Object, page: int, state: State
) -> Iterator[Painted]:
    saved: list[State] = []
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name == "q":
            saved.append(state)
        elif name == "Q":
            state = saved.pop()
        else:
            state = _changed(state, name, operands, resources)
            yield from _marks(name, operands, resources, page, state)


def _changed(state: State, name: str, operands: pikepdf.Array, resources: pikepdf.Object) -> State:
    """Follow what sets a colour or an opacity; in capitals, for lines."""
    side = "stroke" if name.isupper() else "fill"
    if name == "gs":
        wanted = resources.ExtGState[str(operands[0])]
        lines = bool(wanted.get("/OP", state.over[1]))
        areas = bool(wanted.get("/op", wanted.get("/OP", state.over[0])))
        return replace(
            state,
            alpha=float(wanted.get("/ca", state.alpha)),
            line_alpha=float(wanted.get("/CA", state.line_alpha)),
            over=(areas, lines),
            mode=int(wanted.get("/OPM", state.mode)),
        )
    if name.lower() in SPACES:
        return replace(state, **{side: (SPACES[name.lower()], tuple(map(float, operands)))})
    if name.lower() == "cs":
        return replace(state, **{side: (_space(operands[0], resources), ())})
    if name.lower() in ("sc", "scn"):
        space, _ = getattr(state, side)
        numbers = tuple(float(each) for each in operands if not isinstance(each, pikepdf.Name))
        return replace(state, **{side: (space, numbers)})
    return state


def _marks(
    name: str,
    operands: pikepdf.Array,
    resources: pikepdf.Object,
    page: int,
    state: State,
) -> Iterator[Painted]:
    if name in ("scn", "SCN") and isinstance(operands[-1], pikepdf.Name):
        yield from _pattern(resources.Pattern[str(operands[-1])], page, state)
    if name == "Do":
        yield from _object(resources.XObject[str(operands[0])], resources, page, state)
    if name == "sh":
        yield _blend(resources.Shading[str(operands[0])], page, state)
    if name in TEXT:
        yield Painted(page, "text", *state.fill, state.opacity, state.overprints(0))
    if name in AREA and state.fill[0] != "Pattern":
        yield Painted(page, "area", *state.fill, state.opacity, state.overprints(0))
    if name in LINE:
        opacity = state.line_alpha * state.group
        yield Painted(page, "line", *state.stroke, opacity, state.overprints(1))


def _object(
    each: pikepdf.Object, resources: pikepdf.Object, page: int, state: State
) -> Iterator[Painted]:
    if each.Subtype == "/Image":
        space = _space(each.ColorSpace, resources)
        yield Painted(page, "picture", space, (), state.opacity, state.overprints(0))
    else:
        inside = replace(state, group=state.opacity, alpha=1.0)
        yield from _stream(each, each.get("/Resources", resources), page, inside)


def _pattern(pattern: pikepdf.Object, page: int, state: State) -> Iterator[Painted]:
    if int(pattern.PatternType) == 1:
        yield from _stream(pattern, pattern.Resources, page, State())
    else:
        yield _blend(pattern.Shading, page, state)


def _blend(shading: pikepdf.Object, page: int, state: State) -> Painted:
    def stops(function: pikepdf.Object) -> Iterator[float]:
        for part in function.get("/Functions", ()):
            yield from stops(part)
        for end in ("/C0", "/C1"):
            yield from map(float, function.get(end, ()))

    space = _space(shading.ColorSpace, pikepdf.Dictionary())
    return Painted(page, "blend", space, tuple(stops(shading.Function)), state.opacity)


def _space(space: pikepdf.Object, resources: pikepdf.Object) -> str:
    if isinstance(space, pikepdf.Name):
        name = str(space)[1:]
        named = resources.get("/ColorSpace", pikepdf.Dictionary())
        return _space(named[f"/{name}"], resources) if f"/{name}" in named else name
    if str(space[0]) == "/ICCBased":
        return f"ICCBased {int(space[1].N)}"
    return str(space[0])[1:]
