"""The commands: one function each."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from platebook import geometry
from platebook.build_options import BuildOptions
from platebook.cli import stdout
from platebook.cli.exit import (
    INTERRUPTED,
    MUCH,
    answer_command,
    count_in_words,
    refuse_empty_arguments,
    report_misuse,
    size,
    warnings,
)
from platebook.cli.many_books import batch, shelf
from platebook.cli.options import (
    Command,
    CommandGroup,
    Json,
    Output,
    PrinterName,
    Quiet,
    Story,
    Strict,
    Verbose,
    takes_build_options,
)
from platebook.cli.other_commands import Article, Photos, cache, import_, run_import, serve, verify
from platebook.cli.preflight_command import preflight
from platebook.errors import PreflightError, UsageError
from platebook.files import program, temporary
from platebook.version import __version__

if TYPE_CHECKING:
    from platebook.pipeline import Book

_TRIMS = f"Trims: {', '.join(geometry.TRIMS)}; or a size such as 8x10in or 210x297mm."

app = typer.Typer(
    cls=CommandGroup,
    help="One photo story, two books: an EPUB that reads well everywhere and a print-ready PDF.",
    epilog="Begin with `platebook new mine`, then `platebook build mine`. "
    "`platebook COMMAND --help` explains a command.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        stdout.write(f"platebook {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        raise typer.Exit(2)


@app.command(cls=Command, short_help="Make the books of a story.", epilog=_TRIMS)
@takes_build_options
def build(
    story: Story = Path("story"),
    output: Output = Path("output"),
    options: BuildOptions = BuildOptions(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make the books of a story, and print the path of each.

    The books take their places together when all of them are finished. If one fails, those of
    an earlier build stay as they were.
    """
    with answer_command(quiet=quiet, verbose=verbose, as_json=as_json, megabytes=MUCH) as answer:
        from platebook.pipeline import build as build_books

        gc.freeze()  # no search for garbage looks through what was loaded
        start = perf_counter()
        book = build_books(story, output, options, report=answer.terminal)
        files = [str(path) for path in book.files]
        answer.give(files, files=files, plates=book.plates, pages=book.pages)
        answer.terminal.say(f"{_summary(book)}; {perf_counter() - start:.1f} s")


def _summary(book: Book) -> str:
    """Describe the result in one line."""
    from platebook.pipeline.build_record import size as file_size

    has_pdf = any(path.suffix == ".pdf" for path in book.files)
    pages = [count_in_words(book.pages, "page")] if has_pdf else []
    counts = [count_in_words(book.plates, "plate"), *pages, warnings(book.findings)]
    sizes = ", ".join(f"{path.name} {size(file_size(path))}" for path in book.files)
    return f"{', '.join(counts)}; {sizes}"


app.command(cls=Command, short_help="Make the books of many stories at once.", epilog=_TRIMS)(batch)


@app.command(cls=Command, short_help="Look over a story, and build nothing.")
def check(
    story: Story = Path("story"),
    strict: Strict = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Look over a story, and build nothing.

    Reads the manifest, decodes every photograph, and prints each plate with where its caption,
    alt text and credit came from: the manifest, or the photograph's own metadata.
    """
    with answer_command(quiet=quiet, verbose=verbose, as_json=as_json, megabytes=MUCH) as answer:
        from platebook.check_story import check as check_story

        result = check_story(story, report=answer.terminal)
        if strict and (story_warnings := result.warnings):
            raise PreflightError(story_warnings)
        answer.give(result.lines(), **result.document())
        plates, doubts = count_in_words(len(result.plates), "plate"), warnings(result.findings)
        answer.terminal.say(f"{plates}, no errors, {doubts}")


@app.command(cls=Command, short_help="Make a story folder that builds as it is.")
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")],
    photos: Photos = None,
    article: Article = None,
    quiet: Quiet = False,
) -> None:
    """Make a story folder that builds as it is, to begin your own with.

    With --photos, it is made of your photographs and, with --article, of your text.
    """
    with answer_command(quiet=quiet) as answer:
        from platebook import starter

        if photos or article:
            starter.check_empty(folder, photos)
            run_import(answer, [path for path in (article, photos) if path], folder)
            return
        starter.create(folder)
        answer.give([str(folder)])
        answer.terminal.say(f"Now edit {folder / 'story.yaml'}, then: platebook build {folder}")


app.command(
    "import", cls=Command, short_help="Make a story folder out of an article and photographs."
)(import_)


@app.command(cls=Command, short_help="Print the JSON Schema of story.yaml.")
def schema() -> None:
    """Print the JSON Schema of story.yaml, for editors that complete and explain its keys."""
    with answer_command():
        from platebook.manifest import keys

        stdout.write(keys.schema())


@app.command(cls=Command, short_help="List the printers that are known, or explain one.")
def printers(printer: PrinterName = None, as_json: Json = False) -> None:
    """List the printers that are known, or explain what one of them asks for.

    Every figure has its source, its date, and how sure it is: most were read in
    restatements, so check with the printer before a book is sent.
    """
    with answer_command(as_json=as_json) as answer:
        from platebook import printers as room
        from platebook.printers import describe

        profiles = [room.load(name) for name in ([printer] if printer else room.printer_names())]
        lines = describe.explanation(profiles[0]) if printer else describe.overview(profiles)
        answer.give(lines, printers=[describe.document(profile) for profile in profiles])


app.command(cls=Command, short_help="Show what is remembered between builds, or clear it.")(cache)
app.command(cls=Command, short_help="Edit a story in the browser, and see both books.")(serve)
app.command(cls=Command, short_help="Make a site of finished books, with feeds.")(shelf)
app.command(cls=Command, short_help="Inspect finished books of any origin.")(preflight)
app.command(cls=Command, short_help="Make the books of a build again, and compare.")(verify)


def main() -> NoReturn:
    """Run the program ``platebook``."""
    program.begin()
    stdout.prepare()
    temporary.begin()
    program.end(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line; every failure ends here, with its exit code."""
    try:
        refuse_empty_arguments(arguments)
        return app(arguments, prog_name="platebook", standalone_mode=False) or 0
    except (typer.TyperException, UsageError) as error:
        return report_misuse(error, arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
