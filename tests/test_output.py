"""Would catch half a book on disk: old files lost, new mixed with old, or litter left behind."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from platebook.errors import OutputError
from platebook.output import SCRATCH_PREFIX, cache_folder, replace_files

BOOKS = ("book.epub", "book.pdf")


def write(folder: Path, text: str) -> None:
    for name in BOOKS:
        (folder / name).write_text(text)


def shelf(folder: Path) -> dict[str, str]:
    """Every file under a folder with its text: nothing may be in it that should not."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@contextmanager
def as_nobody() -> Iterator[None]:
    """Drop root's rights, which no permission stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with both books of an earlier build, and something of the user's."""
    write(tmp_path, "old")
    (tmp_path / "notes.txt").write_text("mine")
    return tmp_path


OLD = {"book.epub": "old", "book.pdf": "old", "notes.txt": "mine"}


def test_all_drafts_take_their_places(old: Path) -> None:
    with replace_files(old, BOOKS) as scratch:
        write(scratch, "new")
        assert shelf(old) | OLD == shelf(old)
    assert shelf(old) == {"book.epub": "new", "book.pdf": "new", "notes.txt": "mine"}
    assert not list(old.glob(".*"))


def test_the_folder_is_made(tmp_path: Path) -> None:
    with replace_files(tmp_path / "a" / "b", BOOKS) as scratch:
        write(scratch, "new")
    assert shelf(tmp_path / "a" / "b") == dict.fromkeys(BOOKS, "new")


def test_other_things_in_the_scratch_folder_go_away(tmp_path: Path) -> None:
    with replace_files(tmp_path, ["book.pdf"]) as scratch:
        (scratch / "book.pdf").write_text("new")
        (scratch / "font.otf").write_text("only for the making")
    assert shelf(tmp_path) == {"book.pdf": "new"}


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_everything_as_it_was(old: Path, failure: type[BaseException]) -> None:
    with pytest.raises(failure), replace_files(old, BOOKS) as scratch:
        (scratch / "book.epub").write_text("new")
        raise failure
    assert shelf(old) == OLD
    assert not list(old.glob(".*"))


def test_a_failure_leaves_no_new_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), replace_files(tmp_path / "a" / "b", BOOKS):
        raise ValueError("no")
    assert not list(tmp_path.iterdir())


def test_the_first_goes_back_when_the_last_cannot_be_placed(old: Path) -> None:
    (old / "book.pdf").unlink()
    (old / "book.pdf").mkdir()
    (old / "book.pdf" / "inside.txt").write_text("mine")
    before = shelf(old)
    with pytest.raises(OutputError) as told, replace_files(old, ["new.txt", *BOOKS]) as scratch:
        write(scratch, "new")
        (scratch / "new.txt").write_text("new")
    assert shelf(old) == before
    assert not list(old.glob(".*"))
    assert "book.pdf: is a folder, and a file is to go there" in str(told.value)


def test_an_edition_may_be_a_folder(tmp_path: Path) -> None:
    for text in ("old", "new"):
        with replace_files(tmp_path, ["story-web", "book.pdf"]) as scratch:
            (scratch / "story-web").mkdir()
            (scratch / "story-web" / f"{text}.html").write_text(text)
            (scratch / "book.pdf").write_text(text)
    assert shelf(tmp_path) == {"story-web/new.html": "new", "book.pdf": "new"}


def test_a_folder_goes_back_too(tmp_path: Path) -> None:
    (tmp_path / "story-web").mkdir()
    (tmp_path / "story-web" / "old.html").write_text("old")
    (tmp_path / "book.pdf").mkdir()
    with pytest.raises(OutputError), replace_files(tmp_path, ["story-web", "book.pdf"]) as scratch:
        (scratch / "story-web").mkdir()
        (scratch / "book.pdf").write_text("new")
    assert shelf(tmp_path) == {"story-web/old.html": "old"}


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "book.pdf").symlink_to(elsewhere)
    with replace_files(out, ["book.pdf"]) as scratch:
        (scratch / "book.pdf").write_text("new")
    assert elsewhere.read_text() == "mine"
    assert not (out / "book.pdf").is_symlink()


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o002, 0o664)])
def test_permissions_follow_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        with replace_files(tmp_path / "out", BOOKS) as scratch:
            write(scratch, "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out" / "book.pdf").stat().st_mode) == mode


def fill_the_disk(scratch: Path) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"x")


