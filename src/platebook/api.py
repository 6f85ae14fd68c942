"""The functions of the public API: build, check, inspect, load (docs/reference/api.md)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from platebook.build_options import BuildOptions
from platebook.files.arguments import explain_refused_paths, path_argument, path_arguments
from platebook.report import Report
from platebook.story import Story

if TYPE_CHECKING:
    from platebook.check_story import Checked
    from platebook.pipeline import Book
    from platebook.preflight.model import Inspection


def build(
    story: Path | str | Story,
    output: Path | str = "output",
    options: BuildOptions = BuildOptions(),  # noqa: B008  frozen
    *,
    report: Report | None = None,
) -> Book:
    """Build the books of a story, and put them into the folder ``output`` together.

    ``story`` is a story folder, the path of a manifest, or a ``Story`` that a program made.
    ``options`` has the same values and defaults as the command line (lengths in mm, budgets in MB).
    ``report`` receives stages, steps and findings while the build runs. Returns the paths of the
    books and all findings. Raises PlatebookError, or one of its subclasses, with every finding
    that stopped the build; the files of an earlier build are then unchanged.
    """
    from platebook.pipeline import build as build_books

    if not isinstance(story, Story):
        story = path_argument(story, "story")
    with explain_refused_paths():
        return build_books(story, path_argument(output, "output"), options, report=report)


def check(story: Path | str | Story, *, report: Report | None = None) -> Checked:
    """Check a story without building it: manifest, photographs, metadata, fonts.

    Returns every plate with the source of each of its texts, and all findings. Raises
    PlatebookError for what would stop a build.
    """
    from platebook.check_story import check as check_story
    from platebook.report import Silent

    if not isinstance(story, Story):
        story = path_argument(story, "story")
    with explain_refused_paths():
        return check_story(story, report=report or Silent())


def inspect(
    files: Path | str | Iterable[Path | str],
    *,
    printer: str | Path | None = None,
    report: Report | None = None,
) -> Inspection:
    """Inspect finished EPUB and PDF files, of platebook or any other program; or a single one.

    ``printer`` is the name of a known printer or the path of a profile; PDFs are held to its
    rules. Several files are compared with each other. Raises OSError where a file cannot be read;
    a damaged or hostile file gives findings.
    """
    from platebook.preflight.inspect_files import inspect as inspect_files
    from platebook.printers import load as load_printer

    profile = load_printer(str(printer)) if printer else None
    return inspect_files(path_arguments(files, "files"), printer=profile, report=report)


def load(story: Path | str) -> Story:
    """Read a story folder or manifest; no photograph is opened.

    Raises PlatebookError with every mistake at once, each at ``story.yaml:LINE:COLUMN``.
    """
    from platebook.manifest.load_story import load as load_manifest

    with explain_refused_paths():
        return load_manifest(path_argument(story, "story"))
