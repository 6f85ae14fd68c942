"""A page that blends in RGB."""

from __future__ import annotations

from pikepdf import Dictionary, Name

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB)
    book.page(1).Group = group
