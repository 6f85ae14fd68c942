"""Would catch stories that are lost or left half done when a cluster loses parts of itself."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from platebook.batch import BatchOptions, Receipt, State, build_story, cluster, run_batch
from platebook.batch.object_store import Store
from platebook.build_options import BuildOptions
from platebook.errors import OutputError, UsageError
from platebook.report import CollectingReport, Silent
from tests.batch import quick_build
from tests.batch.clusters import DaskCluster, S3Server
from tests.stories import write_story

# Looked for, not imported: every process of a run collects this file, and Dask changes how
# exceptions are pickled in the process that imports it.
MISSING = [name for name in ("distributed", "s3fs", "moto") if find_spec(name) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(MISSING), reason=f"needs {', '.join(MISSING)}; type: pip install 'platebook[dev]'"
    ),
]


@pytest.fixture(scope="module")
def store() -> Iterator[S3Server]:
    """An S3 server with a bucket, named by the environment."""
    import s3fs

    with pytest.MonkeyPatch.context() as patch:
        server = S3Server()
        patch.setenv("AWS_ENDPOINT_URL", server.address)
        for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(key, "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        s3fs.S3FileSystem().mkdir("bucket")
        yield server
        server.end()


@pytest.fixture(scope="module", autouse=True)
def quick_versions() -> Iterator[None]:
    """Let versions be those of ``use_quick_build`` here too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_story, "versions", lambda: quick_build.VERSIONS)
        build_story.versions_digest.cache_clear()
        yield
    build_story.versions_digest.cache_clear()


@pytest.fixture(scope="module")
def dask(store: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler without workers."""
    running = DaskCluster(tmp_path_factory.mktemp("dask"))
    yield running
    running.end()


@pytest.fixture(scope="module")
def stories(store: S3Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Six stories in the store whose builds take half a second, and one that fails."""
    folder = tmp_path_factory.mktemp("stories")
    titles = {f"s{number}": "waits" for number in range(6)} | {"ugly": "fails"}
    for slug, title in titles.items():
        write_story(folder / slug, 1, sizes=[(60, 40)], slug=slug, title=title)
    Store("s3://bucket/in").put(folder)
    return {slug: folder / slug for slug in titles}


@pytest.fixture
def batch(
    dask: DaskCluster, stories: dict[str, Path], request: pytest.FixtureRequest
) -> Callable[[Callable[[], None]], dict[str, Receipt]]:
    """Run a batch into a folder of its own, with a fault after its first story, and check it."""
    place = f"s3://bucket/{request.node.name}"

    def batch(fault: Callable[[], None]) -> dict[str, Receipt]:
        options = BatchOptions(BuildOptions(editions=("epub",)), cluster=dask.address)
        receipts: list[Receipt] = []
        for each in run_batch(["s3://bucket/in"], place, options):
            receipts.append(each)
            if len(receipts) == 2:
                fault()
        by_slug = {each.slug: each for each in receipts}
        assert len(receipts) == len(by_slug) == len(stories)
        assert {slug for slug, each in by_slug.items() if each.exit_code} == {"ugly"}
        there = Store(place)
        files = there.files()
        for slug in set(stories) - {"ugly"}:
            entry = json.loads(there.read(f"{slug}/current.json") or b"")["entry"]
            assert there.read(f"{slug}/{entry}/{slug}.epub") == quick_build.book(stories[slug])
        assert len(files) == 3 * (len(stories) - 1) + 1  # and stories.json
        return by_slug

    return batch


def test_a_worker_is_killed_and_the_store_is_busy(
    dask: DaskCluster, store: S3Server, batch: Callable[..., dict[str, Receipt]]
) -> None:
    killed, _ = dask.add_worker(), dask.add_worker()

    def fault() -> None:
        killed.kill()
        store.busy = 3

    receipts = batch(fault)
    assert receipts["ugly"].findings[0].where == "s3://bucket/in/ugly/story.yaml"
    start = monotonic()
    again = batch(lambda: None)
    assert [each.state for each in again.values()].count(State.UNCHANGED) == 6
    assert monotonic() - start < 20


def test_a_story_ends_two_workers_and_one_has_another_version(
    dask: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug, title in {"one": "waits", "killer": "kills", "two": "waits"}.items():
        write_story(tmp_path / slug, 1, sizes=[(60, 40)], slug=slug, title=title)
    Store("s3://bucket/killer").put(tmp_path)
    dask.add_worker(), dask.add_worker()
    late = dask.add_worker(version="2")
    monkeypatch.setattr(cluster.Cluster, "_check_versions", _wait_for_workers(4))
    report = CollectingReport(Silent())
    options = BatchOptions(BuildOptions(editions=("epub",)), cluster=dask.address)
    receipts = list(run_batch(["s3://bucket/killer"], "s3://bucket/to", options, report))
    late.kill()
    late.wait()
    assert {each.slug: each.state for each in receipts} == {
        "one": State.BUILT,
        "two": State.BUILT,
        "killer": State.FAILED,
    }
    (finding,) = next(each.findings for each in receipts if each.exit_code)
    assert "2 workers were lost" in finding.message
    assert sum(each.poll() is None for each in dask.workers) == 1
    assert ["another version" in each.message for each in report.findings] == [True]


def _wait_for_workers(count: int) -> Callable[[Any], None]:
    """Return a method of a cluster that waits for so many workers."""
    return lambda self: self._client.wait_for_workers(count, timeout=60)


def test_a_worker_is_frozen(dask: DaskCluster, batch: Callable[..., object]) -> None:
    worker = next(each for each in dask.workers if each.poll() is None)

    def fault() -> None:
        worker.send_signal(signal.SIGSTOP)
        dask.add_worker()

    batch(fault)
    worker.send_signal(signal.SIGCONT)
    sleep(1)  # it ends its story, which is there already
    batch(lambda: None)


def test_the_scheduler_is_restarted(dask: DaskCluster, batch: Callable[..., object]) -> None:
    def fault() -> None:
        dask.restart_scheduler()
        dask.add_worker()

    batch(fault)


def test_a_worker_with_another_version_is_refused(
    dask: DaskCluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cluster, "versions_digest", os.getpid)
    options = BatchOptions(cluster=dask.address)
    with pytest.raises(UsageError, match="another version"):
        list(run_batch([str(tmp_path)], "out", options))


def test_a_scheduler_that_does_not_answer_is_an_error_before_any_work(tmp_path: Path) -> None:
    start = monotonic()
    with pytest.raises(OutputError, match="no scheduler answers"):
        list(run_batch([str(tmp_path)], "out", BatchOptions(cluster="tcp://127.0.0.1:1")))
    assert monotonic() - start < 30
