"""What a batch is asked for, and what it says of each story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
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

    ``again`` builds stories that are up to date too. ``cluster`` is the address of a Dask
    scheduler, without which stories are built on this machine; ``cache`` the URL of a cache of
    photographs that all workers share.
    """

    build: BuildOptions = field(default_factory=BuildOptions)
    workers: int = 0
    again: bool = False
    cluster: str = ""
    cache: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """The build of one story, as it is sent to a worker.

    ``story`` and ``output`` are paths or URLs: of the story, and of the folder of all stories'
    books. ``digest`` is the SHA-256 of everything that decides the books' bytes, ``made_by`` that
    of the versions alone; ``options`` are those of the command line of a build.
    """

    slug: str
    story: str
    output: str
    digest: str
    made_by: str
    options: tuple[str, ...]
    cache: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one story ended. ``exit_code`` is that of ``platebook build``, ``seconds`` elapsed time.

    ``story`` is the story as it was given, ``folder`` the folder of its books; ``files`` are the
    SHA-256 of these by name, for a story that did not fail.
    """

    slug: str
    story: str
    folder: str
    state: State
    exit_code: int = 0
    seconds: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the receipt as values that JSON has."""
        return {
            "slug": self.slug,
            "story": self.story,
            "folder": self.folder,
            "state": str(self.state),
            "exit": self.exit_code,
            "seconds": round(self.seconds, 1),
            "files": dict(self.files),
            "findings": [finding.as_json() for finding in self.findings],
        }
