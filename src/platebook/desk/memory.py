"""What the desk keeps of one layout for the next: photographs looked at, and fonts cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from platebook.fonts import FontSet, Line
from platebook.fonts import cast as choose_fonts
from platebook.graphemes import clusters
from platebook.photos import COVER, Photo, WorkerPool, survey
from platebook.report import Report
from platebook.story import Section, Story

#: Sets of fonts that are kept: one for each set of characters.
_MOST_FONTS = 16
#: What differs where a file was replaced or changed: device, inode, size, times of change (ns).
Stamp = tuple[int, ...]


@dataclass(eq=False)
class SurveyMemory:
    """What was found of each photograph, by its file, its state and the plates that show it."""

    _known: dict[tuple[object, ...], Photo] = field(default_factory=dict)

    def survey(self, story: Story, report: Report, workers: WorkerPool) -> Mapping[str, Photo]:
        """Return what ``photos.survey`` gives; files that are as they were are not opened.

        Raises PhotoError.
        """
        keys = _keys(story)
        fresh = {path for path, key in keys.items() if key not in self._known}
        if fresh:
            found = survey(_with(story, fresh), workers=workers)
            self._known |= {keys[photo.path]: photo for photo in found.values()}
        self._known = {key: self._known[key] for key in keys.values()}
        for photo in self._known.values():
            for finding in photo.findings:
                report.finding(finding)
        photos = {plate.id: self._known[keys[plate.path]] for plate in story.plates}
        if isinstance(story.cover, Path):
            photos[COVER] = self._known[keys[story.cover]]
        return photos


def _keys(story: Story) -> dict[Path, tuple[object, ...]]:
    """Name the state of every file, with all that is said of it."""
    users: dict[Path, list[str]] = {}
    for plate in story.plates:
        users.setdefault(plate.path, []).extend((plate.photo, plate.id))
    if isinstance(story.cover, Path):
        users.setdefault(story.cover, []).append(COVER)
    return {path: (path, _stamp(path), story.language, *said) for path, said in users.items()}


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _with(story: Story, paths: set[Path]) -> Story:
    """Return the story with the plates alone that show one of these files."""
    plates = [plate for plate in story.plates if plate.path in paths]
    cover: str | Path = story.cover if story.cover in paths else ""
    return replace(story, sections=[Section(plates)], cover=cover)


@dataclass(eq=False)
class FontMemory:
    """The fonts of a book, chosen anew only where its characters are others."""

    _known: dict[tuple[object, ...], FontSet] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def cast(self, text: Iterable[Line], *, language: str, folder: Path) -> FontSet:
        """Return what ``fonts.cast`` gives, its files in a folder of their own below ``folder``.

        Raises MissingToolError.
        """
        lines = tuple(text)
        chars = frozenset().union(*(line.text for line in lines))
        marked = frozenset(part for line in lines for part in clusters(line.text))
        key = (language, chars, marked)
        if key in self._known:
            return self._known[key]
        chosen = choose_fonts(
            lines, language=language, folder=folder / f"fonts-{next(self._numbers)}"
        )
        if not chosen.findings:  # which name places
            self._known[key] = chosen
        if len(self._known) > _MOST_FONTS:
            self._known.pop(next(iter(self._known)))
        return chosen
