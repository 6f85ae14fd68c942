"""What the Debian side must bring, and how to get what is missing.

``python3 tools/needs.py venv|book|check|test|ace`` looks for libraries, commands and fonts
by what they do, not by package names, so that a Java or a Node of one's own counts. What is missing
is installed with apt-get where that may be (root, or sudo without a password); anywhere else the
line to type is printed and the exit code is 1. With nothing missing, nothing is run.

Needs only the standard library: it runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

OLDEST = (3, 11)


@dataclass(frozen=True)
class Need:
    """A Debian package and the question that tells whether what it brings is there."""

    package: str
    present: Callable[[], bool]


def library(package: str, name: str) -> Need:
    """Need a shared library, by the name that the loader knows."""

    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return Need(package, loads)


def command(package: str, *names: str) -> Need:
    """Need any one of some commands in PATH."""
    return Need(package, lambda: any(shutil.which(name) for name in names))


def font(package: str, family: str) -> Need:
    """Need a font family that fontconfig finds."""

    def found() -> bool:
        if not shutil.which("fc-list"):
            return False
        listed = subprocess.run(
            ["fc-list", family, "family"], capture_output=True, text=True, check=False
        )
        return bool(listed.stdout.strip())

    return Need(package, found)


VENV = (Need("python3-venv", lambda: find_spec("ensurepip") is not None),)
BOOK = (
    library("libpango-1.0-0", "libpango-1.0.so.0"),
    library("libpangoft2-1.0-0", "libpangoft2-1.0.so.0"),
    library("libharfbuzz-subset0", "libharfbuzz-subset.so.0"),
    command("fontconfig", "fc-list"),
)
CHECK = (
    *BOOK,
    font("fonts-noto-cjk", "Noto Sans CJK JP"),
    font("fonts-noto-core", "Noto Sans Thai"),
    command("poppler-utils", "pdftotext"),
)
ACE = (command("chromium", "chromium"), command("nodejs", "node"), command("npm", "npm"))
TEST = (
    *CHECK,
    *ACE,
    command("default-jre-headless", "java"),
    command("qpdf", "qpdf"),
    command("ghostscript", "gs"),
    command("mupdf-tools", "mutool"),
    command("libimage-exiftool-perl", "exiftool"),
)
SETS = {"venv": VENV, "ace": ACE, "book": BOOK, "check": CHECK, "test": TEST}


def may_install() -> list[str] | None:
    """Return how apt-get may be run here without asking anyone, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def install(packages: list[str], prefix: list[str]) -> bool:
    """Install Debian packages quietly; True when apt-get said that it did."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    wait = ["-o", "DPkg::Lock::Timeout=600"]
    wanted = [*apt, *wait, "install", "--yes", "--no-install-recommends", *packages]

    def done(step: list[str]) -> bool:
        run = subprocess.run(step, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if run.returncode != 0:
            sys.stderr.buffer.write(run.stdout + run.stderr)
        return run.returncode == 0

    # A fresh machine has no package lists, an old one has lists of what is no longer served.
    return done([*apt, *wait, "update"]) and done(wanted)


def main(purpose: str) -> int:
    """See to what ``purpose`` needs; 0 when all of it is there."""
    if sys.version_info < OLDEST:
        print(f"platebook needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
        print("  Install a newer one and type: make PYTHON=/path/to/python3.11 …")
        return 1
    missing = [need.package for need in SETS[purpose] if not need.present()]
    if not missing:
        return 0
    prefix = may_install()
    if prefix is not None:
        print(f"Installing from Debian: {' '.join(missing)} …", file=sys.stderr, flush=True)
        if install(missing, prefix):
            return 0
    print(f"Some of what is needed is not on this machine: {' '.join(missing)}", file=sys.stderr)
    print(f"  Type: sudo apt-get install {' '.join(missing)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
