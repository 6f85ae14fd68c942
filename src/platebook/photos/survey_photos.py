"""Surveys the photographs of a story: headers, metadata, structure, and a check that they decode.

Decoding is half of the work on a photograph, and most of it cannot be reused: in which size it is
needed is known when the book is planned. But a JPEG is proven whole in a third of that time while
the book is planned, and its decoder need not be monitored later. Where all photographs together
take too long, damage inside their data is reported when plates are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from platebook.errors import Finding, PhotoError, Severity
from platebook.photos import colour, produce, worker_pool
from platebook.photos.cache import Cache
from platebook.photos.formats import metadata, source
from platebook.photos.formats.header import UNFIT, Header, UnfitError
from platebook.photos.formats.usage import artificial, is_stand_in, is_synthetic, limits
from platebook.photos.integrity import structure_check
from platebook.photos.memory import NO_MEMORY, ImageMemory, KnownPhotos
from platebook.photos.model import MetadataText, Photo
from platebook.photos.worker_pool import Task, WorkerPool, time_limit
from platebook.report import Report, Silent
from platebook.story import Story

#: The key of the cover photograph where the manifest names a file of its own. A plate's id has
#: no colon, so it can never be one.
COVER = ":cover"
#: Files as messages spell them, each with the keys that show it.
Uses = Sequence[tuple[str, tuple[str, ...]]]


def describe_uses(spelling: str, keys: Sequence[str]) -> str:
    """Return a photograph's name as a person finds it: its file, and the plates that show it."""
    plates = [f"“{key}”" for key in keys if key != COVER]
    if not plates:
        return f"{spelling} (the cover)"
    return f"{spelling} ({'plate' if len(plates) == 1 else 'plates'} {', '.join(plates)})"


def photos_by_key(results: Sequence[Photo | UnfitError], uses: Uses) -> dict[str, Photo]:
    """Return what was found of each file by the keys that show it.

    Raises PhotoError with a finding for every one that cannot become a plate.
    """
    pairs = list(zip(results, uses, strict=True))
    broken = [
        Finding(describe_uses(spelling, keys), photo.message, photo.fix, code=UNFIT)
        for photo, (spelling, keys) in pairs
        if isinstance(photo, UnfitError)
    ]
    if broken:
        raise PhotoError(broken)
    return {key: photo for photo, (_, keys) in pairs if isinstance(photo, Photo) for key in keys}


Results = Sequence[Photo | UnfitError]

#: Characters of an instruction that a message quotes.
_QUOTED = 300
#: CPU seconds that all photographs of a story may take, about: on two cores, a second.
_BUDGET = 2.0
#: What each file takes, in CPU ms; and each megapixel of it. What a PNG holds is known by its sums
#: without it.
_PER_FILE = 2
_PER_MEGAPIXEL = {"JPEG": 0.7, "PNG": 0, "TIFF": 20, "WEBP": 24, "HEIF": 44, "AVIF": 50}
#: And what a megabyte of a JPEG takes, of one scan or of several.
_PER_MEGABYTE, _PER_PROGRESSIVE_MEGABYTE = 7, 60


@dataclass(frozen=True, slots=True)
class DecodeCheck:
    """Photographs that are being decoded in the background, and who shows them."""

    _results: Future[list[Photo | UnfitError]]
    _uses: Uses

    def result(self, report: Report) -> Mapping[str, Photo]:
        """Wait, and return the photographs by their keys, those that were decoded as proven.

        Raises PhotoError with a finding for every one that is damaged.
        """
        if not self._results.done():
            report.stage("Decoding the photographs")
        return photos_by_key(self._results.result(), self._uses)


@contextmanager
def check_in_background(
    photos: Mapping[str, Photo], cache: Cache, workers: WorkerPool
) -> Iterator[DecodeCheck]:
    """Decode photographs in ``workers`` during the block, if that takes about a second or less.

    ``photos`` are those of ``survey``, by plate id. ``cache`` knows which of them were decoded
    before, and remembers the others. What is left undone when the block ends is given up.
    """
    keys: dict[Path, list[str]] = {}
    for key, photo in photos.items():
        keys.setdefault(photo.path, []).append(key)
    files = [photos[ids[0]] for ids in keys.values()]
    uses = [(photo.photo, tuple(keys[photo.path])) for photo in files]
    with ThreadPoolExecutor(1) as pool:
        results = pool.submit(check_decoding, files, cache, workers, Silent())
        try:
            yield DecodeCheck(results, uses)
        finally:
            if not results.done():
                workers.stop()


