"""Takes what is given to the desk: photographs for the story; or an article, where there is none.

Photographs that were dropped go into the story's folder ``photos/``. A desk without a story takes
an article and photographs, runs the import, and says what it did: the sources are put into a
temporary folder, and the command ``import`` reads them in processes of its own, as on the command
line. None of that works once there is a manifest.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from platebook.desk.guard import body
from platebook.errors import Finding, OutputError, PhotoError
from platebook.files import process
from platebook.manifest import load_story
from platebook.manifest.files import SUFFIXES
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
                name = _link(draft, folder, safe_name)
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


def _link(draft: Path, folder: Path, target: str) -> str:
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


#: Files of one import, and bytes of all of them.
_MOST_FILES, _MOST_BYTES = 4_000, 20_000_000_000
#: Seconds that an import may take.
_PATIENCE = 1_800
#: Endings of articles and tables; and what folders of photographs are called.
_ARTICLES = {
    *(".docx", ".odt", ".html", ".htm", ".mhtml", ".webarchive", ".md", ".txt", ".rtf", ".zip"),
    *(".csv", ".tsv", ".xlsx", ".ods", ".json", ".xmp"),
}
_SOURCES = _ARTICLES | set(SUFFIXES)
_FOLDERS = {"photos", "photographs", "pictures", "images", "fotos", "bilder"}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]+")
_LONGEST_SOURCE = 200


class FirstStory:
    """The sources that were given, until a story is made of them in the folder ``story``."""

    def __init__(self, story: Path, refresh: Callable[[], None]) -> None:
        self._story, self._refresh = story, refresh
        self._staging: Path | None = None
        self._bytes = 0
        self._importing = asyncio.Lock()

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route("/api/start", self._start),
            Route("/api/start/file", self._file, methods=["POST"]),
            Route("/api/start/clear", self._clear, methods=["POST"]),
            Route("/api/start/import", self._import, methods=["POST"]),
        ]

    @property
    def _folder(self) -> Path:
        return self._story if self._story.suffix not in (".yaml", ".json") else self._story.parent

    def _is_needed(self) -> bool:
        """Whether there is no manifest yet."""
        manifest = self._story / "story.yaml" if self._folder == self._story else self._story
        return not os.path.lexists(manifest)

    async def _start(self, _: Request) -> Response:
        """Return whether a story is to be made, and what lies in its folder already."""
        needed = self._is_needed()
        return JSONResponse(
            {
                "needed": needed,
                "folder": self._folder.absolute().name,
                "found": list(self._present()) if needed else [],
                "given": sorted(file.name for file in self._uploaded_files()) if needed else [],
            }
        )

    @property
    def _home(self) -> Path:
        """Where sources may lie already: the story's folder, or that in which it will be made."""
        folder = self._folder.absolute()
        return folder if folder.is_dir() else folder.parent

    def _present(self) -> Iterator[str]:
        """Yield the names of what lies in that folder and may be a source."""
        whole = self._home == self._folder.absolute()
        with suppress(OSError):
            for entry in sorted(self._home.iterdir())[:_MOST_FILES]:
                folder = entry.is_dir() and (whole or entry.name.lower() in _FOLDERS)
                is_source = entry.suffix.lower() in _SOURCES
                if not entry.name.startswith(".") and (folder or is_source):
                    yield entry.name

    def _uploaded_files(self) -> list[Path]:
        return list(self._staging.iterdir()) if self._staging else []

    async def _file(self, request: Request) -> Response:
        """Take one source. Its name keeps its ending, by which kinds of text are known."""
        if not self._is_needed():
            return _refusal("there is a story already", "Load the page again.", 409)
        if self._staging is None:
            self._staging = Path(tempfile.mkdtemp(prefix="sources-"))
            process.at_end(partial(shutil.rmtree, self._staging, ignore_errors=True))
        path = self._staging / _name(request.query_params.get("name", ""))
        number = 1
        while path.exists():
            number += 1
            path = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if len(self._uploaded_files()) >= _MOST_FILES:
            return _refusal(f"there are more than {_MOST_FILES} files", "Drop a part of them.")
        try:
            with path.open("xb") as file:
                async for chunk in request.stream():
                    self._bytes += len(chunk)
                    if self._bytes > _MOST_BYTES:
                        raise OSError(27, "the files are too large together")  # noqa: TRY301
                    file.write(chunk)
        except BaseException as error:
            path.unlink(missing_ok=True)
            if not isinstance(error, OSError):
                raise
            reason = (error.strerror or "the system refuses").lower()
            return _refusal(
                f"{path.name} cannot be kept: {reason}", "Free some space, or drop less."
            )
        return JSONResponse({"name": path.name})

    async def _clear(self, _: Request) -> Response:
        """Forget the sources that were given."""
        self._drop()
        return JSONResponse({})

    def _drop(self) -> None:
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
        self._staging, self._bytes = None, 0

    async def _import(self, request: Request) -> Response:
        """Make the story: of what was given, or of what lies in the folder (``use: folder``)."""
        request_body = await body(request)
        async with self._importing:
            if not self._is_needed():
                return _refusal("there is a story already", "Load the page again.", 409)
            inside = request_body.get("use") == "folder"
            home = self._home if inside else self._staging
            names = (
                list(self._present()) if inside else sorted(p.name for p in self._uploaded_files())
            )
            if home is None or not names:
                return _refusal("there are no files yet", "Drop an article and photographs.")
            status, document = await _run_import(home, names, self._folder.absolute())
        document.pop("folder", None)
        for finding in document.get("findings", []):
            finding["where"] = Path(finding["where"]).name
        if status == 0:
            self._drop()
            self._refresh()
        return JSONResponse(document, 200 if status == 0 else 422)


def _name(requested: str) -> str:
    """Make a file's name of one that a browser sent: no folders, no signs, no dot in front."""
    last = PurePosixPath(requested.replace("\\", "/")).name
    name = _UNSAFE.sub("-", last).lstrip(". ")
    short = name.encode("utf-8", "ignore")[-_LONGEST_SOURCE:].decode("utf-8", "ignore")
    return short or "file"


async def _run_import(home: Path, names: list[str], folder: Path) -> tuple[int, dict[str, Any]]:
    """Run the command ``import`` in the folder of the sources; give its exit code and document."""
    command = [sys.executable, "-m", "platebook", "import", "--json", "--quiet", "--", *names]
    running = await asyncio.create_subprocess_exec(
        *command,
        str(folder),
        cwd=home,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            said, _ = await running.communicate()
    except TimeoutError:
        return 1, _problem("the import takes too long", "Run `platebook import` in a terminal.")
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
    try:
        document = json.loads(said)
    except ValueError:
        message = "the import ended without an answer"
        return 1, _problem(message, "Run `platebook import` in a terminal to see why.")
    return running.returncode or 0, document


def _problem(message: str, fix: str) -> dict[str, Any]:
    finding = {"severity": "error", "code": "", "where": "", "message": message, "fix": fix}
    return {"findings": [finding]}


def _refusal(message: str, fix: str, status: int = 422) -> Response:
    return JSONResponse(_problem(message, fix), status)
