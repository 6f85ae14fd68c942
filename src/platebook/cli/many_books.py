"""The commands for many books: ``batch`` and ``shelf``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from platebook.build_options import BuildOptions
from platebook.cli import stdout
from platebook.cli.exit import MUCH, CommandOutput, answer_command, count_in_words, warnings
from platebook.cli.options import Json, Quiet, Verbose, takes_build_options
from platebook.errors import Finding, PreflightError, Severity

if TYPE_CHECKING:
    from platebook.batch import Receipt

_STORIES = Annotated[
    list[str],
    typer.Argument(
        metavar="STORIES…",
        help="Story folders, folders of these, wildcards, URLs of a store (s3://…, gs://…), or a "
        "list of them, one a line: a .txt file, or - for standard input.",
    ),
]
_OUTPUT = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="DEST",
        help="Each story's books go to a folder SLUG in this one, which may be a URL.",
    ),
]
_WORKERS = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=0,
        help="Stories to build at once; 0, the default: one a core.",
    ),
]
_AGAIN = Annotated[
    bool,
    typer.Option(
        "--again/--resume",
        help="Build stories too whose books are up to date; by default they are skipped.",
    ),
]
_CLUSTER = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Build on the workers of this Dask scheduler, such as tcp://host:8786.",
    ),
]
_CACHE = Annotated[
    str | None,
    typer.Option(
        "--cache", metavar="URL", help="A folder of a store: prepared photographs for all workers."
    ),
]
_SHELF = Annotated[
    Path | None,
    typer.Option("--shelf", metavar="SITE", help="Then make a site of all books, as `shelf` does."),
]
_JSON = Annotated[
    bool,
    typer.Option("--json", help="Print a JSON document for each story as it ends, one a line."),
]


@takes_build_options
def batch(
    stories: _STORIES,
    output: _OUTPUT = "output",
    options: BuildOptions = BuildOptions(),
    workers: _WORKERS = 0,
    again: _AGAIN = False,
    cluster: _CLUSTER = None,
    cache: _CACHE = None,
    shelf: _SHELF = None,
    as_json: _JSON = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Build many stories at once, each into DEST/SLUG, and print the folder of each.

    A story whose books are up to date is not built again. One that fails stops no other; what it
    had is kept, and the exit code is 6.
    """
    with answer_command(quiet=quiet, verbose=verbose, megabytes=MUCH) as answer:
        from platebook.batch import BatchOptions, books_on_disk, local, run_batch

        start = perf_counter()
        batch_options = BatchOptions(options, workers, again, cluster or "", cache or "")
        results = run_batch(stories, output, batch_options, answer.terminal)
        receipts = list(_show_each(results, answer, as_json=as_json))
        if shelf:
            from platebook.shelf import ShelfOptions, make_shelf

            with books_on_disk(local(output), receipts) as books:
                make_shelf([books], shelf, ShelfOptions(), report=answer.terminal)
        states = Counter(str(receipt.state) for receipt in receipts)
        counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        answer.terminal.say(f"{counts}; {perf_counter() - start:.1f} s")
        if failed := [receipt for receipt in receipts if receipt.exit_code]:
            raise PreflightError([finding for receipt in failed for finding in _reasons(receipt)])


def _reasons(receipt: Receipt) -> Iterable[Finding]:
    """Return the errors of a story that failed; with --strict its warnings are."""
    errors = [finding for finding in receipt.findings if finding.severity is Severity.ERROR]
    return errors or receipt.findings


def _show_each(
    receipts: Iterable[Receipt], answer: CommandOutput, *, as_json: bool
) -> Iterable[Receipt]:
    """Pass on receipts, and show each as it comes."""
    for receipt in receipts:
        if as_json:
            stdout.write(f"{json.dumps(receipt.as_json(), ensure_ascii=False)}\n")
        elif not receipt.exit_code:
            stdout.write(f"{receipt.folder}\n")
        doubts = f", {warnings(receipt.findings)}" if not receipt.exit_code else ""
        answer.terminal.say(f"{receipt.state}: {receipt.slug}{doubts}; {receipt.seconds:.1f} s")
        yield receipt


_FOLDERS = Annotated[
    list[Path],
    typer.Argument(
        metavar="DIR…",
        help="Folders of finished books with their records (SLUG.build.json); folders in them too.",
    ),
]
_SITE = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="SITE", help="The site's folder; a shelf there is replaced."
    ),
]
_ADDRESS = Annotated[
    str | None,
    typer.Option(
        "--site",
        metavar="URL",
        help="Where the site will be published. Feeds then have whole addresses, which some "
        "reading apps need.",
    ),
]
_NAME = Annotated[
    str | None, typer.Option("--name", metavar="TEXT", help="What the shelf is called.")
]
_LANGUAGE = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="TAG",
        help="The language of the list of books. Without it, that of most books.",
    ),
]
_EDITIONS = Annotated[
    list[str] | None,
    typer.Option(
        "--edition",
        "-e",
        metavar="NAME",
        help="Offer only this edition; may be given more than once. Without it: epub, screen, "
        "web, print and cover.",
    ),
]


def shelf(
    folders: _FOLDERS,
    site: _SITE,
    address: _ADDRESS = None,
    name: _NAME = None,
    language: _LANGUAGE = None,
    editions: _EDITIONS = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make a site of finished books: a page for each with its files, a list of all, and feeds.

    Nothing is built: books, texts and covers are taken from the finished files and their records.
    The site is replaced as a whole, or not at all.
    """
    with answer_command(quiet=quiet, verbose=verbose, as_json=as_json) as answer:
        from platebook.shelf import ShelfOptions, make_shelf

        standard = ShelfOptions()
        options = ShelfOptions(
            site=address or "",
            name=name or "",
            language=language or "",
            editions=tuple(editions or standard.editions),
        )
        result = make_shelf(folders, site, options, report=answer.terminal)
        books = [{"title": book.facts.title, "page": f"{book.folder}/"} for book in result.books]
        answer.give([str(site)], site=str(site), books=books)
        answer.terminal.say(count_in_words(len(result.books), "book"))
