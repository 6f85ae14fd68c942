"""The record of a build, ``SLUG.build.json``: its inputs, options, versions and outputs.

It holds no clock time, and no name or path of the machine: files are named relative to the
story's folder. docs/reference/build-json.md documents every key.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from email import message_from_string
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from platebook.build_options import BuildOptions, declared_options
from platebook.editions.model import Job
from platebook.errors import Finding, UsageError
from platebook.pdf import engine
from platebook.photos import libvips
from platebook.pipeline.book_facts import BookFacts, FileName, check_texts
from platebook.story import Story
from platebook.themes import Design
from platebook.version import __version__

#: The suffix of a record's file name, after the story's slug.
SUFFIX = ".build.json"
#: The environment variable with the date of undated books; it changes their bytes.
EPOCH = "SOURCE_DATE_EPOCH"
#: The version of the format; it changes where a reader of the old one would fail.
FORMAT = 1
_LARGEST = 32_000_000  # bytes; a story of 2,000 plates makes one
_FIX = "Give the file SLUG.build.json that `platebook build` wrote beside the books."
_NO_RECORD = "this is no record of a build that this platebook can read"
#: The most ``..`` in a relative path; a longer way leads to another part of the disk, whose names
#: would reveal something of this machine.
_NEAR = 2


@dataclass(frozen=True, slots=True)
class RecordedFont:
    """A font face in the books; ``sha256`` is that of its glyphs as subset for them."""

    typeface: str
    weight: int
    style: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A finished file. ``bytes`` is its size."""

    sha256: str
    bytes: Annotated[int, Field(ge=0, lt=2**63)]


@dataclass(frozen=True, slots=True)
class Record:
    """One build. All digests are SHA-256 in hexadecimal.

    ``story`` is the manifest's path relative to the record's folder, or None where that path would
    reveal names of this machine. ``inputs`` are digests by path relative to the story's folder,
    ``outputs`` by file name, ``profiles`` those of press profiles by printer; ``design`` is one
    digest of platebook's own templates, styles and themes. ``book`` describes the book itself.
    """

    story: str | None
    options: BuildOptions
    environment: Mapping[str, str]
    versions: Mapping[str, str]
    design: str
    inputs: Mapping[str, str]
    profiles: Mapping[str, str]
    fonts: tuple[RecordedFont, ...]
    outputs: Mapping[FileName, RecordedFile]
    findings: tuple[Finding, ...]
    book: BookFacts


def record(
    job: Job,
    request: BuildOptions,
    drafts: Sequence[Path],
    folder: Path,
    digests: Mapping[str, str],
    book: BookFacts,
) -> Record:
    """Record a build whose ``drafts`` are about to be moved to ``folder``.

    ``digests`` are digests of drafts by name, computed when they were written.
    """
    root = job.story.root
    manifest = root / job.story.manifest.name if job.story.manifest.name else None
    epoch = None if job.story.published else os.environ.get(EPOCH)
    faces = job.font_set.faces
    return Record(
        story=_relative_if_near(manifest, folder) if manifest else None,
        options=options_seen_from(request, root),
        environment={EPOCH: epoch} if epoch else {},
        versions=versions(),
        design=design_digest(job.design.home),
        inputs=dict(sorted(_inputs(job, request, manifest))),
        profiles={
            print_run.printer.name: print_run.inks.sha256
            for print_run in job.print_runs
            if print_run.inks
        },
        fonts=tuple(
            RecordedFont(face.typeface.name, face.weight, face.style, face.sha256) for face in faces
        ),
        outputs={
            path.name: RecordedFile(digests.get(path.name) or digest(path), size(path))
            for path in drafts
        },
        findings=tuple(_reported_findings(job)),
        book=book,
    )


def record_name(story: Story) -> str:
    """Return the file name of a story's record."""
    return f"{story.slug}{SUFFIX}"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder: of the names and digests of its files."""
    if path.is_dir():
        lines = (
            f"{inner_path.relative_to(path).as_posix()} {digest(inner_path)}\n"
            for inner_path in _within(path)
        )
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inputs(job: Job, request: BuildOptions, manifest: Path | None) -> Iterator[tuple[str, str]]:
    """Yield the digest of every input file, by its path relative to the story's folder."""
    root = job.story.root
    for name, photo in job.photos.items():
        yield _relative(photo.path, root) if manifest else name, photo.sha256
    for path in (*([manifest] if manifest else ()), *_files(request), *theme_files(job.design)):
        yield _relative(path, root), digest(path)


def theme_files(design: Design) -> list[Path]:
    """Return the files of a theme that does not come with platebook; none without one."""
    theme = design.theme
    if not theme or theme.resolve().is_relative_to(design.home.resolve()):
        return []
    data = theme / "theme.yaml"
    return [*_paths_under(theme, ("templates", "styles")), *([data] if data.is_file() else [])]


def design_digest(home: Path) -> str:
    """Return one digest of platebook's own templates, styles and themes, which are in ``home``."""
    return _digest_of(_paths_under(home, ("templates", "styles", "themes")))


