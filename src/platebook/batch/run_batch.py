"""Runs a batch: finds its stories, skips those whose books are up to date, and builds the others.

They are built by processes of this machine, or by the workers of a Dask cluster. A story that
fails, crashes its process or has no memory left costs no other story anything.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any, TypeVar

from platebook import themes
from platebook.batch.build_story import (
    CRASHED,
    POINTER,
    build_story,
    digests,
    pointer_table,
    read_receipt,
    start_server,
    versions_digest,
)
from platebook.batch.cluster import Cluster
from platebook.batch.find_stories import (
    BatchOptions,
    BatchStory,
    BuildTask,
    Receipt,
    State,
    find_stories,
    place_and_tag,
    visible_files,
)
from platebook.batch.object_store import Store, check_answers, is_url, join, local
from platebook.build_options import BuildOptions, declared_options
from platebook.errors import Finding, PlatebookError, UsageError
from platebook.files.arguments import without_detours
from platebook.pipeline.build_record import EPOCH, SUFFIX, digest, theme_files
from platebook.pipeline.resolve_options import fill_editions
from platebook.pipeline.verify_build import UpToDateCheck
from platebook.report import Report, Silent
from platebook.slugs import slug

_FILE = "stories.json"
#: From how many files in the store for each story pointers are read rather than files listed.
_LISTED_FOR_EACH = 25
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Index:
    """What is known of the stories and books of a store, kept beside the books in ``stories.json``.

    A second batch reads no manifest whose fingerprint is known, and no pointer whose books one
    listing of the store shows: a listing of a thousand files costs as much as two files that are
    read. Without the file, or where it is damaged, both are read; one on a disk is always empty.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._books: dict[str, dict[str, Any]] = {}
        self._files = 0

    def slugs(self) -> Mapping[str, str]:
        """Return the slugs by place and tag of a manifest."""
        with suppress(*_DAMAGED):
            slug_entries = self._table["slugs"].items()
            return {key: name for key, name in slug_entries if slug(name) == name}
        return {}

    def pointers(self, slugs: Sequence[str]) -> Mapping[str, bytes]:
        """Return the pointers of stories by slug; those that a listing confirms are not read."""
        confirmed = self._confirm() if slugs else {}
        names = {f"{name}/{POINTER}": name for name in slugs if name not in confirmed}
        contents = Store(self._place).read_all(list(names))
        return {**confirmed, **{names[name]: data for name, data in contents.items()}}

    def note(self, receipt: Receipt, digest: str) -> None:
        """Note the books of a story, which were made from what has this digest."""
        if is_url(receipt.folder) and receipt.state is not State.FAILED:
            entry = receipt.folder.rpartition("/")[2]
            pointer = (receipt.slug, digest, entry, receipt.files, receipt.findings)
            self._books[receipt.slug] = pointer_table(*pointer)
            if receipt.state is State.BUILT:
                self._files += len(receipt.files) + 2

    def write(self, stories: Iterable[BatchStory]) -> None:
        """Write what is known now, if that is new. A store that refuses fails no batch."""
        readable = (story for story in stories if not story.error and story.tag)
        now = {place_and_tag(story): story.slug for story in readable}
        if not (is_url(self._place) and now):
            return
        slugs, made_by = {**self.slugs(), **now}, versions_digest()
        table = {"made_by": made_by, "slugs": slugs, "books": self._books, "files": self._files}
        if table != self._table:
            with suppress(PlatebookError):
                Store(self._place).write(_FILE, json.dumps(table, indent=0).encode())

    @cached_property
    def _table(self) -> dict[str, Any]:
        with suppress(*_DAMAGED):
            if is_url(self._place):
                table: dict[str, Any] = json.loads(Store(self._place).read(_FILE) or b"null")
                if table["made_by"] == versions_digest():
                    self._files = int(table["files"])
                    return table
        return {}

    def _confirm(self) -> Mapping[str, bytes]:
        """Return the known pointers of stories of which the store has just these books."""
        with suppress(PlatebookError, *_DAMAGED):
            if self._table["files"] <= _LISTED_FOR_EACH * len(self._table["books"]):
                return self._listed
        return {}

    @cached_property
    def _listed(self) -> Mapping[str, bytes]:
        files_of, names = defaultdict[str, set[str]](set), Store(self._place).files()
        self._files = len(names) - 1
        for name in names:
            files_of[name.partition("/")[0]].add(name.partition("/")[2])
        confirmed = {}
        for story_slug, pointer in self._table["books"].items():
            books = (*pointer["files"], f"{story_slug}{SUFFIX}")
            if files_of[story_slug] == {POINTER, *(f"{pointer['entry']}/{name}" for name in books)}:
                confirmed[story_slug] = json.dumps(pointer).encode()
        return confirmed


