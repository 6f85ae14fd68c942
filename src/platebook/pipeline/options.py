"""Resolves the options of a build, and rejects those that no requested edition uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from platebook import photos
from platebook.build_options import DEFAULT_EDITIONS, BuildOptions, declared
from platebook.editions import EDITIONS, edition
from platebook.editions.model import Job
from platebook.errors import UsageError
from platebook.pipeline import print_runs
from platebook.pipeline.print_runs import PrintOptions
from platebook.preflight import Judges


def named(options: BuildOptions) -> BuildOptions:
    """Return the options with the editions filled in, each once. Raises UsageError."""
    wanted = tuple(dict.fromkeys(options.editions)) or DEFAULT_EDITIONS
    unknown = [name for name in wanted if name not in EDITIONS]
    if unknown:
        raise UsageError.of(
            "--edition",
            f"there is no edition “{unknown[0]}”",
            _meant(unknown[0], list(EDITIONS)),
        )
    return replace(options, editions=wanted, printers=tuple(options.printers))


def _meant(name: str, known: Sequence[str]) -> str:
    """Suggest an edition for a name that is not known."""
    names = [part.strip().lower() for part in name.split(",")]
    if len(names) > 1 and set(names) <= set(known):
        return f"Write {' '.join(f'--edition {part}' for part in names)}."
    also = {"ebook": "epub", "e-book": "epub", "pdf": "print", "book": "print", "mobi": "epub"}
    near = get_close_matches(names[0], known, n=1)
    meant = names[0] if names[0] in known else also.get(names[0]) or next(iter(near), None)
    guess = f"Did you mean {meant}? " if meant else ""
    return f"{guess}Choose from: {', '.join(known)}."


def read(options: BuildOptions) -> tuple[PrintOptions, photos.Target]:
    """Resolve the options of the printed books and the e-book.

    Raises UsageError for an unknown value and for an option that no requested edition uses, and
    MissingToolError for a requested checker that is not installed.
    """
    _check_used(options)
    Judges(options.epubcheck, options.ace).there()
    return print_runs.asked(options), photos.target_for(options.target, options.budget)


def _check_used(options: BuildOptions) -> None:
    """Raise UsageError for an option that none of the requested editions uses."""
    for name, option, default in declared():
        users = [each for each in EDITIONS if name in edition(each).options]
        given = getattr(options, name) not in (default, None, "")
        if given and users and not {*users} & {*options.editions}:
            fix = f"Add --edition {users[0]}, or leave {option.name} out."
            raise UsageError.of(option.name, f"it changes nothing here: {option.why}", fix)


def keep_inputs(job: Job, options: BuildOptions, folder: Path, names: Sequence[str]) -> None:
    """Raise UsageError where an output in ``folder`` would replace an input."""
    options_files = (Path(each) for each in (*options.printers, options.profile) if each)
    photos = (photo.path for photo in job.photos.values())
    places = {folder.resolve() / name for name in names}
    for path in (job.story.root / job.story.manifest.name, *photos, *options_files):
        if path.parent.resolve() / path.name in places:
            message = f"{folder / path.name} is read too, and would be replaced"
            raise UsageError.of("--output", message, "Choose another folder with -o.")
