"""Reads a printer's profile, by name or from a file; every mistake has its place."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

from platebook.errors import ManifestError, UsageError
from platebook.manifest.mistakes import Mistake, findings, nearest, quote
from platebook.manifest.parse_yaml import Node, read
from platebook.printers.printer import Printer
from platebook.printers.profile_keys import read_keys

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
    printer_name = str(name)
    if printer_name in NAMES:
        return _load_named(printer_name)
    path = Path(name)
    if path.suffix.lower() in _ENDINGS or len(path.parts) > 1:
        return _own(path)
    matches = [name for name in NAMES if printer_name and name.startswith(printer_name.casefold())]
    guesses = matches or [guess for guess in [nearest(printer_name, NAMES)] if guess]
    fix = f"Did you mean {' or '.join(guesses)}? {_LIST}" if guesses else _LIST
    raise UsageError.of("printer", f"there is no printer called {quote(printer_name)}", fix)


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
    printer: Printer | None = None
    if root := document.root:
        base, slips = _base(root)
        start = replace(base or Printer(name, name), name=name, folder=folder)
        if isinstance(root.value, dict):
            printer, more = read_keys(root, start)
            slips += more
        else:
            message = "a profile is made of keys and values, and this is not"
            slips.append(Mistake(root.line, root.column, message, _BEGIN))
        places = {(mistake.line, mistake.column) for mistake in mistakes}
        mistakes += [slip for slip in slips if (slip.line, slip.column) not in places]
        if folder is not None and not _SLUG.fullmatch(name):
            fix = "Rename it: small letters, digits and hyphens; books are called by it."
            mistakes.append(Mistake(1, 1, f"{quote(name)} cannot be a printer's name", fix))
        if folder is not None and name in NAMES:
            fix = f"Rename the file, for example to my-{name}.yaml."
            mistakes.append(Mistake(1, 1, f"{name} is the name of a printer of ours", fix))
    if mistakes or printer is None:
        raise ManifestError(findings(mistakes, where))
    return printer


def _base(root: Node) -> tuple[Printer | None, list[Mistake]]:
    """Return the profile that this one extends."""
    entry = root.value.get("extends") if isinstance(root.value, dict) else None
    if entry is None or not isinstance(entry.value.value, str):
        return None, []
    printer_name = entry.value.value.strip()
    if printer_name in NAMES:
        return _load_named(printer_name), []
    guess = nearest(printer_name, NAMES)
    fix = f"Did you mean {guess}?" if guess else f"Write one of {', '.join(NAMES)}."
    message = f"extends: there is no printer called {quote(printer_name)}"
    return None, [Mistake(entry.value.line, entry.value.column, message, fix)]


def _of_a_profile(mistake: Mistake) -> Mistake:
    """Adapt a message about a manifest to a profile."""
    message = mistake.message.replace("the manifest", "the profile")
    nothing = message in ("the profile is empty", "the profile says nothing")
    fix = mistake.fix.replace("the second story", "the second profile")
    return Mistake(mistake.line, mistake.column, message, _BEGIN if nothing else fix)
