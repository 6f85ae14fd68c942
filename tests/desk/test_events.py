"""Would catch a page that stays old, or says what is no longer so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from platebook.desk import builder
from platebook.desk.builder import BuildStatus
from platebook.desk.desk import Desk, WorkerLink
from platebook.desk.model import DeskOptions, Idle
from tests.desk.loops import finished


def test_who_missed_too_much_is_greeted_anew(tmp_path: Path) -> None:
    async def missed() -> list[str]:
        desk = Desk(tmp_path, tmp_path, asyncio.get_running_loop())
        async with desk.subscribe() as queue:
            for number in range(queue.maxsize + 1):
                desk.publish("page", key=f"key-{number}")
            desk.publish("state", revision=2)
            return [queue.get_nowait()[0] for _ in range(queue.qsize())]

    assert finished(missed()) == ["hello", "state"]


def test_the_desk_works_until_the_worker_has_seen_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkerLink, "send", lambda *_: None)

    async def busy() -> list[bool]:
        desk = Desk(tmp_path, tmp_path, asyncio.get_running_loop())
        desk.refresh()
        desk.refresh()
        states = []
        for number in (1, 2):
            desk._receive(Idle(number))
            states.append(desk.busy)
        return states

    assert finished(busy()) == [True, False]


#: Stands in for a build: the first is slow to end when it is stopped, the second is done at once.
BUILD = """
import json, signal, sys, time
slow = json.loads(sys.argv[1])["editions"] == ["slow"]
signal.signal(signal.SIGTERM, lambda *_: None)
print('{"stage": "begun"}', flush=True)
signal.pause() if slow else time.sleep(1)
print('{"state": "failed", "errors": []}' if slow else '{"state": "done", "files": []}', flush=True)
"""


def test_a_build_that_was_stopped_says_nothing_about_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "_PROGRAM", BUILD)

    async def told() -> list[str]:
        said: asyncio.Queue[BuildStatus] = asyncio.Queue()
        made = builder.Builder(tmp_path, tmp_path, asyncio.get_running_loop(), said.put_nowait)
        made.begin(["slow"], DeskOptions())
        while (await said.get()).stage != "begun":
            pass
        made.stop()
        made.begin(["quick"], DeskOptions())
        states = []
        while not states or states[-1] in ("stopped", "running"):
            states.append((await said.get()).state)
        return [*dict.fromkeys(states)]

    assert finished(asyncio.wait_for(told(), 60)) == ["stopped", "running", "done"]
