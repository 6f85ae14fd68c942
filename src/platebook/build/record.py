"""``build.json``: what a build was made of and what came of it, so that it can be made again.

No clock, no name of a machine and no path of one: files are named as seen from the story's
folder. docs/build-json.md tells every key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict, cast

from platebook import plates
from platebook.build.versions import versions
from platebook.build.writers import Job
from platebook.errors import Finding

NAME = "build.json"
#: A date for books of stories that have none; it changes their bytes.
EPOCH = "SOURCE_DATE_EPOCH"
#: Folders that are climbed at most from one place to another: further away is another part of the
#: disk, and its name would tell of the machine.
_NEAR = 2


class Wants(TypedDict, total=False):
    """What may be asked of a build beside its editions, named as the command line names it.

    ``printers`` are names of known printers or files of profiles: what is printed is made for each
    of them, else for any offset printer. ``theme`` is a folder or the name of a theme, ``trim``
    the printed page; both come before the manifest's. ``profile`` is the colour profile of the
    press (a file, or ``fogra39``) instead of the printer's, ``intent`` one of ``plates.INTENTS``,
    ``ink_limit`` the most ink in per cent. ``paper`` is one of the printer's papers, ``spine`` the
    width of a cover's spine in mm. ``target`` is the kind of reader that the e-book is for (a row
    of ``plates.TARGETS``), ``budget`` the most that it may have, in MB.
    """

    printers: Sequence[str | Path]
    theme: str | Path | None
    trim: str | None
    profile: str | Path | None
    intent: str | None
    ink_limit: int | None
    paper: str | None
    spine: float | None
    target: str
    budget: float | None


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked of a build: its editions, and ``Wants``."""

    editions: tuple[str, ...] = ()
    printers: Sequence[str | Path] = ()
    theme: str | Path | None = None
    trim: str | None = None
    profile: str | Path | None = None
    intent: str | None = None
    ink_limit: int | None = None
    paper: str | None = None
    spine: float | None = None
    target: str = plates.DEFAULT
    budget: float | None = None

    @classmethod
    def of(cls, editions: tuple[str, ...], asked: Wants) -> Options:
        """Take what was asked for; what was not is as it is without it."""
        known: Wants = {**asked, "printers": tuple(asked.get("printers", ()))}
        return cls(editions, **known)

    @property
    def wants(self) -> Wants:
        """Give what was asked for beside the editions, as ``build`` takes it."""
        told = asdict(self)
        del told["editions"]
        return cast(Wants, told)

    def seen_from(self, root: Path) -> Options:
        """Name the files and folders among them from ``root``, the story's folder."""
        return replace(
            self,
            printers=tuple(_seen(each, root) for each in self.printers),
            theme=_seen(self.theme, root) if self.theme else None,
            profile=_seen(self.profile, root) if self.profile else None,
        )

    @property
    def files(self) -> Iterator[Path]:
        """The files among them: profiles of printers and presses. A theme is a folder."""
        for each in (*self.printers, self.profile):
            if each and Path(each).is_file():
                yield Path(each)


@dataclass(frozen=True, slots=True)
class Font:
    """A face of the books; ``sha256`` is that of its letters as they were cut for them."""

    typeface: str
    weight: int
    style: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file. ``bytes`` is its size."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Record:
    """One build, told. All digests are SHA-256 in hexadecimal.

    ``story`` is the manifest's path from the record's folder, or None where that would tell of
    the machine. ``inputs`` are digests by path from the story's folder, ``outputs`` by file name,
    ``profiles`` those of the presses' colour profiles by printer; ``design`` is one digest of our
    own templates, styles and themes.
    """

    story: str | None
    options: Options
    environment: Mapping[str, str]
    versions: Mapping[str, str]
    design: str
    inputs: Mapping[str, str]
    profiles: Mapping[str, str]
    fonts: tuple[Font, ...]
    outputs: Mapping[str, Made]
    findings: tuple[Finding, ...] = ()


def record(
    job: Job,
    asked: Options,
    drafts: Sequence[Path],
    folder: Path,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Record:
    """Tell a build that is done; its ``drafts`` are about to take their places in ``folder``.

    ``known`` are digests of drafts, by name, that need not be read again for them.
    """
    root = job.story.root
    manifest = root / job.story.manifest.name
    epoch = None if job.story.published else os.environ.get(EPOCH)
    faces = job.cast.faces
    return Record(
        story=_near(manifest, folder),
        options=asked.seen_from(root),
        environment={EPOCH: epoch} if epoch else {},
        versions=versions(),
        design=_digest_of(_under(job.design.home, ("templates", "styles", "themes"))),
        inputs=dict(sorted(_inputs(job, asked, manifest))),
        profiles={each.printer.name: each.inks.sha256 for each in job.impressions if each.inks},
        fonts=tuple(
            Font(each.typeface.name, each.weight, each.style, each.sha256) for each in faces
        ),
        outputs={
            path.name: Made(known.get(path.name) or digest(path), path.stat().st_size)
            for path in drafts
        },
        findings=tuple(_told(job)),
    )


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inputs(job: Job, asked: Options, manifest: Path) -> Iterator[tuple[str, str]]:
    """Give every file that the books are made of, from the story's folder, with its digest."""
    root = manifest.parent
    for photo in job.photos.values():
        yield _seen(photo.path, root), photo.sha256
    theme = job.design.theme
    own = theme and not theme.resolve().is_relative_to(job.design.home.resolve())
    themed = _under(theme, ("templates", "styles")) if theme and own else ()
    for path in (manifest, *asked.files, *themed):
        yield _seen(path, root), digest(path)


def _under(folder: Path, parts: Iterable[str]) -> list[Path]:
    found = (path for part in parts for path in (folder / part).rglob("*"))
    return sorted(path for path in found if path.is_file())


def _digest_of(files: Iterable[Path]) -> str:
    """Give one digest for files, by their names and what is in them."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.name} {digest(path)}\n".encode())
    return whole.hexdigest()


def _seen(name: str | Path, root: Path) -> str:
    """Name a file or folder from the story's folder; a word that is neither stays what it is."""
    path = Path(name)
    return (_near(path, root) or path.name) if path.exists() else str(name)


def _near(path: Path, folder: Path) -> str | None:
    """Name a path from a folder; None where the way leads through other parts of the disk."""
    there, here = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    way = Path(os.path.relpath(there, here))
    above = way.parts.count("..")
    if above > _NEAR or (above and os.path.commonpath([there, here]) == there.anchor):
        return None
    return way.as_posix()


def _told(job: Job) -> Iterator[Finding]:
    """Give what was found, placed from the story's folder; what is of the machine is left out."""
    for finding in job.heard.findings:
        where = job.story.local(finding.where)
        if not Path(where).is_absolute():
            yield replace(finding, where=where)
