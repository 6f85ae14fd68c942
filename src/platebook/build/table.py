"""The table of editions: a new edition is a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from platebook.build import wraps, writers
from platebook.build.writers import PROOF, Job, Output
from platebook.edition import EPUB, PRINT

#: The files of each edition.
WRITERS: Mapping[str, Callable[[Job], Iterable[Output]]] = {
    EPUB.name: writers.epub,
    PRINT.name: writers.printed,
    wraps.WRAP: wraps.wraps,
    PROOF: writers.proof,
}
