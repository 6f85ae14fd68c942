"""Writes a record as JSON, and reads one that may come from anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from platebook.build_options import BuildOptions, declared
from platebook.errors import Finding, Severity, UsageError
from platebook.pipeline.build_record import Record, RecordedFile, RecordedFont

#: The shape of the file; it changes where a reader of the old one would go wrong.
FORMAT = 1
_LARGEST = 32_000_000  # bytes; a story of 2,000 plates makes one
_FIX = "Give the build.json that `platebook build` wrote beside the books."
_NO_RECORD = "this is no record of a build that this platebook can read"


def written(record: Record) -> bytes:
    """Give a record as JSON: readable, and the same for the same record."""
    told = {"format": FORMAT, **asdict(record), "options": record.options.recorded()}
    return f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode(errors="backslashreplace")


def read(path: Path) -> Record:
    """Read a record. Raises UsageError where the file is none, or is damaged."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        told = json.loads(raw) if len(raw) <= _LARGEST else None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError.of(str(path), f"cannot be read: {reason}", _FIX) from error
    except (ValueError, RecursionError) as error:
        raise UsageError.of(str(path), _NO_RECORD, _FIX) from error
    try:
        if _table(told).pop("format", None) != FORMAT:
            raise UsageError.of(str(path), _NO_RECORD, _FIX)
        return _record(_table(told))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError.of(str(path), f"{_NO_RECORD}: {error}", _FIX) from error


def _record(told: dict[str, Any]) -> Record:
    outputs = {
        _name(name): RecordedFile(**_table(each)) for name, each in _table(told["outputs"]).items()
    }
    return Record(
        story=_word(told["story"]) if told["story"] is not None else None,
        options=_options(_table(told["options"])),
        environment=_words(told["environment"]),
        versions=_words(told["versions"]),
        design=_word(told["design"]),
        inputs=_words(told["inputs"]),
        profiles=_words(told["profiles"]),
        fonts=tuple(RecordedFont(**_words(each, but="weight")) for each in told["fonts"]),
        outputs=outputs,
        findings=tuple(_finding(_words(each)) for each in told["findings"]),
    )


def _options(told: dict[str, Any]) -> BuildOptions:
    known = {name for name, option, _ in declared() if option.recorded}
    if unknown := told.keys() - known:
        raise TypeError(f"there is no option {min(unknown)}")
    for key, value in told.items():
        if key in ("editions", "printers"):
            told[key] = tuple(map(_word, value))
        elif isinstance(value, str):
            _word(value)
        elif value is not None and not isinstance(value, (int, float)):
            raise TypeError(f"{key} is neither text nor number")
    return BuildOptions(**told)


def _finding(told: dict[str, Any]) -> Finding:
    return Finding(**{**told, "severity": Severity(told["severity"])})


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("there is no table where one is wanted")
    return value


def _words(value: object, but: str = "") -> dict[str, Any]:
    return {key: each if key == but else _word(each) for key, each in _table(value).items()}


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("there is no text where one is wanted")
    value.encode()  # a ValueError for half a character
    if "\0" in value:
        raise ValueError("there is a text with a NUL in it")
    return value


def _name(name: str) -> str:
    """Keep a file's name to the folder that it is in."""
    if Path(name).name != name:
        raise ValueError(f"“{name:.80}” is no file’s name")
    return name
