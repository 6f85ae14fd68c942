"""Finds what hides an element, what moves by itself, what flashes (WCAG 2.2, 2.2.2, 2.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING

from platebook.preflight.epub.safe_xml import local
from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.css import LengthBase, Screen, Token, colour
from platebook.preflight.epub.styles.sheets import Frames

if TYPE_CHECKING:
    from lxml.etree import _Element

Properties = Mapping[str, list[Token]]

#: So many px outside, or so large a share, nothing is on the page.
_FAR, _WHOLE = 900.0, 1.0
#: A box of so few px shows nothing.
_DOT = 1.5
#: A scale or an opacity of less is nothing; blurred by so many px, nothing can be made out.
_TINY, _BLURRED = 0.05, 40.0
#: Boxes whose width and height hold for what is inside only where it is cut off.
_REPLACED = frozenset({"img", "image", "svg", "video", "object", "canvas", "iframe"})
_IN_LINE = frozenset({"a", "b", "em", "i", "span", "strong", "small", "cite", "sub", "sup"})
_CUTS = frozenset({"hidden", "clip", "scroll", "auto"})


def why_unseen(element: _Element, properties: Properties, frame: LengthBase, screen: Screen) -> str:
    """Return which rule hides an element, in CSS; empty where none does."""
    display = css.word(properties.get("display", ()))
    if display == "none":
        return "display: none"
    # Browsers let a rule for display overrule it; readers differ.
    if element.get("hidden") is not None:
        return "the attribute hidden"
    if css.word(properties.get("content-visibility", ())) == "hidden":
        return "content-visibility: hidden"
    if local(element) == "dialog" and element.get("open") is None and not display:
        return "a dialog that is not open"
    reasons = chain(
        _find_moved(properties, frame, screen),
        _shrunk(element, properties, frame),
        _find_transformed(properties, frame),
        _find_clipped(properties, frame),
        _effects(element, properties, frame),
    )
    return next(reasons, "")


def _find_moved(properties: Properties, frame: LengthBase, screen: Screen) -> Iterator[str]:
    """Find what stands beside the page."""
    position = css.word(properties.get("position", ()))
    for name in ("left", "top", "right", "bottom"):
        if position not in ("", "static") and (tokens := properties.get(name)):
            px = css.length(tokens, frame)
            side = screen.wide if name in ("left", "right") else screen.high
            wide = 2 if position == "relative" else 1
            far = px is not None and (abs(px) >= _FAR or abs(px) >= side * wide)
            if far or (position != "relative" and _share(tokens) <= -_WHOLE):
                yield f"{name}: {_serialize(tokens)}"
    for name in ("margin-left", "margin-top"):
        if tokens := properties.get(name):
            px = css.length(tokens, frame, screen.wide)
            if px is not None and px <= -_FAR:
                yield f"{name}: {_serialize(tokens)}"


def _shrunk(element: _Element, properties: Properties, frame: LengthBase) -> Iterator[str]:
    """Find boxes without a size; one whose padding makes room for what is inside has one."""
    replaced = local(element) in _REPLACED
    if not replaced and not _CUTS & set(css.words(properties.get("overflow", ()))):
        return
    display = css.word(properties.get("display", ()))
    if not replaced and local(element) in _IN_LINE and display in ("", "inline"):
        return
    paddings = (properties.get(name, []) for name in ("padding-top", "padding-bottom"))
    padded = any((css.length(padding, frame, frame.wide) or 0) > _DOT for padding in paddings)
    for name in ("width", "height", "max-width", "max-height"):
        if tokens := properties.get(name):
            px = css.length(tokens, frame, frame.wide)
            least = properties.get(f"min-{name.removeprefix('max-')}", [])
            room = padded and "height" in name
            room = room or (css.length(least, frame, frame.wide) or 0) > _DOT
            if px is not None and px <= _DOT and not room:
                yield f"{name}: {_serialize(tokens)}"


def _find_transformed(properties: Properties, frame: LengthBase) -> Iterator[str]:
    for token in properties.get("transform", []):
        if token.type == "function" and _vanishes(token, frame):
            yield f"transform: {_serialize([token])}"
    scale = [css.number(token) for token in properties.get("scale", [])]
    if 0 in scale:
        yield f"scale: {_serialize(properties['scale'])}"
    for token in properties.get("translate", []):
        if _is_far(token, frame):
            yield f"translate: {_serialize(properties['translate'])}"


def _vanishes(token: Token, frame: LengthBase) -> bool:
    """Return whether a function of ``transform`` leaves nothing on the page."""
    name, parts = token.lower_name, [part[0] for part in css.split_commas(token.arguments) if part]
    if name.startswith("scale"):
        scales = map(css.number, parts[:1] if name == "scale3d" else parts)
        return any(scale is not None and abs(scale) < 0.01 for scale in scales)
    if name.startswith("translate"):
        return any(_is_far(part, frame) for part in parts)
    if name == "matrix" and len(parts) == 6:
        a, b, c, d = (css.number(part) or 0.0 for part in parts[:4])
        return abs(a * d - b * c) < 0.0001
    if name in ("rotatex", "rotatey") and parts and parts[0].type == "dimension":
        turn = {"deg": 360.0, "turn": 1.0, "rad": 6.2831853, "grad": 400.0}
        whole = turn.get(parts[0].lower_unit, 360.0)
        return bool(abs(parts[0].value / whole % 0.5 - 0.25) < 0.002)
    return False


def _is_far(token: Token, frame: LengthBase) -> bool:
    px = css.length([token], frame)
    return abs(px) >= _FAR if px is not None else abs(_share([token])) >= 3 * _WHOLE


def _find_clipped(properties: Properties, frame: LengthBase) -> Iterator[str]:
    for token in properties.get("clip-path", []):
        if token.type == "function" and _clips_all(token, frame):
            yield f"clip-path: {_serialize([token])}"
    tokens = properties.get("clip", [])
    is_absolute = css.word(properties.get("position", ())) in ("absolute", "fixed")
    if is_absolute and len(tokens) == 1 and tokens[0].type == "function":
        parts = [part for part in css.plain(tokens[0].arguments) if part != ","]
        edges = [css.length([part], frame) for part in parts]
        if len(edges) == 4:
            top, right, bottom, left = edges
            flat = top is not None and bottom is not None and bottom - top <= _DOT
            thin = left is not None and right is not None and right - left <= _DOT
            if flat or thin:
                yield f"clip: {_serialize(tokens)}"


def _clips_all(token: Token, frame: LengthBase) -> bool:
    """Return whether a shape of ``clip-path`` has no area (CSS Shapes 1)."""
    parts = css.plain(token.arguments)
    if token.lower_name == "inset":
        lengths = takewhile(lambda token: css.word([token]) != "round", parts)
        edges = [_share([length]) for length in lengths]
        if not edges:
            return False
        top, right, bottom, left = css.sides(edges)
        return top + bottom >= _WHOLE or left + right >= _WHOLE
    if token.lower_name in ("circle", "ellipse"):
        sizes = [css.length([part], frame, 100.0) for part in parts[:2] if part.type != "ident"]
        return any(size is not None and size <= _DOT for size in sizes[:1])
    if token.lower_name == "rect":
        edges = [css.length([part], frame, 100.0) or 0.0 for part in parts[:4]]
        return len(edges) == 4 and (edges[2] <= edges[0] or edges[1] <= edges[3])
    if token.lower_name == "polygon":
        points = [
            [css.length([part], frame, 100.0) for part in pair] for pair in css.split_commas(parts)
        ]
        if any(len(point) != 2 or None in point for point in points):
            return False
        corners = [(x or 0.0, y or 0.0) for x, y in points]
        pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
        return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2 <= _DOT
    return False


def _effects(element: _Element, properties: Properties, frame: LengthBase) -> Iterator[str]:
    """Find pictures that are drawn outside of their box, masked, zoomed away, or all one colour."""
    zoom = properties.get("zoom", [])
    if zoom and 0 < (css.number(zoom[0]) or 0.0) < _TINY:
        yield f"zoom: {_serialize(zoom)}"
    place = properties.get("object-position", [])
    if local(element) in _REPLACED and any(_is_far(token, frame) for token in place):
        yield f"object-position: {_serialize(place)}"
    for token in properties.get("mask-image", properties.get("mask", [])):
        if token.type == "function" and "gradient" in token.lower_name:
            stops = [colour([argument], dark=False) for argument in token.arguments]
            alphas = [stop[3] for stop in stops if isinstance(stop, tuple)]
            if alphas and max(alphas) < _TINY:
                yield f"mask: {_serialize([token])}"
    for token in properties.get("filter", []):
        if token.type == "function" and local(element) in (*_REPLACED, "figure"):
            part = css.plain(token.arguments)[:1]
            value = css.number(part[0]) if part else None
            blur = css.length(part, frame) if token.lower_name == "blur" else 0.0
            flat = token.lower_name in ("brightness", "contrast") and value == 0
            if flat or (blur or 0.0) >= _BLURRED:
                yield f"filter: {_serialize([token])}"


def _share(tokens: list[Token]) -> float:
    """Return a percentage as a share; 0 for anything else."""
    return float(tokens[0].value) / 100 if tokens and tokens[0].type == "percentage" else 0.0


def filter_opacity(properties: Properties) -> float:
    """Return what ``filter`` leaves of an element, from 0 to 1."""
    left = 1.0
    for token in properties.get("filter", []):
        if token.type == "function" and token.lower_name == "opacity" and token.arguments:
            value = css.number(css.plain(token.arguments)[0])
            left *= 1.0 if value is None else min(1.0, max(0.0, value))
    return left


def _serialize(tokens: list[Token]) -> str:
    from tinycss2 import serialize

    return str(serialize(tokens)).replace("/**/", " ")[:60]


#: Longer than this (seconds), and what moves must be pausable; more flashes a second are a hazard.
LONGEST, MOST_FLASHES = 5.0, 3.0
#: Properties whose change is a flash where it is sudden.
_LIGHT = {
    *("opacity", "visibility", "display", "color", "background", "background-color"),
    *("filter", "fill", "background-image", "box-shadow", "text-shadow", "border-color"),
}
#: Opacities that differ by less are no flash.
_SLIGHT = 0.2
_SMIL = frozenset({"animate", "animateTransform", "animateMotion", "animateColor"})
_NUMBER = re.compile(r"\d{1,6}(?:\.\d+)?")
_CLOCK = re.compile(r"(?:(\d+):)?(?:(\d+):)?(\d+(?:\.\d+)?)(h|min|s|ms)?")
_UNITS = {"h": 3600.0, "min": 60.0, "s": 1.0, "ms": 0.001, None: 1.0}


@dataclass(frozen=True, slots=True)
class Motion:
    """An animation: its name, how long one turn takes (s), and how often it turns (inf: always)."""

    name: str
    turn: float
    delay: float
    times: float
    back: bool
    steps: Frames

    @property
    def lasts(self) -> bool:
        """Whether it goes on for longer than five seconds."""
        return self.turn > 0 and self.delay + self.turn * self.times > LONGEST

    @property
    def flashes(self) -> float:
        """How often a second it flashes."""
        if self.turn <= 0:
            return 0.0
        changes = max((_changes(values) for values in self._lights()), default=0)
        a_turn = changes / 2 if self.back else max(1.0, changes / 2) if changes else 0.0
        return a_turn / self.turn if a_turn * self.times >= MOST_FLASHES else 0.0

    def _lights(self) -> Iterator[list[str]]:
        """Yield the values that each property of light runs through."""
        from tinycss2 import serialize

        names = {declaration.name for _, step in self.steps for declaration in step} & _LIGHT
        for name in sorted(names):
            here = (
                declaration
                for _, step in self.steps
                for declaration in step
                if declaration.name == name
            )
            yield [str(serialize(declaration.value)).strip() for declaration in here]


def _changes(values: list[str]) -> int:
    """Count the changes between values; one alone changes from what is there, and back."""
    return 2 if len(values) == 1 else sum(_is_change(*pair) for pair in pairwise(values))


def _is_change(first: str, second: str) -> bool:
    try:
        return abs(float(first) - float(second)) >= _SLIGHT
    except ValueError:
        return first != second


def motions(properties: Properties, frames: Mapping[str, Frames]) -> Iterator[Motion]:
    """Yield the animations of an element that change anything; paused ones take no time."""
    if "animation-timeline" in properties:
        return
    names = list(css.split_commas(properties.get("animation-name", [])))
    parts = {
        key: list(css.split_commas(properties.get(f"animation-{key}", [])))
        for key in ("duration", "delay", "iteration-count", "direction", "play-state")
    }
    for at, tokens in enumerate(names):
        name = str(tokens[0].value) if tokens and tokens[0].type in ("ident", "string") else ""
        item = {key: values_of[at % len(values_of)] for key, values_of in parts.items()}
        steps = frames.get(name, ())
        if not any(step for _, step in steps):
            continue
        paused = css.word(item["play-state"]) == "paused"
        yield Motion(
            name,
            0.0 if paused else _time(item["duration"]),
            _time(item["delay"]),
            _count(item["iteration-count"]),
            css.word(item["direction"]).startswith("alternate"),
            steps,
        )


def _time(tokens: list[Token]) -> float:
    return (css.seconds(tokens[0]) or 0.0) if tokens else 0.0


def _count(tokens: list[Token]) -> float:
    if css.word(tokens) == "infinite":
        return float("inf")
    value = css.number(tokens[0]) if tokens else 1.0
    return 1.0 if value is None else value


def transition(properties: Properties) -> float:
    """Return how many seconds the longest change takes that an element makes slowly."""
    durations = [
        _time(part) for part in css.split_commas(properties.get("transition-duration", []))
    ]
    return max(durations, default=0.0)


def why_moving(element: _Element) -> str:
    """Return why an element moves by what it is; empty where it does not."""
    kind = local(element)
    if kind in ("marquee", "blink"):
        return f"the element {kind} moves without end"
    if kind == "video" and element.get("autoplay") is not None:
        return "the film begins by itself (autoplay)"
    if kind in _SMIL:
        count, turn = (element.get("repeatCount") or "1").strip(), _clock(element.get("dur"))
        begins = (element.get("begin") or "0").strip()[:1]
        endless = "indefinite" in (count, (element.get("repeatDur") or "").strip())
        times = float("inf") if endless else float(count) if _NUMBER.fullmatch(count) else 1.0
        if begins.isdigit() and turn > 0 and turn * times > LONGEST:
            return f"the drawing moves (SVG {kind}) for more than {LONGEST:g} seconds"
    return ""


def _clock(text: str | None) -> float:
    """Read a clock value of SMIL in seconds."""
    match = _CLOCK.fullmatch((text or "").strip())
    if not match:
        return 0.0
    whole = [int(part) for part in (match[1], match[2]) if part]
    more = sum(part * 60.0 ** (len(whole) - at) for at, part in enumerate(whole))
    return float(match[3]) * _UNITS[match[4]] + more
