"""Decodes the photographs before anything is made of them, so that damage is told at once.

Decoding is half of the work on a photograph, and most of it cannot be kept: in which size it is
wanted is known when the book is planned. But a JPEG is shown to be whole in a third of the time,
while the book is planned, and then its decoder need not be watched any more. A story whose
photographs take longer is not decoded twice; what is damaged inside is told when plates are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from platebook.photos import produce
from platebook.photos.cache import Cache
from platebook.photos.formats.header import UnfitError
from platebook.photos.integrity.errors import Uses, fit
from platebook.photos.model import Photo
from platebook.photos.workers.pool import Task, WorkerPool, patience
from platebook.report import Report, Silent

Found = Sequence[Photo | UnfitError]

#: CPU seconds that all photographs of a story may take, about: on two cores, a second.
_BUDGET = 2.0
#: What each file takes, in CPU ms; and each megapixel of it. What a PNG holds is known by its sums
#: without it.
_FILE = 2
_EACH = {"JPEG": 0.7, "PNG": 0, "TIFF": 20, "WEBP": 24, "HEIF": 44, "AVIF": 50}
#: And what a megabyte of a JPEG takes, of one scan or of several.
_MEGABYTE, _MEGABYTE_IN_SCANS = 7, 60


@dataclass(frozen=True, slots=True)
class DecodeCheck:
    """Photographs that are being decoded in the background, and who shows them."""

    _found: Future[list[Photo | UnfitError]]
    _uses: Uses

    def passed(self, report: Report) -> Mapping[str, Photo]:
        """Wait, and give the photographs by their keys, those that were decoded as proven.

        Raises PhotoError with a finding for every one that is damaged.
        """
        if not self._found.done():
            report.stage("Decoding the photographs")
        return fit(self._found.result(), self._uses)


@contextmanager
def trying(photos: Mapping[str, Photo], cache: Cache, workers: WorkerPool) -> Iterator[DecodeCheck]:
    """Decode photographs in ``workers`` while the block goes on, as far as a second or so goes.

    ``photos`` are those of ``survey``, by plate id. ``cache`` knows which of them were decoded
    before, and remembers the others. What is left undone when the block ends is given up.
    """
    keys: dict[Path, list[str]] = {}
    for key, photo in photos.items():
        keys.setdefault(photo.path, []).append(key)
    files = [photos[shown[0]] for shown in keys.values()]
    uses = [(photo.photo, tuple(keys[photo.path])) for photo in files]
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(tried, files, cache, workers, Silent())
        try:
            yield DecodeCheck(found, uses)
        finally:
            if not found.done():
                workers.stop()


def tried(
    found: Found, cache: Cache, workers: WorkerPool, report: Report, *, everything: bool = False
) -> list[Photo | UnfitError]:
    """Give what was found, with why it is unfit in the place of a photograph that is damaged.

    ``cache`` knows which of them were decoded before. With ``everything`` it keeps a glance at
    the others; else they are shown to be whole, where that takes a second or so.
    """
    given = [
        replace(photo, proven=True)
        if isinstance(photo, Photo) and produce.known(photo, cache)
        else photo
        for photo in found
    ]
    fresh = [
        (at, photo)
        for at, photo in enumerate(given)
        if isinstance(photo, Photo) and not photo.proven
    ]
    if not everything:
        if sum(_cost(photo) for _, photo in fresh) > _BUDGET:
            return given
        fresh = [(at, photo) for at, photo in fresh if _EACH[photo.format]]
    work = produce.tried if everything else produce.proved
    orders = [
        Task(work, (photo, cache), patience(photo.path, _pixels(photo)), photo.held)
        for _, photo in fresh
    ]
    if orders:
        report.stage("Decoding the photographs")
    made = workers.run(orders, lambda done, at: report.step(done, len(orders), fresh[at][1].photo))
    for (at, _), answer in zip(fresh, made, strict=True):
        given[at] = answer
    return given


def _pixels(photo: Photo) -> int:
    return photo.size[0] * photo.size[1]


def _cost(photo: Photo) -> float:
    """Guess the CPU seconds that it takes to decode a photograph."""
    size = 0.0
    if photo.format == "JPEG":
        size = photo.bytes / 1e6 * (_MEGABYTE if photo.end else _MEGABYTE_IN_SCANS)
    return (_FILE + size + _pixels(photo) / 1e6 * _EACH[photo.format]) / 1_000
