"""What no check foresaw: a file known to be such would be foreseen, so a check stumbles."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding
from platebook.preflight.pdf.document import PdfDocument
from tests.preflight.presses import Press


def stumble(_: PdfDocument) -> Iterator[Finding]:
    raise ValueError("a name stands where a number belongs")
    yield


def plant(book: Press) -> None:
    book.checks = (stumble,)
