"""Finds the manifest keys that words of a finished book come from, for messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from platebook import markdown
from platebook.errors import Finding
from platebook.i18n import direction
from platebook.preflight.compare.expected import read
from platebook.preflight.compare.text_match import readable, squeezed
from platebook.preflight.model import TextLine
from platebook.story import Plate, Story

#: Findings about misplaced type, whose messages quote it.
PLACED = frozenset({"P045", "P046"})
_QUOTED = re.compile("“([^”]+)”")
#: Fewer letters would match too many texts.
_LETTERS = 3
_MOST_KEYS = 3


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the story, its key, its place, and its plate's id, if any."""

    key: str
    text: str
    where: str
    plate: str = ""


def with_keys(finding: Finding, story: Story) -> Finding:
    """Add the keys and places to a finding that quotes words of a page."""
    texts = [text for text in _texts(story) if f"plate “{text.plate}”" in finding.where]
    texts += [text for text in _texts(story) if text not in texts]
    sentences: list[str] = []
    for quoted in _QUOTED.findall(finding.message):
        line = TextLine(quoted.removesuffix("…"))
        leftwards = direction(story.language) == "rtl"
        words = squeezed(readable([line], drawn=True, rightmost_first=leftwards))
        if len(words) >= _LETTERS and (found := _sources(words, texts)):
            keys = " or ".join(f"{text.key} ({text.where})" for text in found)
            sentences.append(f"“{quoted}” comes from {keys}")
    return replace(finding, message="; ".join((finding.message, *sentences)))


def _sources(words: str, texts: Sequence[_Text]) -> Sequence[_Text]:
    """Return the texts that contain the words; else those shown among generated words."""
    found = [text for text in texts if words in squeezed(text.text)]
    if not found:
        inside = ((text, squeezed(text.text)) for text in texts)
        found = [text for text, part in inside if len(part) >= _LETTERS and part in words]
    return found[:_MOST_KEYS]


def _texts(story: Story) -> Iterator[_Text]:
    """Yield every text of a story that print may show, those of its plates last."""
    plain = (
        *((key, getattr(story, key)) for key in ("title", "subtitle", "publisher", "rights")),
        *(("credit", story.credit), ("series", story.series.name if story.series else None)),
        *(("contributors", person.name) for person in story.contributors),
        *(("links", text) for link in story.links for text in (link.label, link.url)),
        *((key, _block(text)) for key, text in story.texts),
        *story.signatures,
    )
    yield from (_Text(key, text, str(story.place(key))) for key, text in plain if text)
    for section in story.sections:
        where = str(section.where or story.place("sections"))
        parts = ("section title", section.title), ("section text", _block(section.text))
        yield from (_Text(key, text, where) for key, text in parts if text)
    for plate in story.plates:
        yield from _of_plate(plate)


def _block(source: str | None) -> str:
    return read(markdown.block(source)) if source else ""


def _of_plate(plate: Plate) -> Iterator[_Text]:
    caption = read(markdown.caption(plate.caption)) if plate.caption else ""
    for key, text in (
        ("caption", caption),
        ("credit", plate.credit),
        ("title", plate.title),
        ("location", plate.location),
        ("date", plate.date),
    ):
        if text:
            yield _Text(f"{key} of plate “{plate.id}”", text, str(plate.where), plate.id)
