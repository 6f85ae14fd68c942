"""What every book is held to: the plates as the manifest has them, or as the e-book shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from platebook import prose
from platebook.preflight.model import Contents, Inspected, Picture
from platebook.story import PlateText, Story

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Told:
    """One plate as it should be; ``alt`` is None where nobody says, ``glance`` may be empty."""

    plate: str
    caption: str
    credit: str
    alt: str | None
    page: str = ""
    glance: bytes = b""


@dataclass(frozen=True, slots=True)
class Model:
    """What every book is held to, and how messages call it: “the manifest”, a file's name.

    ``beside`` is the longest title that may stand on a plate's page.
    """

    called: str
    title: str
    plates: tuple[Told, ...]
    whole: bool
    beside: str = ""


def plates_of(contents: Contents) -> tuple[Picture, ...]:
    """Give the pictures that are plates: where a book names its plates, others are ornaments."""
    named = tuple(picture for picture in contents.pictures if picture.plate)
    return named or contents.pictures


def of_story(story: Story, glances: Mapping[str, bytes]) -> Model:
    """Take the plates from a complete story, with glances at its photographs by plate id."""
    return Model(
        "the manifest",
        story.title,
        tuple(_of_plate(plate, story, glances.get(plate.id, b"")) for plate in story.plates),
        whole=True,
        beside=max((story.title, *(each.title or "" for each in story.sections)), key=len),
    )


def _of_plate(plate: PlateText, story: Story, glance: bytes) -> Told:
    return Told(
        plate.id,
        unescape(_TAG.sub(" ", prose.caption(plate.caption))) if plate.caption else "",
        plate.credit or story.credit or "",
        "" if plate.decorative else plate.alt,
        glance=glance,
    )


def of_ebook(file: Inspected) -> Model:
    """Take the plates from an e-book as it shows them."""
    contents = file.contents or Contents()
    told = (
        Told(each.plate, each.caption, each.credit, each.alt, each.page, each.likeness)
        for each in plates_of(contents)
    )
    return Model(file.subject.called, contents.title, tuple(told), whole=False)
