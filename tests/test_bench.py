"""Would catch: a benchmark that no longer runs, or that measures a build that made no books."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tools.bench import photographs, shipped

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


def test_the_comparison_runs_with_the_tools_that_are_always_there(tmp_path: Path) -> None:
    kept, plain = tmp_path / "kept", tmp_path / "store" / "800x600"
    plain.mkdir(parents=True)
    for number in (1, 2):
        noise = Image.effect_noise((8, 6), 90).resize((800, 600))
        noise.convert("RGB").save(plain / photographs.name(number))
    command = [sys.executable, "-m", "tools.bench.others", "--small", "--only", "hand, office"]
    done = subprocess.run(
        [*command, "--store", str(tmp_path / "store"), "--keep", str(kept)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if "|" in line]
    told = {
        head: cell
        for heads, _, cells in zip(*[iter(rows)] * 3, strict=True)
        for head, cell in zip(heads, cells, strict=True)
    }
    assert told["PDF ppi"] == "110 to 110"
    assert told["PDF photographs"] == "RGB"
    assert told["PDF fonts embedded"].split(" of ") == ["2", "2"]
    assert told["PDF upright"] == told["EPUB upright"] == "yes"
    assert told["PDF leaks"] == told["EPUB leaks"] == "none"
    assert float(told["PDF ΔE"].split(" / ")[0]) < 2 < float(told["CPU s"]) + 2
    assert told["preflight, office"] == "2: P060 × 2"
    assert "E022" in told["preflight, EPUB"]
    # What it says of leaks is true of the photographs as the camera gave them.
    assert shipped.leaks([(kept / "0001.jpg").read_bytes()]) == "GPS, serial number"
