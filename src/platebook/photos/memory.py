"""Remembers answers between runs, by all that they depend on."""

from __future__ import annotations

import hashlib
from ast import literal_eval
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from platebook.photos.cache import Cache
from platebook.version import __version__

Value = TypeVar("Value")
#: Part of every key: to be increased whenever the same question has another answer. Another
#: version of platebook may always give another one.
_KEY = (1, __version__)


@dataclass(frozen=True, slots=True)
class Memory:
    """Answers by question; without a ``cache`` each question is answered anew.

    ``versions`` names the libraries that answer.
    """

    cache: Cache | None = None
    versions: str = ""

    def recall(self, question: tuple[object, ...], find: Callable[[], Value]) -> Value:
        """Return what was found before, or ``find`` it; a value made of numbers, text and bytes.

        ``question`` has all that the answer depends on.
        """
        known: Value | None = self.get(question)
        if known is None:
            known = find()
            self.put(question, known)
        return known

    def get(self, question: tuple[object, ...]) -> Any:  # noqa: ANN401  whatever was put
        """Return what was ``put``; None if nothing was, or something else stands there."""
        kept = self.cache.get(self._key(question)) if self.cache else None
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            return None if kept is None else literal_eval(kept.decode())
        return None

    def put(self, question: tuple[object, ...], value: object) -> Path | None:
        """Remember a value that is not None; return the file that holds it, if one does."""
        if self.cache is None:
            return None
        return self.cache.put(self._key(question), repr(value).encode()).path

    def _key(self, question: tuple[object, ...]) -> str:
        return hashlib.sha256(repr((_KEY, self.versions, question)).encode()).hexdigest()
