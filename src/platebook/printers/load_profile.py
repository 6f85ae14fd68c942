"""Reads a printer's profile, by name or from a file; every mistake has its place."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from platebook.errors import ManifestError, UsageError
from platebook.manifest.mistakes import (
    InvalidValue,
    Mistake,
    findings,
    nearest,
    quote,
    without_repeats,
)
from platebook.manifest.parse_yaml import Node, plain, read
from platebook.printers.printer import Certainty, Paper, Printer, Rule
from platebook.printers.profile_keys import (
    CITING,
    Cited,
    PaperKeys,
    PrinterKeys,
    ProfileHead,
    ProfileKeys,
    freeze,
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Loc = tuple[str | int, ...]


def to_mistakes(errors: Iterable[ErrorDetails], root: Node) -> Iterator[Mistake]:
    """Turn pydantic's errors into mistakes; a misspelt key is not reported as missing too."""
    repeated = without_repeats(list(errors), _guess_key)
    yield from (_to_mistake(error, root) for error in repeated)


def _to_mistake(error: ErrorDetails, root: Node) -> Mistake:
    loc, kind = error["loc"], error["type"]
    place, at_key = _place(root, loc)
    cause = error.get("ctx", {}).get("error")
    name = _name(loc)
    if kind == "extra_forbidden":
        message = f"{quote(str(loc[-1]))} is not a key of {_name(loc[:-1]) or 'a printer'}"
        allowed = _known_keys(loc[:-1])
        guess = _guess_key(loc)
        fix = f"Did you mean “{guess}”?" if guess else f"Its keys are {', '.join(allowed)}."
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


def _known_keys(loc: Loc) -> list[str]:
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


def _inner(annotation: object) -> object:
    """Find the mapping of keys inside ``X | None``, ``tuple[X, ...]`` or ``dict[str, X]``."""
    if isinstance(annotation, type) and issubclass(annotation, ProfileKeys):
        return annotation
    models = (_inner(part) for part in get_args(annotation))
    return next((model for model in models if model is not None), None)


def _guess_key(loc: Loc) -> str | None:
    return nearest(str(loc[-1]), _known_keys(loc[:-1]))


@dataclass(frozen=True, slots=True)
class _Citation:
    """What stands for a rule that does not say where it comes from."""

    source: str
    checked: str
    sure: Certainty


def assemble(keys: ProfileHead, name: str, folder: Path | None, base: Printer | None) -> Printer:
    """Put the values into a printer; what the keys leave out is that of ``base``."""
    usual = _Citation(
        keys.source or f"the profile {name}", keys.checked or "", keys.sure or Certainty.UNVERIFIED
    )
    values: dict[str, object] = {}
    for field in fields(Printer):
        if field.metadata and (said := getattr(keys, field.name)) is not None:
            values[field.name] = _rule(said, usual)
    if keys.papers is not None:
        values["papers"] = tuple(_paper(*item, usual) for item in keys.papers.items())
    if keys.about:
        values["about"] = keys.about
    label = keys.label or (base.label if base else name)
    start = base or Printer(name, label)
    return replace(start, name=name, label=label, folder=folder, **values)  # type: ignore[arg-type]


def _rule(said: Cited[object], usual: _Citation) -> Rule[object]:
    return Rule(
        freeze(said.value),
        said.source or usual.source,
        said.checked or usual.checked,
        said.sure or usual.sure,
        said.note or "",
    )


def _paper(name: str, keys: PaperKeys, usual: _Citation) -> Paper:
    numbers = {
        key: _rule(said, usual)
        for key in ("spine", "least_pages", "most_pages")
        if (said := getattr(keys, key)) is not None
    }
    return Paper(name, keys.label, **numbers)  # type: ignore[arg-type]


#: In the order of the list: the default, an office printer, then the print services.
NAMES = (
    *("generic-x4", "office", "kdp-paperback", "kdp-hardcover", "ingramspark", "lulu", "blurb"),
    *("mixam", "gwg-2022-sheetfed"),
)
_ENDINGS = (".yaml", ".yml")
#: in bytes; the longest built-in profile has 5,000.
_LARGEST = 200_000
_LIST = "`platebook printers` lists those that come with platebook; or give your own YAML file."
_SLUG = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_BEGIN = "Begin with “extends: generic-x4”, and add what your printer asks for."


