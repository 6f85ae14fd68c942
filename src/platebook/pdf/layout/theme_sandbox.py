"""Lays out in the sandbox for a foreign theme, and in a process of its own for a large book."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from platebook import output, sandbox, theme_limits
from platebook.errors import ThemeError
from platebook.fonts.pango import weasyprint
from platebook.pdf.engine import LayoutError
from platebook.pdf.layout.typesetter import Typesetter
from platebook.rendering.template_values import ForbiddenError
from platebook.themes import Design

Value = TypeVar("Value")
#: A layout of more pages than this is made in a process of its own, whose memory is returned when
#: it ends: Python and the C library keep most of what a large layout had for later use. So is any
#: layout where memory is limited, since Pango ends a process that gets none.
_MANY_PAGES = 300


def run_limited(
    typesetter: Typesetter,
    work: Callable[[Typesetter], Value],
    *,
    draft: Path | None = None,
    files: Iterable[Path] = (),
) -> Value:
    """Do ``work`` with a typesetter, and return its value; see ``theme_limits.run_limited``.

    In the sandbox it may write ``draft``, and files of a folder that is gone afterwards;
    ``files`` are what it reads beside the book's fonts; those that must be made before a process is
    forked may be made as they are given.
    """
    design = typesetter.design
    few = len(typesetter.edition.pages) <= _MANY_PAGES
    if not design.foreign and few and sandbox.allowed_address_space() is None:
        return work(typesetter)
    input_files = [*files]
    if few or design.foreign:
        weasyprint()  # loaded once, for every process that comes
    if not design.foreign:  # a large book's few processes load it, and this one stays small
        return sandbox.run_forked(lambda: work(typesetter))
    if draft:
        draft.touch()
    font_files = (face.path for face in typesetter.font_set.faces)
    reads = {path.parent for path in (*input_files, *font_files)}

    def set_with(design: Design) -> Value:
        try:
            return work(replace(typesetter, design=design))
        except ForbiddenError as error:
            raise error.attribute_to(design) from None
        except LayoutError as fault:
            if design.theme is None:
                raise
            raise ThemeError.of(
                str(design.theme),
                f"with this theme the book cannot be laid out: {fault}",
                "Fix the value named, or the property of tokens.css that it comes from.",
            ) from fault

    with output.workroom() as folder:
        result: Value = theme_limits.run_limited(
            design,
            set_with,
            pages=len(typesetter.edition.pages),
            reads=reads,
            writes=[folder, draft] if draft else [folder],
        )
    return result
