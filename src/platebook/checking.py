"""Checks a story without building it: what is wrong, and where each text came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from platebook import edition, manifest, plates
from platebook.errors import Finding
from platebook.plates import Photo
from platebook.report import Report
from platebook.story import PlateText, Story

_TEXTS = ("caption", "alt", "description", "credit", "rights", "location", "date")


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


def check(story: Path, *, report: Report) -> Checked:
    """Read the manifest and open every photograph. Raises like ``build``."""
    told = manifest.load(story)
    photos = plates.survey(told, report=report)
    complete = edition.complete(told, photos)
    findings = [found for photo in photos.values() for found in photo.findings]
    remarks = manifest.remarks(complete)
    for finding in remarks:
        report.finding(finding)
    checked = tuple(_checked(plate, photos[plate.id], told) for plate in told.plates)
    return Checked(told.title, checked, (*findings, *remarks))


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
