"""Takes photographs that were dropped on the desk into the story's folder ``photos/``."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from starlette.requests import Request

from platebook.errors import Finding, OutputError, PhotoError
from platebook.manifest import load_story
from platebook.photos.formats.header import BYTES_LIMIT, UnfitError
from platebook.photos.formats.source import recognise

FOLDER = "photos"
#: What a name may keep: letters and digits of any script, and a few signs.
_NOT_IN_NAMES = re.compile(r"[^\w.() -]+")
_LONGEST_NAME = 120
#: Endings that say what a photograph is, in small letters; by its bytes it may be another kind.
_DRAFT = ".platebook-upload-"


class Uploads:
    """Photographs that came in; ``given_out`` are their paths relative to the manifest."""

    def __init__(self, story: Path) -> None:
        self._story = story
        self.given_out: set[str] = set()

    async def take(self, request: Request) -> str:
        """Store the body of a request as a photograph, under a name that nothing has yet.

        Raises PhotoError for what is too large or no photograph, OutputError where it cannot be
        written.
        """
        safe_name = _safe_name(request.query_params.get("name", ""))
        try:
            folder = self._folder()
            descriptor, draft_name = tempfile.mkstemp(prefix=_DRAFT, dir=folder)
            draft = Path(draft_name)
            try:
                with os.fdopen(descriptor, "w+b") as file:
                    await _receive(request, file, safe_name)
                draft.chmod(0o644)
                name = _linked(draft, folder, safe_name)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            reason = (error.strerror or "the system refuses").lower()
            fix = "Look at the folder's permissions, and at the space on the disk."
            message = f"the photograph cannot be stored: {reason}"
            raise OutputError(Finding(safe_name, message, fix)) from None
        path = f"{FOLDER}/{name}"
        self.given_out.add(path)
        return path

    def _folder(self) -> Path:
        """Make the folder of photographs, which must lie in the story's own. Raises OSError."""
        root = Path(os.path.realpath(load_story.find(self._story).parent))
        folder = root / FOLDER
        folder.mkdir(exist_ok=True)
        if not Path(os.path.realpath(folder)).is_relative_to(root):
            raise PermissionError(1, "photos/ is a link that leads out of the story folder")
        return folder


async def _receive(request: Request, file: BinaryIO, name: str) -> None:
    """Write a body to a file, within bounds; judge it by its first bytes."""
    size, judged = 0, False
    async for chunk in request.stream():
        size += len(chunk)
        if size > BYTES_LIMIT:
            message = f"it is larger than {BYTES_LIMIT // 1_000_000} MB"
            raise PhotoError(Finding(name, message, "Export a smaller photograph."))
        file.write(chunk)
        if not judged and size >= _HEAD:
            _judge(file, name)
            judged = True
    if not judged:
        _judge(file, name)
    file.flush()
    os.fsync(file.fileno())


_HEAD = 4_096


def _judge(file: BinaryIO, name: str) -> None:
    """Raise PhotoError for what is no photograph, whatever its name says."""
    file.flush()
    try:
        recognise(file)
    except UnfitError as error:
        raise PhotoError(Finding(name, f"this {error.message}", error.fix)) from None
    finally:
        file.seek(0, os.SEEK_END)


def _safe_name(text: str) -> str:
    """Make a file's name of one that a browser sent: no folders, no signs, no dot in front."""
    last = PurePosixPath(text.replace("\\", "/")).name
    name = _NOT_IN_NAMES.sub("-", unicodedata.normalize("NFC", last)).strip(" .-")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, "jpg"
    ending = ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "jpg"
    short = stem.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" .-")
    return f"{short or 'photograph'}.{ending}"


def _linked(draft: Path, folder: Path, target: str) -> str:
    """Return a draft its name, or one with a number where it is taken; nothing is overwritten."""
    stem, _, ending = target.rpartition(".")
    for number in range(1, 10_000):
        name = target if number == 1 else f"{stem}-{number}.{ending}"
        with suppress(FileExistsError):
            try:
                os.link(draft, folder / name)
            except OSError as error:
                if isinstance(error, FileExistsError):
                    raise
                descriptor = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
                os.close(descriptor)
                draft.replace(folder / name)
            return name
    raise FileExistsError(17, "too many photographs have this name")
