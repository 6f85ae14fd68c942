"""Runs an import: reads the sources in sandboxed processes, assembles, writes the story folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from platebook import sandbox
from platebook.errors import Finding, PhotoError, PlatebookError
from platebook.importing import assemble, discover, names
from platebook.importing.discover import Sort, SourceFile
from platebook.importing.model import (
    PAGE_DATA,
    UNKNOWN_COLUMNS,
    Article,
    LeftOut,
    Origin,
    PhotographFile,
    PlateDraft,
    Row,
    Sources,
    StoryDraft,
    Value,
)
from platebook.importing.plain_text import path_text
from platebook.report import Report

#: Lines of each list that the summary on the terminal has; the document of --json has all.
_MOST = 30
_LONGEST = 100


def summary_lines(draft: StoryDraft, sources: Sources) -> Iterator[str]:
    """Yield the summary as text."""
    yield _story(draft, sources)
    for name, message in sources.faults:
        yield f"Not read: {name}: {message}."
    yield from _list(
        "Missing",
        [plate.photo + ": " + (plate.comments or ("",))[0] for plate in missing_photographs(draft)],
    )
    yield from _list("Guessed", list(_group_guesses(draft)))
    yield from _list("Noted", list(draft.notes))
    yield from _list("Left out", list(_describe_left_out(draft.left_out)))


def _story(draft: StoryDraft, sources: Sources) -> str:
    """Describe in a sentence what the story has and where that is from."""
    plates = draft.plates
    origins = Counter(
        _kind(caption.source.partition(",")[0] or "?")
        for plate in plates
        if (caption := plate.values.get("caption"))
    )
    places = ", ".join(f"{count} from {_source(name)}" for name, count in origins.most_common())
    captions = f"captions: {places}" if origins else "no captions"
    line = f"read: {_count(len(sources.photographs), 'photograph')}"
    line += f", {_count(len(sources.articles), 'article')}" if sources.articles else ""
    rows = [row for row in sources.rows if row.rank != PAGE_DATA]
    line += f", {_count(len(rows), 'row')} of tables and sidecars" if rows else ""
    title = draft.values["title"].text
    return f"“{title}”: {_count(len(plates), 'plate')}; {captions}; {line}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _group_guesses(draft: StoryDraft) -> Iterator[str]:
    """Yield the guesses, those of one reason together, in the order of the first of each."""
    places: dict[str, list[str]] = {}
    for where, why in draft.guesses():
        places.setdefault(why.partition("; it was: ")[0], []).append(where)
    for why, (first, *rest) in places.items():
        others = f" and {_count(len(rest), 'other place')}" if rest else ""
        yield f"{first}{others}: {why}"


def _kind(name: str) -> str:
    """Return a source's name; one name for all of those that each are about one photograph."""
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


def _describe_left_out(items: Iterable[LeftOut]) -> Iterator[str]:
    """Yield a line for each of what was left out; one for all labels of a kind beside pictures."""
    labels: dict[str, list[LeftOut]] = {}
    for item in items:
        if item.what in ("label", "caption"):
            labels.setdefault(item.reason, []).append(item)
        else:
            yield _describe(item)
    for first, *rest in labels.values():
        yield _describe(first) + (f" (and {_count(len(rest), 'other')})" if rest else "")


def _describe(item: LeftOut) -> str:
    text = " ".join(item.text.split())
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
    return f"{item.what} “{short}” ({item.origin}): {item.reason}"


def missing_photographs(draft: StoryDraft) -> list[PlateDraft]:
    """Return the plates whose photograph is missing."""
    return [plate for plate in draft.plates if plate.file is None]


def summary_document(draft: StoryDraft, sources: Sources) -> dict[str, object]:
    """Return the summary as plain data, for ``--json``."""
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
        "missing": [plate.photo for plate in missing_photographs(draft)],
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


