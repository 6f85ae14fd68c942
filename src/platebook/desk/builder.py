"""Starts builds from the desk, follows their progress, and gives out what they made."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from platebook.desk.model import DeskOptions
from platebook.sandbox.worker_process import import_path, start

_PROGRAM = "from platebook.desk import build_worker; build_worker.main()"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A finished book: ``id`` for its download, ``place`` from the folder the desk began in."""

    id: str
    name: str
    place: str
    size: int


@dataclass(frozen=True, slots=True)
class BuildStatus:
    """How far a build is. ``state``: idle, running, done, failed or stopped."""

    state: str = "idle"
    editions: tuple[str, ...] = ()
    stage: str = ""
    done: int = 0
    total: int = 0
    files: tuple[BuiltFile, ...] = ()
    findings: tuple[dict[str, str], ...] = ()
    errors: tuple[dict[str, str], ...] = ()


class Builder:
    """One build at a time. ``tell`` is called in the event loop with every new status."""

    def __init__(
        self,
        story: Path,
        folder: Path,
        loop: asyncio.AbstractEventLoop,
        tell: Callable[[BuildStatus], None],
    ) -> None:
        self.status = BuildStatus()
        self._story, self._folder, self._loop, self._tell = story, folder, loop, tell
        self._process: subprocess.Popen[bytes] | None = None
        self._paths: dict[str, Path] = {}

    def begin(
        self, editions: Sequence[str], options: DeskOptions, spine: float | None = None
    ) -> bool:
        """Begin a build; False where one is running. ``spine`` is a cover's, in mm."""
        if self.status.state == "running":
            return False
        wanted = {
            "story": str(self._story),
            "folder": str(self._folder),
            "editions": list(editions),
            "printers": [options.printer] if options.printer else [],
            "trim": options.trim or None,
            "theme": options.theme or None,
            "spine": spine,
        }
        self._process = start(
            [sys.executable, "-P", "-c", _PROGRAM, json.dumps(wanted)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": import_path()},
        )
        self._set(BuildStatus("running", tuple(editions), "Starting"))
        Thread(target=self._follow, args=(self._process,), daemon=True).start()
        return True

    def stop(self) -> None:
        """Stop the build; the files of an earlier one stay as they were."""
        if self._process and self.status.state == "running":
            self._set(replace(self.status, state="stopped"))
            with suppress(OSError):
                self._process.terminate()

    def path(self, id: str) -> Path | None:
        """Give the file behind an id that was given out."""
        return self._paths.get(id)

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout:
            for line in process.stdout:
                with suppress(RuntimeError, ValueError):
                    self._loop.call_soon_threadsafe(self._take, json.loads(line))
        process.wait()
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._ended)

    def _take(self, said: dict[str, Any]) -> None:
        status = self.status
        match said["kind"]:
            case "stage":
                status = replace(status, stage=said["words"], done=0, total=0)
            case "step":
                status = replace(status, done=said["done"], total=said["total"])
            case "finding":
                status = replace(status, findings=(*status.findings, said["finding"]))
            case "failed":
                status = replace(status, state="failed", errors=tuple(said["errors"]))
            case "done":
                files = tuple(self._given(Path(path)) for path in said["files"])
                status = replace(status, state="done", files=files)
        if self.status.state == "running":
            self._set(status)

    def _given(self, path: Path) -> BuiltFile:
        """Give an id to a file, or none to a folder, which cannot be downloaded."""
        id = secrets.token_urlsafe(12) if path.is_file() else ""
        if id:
            self._paths[id] = path
        size = path.stat().st_size if id else 0
        return BuiltFile(id, path.name, str(path), size)

    def _ended(self) -> None:
        if self.status.state == "running":  # it died without a word
            fix = "Build again; if it happens again, build on the command line to see why."
            lost = {"severity": "error", "code": "", "where": "build", "fix": fix}
            lost |= {"message": "the build ended before it was finished", "plate": ""}
            self._set(replace(self.status, state="failed", errors=(lost | {"opening": ""},)))

    def _set(self, status: BuildStatus) -> None:
        self.status = status
        self._tell(status)
