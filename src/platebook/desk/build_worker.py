"""Builds books for the desk, in a process of its own that ends with the build.

So the preview goes on meanwhile, the memory is returned, and a build can be stopped. It writes
one JSON object a line to its standard output: stages, steps, findings, and what came of it.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from typing import Any

from platebook.build_options import BuildOptions
from platebook.desk.model import DeskFinding
from platebook.errors import Finding, PlatebookError
from platebook.files import process, temporary

#: A step is reported when it is this share of the whole further than the one before.
_SHARE = 0.01


def main() -> None:
    """Build what the JSON in ``sys.argv`` says: story, folder and options."""
    process.begin()
    temporary.begin()
    Thread(target=_end_with_parent, daemon=True).start()
    wanted = json.loads(sys.argv[1])
    from platebook.pipeline import build

    story = Path(wanted["story"])
    editions, printers = tuple(wanted["editions"]), tuple(wanted["printers"])
    options = BuildOptions(
        editions=editions,
        printers=printers,
        trim=wanted["trim"],
        theme=wanted["theme"],
        spine=wanted["spine"] if "cover" in editions else None,
    )
    try:
        book = build(story, Path(wanted["folder"]), options, report=_Lines(story))
    except PlatebookError as error:
        findings = [DeskFinding.of(found).within(story) for found in error.findings]
        _say("failed", errors=[asdict(found) for found in findings])
    except Exception as error:
        traceback.print_exception(error)
        found = Finding("platebook", f"{type(error).__name__}: {error}", "Please report it.")
        _say("failed", errors=[asdict(DeskFinding.of(found))])
    else:
        _say("done", files=[str(path) for path in book.files])
    process.end(0)


def _say(kind: str, **data: Any) -> None:  # noqa: ANN401  as JSON can hold it
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
