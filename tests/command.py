"""Runs the command line in this process, and looks at what a run leaves behind."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from platebook.cli.commands import run

#: The books' names for a story of tests.stories, whose title nobody changed.
BOOKS = ("a-street-before-the-market.epub", "a-street-before-the-market.pdf")
#: All that a build leaves in its folder.
LEFT = ("a-street-before-the-market.build.json", *BOOKS)


@dataclass(frozen=True)
class Said:
    """What one run said, and its exit code."""

    code: int
    out: str
    err: str


def platebook(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    """Run ``platebook`` with these arguments."""
    capsys.readouterr()
    code = run(arguments)
    out, err = capsys.readouterr()
    return Said(code, out, err)


def tree(folder: Path) -> dict[str, str]:
    """Every path under a folder, with the digest of what it holds."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*"))}


def digest(path: Path) -> str:
    """The sha256 of a file; what else the path is, for anything else."""
    if path.is_symlink():
        return f"link to {path.readlink()}"
    if not path.is_file():
        return "folder" if path.is_dir() else "special"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def old_books(folder: Path) -> Path:
    """Put the books of an earlier build into ``folder/output``."""
    output = folder / "output"
    output.mkdir()
    for name in BOOKS:
        (output / name).write_text(f"the old {name}")
    return output
