"""Would catch a temporary folder that stays behind an interrupted run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from platebook.files import program, temporary


def test_what_a_thread_puts_in_while_it_is_removed_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions: list[Callable[[], None]] = []
    monkeypatch.setattr(program, "at_end", actions.append)
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    temporary.begin()
    (folder,) = tmp_path.iterdir()
    rmdir, late = os.rmdir, folder / "late"
    begun: list[object] = []

    def slow(path: str, **how: int | None) -> None:
        if not begun:
            begun.append(path)
            late.mkdir()
        rmdir(path, **how)

    monkeypatch.setattr(os, "rmdir", slow)
    (remove,) = actions
    remove()
    assert begun
    assert list(tmp_path.iterdir()) == []
