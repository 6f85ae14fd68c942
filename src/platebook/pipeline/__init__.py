"""Builds books: calls the stages in order, and is the only place that knows every writer."""

from platebook.pipeline.stages import Book, build, plan
from platebook.pipeline.verify_build import ComparedFile, Verification, verify

__all__ = [
    "Book",
    "ComparedFile",
    "Verification",
    "build",
    "plan",
    "verify",
]
