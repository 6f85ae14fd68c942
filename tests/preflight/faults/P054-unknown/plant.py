"""More ink than any paper takes, where nobody knows the output intent."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    book.pdf.Root.OutputIntents[0].OutputConditionIdentifier = "Custom"
    book.draw(1, "0.8 0.8 0.9 0.95 k 100 100 50 50 re f")
