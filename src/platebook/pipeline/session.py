"""A session: what several builds in one program share, above all worker processes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from platebook.build_options import BuildOptions
from platebook.check_story import Checked, check
from platebook.pdf.layout.typesetter import LayoutMemory
from platebook.photos.worker_pool import WorkerPool
from platebook.pipeline.stages import Book, build
from platebook.preflight.inspect_files import inspect
from platebook.preflight.model import Inspection
from platebook.preflight.reader_process import ReaderProcess
from platebook.report import Report, Silent
from platebook.story import Story

if TYPE_CHECKING:
    from platebook.printers import Printer


class Session:
    """Keeps worker processes between builds; end them with ``close`` or a ``with`` block.

    Fonts as they were loaded and styles as they were read are kept, too, for the next build.

    A session does one call at a time: a call from another thread waits. ``jobs`` is the number of
    processes that decode photographs (0: one per core), and overrides ``BuildOptions.jobs``.
    ``cache`` is the folder of prepared photographs, instead of the user's cache folder.
    """

    def __init__(self, *, jobs: int = 0, cache: Path | None = None) -> None:
        self._workers, self._reader = WorkerPool(jobs), ReaderProcess()
        self._cache, self._lock = cache, Lock()
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

    def build(
        self,
        story: Path | str | Story,
        output: Path | str = "output",
        options: BuildOptions = BuildOptions(),  # noqa: B008  frozen
        *,
        report: Report | None = None,
    ) -> Book:
        """Build the books of a story; see ``platebook.pipeline``."""
        with self._lock:
            self._warm.begin()
            return build(
                story,
                Path(output),
                options,
                report=report,
                cache=self._cache,
                workers=self._workers,
                reader=self._reader,
                warm=self._warm,
            )

    def check(self, story: Path | str | Story, *, report: Report | None = None) -> Checked:
        """Check a story without building it; see ``platebook.check``."""
        with self._lock:
            return check(story, report=report or Silent(), workers=self._workers, cache=self._cache)

    def inspect(
        self,
        files: Iterable[Path | str],
        *,
        printer: Printer | None = None,
        report: Report | None = None,
    ) -> Inspection:
        """Inspect finished EPUB and PDF files; see ``platebook.inspect``."""
        with self._lock:
            paths = [Path(file) for file in files]
            return inspect(paths, printer=printer, report=report, reader=self._reader)
