"""Shows the documents of an e-book, anybody's, on pages, as an e-reader would."""

from platebook.ereader.laying import SCREEN, EReader, Leaves, Screen, Text, UnshownError
from platebook.ereader.shelf import Resource, Shelf

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
