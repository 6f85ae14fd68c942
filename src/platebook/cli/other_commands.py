"""The commands ``import``, ``serve``, ``cache`` and ``verify``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from platebook.cli.exit import MUCH, CommandOutput, answer_command, count_in_words, size
from platebook.cli.options import Jobs, Json, Quiet, Story, Verbose
from platebook.errors import PreflightError, UsageError

_PATHS = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE… DIR",
        help="Photographs, folders, articles (.html, .mhtml, .docx, .odt, .md, .txt), tables "
        "(.csv, .xlsx, .ods); and last the story folder to make, or one to add to.",
    ),
]
_DRY = Annotated[
    bool,
    typer.Option("--dry-run", help="Print the story.yaml that would be written; write nothing."),
]
_COLUMNS = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="HEADING=KEY,…",
        help="What a table's columns are, where headings do not say it: Text=caption,Nr=file.",
    ),
]
_LANGUAGE = Annotated[
    str | None,
    typer.Option("--language", metavar="TAG", help="The story's language, such as en or pt-BR."),
]

Photos = Annotated[
    Path | None,
    typer.Option("--photos", metavar="FOLDER", help="A folder of photographs to begin with."),
]
Article = Annotated[
    Path | None,
    typer.Option("--article", metavar="FILE", help="An article to begin with: text, page, Word …"),
]


def import_(
    paths: _PATHS,
    dry_run: _DRY = False,
    columns: _COLUMNS = None,
    language: _LANGUAGE = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make a story folder that builds out of what a desk has.

    Texts are matched with photographs; a comment stands in story.yaml at everything that was
    guessed, and the summary lists what was left out. Nothing is fetched, and no source is changed.
    """
    with answer_command(quiet=quiet, verbose=verbose, as_json=as_json) as answer:
        if len(paths) < 2:
            fix = "Name the sources, and last the folder: platebook import article.html photos mine"
            raise UsageError.of("platebook import", "it needs a source and a folder", fix)
        *sources, folder = paths
        run_import(answer, sources, folder, columns=columns, language=language, dry_run=dry_run)


def run_import(
    answer: CommandOutput,
    sources: list[Path],
    folder: Path,
    *,
    columns: str | None = None,
    language: str | None = None,
    dry_run: bool = False,
) -> None:
    """Import ``sources`` into ``folder``; print the folder, and the summary on stderr."""
    from platebook.importing import ImportOptions, import_story, run

    options = ImportOptions(parse_columns(columns), parse_language(language))
    result = import_story(sources, folder, options, answer.terminal, write=not dry_run)
    document = run.summary_document(result.draft, result.sources)
    if dry_run:
        answer.give(result.manifest.splitlines(), manifest=result.manifest, **document)
    else:
        answer.give([folder.as_posix()], folder=folder.as_posix(), **document)
    for line in run.summary_lines(result.draft, result.sources):
        answer.terminal.say(line)
    if not dry_run:
        answer.terminal.say(f"Now look at {folder / 'story.yaml'}, then: platebook build {folder}")


def parse_language(text: str | None) -> str:
    """Read a language tag; empty for none. Raises UsageError for what is not one."""
    from platebook.manifest import value_types
    from platebook.manifest.mistakes import InvalidValue

    try:
        return value_types.language(text) if text else ""
    except InvalidValue as error:
        raise UsageError.of("--language", error.message, error.fix) from None


def parse_columns(text: str | None) -> tuple[tuple[str, str], ...]:
    """Read ``HEADING=KEY,HEADING=KEY``. Raises UsageError for what is not that."""
    pairs = []
    for part in filter(None, map(str.strip, (text or "").split(","))):
        heading, _, key = part.rpartition("=")
        heading, key = heading.strip(), key.strip().lower()
        if not heading or key not in _KEYS:
            fix = f"Write HEADING=KEY, with one of {', '.join(_KEYS)}."
            raise UsageError.of("--columns", f"“{part}” names no column and key", fix)
        pairs.append((heading, key))
    return tuple(pairs)


#: The keys that a column may be.
_KEYS = (
    *("file", "id", "title", "caption", "alt", "description", "credit", "rights", "location"),
    "date",
)


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
    """Edit a story in the browser, and see both books meanwhile, until Ctrl-C.

    Prints the address to open. Only this machine's user can use it. What another editor saves
    shows at once, too; nothing is built until you ask for it.
    """
    with answer_command(quiet=quiet, megabytes=MUCH) as answer:
        from platebook.desk.serve import serve as run

        def say(address: str) -> None:
            answer.give([address])
            if not story.exists() and story != Path("story"):
                words = "is not there yet: what you drop into the page makes it."
                answer.terminal.say(f"{story} {words}")
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
    with answer_command(quiet=quiet, as_json=as_json) as answer:
        from platebook import output
        from platebook.photos.cache import Cache, cache_stock, clear_cache

        folder = output.cache_folder()
        before = cache_stock(folder)
        after = clear_cache(folder) if clear else before
        limit = Cache(folder).limit
        lines = [
            f"folder: {folder}",
            f"photographs: {after.plates} files, {size(after.plates_bytes)} of {size(limit)}",
            f"inks: {after.inks} tables, {size(after.inks_bytes)}",
            f"found in photographs and texts: {after.facts} files, {size(after.facts_bytes)}",
        ]
        answer.give(lines, folder=str(folder), limit=limit, bytes=after.bytes, **asdict(after))
        if clear:
            answer.terminal.say(f"Cleared {size(before.bytes - after.bytes)}")


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
    with answer_command(quiet=quiet, verbose=verbose, as_json=as_json, megabytes=MUCH) as answer:
        from platebook.pipeline import verify as verify_build

        verdict = verify_build(file, story=story, report=answer.terminal, jobs=jobs)
        code = 0 if verdict.same else PreflightError.exit_code
        files = [asdict(file) for file in verdict.files]
        answer.give(verdict.lines(), exit=code, files=files, differences=verdict.differences)
        others = sum(not file.same for file in verdict.files)
        outcome = f"{others} not the same" if others else "all the same"
        answer.terminal.say(f"{count_in_words(len(files), 'file')} made again: {outcome}")
        if code:
            raise typer.Exit(code)
