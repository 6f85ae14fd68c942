"""Both books of one small story, and its manifest: to plant differences in."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from platebook import edition, manifest, plates
from platebook.build import build
from platebook.errors import Finding
from platebook.preflight import Inspected, Subject
from platebook.preflight.reading import read
from platebook.preflight.sameness import compare
from platebook.story import Story
from tests.plates.photographs import scene
from tests.preflight.ebooks import Ebook
from tests.stories import write_story


def document(number: int) -> str:
    """Name the e-book's document of a plate, counted from 1."""
    return f"EPUB/text/plate-plate-{number}.xhtml"


def photograph(number: int) -> str:
    """Name the e-book's photograph of a plate, counted from 1."""
    return f"EPUB/images/plate-plate-{number}.jpg"


@dataclass
class Books:
    """A story, its e-book open for changes, its printed book as it was inspected."""

    story: Story
    ebook: Ebook
    pdf: Inspected
    glances: Mapping[str, bytes]

    def copy(self) -> Books:
        """Give the same books, to be changed."""
        return Books(self.story, Ebook(dict(self.ebook.files)), self.pdf, self.glances)

    def correct(self, number: int, **changes: object) -> None:
        """Change a plate of the manifest, counted from 1."""
        section = self.story.sections[0]
        shown = list(section.plates)
        shown[number - 1] = replace(shown[number - 1], **changes)  # type: ignore[arg-type]
        self.story = replace(self.story, sections=(replace(section, plates=tuple(shown)),))

    def compared(self, folder: Path, *, alone: bool = False) -> tuple[Finding, ...]:
        """Compare all three, or with ``alone`` the books alone."""
        path = self.ebook.save(folder / "book.epub")
        files = [read(Subject(path, name="book.epub")), self.pdf]
        return compare(files) if alone else compare(files, self.story, self.glances)


def made(folder: Path, **changes: object) -> Books:
    """Build a story of three photographs that look different; one fills its page."""
    photos = folder / "story" / "photos"
    photos.mkdir(parents=True)
    whole = scene((600, 400))
    looks = (whole, whole.rotate(180).resize((400, 600)), whole.convert("L").rotate(90))
    for number, picture in enumerate(looks, 1):
        picture.save(photos / f"{number:02}.jpg", quality=90)
    plates_ = changes.pop("plates", [{"layout": "full-bleed", "focus": [0.1, 0.5]}, {}, {}])
    where = write_story(folder / "story", plates_, **changes)  # type: ignore[arg-type]
    book = build(where, folder / "output")
    epub, pdf = book.files
    told = manifest.load(where)
    shots = plates.survey(told)
    with zipfile.ZipFile(epub) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return Books(
        edition.complete(told, shots),
        Ebook(files),
        read(Subject(pdf, name="book.pdf")),
        {key: plates.glance(shot.path.read_bytes()) for key, shot in shots.items()},
    )
