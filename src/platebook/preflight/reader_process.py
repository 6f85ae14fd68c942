"""Worker process that reads untrusted files, so that none can crash, hang or exhaust this one.

The process is kept for the next file. One that dies, or exceeds its time or memory, costs that
file and nothing else. Inside it a file is read by a row of ``READERS``: a module with ``inspect``,
which yields findings, and at last the contents."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.model import (
    BookContents,
    FileKind,
    FileThumbnails,
    InspectedFile,
    PageThumbnail,
    Subject,
    UnreadableError,
)
from platebook.sandbox.worker_process import (
    TimedOutError,
    WorkerDiedError,
    WorkerProcess,
    confine,
    serve,
)

#: Bytes that the process may take for itself; with what it shares it stays under 600 MB.
MEMORY = 500_000_000
_TIMEOUT, _LARGE, _BYTES_A_SECOND = 18.0, 50_000_000, 10_000_000
#: How many seconds more for a plate that a subject names: our own book of 2,000 small plates takes
#: 13 s of work, and twice that where others keep the machine busy.
_A_PLATE = 0.01
#: How much longer it may take to draw every page of a file than to read it.
_LOOKING = 5
#: Seconds between polls for an answer; and the limit of elapsed time, as a multiple of that of CPU
#: time.
_POLL, _ELAPSED = 0.25, 4
#: Seconds that a process may take to exit: after a request to do so, and after its pipe closed.
_EXIT, _CRASH_EXIT = 0.2, 5.0
#: Larger blocks than of 32 MB go back to the system at once: its memory is limited, and a file may
#: have pictures of any size.
_LARGE_BLOCKS = {"MALLOC_MMAP_MAX_": "65536", "MALLOC_MMAP_THRESHOLD_": "33554432"}
_PROGRAM = "from platebook.preflight import reader_process; reader_process.main()"


def timeout(size: int) -> float:
    """Return the seconds of work that a file of so many bytes may take."""
    return _TIMEOUT + max(0, size - _LARGE) / _BYTES_A_SECOND


def _seconds(subject: Subject) -> float:
    """Return the seconds for a file, or for all files in a folder. Raises OSError."""
    path = subject.file
    files = [member for member in path.rglob("*") if member.is_file()] if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files)
    return timeout(size) + _A_PLATE * len(subject.plates)


class ReaderProcess:
    """Reads files in a process of its own; end it with ``close`` or a ``with`` block."""

    def __init__(self) -> None:
        self._process: WorkerProcess | None = None
        self._scratch: TemporaryDirectory[str] | None = None
        self._begun: list[tuple[Subject, Future[InspectedFile]]] = []
        self._last: Future[InspectedFile] | None = None

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def begin(self, subject: Subject, later: Iterable[Subject] = ()) -> None:
        """Begin to read a file in the background, for ``read`` to return what was found.

        It is read after those that were begun before. Then what it takes to read files ``later``
        is loaded, which need not be there yet.
        """
        self._start()
        self._begun = [task for task in self._begun if task[0].file.exists()]
        pool = ThreadPoolExecutor(1)
        # Each waits for the one before it, also if that one's file is gone.
        self._last = pool.submit(self._read_next, self._last, subject, later)
        self._begun.append((subject, self._last))
        pool.shutdown(wait=False)

    def _read_next(
        self,
        before: Future[InspectedFile] | None,
        subject: Subject,
        later: Iterable[Subject],
    ) -> InspectedFile:
        wait([before] if before else [])
        inspected = self._read(subject)
        for next_subject in later:
            self._ask("load", next_subject, _TIMEOUT)
        return inspected

    def read(self, subject: Subject) -> InspectedFile:
        """Read one file. Raises OSError where the system refuses it."""
        for task in self._begun:
            if task[0] == subject:
                self._begun.remove(task)
                return task[1].result()
        self._finish()
        return self._read(subject)

    def _finish(self) -> None:
        """Wait for what was begun: the process answers one request at a time."""
        wait([self._last] if self._last else [])
        self._begun.clear()

    def _read(self, subject: Subject) -> InspectedFile:
        answer = self._ask("read", subject, _seconds(subject))
        if isinstance(answer, str):
            refusal = codes.finding("X004", subject.called, answer)
            return InspectedFile(subject, FileKind.UNKNOWN, (refusal,))
        inspected: InspectedFile = answer
        return replace(inspected, subject=subject)

    def view(self, subject: Subject) -> FileThumbnails:
        """Draw one file's pages; a remark says why where that takes too much."""
        self._finish()
        answer = self._ask("view", subject, _LOOKING * _seconds(subject))
        if isinstance(answer, str):
            return FileThumbnails(remarks=(f"No page of {subject.file.name} is shown: {answer}.",))
        thumbnails: FileThumbnails = answer
        return thumbnails

    def _ask(self, verb: str, subject: Subject, seconds: float) -> Any:  # noqa: ANN401
        """Return the process's answer, or in words why there is none. Raises OSError.

        After a SIGKILL the request is repeated once: memory that ran out was probably used by
        other processes, since this one's is limited, and a correct book must not fail for it.
        The file is named by an absolute path: the process keeps the folder that it was started in.
        """
        subject = replace(subject, file=subject.file.resolve(), name=subject.called)
        try:
            try:
                answer = self._request(verb, subject, seconds)
            except WorkerDiedError as error:
                if error.status != -signal.SIGKILL:
                    raise
                answer = self._request(verb, subject, seconds)
        except TimedOutError:
            return f"it takes more than {seconds:.0f} seconds of work to read"
        except WorkerDiedError as error:
            if error.status in (-signal.SIGKILL, -signal.SIGABRT):
                return f"its reader was ended ({error.cause}), as it is when memory runs out"
            return f"it makes its reader crash ({error.cause})"
        if isinstance(answer, OSError):
            raise answer
        return answer

    def _request(self, verb: str, subject: Subject, seconds: float) -> Any:  # noqa: ANN401
        process = self._start()
        try:
            return process.request(
                (verb, subject), lambda answers: self._wait(answers, seconds), _CRASH_EXIT
            )
        except BaseException:
            self.close()
            raise

    def _wait(self, answers: Connection[Any, Any], seconds: float) -> bool:
        """Wait for an answer; return False once the process has used ``seconds`` of CPU time.

        CPU time, since a correct book must not fail on a busy machine; but a process that neither
        works nor answers is not waited for without end either.
        """
        start = self._cpu_time()
        for _ in range(int(_ELAPSED * seconds / _POLL)):
            if answers.poll(_POLL):
                return True
            if self._cpu_time() - start > seconds:
                return False
        return False

    def _cpu_time(self) -> float:
        """Return the seconds of CPU time used by the process (proc_pid_stat(5), 14 and 15)."""
        try:
            stat = Path(f"/proc/{self.process_id}/stat").read_text(encoding="ascii")
        except OSError:
            return 0.0
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def process_id(self) -> int:
        """The process's number, 0 while there is none."""
        return self._process.process_id if self._process else 0

    def close(self) -> None:
        """End the process and delete its temporary files."""
        process, self._process = self._process, None
        try:
            if process:
                process.end(_EXIT)
        finally:
            if self._scratch:
                self._scratch.cleanup()
                self._scratch = None

    def _start(self) -> WorkerProcess:
        if not self._process:
            # Temporary files that the process leaves behind are deleted with this folder.
            self._scratch = TemporaryDirectory(
                prefix="platebook-reader-", ignore_cleanup_errors=True
            )
            environment = {"TMPDIR": self._scratch.name, "VIPS_CONCURRENCY": "1", **_LARGE_BLOCKS}
            self._process = WorkerProcess(_PROGRAM, environment, subprocess.DEVNULL)
        return self._process


