"""Writes an edition as EPUB 3.3: reflowable, one document a plate, checked after writing.

Why it is made so: docs/decisions/0020-epub-reflowable-one-document-a-plate.md.
"""

from platebook.epub.read_back import MalformedError
from platebook.epub.write import EbookPreview, dry_run, write

__all__ = ["EbookPreview", "MalformedError", "dry_run", "write"]
