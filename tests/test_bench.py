"""Would catch: a benchmark that no longer runs, or that measures a build that made no books."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tools.bench import photographs

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


def test_a_small_run_measures_everything(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tools.bench", "--small", "--runs", "1"]
    done = subprocess.run(
        [*command, "--json", str(figures), "--store", str(tmp_path / "store")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PLATEBOOK_CACHE": str(tmp_path / "unused")},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(figures.read_text())
    assert {title.rpartition(", ")[2] for title in told["costs"]} == {
        "--help",
        "--version",
        "check",
        "cold",
        "cold press",
        "cold sRGB",
        "floor",
        "in four inks",
        "inspected",
        "one caption changed",
    }
    assert all(cost["cpu"] > 0 and cost["wall"] > 0 for cost in told["costs"].values())
    made = {title: cost for title, cost in told["costs"].items() if "--" not in title}
    assert all(cost["peak"] > 10 for title, cost in made.items() if "floor" not in title)
    assert {
        "2 × 0.5 Mpx: cold, sRGB ÷ floor",
        "2 × 0.5 Mpx: one caption changed, wall s",
        "2 × 0.5 Mpx: in a session, wall s",
        "2 × 0.5 Mpx: check, CPU s",
        "2 × 0.5 Mpx: cold ÷ floor",
        "2 × 0.5 Mpx: inspection, % of cold",
        "2 × 0.5 Mpx: four inks, CPU ms a plate",
        "4 small: warm, CPU ms a plate",
    } <= {bar["what"] for bar in told["bars"]}
    assert "cold ÷ floor" in done.stdout
    assert not (tmp_path / "unused").exists()
    left = {path.name for path in (tmp_path / "store").iterdir()}
    assert left == {"800x600", "160x120"}


def test_photographs_have_the_entropy_of_a_camera_s(tmp_path: Path) -> None:
    for number in (1, 2):
        photographs.make(tmp_path / photographs.name(number), (1200, 900), number)
    photographs.make(tmp_path / "again.jpg", (1200, 900), 1)
    first, second = (tmp_path / photographs.name(number) for number in (1, 2))
    assert first.read_bytes() == (tmp_path / "again.jpg").read_bytes() != second.read_bytes()
    assert 0.2 < first.stat().st_size / (1200 * 900) < 0.5  # a camera's is 0.3 bytes a pixel
    with Image.open(first) as photograph:
        assert photograph.size == (1200, 900)
