"""Would catch books that are lost, half there or built twice in an object store."""

from __future__ import annotations

import errno
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from platebook.batch import (
    BatchOptions,
    Receipt,
    State,
    books_on_disk,
    build_story,
    object_store,
    run_batch,
)
from platebook.batch.find_stories import BuildTask, find_stories
from platebook.batch.object_store import Store
from platebook.build_options import BuildOptions
from platebook.errors import MissingToolError, OutputError, PlatebookError, UsageError
from tests.batch import quick_build
from tests.stories import write_story

fsspec = pytest.importorskip(
    "fsspec", reason="stores need fsspec; type: pip install 'platebook[cluster]'"
)
from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402

EPUB = BuildOptions(editions=("epub",))


class FaultyStore(MemoryFileSystem):  # type: ignore[misc]
    """A store in memory whose next calls fail as ``faults`` says: by method, an error or None."""

    protocol = "faulty"
    store: dict[str, Any] = {}  # noqa: RUF012
    pseudo_dirs = [""]  # noqa: RUF012
    has_tags = False
    faults: dict[str, list[Exception | None]] = {}  # noqa: RUF012

    def _fail(self, method: str) -> None:
        if (waiting := self.faults.get(method)) and (fault := waiting.pop(0)):
            raise fault

    def find(self, *given: Any, **named: Any) -> Any:
        found = super().find(*given, **named)
        if self.has_tags and named.get("detail"):
            for path, each in found.items():
                each["ETag"] = hashlib.md5(super().cat_file(path)).hexdigest()
        return found

    def exists(self, *given: Any, **named: Any) -> bool:
        self._fail("exists")
        return bool(super().exists(*given, **named))

    def cat_file(self, *given: Any, **named: Any) -> bytes:
        self._fail("cat")
        return super().cat_file(*given, **named)

    def pipe_file(self, *given: Any, **named: Any) -> None:
        self._fail("pipe")
        super().pipe_file(*given, **named)

    def put_file(self, *given: Any, **named: Any) -> None:
        self._fail("put")
        super().put_file(*given, **named)

    def get_file(self, *given: Any, **named: Any) -> None:
        self._fail("get")
        super().get_file(*given, **named)


@pytest.fixture(autouse=True)
def empty_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with an empty store, quick builds, and no pauses between attempts."""
    fsspec.register_implementation("faulty", FaultyStore, clobber=True)
    monkeypatch.setattr(build_story, "_SERVER", quick_build.SERVER)
    monkeypatch.setattr(object_store, "_PAUSES", (0, 0, 0))
    yield
    FaultyStore.store.clear()
    FaultyStore.faults.clear()


@pytest.fixture
def upload(tmp_path: Path) -> Callable[..., Path]:
    """Write a tiny story, put it into the store under ``faulty://in``, and give its folder."""

    def upload(slug: str, **changes: object) -> Path:
        folder = write_story(tmp_path / "stories" / slug, 1, sizes=[(60, 40)], slug=slug, **changes)  # type: ignore[arg-type]
        Store(f"faulty://in/{slug}").put(folder)
        return folder

    return upload


def batch(*sources: str, to: str = "faulty://out", **how: Any) -> dict[str, Receipt]:
    options = BatchOptions(EPUB, workers=2, **how)
    return {each.slug: each for each in run_batch(sources, to, options)}


def stored(url: str) -> dict[str, bytes]:
    found = Store(url)
    return {name: found.read(name) or b"" for name in found.files()}


def test_books_are_those_of_single_builds_and_are_built_once(upload: Callable[..., Path]) -> None:
    one, _ = upload("one"), upload("two")
    upload("bad", language="no such language")
    upload("ugly", title="fails")
    receipts = batch("faulty://in")
    assert {slug: (each.state, each.exit_code) for slug, each in receipts.items()} == {
        "one": (State.BUILT, 0),
        "two": (State.BUILT, 0),
        "bad": (State.FAILED, 3),
        "ugly": (State.FAILED, 4),
    }
    assert receipts["bad"].findings[0].where == "faulty://in/bad/story.yaml:3:11"
    assert receipts["ugly"].findings[0].where == "faulty://in/ugly/story.yaml"

    there = stored("faulty://out")
    pointer = json.loads(there["one/current.json"])
    assert there[f"one/{pointer['entry']}/one.epub"] == quick_build.book(one)
    assert receipts["one"].folder == f"faulty://out/one/{pointer['entry']}"
    assert sorted(name.split("/")[0] for name in there) == ["one"] * 3 + ["two"] * 3
    again = batch("faulty://in")
    assert {slug for slug, each in again.items() if each.state == State.UNCHANGED} == {"one", "two"}
    assert again["one"].files == receipts["one"].files
    assert stored("faulty://out") == there
    assert batch("faulty://in/one", again=True)["one"].state == State.BUILT
    assert stored("faulty://out") == there


