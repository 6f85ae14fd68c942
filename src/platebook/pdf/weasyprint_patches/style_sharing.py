"""Gives each plate's own rules to its elements as classes, so that alike plates share a style.

WeasyPrint computes a style once for all elements that the same rules match under the same
parent. A rule or an id of its own makes an element, and everything in it, a case apart, and
rules such as ``#plate-7 img`` are tried on every photograph of the book: with a thousand plates
that was half of the time of the layout, and a quarter of its memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

#: Carry the anchor of a plate that nothing links to, and of the plate that a caption belongs to.
PLATE, CAPTION = "data-plate", "data-caption"


@dataclass(frozen=True, slots=True)
class Own:
    """A rule for one part of one plate.

    ``part`` is an element's name, or its class with a dot before it; ``declarations`` are CSS
    without semicolons.
    """

    anchor: str
    part: str
    declarations: tuple[str, ...]


def merged(rules: Iterable[Own]) -> tuple[Own, ...]:
    """Make one rule of all those for one part; of a property, the last declaration counts."""
    parts: dict[tuple[str, str], dict[str, str]] = {}
    for rule in rules:
        said = parts.setdefault((rule.anchor, rule.part), {})
        said |= {each.partition(":")[0]: each for each in rule.declarations}
    return tuple(Own(*part, tuple(said.values())) for part, said in parts.items())


@dataclass(frozen=True, slots=True)
class PlateStyles:
    """The rules of one document: some for all of it, and each plate's own."""

    rules: str = ""
    own: tuple[Own, ...] = ()

    @property
    def sheet(self) -> str:
        """The stylesheet: equal rules stand in it once, under a class; a theme cannot undo them."""
        rules = (
            f".{name} {{ {'; '.join(f'{each} !important' for each in declarations)} }}"
            for declarations, name in _names(self.own).items()
        )
        return "\n".join([self.rules, *rules])


def put_on(root: Element, dressing: PlateStyles) -> None:
    """Give every plate's elements the classes that carry its rules.

    The plate's id moves to its photograph, which holds nothing that would inherit from it, and
    its caption is known by ``CAPTION`` instead.
    """
    names = _names(dressing.own)
    wanted: dict[str, dict[str, str]] = {}
    for own in dressing.own:
        wanted.setdefault(own.anchor, {})[own.part] = names[own.declarations]
    # All of them first, since an id that has moved would be found once more.
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
    """Name each different rule, in the order in which they come."""
    different = dict.fromkeys(each.declarations for each in own)
    return {rule: f"own-{number}" for number, rule in enumerate(different, 1)}
