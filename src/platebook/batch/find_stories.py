"""What a batch is asked for, what it says of each story, and which stories it finds.

Stories stand in folders, by wildcards, in lists, and in object stores.
"""

from __future__ import annotations

import glob
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from platebook.batch.object_store import Store, StoredFile, check_answers, is_url, local
from platebook.build_options import BuildOptions
from platebook.errors import Finding, ManifestError, PlatebookError, UsageError, raise_unreadable
from platebook.manifest import load_story
from platebook.story import Story

#: Manifests that a folder of stories is searched for, and how many folders are looked into.
_MANIFESTS = ("story.yaml", "story.yml", "story.json")
_MAX_FOLDERS = 100_000
#: Manifests that are read from a store at once.
_AT_ONCE = 16
_LIST, _STANDARD_INPUT = ".txt", "-"
_NAME = (
    "Name a story folder, a folder of story folders, a URL of these, or a list of them: a .txt "
    "file, or - for standard input, with one a line."
)


@dataclass(frozen=True, slots=True)
class BatchStory:
    """A story of a batch: its path or URL, and the story or why it cannot be read.

    ``slug`` is the name of the story's folder where its manifest cannot be read. ``files`` are
    those of a story in a store, by name; it has no ``story``, which is read by its worker.
    """

    place: str
    slug: str = ""
    story: Story | None = None
    error: PlatebookError | None = None
    files: Mapping[str, StoredFile] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The fingerprint of the manifest of a story in a store, if the store has one."""
        return next((self.files[name].tag for name in _MANIFESTS if name in self.files), "")


def find_stories(
    sources: Sequence[str], known_slugs: Callable[[], Mapping[str, str]] = dict
) -> tuple[BatchStory, ...]:
    """Find and read every story, each once, in the order given.

    ``known_slugs`` gives slugs by place and tag of manifests that were read before. Raises
    UsageError for a source without a story, and for two stories with one slug, whose books would
    have one folder.
    """
    stories: dict[str, BatchStory] = {}
    mistakes: list[Finding] = []
    expanded_sources = list(_expand_lists(sources))
    check_answers(expanded_sources)
    for source in expanded_sources:
        here = list(_in_store(source) if is_url(source) else _on_disk(source))
        if not here:
            mistakes.append(Finding(source, "has no story", _NAME))
        for location in here:
            stories.setdefault(_identity(location.place), location)
    if not stories and not mistakes:
        mistakes.append(Finding("batch", "there is no story to build", _NAME))
    if mistakes:
        raise UsageError(mistakes)
    with ThreadPoolExecutor(_AT_ONCE, "read") as pool:
        batch_stories = tuple(pool.map(partial(_read, known_slugs()), stories.values()))
    _check_slugs(batch_stories)
    return batch_stories


def _identity(place: str) -> str:
    """Return what two paths of one story have in common: the folder of a manifest."""
    if is_url(place):
        return place
    whole = Path(place).resolve()
    return str(whole.parent if whole.name in _MANIFESTS else whole)


def _expand_lists(sources: Sequence[str]) -> Iterator[str]:
    """Yield the sources with each list replaced by its lines. Raises UsageError."""
    for source in sources:
        if source != _STANDARD_INPUT and (is_url(source) or not source.endswith(_LIST)):
            yield local(source)
            continue
        try:
            if source == _STANDARD_INPUT:
                text = sys.stdin.read()
            else:
                text = Path(local(source)).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            message = f"this list cannot be read: {error}"
            raise UsageError.of(source, message, "Write one story a line, as UTF-8.") from error
        lines = (line.strip() for line in text.splitlines())
        yield from (local(line) for line in lines if line and not line.startswith("#"))


def _on_disk(source: str) -> Iterator[BatchStory]:
    """Yield the stories at a path or at those that match it, or in the folders below."""
    matches = [source]
    if not Path(source).exists() and glob.has_magic(source):
        matches = sorted(glob.glob(source, recursive=True))  # noqa: PTH207
    for place in matches:
        yield from (BatchStory(str(story)) for story in _below(Path(place)))


def _below(path: Path) -> Iterator[Path]:
    """Yield the story at a path, or those in the folders below it; links are not followed."""
    if path.is_file() or any((path / name).is_file() for name in _MANIFESTS):
        yield path
        return
    if not path.is_dir():
        return
    for count, (folder, names, files) in enumerate(os.walk(path, onerror=raise_unreadable)):
        if count >= _MAX_FOLDERS:
            raise UsageError.of(str(path), "has too many folders in it", "Name smaller ones.")
        names[:] = sorted(name for name in names if not name.startswith("."))
        if any(name in files for name in _MANIFESTS):
            names.clear()  # what is inside of a story is its own
            yield Path(folder)


def _in_store(source: str) -> Iterator[BatchStory]:
    """Yield the stories at a URL or at those that match it, or in the folders below."""
    for url in Store(source).expand() if glob.has_magic(source) else [source]:
        home = url.rpartition("/")[0] if url.endswith(_MANIFESTS) else url.rstrip("/")
        files = {PurePosixPath(name): tag for name, tag in Store(home).files().items()}
        roots = {path.parent for path in files if path.name in _MANIFESTS}
        stories: dict[PurePosixPath, dict[str, StoredFile]] = defaultdict(dict)
        for path, file in files.items():
            # What is inside of a story is its own: the outermost folder with a manifest.
            if root := next((up for up in reversed(path.parents) if up in roots), None):
                stories[root][path.relative_to(root).as_posix()] = file
        for root, own in sorted(stories.items()):
            yield BatchStory(f"{home}/{root}".removesuffix("/."), files=own)


def place_and_tag(story: BatchStory) -> str:
    """Return the key under which the slug of a story in a store is known; empty without a tag."""
    return f"{story.place} {story.tag}" if story.tag else ""


def _read(slugs: Mapping[str, str], batch_story: BatchStory) -> BatchStory:
    """Read the story's manifest, unless its slug is known."""
    try:
        if slug := slugs.get(place_and_tag(batch_story)):
            return replace(batch_story, slug=slug)
        if is_url(batch_story.place):
            return replace(batch_story, slug=_read_stored(batch_story).slug)
        story = load_story.load(Path(batch_story.place))
        return replace(batch_story, story=story, slug=story.slug)
    except PlatebookError as error:
        path = Path(batch_story.place)
        return replace(batch_story, error=error, slug=path.stem or path.resolve().stem)


