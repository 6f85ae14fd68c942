"""Folders of an object store, by fsspec: ``s3://bucket/stories``, ``gs://…``, ``memory://…``.

Credentials and addresses are those of fsspec's own configuration and of the environment. Failures
that may pass, such as an answer 503, are tried again.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import unquote

from platebook.errors import MissingToolError, OutputError, PlatebookError, UsageError

#: Seconds before the second, third and fourth attempt; the libraries below try again themselves.
_PAUSES = (0.2, 1.0, 3.0)
#: Seconds after which nothing is tried once more.
_LONGEST = 15
#: Seconds within which a store must answer before a batch begins, and after which it is not asked
#: once more.
_FIRST_ANSWER, _ASKED_AGAIN = 15, 4
#: What another attempt would not change.
_FINAL = (FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError)
#: Errors of this machine's disk.
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
#: Under which names stores give the fingerprint of a file's content.
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "crc32c")
#: What to do where a library for stores or clusters is missing.
EXTRA = "Type: pip install 'platebook[cluster]'"
_CHECK_STORE = (
    "Check the address, your credentials and your rights there; then run the batch again."
)


def is_url(place: str) -> bool:
    """Return whether a place is in a store, and not on a disk of this machine."""
    scheme, mark, _ = place.partition("://")
    return bool(mark) and scheme.lower() != "file"


def local(place: str) -> str:
    """Return the path of a ``file://`` URL; any other place as it is. Raises UsageError."""
    if not place.lower().startswith("file://"):
        return place
    machine, _, path = place.removeprefix(place[:7]).partition("/")
    path = unquote(f"/{path}", errors="surrogateescape")
    if machine not in ("", "localhost") or "\0" in path:
        fix = "Write three slashes and the whole path: file:///srv/books."
        raise UsageError.of(place, "is no place on this machine", fix)
    return path


def join(place: str, name: str) -> str:
    """Return the place of something in a folder, which is a path or a URL."""
    return f"{place.rstrip('/')}/{name}" if is_url(place) else str(Path(place, name))


