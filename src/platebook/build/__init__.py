"""Builds books: calls the stages in order, and is the only place that knows every writer."""

from platebook.build.asking import DEFAULT_EDITIONS
from platebook.build.record import Wants
from platebook.build.stages import Book, build, plan
from platebook.build.table import WRITERS
from platebook.build.verifying import Compared, Verdict, verify
from platebook.build.writers import Impression, Job, Output

__all__ = [
    "DEFAULT_EDITIONS",
    "WRITERS",
    "Book",
    "Compared",
    "Impression",
    "Job",
    "Output",
    "Verdict",
    "Wants",
    "build",
    "plan",
    "verify",
]