def _within(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def size(path: Path) -> int:
    """Return the size of a file in bytes, or of all files in a folder."""
    return sum(
        inner_path.stat().st_size for inner_path in (_within(path) if path.is_dir() else [path])
    )


def options_seen_from(options: BuildOptions, root: Path) -> BuildOptions:
    """Make the files and folders among the options relative to ``root``, the story's folder."""
    return options.with_paths(lambda name: _relative(name, root))


def _files(options: BuildOptions) -> Iterator[Path]:
    """Yield the files among the options: printer profiles and ICC profiles. A theme is a folder."""
    for path in (*options.printers, options.profile):
        if path and Path(path).is_file():
            yield Path(path)


def _paths_under(folder: Path, parts: Iterable[str]) -> list[Path]:
    paths = (path for part in parts for path in (folder / part).rglob("*"))
    return sorted(path for path in paths if path.is_file())


def _digest_of(files: Iterable[Path]) -> str:
    """Return one digest for files, of their names and contents."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.name} {digest(path)}\n".encode())
    return whole.hexdigest()


def _relative(name: str | Path, root: Path) -> str:
    """Make a file or folder relative to the story's folder; any other word is unchanged."""
    path = Path(name)
    return (_relative_if_near(path, root) or path.name) if path.exists() else str(name)


def _relative_if_near(path: Path, folder: Path) -> str | None:
    """Make a path relative to a folder; None where they are far apart on the disk."""
    there, here = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    way = Path(os.path.relpath(there, here))
    above = way.parts.count("..")
    if above > _NEAR or (above and os.path.commonpath([there, here]) == there.anchor):
        return None
    return way.as_posix()


def _reported_findings(job: Job) -> Iterator[Finding]:
    """Yield the findings with relative places, without those that are about this machine."""
    for finding in job.collected.findings:
        where = job.story.local(finding.where)
        if not Path(where).is_absolute():
            yield replace(finding, where=where)


def to_json(record: Record) -> bytes:
    """Serialize a record as readable, deterministic JSON."""
    fields = {"format": FORMAT, **asdict(record), "options": record.options.values_to_record()}
    return f"{json.dumps(fields, ensure_ascii=False, indent=2)}\n".encode(errors="backslashreplace")


def read_record(path: Path) -> Record:
    """Read a record. Raises UsageError where the file is none, or is damaged."""
    try:
        if not path.is_file():  # reading a pipe would block
            raise UsageError.of(str(path), "is not an ordinary file", _FIX)
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        table = json.loads(raw) if len(raw) <= _LARGEST else None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError.of(str(path), f"cannot be read: {reason}", _FIX) from error
    except (ValueError, RecursionError) as error:
        raise UsageError.of(str(path), _NO_RECORD, _FIX) from error
    try:
        if not isinstance(table, dict) or table.get("format") != FORMAT:
            raise UsageError.of(str(path), _NO_RECORD, _FIX)
        return _record(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise UsageError.of(str(path), f"{_NO_RECORD}: {place}: {first['msg']}", _FIX) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError.of(str(path), f"{_NO_RECORD}: {error}", _FIX) from error


def _record(table: dict[str, Any]) -> Record:
    """Check and read what a record says, which may come from anywhere. Raises ValueError."""
    names = {name for name, option, _ in declared_options() if option.recorded}
    if unknown := table["options"].keys() - names:
        raise ValueError(f"there is no option {min(unknown)}")
    check_texts(table["book"])
    raw = json.dumps(table)
    if r"\u0000" in raw:
        raise ValueError("there is a text with a NUL in it")
    result = _reader().validate_json(raw, strict=True)
    options = replace(
        result.options,
        editions=tuple(result.options.editions),
        printers=tuple(result.options.printers),
    )
    return replace(result, options=options)


@cache
def _reader() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


#: Packages for the terminal only: they change no byte of a book.
_TALK = frozenset({"typer", "rich"})


def versions() -> Mapping[str, str]:
    """Return versions by name, sorted: platebook, Python, packages, system libraries."""
    result = {
        **_packages(),
        **libvips.native_versions(),
        **engine.native_versions(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "python": platform.python_version(),
        "platebook": __version__,
    }
    return dict(sorted(result.items()))


@cache
def _packages() -> Mapping[str, str]:
    """Walk the requirements of platebook, and theirs, as far as they are installed."""
    result: dict[str, str] = {}
    waiting = ["platebook"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in result or name in _TALK:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system or an older Python
            continue
        result[name], needs = _version_of(package)
        waiting += [
            _required_name(requirement) for requirement in needs if "extra ==" not in requirement
        ]
    return result


def _version_of(package: metadata.Distribution) -> tuple[str, Sequence[str]]:
    """Return a package's version and requirements.

    Both are in the header of its METADATA; ``importlib.metadata`` would parse the README below it
    too, twice.
    """
    text = package.read_text("METADATA")
    if text is None:  # an old kind of package
        return package.version, package.requires or ()
    package_metadata = message_from_string(text.partition("\n\n")[0])
    return str(package_metadata["Version"]), [
        str(requirement) for requirement in package_metadata.get_all("Requires-Dist", ())
    ]


def _required_name(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    return match[0] if match else ""
