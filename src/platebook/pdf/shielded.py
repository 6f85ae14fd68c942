"""Does in the sandbox what the templates and styles of a foreign theme have a hand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from platebook import output
from platebook.design import Design
from platebook.pdf.typeset import Typesetter
from platebook.typefaces import weasyprint

Value = TypeVar("Value")


def shielded(
    typesetter: Typesetter,
    work: Callable[[Typesetter], Value],
    *,
    draft: Path | None = None,
    files: Iterable[Path] = (),
    seconds: float | None = None,
) -> Value:
    """Do ``work`` with a typesetter, and give its value; see ``Design.shielded``.

    It may write ``draft``, and files of a folder that is gone afterwards; ``files`` are what it
    reads beside the book's fonts.
    """
    design = typesetter.design
    if not design.foreign:
        return work(typesetter)
    weasyprint("print edition")  # loaded once, for every process that comes
    if draft:
        draft.touch()
    reads = {path.parent for path in (*files, *(face.path for face in typesetter.cast.faces))}

    def set_with(design: Design) -> Value:
        return work(replace(typesetter, design=design))

    with output.workroom() as folder:
        writes = [folder, draft] if draft else [folder]
        pages = len(typesetter.edition.pages)
        return design.shielded(set_with, pages=pages, reads=reads, writes=writes, seconds=seconds)
