"""Would catch one photograph's decoder that takes the build down, hangs it, or outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from platebook.errors import PhotoError
from platebook.photos.formats.header import UnfitError
from platebook.photos.model import Recipe, RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.survey_photos import survey
from platebook.photos.worker_pool import SHARE, Task, WorkerPool
from tests.photos import photographs as made

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def workers() -> Iterator[WorkerPool]:
    """Two workers that nobody else has, and none of them left afterwards."""
    before = children()
    with WorkerPool(2) as hired:
        yield hired
    assert children() == before


def children() -> set[int]:
    """Return the processes that this one has started and not yet buried, zombies too."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def nothing(*told: object) -> None:
    """Take no notice of progress."""


def run(workers: WorkerPool, *orders: Task[object]) -> list[object]:
    return workers.run(orders, nothing)


def unfit(found: object) -> str:
    assert isinstance(found, UnfitError)
    assert found.fix.endswith(".")
    return found.message


def hoard(count: int) -> int:
    return len(b"x" * count)


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE"])
def test_a_crash_is_told_and_the_others_are_made(workers: WorkerPool, name: str) -> None:
    crash = Task(signal.raise_signal, (signal.Signals[name],), 30)
    found = run(workers, Task(len, ("abc",), 30), crash, Task(len, ("de",), 30))
    assert [found[0], found[2]] == [3, 2]
    assert unfit(found[1]) == f"makes its decoder crash ({name})"


def test_being_killed_is_told_as_want_of_memory(workers: WorkerPool) -> None:
    (found,) = run(workers, Task(signal.raise_signal, (signal.SIGKILL,), 30))
    assert "memory runs out" in unfit(found)


def test_an_exit_is_a_crash_too(workers: WorkerPool) -> None:
    (found,) = run(workers, Task(os._exit, (3,), 30))
    assert unfit(found) == "makes its decoder crash (status 3)"


def test_a_worker_that_died_of_its_neighbour_is_given_another_chance(
    workers: WorkerPool, tmp_path: Path
) -> None:
    found = run(workers, Task(_dies_once, (tmp_path / "been here",), 30))
    assert found == ["alive"]


def _dies_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        signal.raise_signal(signal.SIGKILL)
    return "alive"


def test_a_hang_costs_its_time_and_no_more(workers: WorkerPool) -> None:
    started = time.perf_counter()
    found = run(workers, Task(time.sleep, (600,), 1), Task(len, ("abc",), 30))
    assert time.perf_counter() - started < 20
    assert unfit(found[0]) == "takes longer than 1 seconds to decode"
    assert found[1] == 3


def test_a_photograph_that_wants_all_memory_is_refused(workers: WorkerPool) -> None:
    (found,) = run(workers, Task(hoard, (5_000_000_000,), 30))
    assert unfit(found) == "needs more than 4 GB of memory to decode"


def test_what_the_system_refuses_is_no_photographs_fault(
    workers: WorkerPool, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError) as failure:
        run(workers, Task(os.listdir, (str(tmp_path / "nowhere"),), 30))
    assert failure.value.filename == str(tmp_path / "nowhere")
    assert run(workers, Task(len, ("abc",), 30)) == [3]


def test_a_mistake_of_ours_keeps_its_traceback(workers: WorkerPool) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        run(workers, Task(divmod, (1, 0), 30))


def test_a_worker_that_cannot_begin_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "platebook.py").write_text("raise ImportError('half installed')")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(RuntimeError, match="half installed"), WorkerPool(1) as hired:
        run(hired, Task(len, ("abc",), 30))


def test_of_large_photographs_one_is_made_at_a_time(workers: WorkerPool, tmp_path: Path) -> None:
    orders = [Task(_alone, (tmp_path / "lock",), 30, decoder_memory=2 * SHARE) for _ in range(4)]
    assert run(workers, *orders) == [True] * 4


def _alone(lock: Path) -> bool:
    try:
        lock.mkdir()
    except FileExistsError:
        return False
    time.sleep(0.05)
    lock.rmdir()
    return True


def test_workers_are_kept_between_runs(workers: WorkerPool) -> None:
    first = run(workers, *[Task(os.getpid, (), 30)] * 6)
    again = run(workers, *[Task(os.getpid, (), 30)] * 6)
    assert len({*first, *again}) <= 2
    assert os.getpid() not in first


def test_nothing_in_the_users_folder_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: WorkerPool
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('imported from the story')")
    monkeypatch.chdir(tmp_path)
    assert run(workers, Task(len, ("abc",), 30)) == [3]


@contextmanager
def killed_while_open(name: str) -> Iterator[None]:
    """Kill every process of ours that has a file of this name open, again and again."""
    over = threading.Event()

    def hunt() -> None:
        while not over.wait(0.001):
            for pid in children():
                with suppress(OSError):
                    for link in Path(f"/proc/{pid}/fd").iterdir():
                        if link.readlink().name == name:
                            os.kill(pid, signal.SIGSEGV)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        yield
    finally:
        over.set()
        hunter.join()


def test_a_decoder_that_dies_over_a_photograph_costs_that_one(
    tmp_path: Path, workers: WorkerPool
) -> None:
    paths = [
        made.save(made.quadrants(size), tmp_path / f"{name}.png", compress_level=1)
        for name, size in (("a", (90, 60)), ("b", (3000, 2000)), ("c", (80, 50)), ("d", (99, 99)))
    ]
    made.scene((99, 99)).save(paths[3], "JPEG")
    paths[3].write_bytes(made.hurt(paths[3].read_bytes()))
    photos = survey(made.story(*paths), workers=workers)
    wishes = [
        RenditionRequest(key, key, photo, Recipe("print", (99, 99)))
        for key, photo in photos.items()
    ]
    with killed_while_open("b.png"), pytest.raises(PhotoError) as failure:
        prepare(wishes, scratch=tmp_path / "s", workers=workers)
    assert [str(finding).splitlines()[0] for finding in failure.value.findings] == [
        "b.png (plate “b”): makes its decoder crash (SIGSEGV)",
        "d.png (plate “d”): is damaged or cut off: it cannot be decoded to its end",
    ]
    assert {path.name for path in (tmp_path / "s" / "print").iterdir()} == {"a.jpg", "c.jpg"}


def test_an_interruption_waits_for_nothing(workers: WorkerPool) -> None:
    def impatient(*told: object) -> None:
        raise KeyboardInterrupt

    started = time.perf_counter()
    orders: list[Task[object]] = [Task(len, ("abc",), 30), *[Task(time.sleep, (60,), 99)] * 3]
    with pytest.raises(KeyboardInterrupt):
        workers.run(orders, impatient)
    assert time.perf_counter() - started < 20
    assert run(workers, Task(len, ("abc",), 30)) == [3]


BUILD = """
import signal, time
from platebook.photos.worker_pool import Task, WorkerPool
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in background
with WorkerPool(2) as workers:
    workers.run([Task(len, ("abc",), 30)], lambda done, number: None)
    print("begun", *(worker._process.pid for worker in workers._alive), flush=True)
    workers.run([Task(time.sleep, (60,), 99)] * 2, lambda done, number: None)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_a_build(how: signal.Signals) -> None:
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert build.stdout
    with build.stdout:
        pids = [int(word) for word in build.stdout.readline().split()[1:]]
    time.sleep(0.3)
    build.send_signal(how)
    assert build.wait(30) in (-how, 1, 130)
    deadline = time.perf_counter() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.perf_counter() < deadline
        time.sleep(0.02)
    assert pids
