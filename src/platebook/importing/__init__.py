"""Articles, tables and folders of photographs → a story folder that builds as it is.

Sources are read in sandboxed processes (``read``), put together into a draft (``assemble``), and
written with a comment at every guess (``write_story``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from platebook.importing.model import Sources, StoryDraft
from platebook.importing.plain_text import path_text
from platebook.importing.run import ImportOptions
from platebook.report import Report

__all__ = ["ImportOptions", "Imported", "import_story"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made: the draft, the sources it is from, and the manifest's text."""

    draft: StoryDraft
    sources: Sources
    manifest: str


def import_story(
    paths: Sequence[Path],
    folder: Path,
    options: ImportOptions,
    report: Report,
    *,
    write: bool = True,
) -> Imported:
    """Make a story folder out of sources, or add to the story in it.

    Without ``write``, only the manifest's text is made.

    Raises UsageError for a source that is not there, PhotoError where nothing can be shown, and
    OutputError for a folder that is neither new nor a story, or cannot be written.
    """
    from platebook.importing import merge, run, write_story

    existing = (folder / "story.yaml").is_file()
    if not existing:
        write_story.check_target(folder, paths)
    story_photographs = merge.photographs(folder) if existing else []
    sources = run.read_sources([*story_photographs, *paths], options, report)
    draft = run.make_draft(sources, folder.absolute().name, options)
    draft = write_story.place_photographs(draft, folder)
    if existing:
        draft, text = merge.add(draft, folder, write=write)
        return Imported(draft, sources, text)
    text = write_story.text(draft, [path_text(path) for path in paths])
    if write:
        report.stage("Writing the story")
        write_story.write(draft, text, folder)
    return Imported(draft, sources, text)
