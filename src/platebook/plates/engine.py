"""Prepares every photograph for every edition, on all cores, in bounded memory."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from platebook.errors import Finding, PhotoError, Severity
from platebook.plates import pixels, scan, xmp
from platebook.plates.cache import ENGINE, Cache
from platebook.plates.header import COPY_AGAIN, DAMAGED, UnfitError
from platebook.plates.model import Photo, Plate, Wish
from platebook.plates.rendition import Look, look_of, renditions
from platebook.plates.survey import place
from platebook.report import Report, Silent

#: A photograph above this (px) is decoded with no other beside it, since two may not fit: the
#: first where pictures run through in strips, the second where a decoder holds them whole.
_LARGE_IN_STRIPS, _LARGE_AS_WHOLE = 110_000_000, 30_000_000
_IN_STRIPS = ("JPEG", "PNG", "TIFF")
_HARMLESS = re.compile(r"extraneous bytes before marker")


@dataclass(frozen=True, slots=True)
class _Task:
    """One photograph and everything that is wished of it."""

    photo: Photo
    wishes: tuple[Wish, ...]

    @property
    def where(self) -> str:
        """The photograph as messages name it."""
        return place(self.photo.photo, tuple(dict.fromkeys(wish.plate for wish in self.wishes)))


def prepare(
    wishes: Sequence[Wish],
    *,
    scratch: Path,
    jobs: int = 0,
    report: Report | None = None,
    cache: Cache | None = None,
) -> Mapping[tuple[str, str], Plate]:
    """Make the file of every wish in ``scratch``; by plate id and medium, in the order wished.

    ``jobs`` photographs are made at once (0: as many as there are cores). The same bytes come
    out whatever ``jobs`` is, and whether or not ``cache`` already had them. Raises PhotoError
    (exit 4) with a finding for every photograph that is damaged, OSError where ``scratch``
    cannot be written: whose folder it is knows what to say.
    """
    report = report or Silent()
    tasks = _tasks(wishes)
    plates: dict[tuple[str, str], Plate] = {}
    suspects: list[_Task] = []
    workshop = _Workshop(scratch, cache)
    if tasks:
        # libvips is set up here, before any thread could find it half set up.
        pixels.vips()
    pool = ThreadPoolExecutor(max_workers=max(1, jobs or len(os.sched_getaffinity(0))))
    try:
        running = {pool.submit(workshop.make, task): task for task in tasks}
        for done, future in enumerate(as_completed(running), 1):
            # Popped, for a failure holds on to every picture that was being made.
            task = running.pop(future)
            made = _result(future)
            if made is None:
                suspects.append(task)
            else:
                plates |= made
            report.step(done, len(tasks), task.photo.photo)
    finally:
        # After Ctrl-C only what is being decoded this moment is waited for.
        pool.shutdown(wait=True, cancel_futures=True)
    suspects.sort(key=tasks.index)
    plates |= _second_look(workshop, suspects, report)
    if cache and workshop.stored:
        cache.prune()
    return {
        (wish.plate, wish.recipe.medium): plates[wish.plate, wish.recipe.medium] for wish in wishes
    }


class _Workshop:
    """Where photographs are made into plates; its methods may run in several threads."""

    def __init__(self, scratch: Path, cache: Cache | None) -> None:
        self.scratch = scratch
        self.cache = cache
        self.stored = False
        self._large = Lock()

    def make(self, task: _Task, fail_on: str = pixels.STRICT) -> dict[tuple[str, str], Plate]:
        """Make every plate of one photograph; from the cache where that has them all."""
        looks = [look_of(wish.photo, wish.recipe) for wish in task.wishes]
        ready = self._kept(task.photo, looks)
        missing = [look for look in looks if look not in ready]
        if missing:
            with self._large if _is_large(task.photo) else nullcontext():
                fresh = renditions(task.photo, missing, fail_on)
            self._keep(task.photo, fresh)
            ready |= fresh
        return {
            (wish.plate, wish.recipe.medium): self._written(wish, ready[look])
            for wish, look in zip(task.wishes, looks, strict=True)
        }

    def _kept(self, photo: Photo, looks: Iterable[Look]) -> dict[Look, bytes]:
        if self.cache is None:
            return {}
        found = ((look, self.cache.get(_key(photo, look))) for look in dict.fromkeys(looks))
        return {look: picture for look, picture in found if picture}

    def _keep(self, photo: Photo, fresh: Mapping[Look, bytes]) -> None:
        if self.cache is not None:
            self.stored = True
            for look, picture in fresh.items():
                self.cache.put(_key(photo, look), picture)

    def _written(self, wish: Wish, picture: bytes) -> Plate:
        packet = xmp.packet(wish.rights, scan.XMP_LIMIT) if wish.recipe.keep_rights else None
        if packet:
            picture = scan.dressed(picture, packet) or picture
        folder = self.scratch / wish.recipe.medium
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{re.sub(r'[^A-Za-z0-9-]', '_', wish.plate)}.jpg"
        path.write_bytes(picture)
        return Plate(
            wish.plate,
            wish.recipe.medium,
            path,
            scan.size_of(picture),
            hashlib.sha256(picture).hexdigest(),
        )


def _tasks(wishes: Sequence[Wish]) -> list[_Task]:
    """Gather the wishes of each photograph, in the order of their first."""
    gathered: dict[Path, list[Wish]] = {}
    for wish in wishes:
        gathered.setdefault(wish.photo.path, []).append(wish)
    return [_Task(group[0].photo, tuple(group)) for group in gathered.values()]


def _result(future: Future[dict[tuple[str, str], Plate]]) -> dict[tuple[str, str], Plate] | None:
    """Give what a worker made; None where its photograph must be looked at again."""
    try:
        return future.result()
    except UnfitError:
        return None
    except _failures():
        return None


def _failures() -> tuple[type[Exception], ...]:
    """Name what libvips raises: its error, or what Python makes of one that is no UTF-8."""
    return (pixels.vips().Error, UnicodeDecodeError)


def _second_look(
    workshop: _Workshop, suspects: Sequence[_Task], report: Report
) -> dict[tuple[str, str], Plate]:
    """Try what failed once more, one at a time, and say why it fails.

    One at a time because libvips gathers its complaints in one place for all threads: only now
    do they belong to this photograph. A few stray bytes between segments, which some cameras
    leave, harm nothing and are let pass with a warning. Raises PhotoError for all the others.
    """
    plates: dict[tuple[str, str], Plate] = {}
    broken: list[Finding] = []
    for task in suspects:
        try:
            plates |= _patiently(workshop, task, report)
        except UnfitError as unfit:
            broken.append(Finding(task.where, unfit.message, unfit.fix))
        except _failures():
            broken.append(Finding(task.where, DAMAGED, COPY_AGAIN))
    if broken:
        raise PhotoError(broken)
    return plates


def _patiently(workshop: _Workshop, task: _Task, report: Report) -> dict[tuple[str, str], Plate]:
    try:
        return workshop.make(task)
    except pixels.vips().Error as error:
        complaints = [line for line in str(error).splitlines()[1:] if line.strip()]
        if not any("VipsJpeg" in line for line in complaints) or not all(
            _HARMLESS.search(line) for line in complaints if "VipsJpeg" in line
        ):
            raise
    plates = workshop.make(task, pixels.LENIENT)
    report.finding(
        Finding(
            task.where,
            "it has a few stray bytes between its parts, which were skipped",
            "Nothing to do if it looks right.",
            Severity.WARNING,
        )
    )
    return plates


def _is_large(photo: Photo) -> bool:
    limit = _LARGE_IN_STRIPS if photo.format in _IN_STRIPS else _LARGE_AS_WHOLE
    return photo.size[0] * photo.size[1] > limit


def _key(photo: Photo, look: Look) -> str:
    """Name a rendition by all that its bytes depend on."""
    made_of = (ENGINE, pixels.versions(), photo.sha256, look)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()
