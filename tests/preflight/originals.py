"""A story to plant faults in: two plates of which nothing at all is said, checked or printed."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from platebook.build import build
from platebook.checking import check
from platebook.errors import Finding, PreflightError
from platebook.report import Silent
from tests.plates.photographs import scene
from tests.stories import plate, write_story

#: A small page, which small photographs fill at 300 ppi.
TRIM = "100x100mm"
PRINTER = """
label: The strict one
checked: 2026-10
sure: vendor
source: the tests
bleed: {value: 3mm}
cover-bleed: {value: 3mm}
colour: {value: cmyk}
profile: {value: fogra39}
"""


@dataclass
class Original:
    """A manifest, and its photographs by name.

    ``edition`` is what is built of it, for a printer with the profile ``printer`` and with
    ``options`` of ``build``; without an edition the story is only checked.
    """

    told: dict[str, Any]
    photographs: dict[str, bytes]
    edition: str = ""
    printer: str = PRINTER
    options: dict[str, Any] = field(default_factory=dict)

    def plate(self, number: int) -> dict[str, Any]:
        """Give what the manifest says of a plate, counted from 1."""
        told: dict[str, Any] = self.told["plates"][number - 1]
        return told

    def found(self, folder: Path) -> list[Finding]:
        """Check the story, or build it; what is told of it calls no folder of this machine."""
        story, profile = folder / "story", folder / "strict.yaml"
        for name, photograph in self.photographs.items():
            (story / name).parent.mkdir(parents=True, exist_ok=True)
            (story / name).write_bytes(photograph)
        write_story(story, **self.told)
        profile.write_text(self.printer, encoding="utf-8")
        heard = Silent()
        if not self.edition:
            check(story, report=heard)
        else:
            options = {"editions": [self.edition], "printers": [profile], **self.options}
            with suppress(PreflightError):  # a warning stops it before the slow part
                build(story, folder / "books", report=heard, strict=True, **options)
        return [replace(each, where=_called(each.where, story)) for each in heard.findings]


def _called(where: str, story: Path) -> str:
    return where.replace(f"{story}{os.sep}", "")


@cache
def _photographs() -> dict[str, bytes]:
    whole = scene((600, 400)).resize((1260, 840))
    shown = (whole, whole.rotate(180))
    made = {}
    for number, picture in enumerate(shown, 1):
        file = BytesIO()
        picture.save(file, "JPEG", quality=80)
        made[f"photos/{number:02}.jpg"] = file.getvalue()
    return made


def clean() -> Original:
    """Make the story."""
    told = {
        "title": "A Street Before the Market",
        "rights": "© 2026 The Photo Desk",
        "trim": TRIM,
        "plates": [plate(1), plate(2)],
    }
    return Original(told, dict(_photographs()))
