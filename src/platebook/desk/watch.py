"""Says when a file of the story may have changed: by the system's events, or by polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import anyio
import watchfiles

#: Milliseconds: how long events are gathered at most, and how often they are looked for.
_DEBOUNCE_MS, _STEP_MS, _POLL_MS = 60, 20, 400
#: Seconds between looks whether the folder is still the same one, or is back.
_LOOK_S = 0.5
#: File systems that send no events for what other machines write.
_REMOTE = {"cifs", "smb3", "smbfs", "nfs", "nfs4", "9p", "vboxsf", "drvfs", "fuse.sshfs", "afpfs"}
#: Files that no book is made from: finished ones, and what editors leave for a moment.
_IGNORED = (".pdf", ".epub", ".zip", ".tmp", ".swp", ".swx", ".part", ".crdownload", "~")


async def changes(
    folders: Callable[[], Sequence[Path]], stop: asyncio.Event, *, poll: bool = False
) -> AsyncIterator[None]:
    """Yield a value whenever something in ``folders()`` changed, until ``stop``.

    The folders are those of the newest version of the story; the first must be the story's own.
    A folder that was deleted, and is there again, counts as a change.
    """
    while not stop.is_set():
        watched = tuple(folder for folder in folders() if folder.is_dir())
        before = _identity(folders())
        if not watched:
            await _pause(stop)
        else:
            with suppress(OSError):
                async for _ in _events(watched, before, folders, stop, poll=poll):
                    yield
        if not stop.is_set() and _identity(folders()) != before:
            yield


async def _events(
    watched: Sequence[Path],
    before: object,
    folders: Callable[[], Sequence[Path]],
    stop: asyncio.Event,
    *,
    poll: bool,
) -> AsyncIterator[None]:
    """Yield a value for each batch of changes, as long as the folders are the same ones."""
    ended = anyio.Event()
    waiter = asyncio.ensure_future(_forward(stop, ended))
    try:
        async for batch in watchfiles.awatch(
            *watched,
            watch_filter=_Filter(watched),
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=ended,
            rust_timeout=int(_LOOK_S * 1000),
            yield_on_timeout=True,
            force_polling=poll or any(map(is_remote, watched)),
            poll_delay_ms=_POLL_MS,
            recursive=True,
            ignore_permission_denied=True,
        ):
            if batch:
                yield
            if _identity(folders()) != before:
                return
    finally:
        waiter.cancel()


async def _forward(stop: asyncio.Event, ended: anyio.Event) -> None:
    await stop.wait()
    ended.set()


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_S):
            await stop.wait()


def _identity(folders: Sequence[Path]) -> tuple[object, ...]:
    """Tell folders from others that took their places."""
    found: list[object] = []
    for folder in folders:
        try:
            status = folder.stat()
            found.append((folder, status.st_dev, status.st_ino))
        except OSError:
            found.append((folder, None))
    return tuple(found)


class _Filter(watchfiles.BaseFilter):
    """Passes changes of files that a book may be made from."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [folder.resolve() for folder in folders]

    def __call__(self, change: watchfiles.Change, path: str) -> bool:  # noqa: ARG002
        """Whether a change of ``path`` matters."""
        place = Path(path)
        for folder in self._folders:
            if place.is_relative_to(folder):
                place = place.relative_to(folder)
                break
        hidden = any(part.startswith(".") for part in place.parts)
        return not hidden and not place.name.lower().endswith(_IGNORED)


def is_remote(folder: Path) -> bool:
    """Whether a folder lies on a file system that sends no events for others' changes."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    best = ("", "")
    for line in mounts:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if folder.resolve().is_relative_to(point) and len(point) >= len(best[0]):
            best = point, kind
    return best[1] in _REMOTE
