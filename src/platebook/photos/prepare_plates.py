"""Prepares every photograph for every edition, on all cores, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from platebook.errors import Finding, PhotoError, Severity
from platebook.photos.cache import Cache
from platebook.photos.ebook_targets import MEGABYTE
from platebook.photos.formats.header import UNFIT, UnfitError
from platebook.photos.memory import Memory
from platebook.photos.model import Photo, Rendition, RenditionRequest
from platebook.photos.produce import PlateMaker, ProducedPlates
from platebook.photos.survey_photos import describe_uses
from platebook.photos.worker_pool import Task, WorkerPool, time_limit
from platebook.report import Report, Silent

#: Seconds more for each table of inks that a photograph may be the first to need: thirty times
#: what one takes to make.
_A_TABLE = 30
#: Seconds for each AVIF, whose encoder takes up to two on an idle machine.
_AN_AVIF = 30


@dataclass(frozen=True, eq=False)
class _Task:
    """One photograph and all requests for it."""

    photo: Photo
    requests: tuple[RenditionRequest, ...]

    @property
    def where(self) -> str:
        """The photograph as messages name it."""
        plates = dict.fromkeys(request.plate for request in self.requests)
        return describe_uses(self.photo.photo, tuple(plates))


def prepare(
    requests: Sequence[RenditionRequest],
    *,
    scratch: Path,
    jobs: int = 0,
    report: Report | None = None,
    cache: Cache | None = None,
    workers: WorkerPool | None = None,
) -> Mapping[tuple[str, str], Rendition]:
    """Write the file of every request into ``scratch``; return them by plate id and medium.

    ``jobs`` photographs are made at once (0: as many as there are cores), each in a process of
    its own, or in those of ``workers``. The same bytes come out whatever ``jobs`` is, and whether
    or not ``cache`` already had them. Raises PhotoError (exit 4) with a finding for every
    photograph that is damaged, or that its decoder does not survive; OSError where ``scratch``
    cannot be written.
    """
    report = report or Silent()
    tasks = _tasks(requests)
    workshop = PlateMaker(scratch, cache)
    results = _recall(workshop, tasks, cache, report) if cache else {}
    count = len(results)
    missing = [task for task in tasks if task not in results]
    if missing:
        if cache and (reason := cache.refusal()):
            report.finding(_cache_finding(cache, reason))
        with nullcontext(workers) if workers else WorkerPool(jobs) as pool:
            fresh = pool.run(
                [_order(workshop, task) for task in missing],
                lambda done, at: report.step(count + done, len(tasks), missing[at].photo.photo),
            )
        results |= dict(zip(missing, fresh, strict=True))
    plates = _gather({task: results[task] for task in tasks}, report)
    if cache and missing:
        cache.prune()
        cache.of_facts.prune()
    return {
        (request.plate, request.recipe.medium): plates[request.plate, request.recipe.medium]
        for request in requests
    }


def _tasks(requests: Sequence[RenditionRequest]) -> list[_Task]:
    """Group requests by photograph, in the order of their first."""
    groups: dict[Path, list[RenditionRequest]] = {}
    for request in requests:
        groups.setdefault(request.photo.path, []).append(request)
    return [_Task(group[0].photo, tuple(group)) for group in groups.values()]


def _recall(
    workshop: PlateMaker, tasks: Sequence[_Task], cache: Cache, report: Report
) -> dict[_Task, ProducedPlates | UnfitError]:
    """Make what the cache has; that needs no decoder, so no worker either.

    One after the other: what there is to do is a copy, and threads would wait for each other. They
    would also go on to write after an interrupt, while what they wrote is removed. What was found
    unharmed, and has not been written to since, is not read to its end again.
    """
    memory = Memory(cache.of_facts)
    stamps = [stamp for task in tasks for stamp in workshop.stamps(task.requests)]
    question = ("unharmed", *stamps)
    unharmed = None not in stamps and bool(memory.get(question))
    results: dict[_Task, ProducedPlates | UnfitError] = {}
    for task in tasks:
        if plates := workshop.from_cache(task.requests, unharmed=unharmed):
            results[task] = plates
            report.step(len(results), len(tasks), task.photo.photo)
    if len(results) == len(tasks) and not unharmed and None not in stamps:
        memory.put_settled(question, True, max(stamp[-1] for stamp in stamps if stamp))
    return results


def _order(workshop: PlateMaker, task: _Task) -> Task[ProducedPlates]:
    photo = task.photo
    inks = {request.recipe.colour for request in task.requests if request.recipe.colour}
    slow = sum(request.recipe.format == "avif" for request in task.requests)
    seconds = time_limit(photo.path, photo.size[0] * photo.size[1])
    seconds += _A_TABLE * len(inks) + _AN_AVIF * slow
    return Task(
        workshop.make,
        (task.requests,),
        seconds,
        decoder_memory=photo.decoder_memory,
        proof=workshop.check,
    )


def _cache_finding(cache: Cache, reason: str) -> Finding:
    message = (
        f"prepared photographs cannot be remembered here: {reason}; this build goes on without"
    )
    fix = "Repair it, or name another folder in PLATEBOOK_CACHE; else every build takes as long."
    return Finding(str(cache.folder), message, fix, Severity.NOTE, "F011")


def _gather(
    results: Mapping[_Task, ProducedPlates | UnfitError], report: Report
) -> dict[tuple[str, str], Rendition]:
    """Gather the plates. Raises PhotoError with every photograph that gave none."""
    plates: dict[tuple[str, str], Rendition] = {}
    broken: list[Finding] = []
    for task, result in results.items():
        if isinstance(result, UnfitError):
            broken.append(Finding(task.where, result.message, result.fix, code=UNFIT))
            continue
        if not result.plates:  # it was only looked at, since another is unfit
            continue
        plates |= {(plate.plate, plate.medium): plate for plate in result.plates}
        for finding in _remarks(task, result):
            report.finding(finding)
    if broken:
        raise PhotoError(broken)
    return plates


def _remarks(task: _Task, plates: ProducedPlates) -> Iterator[Finding]:
    """Yield warnings and notes about a photograph that became a plate."""
    if plates.stray:
        message = "it has a few stray bytes between its parts, which were skipped"
        fix = "Nothing to do if it looks right."
        yield Finding(task.where, message, fix, Severity.WARNING, "F007")
    for request, plate in zip(task.requests, plates.plates, strict=True):
        limit, quality = request.recipe.max_bytes, plate.quality
        if limit and quality and quality < request.recipe.quality:
            yield _limit_finding(request.where, plate, plate.path.stat().st_size, limit)


def _limit_finding(where: str, plate: Rendition, size: int, max_bytes: int) -> Finding:
    """Report how a photograph was kept within its limit of bytes, or warn that it was not."""
    figures = "{:,} × {:,} px, JPEG quality {}".format(*plate.size, plate.quality)
    limit = f"{max_bytes / MEGABYTE:g} MB that one photograph may have here"
    megabytes = f"{size / MEGABYTE:.1f} MB"
    if size > max_bytes:
        message = (
            f"it has {megabytes} of the {limit}, and is as small as it may be made ({figures})"
        )
        fix = "Choose another target (--target), or a photograph with less noise or detail."
        return Finding(where, message, fix, Severity.WARNING, "F008")
    message = f"made smaller, for the {limit}: {figures}, {megabytes}"
    return Finding(where, message, "Nothing to do.", Severity.NOTE, "F008")