def check_decoding(
    photos: Results, cache: Cache, workers: WorkerPool, report: Report, *, everything: bool = False
) -> list[Photo | UnfitError]:
    """Return what was found, with why it is unfit in the place of a photograph that is damaged.

    ``cache`` knows which of them were decoded before. With ``everything`` it keeps a preview at
    the others; else they are shown to be whole, where that takes a second or so.
    """
    results = [
        replace(photo, proven=True)
        if isinstance(photo, Photo) and produce.is_proven(photo, cache)
        else photo
        for photo in photos
    ]
    fresh = [
        (at, photo)
        for at, photo in enumerate(results)
        if isinstance(photo, Photo) and not photo.proven
    ]
    if not everything:
        if sum(_cost(photo) for _, photo in fresh) > _BUDGET:
            return results
        fresh = [(at, photo) for at, photo in fresh if _PER_MEGAPIXEL[photo.format]]
    work = produce.decode_whole if everything else produce.prove_whole
    orders = [
        Task(work, (photo, cache), time_limit(photo.path, _pixels(photo)), photo.decoder_memory)
        for _, photo in fresh
    ]
    if orders:
        report.stage("Decoding the photographs")
    answers = workers.run(
        orders, lambda done, at: report.step(done, len(orders), fresh[at][1].photo)
    )
    for (at, _), answer in zip(fresh, answers, strict=True):
        results[at] = answer
    return results


def _pixels(photo: Photo) -> int:
    return photo.size[0] * photo.size[1]


def _cost(photo: Photo) -> float:
    """Guess the CPU seconds that it takes to decode a photograph."""
    size = 0.0
    if photo.format == "JPEG":
        size = photo.bytes / 1e6 * (_PER_MEGABYTE if photo.end else _PER_PROGRESSIVE_MEGABYTE)
    return (_PER_FILE + size + _pixels(photo) / 1e6 * _PER_MEGAPIXEL[photo.format]) / 1_000


#: Photographs of fewer bytes than this together are looked at by one process: that takes a sixth
#: of a second, as long as it takes to start another.
_ONE_PROCESS = 120_000_000
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
    """Read the photograph of every plate, by plate id, and the cover's own by ``COVER``.

    Each file is opened once, hashed and identified by its bytes; its header and metadata are
    read, and no pixel is decoded but where the file seems to break off; all that in processes of
    its own, or in those of ``workers``. With a ``cache`` all are decoded where ``everything`` is
    asked for, but for those that were before; and where one is unfit already, so that nothing
    will be made, the others too, as far as it takes no long time. Else ``check_in_background``
    does it. Of a file that is as it was when it was read before, the ``cache`` knows the rest.
    Warnings go to ``report`` and into ``Photo.findings``. Raises PhotoError (exit 4) with one
    finding for every photograph that cannot become a plate.
    """
    report = report or Silent()
    uses = _uses(story)
    spellings = [spelling for spelling, _ in uses.values()]
    questions = [
        (path, spelling, describe_uses(spelling, keys), story.language)
        for path, (spelling, keys) in uses.items()
    ]
    memory = KnownPhotos(ImageMemory.of(cache) if cache else NO_MEMORY)
    known_photos = {
        at: photo for at, question in enumerate(questions) if (photo := memory.get(*question))
    }
    fresh = [at for at in range(len(questions)) if at not in known_photos]
    orders = [Task(inspect_photo, questions[at], time_limit(questions[at][0])) for at in fresh]
    limit = 1 if sum(_bytes(questions[at][0]) for at in fresh) <= _ONE_PROCESS else None
    with nullcontext(workers) if workers else WorkerPool() as pool:
        answers = pool.run(
            orders, lambda done, at: report.step(done, len(orders), spellings[fresh[at]]), limit
        )
        photos: dict[int, Photo | UnfitError] = dict(zip(fresh, answers, strict=True))
        photos.update(known_photos)
        for answer, at in zip(answers, fresh, strict=True):
            if isinstance(answer, Photo):
                memory.put(answer, *questions[at][2:])
        results = [photos[at] for at in range(len(questions))]
        if cache and (everything or any(isinstance(result, UnfitError) for result in results)):
            results = check_decoding(results, cache, pool, report, everything=everything)
    for result in results:
        for finding in result.findings if isinstance(result, Photo) else ():
            report.finding(finding)
    return photos_by_key(results, list(uses.values()))


