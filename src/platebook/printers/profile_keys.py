"""Reads the keys of a printer's profile: those of ``Printer``'s rules, and those of their values.

Every mistake is reported at its place in the file, under its name: ``gutter, step 2, inside``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from platebook.geometry import Edges, Size
from platebook.manifest.mistakes import InvalidValue, Mistake, nearest, quote
from platebook.manifest.parse_yaml import Node, plain
from platebook.printers import profile_values
from platebook.printers.printer import (
    MARGIN,
    PAGES,
    USUAL_CROSSOVERS,
    Barcode,
    BlankRuns,
    Boards,
    BookBinding,
    Certainty,
    Crossover,
    CrossoverMethod,
    Crossovers,
    Gutter,
    GutterStep,
    Paper,
    Ppi,
    Printer,
    Range,
    Rule,
    Spine,
    SpineText,
    Trims,
)

Part = TypeVar("Part")
_ADD = "Add it; `platebook printers generic-x4` shows how a profile's rules read."
_FORM = "docs/reference/printers.md shows how it is written."


class UnreadError(Exception):
    """A value could not be read; what is wrong with it was reported."""


@dataclass(slots=True)
class _Profile:
    """What is wrong with a profile, and what stands for a rule that does not say its source."""

    usual: Rule[Any]
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A value of a profile and the keys that lead to it; ``key`` is where an empty one stands."""

    profile: _Profile
    path: tuple[str, ...]
    node: Node
    key: Node

    @property
    def is_text(self) -> bool:
        """Whether it is a text alone: the short form of most values that have keys."""
        return isinstance(self.node.value, str)

    def report(self, message: str, fix: str) -> None:
        """Report a mistake at this place."""
        place = self.key if self.node.value is None else self.node
        self.profile.mistakes.append(Mistake(place.line, place.column, message, fix))

    def read(self, reader: _Reader) -> Any:  # noqa: ANN401  whatever the reader makes of it
        """Read the value. Raises UnreadError."""
        try:
            return reader(self)
        except InvalidValue as wrong:
            self.report(f"{', '.join(self.path)}: {wrong.message}", wrong.fix)
            raise UnreadError from None

    def entries(self) -> dict[str, _Entry]:
        """Return the values of a mapping by their keys."""
        if not isinstance(self.node.value, dict):
            raise InvalidValue("a mapping of keys is needed here", _FORM)
        return {
            key: _Entry(self.profile, (*self.path, key), entry.value, entry.key)
            for key, entry in self.node.value.items()
        }

    def values(self, required: _Readers, optional: _Readers, short: str = "") -> dict[str, Any]:
        """Read a mapping, by the readers of its keys; the names of the values have ``_`` for ``-``.

        With a key that is ``short`` for all, the value here is that key's. Optional keys that say
        nothing are left out. Raises UnreadError when all mistakes are reported.
        """
        name, readers = ", ".join(self.path), {**required, **optional}
        entries = {short: replace(self, path=(*self.path, short))} if short else self.entries()
        before, guesses = len(self.profile.mistakes), set[str | None]()
        for key in entries.keys() - readers.keys():
            guesses.add(guess := nearest(key, readers))
            fix = f"Did you mean “{guess}”?" if guess else f"Its keys are {', '.join(readers)}."
            unknown = replace(entries[key], node=entries[key].key)
            unknown.report(f"{quote(key)} is not a key of {name or 'a printer'}", fix)
        values = dict[str, Any]()
        for key, reader in readers.items():
            if key in entries and (key in required or entries[key].node.value is not None):
                with suppress(UnreadError):
                    values[key.replace("-", "_")] = entries[key].read(reader)
            elif key in required and key not in guesses:
                self.report(f"{name} has no {key}", _ADD)
        if len(self.profile.mistakes) > before:
            raise UnreadError
        return values

    def part(self, kind: type[Part], readers: _Readers, short: str = "") -> Part:
        """Read a mapping whose keys are the fields of a class, and make one of its objects."""
        optional = dict(readers)
        required = {
            key: optional.pop(key)
            for of in fields(cast("Any", kind))
            if of.default is MISSING and (key := of.name.replace("_", "-"))
        }
        return kind(**self.values(required, optional, short))

    def items(self, reader: _Reader) -> tuple[Any, ...]:
        """Read the items of a list: ``gutter, steps`` has ``gutter, step 1``."""
        if not isinstance(self.node.value, list):
            raise InvalidValue("a list is needed here", _FORM)
        before, values = len(self.profile.mistakes), []
        *path, plural = self.path
        for number, node in enumerate(self.node.value, 1):
            name = f"{plural.removesuffix('s')} {number}"
            with suppress(UnreadError):
                values.append(_Entry(self.profile, (*path, name), node, node).read(reader))
        if len(self.profile.mistakes) > before:
            raise UnreadError
        return tuple(values)


#: Reads a value. Raises InvalidValue, or UnreadError where its mistakes are reported already.
_Reader = Callable[[_Entry], Any]
#: Readers by key.
_Readers = Mapping[str, _Reader]


def _value(read: Callable[[object], object]) -> _Reader:
    """Return what reads a value by one of the readers of ``profile_values``."""
    return lambda entry: read(plain(entry.node))


