"""``python -m tools.bench.cluster``: batches through a Dask cluster that loses parts of itself.

``faults`` builds 24 small stories while a worker is killed, one frozen, a link cut, the store slow
and failing, and the scheduler restarted; every book must be there once, with the bytes of a build
on this machine. Where root and ``ip`` are there, the scheduler and each worker have a network
namespace of their own, joined by a bridge; elsewhere all are on 127.0.0.1, and no link is cut.
``many`` sends a thousand stories with a stand-in for builds: the scheduler must stay below 200 MB,
and a second batch that finds them built take less than five seconds.
``rate`` builds 40 stories of 20 photographs on one core, then on two, by a cluster and without one:
two must be 1.8 times as fast. Only on an idle machine does it say anything.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

import distributed
import s3fs

from platebook.batch import BatchOptions, Receipt, build_story, run_batch
from platebook.batch.object_store import Store
from platebook.build_options import BuildOptions
from tests.batch import quick_build
from tests.batch.clusters import DaskCluster, S3Server
from tests.stories import write_story
from tools.bench import photographs
from tools.bench import stories as bench_stories

MOST_MB, MOST_SECONDS, LEAST_RATE = 200, 5.0, 0.9
_BRIDGE, _NETWORK = "platebook0", "10.77.0"
_EPUB = BuildOptions(editions=("epub",))


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def network(count: int) -> Iterator[Mapping[str, str]]:
    """Make network namespaces joined by a bridge; give them by address, for a block."""
    if os.geteuid() or not shutil.which("ip"):
        yield {}
        return
    hosts = {f"{_NETWORK}.{number + 2}": f"platebook-{number}" for number in range(count)}
    try:
        _ip("link", "add", _BRIDGE, "type", "bridge")
        _ip("address", "add", f"{_NETWORK}.1/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for number, (address, name) in enumerate(hosts.items()):
            _ip("netns", "add", name)
            _ip("link", "add", f"pb{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"pb{number}", "master", _BRIDGE, "up")
            _ip("-n", name, "address", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield hosts
    finally:
        for name in hosts.values():
            subprocess.run(["ip", "netns", "del", name], check=False)
        subprocess.run(["ip", "link", "del", _BRIDGE], check=False)


@contextmanager
def store(host: str) -> Iterator[S3Server]:
    """Run an S3 server with an empty bucket, which the environment names, for a block."""
    server = S3Server(host)
    os.environ |= {
        "AWS_ENDPOINT_URL": server.address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    s3fs.S3FileSystem().mkdir("bucket")
    yield server
    server.end()


def stories(folder: Path, count: int) -> Path:
    """Write small stories, and put them into the bucket."""
    for number in range(count):
        slug = f"s{number:04}"
        write_story(folder / slug, 1, sizes=[(60, 40)], slug=slug, title=f"Story {number}")
    Store("s3://bucket/in").put(folder)
    return folder


def batch(address: str, faults: Mapping[int, Callable[[], object]]) -> tuple[list[Receipt], float]:
    """Run a batch with faults after so many receipts; give the receipts and the seconds."""
    start, receipts = perf_counter(), []
    for each in run_batch(
        ["s3://bucket/in"], "s3://bucket/out", BatchOptions(_EPUB, cluster=address)
    ):
        receipts.append(each)
        print(f"{perf_counter() - start:6.1f} s {each.slug} {each.state}", flush=True)
        for finding in each.findings if each.exit_code else ():
            print(finding)
        if fault := faults.get(len(receipts)):
            print("      ", fault(), flush=True)
    return receipts, perf_counter() - start


@dataclass(frozen=True)
class Faults:
    """What may happen to a cluster and a store; each method says what it did."""

    cluster: DaskCluster
    server: S3Server
    in_namespaces: bool

    def kill(self) -> str:
        """Kill the first worker."""
        self.cluster.workers[0].kill()
        self.cluster.add_worker()
        return "a worker was killed"

    def freeze(self) -> str:
        """Stop the second worker as if its machine hung."""
        self.cluster.workers[1].send_signal(signal.SIGSTOP)
        self.cluster.add_worker()
        return "a worker was frozen"

    def cut(self) -> str:
        """Cut the third worker off."""
        if not self.in_namespaces:
            return "no link is cut: that needs root, and ip"
        _ip("link", "set", "pb3", "down")
        self.cluster.add_worker()
        return "the link of a worker was cut"

    def slow(self) -> str:
        """Let the store be slow and busy."""
        self.server.delay, self.server.busy = 0.3, 9
        return "the store is slow, and nine answers are 503"

    def restart(self) -> str:
        """Restart the scheduler, whose workers then end."""
        self.server.delay = 0
        self.cluster.restart_scheduler()
        for _ in range(2):
            self.cluster.add_worker()
        return "the scheduler was restarted"

    def recover(self) -> None:
        """Let what was frozen or cut off go on: it must change nothing."""
        self.cluster.workers[1].send_signal(signal.SIGCONT)
        if self.in_namespaces:
            _ip("link", "set", "pb3", "up")
        sleep(20)


def faults(scratch: Path) -> bool:
    """Plant every fault in one batch; say whether each book is there once, with its bytes."""
    with network(8) as hosts, store(f"{_NETWORK}.1" if hosts else "127.0.0.1") as server:
        folder = stories(scratch / "in", 24)
        cluster = DaskCluster(scratch, hosts, quick=False, ttl="15s")
        for _ in range(2):
            cluster.add_worker()
        planted = Faults(cluster, server, bool(hosts))
        order = {2: planted.kill, 5: planted.freeze, 9: planted.cut, 13: planted.slow}
        try:
            receipts, _ = batch(cluster.address, {**order, 17: planted.restart})
            planted.recover()
        finally:
            cluster.end()
        there = Store("s3://bucket/out")
        files = {name: there.read(name) or b"" for name in there.files()}
    wrong = [each.slug for each in receipts if each.exit_code]
    for each in run_batch([str(folder)], scratch / "single", BatchOptions(_EPUB)):
        entry = json.loads(files[f"{each.slug}/current.json"])["entry"]
        book = Path(each.folder, f"{each.slug}.epub").read_bytes()
        if files[f"{each.slug}/{entry}/{each.slug}.epub"] != book:
            wrong.append(each.slug)
    print(f"{len(receipts)} receipts, {len(files)} files in the store; wrong: {wrong or 'none'}")
    return not wrong and len(receipts) == 24 and len(files) == 3 * 24 + 1


def many(scratch: Path) -> bool:
    """Send a thousand stories; say whether the scheduler stays small."""
    build_story.versions = lambda: quick_build.VERSIONS
    with store("127.0.0.1"):
        stories(scratch / "in", 1000)
        cluster = DaskCluster(scratch)
        try:
            for _ in range(2):
                cluster.add_worker()
            receipts, first = batch(cluster.address, {})
            _, second = batch(cluster.address, {})
            status = Path(f"/proc/{cluster.scheduler.pid}/status").read_text("utf-8")
        finally:
            cluster.end()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1000
    failed = sum(each.exit_code > 0 for each in receipts)
    print(f"{len(receipts)} stories in {first:.0f} s, {failed} failed; again in {second:.1f} s")
    print(f"the scheduler took {peak:.0f} MB at most")
    return not failed and peak < MOST_MB and second < MOST_SECONDS


def rate(scratch: Path) -> bool:
    """Build many stories on one core and on two; say whether two are nearly twice as fast."""
    folder, photographs_ = scratch / "in", scratch / "photographs"
    photographs_.mkdir(parents=True)
    shown = [photographs_ / photographs.name(number) for number in range(1, 21)]
    for number, path in enumerate(shown, 1):
        photographs.make(path, (1500, 1000), number)
    for number in range(40):
        story = bench_stories.write(folder / f"s{number:02}", shown)
        manifest = json.loads((story / "story.yaml").read_text("utf-8"))
        (story / "story.yaml").write_text(json.dumps({**manifest, "slug": story.name}), "utf-8")
    seconds: dict[str, list[float]] = {"cluster": [], "here": []}
    for cores in ((0,), (0, 1)):
        for name, took in seconds.items():
            os.environ["PLATEBOOK_CACHE"] = str(scratch / f"cache-{name}-{len(cores)}")
            out = scratch / f"out-{name}-{len(cores)}"
            took.append((_by_cluster if name == "cluster" else _here)(folder, out, cores))
            print(f"{name}: {len(cores)} of two cores: {took[-1]:.1f} s", flush=True)
    for name, (one, two) in seconds.items():
        print(f"{name}: {one / two / 2:.2f} of twice one core's rate")
    return all(one / two / 2 >= LEAST_RATE for one, two in seconds.values())


def _by_cluster(folder: Path, out: Path, cores: Sequence[int]) -> float:
    """Build stories on workers that have a core each; give the seconds."""
    out.mkdir()
    cluster = DaskCluster(out, quick=False)
    try:
        for core in cores:
            cluster.add_worker(core=core)
        with distributed.Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(len(cores))
        start = perf_counter()
        options = BatchOptions(_EPUB, cluster=cluster.address)
        if any(each.exit_code for each in run_batch([str(folder)], out / "books", options)):
            raise SystemExit("a story failed")
        return perf_counter() - start
    finally:
        cluster.end()


def _here(folder: Path, out: Path, cores: Sequence[int]) -> float:
    """Build stories without a cluster, by a program that has these cores; give the seconds."""
    start = perf_counter()
    program = ["taskset", "-c", ",".join(map(str, cores)), sys.executable, "-m", "platebook"]
    subprocess.run(
        [*program, "batch", str(folder), "-o", str(out), "-e", "epub", "--quiet"],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start


if __name__ == "__main__":
    chosen = {"faults": faults, "many": many, "rate": rate}
    wanted = sys.argv[1:] or list(chosen)
    with tempfile.TemporaryDirectory() as folder:
        results = {name: chosen[name](Path(folder, name)) for name in wanted}
    sys.exit(not all(results.values()))
