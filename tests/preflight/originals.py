"""A story to plant faults in: two plates of which nothing at all is said, checked or printed."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from platebook.check_story import check
from platebook.errors import (
    Finding,
    ManifestError,
    MissingToolError,
    PhotoError,
    PreflightError,
)
from platebook.fonts import families, subset
from platebook.photos.ebook_targets import TARGETS, Target
from platebook.report import Silent
from tests.books import build
from tests.photos.photographs import scene
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
    ``options`` of ``build``; without an edition the story is only checked. ``fonts`` are those of
    the machine, by file name, in place of those that it has; ``uncached`` takes its cache away.
    ``targets`` are other limits of shops, by name; ``edits`` what is written in the manifest in
    place of other words.
    """

    told: dict[str, Any]
    photographs: dict[str, bytes]
    edition: str = ""
    printer: str = PRINTER
    options: dict[str, Any] = field(default_factory=dict)
    fonts: dict[str, bytes] | None = None
    uncached: bool = False
    targets: dict[str, Target] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)

    def plate(self, number: int) -> dict[str, Any]:
        """Return what the manifest says of a plate, counted from 1."""
        told: dict[str, Any] = self.told["plates"][number - 1]
        return told

    def small(self, name: str, size: tuple[int, int], quality: int) -> bytes:
        """Return a photograph in another size (px)."""
        with Image.open(BytesIO(self.photographs[name])) as whole:
            smaller = whole.resize(size)
        file = BytesIO()
        smaller.save(file, "JPEG", quality=quality)
        return file.getvalue()

    def found(self, folder: Path) -> list[Finding]:
        """Check the story, or build it; what is told of it calls no folder of this machine."""
        story, profile = folder / "story", folder / "strict.yaml"
        for name, photograph in self.photographs.items():
            (story / name).parent.mkdir(parents=True, exist_ok=True)
            (story / name).write_bytes(photograph)
        write_story(story, **self.told)
        manifest = story / "story.yaml"
        text = manifest.read_text(encoding="utf-8")
        for before, after in self.edits.items():
            assert before in text
            text = text.replace(before, after)
        manifest.write_text(text, encoding="utf-8")
        profile.write_text(self.printer, encoding="utf-8")
        heard = Silent()
        with pytest.MonkeyPatch.context() as patch, suppress(PreflightError):
            self._equip(folder, patch)
            try:
                self._made(story, profile, folder / "books", heard)
            except (ManifestError, MissingToolError, PhotoError) as error:
                heard.findings += error.findings
        places = {f"{story}{os.sep}": "", f"{folder}{os.sep}": ""}
        return [replace(each, where=_called(each.where, places)) for each in heard.findings]

    def _made(self, story: Path, profile: Path, books: Path, heard: Silent) -> None:
        if not self.edition:
            check(story, report=heard)
            return
        options = {"editions": [self.edition], "strict": True, **self.options}
        if self.edition != "epub":
            options["printers"] = [profile]
        build(story, books, report=heard, **options)  # a warning stops it before it is written

    def _equip(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        """Make the machine that the story is looked at on."""
        if self.uncached:
            (folder / "cache").write_text("a file stands where the folder should be")
            patch.setenv("PLATEBOOK_CACHE", str(folder / "cache"))
        for name, target in self.targets.items():
            patch.setitem(TARGETS, name, target)  # type: ignore[attr-defined]
        if self.fonts is None:
            return
        (folder / "fonts").mkdir()
        for name, font in self.fonts.items():
            (folder / "fonts" / name).write_bytes(font)
        config = folder / "fonts.conf"
        places = f"<dir>{folder / 'fonts'}</dir><cachedir>{folder / 'font-cache'}</cachedir>"
        config.write_text(f"<fontconfig>{places}</fontconfig>")
        patch.setenv("FONTCONFIG_FILE", str(config))


def _called(where: str, places: dict[str, str]) -> str:
    for place, called in places.items():
        where = where.replace(place, called)
    return where


def font(family: str, letter: str, **settings: int) -> bytes:
    """Make a font of the machine's with one letter, and with ``settings`` of its OS/2 table."""
    packed = BytesIO(subset.cut(families.stack("sans")[0].masters[0], {"a"}, family))
    made = TTFont(packed)
    for table in made["cmap"].tables:
        table.cmap = {ord(letter): name for name in table.cmap.values()}
    for name, value in settings.items():
        setattr(made["OS/2"], name, value)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


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
