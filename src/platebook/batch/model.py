"""What a batch is asked for, and what it says of each story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from platebook.build_options import BuildOptions
from platebook.errors import Finding


class State(StrEnum):
    """How a story ended."""

    BUILT = "built"
    UNCHANGED = "unchanged"  #: its books are there, made from the same inputs with the same options
    FAILED = "failed"  #: no book of it was replaced


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """The options of a batch. ``workers`` are stories built at once, 0 for one a core.

    ``again`` builds stories that are up to date too.
    """

    build: BuildOptions = field(default_factory=BuildOptions)
    workers: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one story ended. ``exit_code`` is that of ``platebook build``, ``seconds`` elapsed time.

    ``story`` is the story as it was given, ``folder`` the folder of its books; ``files`` are the
    SHA-256 of these by name, for a story that did not fail.
    """

    slug: str
    story: Path
    folder: Path
    state: State
    exit_code: int = 0
    seconds: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the receipt as values that JSON has."""
        return {
            "slug": self.slug,
            "story": str(self.story),
            "folder": str(self.folder),
            "state": str(self.state),
            "exit": self.exit_code,
            "seconds": round(self.seconds, 1),
            "files": dict(self.files),
            "findings": [
                {
                    "code": each.code,
                    "severity": str(each.severity),
                    "where": each.where,
                    "message": each.message,
                    "fix": each.fix,
                }
                for each in self.findings
            ],
        }
