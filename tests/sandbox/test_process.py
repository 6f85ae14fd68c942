"""Would catch a process for untrusted input that can read, write, start or fetch anything."""

from __future__ import annotations

import copyreg
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from platebook import sandbox
from platebook.errors import Finding, ThemeError
from platebook.sandbox import kernel

SECRET = "a secret that no book tells"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


def fails(work: Callable[[], object], **given: object) -> str:
    """Return the cause for which work fails in the sandbox."""
    with pytest.raises(sandbox.FailedError) as caught:
        sandbox.run(work, **given)  # type: ignore[arg-type]
    return caught.value.cause


def test_what_work_gives_comes_back() -> None:
    assert sandbox.run(lambda: (1, "a", None, Path("x"), {"b": 2.5})) == (
        1,
        "a",
        None,
        Path("x"),
        {"b": 2.5},
    )


def test_an_error_of_ours_comes_back_whole() -> None:
    def work() -> None:
        raise ThemeError([Finding("a", "b", "c"), Finding("d", "e", "f")])

    with pytest.raises(ThemeError) as caught:
        sandbox.run(work)
    assert [finding.where for finding in caught.value.findings] == ["a", "d"]


def test_an_error_of_ours_comes_back_where_a_library_pickles_errors_its_own_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dask does, so every error of a theme became a crash in its workers."""
    monkeypatch.setitem(copyreg.dispatch_table, ThemeError, lambda _: (print, ("registered",)))

    def work() -> None:
        raise ThemeError([Finding("a", "b", "c")])

    with pytest.raises(ThemeError):
        sandbox.run(work)


def test_any_other_error_comes_back_with_its_innermost_cause() -> None:
    def work() -> None:
        try:
            {}["inner"]
        except KeyError as error:
            raise ValueError("outer") from error

    assert fails(work) == "KeyError: 'inner'"


@pytest.mark.slow
def test_no_other_file_is_read(secret: Path) -> None:
    assert "PermissionError" in fails(secret.read_text)
    assert "PermissionError" in fails(Path("/etc/passwd").read_text)
    assert "PermissionError" in fails(lambda: list(Path.home().iterdir()))
    assert "PermissionError" in fails(Path(f"/proc/{os.getpid()}/environ").read_bytes)
    assert sandbox.run(secret.read_text, reads=[secret]) == SECRET


@pytest.mark.slow
@pytest.mark.parametrize("installed", [True, False])
def test_only_packages_of_the_installation_are_followed_by_links(
    secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, installed: bool
) -> None:
    """A story in the current folder, which Python imports from, could open the disk by a link."""
    imports = tmp_path / "packages"
    imports.mkdir()
    (imports / "link").symlink_to(secret)
    monkeypatch.syspath_prepend(imports)
    if installed:
        monkeypatch.setattr(sys, "prefix", str(imports))
        assert sandbox.run(secret.read_text) == SECRET
    else:
        assert "PermissionError" in fails(secret.read_text)


@pytest.mark.parametrize("folder", [False, True])
def test_nothing_is_changed(folder: bool, secret: Path, tmp_path: Path) -> None:
    """Neither where nothing may be written, nor beside the folder where something may."""
    own = tmp_path / "own"
    own.mkdir()
    given = {"reads": [tmp_path], "writes": [own] if folder else []}
    for work in (
        lambda: secret.write_text(""),
        lambda: os.truncate(secret, 0),
        secret.unlink,
        lambda: secret.rename(own / "x"),
        lambda: os.link(secret, tmp_path / "y"),
        lambda: (tmp_path / "z").mkdir(),
        lambda: (tmp_path / "new.txt").touch(),
        lambda: shutil.rmtree(own.parent),
    ):
        assert "PermissionError" in fails(work, **given)
    assert secret.read_text() == SECRET
    if folder:
        sandbox.run(lambda: (own / "mine.txt").write_text("x"), writes=[own])
        assert (own / "mine.txt").read_text() == "x"


@pytest.mark.parametrize(
    "work",
    [
        lambda: subprocess.run(["/bin/true"], check=False),
        lambda: os.execv("/bin/true", ["true"]),
        os.fork,
        socket.socket,
        lambda: socket.create_connection(("127.0.0.1", 9)),
        lambda: os.kill(os.getppid(), 0),
    ],
    ids=["program", "exec", "fork", "socket", "connection", "signal"],
)
def test_nothing_is_started_called_or_stopped(work: Callable[[], object]) -> None:
    assert "PermissionError" in fails(work)


def test_nothing_of_the_parent_s_is_open(secret: Path) -> None:
    with secret.open("rb") as held:
        assert "OSError" in fails(lambda: os.read(held.fileno(), 10))


def loop() -> None:
    while True:
        pass


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "what"),
    [
        (loop, "time"),
        (lambda: sum(range(10**12)), "time"),
        (lambda: "a" * 3_000_000_000, "memory"),
        (lambda: [bytearray(10**6) for _ in range(10**5)], "memory"),
    ],
    ids=["loop", "loop in C", "a text", "many pieces"],
)
def test_time_and_memory_are_bounded(work: Callable[[], object], what: str) -> None:
    def noted() -> object:
        sandbox.note_activity("something long")
        return work()

    with pytest.raises(sandbox.LimitError) as caught:
        sandbox.run(noted, seconds=0.5, memory=200_000_000)
    assert (caught.value.what, caught.value.at) == (what, "something long")


def test_a_crash_is_told() -> None:
    with pytest.raises(sandbox.CrashedError, match="SIGABRT"):
        sandbox.run(os.abort)


def test_an_answer_holds_nothing_that_runs() -> None:
    with pytest.raises(sandbox.CrashedError, match="Popen"):
        sandbox.run(lambda: subprocess.Popen)
    with pytest.raises(sandbox.CrashedError, match="no business"):
        sandbox.run(lambda: os.getcwd)


@pytest.mark.slow
def test_a_lock_that_another_thread_holds_stops_nobody() -> None:
    """Such a thread is not in the fork, and never gives the lock back there: it begins anew."""
    lock, held, tries = threading.Lock(), threading.Event(), []

    def hold() -> None:
        with lock:
            held.set()
            while len(tries) < 2:
                tries.append(0)
                threading.Event().wait(3)

    threading.Thread(target=hold).start()
    held.wait()

    def work() -> str:
        with lock:
            return "done"

    assert sandbox.run(work) == "done"


@pytest.mark.slow
def test_without_landlock_and_seccomp_there_are_limits(
    monkeypatch: pytest.MonkeyPatch, secret: Path
) -> None:
    monkeypatch.setattr(kernel, "confine", lambda *_: None)
    assert sandbox.run(lambda: "built") == "built"
    assert "File too large" in fails(lambda: secret.with_name("new").write_text("x"))
    with pytest.raises(sandbox.LimitError):
        sandbox.run(loop, seconds=0.5)


def test_an_interruption_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(process: int, *_: object) -> bytes:
        seen.append(process)
        raise KeyboardInterrupt

    seen: list[int] = []
    from platebook.sandbox import sandboxed_fork as processes

    monkeypatch.setattr(processes, "_answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sandbox.run(loop)
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], signal.SIGKILL)


@pytest.mark.slow
def test_our_own_work_has_all_rights_and_its_errors_arrive(secret: Path) -> None:
    """A large book is laid out so: it may write, and a full disk is reported as one."""
    path = secret.with_name("draft")
    assert sandbox.run_forked(lambda: path.write_text("x") and os.getpid()) != os.getpid()
    assert path.read_text() == "x"
    with pytest.raises(FileNotFoundError) as missing:
        sandbox.run_forked(lambda: path.with_name("none").read_text())
    assert missing.value.filename == str(path.with_name("none"))
    with pytest.raises(ThemeError, match="told"):
        sandbox.run_forked(lambda: raised(ThemeError.of("here", "told", "Do.")))
    with pytest.raises(RuntimeError, match="in raised"):
        sandbox.run_forked(lambda: raised(KeyError("ours")))
    with pytest.raises(MemoryError):
        sandbox.run_forked(lambda: raised(MemoryError()))


def test_our_own_work_is_done_here_where_a_fork_waits_for_ever() -> None:
    def work() -> int:
        if os.getpid() != here:
            threading.Event().wait()
        return os.getpid()

    here = os.getpid()
    assert sandbox.run_forked(work) == here


def raised(error: Exception) -> None:
    raise error
