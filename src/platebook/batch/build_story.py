"""Builds one story, on this machine or a worker: ``platebook build`` in a process of its own.

That process is forked from one that has loaded platebook (``ForkServer``), which saves over a
second of CPU time for each story.

A story in a store is fetched to a scratch folder. Its books go to a folder that is named by their
digest, and ``current.json``, which names that folder, is written last: a program that follows it
finds all books of one build. The same story gives the same bytes: two workers at once do no harm.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from platebook.batch.find_stories import BuildTask, Receipt, State, relocate
from platebook.batch.object_store import Store, is_url, join
from platebook.editions import EDITIONS
from platebook.errors import Finding, ManifestError, OutputError, PlatebookError, UsageError
from platebook.files import program, transaction
from platebook.manifest import load_story
from platebook.photos.cache import FACTS
from platebook.pipeline.build_record import SUFFIX, Record, read_record, versions
from platebook.sandbox.fork_server import ForkServer

_FOLDER, _LISTS, _FILES = "cache", "stories", "files"


def fetch_cache(url: str, slug: str, scratch: Path) -> dict[str, str]:
    """Fill a cache folder in ``scratch`` with what the story used; return a build's environment.

    The store at ``url`` has files by the SHA-256 of their bytes, written only where there is none,
    and for each story a list of those that its last build used. What is damaged or missing is made
    again.
    """
    folder = scratch / _FOLDER
    folder.mkdir()
    with suppress(PlatebookError, ValueError, TypeError, AttributeError, OSError, RecursionError):
        store = Store(url)
        for name, digest in json.loads(store.read(_list(slug)) or b"{}").items():
            data = store.read(_file(digest))
            if data is None:
                continue
            if hashlib.sha256(data).hexdigest() != digest:
                (store / _file(digest)).remove()
                continue
            path = folder / name
            if not PurePosixPath(name).is_absolute() and ".." not in path.parts:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    return {"PLATEBOOK_CACHE": str(folder)}


def put_cache(url: str, slug: str, scratch: Path) -> None:
    """Put what a build made and used into the store. A store that refuses fails no build."""
    folder = scratch / _FOLDER
    with suppress(PlatebookError):
        store = Store(url)
        there: dict[str, str] = {}
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if FACTS in path.relative_to(folder).parts:
                continue  # many small files, found again in less time than they are fetched
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            store.create(_file(digest), data)
            there[path.relative_to(folder).as_posix()] = digest
        store.write(_list(slug), json.dumps(there, indent=1).encode())


def _list(slug: str) -> str:
    return f"{_LISTS}/{slug}.json"


def _file(digest: str) -> str:
    return f"{_FILES}/{digest[:2]}/{digest}"


#: The exit code of a build that ended without an answer.
CRASHED = 1
#: The file in a store that names the folder of a story's books, and the version of its format.
POINTER, _FORMAT = "current.json", 1
#: How much of a digest names a folder.
_ENTRY = 32
_CRASH_FIX = "Build this story alone with `platebook build`, which shows what is wrong."


def build_story(task: BuildTask) -> Receipt:
    """Bring the books of one story up to date. Failures are in the receipt."""
    started = perf_counter()
    try:
        if task.made_by != versions_digest():
            message = "platebook or one of its libraries has another version on this worker"
            raise UsageError.of(task.slug, message, "Install the same on every machine.")
        receipt = read_receipt(task)
        if not receipt:
            with TemporaryDirectory(prefix="platebook-", dir=_scratch()) as scratch:
                receipt = _build_in(Path(scratch), task)
    except PlatebookError as error:
        receipt = failure_receipt(task, error.exit_code, error.findings)
    except OSError as error:
        message = f"it could not be built here: {error}"
        fix = "Look for room in the folder for temporary files; then run the batch again."
        receipt = failure_receipt(task, CRASHED, [Finding(task.slug, message, fix)])
    return replace(receipt, seconds=perf_counter() - started)


def failure_receipt(task: BuildTask, code: int, findings: Sequence[Finding]) -> Receipt:
    """Return the receipt of a story that failed."""
    place = join(task.output, task.slug)
    return Receipt(task.slug, task.story, place, State.FAILED, code, findings=tuple(findings))


@cache
def versions_digest() -> str:
    """Return one SHA-256 for the versions of all that can change a book's bytes."""
    return hashlib.sha256(json.dumps(dict(versions())).encode()).hexdigest()


