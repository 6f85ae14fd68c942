"""The table of editions: a new edition is a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from platebook.build import screens, wraps, writers
from platebook.build.writers import PROOF, Job, Output
from platebook.edition import EPUB, PRINT, SCREEN

#: The files of each edition.
WRITERS: Mapping[str, Callable[[Job], Iterable[Output]]] = {
    EPUB.name: writers.epub,
    PRINT.name: writers.printed,
    SCREEN.name: screens.screen,
    wraps.WRAP: wraps.wraps,
    PROOF: writers.proof,
}
