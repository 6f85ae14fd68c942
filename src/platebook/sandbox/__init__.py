"""Runs work on untrusted input in a process that has no means to do harm."""

from platebook.sandbox.kernel import LEAST_MB, allowed_address_space, require_address_space
from platebook.sandbox.sandboxed_fork import (
    CrashedError,
    FailedError,
    LimitError,
    TooLongError,
    is_sandboxed,
    note_activity,
    run,
    run_forked,
)

__all__ = [
    "LEAST_MB", "CrashedError", "FailedError", "LimitError", "TooLongError",
    "allowed_address_space", "is_sandboxed", "note_activity", "require_address_space", "run",
    "run_forked",
]  # fmt: skip
