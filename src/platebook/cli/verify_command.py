"""The command ``verify``: rebuilds from a build record and compares."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from platebook.cli.exit import MUCH, answering, counted
from platebook.cli.options import Jobs, Json, Quiet, Verbose
from platebook.errors import PreflightError

Record = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A build's record (SLUG.build.json), or the folder of its books."
    ),
]
StoryOfRecord = Annotated[
    Path | None,
    typer.Option(
        "--story",
        metavar="STORY",
        help="The story folder or manifest, if it is not where the record says.",
    ),
]


def verify(
    file: Record = Path("output"),
    story: StoryOfRecord = None,
    jobs: Jobs = 0,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make the books of a record again, elsewhere and without the cache, and compare them.

    Prints for each whether it is the same, and what is not as it was: versions, files, options,
    fonts. Exit code 6 where a book differs.
    """
    with answering(quiet=quiet, verbose=verbose, as_json=as_json, megabytes=MUCH) as answer:
        from platebook.pipeline import verify as verify_build

        verdict = verify_build(file, story=story, report=answer.terminal, jobs=jobs)
        code = 0 if verdict.same else PreflightError.exit_code
        files = [asdict(each) for each in verdict.files]
        answer.give(verdict.lines(), exit=code, files=files, differences=verdict.differences)
        others = sum(not each.same for each in verdict.files)
        told = f"{others} not the same" if others else "all the same"
        answer.terminal.say(f"{counted(len(files), 'file')} made again: {told}")
        if code:
            raise typer.Exit(code)
