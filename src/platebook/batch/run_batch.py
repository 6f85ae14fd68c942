"""Runs a batch: several builds at once, each ``platebook build`` in a process of its own.

A story that fails, crashes its process or has no memory left costs no other story anything. The
processes share the cores and the cache of prepared photographs.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any
from weakref import WeakSet

from platebook.batch.find_stories import BatchStory, find_stories
from platebook.batch.model import BatchOptions, Receipt, State
from platebook.build_options import BuildOptions, declared
from platebook.errors import Finding, Severity
from platebook.files import process
from platebook.pipeline.build_record import Record, read_record, record_name
from platebook.pipeline.options import named
from platebook.pipeline.up_to_date import UpToDateCheck
from platebook.sandbox.worker_process import import_path

#: The exit code of a build that ended without an answer.
_CRASHED = 1
#: Seconds that interrupted builds may take to remove their drafts.
_PATIENCE = 8.0
_CRASH_FIX = "Build this story alone: `platebook build {story}`, which shows what is wrong."


def run_batch(
    sources: Sequence[str],
    output: Path,
    options: BatchOptions = BatchOptions(),  # noqa: B008
) -> Iterator[Receipt]:
    """Build every story of the sources into ``output``/SLUG; yield a receipt as each ends.

    ``sources`` are story folders, folders of these, manifests, or lists (``find_stories``). A story
    whose books are up to date is not built again, unless ``options.again``. Raises UsageError
    before anything is built, for options that do not fit and for two stories with one slug.
    """
    build = named(options.build)
    stories = find_stories(sources)
    cores = len(os.sched_getaffinity(0))
    workers = min(options.workers or cores, len(stories))
    jobs = build.jobs or max(1, cores // workers)
    command = [*_command(build), "--jobs", str(jobs)]
    current = None if options.again else UpToDateCheck()
    work = partial(_finish, output=output, build=build, command=command, current=current)
    with ThreadPoolExecutor(workers, "batch") as pool:
        waiting = [pool.submit(work, story) for story in stories]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _finish(
    story: BatchStory,
    *,
    output: Path,
    build: BuildOptions,
    command: Sequence[str],
    current: UpToDateCheck | None,
) -> Receipt:
    """Bring the books of one story up to date."""
    start_ = perf_counter()
    receipt = partial(Receipt, story.slug, story.path, folder := output / story.slug)
    if story.story is None or story.error:
        findings = story.error.findings if story.error else ()
        code = story.error.exit_code if story.error else _CRASHED
        return receipt(State.FAILED, code, perf_counter() - start_, {}, tuple(findings))
    if current and (found := current.record(story.story, folder, build)):
        return receipt(State.UNCHANGED, 0, perf_counter() - start_, _digests(found), found.findings)
    code, findings = _build([*command, "--output", str(folder), "--", str(story.path)], story)
    files = _digests(read_record(folder / record_name(story.story))) if code == 0 else {}
    state = State.FAILED if code else State.BUILT
    return receipt(state, code, perf_counter() - start_, files, findings)


def _digests(record: Record) -> dict[str, str]:
    return {name: each.sha256 for name, each in record.outputs.items()}


def _build(command: Sequence[str], story: BatchStory) -> tuple[int, tuple[Finding, ...]]:
    """Run a build; give its exit code and findings."""
    child = _start(command)
    written, said = child.communicate()
    try:
        answer = json.loads(written)
        return int(answer["exit"]), tuple(map(_finding, answer["findings"]))
    except (ValueError, KeyError, TypeError):
        last = said.decode(errors="replace").strip().rpartition("\n")[2][:300]
        message = f"its build ended without an answer (exit {child.returncode}) {last}".strip()
        fix = _CRASH_FIX.format(story=story.path)
        return _CRASHED, (Finding(str(story.path), message, fix),)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a build in a process group of its own: an interrupt is passed on by ``_stop``."""
    with process.deferred():
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": import_path()},
            process_group=0,
        )
        _CHILDREN.add(child)
    return child


def _stop() -> None:
    """Interrupt every build, which then removes its drafts, and wait for them a little."""
    running = [child for child in list(_CHILDREN) if child.returncode is None]
    for child in running:
        child.terminate()
    end = monotonic() + _PATIENCE
    for child in running:
        try:
            child.wait(max(0.0, end - monotonic()))
        except subprocess.TimeoutExpired:
            with suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)


_CHILDREN: WeakSet[subprocess.Popen[bytes]] = WeakSet()
process.at_end(_stop)


def _finding(table: dict[str, Any]) -> Finding:
    return Finding(
        table["where"], table["message"], table["fix"], Severity(table["severity"]), table["code"]
    )


def _command(options: BuildOptions) -> list[str]:
    """Give the command line of a build with these options, but for its story and output."""
    command = [sys.executable, "-P", "-m", "platebook", "build", "--json", "--quiet"]
    for name, option, default in declared():
        value = getattr(options, name)
        if name == "jobs" or value == default:
            continue
        if value is True:
            command.append(option.name)
        elif isinstance(value, (list, tuple)):
            command += [part for each in value for part in (option.name, str(each))]
        else:
            command += [option.name, str(value)]
    return command
