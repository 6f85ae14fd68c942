"""Loads hyphenation patterns lazily: each when a word may have it, not all of a language at once.

Pyphen reads all when the first word of a language is divided: 70,000 of German, half a second.
It has none of Finnish, whose rule is short: a syllable begins before a consonant and a vowel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

from platebook.pdf.weasyprint_patches import replaced

_DIGITS = re.compile(r"\d+")
#: Lines of a hyphenation dictionary that are a pattern of letters and digits, and others that may
#: say where words are divided.
_USUAL = re.compile(r"[^\s^/=%#\d]*[1-9][^\s^/=%#]*").fullmatch
_DIVIDES = re.compile(r"[1-9^]").search

_VOWELS, _CONSONANTS = "aeiouyäöå", "bcdfghjklmnpqrstvwxzšž"
#: Two vowels of one syllable. After two others may be the seam of a compound, which is no
#: syllable's end: *myynti-osuus*, never *myyntio-suus*.
_DIPHTHONGS = frozenset(
    (*("ai", "ei", "oi", "ui", "yi", "äi", "öi", "au", "eu", "iu", "ou", "ey", "iy", "äy", "öy"),
     *("ie", "uo", "yö"), *(2 * vowel for vowel in _VOWELS))
)  # fmt: skip


class _Lines:
    """Some lines of a dictionary, as far as Pyphen asks for them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._text = "\n".join(("UTF-8", *lines))

    def open(self, _: str) -> BytesIO:
        return BytesIO(b"UTF-8")

    def read_text(self, _: str) -> str:
        return self._text


_FINNISH = _Lines(
    (
        *(f"1{consonant}{vowel}" for consonant, vowel in product(_CONSONANTS, _VOWELS)),
        *(f"{a}{b}2" for a, b in product(_VOWELS, _VOWELS) if a + b not in _DIPHTHONGS),
    )
)


@contextmanager
def lazy_patterns() -> Iterator[None]:
    """Let Pyphen load hyphenation patterns lazily in this block, and have those of Finnish."""
    pyphen = import_module("weasyprint.text.line_break").pyphen
    with replaced(
        pyphen,
        HyphDict=_dictionary(pyphen),
        LANGUAGES={"fi": _FINNISH, **pyphen.LANGUAGES},
        LANGUAGES_LOWERCASE={"fi": "fi", **pyphen.LANGUAGES_LOWERCASE},
    ):
        yield


def _dictionary(pyphen: ModuleType) -> type:
    """Make a class of dictionaries that read a pattern when it is looked up."""
    plain: Any = pyphen.HyphDict

    class Patterns(dict[str, Any]):
        def get(self, letters: str, default: Any = None) -> Any:  # noqa: ANN401
            pattern = super().get(letters, default)
            if isinstance(pattern, str):
                pattern = self[letters] = plain(_Lines([pattern])).patterns[letters]
            return pattern

    class Dictionary(plain):  # type: ignore[misc]
        def __init__(self, path: Path) -> None:
            with path.open("rb") as file:
                encoding = file.readline().decode().strip()
            lines = path.read_text(encoding).split("\n")[1:]
            usual = [line for line in lines if _USUAL(line)]
            letters = _DIGITS.sub("", "\n".join(usual)).split("\n")
            others = [line for line in lines if not _USUAL(line) and _DIVIDES(line)]
            super().__init__(_Lines([*usual[:1], *others]))
            patterns = vars(self)["patterns"]
            self.patterns = Patterns({**patterns, **dict(zip(letters, usual, strict=True))})
            self.maxlen = max(map(len, self.patterns))

    return Dictionary