def digests(record: Record) -> dict[str, str]:
    """Return the SHA-256 of the books of a record, by name."""
    return {name: entry.sha256 for name, entry in record.outputs.items()}


def read_receipt(task: BuildTask, pointer: bytes | None = None) -> Receipt | None:
    """Return the receipt of a story whose books are up to date, else None.

    They are if the pointer has the task's digest; it is read unless it is given. Without a URL
    their record says so (``UpToDateCheck``), and there is no pointer.
    """
    place = join(task.output, task.slug)
    if task.again or not _has_pointer(task):
        return None
    try:
        table = json.loads(_read_pointer(place) if pointer is None else pointer)
        if table["digest"] != task.digest or table["format"] != _FORMAT:
            return None
        files, findings = dict(table["files"]), tuple(map(Finding.from_json, table["findings"]))
        folder = join(place, table["entry"])
        if not is_url(place) and not all(Path(folder, name).exists() for name in files):
            return None
    except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError):
        return None  # it was edited, or is damaged
    return Receipt(task.slug, task.story, folder, State.UNCHANGED, 0, 0.0, files, findings)


def pointer_table(
    slug: str, digest: str, entry: str, files: Mapping[str, str], findings: Iterable[Finding]
) -> dict[str, Any]:
    """Return what a pointer says."""
    return {
        "format": _FORMAT,
        "slug": slug,
        "digest": digest,
        "entry": entry,
        "files": dict(files),
        "findings": [finding.as_json() for finding in findings],
    }


@contextmanager
def books_on_disk(output: str, receipts: Iterable[Receipt]) -> Iterator[Path]:
    """Yield a folder of this disk with the books of all stories; from a store, for a block."""
    if not is_url(output):
        yield Path(output)
        return
    with TemporaryDirectory(prefix="platebook-") as scratch:
        for receipt in receipts:
            if receipt.state is not State.FAILED:
                store = Store(receipt.folder)
                store.fetch(store.files(), Path(scratch, receipt.slug))
        yield Path(scratch)


def _has_pointer(task: BuildTask) -> bool:
    return is_url(task.story) or is_url(task.output)


def _read_pointer(place: str) -> bytes:
    if is_url(place):
        return Store(place).read(POINTER) or b"null"
    with suppress(OSError):
        return Path(place, POINTER).read_bytes()
    return b"null"


def _build_in(scratch: Path, task: BuildTask) -> Receipt:
    """Fetch what is in a store, build, and put what belongs there."""
    place, story = join(task.output, task.slug), Path(task.story)
    before = _read_pointer(place) if is_url(place) else b""
    if is_url(task.story):
        store, story = Store(task.story), scratch / "story"
        store.fetch(store.files(), story)
    folder = scratch / "books" if is_url(place) else Path(place)
    environment = fetch_cache(task.cache, task.slug, scratch) if task.cache else {}
    _check_slug(task, story)
    options = ("--json", "--quiet", *task.options, "--output", str(folder))
    code, findings = _build(["build", *options, "--", str(story)], environment, story)
    if is_url(task.story):
        findings = relocate(findings, story, task.story)
    if code:
        return failure_receipt(task, code, findings)
    if not (folder / f"{task.slug}{SUFFIX}").exists():
        _check_slug(task, story)
    if task.cache:
        put_cache(task.cache, task.slug, scratch)
    files = digests(read_record(folder / f"{task.slug}{SUFFIX}"))
    entry = ""
    if _has_pointer(task):
        entry = _put(folder, place, task, before, files, findings)
    folder_of_books = join(place, entry)
    return Receipt(task.slug, task.story, folder_of_books, State.BUILT, 0, 0.0, files, findings)


