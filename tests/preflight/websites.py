"""A clean website, and its story, to plant faults in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from platebook.book import complete
from platebook.errors import Finding
from platebook.manifest.load_story import load
from platebook.photos.survey_photos import survey
from platebook.preflight.inspect_files import inspect
from platebook.preflight.model import Subject
from platebook.preflight.reader_process import ReaderProcess
from tests.books import build
from tests.stories import write_story

NAME = "street-web"
PLATES = [{"credit": "The Text Desk"}, {"description": "Long words.\n\nIn two paragraphs."}]


@dataclass(frozen=True)
class Website:
    """A website in a folder, and the story that it was made of."""

    folder: Path
    story: Path

    def copy(self, folder: Path) -> Website:
        """Copy the website, to change it."""
        return Website(Path(shutil.copytree(self.folder, folder / NAME)), self.story)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text of a file, which has it."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text, f"{old} is not in {name}"
        path.write_text(text.replace(old, new), "utf-8")

    def found(self, reader: ReaderProcess) -> list[Finding]:
        """Inspect it as a build does."""
        story = load(self.story)
        whole = complete(story, survey(story))
        return list(inspect([Subject(self.folder, NAME)], story=whole, reader=reader).all)


def clean(folder: Path) -> Website:
    """Build a website."""
    story = write_story(folder / "story", PLATES, slug="street")
    (site,) = build(story, folder / "site", editions=("web",)).files
    return Website(site, story)