def test_a_second_batch_reads_no_manifest_and_no_pointer(
    upload: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FaultyStore, "has_tags", True)
    upload("one"), upload("two")
    batch("faulty://in")
    out = Store("faulty://out")
    slugs = json.loads(out.read("stories.json") or b"")["slugs"]
    assert sorted(slugs.values()) == ["one", "two"]
    first = out.read("stories.json") or b""
    FaultyStore.faults = {"get": [OSError()] * 9, "cat": [None, *[OSError()] * 9]}
    assert {each.state for each in batch("faulty://in").values()} == {State.UNCHANGED}
    FaultyStore.faults.clear()
    changed = {"one": State.UNCHANGED, "two": State.BUILT}

    def states() -> dict[str, State]:
        return {slug: each.state for slug, each in batch("faulty://in").items()}

    upload("two", title="Another title")
    assert states() == changed
    whole = json.loads(out.read("stories.json") or b"")
    upload("two")
    out.write("stories.json", first)  # it still knows the books that this story had
    assert states() == changed
    for damaged in (
        *([], {**whole, "slugs": dict.fromkeys(whole["slugs"], "../elsewhere")}),
        *({**whole, "books": {"one": []}}, {**whole, "files": "many"}, {**whole, "books": 1}),
    ):
        out.write("stories.json", json.dumps(damaged).encode())
        assert set(states().values()) == {State.UNCHANGED}


def test_new_books_replace_the_old(upload: Callable[..., Path], tmp_path: Path) -> None:
    upload("one")
    before = batch("faulty://in")["one"].folder
    changed = upload("one", title="Another title")
    receipt = batch("faulty://in")["one"]
    assert (receipt.state, receipt.folder == before) == (State.BUILT, False)
    there = stored("faulty://out/one")
    assert len(there) == 3
    assert quick_build.book(changed) in there.values()
    with books_on_disk("faulty://out", [receipt]) as folder:
        assert (folder / "one" / "one.epub").read_bytes() == quick_build.book(changed)


def test_faults_that_pass_lose_nothing(upload: Callable[..., Path]) -> None:
    upload("one")
    busy = [OSError("503 Slow Down"), TimeoutError()]
    FaultyStore.faults = {method: list(busy) for method in ("cat", "get", "put", "pipe")}
    assert batch("faulty://in")["one"].state == State.BUILT
    assert not any(FaultyStore.faults.values())
    assert len(stored("faulty://out")) == 3


@pytest.mark.parametrize("fault", [("get", 0), ("get", 1), ("put", 0), ("put", 1), ("pipe", 1)])
def test_a_store_that_fails_leaves_what_is_there(
    fault: tuple[str, int], upload: Callable[..., Path]
) -> None:
    upload("one")
    batch("faulty://in")
    there = stored("faulty://out/one")
    upload("one", title="Another title")
    method, passed = fault
    FaultyStore.faults = {method: [*[None] * passed, *[OSError("503 Slow Down")] * 4]}
    receipt = batch("faulty://in")["one"]
    assert (receipt.state, receipt.exit_code) == (State.FAILED, 8)
    assert "503" in receipt.findings[0].message
    assert there.items() <= stored("faulty://out/one").items()
    assert batch("faulty://in")["one"].state == State.BUILT
    assert len(stored("faulty://out/one")) == 3


