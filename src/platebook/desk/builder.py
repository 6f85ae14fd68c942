"""Starts builds from the desk, follows their progress, and gives out what they made."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from platebook.build_options import BuildOptions
from platebook.desk.model import DeskFinding, DeskOptions
from platebook.errors import Finding, PlatebookError
from platebook.files import process, temporary
from platebook.sandbox.worker_process import import_path, start

#: A step is reported when it is this share of the whole further than the one before.
_SHARE = 0.01


def main() -> None:
    """Build what the JSON in ``sys.argv`` says: story, folder and options."""
    process.begin()
    temporary.begin()
    Thread(target=_end_with_parent, daemon=True).start()
    request = json.loads(sys.argv[1])
    from platebook.pipeline import build

    story = Path(request["story"])
    editions, printers = tuple(request["editions"]), tuple(request["printers"])
    options = BuildOptions(
        editions=editions,
        printers=printers,
        trim=request["trim"],
        theme=request["theme"],
        spine=request["spine"] if "cover" in editions else None,
    )
    try:
        book = build(story, Path(request["folder"]), options, report=_Lines(story))
    except PlatebookError as error:
        findings = [DeskFinding.of(finding).within(story) for finding in error.findings]
        _say("failed", errors=[asdict(finding) for finding in findings])
    except Exception as error:
        traceback.print_exception(error)
        problem = Finding("platebook", f"{type(error).__name__}: {error}", "Please report it.")
        _say("failed", errors=[asdict(DeskFinding.of(problem))])
    else:
        _say("done", files=[str(path) for path in book.files])
    process.end(0)


def _say(kind: str, **data: object) -> None:
    sys.stdout.write(f"{json.dumps({'kind': kind, **data})}\n")
    sys.stdout.flush()


class _Lines:
    """A report that writes lines of JSON."""

    def __init__(self, story: Path) -> None:
        self._story, self._last = story, -1.0

    def stage(self, words: str) -> None:
        """Write that a stage begins."""
        self._last = -1.0
        _say("stage", words=words)

    def step(self, done: int, total: int, label: str = "") -> None:
        """Write how far the stage is, a hundred times at most."""
        if done == total or done / max(total, 1) - self._last >= _SHARE:
            self._last = done / max(total, 1)
            _say("step", done=done, total=total, label=label)

    def finding(self, finding: Finding) -> None:
        """Write a warning or a note."""
        _say("finding", finding=asdict(DeskFinding.of(finding).within(self._story)))


def _end_with_parent() -> None:
    """End when the desk is gone: its end of our standard input closes."""
    os.read(0, 1)
    os.kill(os.getpid(), 15)


_PROGRAM = "from platebook.desk import builder; builder.main()"


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
        request = {
            "story": str(self._story),
            "folder": str(self._folder),
            "editions": list(editions),
            "printers": [options.printer] if options.printer else [],
            "trim": options.trim or None,
            "theme": options.theme or None,
            "spine": spine,
        }
        self._process = start(
            [sys.executable, "-P", "-c", _PROGRAM, json.dumps(request)],
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
        """Return the file behind an id that was given out."""
        return self._paths.get(id)

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout:
            for line in process.stdout:
                with suppress(RuntimeError, ValueError):
                    self._loop.call_soon_threadsafe(self._take, process, json.loads(line))
        process.wait()
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._on_end, process)

    def _is_running(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether a process makes the build that runs, and not one that was stopped before it."""
        return process is self._process and self.status.state == "running"

    def _take(self, process: subprocess.Popen[bytes], said: dict[str, Any]) -> None:
        if not self._is_running(process):
            return
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
                files = tuple(self._add_file(Path(path)) for path in said["files"])
                status = replace(status, state="done", files=files)
        self._set(status)

    def _add_file(self, path: Path) -> BuiltFile:
        """Return an id to a file, or none to a folder, which cannot be downloaded."""
        id = secrets.token_urlsafe(12) if path.is_file() else ""
        if id:
            self._paths[id] = path
        size = path.stat().st_size if id else 0
        return BuiltFile(id, path.name, str(path), size)

    def _on_end(self, process: subprocess.Popen[bytes]) -> None:
        if self._is_running(process):  # it died without a word
            fix = "Build again; if it happens again, build on the command line to see why."
            failure = {"severity": "error", "code": "", "where": "build", "fix": fix}
            failure |= {"message": "the build ended before it was finished", "plate": ""}
            self._set(replace(self.status, state="failed", errors=(failure | {"opening": ""},)))

    def _set(self, status: BuildStatus) -> None:
        self.status = status
        self._tell(status)
