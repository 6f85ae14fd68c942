"""The registry of findings: every code, what it means, why it matters, how to fix it.

The entries are data, ``registry/*.toml``, one file per chapter; a test writes
docs/reference/findings.md from them. A code never changes its meaning and is never used again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from platebook.errors import Finding, Severity

#: The chapters in the page's order.
_CHAPTERS = ("files", "story", "photographs", "type", "printers", "pdf", "epub", "web", "sameness")
_TEXTS = ("title", "why", "asks", "fix")


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One kind of finding. ``severity`` is its highest; a finding may have a lower one."""

    code: str
    severity: Severity
    title: str
    why: str
    asks: str
    fix: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries that belong together, with a heading and a few words about all of them."""

    title: str
    about: str
    entries: tuple[FindingCode, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Read the registry; chapters and entries in the page's order."""
    folder = files("platebook.preflight") / "registry"
    texts = ((folder / f"{name}.toml").read_text(encoding="utf-8") for name in _CHAPTERS)
    return tuple(_chapter(tomllib.loads(text)) for text in texts)


def _chapter(table: dict[str, object]) -> Chapter:
    entries = tuple(
        FindingCode(code, Severity(entry["severity"]), *(_line(entry[key]) for key in _TEXTS))
        for code, entry in table.items()
        if isinstance(entry, dict)
    )
    return Chapter(_line(table["title"]), _line(table["about"]), entries)


def _line(text: object) -> str:
    return " ".join(str(text).split())


@cache
def all_entries() -> Mapping[str, FindingCode]:
    """Return every entry by its code."""
    return {entry.code: entry for chapter in chapters() for entry in chapter.entries}


def finding(
    code: str, where: str, message: str, fix: str = "", *, severity: Severity | None = None
) -> Finding:
    """Make a finding of a code (else KeyError), with the registry's fix and severity by default."""
    entry = all_entries()[code]
    return Finding(where, message, fix or entry.fix, severity or entry.severity, code)
