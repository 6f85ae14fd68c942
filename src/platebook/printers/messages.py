"""Messages for validation errors in a profile, with their places in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, get_args

from platebook.manifest.mistakes import InvalidValue, Mistake, nearest, quoted
from platebook.manifest.parse_yaml import Node
from platebook.printers.profile_keys import CITING, Cited, PrinterKeys, ProfileKeys

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Loc = tuple[str | int, ...]


def worded(errors: Iterable[ErrorDetails], root: Node) -> Iterator[Mistake]:
    """Turn pydantic's errors into mistakes; a misspelt key is not reported as missing too."""
    all_errors = list(errors)
    unknown = [error["loc"] for error in all_errors if error["type"] == "extra_forbidden"]
    mended = {(*loc[:-1], _meant(loc)) for loc in unknown}
    for error in all_errors:
        if error["type"] != "missing" or error["loc"] not in mended:
            yield _worded(error, root)


def _worded(error: ErrorDetails, root: Node) -> Mistake:
    loc, kind = error["loc"], error["type"]
    place, at_key = _place(root, loc)
    cause = error.get("ctx", {}).get("error")
    name = _name(loc)
    if kind == "extra_forbidden":
        message = f"{quoted(str(loc[-1]))} is not a key of {_name(loc[:-1]) or 'a printer'}"
        known = _known(loc[:-1])
        guess = _meant(loc)
        fix = f"Did you mean “{guess}”?" if guess else f"Its keys are {', '.join(known)}."
        return Mistake(at_key.line, at_key.column, message, fix)
    if kind == "missing":
        return Mistake(place.line, place.column, f"{_name(loc[:-1])} has no {loc[-1]}", _ADD)
    if isinstance(cause, InvalidValue):
        return Mistake(place.line, place.column, f"{name}: {cause.message}", cause.fix)
    needed = "a list" if kind in ("list_type", "tuple_type") else "a mapping of keys"
    return Mistake(place.line, place.column, f"{name}: {needed} is needed here", _FORM)


_ADD = "Add it; `platebook printers generic-x4` shows how a profile's rules read."
_FORM = "docs/reference/printers.md shows how it is written."


def _name(loc: Loc) -> str:
    """Name a place: ``gutter, step 2, inside``; the key “value” is left out."""
    words: list[str] = []
    for part in loc:
        if isinstance(part, int):
            singular = (words.pop() if words else "item").removesuffix("s")
            words.append(f"{singular} {part + 1}")
        elif part != "value":
            words.append(part)
    return ", ".join(words)


def _place(root: Node, loc: Loc) -> tuple[Node, Node]:
    """Find the node of a place, or its nearest parent, and the last key on the way.

    Where a value has its short form, parts of the place are not in the file.
    """
    node = key = root
    for part in loc:
        if isinstance(node.value, dict) and part in node.value:
            key, node = node.value[str(part)]
        elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
            key = node = node.value[part]
    return (node if node.value is not None else key), key


def _known(loc: Loc) -> list[str]:
    """List the keys of the mapping at a place."""
    model: Any = PrinterKeys
    for part in loc:
        if isinstance(model, type) and issubclass(model, ProfileKeys) and isinstance(part, str):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _inner(fields[part].annotation) if part in fields else model
        else:
            model = _inner(model)
    if not (isinstance(model, type) and issubclass(model, ProfileKeys)):
        return []
    names = [field.alias or name for name, field in model.model_fields.items()]
    return names if not issubclass(model, Cited) else sorted(CITING)


def _inner(annotation: Any) -> Any:  # noqa: ANN401  an annotation may be anything
    """Find the mapping of keys inside ``X | None``, ``tuple[X, ...]`` or ``dict[str, X]``."""
    if isinstance(annotation, type) and issubclass(annotation, ProfileKeys):
        return annotation
    found = (_inner(part) for part in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _meant(loc: Loc) -> str | None:
    return nearest(str(loc[-1]), _known(loc[:-1]))
