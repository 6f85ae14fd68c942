"""Runs a judge's program, and says what to type where it is not on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
CHROMIUM = "chromium"
TIMEOUT = 300  #: seconds: a judge that hangs must not hang the suite


def program(name: str) -> str:
    """Find a program in PATH; fail the test where it is missing."""
    found = shutil.which(name)
    if not found:
        pytest.fail(f"{name} is missing. Type: python3 tools/needs.py test", pytrace=False)
    return found


def node_module(name: str) -> Path:
    """Find a package that npm has laid beside this file; fail the test where it is missing."""
    found = NODE_MODULES / name
    if not found.is_dir():
        command = "npm ci --prefix tests/judges"
        pytest.fail(f"{name} is missing. Type: {command}", pytrace=False)
    return found


def run(
    name: str, *arguments: str | Path, accept: tuple[int, ...] = (0,), **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run a program and return what it said; fail the test on an exit code not accepted."""
    done = subprocess.run(
        [program(name), *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=TIMEOUT,
        env=os.environ | environ,
        check=False,
    )
    if done.returncode not in accept:
        said = (done.stderr or done.stdout).strip()[-2000:]
        pytest.fail(f"{name} ended with {done.returncode}: {said}", pytrace=False)
    return done
