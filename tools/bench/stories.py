"""Writes stories over the benchmark's photographs."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

_WORDS = (
    "the stalls go up in the dark, and nobody speaks much before the first coffee has come "
    "round; then the awnings are drawn out one by one, and the street has a roof"
)
_LAYOUTS = ("matted", "matted", "matted", "full-bleed")


def write(folder: Path, photographs: Sequence[Path], changed: bool = False) -> Path:
    """Write a story that shows each photograph once, and return its folder.

    With ``changed`` the caption of the first plate is another one. Photographs are linked into
    the story's folder, not copied. The manifest is JSON, which is YAML too.
    """
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    for number, photograph in enumerate(photographs, 1):
        here = folder / "photos" / f"{number:04}.jpg"
        if not here.exists():
            os.link(photograph, here)
    rows = [_plate(number, changed and number == 1) for number in range(1, len(photographs) + 1)]
    manifest = {
        "title": "A Street Before the Market",
        "language": "en",
        "published": "2026-01-15",
        "contributors": [{"name": "The Photo Desk", "role": "photographer"}],
        "credit": "The Photo Desk",
        "introduction": "The stalls go up in the dark.\n\nNobody speaks much.",
        "plates": rows,
        "closing": "By nine it is over.",
    }
    (folder / "story.yaml").write_text(json.dumps(manifest, indent=1), "utf-8")
    return folder


def _plate(number: int, changed: bool) -> dict[str, str]:
    """Return a plate's words; captions are 10 to 39 words long."""
    start, length = number % 20, 10 + number * 7 % 30
    words = " ".join((_WORDS.split() * 3)[start : start + length])
    return {
        "id": f"plate-{number}",
        "photo": f"photos/{number:04}.jpg",
        "caption": f"{'Again ' if changed else ''}{number}: {words}.",
        "alt": f"Shapes of many colours, number {number}.",
        "layout": _LAYOUTS[number % len(_LAYOUTS)],
    }
