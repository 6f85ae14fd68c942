"""A page that runs a script when it is opened."""

from __future__ import annotations

from pikepdf import Dictionary, Name

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    book.page(1).AA = Dictionary(O=script)
