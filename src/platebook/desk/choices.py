"""What the switches of the desk offer: printers, trims and themes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from platebook import geometry, printers, themes
from platebook.desk.model import Choice, DeskOptions
from platebook.editions import EDITIONS


def all_choices() -> dict[str, list[dict[str, Any]]]:
    """List every switch's values with their words; an empty value is the story's own."""
    return {
        "printer": [_row("", "Default"), *(_row(name, name) for name in printers.known())],
        "trim": [_row("", "As the story says"), *map(_trim, geometry.TRIMS.values())],
        "edition": [_row(name, summary) for name, summary in EDITIONS.items()],
        "theme": [_row("", "As the story says"), *(_row(each, each) for each in _themes())],
    }


def unknown(options: DeskOptions, choices: dict[str, list[dict[str, Any]]]) -> str | None:
    """Return which option has a value that is not offered."""
    for name, value in asdict(options).items():
        if value not in {choice["value"] for choice in choices[name]}:
            return f"there is no {name} of this name"
    return None


def _themes() -> list[str]:
    home = themes.find().home / "themes"
    return sorted(path.name for path in home.iterdir() if path.is_dir()) if home.is_dir() else []


def _trim(trim: geometry.Trim) -> dict[str, Any]:
    width, height = trim.size.width, trim.size.height
    return _row(trim.name, f"{trim.name} ({width:.0f} × {height:.0f} mm)")


def _row(value: str, label: str) -> dict[str, Any]:
    return asdict(Choice(value, label))
