"""The edits of a manifest's text, each verified: what was meant has changed, and nothing else.

An operation makes the changed text by splices and, independently, the values that the manifest is
to have. The text is read again and compared with these; only then is it given back.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence

from platebook.edit import sequences, splices
from platebook.edit.manifest_file import UnsupportedError
from platebook.edit.writing import ManifestText, Meaning, expected_meaning, find, meaning_of
from platebook.manifest.cross_checks import plate_ids
from platebook.manifest.messages import Loc, node_at
from platebook.manifest.parse_yaml import Node

#: An edit: a manifest's text → the changed text, and the values it is to have.
Operation = Callable[[ManifestText], tuple[ManifestText, Meaning]]


def plate_places(root: Node | None) -> list[tuple[str, Loc]]:
    """Return the id of every plate and its place, in reading order."""
    if root is None or not isinstance(root.value, dict):
        return []
    places: list[Loc] = [("plates", at) for at in range(_length(root, ("plates",)))]
    for number in range(_length(root, ("sections",))):
        inside: Loc = ("sections", number, "plates")
        places += [(*inside, at) for at in range(_length(root, inside))]
    return list(zip(plate_ids(root), places, strict=True))


def _length(root: Node, loc: Loc) -> int:
    node = node_at(root, loc)
    return len(node.value) if node and isinstance(node.value, list) else 0


def place_of(source: ManifestText, plate: str) -> Loc:
    """Find a plate by its id. Raises UnsupportedError."""
    for name, place in plate_places(source.root):
        if name == plate:
            return place
    raise UnsupportedError(f"no plate has the id “{plate}”")


def set_value(loc: Loc, value: Meaning) -> Operation:
    """Set the value at a place; None takes its key away."""

    def operation(source: ManifestText) -> tuple[ManifestText, Meaning]:
        goal = meaning_of(source.root)
        _assign(goal, loc, value)
        return _set(source, loc, value), goal

    return operation


def _assign(tree: Meaning, loc: Loc, value: Meaning) -> None:
    """Set a value in what a manifest is to say."""
    for part in loc[:-1]:
        if isinstance(tree, dict) and part not in tree:
            tree[part] = {}
        tree = tree[part]
    if value is not None:
        tree[loc[-1]] = value
    elif isinstance(tree, dict):
        tree.pop(loc[-1], None)


def _set(source: ManifestText, loc: Loc, value: Meaning) -> ManifestText:
    """Set a value by splices; of lists and mappings only the parts that differ."""
    node = find(source, loc)
    if node is None:
        return source if value is None else _add(source, loc, value)
    if value is None:
        return splices.remove_key(source, loc)
    if meaning_of(node) == value:
        return source
    if isinstance(value, Mapping) and isinstance(node.value, dict) and node.value:
        for key in [key for key in node.value if key not in value]:
            source = splices.remove_key(source, (*loc, key))
        for key, item in value.items():
            source = _set(source, (*loc, key), item)
        return source
    if isinstance(value, list) and value and isinstance(node.value, list) and node.value:
        return _set_list(source, loc, value)
    if isinstance(value, str) and not isinstance(node.value, (list, dict)):
        return splices.replace_scalar(source, loc, value)
    return splices.replace_value(source, loc, value)


def _add(source: ManifestText, loc: Loc, value: Meaning) -> ManifestText:
    """Set a key that is absent; the mapping that it belongs to may be absent as well."""
    if len(loc) > 1 and find(source, loc[:-1]) is None:
        return _add(source, loc[:-1], {loc[-1]: value})
    return splices.insert_key(source, loc, value)


def _set_list(source: ManifestText, loc: Loc, value: list[Meaning]) -> ManifestText:
    """Change a list where it differs: items alike at both ends are left as they are."""
    old = meaning_of(find(source, loc))
    first = 0
    while first < min(len(old), len(value)) and old[first] == value[first]:
        first += 1
    same = 0
    while same < min(len(old), len(value)) - first and old[-1 - same] == value[-1 - same]:
        same += 1
    before, after = len(old) - same, len(value) - same
    for at in range(first, min(before, after)):
        source = _set(source, (*loc, at), value[at])
    for at in reversed(range(after, before)):
        source = sequences.put(source, sequences.remove(sequences.items(source, loc), at))
    for at in range(before, after):
        parts = sequences.items(source, loc)
        new = sequences.new_item(source, parts, value[at], (*loc, at))
        source = sequences.put(source, sequences.insert(parts, at, new))
    return source


def move_plate(plate: str, target: Callable[[ManifestText], tuple[Loc, bool]]) -> Operation:
    """Move a plate to the place of another, in front of it or ``behind`` it."""

    def operation(source: ManifestText) -> tuple[ManifestText, Meaning]:
        old = place_of(source, plate)
        (*above, at), behind = target(source)
        home, goal_list = old[:-1], tuple(above)
        tree = meaning_of(source.root)
        new = int(at) + behind
        if home == goal_list:
            new -= new > int(old[-1])
            items = _list(tree, home)
            items.insert(new, items.pop(int(old[-1])))
            parts = sequences.move(sequences.items(source, home), int(old[-1]), new)
            return sequences.put(source, parts), tree
        _list(tree, goal_list).insert(new, _list(tree, home).pop(int(old[-1])))
        return _move_across(source, old, goal_list, new, behind=behind), tree

    return operation


def _move_across(
    source: ManifestText, old: Loc, target: Loc, new: int, *, behind: bool
) -> ManifestText:
    """Move a plate into another section."""
    origin, goal = sequences.items(source, old[:-1]), sequences.items(source, target)
    if len(origin.items) == 1:
        raise UnsupportedError("a section needs at least one plate, and this is its last")
    at = int(old[-1])
    item = sequences.as_item_of(origin.items[at], origin, goal, source.newline)
    left = sequences.remove(origin, at)
    target_items = sequences.insert(goal, new, item, behind=behind)
    text = source.text
    for parts in sorted((left, target_items), key=lambda part: -part.start):
        text = text[: parts.start] + parts.text(source.newline) + text[parts.end :]
    return source.with_text(text)


def _list(tree: Meaning, loc: Loc) -> list[Meaning]:
    for part in loc:
        tree = tree[part]
    if not isinstance(tree, list):
        raise UnsupportedError(f"there is no list of {loc[-1]}")
    return tree


def insert_plates(
    plates: Sequence[Mapping[str, object]], target: Callable[[ManifestText], tuple[Loc, bool]]
) -> Operation:
    """Insert new plates in front of a plate or ``behind`` it."""

    def operation(source: ManifestText) -> tuple[ManifestText, Meaning]:
        (*above, at), behind = target(source)
        loc: Loc = tuple(above)
        values = [expected_meaning(plate, (*loc, 0)) for plate in plates]  # type: ignore[arg-type]
        tree = copy.deepcopy(meaning_of(source.root))
        first = int(at) + behind
        current = find(source, loc)
        if current is None or not isinstance(current.value, list) or not current.value:
            _assign(tree, loc, values)
            if current is not None and current.flow and not source.json:
                source = splices.remove_key(source, loc)  # “plates: []” becomes lines
            return _set(source, loc, values), tree
        _list(tree, loc)[first:first] = values
        for number, value in enumerate(values):
            parts = sequences.items(source, loc)
            new = sequences.new_item(source, parts, value, (*loc, 0))
            behind = bool(behind or number)
            parts = sequences.insert(parts, first + number, new, behind=behind)
            source = sequences.put(source, parts)
        return source, tree

    return operation


def remove_plate(plate: str) -> Operation:
    """Remove a plate with the comments that belong to it."""

    def operation(source: ManifestText) -> tuple[ManifestText, Meaning]:
        loc = place_of(source, plate)
        tree = meaning_of(source.root)
        del _list(tree, loc[:-1])[int(loc[-1])]
        parts = sequences.items(source, loc[:-1])
        if len(parts.items) == 1:
            noun = "section" if loc[0] == "sections" else "story"
            raise UnsupportedError(f"a {noun} needs at least one plate, and this is its last")
        return sequences.put(source, sequences.remove(parts, int(loc[-1]))), tree

    return operation


def differences(expected: Meaning, actual: Meaning, loc: Loc = ()) -> Iterator[Loc]:
    """Yield the places at which a manifest does not say what it is to say."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in {**expected, **actual}:
            if (key in expected) != (key in actual):
                yield (*loc, key)
            else:
                yield from differences(expected[key], actual[key], (*loc, key))
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for at, (left, right) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(left, right, (*loc, at))
    elif expected != actual:
        yield loc
