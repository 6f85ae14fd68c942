"""Applies each plate's own rules by classes, so that plates with equal rules share a style.

WeasyPrint computes a style once for all elements that match the same rules under the same parent.
An element with a rule or an id of its own, and everything in it, cannot share, and rules such as
``#plate-7 img`` are tried on every photograph: with a thousand plates that took half of the
layout's time and a quarter of its memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

#: Attributes for the anchor of a plate that no link leads to, and for the plate of a caption.
PLATE, CAPTION = "data-plate", "data-caption"


@dataclass(frozen=True, slots=True)
class Own:
    """A CSS rule for one part of one plate.

    ``part`` is an element's name, or a class with a dot before it; ``declarations`` are CSS
    without semicolons.
    """

    anchor: str
    part: str
    declarations: tuple[str, ...]


def merged(rules: Iterable[Own]) -> tuple[Own, ...]:
    """Merge the rules for each part; of several declarations of a property the last one counts."""
    parts: dict[tuple[str, str], dict[str, str]] = {}
    for rule in rules:
        said = parts.setdefault((rule.anchor, rule.part), {})
        said |= {each.partition(":")[0]: each for each in rule.declarations}
    return tuple(Own(*part, tuple(said.values())) for part, said in parts.items())


@dataclass(frozen=True, slots=True)
class PlateStyles:
    """The rules of one document: common ones, and those of single plates."""

    rules: str = ""
    own: tuple[Own, ...] = ()

    @property
    def sheet(self) -> str:
        """The stylesheet: equal rules appear once, under a class, as ``!important``."""
        rules = (
            f".{name} {{ {'; '.join(f'{each} !important' for each in declarations)} }}"
            for declarations, name in _names(self.own).items()
        )
        return "\n".join([self.rules, *rules])


def put_on(root: Element, dressing: PlateStyles) -> None:
    """Add the classes that carry its rules to every plate's elements.

    The plate's id moves to its photograph, which has no children; its caption is marked by the
    attribute ``CAPTION`` instead.
    """
    names = _names(dressing.own)
    wanted: dict[str, dict[str, str]] = {}
    for own in dressing.own:
        wanted.setdefault(own.anchor, {})[own.part] = names[own.declarations]
    # Collected first, since an id that has moved would be found again.
    anchors = [(element.get(PLATE) or element.get("id"), element) for element in root.iter()]
    for anchor, plate in anchors:
        if anchor in wanted:
            _dress(plate, anchor, wanted[anchor])


def _dress(plate: Element, anchor: str, wanted: Mapping[str, str]) -> None:
    photograph = None
    for element in plate.iter():
        classes = element.get("class", "").split()
        added = [wanted[part] for part in _parts(element.tag, classes) if part in wanted]
        if added:
            element.set("class", " ".join([*classes, *added]))
        if element.tag == "figcaption":
            element.attrib.pop("id", None)
            element.set(CAPTION, anchor)
        if element.tag == "img" and photograph is None and "id" not in element.attrib:
            photograph = element
    if photograph is not None and "id" in plate.attrib:
        photograph.set("id", plate.attrib.pop("id"))


def _parts(tag: str, classes: Iterable[str]) -> Iterator[str]:
    yield tag
    for name in classes:
        yield f".{name}"


def _names(own: Iterable[Own]) -> Mapping[tuple[str, ...], str]:
    """Name each distinct rule, in order of appearance."""
    different = dict.fromkeys(each.declarations for each in own)
    return {rule: f"own-{number}" for number, rule in enumerate(different, 1)}
