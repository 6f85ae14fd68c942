"""Paths as a program gives them to the public API: text, bytes or path objects."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from platebook.errors import UsageError, refused_path

_FIX = "Give a path as text or as a pathlib.Path."


def path_argument(value: object, name: str) -> Path:
    """Return a path that a program gives as its argument ``name``. Raises UsageError."""
    if not isinstance(value, str | bytes | os.PathLike):
        raise UsageError.of(name, f"a path is needed, and this is {type(value).__name__}", _FIX)
    path = os.fsdecode(value)
    if "\0" in path:
        raise UsageError.of(name, "no path has a NUL character in it", _FIX)
    return Path(path)


def path_arguments(values: object, name: str) -> list[Path]:
    """Return the paths of a list that a program gives; a single path is a list of one."""
    if isinstance(values, str | bytes | os.PathLike):
        return [path_argument(values, name)]
    if not isinstance(values, Iterable):
        raise UsageError.of(name, f"paths are needed, and this is {type(values).__name__}", _FIX)
    return [path_argument(value, f"{name}[{at}]") for at, value in enumerate(values)]


def without_detours(path: Path) -> Path:
    """Return a path without ``..``, where it leads through folders that are not there."""
    return path if ".." not in path.parts or path.exists() else Path(os.path.normpath(path))


@contextmanager
def explain_refused_paths() -> Iterator[None]:
    """Raise UsageError where the system refuses a path as such: too long, or forbidden."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if refusal := refused_path(error):
            raise refusal from error
        raise
