"""Runs work on untrusted input in a process that has no means to do harm."""

from platebook.sandbox.child import TooLongError, is_sandboxed, note_activity
from platebook.sandbox.process import CrashedError, FailedError, LimitError, run, run_forked

__all__ = [
    "CrashedError",
    "FailedError",
    "LimitError",
    "TooLongError",
    "is_sandboxed",
    "note_activity",
    "run",
    "run_forked",
]
