"""Whether the finished books and the manifest are one story: words, order and photographs.

``compare`` holds every file's contents to the manifest, or to the e-book where there is none.
"""

from platebook.preflight.compare.compare_books import compare

__all__ = ["compare"]
