"""Bounds the seconds that one document may take, by an alarm that the system rings."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

#: How soon the alarm rings again, in seconds: a library may take the first for an error of its own.
_AGAIN = 0.25


class DocumentTimeoutError(BaseException):
    """The time is up. It is no ``Exception``, so that nobody goes on who passes over those."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooLongError in what is done here once the process has worked so long on it.

    Seconds of work count, not of waiting. It bounds Python; the process is bounded from outside.
    """

    def ring(*_: object) -> None:
        raise DocumentTimeoutError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
