"""Would catch a runner that scatters tests that share a fixture: each worker builds it anew; and
builds that start processes of their own, which takes as long as a small book."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from platebook.sandbox import worker_process
from tests.books import build
from tests.stories import write_story


@pytest.mark.xdist_group("together")
def test_a_group_reaches_the_workers(request: pytest.FixtureRequest) -> None:
    """xdist tells the groups in the tests' names, and newer runners may not let it."""
    if request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@together")


@pytest.fixture(scope="module")
def made() -> str:
    return "once"


def test_tests_that_share_a_fixture_are_a_group(request: pytest.FixtureRequest, made: str) -> None:
    assert request.node.get_closest_marker("xdist_group")


def test_builds_share_their_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started, start = [], worker_process.start

    def counted(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        started.append(command)
        return start(command, **options)

    monkeypatch.setattr(worker_process, "start", counted)
    counts = []
    for number in range(3):
        story = write_story(tmp_path / str(number), 1, sizes=[(60 + number, 40)])
        build(story, tmp_path / "out", editions=("epub",))
        counts.append(len(started))
    # After many builds they end, which may be between any two of these.
    assert counts[1] == counts[0] or counts[2] == counts[1]