_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_WORKERS = "it counts processes of this machine, and the cluster builds"
#: Options that may be paths.
_PATHS = ("theme", "printers", "profile")
#: Stories whose files are compared with their receipts at once, before they are built.
_AT_ONCE = 16
#: Pointers of a store that are read at once.
_POINTERS_AT_ONCE = 1000
#: How often the main thread looks for signals while it waits.
_WAKE_S = 0.5


def run_batch(
    sources: Sequence[str],
    output: str | Path,
    options: BatchOptions = BatchOptions(),  # noqa: B008
    report: Report | None = None,
) -> Iterator[Receipt]:
    """Build every story of the sources into ``output``/SLUG; yield a receipt as each ends.

    ``sources`` are story folders, folders of these, manifests, wildcards, URLs, or lists
    (``find_stories``); ``output`` is a folder or a URL. A story whose books are up to date is not
    built again, unless ``options.again``. Raises PlatebookError before anything is built, for
    options that do not fit, for two stories with one slug, for a scheduler that is not reached,
    for workers with another version, and for a store that refuses.
    """
    build, report = fill_editions(options.build), report or Silent()
    place = local(str(output))
    place = place if is_url(place) else str(without_detours(Path(place)))
    if options.cluster and options.workers:
        raise UsageError.of("--workers", _WORKERS, "Leave it out, or build without --cluster.")
    with Cluster(options.cluster, report) if options.cluster else nullcontext() as cluster:
        if not (cluster or is_url(place) or Path(place).exists()):
            start_server()  # it loads much, while stories are read
        Thread(target=UpToDateCheck, daemon=True).start()  # it imports much, while stores answer
        check_answers([place, options.cache])
        index = Index(place)
        stories = find_stories(sources, index.slugs)
        if is_url(place):
            Store(place).check_writable()
        cores = len(os.sched_getaffinity(0))
        workers = min(options.workers or cores, len(stories))
        jobs = build.jobs or (1 if cluster else max(1, cores // workers))
        prepare = _Preparation(replace(options, build=replace(build, jobs=jobs)), place)
        ready = prepare.all(stories, index)
        for receipt in cluster.run(ready) if cluster else _each(build_story, ready, workers):
            index.note(receipt, prepare.digests.get(receipt.slug, ""))
            yield receipt
        index.write(stories)


def _each(
    work: Callable[[_Item], _Result], items: Iterable[_Item | Receipt], threads: int
) -> Iterator[_Result | Receipt]:
    """Do some work for every item, in threads; yield its result as it is there.

    A receipt among the items is yielded at once.
    """
    futures: SimpleQueue[Future[_Result]] = SimpleQueue()
    with ThreadPoolExecutor(threads, "batch") as pool:
        try:
            count = 0
            for item in items:
                if isinstance(item, Receipt):
                    yield item
                    continue
                pool.submit(work, item).add_done_callback(futures.put)
                count += 1
                while not futures.empty():
                    yield futures.get().result()
                    count -= 1
            for _ in range(count):
                yield _next(futures).result()
        finally:
            pool.shutdown(cancel_futures=True)


def _next(futures: SimpleQueue[Future[_Result]]) -> Future[_Result]:
    """Wait for a result. A signal just before a wait without an end would only be handled after."""
    while True:
        with suppress(Empty):
            return futures.get(timeout=_WAKE_S)


class _Preparation:
    """Decides what is to be done for a story: a task, or nothing, which gives its receipt.

    What all stories have in common is computed once. Paths in tasks for a cluster are absolute:
    its workers see the same folders, but work in others.
    """

    def __init__(self, options: BatchOptions, output: str) -> None:
        self._options, self._build = options, options.build
        self._output = _path(output) if options.cluster else output
        self._arguments = tuple(_arguments(self._build, absolute=bool(options.cluster)))
        self._check = UpToDateCheck()
        self.digests: dict[str, str] = {}
        common = {
            "versions": versions_digest(),
            "design": self._check.design,
            "options": self._build.values_to_record(),
            "files": {str(path): digest(path) for path in _files(self._build)},
            EPOCH: os.environ.get(EPOCH),
        }
        self._common = json.dumps(common, sort_keys=True)

    def all(self, stories: Sequence[BatchStory], index: Index) -> Iterator[BuildTask | Receipt]:
        """Yield a task or a receipt for every story, in the order in which they are there."""
        for first in range(0, len(stories), _POINTERS_AT_ONCE):
            some, pointers = stories[first : first + _POINTERS_AT_ONCE], None
            if is_url(self._output):
                candidates = [] if self._options.again else some
                pointers = index.pointers([story.slug for story in candidates if not story.error])
            yield from _each(partial(self._one, pointers), some, _AT_ONCE)

    def _one(self, pointers: Mapping[str, bytes] | None, story: BatchStory) -> BuildTask | Receipt:
        try:
            if story.error:
                raise story.error
            pointer = None if pointers is None else pointers.get(story.slug, b"")
            return self._prepare(story, join(self._output, story.slug), pointer)
        except PlatebookError as error:
            code, findings = error.exit_code, error.findings
        except OSError as error:
            fix = "Look whether its files are there, and can be read."
            code, findings = CRASHED, (Finding(story.place, f"cannot be read: {error}", fix),)
        folder = join(self._output, story.slug)
        return Receipt(story.slug, story.place, folder, State.FAILED, code, 0.0, {}, findings)

    def _prepare(
        self, story: BatchStory, folder: str, pointer: bytes | None
    ) -> BuildTask | Receipt:
        start = perf_counter()
        by_record = not (is_url(folder) or is_url(story.place))
        record = None
        if story.story and by_record and not self._options.again:
            record = self._check.record(story.story, Path(folder), self._build)
        if record:
            files, took = digests(record), perf_counter() - start
            return Receipt(
                *(story.slug, story.place, folder, State.UNCHANGED, 0, took),
                *(files, record.findings),
            )
        task = BuildTask(
            slug=story.slug,
            story=_path(story.place) if self._options.cluster else story.place,
            output=self._output,
            digest="" if by_record and not self._options.cluster else self._digest(story),
            made_by=versions_digest(),
            options=self._arguments,
            cache=self._options.cache,
            again=self._options.again,
        )
        self.digests[story.slug] = task.digest
        return read_receipt(task, pointer) or task

    def _digest(self, story: BatchStory) -> str:
        """Return one SHA-256 for all that decides the bytes of a story's books."""
        if story.story is None:
            store = Store(story.place)
            files = {name: file.tag or store.sha256(name) for name, file in story.files.items()}
        else:
            root = story.story.root
            paths = [*visible_files(root), *theme_files(themes.find(story.story.theme))]
            files = {os.path.relpath(path, root): digest(path) for path in paths}
        text = json.dumps([self._common, story.slug, sorted(files.items())])
        return hashlib.sha256(text.encode()).hexdigest()


def _path(place: str) -> str:
    """Return a path as an absolute one; a URL as it is."""
    return place if is_url(place) else str(Path(place).absolute())


def _files(options: BuildOptions) -> Iterator[Path]:
    """Yield the files among the options: profiles of printers and colours, those of a theme."""
    if options.theme:
        yield from theme_files(themes.find(Path(options.theme)))
    for file in (*options.printers, options.profile):
        if file and Path(file).is_file():
            yield Path(file)


def _arguments(options: BuildOptions, *, absolute: bool) -> Iterator[str]:
    """Yield the command line of a build with these options, but for its story and output."""
    for name, option, default in declared_options():
        value = getattr(options, name)
        if value == default:
            continue
        if value is True:
            yield option.name
            continue
        for item in value if isinstance(value, (list, tuple)) else (value,):
            yield option.name
            is_path = name in _PATHS and absolute and Path(item).exists()
            yield _path(str(item)) if is_path else str(item)
