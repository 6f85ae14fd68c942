"""Looks at every photograph of a story before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

from platebook.errors import Finding, Severity
from platebook.photos import colour
from platebook.photos.cache import Cache
from platebook.photos.formats import metadata, source
from platebook.photos.formats.header import Header, UnfitError
from platebook.photos.integrity import decode_check, structure_check
from platebook.photos.integrity.errors import COVER, fit, place
from platebook.photos.model import Photo
from platebook.photos.workers import memory
from platebook.photos.workers.pool import Task, WorkerPool, patience
from platebook.report import Report, Silent
from platebook.story import Story

#: Photographs of fewer bytes than this together are looked at by one process: that takes a sixth
#: of a second, as long as it takes to start another.
_LITTLE = 120_000_000
_REMARKS = {
    "EXIF": (
        "F002",
        Severity.WARNING,
        "its EXIF is damaged and was not read; the photograph is shown the way it is stored",
        "Look whether it stands upright; if not, export it again.",
    ),
    "profile": (
        "F003",
        Severity.WARNING,
        "its colour profile is damaged or meant for other channels; its colours are taken as sRGB",
        "Look at its colours; if they are wrong, export it again with its own profile.",
    ),
    "C2PA": (
        "F004",
        Severity.NOTE,
        "it holds a C2PA manifest (a signed record of its origin), which is not carried over",
        "Nothing to do; keep the original.",
    ),
}


def survey(
    story: Story,
    *,
    report: Report | None = None,
    workers: WorkerPool | None = None,
    cache: Cache | None = None,
    everything: bool = False,
) -> Mapping[str, Photo]:
    """Look at the photograph of every plate, by plate id, and at the cover's own by ``COVER``.

    Each file is opened once, hashed and identified by its bytes; its header and metadata are
    read, and no pixel is decoded but where the file seems to break off; all that in processes of
    its own, or in those of ``workers``. With a ``cache`` all are decoded where ``everything`` is
    asked for, but for those that were before; and where one is unfit already, so that nothing
    will be made, the others too, as far as it takes no long time. Else ``trying`` does it.
    Warnings go to ``report`` and into ``Photo.findings``. Raises PhotoError (exit 4) with one
    finding for every photograph that cannot become a plate.
    """
    report = report or Silent()
    uses = _uses(story)
    spellings = [shown for shown, _ in uses.values()]
    orders = [
        Task(look, (path, shown, place(shown, keys), story.language), patience(path))
        for path, (shown, keys) in uses.items()
    ]
    most = 1 if sum(map(_bytes, uses)) <= _LITTLE else None
    with nullcontext(workers) if workers else WorkerPool() as hired:
        found = hired.run(
            orders, lambda done, at: report.step(done, len(orders), spellings[at]), most
        )
        if cache and (everything or any(isinstance(each, UnfitError) for each in found)):
            found = decode_check.tried(found, cache, hired, report, everything=everything)
    for photo in found:
        for finding in photo.findings if isinstance(photo, Photo) else ():
            report.finding(finding)
    return fit(found, list(uses.values()))


def look(path: Path, shown: str, where: str, language: str) -> Photo:
    """Look at one photograph. Raises UnfitError where it cannot become a plate."""
    with source.opened(path) as file:
        stamp = source.stamp(file)
        header = source.header(file)
        sha256, length = source.digest(file), file.tell()
        verdict = structure_check.judged(file, header)
    if header.profile and not colour.works(header.profile):
        header = source.without_profile(header)
    words, cut = metadata.words(header, language)
    profile = colour.description(header.profile) if header.profile else None
    photo = Photo(
        path=path,
        photo=shown,
        sha256=sha256,
        format=header.format,
        size=header.seen,
        mode=header.mode,
        words=words,
        profile=profile or (header.named.name if header.named else None),
        findings=_findings(where, header, cut),
        bytes=length,
        stamp=stamp,
        end=verdict.end,
        held=memory.held(header, progressive=verdict.progressive),
    )
    if verdict.doubtful:
        # Late, for it brings libvips along, which a photograph that looks whole does without.
        from platebook.photos import produce

        return produce.tried(photo)
    return photo


def _uses(story: Story) -> dict[Path, tuple[str, tuple[str, ...]]]:
    """Give every file once: how the manifest spells it, and the keys that show it."""
    uses: dict[Path, tuple[str, tuple[str, ...]]] = {}
    named = [(plate.path, plate.photo, plate.id) for plate in story.plates]
    if isinstance(story.cover, Path):
        cover = story.cover
        inside = cover.is_relative_to(story.root)
        named.append((cover, str(cover.relative_to(story.root) if inside else cover.name), COVER))
    for path, shown, key in named:
        first, keys = uses.get(path, (shown, ()))
        uses[path] = (first, (*keys, key))
    return uses


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # what is wrong with it is found when it is opened
        return 0


def _findings(where: str, header: Header, cut: tuple[str, ...]) -> tuple[Finding, ...]:
    found = []
    if header.frames > 1:
        many = "more than one picture" if header.frames == 2 else f"{header.frames} pictures"
        found.append(
            Finding(
                where,
                f"it holds {many}; the first is shown",
                "Export the one that is meant, if it is another.",
                Severity.WARNING,
                "F005",
            )
        )
    for remark in header.remarks:
        code, severity, message, fix = _REMARKS[remark]
        found.append(Finding(where, message, fix, severity, code))
    for key in cut:
        found.append(
            Finding(
                where,
                f"the {key} in its metadata is far too long; its beginning is used",
                f"Write the {key} in the manifest.",
                Severity.WARNING,
                "F006",
            )
        )
    return tuple(found)
