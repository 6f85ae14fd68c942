"""Makes a static site of finished books: download pages, and feeds for reading apps and shops."""

from platebook.shelf.make_shelf import make_shelf
from platebook.shelf.model import Shelf, ShelfBook, ShelfFile, ShelfOptions

__all__ = ["Shelf", "ShelfBook", "ShelfFile", "ShelfOptions", "make_shelf"]
