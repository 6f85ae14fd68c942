"""Runs work on untrusted input in a process that has no means to do harm."""

from platebook.sandbox.child import TooLongError, active, doing
from platebook.sandbox.process import CrashedError, FailedError, LimitError, run, run_forked

__all__ = [
    "CrashedError",
    "FailedError",
    "LimitError",
    "TooLongError",
    "active",
    "doing",
    "run",
    "run_forked",
]
