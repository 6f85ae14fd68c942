"""The story folder that ``platebook new`` makes: it builds as it is, and explains itself.

The package carries the manifest and three photographs as files; they are copied.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from platebook import output
from platebook.errors import OutputError
from platebook.manifest.files import SUFFIXES

_FIX = "Name a folder that is empty or not there yet."
_FIX_PHOTOS = "To make a story of the photographs in it: platebook new {0} --photos {0}"


def check_empty(folder: Path, photos: Path | None = None) -> None:
    """Raise OutputError (exit 8) where the folder holds something.

    ``photos``, the folder of the photographs, may be the same if there is no story in it.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    story = (folder / "story.yaml").exists()
    if photos is not None and photos.resolve() == folder.resolve() and not story:
        return
    shows = not story and any(path.suffix.lower() in SUFFIXES for path in folder.iterdir())
    fix = _FIX_PHOTOS.format(folder.as_posix()) if shows else _FIX
    raise OutputError.of(folder.as_posix(), "this folder is not empty", fix)


def create(folder: Path) -> None:
    """Make a story folder: story.yaml, story.schema.json and three pictures in photos/.

    ``folder`` may be missing, and so may the folders above it, or be empty. Everything is there
    at the end, or nothing: what was made is taken away again on any failure or interruption.
    Raises OutputError (exit 8) when the folder holds something, or cannot be written.
    """
    from platebook.manifest.keys import schema

    package = files(__package__)
    try:
        output.recover(folder)
        check_empty(folder)
        with output.replace_files(folder, ("photos", "story.schema.json", "story.yaml")) as draft:
            (draft / "photos").mkdir()
            for photo in package.joinpath("photos").iterdir():
                (draft / "photos" / photo.name).write_bytes(photo.read_bytes())
            (draft / "story.schema.json").write_text(schema(), encoding="utf-8", newline="\n")
            (draft / "story.yaml").write_bytes(package.joinpath("story.yaml").read_bytes())
    except OutputError as error:
        fixes = [
            replace(finding, fix=_FIX) if "-o" in finding.fix else finding
            for finding in error.findings
        ]
        raise OutputError(fixes) from None
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        message = f"the story cannot be written: {reason}"
        raise OutputError.of(folder.as_posix(), message, "Name a folder that takes it.") from None