def inspect_photo(path: Path, spelling: str, where: str, language: str) -> Photo:
    """Read one photograph. Raises UnfitError where it cannot become a plate."""
    with source.open_photo(path) as file:
        stamp = source.stamp(file)
        header = source.read_header(file)
        sha256, length = source.digest(file), file.tell()
        verdict = structure_check.check_structure(file, header)
    if header.profile and not colour.is_usable(header.profile):
        header = source.without_profile(header)
    words, cut = metadata.read_texts(header, language)
    profile = colour.description(header.profile) if header.profile else None
    photo = Photo(
        path=path,
        photo=spelling,
        sha256=sha256,
        format=header.format,
        size=header.upright_size,
        mode=header.mode,
        words=words,
        profile=profile or (header.named_colours.name if header.named_colours else None),
        findings=(*_findings(where, header, cut), *_usage(where, words)),
        bytes=length,
        stamp=stamp,
        end=verdict.end,
        decoder_memory=worker_pool.decoder_memory(header, progressive=verdict.progressive),
    )
    if verdict.doubtful:
        return produce.decode_whole(photo)
    return photo


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What a photograph's header says: format, px wide × high, bytes, texts, when it was taken."""

    format: str
    size: tuple[int, int]
    bytes: int
    words: Mapping[str, MetadataText]
    taken: str


def read_metadata(path: Path) -> HeaderFacts:
    """Read a photograph's header and texts, and nothing else. Raises UnfitError."""
    with source.open_photo(path) as file:
        return read_metadata_of(file)


def read_metadata_of(file: BinaryIO) -> HeaderFacts:
    """Read the header and texts of a photograph that is open. Raises UnfitError."""
    header = source.read_header(file)
    words, _ = metadata.read_texts(header, "en")
    length = file.seek(0, 2)
    date = metadata.read_taken(header)
    return HeaderFacts(header.format, header.upright_size, length, words, date)


def _uses(story: Story) -> dict[Path, tuple[str, tuple[str, ...]]]:
    """Return every file once: how the manifest spells it, and the keys that show it."""
    uses: dict[Path, tuple[str, tuple[str, ...]]] = {}
    rows = [(plate.path, plate.photo, plate.id) for plate in story.plates]
    if isinstance(story.cover, Path):
        cover = story.cover
        inside = cover.is_relative_to(story.root)
        rows.append((cover, str(cover.relative_to(story.root) if inside else cover.name), COVER))
    for path, spelling, key in rows:
        first, keys = uses.get(path, (spelling, ()))
        uses[path] = (first, (*keys, key))
    return uses


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # what is wrong with it is found when it is opened
        return 0


def _findings(where: str, header: Header, cut: tuple[str, ...]) -> tuple[Finding, ...]:
    findings = []
    if header.frames > 1:
        many = "more than one picture" if header.frames == 2 else f"{header.frames} pictures"
        message = f"it holds {many}; the first is shown"
        fix = "Export the one that is meant, if it is another."
        findings.append(Finding(where, message, fix, Severity.WARNING, "F005"))
    for remark in header.remarks:
        code, severity, message, fix = _REMARKS[remark]
        findings.append(Finding(where, message, fix, severity, code))
    for key in cut:
        message = f"the {key} in its metadata is far too long; its beginning is used"
        fix = f"Write the {key} in the manifest."
        findings.append(Finding(where, message, fix, Severity.WARNING, "F006"))
    return tuple(findings)


def _usage(where: str, words: Mapping[str, MetadataText]) -> Iterator[Finding]:
    """Report a stand-in, and what the metadata say of the photograph's use and origin."""
    if is_stand_in(words):
        message = "it takes the place of a missing photograph, so that print cannot be made of it"
        fix = "Put the photograph there, or leave the plate out; a proof is made in any case."
        yield Finding(where, message, fix, Severity.WARNING, "F012")
        return
    instructions = words.get("instructions")
    if instructions and (limit := limits(instructions.text)):
        quotation = " ".join(instructions.text.split())[:_QUOTED]
        message = f"its instructions hold {limit}: “{quotation}” ({instructions.source})"
        fix = "Look whether this book may show it, when, and with which credit."
        yield Finding(where, message, fix, Severity.WARNING, "F013")
    origin = words.get("source-type")
    if origin and (how := artificial(origin.text)):
        message = f"its metadata say that it was {how} ({origin.source})"
        fix = "Say so beside it; the source type is kept in the e-book’s picture."
        severity = Severity.WARNING if is_synthetic(origin.text) else Severity.NOTE
        yield Finding(where, message, fix, severity, "F014")
