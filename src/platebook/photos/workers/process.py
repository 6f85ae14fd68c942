"""A process that opens strangers' files, and the line to it; ``worker`` runs at its far end."""

from __future__ import annotations

import pickle
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from tempfile import TemporaryFile
from typing import Any

from platebook.photos.formats.header import UnfitError
from platebook.sandbox.worker_process import begun

_PROGRAM = "from platebook.photos.workers import main; main.main()"
_END = "Export the photograph again."
#: With one heap for all threads a decoder gives back what it held, up to a hundred megabytes
#: more; it costs no time, since a worker's threads take turns. Other systems' libraries ignore it.
#: Blocks of up to 32 MB that one photograph gives back are kept for the next, 64 MB of them: fresh
#: ones are cleared first, which takes some 3 % of a photograph's time.
_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "67108864",
}


class WorkerDiedError(Exception):
    """A worker ended before it answered; ``status`` is how (negative: a signal's number)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        how = f"status {status}"
        with suppress(ValueError):
            how = signal.Signals(-status).name
        self.unfit = UnfitError(f"makes its decoder crash ({how})", _END)
        if status == -signal.SIGKILL:
            self.unfit = UnfitError(
                "cannot be decoded: the system ended its decoder (SIGKILL), as it does when "
                "memory runs out",
                "Export a smaller photograph, or build with --jobs 1.",
            )


class WorkerProcess:
    """One process, and the line to it."""

    def __init__(self) -> None:
        self._line, far = Pipe()
        self._last_words = TemporaryFile()  # noqa: SIM115 -- kept as long as the process
        with far:
            self._process = begun(_PROGRAM, far, _ENVIRONMENT, self._last_words)

    def tell(
        self, work: Callable[..., object], arguments: tuple[object, ...], seconds: float
    ) -> tuple[str, Any]:
        """Hand over an order and wait for the answer. Raises DiedError where none comes."""
        line: Connection[Any, Any] = self._line
        try:
            line.send_bytes(pickle.dumps((work, arguments)))
            if not line.poll(seconds):
                return "late", seconds
            kind, content = line.recv()
        except (EOFError, OSError):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)  # to hear how it ended by itself
            raise self._died(self.end()) from None
        return kind, content

    def _died(self, status: int) -> Exception:
        """Tell a crash, which is a photograph's doing, from a process that never began."""
        self._last_words.seek(0)
        words = self._last_words.read(10_000).decode(errors="replace").strip()
        return RuntimeError(words) if words else WorkerDiedError(status)

    def end(self) -> int:
        """End the process, wait until it is gone, and give the status it ended with."""
        self._process.kill()
        if self._process.stdin:
            self._process.stdin.close()
        return self._process.wait()


def value(kind: str, content: Any) -> Any:  # noqa: ANN401 -- what the work made
    """Read an answer: give what was made, or why a photograph is unfit; raise any other error."""
    if kind == "unfit":
        return UnfitError(*content)
    if kind == "late":
        return UnfitError(f"takes longer than {content:.0f} seconds to decode", _END)
    if kind == "refused":
        raise content
    if kind == "bug":
        raise RuntimeError(content)
    return content