def check_answers(places: Iterable[str]) -> None:
    """Ask every store of some places once. Raises OutputError for one that does not answer soon."""
    stores = {tuple(place.split("/", 3)[:3]): place for place in places if is_url(place)}
    for place in stores.values():
        Store(place).check_answers()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a store: its size, and a fingerprint of its content if the store has one."""

    size: int
    tag: str


class Store:
    """A folder of a store. Files are named relative to it.

    Every method raises OutputError; OSError where this machine's disk is full.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        try:
            import fsspec
        except ImportError as error:
            raise MissingToolError.of(url, "URLs need fsspec, which is missing", EXTRA) from error
        try:
            self._files, self._path = fsspec.url_to_fs(self.url, use_listings_cache=False)
        except ImportError as error:
            scheme = url.partition("://")[0]
            package = {"s3": "s3fs", "gs": "gcsfs", "abfs": "adlfs"}.get(scheme, "the package")
            message = f"{scheme}:// needs a package that is missing: {error}"
            raise MissingToolError.of(url, message, f"Type: pip install {package}") from error
        except Exception as error:
            raise self._refusal(error) from error

    def check_answers(self) -> None:
        """Raise OutputError for a store that cannot be reached, or that does not answer soon."""
        answers: SimpleQueue[Exception | None] = SimpleQueue()

        def ask() -> None:
            try:
                self._attempt(lambda: self._files.exists(self._path), _ASKED_AGAIN)
            except Exception as error:
                answers.put(None if isinstance(error.__cause__, _FINAL) else error)
            else:
                answers.put(None)

        Thread(target=ask, daemon=True).start()  # libraries may wait for minutes
        try:
            error = answers.get(timeout=_FIRST_ANSWER)
        except Empty:
            message = f"the store does not answer within {_FIRST_ANSWER} seconds"
            raise OutputError.of(self.url, message, _CHECK_STORE) from None
        if error:
            raise error

    def __truediv__(self, name: str) -> Store:
        return Store(f"{self.url}/{name}")

    def expand(self) -> list[str]:
        """Return the URLs that match this one, which has wildcards, sorted."""
        matches = self._attempt(lambda: self._files.glob(self._path))
        return sorted(self._files.unstrip_protocol(path) for path in matches)

    def files(self) -> dict[str, StoredFile]:
        """List the files in the folder and the folders below, by name; none where it is missing.

        Names that begin with a full stop are left out, as in folders of a disk.
        """
        entries = self._attempt(lambda: self._files.find(self._path, detail=True), absent={})
        start = f"{self._path.rstrip('/')}/"
        return {
            path.removeprefix(start): StoredFile(int(info.get("size") or 0), _tag(info))
            for path, info in sorted(entries.items())
            if path.startswith(start) and _is_visible(path.removeprefix(start))
        }

    def read(self, name: str) -> bytes | None:
        """Read a file; None where there is none."""
        # With a start, s3fs does not ask for the size first.
        data = self._attempt(lambda: self._files.cat_file(self._at(name), start=0), absent=None)
        return None if data is None else bytes(data)

    def read_all(self, names: Sequence[str]) -> dict[str, bytes]:
        """Read small files, many at once; those that are not there are left out."""
        paths = [self._at(name) for name in names]
        contents = self._attempt(lambda: self._files.cat_ranges(paths, 0, None)) if names else ()
        files = {
            # What failed may pass.
            name: self.read(name) if isinstance(data, Exception) else bytes(data)
            for name, data in zip(names, contents, strict=True)
            if not isinstance(data, FileNotFoundError)
        }
        return {name: data for name, data in files.items() if data is not None}

    def write(self, name: str, data: bytes) -> None:
        """Write a small file; one of that name is replaced in one step."""
        self._attempt(lambda: self._files.pipe_file(self._at(name), data))

    def create(self, name: str, data: bytes) -> None:
        """Write a file unless there is one of that name, which then stays."""

        def put() -> None:
            with suppress(FileExistsError):  # another worker was faster
                self._files.pipe_file(self._at(name), data, mode="create")

        self._attempt(put)

    def put(self, folder: Path) -> None:
        """Copy all files below a folder of this disk; those of the same names are replaced."""
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            target = self._at(path.relative_to(folder).as_posix())
            self._attempt(partial(self._files.put_file, str(path), target))

    def fetch(self, names: Iterable[str], folder: Path) -> None:
        """Copy files to a folder of this disk. One that is gone meanwhile is an error."""
        for name in names:
            path = folder / name
            if not _is_visible(name):
                raise OutputError.of(f"{self.url}/{name}", "leads out of its folder", "Rename it.")
            path.parent.mkdir(parents=True, exist_ok=True)
            self._attempt(partial(self._files.get_file, self._at(name), str(path)))

    def remove(self) -> None:
        """Delete the folder with all of its files, if it is there."""
        self._attempt(lambda: self._files.rm(self._path, recursive=True), absent=None)

    def check_writable(self) -> None:
        """Write and delete a file."""
        probe = self / ".platebook-check"
        probe.write("empty", b"")
        probe.remove()

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file's content."""
        return hashlib.sha256(self.read(name) or b"").hexdigest()

    def _at(self, name: str) -> str:
        return f"{self._path.rstrip('/')}/{name}"

    def _attempt(self, action: Callable[[], Any], longest: float = _LONGEST, **absent: Any) -> Any:  # noqa: ANN401
        """Do something, a few times if it fails; return ``absent`` where a file is missing."""
        end = monotonic() + longest
        for pause in (*_PAUSES, None):
            try:
                return action()
            except Exception as error:  # every library has errors of its own
                if isinstance(error, FileNotFoundError) and absent:
                    return absent["absent"]
                if isinstance(error, OSError) and error.errno in _DISK:
                    raise
                if pause is None or monotonic() > end or isinstance(error, _FINAL):
                    raise self._refusal(error) from error
                sleep(pause)
        raise AssertionError

    def _refusal(self, error: Exception) -> PlatebookError:
        reason = " ".join(str(error).split()) or type(error).__name__
        return OutputError.of(self.url, f"the store refuses: {reason}", _CHECK_STORE)


def _tag(info: Mapping[str, Any]) -> str:
    return next((f"{key} {info[key]}" for key in _TAGS if info.get(key)), "")


def _is_visible(name: str) -> bool:
    """Return whether a name is that of a file in its folder, not hidden; a store takes any name."""
    return "\0" not in name and all(part and part[0] != "." for part in name.split("/"))
