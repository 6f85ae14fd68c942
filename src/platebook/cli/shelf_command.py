"""The command ``shelf``: a site of finished books, with download pages and feeds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from platebook.cli.exit import answering, counted
from platebook.cli.options import Json, Quiet, Verbose

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
    with answering(quiet=quiet, verbose=verbose, as_json=as_json) as answer:
        from platebook.shelf import ShelfOptions, make_shelf

        standard = ShelfOptions()
        options = ShelfOptions(
            site=address or "",
            name=name or "",
            language=language or "",
            editions=tuple(editions or standard.editions),
        )
        made = make_shelf(folders, site, options, report=answer.terminal)
        books = [{"title": each.facts.title, "page": f"{each.folder}/"} for each in made.books]
        answer.give([str(site)], site=str(site), books=books)
        answer.terminal.say(counted(len(made.books), "book"))
