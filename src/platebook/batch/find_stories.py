"""Finds the stories of a batch, and the folder of each story's books."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from platebook import manifest
from platebook.errors import Finding, ManifestError, UsageError
from platebook.story import Story

#: Manifests that a folder of stories is searched for, and how many folders are looked into.
_MANIFESTS = ("story.yaml", "story.yml", "story.json")
_MAX_FOLDERS = 100_000
_LIST, _STANDARD_INPUT = ".txt", "-"
_NAME = (
    "Name a story folder, a folder of story folders, or a list of them: a .txt file, or - for "
    "standard input, with one a line."
)


@dataclass(frozen=True, slots=True)
class BatchStory:
    """A story of a batch: the path as it was given, and the story or why it cannot be read."""

    path: Path
    story: Story | None
    error: ManifestError | None = None

    @property
    def slug(self) -> str:
        """The slug of the story; the name of its folder where its manifest cannot be read."""
        return self.story.slug if self.story else (self.path.stem or self.path.resolve().stem)


def find_stories(sources: Sequence[str]) -> tuple[BatchStory, ...]:
    """Find and read every story, each once, in the order given.

    Raises UsageError for a source without a story, and for two stories with one slug, whose books
    would have one folder.
    """
    paths: dict[Path, Path] = {}
    mistakes: list[Finding] = []
    for source in _listed(sources):
        here = list(_stories(Path(source)))
        if not here:
            mistakes.append(Finding(source, "has no story", _NAME))
        for path in here:
            paths.setdefault(_identity(path), path)
    if not paths and not mistakes:
        mistakes.append(Finding("batch", "there is no story to build", _NAME))
    if mistakes:
        raise UsageError(mistakes)
    stories = tuple(_read(path) for path in paths.values())
    _check_slugs(stories)
    return stories


def _identity(path: Path) -> Path:
    """Give what two paths of one story have in common: the folder of a manifest."""
    whole = path.resolve()
    return whole.parent if whole.name in _MANIFESTS else whole


def _listed(sources: Sequence[str]) -> Iterator[str]:
    """Give the sources with each list replaced by its lines. Raises UsageError."""
    for source in sources:
        if source != _STANDARD_INPUT and not source.endswith(_LIST):
            yield source
            continue
        try:
            text = (
                sys.stdin.read()
                if source == _STANDARD_INPUT
                else Path(source).read_text(encoding="utf-8-sig")
            )
        except (OSError, UnicodeDecodeError) as error:
            message = f"this list cannot be read: {error}"
            raise UsageError.of(
                source, message, "Write one story folder a line, as UTF-8."
            ) from error
        lines = (line.strip() for line in text.splitlines())
        yield from (line for line in lines if line and not line.startswith("#"))


def _stories(path: Path) -> Iterator[Path]:
    """Give the story at a path, or those in the folders below it; links are not followed."""
    if path.is_file() or any((path / name).is_file() for name in _MANIFESTS):
        yield path
        return
    if not path.is_dir():
        return
    for count, (folder, names, files) in enumerate(os.walk(path)):
        if count >= _MAX_FOLDERS:
            raise UsageError.of(str(path), "has too many folders in it", "Name smaller ones.")
        names[:] = sorted(name for name in names if not name.startswith("."))
        if any(name in files for name in _MANIFESTS):
            names.clear()  # what is inside of a story is its own
            yield Path(folder)


def _read(path: Path) -> BatchStory:
    try:
        return BatchStory(path, manifest.load(path))
    except ManifestError as error:
        return BatchStory(path, None, error)


def _check_slugs(stories: Sequence[BatchStory]) -> None:
    """Raise UsageError for stories with one slug."""
    by_slug: dict[str, list[str]] = defaultdict(list)
    for each in stories:
        by_slug[each.slug.casefold()].append(str(each.path))
    fix = "Give one of them another “slug:”."
    mistakes = [
        Finding(paths[0], f"has the same slug as {', '.join(paths[1:])}: “{slug}”", fix)
        for slug, paths in by_slug.items()
        if len(paths) > 1
    ]
    if mistakes:
        raise UsageError(mistakes)
