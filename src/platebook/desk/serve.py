"""Runs the desk until it is stopped: address, secrets, server, watcher."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets as random
import signal
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
import watchfiles

from platebook import output
from platebook.desk.desk import Desk
from platebook.desk.guard import Secrets
from platebook.desk.server import application
from platebook.errors import UsageError
from platebook.files.arguments import explain_refused_paths

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
        existing_folders = tuple(folder for folder in folders() if folder.is_dir())
        before = _identity(folders())
        if not existing_folders:
            await _pause(stop)
        else:
            with suppress(OSError):
                async for _ in _events(existing_folders, before, folders, stop, poll=poll):
                    yield
        if not stop.is_set() and _identity(folders()) != before:
            yield


async def _events(
    existing_folders: Sequence[Path],
    before: object,
    folders: Callable[[], Sequence[Path]],
    stop: asyncio.Event,
    *,
    poll: bool,
) -> AsyncIterator[None]:
    """Yield a value for each batch of changes, as long as the folders are the same ones."""
    async for batch in watchfiles.awatch(
        *existing_folders,
        watch_filter=_Filter(existing_folders),
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        stop_event=stop,
        rust_timeout=int(_LOOK_S * 1000),
        yield_on_timeout=True,
        force_polling=poll or any(map(is_remote, existing_folders)),
        poll_delay_ms=_POLL_MS,
        recursive=True,
        ignore_permission_denied=True,
    ):
        if batch:
            yield
        if _identity(folders()) != before:
            return


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_S):
            await stop.wait()


def _identity(folders: Sequence[Path]) -> tuple[object, ...]:
    """Return what identifies the folders, so that others in their places are noticed."""
    identity: list[object] = []
    for folder in folders:
        try:
            status = folder.stat()
            identity.append((folder, status.st_dev, status.st_ino))
        except OSError:
            identity.append((folder, None))
    return tuple(identity)


class _Filter(watchfiles.BaseFilter):
    """Passes changes of files that a book may be made from."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [folder.resolve() for folder in folders]

    def __call__(self, change: watchfiles.Change, path: str) -> bool:  # noqa: ARG002
        """Return whether a change of ``path`` matters."""
        place = Path(path)
        for folder in self._folders:
            if place.is_relative_to(folder):
                place = place.relative_to(folder)
                break
        hidden = any(part.startswith(".") for part in place.parts)
        return not hidden and not place.name.lower().endswith(_IGNORED)


def is_remote(folder: Path) -> bool:
    """Return whether a folder lies on a file system that sends no events for others' changes."""
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


#: Other machines cannot connect.
_HOST = "127.0.0.1"
#: The first port that is tried where none was asked for, and how many after it.
_PORT, _PORTS = 8300, 20
_KEY_BYTES = 32


def serve(
    story: Path,
    *,
    port: int | None = None,
    open_browser: bool = False,
    poll: bool = False,
    say: Callable[[str], None],
) -> None:
    """Show a story in the browser until SIGINT or SIGTERM. ``say`` is given the address.

    Without ``port``, a free one near 8300 is taken. Raises UsageError for a port in use, and for a
    path that no system takes.
    """
    with explain_refused_paths(), suppress(FileNotFoundError, NotADirectoryError):
        story.stat()  # before an address is shown
    listener = _listener(port)
    with listener:
        number = listener.getsockname()[1]
        secrets = Secrets(random.token_urlsafe(24), _cookie(story, number), number)
        address = f"http://{_HOST}:{number}/#token={secrets.token}"

        def ready() -> None:
            say(address)
            if open_browser:
                webbrowser.open(address)

        asyncio.run(_run(story, listener, secrets, poll, ready))


def _listener(port: int | None) -> socket.socket:
    """Bind a socket. Raises UsageError where the port is in use."""
    ports = range(_PORT, _PORT + _PORTS) if port is None else [port]
    for number in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, number))
            listener.listen()  # or another process could bind it too
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise UsageError.of(
        "--port",
        f"port {ports[0]} is in use" if len(ports) == 1 else "no port is free",
        "Name another one, or leave --port out.",
    )


def _cookie(story: Path, port: int) -> str:
    """Make the cookie's secret: the same when the desk is started again, so that pages reconnect.

    It comes from a key that only this user can read; where none can be kept, it is random.
    """
    path = output.cache_folder() / "desk-key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(random.token_bytes(_KEY_BYTES))
        key = path.read_bytes()
        status = path.stat()
    except OSError:
        return random.token_urlsafe(_KEY_BYTES)
    if len(key) != _KEY_BYTES or status.st_mode & 0o077 or status.st_uid != os.geteuid():
        return random.token_urlsafe(_KEY_BYTES)
    message = f"{story.resolve()}\0{port}".encode("utf-8", "surrogateescape")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


class _Server(uvicorn.Server):
    """A server that leaves signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _run(
    story: Path,
    listener: socket.socket,
    secrets: Secrets,
    poll: bool,
    ready: Callable[[], None],
) -> None:
    loop, stop_event = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop_event.set)
    desk = Desk(story, Path("output"), loop)
    config = uvicorn.Config(
        application(desk, secrets, stop_event),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    watching = asyncio.create_task(_watch(desk, stop_event, poll))
    try:
        desk.refresh()
        ready()
        await asyncio.wait(
            {serving, asyncio.create_task(stop_event.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        stop_event.set()
        server.should_exit = True
        watching.cancel()
        desk.close()
        await serving


async def _watch(desk: Desk, stop_event: asyncio.Event, poll: bool) -> None:
    root = desk.story if desk.story.is_dir() else desk.story.parent

    def folders() -> list[Path]:
        others = [Path(folder) for folder in desk.folders]
        return [root, *(other for other in others if not other.is_relative_to(root))]

    async for _ in changes(folders, stop_event, poll=poll):
        desk.refresh()
