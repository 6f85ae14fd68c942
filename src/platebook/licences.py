"""Licences of Creative Commons: which one a text names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = re.compile(
    r"\b(?:CC|Creative Commons)[ -](BY(?:-(?:NC-SA|NC-ND|NC|SA|ND))?)[ -]([1-4]\.[0-9])\b",
    re.IGNORECASE,
)
_ZERO = re.compile(r"\bCC0(?: 1\.0)?\b")
_HOME = "https://creativecommons.org"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its short name, and the address of its deed."""

    name: str
    address: str


def licence(rights: str) -> Licence | None:
    """Return the licence that ``rights`` names with its version; None where it names none."""
    if match := _NAMED.search(rights):
        kind, version = match[1].upper(), match[2]
        return Licence(f"CC {kind} {version}", f"{_HOME}/licenses/{kind.lower()}/{version}/")
    if _ZERO.search(rights):
        return Licence("CC0 1.0", f"{_HOME}/publicdomain/zero/1.0/")
    return None
