"""The story folder that ``platebook new`` makes: it builds as it is, and explains itself.

The package carries the manifest and three photographs as files; they are copied.
"""

from __future__ import annotations

import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from platebook.errors import Finding, OutputError

_FIX = "Name a folder that is empty or not there yet."


def create(folder: Path) -> None:
    """Make a story folder: story.yaml, story.schema.json and three pictures in photos/.

    ``folder`` may be missing, and so may the folders above it, or be empty. Everything is there
    at the end, or nothing: what was made is taken away again on any failure or interruption.
    Raises OutputError (exit 8) when the folder holds something, or cannot be written.
    """
    where = folder.as_posix()
    made: list[Path] = []
    try:
        _refuse_full(folder)
        _make(folder, made)
        _fill(folder, made)
    except OSError as error:
        _undo(made)
        reason = (error.strerror or "the system refuses").lower()
        message = f"the story cannot be written: {reason}"
        raise OutputError(Finding(where, message, "Name a folder that takes it.")) from None
    except BaseException:
        _undo(made)
        raise


def _refuse_full(folder: Path) -> None:
    """Raise OutputError if the folder holds anything."""
    if folder.is_dir() and any(folder.iterdir()):
        raise OutputError(Finding(folder.as_posix(), "this folder is not empty", _FIX))


def _make(folder: Path, made: list[Path]) -> None:
    """Make the folder and those above it that are missing, the outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir()
        made.append(path)


def _fill(folder: Path, made: list[Path]) -> None:
    """Write everything aside first; then put it in place, the manifest last."""
    from platebook.manifest import schema

    with tempfile.TemporaryDirectory(dir=folder, prefix=".platebook-") as scratch:
        aside = Path(scratch)
        photos = aside / "photos"
        photos.mkdir()
        for photo in files(__package__).joinpath("photos").iterdir():
            (photos / photo.name).write_bytes(photo.read_bytes())
        (aside / "story.schema.json").write_text(schema(), encoding="utf-8", newline="\n")
        text = files(__package__).joinpath("story.yaml").read_bytes()
        (aside / "story.yaml").write_bytes(text)
        for name in ("photos", "story.schema.json", "story.yaml"):
            (aside / name).rename(folder / name)
            made.append(folder / name)


def _undo(made: list[Path]) -> None:
    """Take away what was made, the last first; a folder that is not ours to empty stays."""
    for path in reversed(made):
        if path.name == "photos":
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir():
            # The scratch folder is gone by now; anything else in here is somebody's.
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink(missing_ok=True)
