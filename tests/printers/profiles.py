"""Writes a profile of a user's own."""

from __future__ import annotations

from pathlib import Path

from platebook import printers
from platebook.printers.printer import Printer


def own(folder: Path, text: str, name: str = "mine.yaml") -> Printer:
    """Write a profile and load it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return printers.load(path)
