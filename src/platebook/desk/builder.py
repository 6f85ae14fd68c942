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
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from platebook.build_options import BuildOptions
from platebook.desk.model import DeskFinding, DeskOptions, explain
from platebook.errors import Finding
from platebook.files import program, temporary
from platebook.sandbox.worker_process import import_path, start

#: A step is reported when it is this share of the whole further than the one before.
_SHARE = 0.01


def main() -> None:
    """Build what the JSON in ``sys.argv`` says: story, folder and options."""
    program.begin()
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
        book = build(story, Path(request["folder"]), options, report=_Progress(story))
    except Exception as error:
        _write(state="failed", errors=[asdict(finding) for finding in explain(error, story)])
    else:
        _write(state="done", files=[str(path) for path in book.files])
    program.end(0)


def _write(**fields: object) -> None:
    """Write the fields of the ``BuildStatus`` that changed, as a line of JSON."""
    sys.stdout.write(f"{json.dumps(fields)}\n")
    sys.stdout.flush()


class _Progress:
    """A report that writes how far a build is."""

    def __init__(self, story: Path) -> None:
        self._story, self._last = story, -1.0
        self._findings: list[dict[str, str]] = []

    def stage(self, words: str) -> None:
        """Write that a stage begins."""
        self._last = -1.0
        _write(stage=words, done=0, total=0)

    def step(self, done: int, total: int, label: str = "") -> None:  # noqa: ARG002
        """Write how far the stage is, a hundred times at most."""
        if done == total or done / max(total, 1) - self._last >= _SHARE:
            self._last = done / max(total, 1)
            _write(done=done, total=total)

    def finding(self, finding: Finding) -> None:
        """Write the warnings and notes so far."""
        self._findings.append(asdict(DeskFinding.of(finding).within(self._story)))
        _write(findings=self._findings)


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
    files: Sequence[BuiltFile] = ()
    findings: Sequence[dict[str, str]] = ()
    errors: Sequence[dict[str, str]] = ()


class Builder:
    """One build at a time. ``publish`` is called in the event loop with every new status."""

    def __init__(
        self,
        story: Path,
        folder: Path,
        loop: asyncio.AbstractEventLoop,
        publish: Callable[[BuildStatus], None],
    ) -> None:
        self.status = BuildStatus()
        self._story, self._folder, self._loop, self._publish = story, folder, loop, publish
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
        """Return whether a process makes the build that runs, not one that was stopped."""
        return process is self._process and self.status.state == "running"

    def _take(self, process: subprocess.Popen[bytes], fields: dict[str, Any]) -> None:
        """Take the fields of the status that a build has written."""
        if self._is_running(process):
            files = [self._add_file(Path(path)) for path in fields.pop("files", ())]
            self._set(replace(self.status, files=files, **fields))

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
            failure = Finding("build", "the build ended before it was finished", fix)
            error = asdict(DeskFinding.of(failure))
            self._set(replace(self.status, state="failed", errors=[error]))

    def _set(self, status: BuildStatus) -> None:
        self.status = status
        self._publish(status)
