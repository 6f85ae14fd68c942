"""Finds photographs in a story folder that no plate shows."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path

from platebook.story import Story

#: What photographs are called; a camera's raw files are none that a book can show.
SUFFIXES = (".jpg", ".jpeg", ".jpe", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif")
#: Entries of a folder that are looked at: a folder of more is no folder of this story alone.
_MOST = 20_000


def unused(story: Story) -> tuple[str, ...]:
    """Look into photos/ and below, the folders that plates name, and beside the manifest."""
    shown = {plate.path for plate in story.plates}
    if isinstance(story.cover, Path):
        shown.add(story.cover)
    named = {story.root / Path(plate.photo).parent for plate in story.plates}
    folders = {story.root, *(folder for folder in named if _inside(folder, story.root))}
    files = chain(
        (path for folder in folders for path in _files(folder)),
        (path for folder in _below(story.root / "photos") for path in _files(folder)),
    )
    left = {path for path in files if Path(os.path.realpath(path)) not in shown}
    return tuple(sorted(path.relative_to(story.root).as_posix() for path in left))


def _inside(folder: Path, root: Path) -> bool:
    return Path(os.path.realpath(folder)).is_relative_to(root) and ".." not in folder.parts


def _below(top: Path) -> list[Path]:
    """Give a folder and those in it, links not followed."""
    if top.is_symlink():
        return []
    folders = []
    for folder, names, _ in os.walk(top):
        names[:] = sorted(name for name in names if not name.startswith("."))
        folders.append(Path(folder))
        if len(folders) > _MOST:
            break
    return folders


def _files(folder: Path) -> list[Path]:
    """Give the photographs in a folder; what begins with a dot is some program's own."""
    try:
        with os.scandir(folder) as entries:
            return [
                folder / entry.name
                for entry, _ in zip(entries, range(_MOST), strict=False)
                if Path(entry.name).suffix.lower() in SUFFIXES
                and not entry.name.startswith(".")
                and entry.is_file()
            ]
    except OSError:
        return []
