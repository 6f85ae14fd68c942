"""Would catch a message about misplaced type that sends its reader to the wrong key, or to none."""

from __future__ import annotations

import pytest

from platebook.errors import Finding
from platebook.pipeline.inspection import with_keys
from platebook.story import Link, Person, Place, Plate, Section, Story

_CAPTION = "The *old* harbour, seen from\nthe mole"
_STORY = Story(
    title="Nachkriegsgeschichten",
    language="en",
    publisher="Verlag am Hafen",
    rights="https://example.org/a-very-long-address/of-a-licence",
    contributors=(Person("Signe Brander", "pht"),),
    links=(Link("The archive", "https://archive.example.org/x"),),
    sections=(
        Section(
            (
                Plate(id="one", caption="Harbour", where=Place("story.yaml", 20, 3)),
                Plate(id="two", caption=_CAPTION, where=Place("story.yaml", 23, 3)),
                Plate(id="three", caption=_CAPTION, where=Place("story.yaml", 26, 3)),
            )
        ),
    ),
    places={
        key: Place("story.yaml", line, 1)
        for line, key in enumerate(("title", "publisher", "rights", "contributors", "links"), 2)
    },
)


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("NACHKRIEGS\u2010", "title (story.yaml:2:1)"),
        ("Verlag am", "publisher (story.yaml:3:1)"),
        ("https://example.org/a-very-long-address/…", "rights (story.yaml:4:1)"),
        ("Photographs: Signe Brander", "contributors (story.yaml:5:1)"),
        ("archive.example.org", "links (story.yaml:6:1)"),
        ("The old harbour, seen", "caption of plate “three” (story.yaml:26:3)"),
    ],
)
def test_words_are_traced_to_their_key(words: str, source: str) -> None:
    place = "book.pdf, page 9 (plate “three”)"
    found = with_keys(Finding(place, f"type stands there, “{words}”", "Move it."), _STORY)
    assert found.message.partition("; ")[2].startswith(f"“{words}” comes from {source}")


def test_words_of_no_key_have_none() -> None:
    finding = Finding("book.pdf, page 1", "type stands there, “quite other words”", "Move it.")
    assert with_keys(finding, _STORY) == finding