def load(name: str | Path) -> Printer:
    """Read a profile. See ``platebook.printers.load``."""
    said = str(name)
    if said in NAMES:
        return _load_named(said)
    path = Path(name)
    if path.suffix.lower() in _ENDINGS or len(path.parts) > 1:
        return _own(path)
    begun = [name for name in NAMES if said and name.startswith(said.casefold())]
    guesses = begun or [guess for guess in [nearest(said, NAMES)] if guess]
    fix = f"Did you mean {' or '.join(guesses)}? {_LIST}" if guesses else _LIST
    raise UsageError.of("printer", f"there is no printer called {quote(said)}", fix)


@cache
def _load_named(name: str) -> Printer:
    file = resources.files("platebook.printers") / "known" / f"{name}.yaml"
    return _read(file.read_bytes(), f"{name}.yaml", name, None)


def _own(path: Path) -> Printer:
    """Read a user's own profile; its name is the file's stem."""
    where = path.as_posix()
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageError.of(where, "this is not an ordinary file", _LIST)
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise UsageError.of(where, "there is no such profile", _LIST) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "the system refuses").lower()
        message = f"the profile cannot be read: {reason}"
        raise UsageError.of(where, message, "Look at its name and its permissions.") from None
    if len(raw) > _LARGEST:
        slip = Mistake(1, 1, f"the profile is larger than {_LARGEST // 1000} kB", _BEGIN)
        raise ManifestError(findings([slip], where))
    return _read(raw, where, path.stem, path.parent)


def _read(raw: bytes, where: str, name: str, folder: Path | None) -> Printer:
    """Read a profile's bytes. Raises ManifestError with every mistake at once."""
    document = read(raw)
    mistakes = [_of_a_profile(mistake) for mistake in document.mistakes]
    base: Printer | None = None
    keys: ProfileHead | None = None
    if document.root:
        keys, slips = _keys(document.root)
        base, more = _base(document.root)
        places = {(mistake.line, mistake.column) for mistake in mistakes}
        mistakes += [slip for slip in slips + more if (slip.line, slip.column) not in places]
        if folder is not None and not _SLUG.fullmatch(name):
            fix = "Rename it: small letters, digits and hyphens; books are called by it."
            mistakes.append(Mistake(1, 1, f"{quote(name)} cannot be a printer's name", fix))
        if folder is not None and name in NAMES:
            fix = f"Rename the file, for example to my-{name}.yaml."
            mistakes.append(Mistake(1, 1, f"{name} is the name of a printer of ours", fix))
    if mistakes or keys is None:
        raise ManifestError(findings(mistakes, where))
    return assemble(keys, name, folder, base)


def _keys(root: Node) -> tuple[ProfileHead | None, list[Mistake]]:
    if not isinstance(root.value, dict):
        message = "a profile is made of keys and values, and this is not"
        return None, [Mistake(root.line, root.column, message, _BEGIN)]
    try:
        return PrinterKeys.model_validate(plain(root)), []
    except ValidationError as error:
        return None, list(to_mistakes(error.errors(include_url=False), root))


def _base(root: Node) -> tuple[Printer | None, list[Mistake]]:
    """Return the profile that this one extends."""
    entry = root.value.get("extends") if isinstance(root.value, dict) else None
    if entry is None or not isinstance(entry.value.value, str):
        return None, []
    said = entry.value.value.strip()
    if said in NAMES:
        return _load_named(said), []
    guess = nearest(said, NAMES)
    fix = f"Did you mean {guess}?" if guess else f"Write one of {', '.join(NAMES)}."
    message = f"extends: there is no printer called {quote(said)}"
    return None, [Mistake(entry.value.line, entry.value.column, message, fix)]


def _of_a_profile(mistake: Mistake) -> Mistake:
    """Adapt a message about a manifest to a profile."""
    message = mistake.message.replace("the manifest", "the profile")
    nothing = message in ("the profile is empty", "the profile says nothing")
    fix = mistake.fix.replace("the second story", "the second profile")
    return Mistake(mistake.line, mistake.column, message, _BEGIN if nothing else fix)
