"""Builds books: runs the stages of a build in order."""

from platebook.pipeline.stages import Book, build, decide, plan
from platebook.pipeline.verify_build import ComparedFile, Verification, verify

__all__ = [
    "Book",
    "ComparedFile",
    "Verification",
    "build",
    "decide",
    "plan",
    "verify",
]
