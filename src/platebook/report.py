"""Says what happens, on stderr; a library may ignore it.

``Report`` is what the stages talk to. ``SILENT`` hears nothing (tests, servers, embedding);
``Terminal`` draws for a person and is made by the command line alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from platebook.errors import Finding


class Report(Protocol):
    """What a stage may say while it works."""

    def stage(self, words: str) -> None:
        """Say that a stage begins, in a few words ("Preparing photographs")."""

    def step(self, done: int, total: int, label: str = "") -> None:
        """Say how far the running stage is; ``label`` names what was just finished."""

    def finding(self, finding: Finding) -> None:
        """Tell a warning or a note that does not stop the build."""


class Silent:
    """A report that nobody reads, but that remembers the findings."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def stage(self, words: str) -> None:
        """Hear nothing."""

    def step(self, done: int, total: int, label: str = "") -> None:
        """Hear nothing."""

    def finding(self, finding: Finding) -> None:
        """Remember the finding."""
        self.findings.append(finding)


@contextmanager
def silently() -> Iterator[Silent]:
    """Give a fresh silent report, for tests."""
    yield Silent()
