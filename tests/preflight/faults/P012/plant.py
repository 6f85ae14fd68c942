"""A script that runs when the file is opened."""

from __future__ import annotations

from pikepdf import Dictionary, Name

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    book.pdf.Root.OpenAction = script
