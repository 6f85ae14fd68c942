"""Runs an external checker, or skips the test with the line that installs it.

``make test`` sets PLATEBOOK_ALL_TESTS, and a missing checker is then a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
CHROMIUM = "chromium"
TIMEOUT = 300  #: seconds: a judge that hangs must not hang the suite


#: Set by ``make test``: every test is to run.
ALL_TESTS = "PLATEBOOK_ALL_TESTS"


def missing(name: str, command: str) -> NoReturn:
    """Skip the test, or fail it under ``make test``; ``command`` installs what is missing."""
    message = f"{name} is missing. Type: {command}"
    if os.environ.get(ALL_TESTS):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def program(name: str) -> str:
    """Find a program in PATH; skip the test where it is missing."""
    return shutil.which(name) or missing(name, "python3 tools/needs.py test")


def node_module(name: str) -> Path:
    """Find a package that npm has installed beside this file; skip the test where it is missing."""
    found = NODE_MODULES / name
    return found if found.is_dir() else missing(name, "npm ci --prefix tests/judges")


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
