"""Would catch memory that grows with the plates: the layout of a large book kept, or all texts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories import write_story

_PROGRAM = """
import resource, sys
from pathlib import Path
import platebook
platebook.build(Path(sys.argv[1]), Path(sys.argv[2]))
for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    print(resource.getrusage(who).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_each_process_grows_little_with_the_plates(tmp_path: Path) -> None:
    few, many = (_peaks(tmp_path / str(count), count) for count in (40, 320))
    assert many[0] - few[0] < 12, f"the main process: {few[0]} MB, {many[0]} MB"
    assert many[1] - few[1] < 36, f"the largest other: {few[1]} MB, {many[1]} MB"


def _peaks(folder: Path, count: int) -> list[int]:
    """Build a story of so many plates; give the MB of this process, and of the largest other."""
    plates = [{"photo": "photos/01.jpg", "credit": "The Photo Desk"} for _ in range(count)]
    story = write_story(folder / "story", plates, [(90, 60)])
    command = [sys.executable, "-c", _PROGRAM, str(story), str(folder / "books")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [int(line) for line in told.split()]