def _all(keys: Iterable[str], read: Callable[[object], object]) -> _Readers:
    return dict.fromkeys(keys, _value(read))


_TEXT, _LENGTH, _TRUTH = _value(profile_values.text), _value(MARGIN), _value(profile_values.truth)
_CITING: _Readers = {
    "checked": _value(profile_values.date),
    "note": _TEXT,
    "source": _TEXT,
    "sure": _value(profile_values.choice(Certainty)),
}


def _rule(read: _Reader) -> _Reader:
    """Return what reads a rule: its value alone, or with its source, its date, and how sure."""

    def read_rule(entry: _Entry) -> Rule[Any]:
        def read_value(inner: _Entry) -> Any:  # noqa: ANN401
            return replace(inner, path=entry.path).read(read)

        keys = entry.node.value if isinstance(entry.node.value, dict) else ()
        cites = not {"value", *_CITING}.isdisjoint(keys)
        values = entry.values({"value": read_value}, _CITING, "" if cites else "value")
        return replace(entry.profile.usual, **values)

    return read_rule


def _edges(entry: _Entry) -> Edges:
    """Read four lengths, or one for all edges; ``inner`` is the binding edge."""
    if entry.is_text:
        return Edges.all(MARGIN(entry.node.value))
    return entry.part(Edges, _all(("top", "outer", "bottom", "inner"), MARGIN))


def _range(entry: _Entry) -> Range:
    sides = entry.part(Range, _all(("least", "most"), profile_values.length(610, 10)))
    if sides.least > sides.most:
        raise InvalidValue("the least is more than the most", "Exchange the two.")
    return sides


def _trims(entry: _Entry) -> Trims:
    """Read the sizes offered: a list, or with ranges in which any size will do; or ``any``."""
    if isinstance(entry.node.value, str) and entry.node.value.strip().lower() == "any":
        return Trims(complete=False)
    readers: _Readers = {
        "sizes": lambda sizes: sizes.items(_value(profile_values.trim)),
        "complete": _TRUTH,
        "width": _range,
        "height": _range,
    }
    trims = entry.part(Trims, readers, "sizes" if isinstance(entry.node.value, list) else "")
    if (trims.width is None) != (trims.height is None):
        raise InvalidValue("a width and a height belong together", "Give both, or neither.")
    if trims.complete and not trims.sizes and not trims.width:
        raise InvalidValue("no size is offered", "List sizes such as 8.5x8.5in, or write any.")
    return trims


def _step(entry: _Entry) -> GutterStep:
    step = entry.values({"pages": _value(profile_values.pages), "inside": _LENGTH}, {})
    first, last = step["pages"]
    return GutterStep(first, last, step["inside"])


def _gutter(entry: _Entry) -> Gutter:
    """Read the margin at the binding, by page count, in rising order and without a gap."""
    if entry.is_text:
        return Gutter((GutterStep(1, None, MARGIN(entry.node.value)),))
    readers: _Readers = {"steps": lambda steps: steps.items(_step), "added": _TRUTH}
    gutter = entry.part(Gutter, readers, "steps" if isinstance(entry.node.value, list) else "")
    fix = "Begin each range one page above the last one's end, with no narrower a gutter."
    if not gutter.steps:
        raise InvalidValue("there are no steps", "For example: [{pages: 24-150, inside: 10mm}]")
    for first, two in zip(gutter.steps, gutter.steps[1:], strict=False):
        if first.most is None or two.least != first.most + 1:
            raise InvalidValue("the ranges of page counts leave a gap, or overlap", fix)
        if two.width < first.width:
            raise InvalidValue("the gutter gets narrower as pages are added", fix)
    return gutter


def _blank_runs(entry: _Entry) -> BlankRuns:
    """Read how many blank pages may follow one another; one number is for both."""
    read = profile_values.whole(0, 1000)
    if entry.is_text:
        return BlankRuns(read(entry.node.value), read(entry.node.value))
    return entry.part(BlankRuns, _all(("within", "end"), read))


def _ppi(entry: _Entry) -> Ppi:
    """Read pixels to the printed inch: refused below, best, too much above, refused above."""
    readers = _all(("least", "ideal", "warn-above", "most"), profile_values.number(36, 5_000))
    ppi = entry.part(Ppi, readers, "ideal" if entry.is_text else "")
    limits = [n for n in (ppi.least, ppi.ideal, ppi.warn_above, ppi.most) if n is not None]
    if limits != sorted(limits) or not limits:
        fix = "Give least, ideal, warn-above and most in rising order; leave out what is not."
        raise InvalidValue("these numbers are in no order", fix)
    return ppi


