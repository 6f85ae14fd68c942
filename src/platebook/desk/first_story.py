"""A desk without a story: takes an article and photographs, runs the import, and says what it did.

The sources are put into a temporary folder; the command ``import`` reads them in processes of its
own, as on the command line. None of this works once there is a manifest.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from platebook.desk.guard import body
from platebook.files import process
from platebook.manifest.files import SUFFIXES

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
_LONGEST_NAME = 200


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
                "given": sorted(file.name for file in self._given()) if needed else [],
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

    def _given(self) -> list[Path]:
        return list(self._staging.iterdir()) if self._staging else []

    async def _file(self, request: Request) -> Response:
        """Take one source. Its name keeps its ending, by which kinds of text are known."""
        if not self._is_needed():
            return _refused("there is a story already", "Load the page again.", 409)
        if self._staging is None:
            self._staging = Path(tempfile.mkdtemp(prefix="sources-"))
            process.at_end(partial(shutil.rmtree, self._staging, ignore_errors=True))
        path = self._staging / _name(request.query_params.get("name", ""))
        number = 1
        while path.exists():
            number += 1
            path = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if len(self._given()) >= _MOST_FILES:
            return _refused(f"there are more than {_MOST_FILES} files", "Drop a part of them.")
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
            return _refused(
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
                return _refused("there is a story already", "Load the page again.", 409)
            inside = request_body.get("use") == "folder"
            home = self._home if inside else self._staging
            names = list(self._present()) if inside else sorted(p.name for p in self._given())
            if home is None or not names:
                return _refused("there are no files yet", "Drop an article and photographs.")
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
    short = name.encode("utf-8", "ignore")[-_LONGEST_NAME:].decode("utf-8", "ignore")
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


def _refused(message: str, fix: str, status: int = 422) -> Response:
    return JSONResponse(_problem(message, fix), status)
