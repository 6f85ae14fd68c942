"""Checks a story without building it: what is wrong, and where each text came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from platebook import edition, manifest, output, plates
from platebook.errors import Finding, Severity
from platebook.plates import Photo, Recipe, Wish
from platebook.report import Heard, Report
from platebook.story import PlateText, Story

_TEXTS = ("caption", "alt", "description", "credit", "rights", "location", "date")
_THUMBNAIL = (64, 64)


@dataclass(frozen=True, slots=True)
class CheckedPlate:
    """One plate as `check` tells it. ``sources`` says for each text where it came from."""

    id: str
    photo: str
    format: str
    pixels: tuple[int, int]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """A story that can be built, and what someone should look at."""

    title: str
    plates: tuple[CheckedPlate, ...]
    findings: tuple[Finding, ...]

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that ``--strict`` lets stop a run."""
        return tuple(found for found in self.findings if found.severity is Severity.WARNING)

    def lines(self) -> Iterator[str]:
        """Tell the plates as text: number, id, file, pixels, and where its texts came from."""
        yield self.title
        for number, plate in enumerate(self.plates, 1):
            width, height = plate.pixels
            yield f"{number:>4}  {plate.id}  {plate.photo}  {plate.format} {width} × {height}"
            told: dict[str, list[str]] = {}
            for key, source in plate.sources.items():
                told.setdefault(source, []).append(key)
            for source, keys in told.items():
                yield f"      {', '.join(keys)} ← {source}"

    def document(self) -> dict[str, object]:
        """Tell the same as plain data, for ``--json``."""
        plates = [
            {
                "id": plate.id,
                "photo": plate.photo,
                "format": plate.format,
                "pixels": list(plate.pixels),
                "sources": dict(plate.sources),
            }
            for plate in self.plates
        ]
        return {"title": self.title, "plates": plates}


def check(story: Path, *, report: Report) -> Checked:
    """Read the manifest and decode every photograph. Raises like ``build``."""
    heard = Heard(report)
    heard.stage("Reading the story")
    told = manifest.load(story)
    heard.stage("Looking at the photographs")
    photos = plates.survey(told, report=heard)
    complete = edition.complete(told, photos)
    for finding in manifest.remarks(complete):
        heard.finding(finding)
    heard.stage("Decoding the photographs")
    _decode(photos, heard)
    checked = tuple(_checked(plate, photos[plate.id], told) for plate in told.plates)
    return Checked(complete.title, checked, tuple(heard.findings))


def _decode(photos: Mapping[str, Photo], report: Report) -> None:
    """Decode every photograph, small, since a file may break off after a perfect header."""
    recipe = Recipe("check", _THUMBNAIL)
    wishes = [Wish(key, photo.photo, photo, recipe) for key, photo in photos.items()]
    with output.workroom() as scratch:
        plates.prepare(wishes, scratch=scratch, report=report)


def _checked(plate: PlateText, photo: Photo, story: Story) -> CheckedPlate:
    sources = {}
    for key in _TEXTS:
        if getattr(plate, key):
            sources[key] = "manifest"
        elif key == "credit" and story.credit:
            sources[key] = "manifest (default)"
        elif key in photo.words and not (key == "alt" and plate.decorative):
            sources[key] = photo.words[key].source
    return CheckedPlate(plate.id, plate.photo, photo.format, photo.size, sources)
