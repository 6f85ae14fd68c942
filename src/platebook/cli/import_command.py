"""The command ``import``: a story folder out of an article, a table and photographs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from platebook.cli.exit import CommandOutput, answering
from platebook.cli.options import Json, Quiet, Verbose
from platebook.errors import UsageError

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
    with answering(quiet=quiet, verbose=verbose, as_json=as_json) as answer:
        if len(paths) < 2:
            fix = "Name the sources, and last the folder: platebook import article.html photos mine"
            raise UsageError.of("platebook import", "it needs a source and a folder", fix)
        *sources, folder = paths
        run(answer, sources, folder, columns=columns, language=language, dry_run=dry_run)


def run(
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

    options = ImportOptions(parse_columns(columns), language or "")
    found = import_story(sources, folder, options, answer.terminal, write=not dry_run)
    document = run.summary_document(found.draft, found.sources)
    if dry_run:
        answer.give(found.manifest.splitlines(), manifest=found.manifest, **document)
    else:
        answer.give([folder.as_posix()], folder=folder.as_posix(), **document)
    for line in run.summary_lines(found.draft, found.sources):
        answer.terminal.say(line)
    if not dry_run:
        answer.terminal.say(f"Now look at {folder / 'story.yaml'}, then: platebook build {folder}")


def parse_columns(text: str | None) -> tuple[tuple[str, str], ...]:
    """Read ``HEADING=KEY,HEADING=KEY``. Raises UsageError for what is not that."""
    pairs = []
    for part in (text or "").split(","):
        heading, equals, key = part.rpartition("=")
        if not part.strip():
            continue
        if not equals or not heading.strip() or key.strip().lower() not in KEYS:
            fix = f"Write HEADING=KEY, with one of {', '.join(KEYS)}."
            raise UsageError.of("--columns", f"“{part.strip()}” names no column and key", fix)
        pairs.append((heading.strip(), key.strip().lower()))
    return tuple(pairs)


#: The keys that a column may be.
KEYS = (
    *("file", "id", "title", "caption", "alt", "description", "credit", "rights", "location"),
    "date",
)
