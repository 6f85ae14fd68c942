"""A process that reads strangers' files, so that none of them can end, hang or fill this one.

The process is kept for the next file. One that dies, takes too long or too much memory costs that
file and nothing else. This keeps out accidents, not attackers: the process may do whatever the
user may.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.model import FileKind, InspectedFile, Subject
from platebook.preflight.report.thumbnails import FileThumbnails
from platebook.sandbox.worker_process import begun, confine

#: Bytes that the process may take for itself; with what it shares it stays under 600 MB.
MEMORY = 500_000_000
_PATIENCE, _LARGE, _BYTES_A_SECOND = 18.0, 50_000_000, 10_000_000
#: How many seconds more for a plate that a subject names: our own book of 2,000 small plates takes
#: 13 s of work, and twice that where others keep the machine busy.
_A_PLATE = 0.01
#: How much longer it may take to draw every page of a file than to read it.
_LOOKING = 5
#: How often to look whether there is an answer, in seconds; and how much longer than it may work
#: the process may be busy with nothing.
_LOOK, _ASLEEP = 0.25, 4
#: Seconds within which a process that hung up is gone, on a machine that is busy.
_LAST_WORDS = 5.0
_PROGRAM = "from platebook.preflight import reader_process; reader_process.main()"


def patience(size: int) -> float:
    """Give the seconds of work that a file of so many bytes may take."""
    return _PATIENCE + max(0, size - _LARGE) / _BYTES_A_SECOND


def _seconds(subject: Subject) -> float:
    return patience(subject.file.stat().st_size) + _A_PLATE * len(subject.plates)


def _placed(subject: Subject) -> Subject:
    """Name the file by an absolute path: the process keeps the folder that it was started in."""
    return replace(subject, file=subject.file.resolve(), name=subject.called)


class ReaderProcess:
    """Reads files in a process of its own; end it with ``close`` or a ``with`` block."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None
        self._scratch: TemporaryDirectory[str] | None = None

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, subject: Subject) -> InspectedFile:
        """Read one file. Raises OSError where the system refuses it."""
        answer = self._asked("read", _placed(subject), _seconds(subject))
        if isinstance(answer, str):
            return _refused(codes.finding("X004", subject.called, answer), subject)
        read: InspectedFile = answer
        return replace(read, subject=subject)

    def view(self, subject: Subject) -> FileThumbnails:
        """Look at one file's pages; it is said why where that takes too much."""
        seconds = _LOOKING * _seconds(subject)
        answer = self._asked("view", _placed(subject), seconds)
        if isinstance(answer, str):
            return FileThumbnails(remarks=(f"No page of {subject.file.name} is shown: {answer}.",))
        looked: FileThumbnails = answer
        return looked

    def _asked(self, verb: str, subject: Subject, seconds: float) -> Any:  # noqa: ANN401
        """Give the process's answer, or in words why there is none. Raises OSError.

        A process that the system killed is given a second go: memory that ran out was likely
        somebody else's, since its own is bounded, and a good book must not fail for it.
        """
        answer = self._tried(verb, subject, seconds)
        if answer == -signal.SIGKILL:
            answer = self._tried(verb, subject, seconds)
        if isinstance(answer, int):
            return _died(answer)
        if isinstance(answer, OSError):
            raise answer
        return answer

    def _tried(self, verb: str, subject: Subject, seconds: float) -> Any:  # noqa: ANN401
        """Give the process's answer; words where it took too long, its status where it died."""
        line = self._started()
        try:
            line.send_bytes(pickle.dumps((verb, subject)))
            if not self._waited(line, seconds):
                self.close()
                return f"it takes more than {seconds:.0f} seconds of work to read"
            return line.recv()
        except (EOFError, ConnectionError):
            return self.close(_LAST_WORDS)
        except BaseException:
            self.close()
            raise

    def _waited(self, line: Connection[Any, Any], seconds: float) -> bool:
        """Wait until there is an answer; not when the process has worked for so long.

        Its own seconds count, since a good book must not fail where others keep the machine
        busy; but one that neither works nor answers is not waited for either.
        """
        begun = self._worked()
        for _ in range(int(_ASLEEP * seconds / _LOOK)):
            if line.poll(_LOOK):
                return True
            if self._worked() - begun > seconds:
                return False
        return False

    def _worked(self) -> float:
        """Give the seconds that the process has worked so far (proc_pid_stat(5), 14 and 15)."""
        try:
            told = Path(f"/proc/{self.process_id}/stat").read_text(encoding="ascii")
        except OSError:
            return 0.0
        user, system = told.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def process_id(self) -> int:
        """The process's number, 0 while there is none."""
        return self._process.pid if self._process else 0

    def close(self, wait: float = 0.2) -> int:
        """End the process, wait until it is gone, and give the status it ended with.

        It is killed where it does not end by itself within so many seconds.
        """
        try:
            return self._ended(wait)
        finally:
            if self._scratch:
                self._scratch.cleanup()
                self._scratch = None

    def _ended(self, wait: float) -> int:
        process, self._process = self._process, None
        if self._line:
            self._line.close()
            self._line = None
        if not process:
            return 0
        if process.stdin:
            process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(wait)  # one that died by itself says how
        process.kill()
        return process.wait()

    def _started(self) -> Connection[Any, Any]:
        if self._line:
            return self._line
        self._line, far = Pipe()
        # What the process leaves behind when it is ended is swept with its folder.
        self._scratch = TemporaryDirectory(prefix="platebook-reader-", ignore_cleanup_errors=True)
        with far:
            settings = {"TMPDIR": self._scratch.name, "VIPS_CONCURRENCY": "1"}
            self._process = begun(_PROGRAM, far, settings, subprocess.DEVNULL)
        return self._line


def _refused(finding: Finding, subject: Subject) -> InspectedFile:
    return InspectedFile(subject, FileKind.UNKNOWN, (finding,))


def _died(status: int) -> str:
    if status in (-signal.SIGKILL, -signal.SIGABRT):
        name = signal.Signals(-status).name
        return f"its reader was ended ({name}), as it is when memory runs out"
    how = f"status {status}"
    with suppress(ValueError):
        how = signal.Signals(-status).name
    return f"it makes its reader crash ({how})"


def main() -> None:
    """Be that process: read every file that is named, until there are no more."""
    from platebook.preflight import read_file

    verbs: dict[str, Callable[[Subject], object]] = {"read": read_file.read, "view": read_file.view}
    confine(MEMORY)
    orders: Connection[Any, Any] = Connection(int(sys.argv[1]))
    with suppress(EOFError, ConnectionError):
        while True:
            verb, subject = pickle.loads(orders.recv_bytes())  # noqa: S301 -- our own parent's
            try:
                answer = verbs[verb](subject)
            except OSError as error:
                answer = error
            orders.send(answer)
