"""Decides whether finished books need not be built again, from their record."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platebook import themes
from platebook.build_options import BuildOptions
from platebook.errors import PlatebookError
from platebook.pipeline.build_record import (
    EPOCH,
    Record,
    design_digest,
    digest,
    options_seen_from,
    read_record,
    record_name,
    size,
    theme_files,
)
from platebook.pipeline.options import named
from platebook.pipeline.versions import versions
from platebook.story import Story


@dataclass(frozen=True)
class UpToDateCheck:
    """Compares records with what a build by this platebook would record now.

    Its versions and templates are read once, for any number of stories.
    """

    made_by: Mapping[str, str] = field(default_factory=versions)
    design: str = field(default_factory=lambda: design_digest(themes.find().home))

    def record(self, story: Story, folder: Path, options: BuildOptions) -> Record | None:
        """Return the record of the story's books in ``folder`` if these are up to date, else None.

        They are if the manifest, every photograph, theme and profile have the recorded SHA-256,
        options and versions are the recorded ones, and every book has the recorded size. The bytes
        of books are compared by ``platebook verify``.
        """
        try:
            found = read_record(folder / record_name(story))
            if self._is_same(found, story, options) and _is_complete(found, folder):
                return found
        except (PlatebookError, OSError):
            pass
        return None

    def _is_same(self, found: Record, story: Story, options: BuildOptions) -> bool:
        epoch = None if story.published else os.environ.get(EPOCH)
        return (
            dict(found.versions) == dict(self.made_by)
            and found.design == self.design
            and dict(found.environment) == ({EPOCH: epoch} if epoch else {})
            and found.options.recorded() == options_seen_from(named(options), story.root).recorded()
            and _have_same_bytes(found, story, options)
        )


def _have_same_bytes(found: Record, story: Story, options: BuildOptions) -> bool:
    """Whether every recorded input is as it was, and a theme has no file more."""
    root = story.root
    theme = Path(options.theme) if options.theme else story.theme
    themed = {os.path.realpath(path) for path in theme_files(themes.find(theme))}
    known = {os.path.realpath(root / name) for name in found.inputs}
    return (
        os.path.realpath(root / story.manifest.name) in known
        and themed <= known
        and all(digest(root / name) == sha256 for name, sha256 in found.inputs.items())
    )


def _is_complete(found: Record, folder: Path) -> bool:
    """Whether every book is there, as large as recorded."""
    return bool(found.outputs) and all(
        (folder / name).exists() and size(folder / name) == recorded.bytes
        for name, recorded in found.outputs.items()
    )