def _crossover(entry: _Entry) -> Crossover:
    """Read how photographs cross the fold in one binding; what is left out is as usual there.

    A strip that is given where none is usual is shifted.
    """
    optional: _Readers = {
        **_all(("hidden", "most"), profile_values.length(25)),
        "method": _value(profile_values.choice(CrossoverMethod)),
    }
    required = {"binding": _value(profile_values.choice(BookBinding))}
    values = entry.values(required, optional, "binding" if entry.is_text else "")
    usual = USUAL_CROSSOVERS[values["binding"]]
    hidden = values.get("hidden", usual.hidden)
    method = values.get("method", CrossoverMethod.SHIFT if hidden else CrossoverMethod.NONE)
    if method is not CrossoverMethod.NONE and not hidden:
        fix = "Give the mm that the binding hides (hidden), or write method: none."
        raise InvalidValue("halves are moved, and nothing is hidden", fix)
    furthest = values.get("most", max(usual.most, values.get("hidden", 0.0)))
    return Crossover(usual.binding, hidden, method, furthest)


def _crossovers(entry: _Entry) -> Crossovers:
    """Read the bindings that a printer offers: one or a list of them, the usual one first."""
    node = entry.node
    if not isinstance(node.value, list):
        node = replace(node, value=[node])
    ways = replace(entry, path=(*entry.path, "ways"), node=node).items(_crossover)
    bindings = [way.binding for way in ways]
    if not bindings:
        raise InvalidValue("the list is empty", "Fill it in, or delete the key.")
    if twice := [name for name in bindings if bindings.count(name) > 1]:
        raise InvalidValue(f"{twice[0]} is in the list twice", "Keep one of the two.")
    return Crossovers(ways)


def _spine_text(entry: _Entry) -> SpineText:
    """Read from how many pages the spine may carry text."""
    readers = _all(("least-pages", "doubtful-below"), PAGES)
    return entry.part(SpineText, readers, "least-pages" if entry.is_text else "")


def _barcode(entry: _Entry) -> Barcode:
    """Read the box that the barcode needs, and its distance from the spine and the foot."""
    lengths = entry.values(_all(("width", "height", "inset"), MARGIN), {"foot": _LENGTH})
    return Barcode(Size(lengths.pop("width"), lengths.pop("height")), **lengths)


def _boards(entry: _Entry) -> Boards:
    return entry.part(Boards, _all(("wider", "taller"), MARGIN))


def _spine(entry: _Entry) -> Spine:
    return entry.part(Spine, {"per-page": _value(profile_values.length(2)), "plus": _LENGTH})


def _papers(entry: _Entry) -> tuple[Paper, ...]:
    """Read the papers by name: what each is called, the spine it makes, its page counts."""
    rules = {"spine": _rule(_spine), **dict.fromkeys(("least-pages", "most-pages"), _PAGES)}
    papers = dict.fromkeys(
        entry.entries(),
        lambda paper: Paper(paper.path[-1], **paper.values({"label": _TEXT}, rules)),
    )
    return tuple(entry.values(papers, {}).values())


_PAGES = _rule(_value(PAGES))
_PARTS: Mapping[object, _Reader] = {
    Edges: _edges,
    Trims: _trims,
    Gutter: _gutter,
    Ppi: _ppi,
    BlankRuns: _blank_runs,
    SpineText: _spine_text,
    Barcode: _barcode,
    Boards: _boards,
    Crossovers: _crossovers,
    bool: _TRUTH,
    str: _TEXT,
}


def _reader(kind: Any, read: Callable[[object], object] | None) -> _Reader:  # noqa: ANN401
    """Return what reads the value of a rule, by the rule's own reader or by the value's type."""
    if read is not None:
        return _value(read)
    if get_origin(kind) in (tuple, frozenset):
        choices = profile_values.choices(get_args(kind)[0])
        return _value(lambda entry: get_origin(kind)(choices(entry)))
    return _value(profile_values.choice(kind)) if issubclass(kind, StrEnum) else _PARTS[kind]


def _rule_readers() -> dict[str, _Reader]:
    """Return what reads each rule of ``Printer``, by its key."""
    hints = get_type_hints(Printer)
    return {
        # X of ``Rule[X] | None``.
        of.name.replace("_", "-"): _rule(
            _reader(get_args(get_args(hints[of.name])[0])[0], of.metadata["read"])
        )
        for of in fields(Printer)
        if of.metadata
    }


#: What a profile says of itself stands for rules that do not.
_USUAL = ("source", "checked", "sure")
_READERS: _Readers = {
    **dict.fromkeys(("label", "about", "extends"), _TEXT),
    **{key: _CITING[key] for key in _USUAL},
    "papers": _papers,
    **_rule_readers(),
}
#: The keys of a profile.
KEYS = tuple(_READERS)


def read_keys(root: Node, start: Printer) -> tuple[Printer | None, list[Mistake]]:
    """Read a profile whose keys change what ``start`` says; None where there are mistakes."""
    profile = _Profile(Rule(None, f"the profile {start.name}", "", Certainty.UNVERIFIED))
    entry = _Entry(profile, (), root, root)
    for key, value_entry in entry.entries().items():
        if key in _USUAL and value_entry.node.value is not None:
            with suppress(UnreadError):
                profile.usual = replace(profile.usual, **{key: value_entry.read(_READERS[key])})
    try:
        values = entry.values({}, _READERS)
    except UnreadError:
        return None, profile.mistakes
    rules = {of.name for of in fields(Printer)}
    return replace(start, **{name: values[name] for name in rules & values.keys()}), []
