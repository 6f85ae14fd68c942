"""Commands, options and exit codes; nothing else. What is heavy is imported when it is needed."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from platebook import __version__
from platebook.errors import Finding, PlatebookError, Severity

if TYPE_CHECKING:
    from platebook.report import Terminal

INTERRUPTED, BUG = 130, 1
_BUG_WORDS = (
    "This is a bug in platebook, not a mistake of yours. Nothing in the output folder was\n"
    "changed. Please report it with the lines above and, if you can, the story."
)

app = typer.Typer(
    name="platebook",
    help="One photo story, two books: an EPUB that reads well everywhere and a print-ready PDF.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Story = Annotated[Path, typer.Argument(help="A story folder, or the path of a manifest.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say every stage and note.")]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(f"platebook {__version__}")
        raise typer.Exit


@app.command()
def build(
    story: Story = Path("story"),
    output: Annotated[Path, typer.Option("--output", "-o", help="Where books go.")] = Path(
        "output"
    ),
    edition: Annotated[
        list[str] | None,
        typer.Option("--edition", "-e", help="epub or print; may be repeated. Default: both."),
    ] = None,
    theme: Annotated[Path | None, typer.Option(help="A theme’s folder.")] = None,
    trim: Annotated[
        str | None,
        typer.Option(help="The printed page: a name such as a5, or a size such as 8x10in."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Photographs at once; 0: one a core.")
    ] = 0,
    strict: Annotated[bool, typer.Option("--strict", help="Let a warning stop the build.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make the books of a story."""
    with _told(quiet=quiet, verbose=verbose) as terminal:
        from platebook.build import build as build_books

        start = perf_counter()
        book = build_books(
            story,
            output,
            editions=edition or (),
            report=terminal,
            jobs=jobs,
            theme=theme,
            trim=trim,
            strict=strict,
        )
        seconds = perf_counter() - start
        if as_json:
            _print_json(
                files=[str(path) for path in book.files],
                plates=book.plates,
                pages=book.pages,
                findings=[_as_dict(finding) for finding in book.findings],
            )
        else:
            for path in book.files:
                print(path)
        sizes = ", ".join(f"{path.name} {_size(path)}" for path in book.files)
        terminal.say(f"{book.plates} plates, {book.pages} pages; {sizes}; {seconds:.1f} s")


@app.command()
def check(
    story: Story = Path("story"),
    strict: Annotated[bool, typer.Option("--strict", help="Let a warning fail.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Look at a story, its photographs and what they say of themselves; build nothing."""
    with _told(quiet=quiet, verbose=verbose) as terminal:
        from platebook.checking import check as check_story

        checked = check_story(story, report=terminal)
        if as_json:
            _print_json(
                title=checked.title,
                plates=[
                    {
                        "id": plate.id,
                        "photo": plate.photo,
                        "format": plate.format,
                        "pixels": list(plate.pixels),
                        "sources": dict(plate.sources),
                    }
                    for plate in checked.plates
                ],
                findings=[_as_dict(finding) for finding in checked.findings],
            )
        else:
            for line in checked.lines():
                print(line)
        warnings = sum(found.severity is Severity.WARNING for found in checked.findings)
        noun = "warning" if warnings == 1 else "warnings"
        terminal.say(f"{len(checked.plates)} plates, no errors, {warnings} {noun}")
        if strict and warnings:
            raise typer.Exit(6)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")],
    quiet: Quiet = False,
) -> None:
    """Make a story folder that builds as it is, to begin your own with."""
    with _told(quiet=quiet) as terminal:
        from platebook import starter

        starter.create(folder)
        print(folder)
        terminal.say(f"Now edit {folder / 'story.yaml'}, then: platebook build {folder}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of story.yaml, for editors that complete and explain."""
    with _told():
        from platebook import manifest

        print(manifest.schema(), end="")


def main() -> NoReturn:
    """Run the command line; every failure ends here, with its exit code."""
    app(prog_name="platebook")
    sys.exit(0)


@contextmanager
def _told(*, quiet: bool = False, verbose: bool = False) -> Iterator[Terminal]:
    """Turn every failure into words and an exit code (the contract's table)."""
    from platebook.report import Terminal

    terminal = Terminal(quiet=quiet, verbose=verbose)
    try:
        yield terminal
    except PlatebookError as error:
        for finding in error.findings:
            terminal.tell(finding)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        terminal.close()
        print("Interrupted; the output folder is as it was.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    except typer.Exit:
        raise
    except Exception as error:
        terminal.close()
        traceback.print_exception(error)
        print(f"\n{_BUG_WORDS}", file=sys.stderr)
        raise typer.Exit(BUG) from None
    finally:
        terminal.close()


def _as_dict(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "where": finding.where,
        "message": finding.message,
        "fix": finding.fix,
    }


def _print_json(**document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1_000_000:.1f} MB"
