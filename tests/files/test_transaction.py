"""Would catch a kill or power loss that leaves a new book beside an old one, or loses a file."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from platebook.errors import OutputError
from platebook.files import transaction
from platebook.output import SCRATCH_PREFIX, recover, replace_files

BOOKS = ("book.epub", "book.pdf", "build.json")
KILLED = 9
#: What changes a folder, or makes it safe: a process may be killed before each of them.
STEPS = ("fsync", "link", "mkdir", "rename", "replace", "rmdir", "unlink", "write")


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def write(folder: Path, text: str, names: tuple[str, ...] = BOOKS) -> None:
    for name in names:
        (folder / name).write_text(f"{text} {name}")


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Run ``work`` in a process; tell whether it was killed, before its ``step``-th change."""
    if pid := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == KILLED
    left = step

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if not left:
                os._exit(KILLED)
            left -= 1
            return call(*arguments, **options)

        return run

    status = 1
    try:
        vars(os)["fsync"] = lambda _: None  # it takes long, and cannot be seen here
        for name in STEPS:
            setattr(os, name, counted(getattr(os, name)))
        work()
        status = 0
    finally:
        os._exit(status)


def rebuild(folder: Path) -> None:
    with replace_files(folder, BOOKS) as scratch:
        write(scratch, "new")


OLD = {name: f"old {name}" for name in BOOKS}
NEW = {name: f"new {name}" for name in BOOKS}


def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", link)


@pytest.mark.slow
@pytest.mark.parametrize("before", [BOOKS, (), ("book.pdf",)], ids=["all", "none", "some"])
@pytest.mark.parametrize("links", [True, False])
def test_a_kill_at_any_step_leaves_all_old_or_all_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...], links: bool
) -> None:
    if not links:
        no_links(monkeypatch)
    seen = set()
    for step in range(200):
        folder = tmp_path / str(step)
        folder.mkdir()
        write(folder, "old", before)
        (folder / "notes.txt").write_text("mine")
        old = texts(folder)
        killed = killed_at(step, partial(rebuild, folder))
        recover(folder)
        found = texts(folder)
        assert found in (old, {**old, **NEW}), step
        seen.add(found == old)
        if not killed:
            break
    assert not killed
    assert found == {**old, **NEW}
    assert seen == {True, False}


@pytest.mark.slow
def test_a_kill_while_a_kill_is_recovered_from(tmp_path: Path) -> None:
    """One of three files placed, then every step of the next run's recovery is its last."""
    for changed in (False, True):
        for step in range(60):
            folder = tmp_path / f"{changed} {step}"
            folder.mkdir()
            write(folder, "old")
            interrupted(folder, moved=1)
            if changed:
                (folder / "build.json").write_text("mine")
            killed = killed_at(step, partial(recover, folder))
            recover(folder)
            assert texts(folder) == ({**OLD, "build.json": "mine"} if changed else NEW), step
            if not killed:
                break
        assert not killed


def interrupted(folder: Path, moved: int) -> Path:
    """Leave what a build leaves that is killed when so many of its files are in their places."""

    def work() -> None:
        real, left = os.replace, moved

        def replace(*arguments: Any) -> None:
            nonlocal left
            if Path(arguments[1]).parent == folder:
                if not left:
                    os._exit(KILLED)
                left -= 1
            real(*arguments)

        vars(os)["replace"] = replace
        rebuild(folder)

    assert killed_at(10_000, work)
    (scratch,) = folder.glob(f"{SCRATCH_PREFIX}*")
    return scratch


@pytest.mark.slow
def test_a_changed_or_deleted_file_is_not_replaced_by_recovery(tmp_path: Path) -> None:
    for number, (name, then) in enumerate(
        [
            ("book.pdf", {**OLD, "book.pdf": "mine"}),  # still the old one when it was changed
            ("book.epub", {**OLD, "book.epub": "mine"}),  # the new one already
            ("book.pdf", {key: text for key, text in OLD.items() if key != "book.pdf"}),
            ("book.epub", {key: text for key, text in OLD.items() if key != "book.epub"}),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, "old")
        interrupted(folder, moved=1)
        (folder / name).unlink()
        if "mine" in then.values():
            (folder / name).write_text("mine")
        recover(folder)
        assert texts(folder) == then, number


@pytest.mark.slow
def test_a_torn_journal_loses_nothing(tmp_path: Path) -> None:
    for cut in (0, 1, 40, 200):
        for moved in (0, 1, 2):
            folder = tmp_path / f"{cut} {moved}"
            folder.mkdir()
            write(folder, "old")
            scratch = interrupted(folder, moved)
            os.truncate(scratch / transaction.JOURNAL, cut)
            recover(folder)
            assert texts(folder) == OLD


def test_another_versions_journal_is_left_to_that_version(tmp_path: Path) -> None:
    write(tmp_path, "old")
    scratch = interrupted(tmp_path, moved=1)
    (scratch / transaction.JOURNAL).write_text('{"format": 99, "other": true}')
    with pytest.raises(OutputError, match="another version") as told:
        rebuild(tmp_path)
    assert told.value.exit_code == 8
    assert scratch.name in str(told.value)
    assert (scratch / transaction.OLD / "book.epub").read_text() == "old book.epub"


@pytest.mark.parametrize(
    "name",
    ["../mine.txt", "/etc/passwd", "..", ".", "", "a/b", "a\0b", "\ud800", "x" * 300, 7, None, {}],
)
def test_a_journal_reaches_no_file_outside_its_folder(tmp_path: Path, name: object) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    folder = tmp_path / "output"
    scratch = folder / f"{SCRATCH_PREFIX}abcdefgh"
    (scratch / transaction.OLD).mkdir(parents=True)
    (scratch / "mine.txt").write_text("evil")
    mine, evil = (transaction._digest(path / "mine.txt") for path in (tmp_path, scratch))
    linked = transaction._identity(tmp_path / "mine.txt")
    for row in ([name, linked, evil, False], [name, mine, evil, True], [name, None, mine, True]):
        document = {"format": 2, "files": [row]}
        (scratch / transaction.JOURNAL).write_text(json.dumps(document))
        recover(folder)
        assert (tmp_path / "mine.txt").read_text() == "mine"
        assert [path.name for path in folder.iterdir()] in ([], [scratch.name])
        (scratch / transaction.OLD).mkdir(parents=True, exist_ok=True)


def test_a_journal_whose_folders_are_links_does_nothing(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "output"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    scratch = folder / f"{SCRATCH_PREFIX}abcdefgh"
    scratch.mkdir(parents=True)
    (scratch / transaction.OLD).symlink_to(elsewhere)
    (scratch / transaction.JOURNAL).write_text("torn")
    (folder / f"{SCRATCH_PREFIX}bcdefghi").symlink_to(elsewhere)
    recover(folder)
    assert texts(elsewhere) == {"mine.txt": "mine"}


def test_a_failure_between_two_files_puts_the_first_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "old")
    real = os.replace

    def replace(source: str, target: str) -> None:
        if Path(target) == tmp_path / "build.json" and Path(source).parent.name != transaction.OLD:
            raise PermissionError(errno.EPERM, "no", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OutputError, match="you may not write here"):
        rebuild(tmp_path)
    assert texts(tmp_path) == OLD


def test_a_disk_that_fails_to_sync_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    write(tmp_path, "old")
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutputError, match="the disk is full"):
        rebuild(tmp_path)
    assert texts(tmp_path) == OLD
