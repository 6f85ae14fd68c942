"""Lays out in the sandbox for a foreign theme, and in a process of its own for a large book."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from platebook import output, sandbox
from platebook.errors import ManifestError, PlatebookError, ThemeError
from platebook.fonts import weasyprint
from platebook.pdf.layout.typesetter import Typesetter
from platebook.rendering import ForbiddenError
from platebook.themes import Design

Value = TypeVar("Value")
#: A layout of more pages than this is made in a process of its own, whose memory is returned when
#: it ends: Python and the C library keep most of what a large layout had for later use.
_MANY_PAGES = 300


def shielded(
    typesetter: Typesetter,
    work: Callable[[Typesetter], Value],
    *,
    draft: Path | None = None,
    files: Iterable[Path] = (),
    seconds: float | None = None,
) -> Value:
    """Do ``work`` with a typesetter, and give its value; see ``Design.shielded``.

    In the sandbox it may write ``draft``, and files of a folder that is gone afterwards;
    ``files`` are what it reads beside the book's fonts.
    """
    design = typesetter.design
    if not design.foreign and len(typesetter.edition.pages) <= _MANY_PAGES:
        return work(typesetter)
    weasyprint("print edition")  # loaded once, for every process that comes
    if not design.foreign:
        return sandbox.run_forked(lambda: work(typesetter))
    if draft:
        draft.touch()
    reads = {path.parent for path in (*files, *(face.path for face in typesetter.cast.faces))}

    def set_with(design: Design) -> Value:
        try:
            return work(replace(typesetter, design=design))
        except ForbiddenError as error:
            raise error.blame(design) from None

    with output.workroom() as folder:
        run = partial(
            Design.shielded,
            pages=len(typesetter.edition.pages),
            reads=reads,
            writes=[folder, draft] if draft else [folder],
            seconds=seconds,
        )
        try:
            made: Value = run(design, set_with)
        except ManifestError as error:
            run(design, lambda design: set_with(replace(design, theme=None)) and None)
            raise _of_theme(error, design) from error
    return made


def _of_theme(error: ManifestError, design: Design) -> PlatebookError:
    """Give the error for a text that has its room in our own design."""
    fix = "Give it smaller type, or more room, in the theme’s styles; ours hold it."
    return ThemeError(
        replace(each, where=str(design.theme), message=f"{each.where}: {each.message}", fix=fix)
        for each in error.findings
    )