def _check_slug(task: BuildTask, story: Path) -> None:
    """Raise ManifestError where the story's books would have other names than at the beginning.

    They would stand in the folder of another slug. What else is wrong the build says.
    """
    slug = task.slug
    with suppress(PlatebookError):
        slug = load_story.load(story).slug
    if slug != task.slug:
        message = f"its slug was “{task.slug}” when the batch began, and is “{slug}” now"
        raise ManifestError(Finding(task.story, message, "Run the batch again."))


def _put(
    folder: Path,
    place: str,
    task: BuildTask,
    before: bytes,
    files: dict[str, str],
    findings: Sequence[Finding],
) -> str:
    """Put the books in a folder named by their digest, then the pointer; return that folder's name.

    On a disk the books are at their place already, and only the pointer is missing. ``before`` is
    the pointer of the time before the build. Raises OutputError if it is another one now.
    """
    whole = hashlib.sha256(json.dumps(sorted(files.items())).encode())
    entry = whole.hexdigest()[:_ENTRY] if is_url(place) else ""
    pointer = pointer_table(task.slug, task.digest, entry, files, findings)
    text = f"{json.dumps(pointer, ensure_ascii=False, indent=2)}\n".encode()
    if not is_url(place):
        transaction.write(folder / POINTER, text)
        return entry
    store = Store(place)
    (store / entry).put(folder)
    if _read_pointer(place) not in (before, text):
        # This worker may have been frozen, and have an older story.
        message = "another batch has put its books there meanwhile"
        raise OutputError.of(place, message, "Run the batch again if these are the older ones.")
    store.write(POINTER, text)
    if (old := _entry(before)) and old != entry:
        with suppress(PlatebookError):  # it is only in the way
            (store / old).remove()
    return entry


def _entry(pointer: bytes) -> str:
    """Return the name of the folder that a pointer names; empty without a pointer."""
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        entry = json.loads(pointer)["entry"]
        if isinstance(entry, str) and len(entry) == _ENTRY and entry.isalnum():
            return entry
    return ""


def _scratch() -> str | None:
    """Return the folder for temporary files: on a Dask worker its own, which Dask cleans up."""
    if "distributed.worker" in sys.modules:
        from distributed import get_worker

        with suppress(ValueError):  # not inside of a task
            return str(get_worker().local_directory)
    return None


def _build(
    arguments: Sequence[str], environment: dict[str, str], story: Path
) -> tuple[int, tuple[Finding, ...]]:
    """Run a build; return its exit code and findings."""
    status, stdout, stderr = _SERVER.run(arguments, environment)
    try:
        answer = json.loads(stdout)
        return int(answer["exit"]), tuple(map(Finding.from_json, answer["findings"]))
    except (ValueError, KeyError, TypeError):
        last = stderr.decode(errors="replace").strip().rpartition("\n")[2][:300]
        outcome = "it was ended" if status is None else f"exit {status}"
        message = f"its build ended without an answer ({outcome}) {last}".strip()
        return CRASHED, (Finding(str(story), message, _CRASH_FIX),)


def start_server() -> None:
    """Start the process that builds are forked from, before one is."""
    _SERVER.start()


def _stop() -> None:
    """Interrupt every build, which then removes its drafts."""
    _SERVER.close()


#: All that most builds import, so that their forks have it.
_MODULES = (
    "platebook.cli.commands", "platebook.pipeline", "platebook.report", "platebook.epub.write",
    "platebook.manifest.load_story", "platebook.manifest.warnings",
    "platebook.printers.load_profile", "markdown_it", "weasyprint",
    *(f"platebook.editions.{name}" for name in EDITIONS),
)  # fmt: skip
_PROGRAM = f"""
from platebook.__main__ import main
from platebook.sandbox.fork_server import serve
serve(main, {_MODULES})
"""
_SERVER = ForkServer(_PROGRAM)
program.at_end(_stop)
atexit.register(_stop)  # a Dask worker, which ends with its scheduler