def _read_stored(story: BatchStory) -> Story:
    """Read a manifest in a store; beside it, for this moment, photographs are empty files."""
    with TemporaryDirectory(prefix="platebook-") as scratch:
        folder = Path(scratch)
        for name in story.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        try:
            names = [name for name in _MANIFESTS if name in story.files]
            Store(story.place).fetch(names, folder)
            return load_story.load(folder)
        except ManifestError as error:
            raise ManifestError(relocate(error.findings, folder, story.place)) from error


def visible_files(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder, but none whose name, or folder's name, begins with a stop."""
    for here, names, files in os.walk(folder, onerror=raise_unreadable):
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield from (Path(here, name) for name in sorted(files) if not name.startswith("."))


def relocate(findings: Sequence[Finding], folder: Path, place: str) -> tuple[Finding, ...]:
    """Return findings about files in ``folder`` with the place that these were fetched from."""

    def move(text: str) -> str:
        return text.replace(str(folder), place)

    return tuple(
        replace(finding, where=move(finding.where), message=move(finding.message))
        for finding in findings
    )


def _check_slugs(stories: Sequence[BatchStory]) -> None:
    """Raise UsageError for stories with one slug; one that cannot be read has no books."""
    by_slug: dict[str, list[str]] = defaultdict(list)
    for story in stories:
        if story.error:
            continue
        by_slug[story.slug.casefold()].append(story.place)
    fix = "Give one of them another “slug:”."
    mistakes = [
        Finding(paths[0], f"has the same slug as {', '.join(paths[1:])}: “{slug}”", fix)
        for slug, paths in by_slug.items()
        if len(paths) > 1
    ]
    if mistakes:
        raise UsageError(mistakes)


class State(StrEnum):
    """How a story ended."""

    BUILT = "built"
    UNCHANGED = "unchanged"  #: its books are there, made from the same inputs with the same options
    FAILED = "failed"  #: no book of it was replaced


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """The options of a batch. ``workers`` are stories built at once, 0 for one a core.

    ``again`` builds stories that are up to date too. ``cluster`` is the address of a Dask
    scheduler, without which stories are built on this machine; ``cache`` the URL of a cache of
    photographs that all workers share.
    """

    build: BuildOptions = field(default_factory=BuildOptions)
    workers: int = 0
    again: bool = False
    cluster: str = ""
    cache: str = ""


@dataclass(frozen=True, slots=True)
class BuildTask:
    """The build of one story, as it is sent to a worker.

    ``story`` and ``output`` are paths or URLs: of the story, and of the folder of all stories'
    books. ``digest`` is the SHA-256 of everything that decides the books' bytes, ``made_by`` that
    of the versions alone; ``options`` are those of the command line of a build.
    """

    slug: str
    story: str
    output: str
    digest: str
    made_by: str
    options: tuple[str, ...]
    cache: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one story ended. ``exit_code`` is that of ``platebook build``, ``seconds`` elapsed time.

    ``story`` is the story as it was given, ``folder`` the folder of its books; ``files`` are the
    SHA-256 of these by name, for a story that did not fail.
    """

    slug: str
    story: str
    folder: str
    state: State
    exit_code: int = 0
    seconds: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the receipt as values that JSON has."""
        return {
            "slug": self.slug,
            "story": self.story,
            "folder": self.folder,
            "state": str(self.state),
            "exit": self.exit_code,
            "seconds": round(self.seconds, 1),
            "files": dict(self.files),
            "findings": [finding.as_json() for finding in self.findings],
        }
