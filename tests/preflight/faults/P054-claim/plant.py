"""More ink than FOGRA39 takes, where the output intent names it."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    book.draw(1, "0.8 0.8 0.8 0.95 k 100 100 50 50 re f")
