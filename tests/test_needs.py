"""Would catch a set-up that fails without saying what to type, or that installs what is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def ask(purpose: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "tools" / "needs.py", purpose],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_missing_is_said_in_a_line_to_type(tmp_path: Path) -> None:
    told = ask("test", str(tmp_path))
    assert told.returncode == 1
    (line,) = [line for line in told.stderr.splitlines() if "Type:" in line]
    assert line.startswith("  Type: sudo apt-get install ")
    assert {"default-jre-headless", "chromium", "npm", "qpdf"} <= set(line.split())
    assert told.stdout == ""


@pytest.mark.parametrize("purpose", ["venv", "book"])
def test_nothing_is_run_when_nothing_is_missing(purpose: str, tmp_path: Path) -> None:
    """apt-get first in PATH would tell that it was called."""
    called = tmp_path / "called"
    fake = tmp_path / "apt-get"
    fake.write_text(f"#!/bin/sh\ntouch {called}\n")
    fake.chmod(0o755)
    told = ask(purpose, f"{tmp_path}:{os.environ['PATH']}")
    assert (told.returncode, told.stderr, told.stdout) == (0, "", "")
    assert not called.exists()


def test_a_refusal_of_apt_ends_in_the_line_to_type(tmp_path: Path) -> None:
    for name, does in {
        "apt-get": "echo no network >&2; exit 100",
        "env": 'shift; exec "$@"',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    told = ask("test", str(tmp_path))
    assert told.returncode == 1
    assert "Type: sudo apt-get install" in told.stderr
    if os.geteuid() == 0:
        assert "no network" in told.stderr