def main() -> None:
    """Run the process: read every requested file."""
    verbs: dict[str, Callable[[Subject], object]] = {"read": read, "view": view, "load": load}

    def answer(request: bytes) -> object:
        verb, subject = pickle.loads(request)  # noqa: S301 -- from the parent process
        try:
            return verbs[verb](subject)
        except OSError as error:
            return error

    confine(MEMORY)
    serve(answer)


#: Gives findings as they are found, and the file's contents when they are known.
Reader = Callable[[Subject], Iterator[Finding | BookContents]]
#: Gives what a file looks like, page by page, and sentences on what is not shown.
Viewer = Callable[[Subject], Iterator[PageThumbnail | str]]

#: Which module reads what, and shows it: a PDF does not pay for loading the EPUB's side.
READERS = {
    FileKind.PDF: "platebook.preflight.pdf.inspect_pdf",
    FileKind.EPUB: "platebook.preflight.epub.inspect_epub",
    FileKind.WEBSITE: "platebook.preflight.inspect_site",
}
VIEWERS = {
    FileKind.PDF: "platebook.preflight.pdf.page_contents",
    FileKind.EPUB: "platebook.preflight.epub.inspect_epub",
    FileKind.WEBSITE: "platebook.preflight.inspect_site",
}
#: Programs that read PDFs look for its mark so far from the beginning (ISO 32000-2, 7.5.2, allows
#: nothing before it; Acrobat 1024 bytes).
_PDF_WITHIN = 1024
_ENDINGS = {".pdf": FileKind.PDF, ".epub": FileKind.EPUB}
_CALLED = {FileKind.PDF: "a PDF", FileKind.EPUB: "an EPUB, or another zip"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read(subject: Subject) -> InspectedFile:
    """Read a file to its end, or say where reading it stopped; nothing is raised but OSError."""
    kind, name = _kind_of(subject.file), subject.called
    findings = list(_check_name(subject, kind))
    contents = None
    reader: Reader = import_module(READERS[kind]).inspect if kind in READERS else _stranger
    try:
        for result in reader(subject):
            if isinstance(result, BookContents):
                contents = result
            else:
                findings.append(result)
    except UnreadableError as error:
        findings.append(codes.finding("X002", name, str(error)))
    except MemoryError:
        reason = "it needs more than 600 MB of memory to read"
        findings.append(codes.finding("X004", name, reason))
    except OSError:
        raise
    except Exception as error:  # an error, since the file was not inspected
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        findings.append(codes.finding("X003", name, f"it could not be read to its end ({reason})"))
    return InspectedFile(subject, kind, tuple(findings), contents)


def load(subject: Subject) -> None:
    """Load what reads files with such a name."""
    if kind := _ENDINGS.get(subject.file.suffix.lower()):
        import_module(READERS[kind])


def view(subject: Subject) -> FileThumbnails:
    """Return small pictures of a file's pages for a report, as far as it can be looked at."""
    kind = _kind_of(subject.file)
    if kind not in VIEWERS:
        return FileThumbnails()
    thumbnails: list[PageThumbnail] = []
    remarks: list[str] = []
    viewer: Viewer = import_module(VIEWERS[kind]).view
    try:
        for page_view in viewer(subject):
            if isinstance(page_view, PageThumbnail):
                thumbnails.append(page_view)
            else:
                remarks.append(page_view)
    except OSError:
        raise
    except Exception:  # what is wrong with it, ``read`` has reported
        remarks.append(f"Of {subject.file.name}, no more pages can be shown.")
    return FileThumbnails(tuple(thumbnails), tuple(remarks))


def _kind_of(file: Path) -> FileKind:
    """Return what a file is; a folder is a website. Raises OSError."""
    if file.is_dir():
        return FileKind.WEBSITE
    with file.open("rb") as stream:
        beginning = stream.read(_PDF_WITHIN)
    if beginning.startswith(_ZIP):
        return FileKind.EPUB
    return FileKind.PDF if b"%PDF-" in beginning else FileKind.UNKNOWN


def _check_name(subject: Subject, kind: FileKind) -> Iterator[Finding]:
    """Yield where a file's name ends as that of another kind does: it is read as what it is."""
    suffix_kind = _ENDINGS.get(subject.file.suffix.lower())
    if suffix_kind and kind in _CALLED and suffix_kind is not kind:
        message = f"its name ends with {subject.file.suffix}, and it is {_CALLED[kind]}"
        yield codes.finding("X006", subject.called, message)


def _stranger(subject: Subject) -> Iterator[Finding | BookContents]:
    empty = not subject.file.stat().st_size
    what = "the file is empty" if empty else "this is neither an EPUB nor a PDF"
    yield codes.finding("X001", subject.called, what)
