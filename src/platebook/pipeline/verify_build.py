"""Compares finished books with their record: by building again, or by inputs and sizes alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from platebook import output, themes
from platebook.build_options import BuildOptions
from platebook.editions import edition
from platebook.errors import Finding, OutputError, PlatebookError, UsageError
from platebook.pipeline.build_record import (
    EPOCH,
    SUFFIX,
    Record,
    design_digest,
    digest,
    options_seen_from,
    read_record,
    record_name,
    size,
    theme_files,
    versions,
)
from platebook.pipeline.resolve_options import fill_editions
from platebook.pipeline.stages import build
from platebook.report import Report, Silent
from platebook.story import Story

_GIVE = "Say where the story is: --story STORY."


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """One recorded file. ``same``: the rebuilt file and the one beside the record have its bytes.

    ``here`` describes the file beside the record, where that differs from the recorded one.
    """

    file: str
    same: bool
    here: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification.

    ``differences`` are sentences about differences between the inputs, the likeliest cause first;
    they are listed even if the output is identical.
    """

    files: tuple[ComparedFile, ...]
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every file is the same."""
        return all(file.same for file in self.files)

    def lines(self) -> Iterator[str]:
        """Describe the files, then the differences."""
        for file in self.files:
            yield f"{'same' if file.same else 'different'}  {file.file}" + (
                f" ({file.here})" if file.here else ""
            )
        yield from self.differences


class _SilentStages:
    """Passes on progress, and no findings: those belong to a build."""

    def __init__(self, report: Report) -> None:
        self.stage, self.step = report.stage, report.step

    def finding(self, finding: Finding) -> None:
        """Drop it."""


def verify(
    file: Path, *, story: Path | None = None, report: Report | None = None, jobs: int = 0
) -> Verification:
    """Rebuild the books of a record in a temporary folder, without the cache, and compare.

    ``file`` is a record, or the folder of one story's books; ``story`` is a story folder or
    manifest, where the record does not name it or it has moved. Raises UsageError for a file that
    is no record and a story that is not found; else as ``build`` does.
    """
    with suppress(OutputError):  # a read-only folder is compared without locking
        output.recover(file if file.is_dir() else file.parent)
    file = _record_in(file)
    then = read_record(file)
    manifest = _story(then, file, story)
    options = then.options
    root = manifest if manifest.is_dir() else manifest.parent
    with output.workroom() as folder, output.private_cache(folder / "cache"):
        build(
            manifest,
            folder / "books",
            replace(
                # Files and folders are relative to the story's folder; other words are names.
                options.with_paths(
                    lambda name: str(root / name if (root / name).exists() else name)
                ),
                jobs=jobs,
            ),
            report=_SilentStages(report or Silent()),
            inspecting=any(edition(name).last for name in options.editions),  # shows its findings
        )
        now = read_record(_record_in(folder / "books"))
    files = tuple(_compare(name, then, now, file.parent) for name in then.outputs)
    return Verification(
        files, tuple(_differences(then, now, all(comparison.same for comparison in files)))
    )


def _record_in(file: Path) -> Path:
    """Find the record, in a folder too. Raises UsageError where there is none or several."""
    if not file.is_dir():
        return file
    records = sorted(file.glob(f"*{SUFFIX}"))
    if len(records) == 1:
        return records[0]
    if records:
        names = ", ".join(str(record) for record in records)
        raise UsageError.of(str(file), "holds the records of several stories", f"Name one: {names}")
    fix = f"`platebook build` writes SLUG{SUFFIX} beside the books; name it, or its folder."
    raise UsageError.of(str(file), "holds no record of a build", fix)


def _story(then: Record, file: Path, story_path: Path | None) -> Path:
    if story_path is not None:
        return story_path
    if then.story is None:
        raise UsageError.of(str(file), "the record does not say where its story is", _GIVE)
    path = file.parent / then.story
    if not path.is_file():
        raise UsageError.of(str(file), f"its story is no longer at {path}", _GIVE)
    short = Path(os.path.normpath(path))  # a different file where a folder is a symbolic link
    return short if short.is_file() and short.samefile(path) else path


def _compare(name: str, then: Record, now: Record, folder: Path) -> ComparedFile:
    old_digest = then.outputs[name].sha256
    again = name in now.outputs and now.outputs[name].sha256 == old_digest
    path = folder / name
    if not path.exists():
        return ComparedFile(name, again, "is not beside its record")
    if digest(path) != old_digest:
        return ComparedFile(name, False, "has been changed since it was made")
    return ComparedFile(name, again)


def _differences(then: Record, now: Record, same: bool) -> Iterator[str]:
    lines = [
        *_changes(then.versions, now.versions, _version),
        *_changes(then.inputs, now.inputs, _input),
        *_changes(_option_texts(then.options), _option_texts(now.options), _option),
        *_changes(then.environment, now.environment, _option),
        *_changes(then.profiles, now.profiles, _profile),
    ]
    if then.design != now.design:
        lines.append("platebook’s own templates and styles are others now")
    if then.fonts != now.fonts:
        fonts = sorted({font.typeface for font in {*then.fonts} ^ {*now.fonts}})
        lines.append(f"the fonts are cut otherwise now: {', '.join(fonts)}")
    yield from lines
    if not lines and not same:
        yield (
            "nothing that is recorded differs: look for a changed file, another kind of machine, "
            "or a platebook that was changed without a new version"
        )


def _changes(
    then: Mapping[str, str], now: Mapping[str, str], say: Callable[[str, str, str], str]
) -> Iterator[str]:
    for key in sorted({*then, *now}):
        if then.get(key, "") != now.get(key, ""):
            yield say(key, then.get(key, ""), now.get(key, ""))


def _version(name: str, then: str, now: str) -> str:
    if not (then and now):
        return f"{name} {then or now} {'was there then' if then else 'was not there then'}"
    return f"{name} was {then} then, and is {now} now"


def _input(name: str, then: str, now: str) -> str:
    if then and now:
        return f"{name} is another file now"
    return f"{name} {'is no longer used' if then else 'was not used then'}"


def _option(name: str, then: str, now: str) -> str:
    return f"{name} was {then or 'not given'} then, and is {now or 'not given'} now"


def _profile(name: str, _then: str, _now: str) -> str:
    return f"the colour profile of {name} is another now"


def _option_texts(options: BuildOptions) -> Mapping[str, str]:
    own_options = options.values_to_record().items()
    return {key: "" if option in (None, []) else str(option) for key, option in own_options}


@dataclass(frozen=True)
class UpToDateCheck:
    """Compares records with what a build by this platebook would record now.

    Its versions and templates are read once, for any number of stories.
    """

    made_by: Mapping[str, str] = field(default_factory=versions)
    design: str = field(default_factory=lambda: design_digest(themes.find().home))

    def record(self, story: Story, folder: Path, options: BuildOptions) -> Record | None:
        """Return the record of the story's books in ``folder`` if these are up to date, else None.

        They are if the manifest, every photograph, theme and profile have the recorded SHA-256,
        options and versions are the recorded ones, and every book has the recorded size. The bytes
        of books are compared by ``platebook verify``.
        """
        try:
            record_read = read_record(folder / record_name(story))
            if self._is_same(record_read, story, options) and _is_complete(record_read, folder):
                return record_read
        except (PlatebookError, OSError):
            pass
        return None

    def _is_same(self, old_record: Record, story: Story, options: BuildOptions) -> bool:
        epoch = None if story.published else os.environ.get(EPOCH)
        return (
            dict(old_record.versions) == dict(self.made_by)
            and old_record.design == self.design
            and dict(old_record.environment) == ({EPOCH: epoch} if epoch else {})
            and old_record.options.values_to_record()
            == options_seen_from(fill_editions(options), story.root).values_to_record()
            and _have_same_bytes(old_record, story, options)
        )


def _have_same_bytes(old_record: Record, story: Story, options: BuildOptions) -> bool:
    """Return whether every recorded input is as it was, and a theme has no file more."""
    root = story.root
    theme = Path(options.theme) if options.theme else story.theme
    themed = {os.path.realpath(path) for path in theme_files(themes.find(theme))}
    known_inputs = {os.path.realpath(root / name) for name in old_record.inputs}
    return (
        os.path.realpath(root / story.manifest.name) in known_inputs
        and themed <= known_inputs
        and all(digest(root / name) == sha256 for name, sha256 in old_record.inputs.items())
    )


def _is_complete(old_record: Record, folder: Path) -> bool:
    """Return whether every book is there, as large as recorded."""
    return bool(old_record.outputs) and all(
        (folder / name).exists() and size(folder / name) == entry.bytes
        for name, entry in old_record.outputs.items()
    )
