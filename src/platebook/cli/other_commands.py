"""The commands ``serve``, ``cache`` and ``verify``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from platebook.cli.exit import MUCH, answering, counted, size
from platebook.cli.options import Jobs, Json, Quiet, Story, Verbose
from platebook.errors import PreflightError

Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="N",
        min=0,
        max=65535,
        help="The port to serve at; without it, a free one near 8300.",
        show_default=False,
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open the browser too.")]
Poll = Annotated[
    bool,
    typer.Option(
        "--poll", help="Look for changes by polling, for drives that send no events (network)."
    ),
]


def serve(
    story: Story = Path("story"),
    port: Port = None,
    open_: Open = False,
    poll: Poll = False,
    quiet: Quiet = False,
) -> None:
    """Show both books in the browser while you work on the story, until Ctrl-C.

    Prints the address to open. Only this machine's user can use it. What you save, in any editor,
    shows at once; nothing is built until you ask for it.
    """
    with answering(quiet=quiet, megabytes=MUCH) as answer:
        from platebook.desk.serve import serve as run

        def say(address: str) -> None:
            answer.give([address])
            answer.terminal.say("The desk is open at this address. Ctrl-C closes it.")

        run(story, port=port, open_browser=open_, poll=poll, say=say)


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Delete all of it.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show where photographs and captions are remembered between builds, how many, how large.

    What was used longest ago goes when there is too much; all of it may go at any time, since the
    next build makes again what it needs.
    """
    with answering(quiet=quiet, as_json=as_json) as answer:
        from platebook import output, photos

        folder = output.cache_folder()
        before = photos.cache_stock(folder)
        kept = photos.clear_cache(folder) if clear else before
        limit = photos.Cache(folder).limit
        lines = [
            f"folder: {folder}",
            f"photographs: {kept.plates} files, {size(kept.plates_bytes)} of {size(limit)}",
            f"inks: {kept.inks} tables, {size(kept.inks_bytes)}",
            f"measured captions: {kept.captions} files, {size(kept.captions_bytes)}",
        ]
        answer.give(lines, folder=str(folder), limit=limit, bytes=kept.bytes, **asdict(kept))
        if clear:
            answer.terminal.say(f"Cleared {size(before.bytes - kept.bytes)}")


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
        outcome = f"{others} not the same" if others else "all the same"
        answer.terminal.say(f"{counted(len(files), 'file')} made again: {outcome}")
        if code:
            raise typer.Exit(code)
