"""Runs an external checker, or skips the test with the line that installs it.

``make test`` sets PLATEBOOK_ALL_TESTS, and a missing checker is then a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from threading import Timer
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


@cache
def kept(name: str, *arguments: str | Path, **environ: str) -> subprocess.Popen[str]:
    """Start a program that answers lines with lines, for all tests of this process.

    It ends when its input does.
    """
    return subprocess.Popen(
        [program(name), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | environ,
    )


def answer(judge: subprocess.Popen[str], *lines: str, begins: str = "") -> str:
    """Ask a program that is kept; give the next line that begins so, nothing where it ended."""
    assert judge.stdin
    assert judge.stdout
    watch = Timer(TIMEOUT, judge.kill)
    watch.start()
    try:
        judge.stdin.writelines(f"{line}\n" for line in lines)
        judge.stdin.flush()
        said = next((line for line in judge.stdout if line.startswith(begins)), "")
    except BrokenPipeError:
        said = ""
    finally:
        watch.cancel()
    if not said:
        kept.cache_clear()  # the next test has one of its own
    return said
