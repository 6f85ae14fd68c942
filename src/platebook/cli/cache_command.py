"""The command ``cache``: shows and clears the cache."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from platebook.cli.exit import answering, size
from platebook.cli.options import Json, Quiet


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
