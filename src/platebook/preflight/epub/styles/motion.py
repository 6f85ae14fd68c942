"""Finds what moves by itself, and what flashes (WCAG 2.2, 2.2.2 and 2.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from platebook.preflight.epub.safe_xml import local
from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.css import Token
from platebook.preflight.epub.styles.sheets import Frames

if TYPE_CHECKING:
    from lxml.etree import _Element

Properties = Mapping[str, list[Token]]

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

        names = {each.name for _, step in self.steps for each in step} & _LIGHT
        for name in sorted(names):
            here = (each for _, step in self.steps for each in step if each.name == name)
            yield [str(serialize(each.value)).strip() for each in here]


def _changes(values: list[str]) -> int:
    """Count the changes between values; one alone changes from what is there, and back."""
    return 2 if len(values) == 1 else sum(_is_change(*pair) for pair in pairwise(values))


def _is_change(one: str, other: str) -> bool:
    try:
        return abs(float(one) - float(other)) >= _SLIGHT
    except ValueError:
        return one != other


def motions(properties: Properties, frames: Mapping[str, Frames]) -> Iterator[Motion]:
    """Yield the animations of an element that move anything."""
    if "animation-timeline" in properties:
        return
    names = list(css.listed(properties.get("animation-name", [])))
    parts = {
        key: list(css.listed(properties.get(f"animation-{key}", [])))
        for key in ("duration", "delay", "iteration-count", "direction", "play-state")
    }
    for at, tokens in enumerate(names):
        name = str(tokens[0].value) if tokens and tokens[0].type in ("ident", "string") else ""
        item = {key: found[at % len(found)] for key, found in parts.items()}
        steps = frames.get(name, ())
        if not any(declared for _, declared in steps) or css.word(item["play-state"]) == "paused":
            continue
        yield Motion(
            name,
            _time(item["duration"]),
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
    durations = [_time(part) for part in css.listed(properties.get("transition-duration", []))]
    return max(durations, default=0.0)


def moving_element(element: _Element) -> str:
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
    found = _CLOCK.fullmatch((text or "").strip())
    if not found:
        return 0.0
    whole = [int(part) for part in (found[1], found[2]) if part]
    more = sum(part * 60.0 ** (len(whole) - at) for at, part in enumerate(whole))
    return float(found[3]) * _UNITS[found[4]] + more
