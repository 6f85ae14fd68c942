"""Runs an import: reads the sources in sandboxed processes, assembles, writes the story folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from platebook import sandbox
from platebook.errors import PhotoError, PlatebookError
from platebook.importing import assemble, discover, names
from platebook.importing.discover import Sort, SourceFile
from platebook.importing.model import (
    UNKNOWN_COLUMNS,
    Article,
    LeftOut,
    Origin,
    Photograph,
    PlateDraft,
    Row,
    Sources,
    StoryDraft,
    Value,
)
from platebook.report import Report

#: Lines of each list that the summary on the terminal has; the document of --json has all.
_MOST = 30
_LONGEST = 100


def summary_lines(draft: StoryDraft, sources: Sources) -> Iterator[str]:
    """Give the summary as text."""
    yield _story(draft, sources)
    for name, message in sources.faults:
        yield f"Not read: {name}: {message}."
    yield from _list(
        "Missing",
        [plate.photo + ": " + (plate.comments or ("",))[0] for plate in missing_photographs(draft)],
    )
    yield from _list("Guessed", list(_group_guesses(draft)))
    yield from _list("Noted", list(draft.notes))
    yield from _list("Left out", [_describe_left_out(item) for item in draft.left_out])


def _story(draft: StoryDraft, sources: Sources) -> str:
    """Say in a sentence what the story has and where that is from."""
    plates = draft.plates
    shown = Counter(
        _kind(value.source.partition(",")[0] or "?")
        for plate in plates
        for key, value in plate.values.items()
        if key == "caption"
    )
    places = ", ".join(f"{count} from {_source(name)}" for name, count in shown.most_common())
    captions = f"captions: {places}" if shown else "no captions"
    line = f"read: {_count(len(sources.photographs), 'photograph')}"
    line += f", {_count(len(sources.articles), 'article')}" if sources.articles else ""
    line += f", {_count(len(sources.rows), 'row')} of tables and sidecars" if sources.rows else ""
    title = draft.values["title"].text
    return f"“{title}”: {_count(len(plates), 'plate')}; {captions}; {line}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _group_guesses(draft: StoryDraft) -> Iterator[str]:
    """Give the guesses, those of one reason together, in the order of the first of each."""
    places: dict[str, list[str]] = {}
    for where, why in draft.guesses():
        places.setdefault(why, []).append(where)
    for why, finding_places in places.items():
        others = (
            f" and {_count(len(finding_places) - 1, 'other place')}"
            if len(finding_places) > 1
            else ""
        )
        yield f"{finding_places[0]}{others}: {why}"


def _kind(name: str) -> str:
    """Give a source's name; one name for all of those that each are about one photograph."""
    lower = name.lower()
    if lower.endswith(".xmp"):
        return "XMP sidecars"
    return "JSON files" if lower.endswith(".json") else name


def _source(name: str) -> str:
    return f"the photographs ({name})" if name.startswith(("XMP", "IPTC", "EXIF")) else name


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"{title} ({len(items)}):"
        yield from (f"  {' '.join(item.split())}" for item in items[:_MOST])
        if len(items) > _MOST:
            yield f"  and {len(items) - _MOST} more; --json lists all"


def _describe_left_out(item: LeftOut) -> str:
    text = " ".join(item.text.split())
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
    return f"{item.what} “{short}” ({item.origin}): {item.reason}"


def missing_photographs(draft: StoryDraft) -> list[PlateDraft]:
    """Give the plates whose photograph is missing."""
    return [plate for plate in draft.plates if plate.file is None]


