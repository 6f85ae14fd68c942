"""Shows the documents of an e-book, anybody's, on pages, as an e-reader would."""

from platebook.preflight.epub_render.fetcher import Resource, Shelf
from platebook.preflight.epub_render.layout import (
    SCREEN,
    EReader,
    Leaves,
    Screen,
    Text,
    UnshownError,
)

__all__ = [
    "SCREEN",
    "EReader",
    "Leaves",
    "Resource",
    "Screen",
    "Shelf",
    "Text",
    "UnshownError",
]
