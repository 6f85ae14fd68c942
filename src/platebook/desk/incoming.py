"""Takes what is given to the desk: photographs for the story; or an article, where there is none.

Photographs that were dropped go into the story's folder ``photos/``. A desk without a story takes
an article and photographs, runs the import, and says what it did: the sources are put into a
temporary folder, and the command ``import`` reads them in processes of its own, as on the command
line. None of that works once there is a manifest.
"""

from __future__ import annotations

import asyncio
import filecmp
import json
import os
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from platebook.desk.guard import body
from platebook.desk.model import DeskFinding
from platebook.errors import OutputError, PhotoError, PlatebookError, UsageError
from platebook.files import program
from platebook.manifest import files, load_story
from platebook.manifest.files import SUFFIXES
from platebook.photos.formats.header import UnfitError
from platebook.photos.formats.source import recognise

FOLDER = "photos"
#: What no photograph's name may have: all but letters and digits of any script, and a few signs.
_NOT_IN_NAMES = re.compile(r"[^\w.() -]+")
#: What no source's name may have. The rest stays: articles and tables call photographs by it.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]+")
_LONGEST_NAME = 120
_DRAFT = ".platebook-upload-"


async def _store(request: Request, folder: Path, name: str, check: Callable[[Path], None]) -> Path:
    """Store a request's body as a file of this name, or with a number where there is one already.

    Nothing is overwritten. ``check`` may refuse the file before it has its name. Raises OutputError
    where it cannot be written.
    """
    try:
        descriptor, draft_name = tempfile.mkstemp(prefix=_DRAFT, dir=folder)
        draft = Path(draft_name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                async for chunk in request.stream():
                    file.write(chunk)
                file.flush()
                os.fsync(descriptor)
            check(draft)
            draft.chmod(0o644)
            return _link(draft, folder, name)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        fix = "Look at the folder's permissions, and at the space on the disk."
        raise OutputError.of(name, f"it cannot be stored: {reason}", fix) from None


def _file_name(sent: str, unsafe: re.Pattern[str]) -> PurePosixPath:
    """Make a file's name of one that a browser sent: no folders, no signs, no dot in front."""
    last = PurePosixPath(sent.replace("\\", "/")).name
    name = PurePosixPath(unsafe.sub("-", unicodedata.normalize("NFC", last)).strip(" .-"))
    short = name.stem.encode(errors="ignore")[:_LONGEST_NAME].decode(errors="ignore").strip(" .-")
    return PurePosixPath((short or "file") + name.suffix)


def _link(draft: Path, folder: Path, name: str) -> Path:
    """Return a draft's name, or one with a number where that is taken; nothing is overwritten."""
    target = folder / name
    for number in range(1, 10_000):
        path = target if number == 1 else target.with_stem(f"{target.stem}-{number}")
        with suppress(FileExistsError):
            try:
                os.link(draft, path)
            except OSError as error:
                if isinstance(error, FileExistsError):
                    raise
                path.touch(exist_ok=False)  # a file system without hard links
                draft.replace(path)
            return path
    raise FileExistsError(17, "too many files have this name")


def refusal(error: PlatebookError, story: Path, status: int = 422, **data: object) -> Response:
    """Answer with the findings of an error, their places as seen from the story's folder."""
    findings = [asdict(DeskFinding.of(finding).within(story)) for finding in error.findings]
    return JSONResponse({"findings": findings, **data}, status)


def unused_photographs(story: Path) -> frozenset[str]:
    """Return the photographs of a story's folder that no plate shows; none of a faulty story."""
    with suppress(PlatebookError):
        return frozenset(files.unused_photographs(load_story.load(story)))
    return frozenset()


class Uploads:
    """Photographs that came in; ``photo_paths`` are their paths relative to the manifest."""

    def __init__(self, story: Path) -> None:
        self._story = story
        self.photo_paths: set[str] = set()

    async def take(self, request: Request) -> str:
        """Store the body of a request as a photograph, under a name that nothing has yet.

        Raises PhotoError for what is no photograph, OutputError where it cannot be written.
        """
        name = _file_name(request.query_params.get("name", ""), _NOT_IN_NAMES)
        if not re.fullmatch(r"\.[A-Za-z0-9]{1,5}", name.suffix):
            name = name.with_name(f"{name.name}.jpg")
        path = await _store(request, self._folder(), name.name, partial(_check_photo, name.name))
        there = path.with_name(name.name)
        is_copy = path != there and filecmp.cmp(path, there, shallow=False)
        if is_copy and f"{FOLDER}/{name.name}" in unused_photographs(self._story):
            path.unlink()
            path = there
        self.photo_paths.add(f"{FOLDER}/{path.name}")
        return f"{FOLDER}/{path.name}"

    def _folder(self) -> Path:
        """Make the folder of photographs, which must lie in the story's own. Raises OutputError."""
        root = Path(os.path.realpath(load_story.find(self._story).parent))
        folder = root / FOLDER
        message = "is a link that leads out of the story folder"
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            message = f"cannot be made: {(error.strerror or 'the system refuses').lower()}"
        else:
            if Path(os.path.realpath(folder)).is_relative_to(root):
                return folder
        raise OutputError.of(FOLDER, message, "Make a folder of this name in the story folder.")


def _check_photo(name: str, draft: Path) -> None:
    """Raise PhotoError for what is no photograph, whatever its name says."""
    try:
        with draft.open("rb") as file:
            recognise(file)
    except UnfitError as error:
        raise PhotoError.of(name, f"this {error.message}", error.fix) from None


#: Files of one import, and bytes of all of them.
_MOST_FILES, _MOST_BYTES = 4_000, 20_000_000_000
#: Seconds that an import may take.
_TIMEOUT = 1_800
#: Endings of articles and tables; and what folders of photographs are called.
_ARTICLES = {
    *(".docx", ".odt", ".html", ".htm", ".mhtml", ".webarchive", ".md", ".txt", ".rtf", ".zip"),
    *(".csv", ".tsv", ".xlsx", ".ods", ".json", ".xmp"),
}
_SOURCES = _ARTICLES | set(SUFFIXES)
_FOLDERS = {"photos", "photographs", "pictures", "images", "fotos", "bilder"}
_IS_THERE = UsageError.of("story.yaml", "there is a story already", "Load the page again.")


class FirstStory:
    """The sources that were given, until a story is made of them in the folder ``story``."""

    def __init__(self, story: Path, refresh: Callable[[], None]) -> None:
        self._story, self._refresh = story, refresh
        self._staging: Path | None = None
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

    def is_needed(self) -> bool:
        """Return whether there is no manifest yet."""
        manifest = self._story / "story.yaml" if self._folder == self._story else self._story
        return not os.path.lexists(manifest)

    async def _start(self, _: Request) -> Response:
        """Return whether a story is to be made, and what lies in its folder already."""
        needed = self.is_needed()
        return JSONResponse(
            {
                "needed": needed,
                "folder": self._folder.absolute().name,
                "found": list(self._present()) if needed else [],
                "given": sorted(file.name for file in self._uploaded_files()) if needed else [],
            }
        )

    @property
    def _source_folder(self) -> Path:
        """Where sources may lie already: the story's folder, or that in which it will be made."""
        folder = self._folder.absolute()
        return folder if folder.is_dir() else folder.parent

    def _present(self) -> Iterator[str]:
        """Yield the names of what lies in that folder and may be a source."""
        whole = self._source_folder == self._folder.absolute()
        with suppress(OSError):
            for entry in sorted(self._source_folder.iterdir())[:_MOST_FILES]:
                folder = entry.is_dir() and (whole or entry.name.lower() in _FOLDERS)
                is_source = entry.suffix.lower() in _SOURCES
                if not entry.name.startswith(".") and (folder or is_source):
                    yield entry.name

    def _uploaded_files(self) -> list[Path]:
        files = self._staging.iterdir() if self._staging else ()
        return [file for file in files if not file.name.startswith(".")]

    async def _file(self, request: Request) -> Response:
        """Take one source. Its name keeps its ending, by which kinds of text are known."""
        if not self.is_needed():
            return refusal(_IS_THERE, self._story, 409)
        if self._staging is None:
            self._staging = Path(tempfile.mkdtemp(prefix="sources-"))
            program.at_end(partial(shutil.rmtree, self._staging, ignore_errors=True))
        name = _file_name(request.query_params.get("name", ""), _UNSAFE).name
        files = self._uploaded_files()
        try:
            if len(files) >= _MOST_FILES:
                message = f"there are more than {_MOST_FILES} files"
                raise UsageError.of(name, message, "Drop a part of them.")
            if sum(file.stat().st_size for file in files) > _MOST_BYTES:
                message = "the files are too large together"
                raise UsageError.of(name, message, "Drop a part of them.")
            path = await _store(request, self._staging, name, lambda _: None)
        except PlatebookError as error:
            return refusal(error, self._story)
        return JSONResponse({"name": path.name})

    async def _clear(self, _: Request) -> Response:
        """Forget the sources that were given."""
        self._drop()
        return JSONResponse({})

    def _drop(self) -> None:
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
        self._staging = None

    async def _import(self, request: Request) -> Response:
        """Make the story: of what was given, or of what lies in the folder (``use: folder``)."""
        inside = (await body(request)).get("use") == "folder"
        async with self._importing:
            if not self.is_needed():
                return refusal(_IS_THERE, self._story, 409)
            home = self._source_folder if inside else self._staging
            sources = self._present() if inside else (file.name for file in self._uploaded_files())
            names = sorted(sources)
            try:
                if home is None or not names:
                    fix = "Drop an article and photographs."
                    raise UsageError.of("sources", "there are no files yet", fix)
                status, document = await _run_import(home, names, self._folder.absolute())
            except PlatebookError as error:
                return refusal(error, self._story)
        document.pop("folder", None)
        for finding in document.get("findings", []):
            finding["where"] = Path(finding["where"]).name
        if status == 0:
            self._drop()
            self._refresh()
        return JSONResponse(document, 200 if status == 0 else 422)


async def _run_import(home: Path, names: list[str], folder: Path) -> tuple[int, dict[str, Any]]:
    """Run the command ``import`` in the folder of the sources; return its exit code and document.

    Raises OutputError where it takes too long, or ends without an answer.
    """
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
        async with asyncio.timeout(_TIMEOUT):
            stdout, _ = await running.communicate()
        return running.returncode or 0, json.loads(stdout)
    except (TimeoutError, ValueError) as error:
        late = isinstance(error, TimeoutError)
        message = "the import takes too long" if late else "the import ended without an answer"
        fix = "Run `platebook import` in a terminal to see why."
        raise OutputError.of("import", message, fix) from None
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