def summary_document(draft: StoryDraft, sources: Sources) -> dict[str, object]:
    """Give the summary as plain data, for ``--json``."""
    return {
        "story": {key: _value(value) for key, value in draft.values.items()},
        "contributors": [{"name": name, "role": role} for name, role in draft.contributors],
        "sections": [
            {
                "title": section.title.text if section.title else None,
                "text": section.text.text if section.text else None,
                "plates": [
                    {
                        "photo": plate.photo,
                        "from": plate.file.name if plate.file else None,
                        "texts": {key: _value(value) for key, value in plate.values.items()},
                        "comments": list(plate.comments),
                    }
                    for plate in section.plates
                ],
            }
            for section in draft.sections
        ],
        "missing": [plate.photo for plate in draft.plates if plate.file is None],
        "guesses": [{"where": where, "reason": why} for where, why in draft.guesses()],
        "notes": list(draft.notes),
        "left_out": [
            {"what": item.what, "text": item.text, "reason": item.reason, "where": str(item.origin)}
            for item in draft.left_out
        ],
        "not_read": [{"file": name, "reason": message} for name, message in sources.faults],
    }


def _value(value: Value) -> dict[str, str]:
    document = {"text": value.text, "source": value.source}
    return document | ({"guess": value.guess} if value.guess else {})


#: Photographs that one process reads; if it fails, they are read one by one.
_CHUNK = 250
#: CPU seconds for one article, for a chunk of photographs, and for putting all together.
_ARTICLE_SECONDS, _CHUNK_SECONDS, _ASSEMBLE_SECONDS = 20.0, 60.0, 60.0
_MEMORY = 900_000_000
_ARTICLES = {
    *(Sort.HTML, Sort.MHTML, Sort.WEBARCHIVE, Sort.DOCX, Sort.ODT, Sort.ZIP, Sort.MARKDOWN),
    Sort.TEXT,
}
_TABLES = {Sort.TABLE, Sort.JSON, Sort.XMP}
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user asks for: ``columns`` maps a table's headings to keys, ``language`` BCP 47."""

    columns: tuple[tuple[str, str], ...] = ()
    language: str = ""


def read_sources(paths: Sequence[Path], options: ImportOptions, report: Report) -> Sources:
    """Read everything that the sources hold. Raises UsageError for a source that is not there."""
    report.stage("Looking at the sources")
    files, left = discover.discover(paths)
    faults: list[tuple[str, str]] = []
    report.stage("Reading photographs’ metadata")
    photographs = _photographs(
        [file for file in files if file.sort is Sort.PHOTO and not file.assets], left
    )
    left += _raw(files, photographs)
    report.stage("Reading texts")
    articles = [
        article for file in files if file.sort in _ARTICLES and not file.assets
        for article in _article(file, faults)
    ]  # fmt: skip
    rows: list[Row] = []
    for file, table_rows in _tables([file for file in files if not file.assets], options, faults):
        rows += [row for row in table_rows if row.rank != UNKNOWN_COLUMNS]
        left += [_columns(row) for row in table_rows if row.rank == UNKNOWN_COLUMNS]
        if not table_rows and all(name != file.name for name, _ in faults):
            reason = "it says nothing of a photograph"
            left.append(LeftOut("file", names.file_name(file.name), reason, Origin(file.name)))
    return Sources(tuple(articles), tuple(photographs), tuple(rows), tuple(left), tuple(faults))


def make_draft(sources: Sources, name: str, options: ImportOptions) -> StoryDraft:
    """Put a story together. Raises PhotoError where there is nothing to show."""
    if not sources.photographs and not any(article.pictures for article in sources.articles):
        fix = "Name the folder of the photographs beside the article."
        raise PhotoError.of(name, "the sources hold no photograph", fix)
    return sandbox.run(
        partial(assemble.assemble, sources, name, options.language),
        seconds=_ASSEMBLE_SECONDS,
        memory=_MEMORY,
    )


def _photographs(files: Sequence[SourceFile], left: list[LeftOut]) -> list[Photograph]:
    """Read the photographs' headers; those that cannot be used are left out."""
    photographs: list[Photograph] = []
    for start in range(0, len(files), _CHUNK):
        pairs = [(file.path.absolute(), file.name) for file in files[start : start + _CHUNK]]
        for result in _chunk(discover.read_photographs, pairs):
            (left if isinstance(result, LeftOut) else photographs).append(result)  # type: ignore[arg-type]
    unique, same = discover.without_duplicates(photographs)
    left += same
    return unique