def grow_too_large(scratch: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        (scratch / "book.pdf").write_bytes(bytes(2000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def name_too_long(scratch: Path) -> None:
    (scratch / ("x" * 300)).write_text("new")


@pytest.mark.parametrize(
    ("mishap", "words"),
    [
        (fill_the_disk, "the disk is full"),
        (grow_too_large, "the file is larger than this disk takes"),
        (name_too_long, "the name is too long"),
    ],
)
def test_a_disk_that_refuses_is_explained(
    old: Path, mishap: Callable[[Path], None], words: str
) -> None:
    with pytest.raises(OutputError) as told, replace_files(old, BOOKS) as scratch:
        mishap(scratch)
    assert told.value.exit_code == 8
    (finding,) = told.value.findings
    assert words in finding.message
    assert finding.fix
    assert SCRATCH_PREFIX not in str(told.value)
    assert shelf(old) == OLD


def test_a_missing_photograph_is_not_the_outputs_fault(old: Path) -> None:
    with pytest.raises(FileNotFoundError), replace_files(old, BOOKS):
        (old.parent / "photo.jpg").read_bytes()


@pytest.mark.parametrize("below", ["", "deeper", "deeper/still"])
def test_a_file_where_a_folder_should_be(tmp_path: Path, below: str) -> None:
    (tmp_path / "out").write_text("mine")
    with (
        pytest.raises(OutputError, match=r"out: is a file, and a folder is needed"),
        replace_files(tmp_path / "out" / below, BOOKS),
    ):
        pass
    assert shelf(tmp_path) == {"out": "mine"}


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_that_may_not_be_written(below: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, "old")
        folder.chmod(0o555)
        with (
            as_nobody(),
            pytest.raises(OutputError, match=r"you may not write here"),
            replace_files(folder / below, BOOKS),
        ):
            pass
        assert shelf(folder) == dict.fromkeys(BOOKS, "old")
        folder.chmod(0o755)


def test_what_a_killed_build_left_is_swept_away(old: Path) -> None:
    killed = (
        "import os, signal, sys, pathlib\n"
        "from platebook.output import replace_files\n"
        "with replace_files(pathlib.Path(sys.argv[1]), ['book.pdf']) as scratch:\n"
        "    (scratch / 'book.pdf').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", killed, str(old)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(old.glob(f"{SCRATCH_PREFIX}*"))
    with replace_files(old, BOOKS) as scratch:
        write(scratch, "new")
    assert shelf(old) == OLD | dict.fromkeys(BOOKS, "new")
    assert not list(old.glob(".*"))


def test_what_a_living_build_holds_is_left_alone(tmp_path: Path) -> None:
    with replace_files(tmp_path, ["book.pdf"]) as first:
        (first / "book.pdf").write_text("first")
        with replace_files(tmp_path, ["book.epub"]) as second:
            (second / "book.epub").write_text("second")
    assert shelf(tmp_path) == {"book.pdf": "first", "book.epub": "second"}


@pytest.mark.slow
def test_two_builds_at_once_leave_one_pair(tmp_path: Path) -> None:
    builds = (
        "import sys, pathlib\n"
        "from platebook.output import replace_files\n"
        "for turn in range(60):\n"
        "    with replace_files(pathlib.Path(sys.argv[1]), ['book.epub', 'book.pdf']) as scratch:\n"
        "        for name in ('book.epub', 'book.pdf'):\n"
        "            (scratch / name).write_text(f'{sys.argv[2]} {turn}')\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", builds, str(tmp_path / "out"), who])
        for who in ("one", "two")
    ]
    assert [each.wait() for each in running] == [0, 0]
    found = shelf(tmp_path / "out")
    assert list(found) == sorted(BOOKS)
    assert len(set(found.values())) == 1


def test_a_draft_that_was_never_written_is_a_bug_and_not_a_mishap(old: Path) -> None:
    with pytest.raises(AssertionError, match=r"book\.pdf"), replace_files(old, BOOKS) as scratch:
        (scratch / "book.epub").write_text("new")
    assert shelf(old) == OLD


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"PLATEBOOK_CACHE": "/tmp/kept", "XDG_CACHE_HOME": "/x"}, Path("/tmp/kept")),
        ({"XDG_CACHE_HOME": "/x"}, Path("/x/platebook")),
        ({"XDG_CACHE_HOME": "relative"}, Path.home() / ".cache" / "platebook"),
        ({"PLATEBOOK_CACHE": ""}, Path.home() / ".cache" / "platebook"),
    ],
)
def test_the_cache_is_where_the_user_wants_it(environ: dict[str, str], folder: Path) -> None:
    assert cache_folder(environ) == folder
