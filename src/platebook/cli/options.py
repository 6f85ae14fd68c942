"""What commands can be told: one annotation an argument or option, shared by those that take it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

#: No machine binds a thicker book.
_WIDEST_SPINE_MM = 120.0


def _jobs(text: str) -> int:
    with suppress(ValueError):
        if (number := int(text)) >= 0:
            return number
    raise typer.BadParameter(f"“{text}” is no number of photographs: 0, 1, 2 …")


def _spine(text: str) -> float:
    with suppress(ValueError):
        if 0 <= (width := float(text)) <= _WIDEST_SPINE_MM:
            return width
    raise typer.BadParameter(f"“{text}” is no width in millimetres: 0 to {_WIDEST_SPINE_MM:g}")


def _percent(text: str) -> int:
    with suppress(ValueError):
        return int(text.strip().removesuffix("%"))
    raise typer.BadParameter(f"“{text}” is no whole number of per cent: 240, 300 …")


def _budget(text: str) -> float:
    with suppress(ValueError):
        return float(text)
    raise typer.BadParameter(f"“{text}” is no number of megabytes: 2.5, 10 …")


Story = Annotated[
    Path, typer.Argument(metavar="STORY", help="A story folder, or the path of its manifest.")
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="DIR", help="The books' folder, made if need be."),
]
Editions = Annotated[
    list[str] | None,
    typer.Option(
        "--edition",
        "-e",
        metavar="NAME",
        help="epub, print, screen, cover or proof; may be given more than once. Without it, epub "
        "and print.",
    ),
]
Theme = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="A theme's folder, or the name of one that comes with platebook: night. "
        "Overrides the manifest's.",
    ),
]
Trim = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="The printed page: a name from below, or a size. Overrides the manifest's.",
    ),
]
Printers = Annotated[
    list[str] | None,
    typer.Option(
        "--printer",
        metavar="NAME",
        help="Print for this printer: a name that `platebook printers` lists, or a profile of your "
        "own (.yaml). May be given more than once: each has a file of its own.",
    ),
]
Profile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The colour profile (.icc) that the printer names, instead of the one that is known "
        "of it; or fogra39, which comes with platebook.",
    ),
]
Intent = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="How colours that the press lacks are brought to those it has: relative, as without "
        "this, perceptual, saturation or absolute.",
    ),
]
InkLimit = Annotated[
    int | None,
    typer.Option(
        "--ink-limit",
        metavar="PERCENT",
        parser=_percent,
        help="The most ink that any spot of a photograph may have, all four together: less than "
        "the printer allows.",
    ),
]
Paper = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The printer's paper, as `platebook printers NAME` lists it: a cover's spine goes by "
        "it. Without it, the first.",
    ),
]
Spine = Annotated[
    float | None,
    typer.Option(
        metavar="MM",
        parser=_spine,
        help="How wide a cover's spine is, in millimetres, where only the printer knows.",
    ),
]
Target = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="Whom the e-book is for: default, kindle, apple, kobo, google; or small, which makes "
        "a book of at most 10 MB.",
    ),
]
Budget = Annotated[
    float | None,
    typer.Option(
        metavar="MB",
        parser=_budget,
        help="The most that the whole e-book may have, in megabytes. Its photographs are made "
        "smaller until it fits, all alike to the eye.",
    ),
]
Epubcheck = Annotated[
    bool,
    typer.Option(
        "--epubcheck",
        help="Ask EPUBCheck about the e-book before it takes its place: seconds, and Java.",
    ),
]
Ace = Annotated[
    bool,
    typer.Option("--ace", help="Ask Ace, the accessibility checker, too: it opens a browser."),
]
PrinterName = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        help="A printer to explain: a name from the list, or a profile of your own (.yaml).",
    ),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        parser=_jobs,
        show_default=False,
        help="Photographs to prepare at once; 0, the default, is one a core.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Let a warning fail, with exit code 6.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document instead, findings included.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="On stderr, say only what makes it fail.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="On stderr, name every stage and note too.")
]
