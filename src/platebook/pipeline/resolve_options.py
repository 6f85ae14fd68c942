"""Resolves the options of a build, and rejects those that no requested edition uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from platebook.build_options import DEFAULT_EDITIONS, BuildOptions, declared_options
from platebook.editions import EDITIONS, edition
from platebook.editions.model import Job, Output
from platebook.errors import UsageError
from platebook.photos import ebook_targets
from platebook.photos.ebook_targets import Target
from platebook.pipeline import print_runs
from platebook.pipeline.print_runs import PrintOptions
from platebook.preflight.external import ExternalCheckers


def fill_editions(options: object) -> BuildOptions:
    """Return the options with the editions filled in, each once. Raises UsageError."""
    if not isinstance(options, BuildOptions):
        wrong = f"BuildOptions are needed, and this is {type(options).__name__}"
        raise UsageError.of("options", wrong, 'Write BuildOptions(editions=("epub",)).')
    options = options.normalize()
    names = tuple(dict.fromkeys(options.editions)) or DEFAULT_EDITIONS
    unknown = [name for name in names if name not in EDITIONS]
    if unknown:
        raise UsageError.of(
            "--edition",
            f"there is no edition “{unknown[0]}”",
            _suggest(unknown[0], list(EDITIONS)),
        )
    return replace(options, editions=names, printers=tuple(options.printers))


def _suggest(name: str, choices: Sequence[str]) -> str:
    """Suggest an edition for a name that is not known."""
    names = [part.strip().lower() for part in name.split(",")]
    if len(names) > 1 and set(names) <= set(choices):
        return f"Write {' '.join(f'--edition {part}' for part in names)}."
    also = {"ebook": "epub", "e-book": "epub", "pdf": "print", "book": "print", "mobi": "epub"}
    near = get_close_matches(names[0], choices, n=1)
    suggestion = names[0] if names[0] in choices else also.get(names[0]) or next(iter(near), None)
    guess = f"Did you mean {suggestion}? " if suggestion else ""
    return f"{guess}Choose from: {', '.join(choices)}."


def read(options: BuildOptions) -> tuple[PrintOptions, Target]:
    """Resolve the options of the printed books and the e-book.

    Raises UsageError for an unknown value and for an option that no requested edition uses, and
    MissingToolError for a requested checker that is not installed.
    """
    _check_used(options)
    ExternalCheckers(options.epubcheck, options.ace).there()
    return print_runs.resolve(options), ebook_targets.target_for(options.target, options.budget)


def _check_used(options: BuildOptions) -> None:
    """Raise UsageError for an option that none of the requested editions uses."""
    for name, option, default in declared_options():
        users = [edition_name for edition_name in EDITIONS if name in edition(edition_name).options]
        is_given = getattr(options, name) not in (default, None, "")
        if is_given and users and not {*users} & {*options.editions}:
            fix = f"Add --edition {users[0]}, or leave {option.name} out."
            raise UsageError.of(option.name, f"it changes nothing here: {option.why}", fix)


def keep_inputs(
    job: Job, options: BuildOptions, folder: Path, outputs: Sequence[Output], record_name: str
) -> None:
    """Raise UsageError where an output in ``folder`` would replace an input, or another's folder.

    An output that is a folder, such as a website, replaces one with all that is in it.
    """
    fix = "Choose another folder with -o."
    options_files = (Path(path) for path in (*options.printers, options.profile) if path)
    photos = (photo.path for photo in job.photos.values())
    theme = (job.design.theme,) if job.design.theme else ()
    root = folder.resolve()
    places = {root / record_name, *(root / output.file for output in outputs)}
    for path in (job.story.root / job.story.manifest.name, *photos, *options_files, *theme):
        own = path.parent.resolve() / path.name
        if not places.isdisjoint((own, *own.parents)):
            message = f"{folder / path.name if own in places else path} is read too"
            raise UsageError.of("--output", f"{message}, and would be replaced", fix)
    for output in outputs:
        place = root / output.file
        if place.is_symlink() or not place.is_dir() or output.is_earlier(place):
            continue
        if any(place.iterdir()):
            message = (
                f"{folder / output.file} is a folder that platebook did not make, and would be lost"
            )
            raise UsageError.of("--output", message, f"Move it away. {fix}")
