"""A session: what several builds in one program share, above all worker processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident
from types import TracebackType

from platebook.build_options import BuildOptions
from platebook.check_story import Checked, check
from platebook.errors import UsageError
from platebook.files.arguments import explain_refused_paths, path_argument, path_arguments
from platebook.pdf.layout.typesetter import LayoutMemory
from platebook.photos.worker_pool import WorkerPool
from platebook.pipeline.stages import Book, build
from platebook.preflight.inspect_files import inspect
from platebook.preflight.model import Inspection
from platebook.preflight.reader_process import ReaderProcess
from platebook.printers import load as load_printer
from platebook.printers.printer import Printer
from platebook.report import Report, Silent
from platebook.story import Story


class Session:
    """Keeps worker processes between builds; end them with ``close`` or a ``with`` block.

    Fonts as they were loaded and styles as they were read are kept, too, for the next build.

    A session does one call at a time: a call from another thread waits. ``jobs`` is the number of
    processes that decode photographs (0: one per core), and overrides ``BuildOptions.jobs``.
    ``cache`` is the folder of prepared photographs, instead of the user's cache folder.
    """

    def __init__(self, *, jobs: int = 0, cache: Path | str | None = None) -> None:
        BuildOptions(jobs=jobs).normalize()
        self._workers, self._reader = WorkerPool(jobs), ReaderProcess()
        self._cache = None if cache is None else path_argument(cache, "cache")
        self._lock, self._thread = Lock(), 0
        self._warm = LayoutMemory(texts=False)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes. A later call starts them again."""
        self._workers.close()
        self._reader.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other call runs. Raises UsageError for a call out of a call's report."""
        if self._thread == get_ident():
            fix = "Begin it when that call has returned, or use another session."
            raise UsageError.of("Session", "it is called from the report of its own call", fix)
        with self._lock, explain_refused_paths():
            self._thread = get_ident()
            try:
                yield
            finally:
                self._thread = 0

    def build(
        self,
        story: Path | str | Story,
        output: Path | str = "output",
        options: BuildOptions = BuildOptions(),  # noqa: B008  frozen
        *,
        report: Report | None = None,
    ) -> Book:
        """Build the books of a story; see ``platebook.pipeline``."""
        if not isinstance(story, Story):
            story = path_argument(story, "story")
        with self._alone():
            self._warm.begin()
            return build(
                story,
                path_argument(output, "output"),
                options,
                report=report,
                cache=self._cache,
                workers=self._workers,
                reader=self._reader,
                warm=self._warm,
            )

    def check(self, story: Path | str | Story, *, report: Report | None = None) -> Checked:
        """Check a story without building it; see ``platebook.check``."""
        if not isinstance(story, Story):
            story = path_argument(story, "story")
        with self._alone():
            return check(story, report=report or Silent(), workers=self._workers, cache=self._cache)

    def inspect(
        self,
        files: Path | str | Iterable[Path | str],
        *,
        printer: Printer | str | Path | None = None,
        report: Report | None = None,
    ) -> Inspection:
        """Inspect finished EPUB and PDF files; see ``platebook.inspect``."""
        if isinstance(printer, str | Path):
            printer = load_printer(str(printer))
        with self._alone():
            paths = path_arguments(files, "files")
            return inspect(paths, printer=printer, report=report, reader=self._reader)
