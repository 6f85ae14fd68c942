"""Builds books: calls the stages in order, and is the only place that knows every writer."""

from platebook.build.stages import Book, build, plan
from platebook.build.verifying import Compared, Verdict, verify

__all__ = [
    "Book",
    "Compared",
    "Verdict",
    "build",
    "plan",
    "verify",
]