#: Files that one process reads, but for articles.
_CHUNK = 250
#: CPU seconds for one file, for a chunk of files, and for putting all together.
_SECONDS, _CHUNK_SECONDS, _ASSEMBLE_SECONDS = 20.0, 60.0, 60.0
_MEMORY = 900_000_000
_ARTICLES = {
    *(Sort.HTML, Sort.MHTML, Sort.WEBARCHIVE, Sort.DOCX, Sort.ODT, Sort.ZIP, Sort.MARKDOWN),
    Sort.TEXT,
}
_TABLES = {Sort.TABLE, Sort.JSON, Sort.XMP}
_FAILURES = (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user asks for: ``columns`` maps a table's headings to keys, ``language`` BCP 47."""

    columns: tuple[tuple[str, str], ...] = ()
    language: str = ""


def read_sources(paths: Sequence[Path], options: ImportOptions, report: Report) -> Sources:
    """Read everything that the sources hold. Raises UsageError for a source that is not there."""
    from platebook.importing.read import tables

    report.stage("Looking at the sources")
    discovered, left = discover.discover(paths)
    files = [file for file in discovered if not file.assets]
    requested_names = {path_text(path) for path in paths}
    faults = [
        (item.origin.file, item.reason) for item in left if item.origin.file in requested_names
    ]
    left = [item for item in left if item.origin.file not in requested_names]
    report.stage("Reading photographs’ metadata")
    photographs = _photographs(files, left, faults)
    left += _raw(discovered, photographs)
    report.stage("Reading texts")
    captions = discover.texts_beside(files, photographs)
    texts = [file for file in files if file.sort in _ARTICLES and file not in captions]
    articles = [article for file in texts if (article := _article(file, faults))]
    photographs += _take_attached(articles, photographs, left)
    rows = [row for article in articles for row in article.rows]
    read_table = partial(tables.read, columns=options.columns)
    table_files = [file for file in files if file.sort in _TABLES or file in captions]
    for file, table_rows in _read_many(read_table, table_files, faults):
        rows += [row for row in table_rows if row.rank != UNKNOWN_COLUMNS]
        left += [_columns(row) for row in table_rows if row.rank == UNKNOWN_COLUMNS]
        if not table_rows:
            reason = "it says nothing of a photograph"
            left.append(LeftOut("file", names.file_name(file.name), reason, Origin(file.name)))
    return Sources(tuple(articles), tuple(photographs), tuple(rows), tuple(left), tuple(faults))


def make_draft(sources: Sources, name: str, options: ImportOptions) -> StoryDraft:
    """Put a story together. Raises PhotoError where there is nothing to show."""
    if not sources.photographs and not any(article.pictures for article in sources.articles):
        fix = "Name the folder of the photographs beside the article."
        advice = "Save it in another way, or name the photographs themselves."
        faults = [Finding(file, message, advice) for file, message in sources.faults]
        raise PhotoError([Finding(name, "the sources hold no photograph", fix), *faults])
    return sandbox.run(
        partial(assemble.assemble, sources, name, options.language),
        seconds=_ASSEMBLE_SECONDS,
        memory=_MEMORY,
    )


def _photographs(
    files: Sequence[SourceFile], left: list[LeftOut], faults: list[tuple[str, str]]
) -> list[PhotographFile]:
    """Read the photographs' headers; those that cannot be used are left out."""
    photographs: list[PhotographFile] = []
    photo_files = [file for file in files if file.sort is Sort.PHOTO]
    for _, photograph in _read_many(discover.read_photograph, photo_files, faults):
        if isinstance(photograph, LeftOut):
            left.append(photograph)
        else:
            photographs.append(photograph)
    unique, same = discover.without_duplicates(photographs)
    left += same
    return unique


def _take_attached(
    articles: Sequence[Article], photographs: Sequence[PhotographFile], left: list[LeftOut]
) -> list[PhotographFile]:
    """Return the photographs that came with articles, but for those that lie there as files."""
    by_stem = {names.stem(photo.name): photo.name for photo in photographs}
    attached: list[PhotographFile] = []
    for photo in (photo for article in articles for photo in article.photographs):
        if other := by_stem.get(names.stem(photo.name)):
            left.append(LeftOut("photograph", photo.name, f"{other} is taken", Origin(photo.name)))
        else:
            attached.append(photo)
    return attached


def _read_many(
    read: Callable[[SourceFile], Result], files: Sequence[SourceFile], faults: list[tuple[str, str]]
) -> Iterator[tuple[SourceFile, Result]]:
    """Read files, many in one process, for there are thousands; those that fail there each alone.

    What fails then too is left out, with a sentence in ``faults``.
    """
    for start in range(0, len(files), _CHUNK):
        chunk = files[start : start + _CHUNK]
        results: list[Result | None] = [None] * len(chunk)
        with suppress(*_FAILURES):
            work = partial(_read_or_none, read, chunk)
            results = _read_confined(work, [file.path for file in chunk], _CHUNK_SECONDS)
        for file, result in zip(chunk, results, strict=True):
            if result is None:
                result = _try_to_read(partial(read, file), [file.path], file.name, faults)
            if result is not None:
                yield file, result


def _read_or_none(
    read: Callable[[SourceFile], Result], files: Sequence[SourceFile]
) -> list[Result | None]:
    """Read files; None for one that cannot be read, whatever it raises."""
    results: list[Result | None] = []
    for file in files:
        result = None
        with suppress(Exception):
            result = read(file)
        results.append(result)
    return results


def _article(file: SourceFile, faults: list[tuple[str, str]]) -> Article | None:
    from platebook.importing.read import articles

    folder = discover.assets_of(file.path) if file.sort is Sort.HTML else None
    paths = [file.path, folder] if folder else [file.path]
    return _try_to_read(partial(articles.read, file, folder), paths, file.name, faults)


def _try_to_read(
    work: Callable[[], Result], paths: Iterable[Path], name: str, faults: list[tuple[str, str]]
) -> Result | None:
    """Read a file in a process of its own; None where that fails, with a sentence in ``faults``."""
    try:
        return _read_confined(work, paths, _SECONDS)
    except sandbox.LimitError as error:
        what = "memory" if error.what == "memory" else "time"
        faults.append((name, f"it takes too much {what} to read, and is left out"))
    except sandbox.CrashedError:
        faults.append((name, "it is damaged so that reading it fails, and is left out"))
    except sandbox.FailedError as error:
        reason = "it is damaged, too large or not what its name says, and is left out"
        faults.append((name, f"{reason} ({error.cause})"))
    except PlatebookError as error:
        faults += [(name, finding.message) for finding in error.findings]
    return None


def _read_confined(work: Callable[[], Result], paths: Iterable[Path], seconds: float) -> Result:
    reads = tuple(path.absolute() for path in paths)
    return sandbox.run(work, reads=reads, seconds=seconds, memory=_MEMORY)


def _columns(row: Row) -> LeftOut:
    reason = "it is not known what they hold, or others hold it: name those that are wanted with "
    reason += "--columns"
    return LeftOut("columns", row.values["columns"], reason, row.origin)


def _raw(files: Sequence[SourceFile], photographs: Sequence[PhotographFile]) -> Iterator[LeftOut]:
    """Yield the raw files: each with the photograph beside it that is taken instead, if any."""
    beside = {
        photo.path.with_suffix("").as_posix().casefold(): names.file_name(photo.name)
        for photo in photographs
    }
    for file in files:
        if file.sort is Sort.RAW:
            stem = file.path.absolute().with_suffix("").as_posix().casefold()
            other = beside.get(stem)
            advice = f"{other} beside it is taken" if other else "export it as a JPEG or TIFF"
            reason = f"it is a camera’s raw file; {advice}"
            yield LeftOut("photograph", names.file_name(file.name), reason, Origin(file.name))