def test_a_worker_that_was_frozen_does_not_replace_newer_books(
    upload: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    upload("one")
    build = build_story._build

    def long(*given: Any) -> Any:
        monkeypatch.setattr(build_story, "_build", build)
        upload("one", title="Another title")
        batch("faulty://in")
        return build(*given)

    monkeypatch.setattr(build_story, "_build", long)
    receipt = batch("faulty://in")["one"]
    assert receipt.exit_code == 8
    assert "meanwhile" in receipt.findings[0].message
    assert batch("faulty://in")["one"].state == State.UNCHANGED


def test_a_full_disk_is_not_taken_for_a_fault_of_the_store(upload: Callable[..., Path]) -> None:
    upload("one")
    FaultyStore.faults = {"get": [None, OSError(errno.ENOSPC, "No space left on device")]}
    (finding,) = batch("faulty://in")["one"].findings
    assert "No space left" in finding.message
    assert "store" not in finding.message


def test_a_store_that_refuses_is_an_error_before_any_work(upload: Callable[..., Path]) -> None:
    upload("one")
    FaultyStore.faults = {"pipe": [PermissionError("Access Denied")]}
    with pytest.raises(OutputError, match="Access Denied"):
        batch("faulty://in")
    assert not stored("faulty://out")


def test_a_store_without_an_answer_is_an_error_before_any_work(
    upload: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    upload("one")
    FaultyStore.faults = {"exists": [OSError("no route to host")] * 4}
    with pytest.raises(OutputError, match="no route to host"):
        batch("faulty://in")
    FaultyStore.faults = {"exists": [PermissionError(), PermissionError()]}  # that is an answer
    assert batch("faulty://in", to="faulty://to")["one"].state == State.BUILT

    monkeypatch.setattr(object_store, "_FIRST_ANSWER", 0.2)
    monkeypatch.setattr(FaultyStore, "exists", lambda *_: sleep(1))
    with pytest.raises(OutputError, match="does not answer"):
        batch("faulty://in")
    assert not stored("faulty://out")


def test_disks_and_stores_mix(upload: Callable[..., Path], tmp_path: Path) -> None:
    story = upload("one")
    assert batch(str(tmp_path / "st*"), to="faulty://out")["one"].state == State.BUILT
    assert batch(f"file://{tmp_path}/stories")["one"].state == State.UNCHANGED
    (story / "photos" / "01.jpg").write_bytes(b"another")
    assert batch(str(story))["one"].state == State.BUILT

    out = str(tmp_path / "out")
    listed = tmp_path / "list.txt"
    listed.write_text("faulty://in/o*\nfaulty://in/one/story.yaml\n")
    assert batch(str(listed), to=out)["one"].state == State.BUILT
    assert batch("faulty://in", to=f"file://{out}")["one"].state == State.UNCHANGED
    (tmp_path / "out" / "one" / "one.epub").unlink()
    assert batch("faulty://in", to=out)["one"].state == State.BUILT


def test_one_slug_twice_and_nothing_are_refused(upload: Callable[..., Path]) -> None:
    story = upload("one")
    Store("faulty://in/deep/er").put(story)
    with pytest.raises(UsageError, match="same slug"):
        batch("faulty://in")
    with pytest.raises(UsageError, match="has no story"):
        batch("faulty://elsewhere")
    assert not stored("faulty://out")


def test_a_name_that_leads_out_of_its_folder_is_left_out(upload: Callable[..., Path]) -> None:
    upload("one")
    for name in ("../evil", "one/../../evil", "one//etc/evil", "one/.hidden"):
        FaultyStore().pipe_file(f"/in/{name}", b"")
    (found,) = find_stories(["faulty://in"])
    assert set(found.files) == {"story.yaml", "photos/01.jpg"}


def test_a_shared_cache_is_only_added_to_and_never_trusted(upload: Callable[..., Path]) -> None:

    upload("one")
    assert batch("faulty://in", cache="faulty://cache")["one"].state == State.BUILT
    made = stored("faulty://cache")
    (name,) = (name for name in made if made[name] == b"one")
    assert json.loads(made["stories/one.json"]) == {"plates/ab/one.jpg": name.rpartition("/")[2]}

    def states() -> list[State]:
        receipts = batch("faulty://in", again=True, cache="faulty://cache")
        return [each.state for each in receipts.values()]

    assert states() == [State.BUILT]
    assert b"used" in stored("faulty://cache").values()
    Store("faulty://cache").write(name, b"damaged")
    assert states() == [State.BUILT]
    assert stored("faulty://cache")[name] == b"one"
    Store("faulty://cache").write("stories/one.json", b"[1]")
    assert states() == [State.BUILT]
    FaultyStore.faults = {"cat": [*[None] * 4, *[OSError()] * 4], "pipe": [None, *[OSError()] * 4]}
    assert states() == [State.BUILT]


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingToolError, match=r"platebook\[cluster\]"):
        batch("s3://in")
    with pytest.raises(MissingToolError, match=r"platebook\[cluster\]"):
        list(run_batch(["stories"], "out", BatchOptions(EPUB, cluster="tcp://127.0.0.1:1")))


@pytest.mark.parametrize("place", ["file://books/of/mine", "file:///srv/a%00b", "file://[::1"])
def test_a_file_url_of_another_machine_is_refused(place: str, tmp_path: Path) -> None:
    """Would catch books that are written to ``/of/mine`` for ``file://books/of/mine``."""
    with pytest.raises(UsageError, match="no place on this machine"):
        list(run_batch([str(tmp_path)], place, BatchOptions(EPUB)))
    assert object_store.local("file:///a%20b?c#d") == "/a b?c#d"
    assert object_store.local("file://localhost/a") == "/a"
    with pytest.raises(PlatebookError):
        list(run_batch(["faulty://[::1/a"], "faulty://[::1", BatchOptions(EPUB)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"files": {"a\0b": ""}},
        {"files": {"x" * 300: ""}},
        {"files": [[1, 2]]},
        {"entry": 5},
        {"findings": [5]},
        None,
    ],
)
def test_a_pointer_that_was_edited_is_read_as_none(wrong: Any, tmp_path: Path) -> None:
    """Would catch a batch that ends with a traceback."""
    task = BuildTask("one", "faulty://in/one", str(tmp_path), "digest", "", ())
    table = {"format": 1, "digest": "digest", "entry": "", "files": {}, "findings": []}
    pointer = json.dumps(table | wrong) if wrong else "[" * 100_000
    assert build_story.read_receipt(task, pointer.encode()) is None
    assert build_story.read_receipt(task, json.dumps(table).encode())


@pytest.mark.parametrize("content", [b'{"a": 5}', b"[" * 100_000])
def test_a_list_of_a_cache_that_was_edited_is_not_used(content: bytes, tmp_path: Path) -> None:
    Store("faulty://cache").write("stories/one.json", content)
    assert build_story.fetch_cache("faulty://cache", "one", tmp_path)
