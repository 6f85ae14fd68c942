"""story.yaml → ``Story``, or every mistake in it with its line and column; and its JSON Schema.

Nothing heavy is imported until a function here is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platebook.errors import Finding
from platebook.story import Story

if TYPE_CHECKING:
    from platebook.manifest.theme_file import ThemeDirection
    from platebook.themes import Design

__all__ = ["complete", "load", "remarks", "schema", "theme_direction", "unused_photographs"]


def load(path: Path) -> Story:
    """Read a story folder, or a manifest by its path.

    All photographs that the story names are there, as ordinary files inside the folder; none was
    opened. Raises ManifestError (exit 3) with every mistake at once, in the order of the file,
    each at ``story.yaml:LINE:COLUMN`` counted from 1 and the path as the user typed it.
    """
    from platebook.manifest.load_story import load as read

    return read(path)


def complete(story: Story, folder: Path) -> Story:
    """Check a story that a program made, by the rules of a manifest, and fill what it left out.

    Photographs given as data are written into ``folder``, which must stay until the books are
    built. Raises ManifestError (exit 3) with every mistake at once, each at its place in Python,
    such as ``story.plates[2].caption``.
    """
    from platebook.manifest.from_story import complete as complete_story

    return complete_story(story, folder)


def theme_direction(design: Design) -> ThemeDirection:
    """Read what a theme decides of the printed book (``theme.yaml``). Raises ThemeError."""
    from platebook.manifest.theme_file import theme_direction as read

    return read(design)


def schema() -> str:
    """Return the JSON Schema (2020-12) of a manifest as text, the same each time."""
    from platebook.manifest.keys import schema as write

    return write()


def remarks(story: Story) -> tuple[Finding, ...]:
    """Return what is worth a look in a story that is right: S001 …, listed in ``warnings``."""
    from platebook.manifest.warnings import remarks as look

    return look(story)


def unused_photographs(story: Story) -> tuple[str, ...]:
    """Give the photographs in the story's folders that no plate shows, relative to its manifest."""
    from platebook.manifest.files import unused_photographs as look

    return look(story)