def _chunk(
    read: Callable[[Sequence[tuple[Path, str]]], list[Photograph | LeftOut]],
    pairs: Sequence[tuple[Path, str]],
) -> Iterable[Photograph | LeftOut]:
    """Read files in one process, and each in one of its own where that fails."""
    try:
        return _read_confined(partial(read, pairs), [path for path, _ in pairs], _CHUNK_SECONDS)
    except _FAILURES:
        if len(pairs) > 1:
            return [result for pair in pairs for result in _chunk(read, [pair])]
        _, name = pairs[0]
        return [
            LeftOut(
                "photograph",
                names.file_name(name),
                "its metadata cannot be read: the file is damaged",
                Origin(name),
            )
        ]


_FAILURES = (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError)


def _read_confined(work: Callable[[], Result], reads: Iterable[Path], seconds: float) -> Result:
    return sandbox.run(work, reads=tuple(reads), seconds=seconds, memory=_MEMORY)


def _article(file: SourceFile, faults: list[tuple[str, str]]) -> Iterator[Article]:
    """Read one article; a sentence about what fails, and the rest goes on."""
    from platebook.importing.read import articles

    folder = discover.assets_of(file.path) if file.sort is Sort.HTML else None
    reads = [file.path.absolute(), *([folder.absolute()] if folder else [])]
    work = partial(articles.read, file, folder)
    yield from _try_to_read(work, reads, file.name, faults)


def _tables(
    files: Sequence[SourceFile], options: ImportOptions, faults: list[tuple[str, str]]
) -> Iterator[tuple[SourceFile, Sequence[Row]]]:
    """Read tables, sidecars and JSON files; many in one process, for there are thousands."""
    from platebook.importing.read import tables

    table_files = [file for file in files if file.sort in _TABLES]
    for start in range(0, len(table_files), _CHUNK):
        chunk = table_files[start : start + _CHUNK]
        try:
            work = partial(tables.read_many, chunk, options.columns)
            results = _read_confined(
                work, [file.path.absolute() for file in chunk], _ARTICLE_SECONDS
            )
            if all(rows is not None for rows in results):
                yield from zip(chunk, (rows or () for rows in results), strict=True)
                continue
        except _FAILURES:
            results = [None] * len(chunk)
        for file, rows in zip(chunk, results, strict=True):
            alone = partial(tables.read, file, options.columns)
            again = rows is None
            yield (
                file,
                _try_to_read(alone, [file.path.absolute()], file.name, faults)
                if again
                else rows or (),
            )


def _columns(row: Row) -> LeftOut:
    reason = "it is not known what they hold: name those that are wanted with --columns"
    return LeftOut("columns", row.values["columns"], reason, row.origin)


def _try_to_read(
    work: Callable[[], Sequence[Result]],
    reads: Iterable[Path],
    name: str,
    faults: list[tuple[str, str]],
) -> Sequence[Result]:
    try:
        return _read_confined(work, reads, _ARTICLE_SECONDS)
    except sandbox.LimitError as error:
        what = "memory" if error.what == "memory" else "time"
        faults.append((name, f"it takes too much {what} to read, and is left out"))
    except sandbox.CrashedError:
        faults.append((name, "it is damaged so that reading it fails, and is left out"))
    except sandbox.FailedError as error:
        faults.append(
            (name, f"it is damaged or not what its name says, and is left out ({error.cause})")
        )
    except PlatebookError as error:
        faults += [(name, finding.message) for finding in error.findings]
    return ()


def _raw(files: Sequence[SourceFile], photographs: Sequence[Photograph]) -> Iterator[LeftOut]:
    """Name the raw files: each with the photograph beside it that is taken instead, if any."""
    beside = {
        photo.path.with_suffix("").as_posix().casefold(): names.file_name(photo.name)
        for photo in photographs
    }
    for file in files:
        if file.sort is Sort.RAW:
            stem = file.path.absolute().with_suffix("").as_posix().casefold()
            raw_files = (
                f"{beside[stem]} beside it is taken"
                if stem in beside
                else "export it as a JPEG or TIFF"
            )
            yield LeftOut(
                "photograph",
                names.file_name(file.name),
                f"it is a camera’s raw file; {raw_files}",
                Origin(file.name),
            )
