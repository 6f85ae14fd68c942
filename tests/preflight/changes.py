"""Small changes to a text and to a story: each is one that an editor might make and forget."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from platebook.story import Plate, Story

_ADDRESS = re.compile(r"\(https?:[^)]*\)")
#: What is looked at of a story's own texts, and under which code a change is found.
_FIELDS = {
    "title": "B001",
    "subtitle": "B008",
    "standfirst": "B008",
    "introduction": "B008",
    "closing": "B008",
}


def changes(text: str) -> Iterator[tuple[str, str]]:
    """Change a letter, a word or a sign of a text, each time another; with what was changed."""
    hidden = [found.span() for found in _ADDRESS.finditer(text)]
    letters = [
        at
        for at, char in enumerate(text)
        if unicodedata.category(char)[0] in "LN" and not any(a <= at < b for a, b in hidden)
    ]
    for name, at in (("first", letters[0]), ("middle", letters[len(letters) // 2])):
        yield f"{name} letter twice", text[:at] + text[at] + text[at:]
        yield f"{name} letter lost", text[:at] + text[at + 1 :]
    # A line all in capitals may be a stylesheet's doing.
    small = next((at for at in letters if text[at].islower()), None)
    if small is not None:
        yield "capital set", text[:small] + text[small].upper() + text[small + 1 :]
    at = letters[-1]
    other = "7" if text[at] != "7" else "8"
    yield "last letter changed", text[:at] + other + text[at + 1 :]
    words = text.split(" ")
    if len(words) > 3:
        first, second, third, *others = words
        yield "word twice", " ".join([first, second, second, third, *others])
        yield "words exchanged", " ".join([first, third, second, *others])
        yield "word moved", " ".join([second, third, *others, first])
        yield "last word lost", " ".join(words[:-1])
    yield "word added", f"{text} 42"
    yield from (("sign lost", text.replace(sign, "", 1)) for sign in ".,;:。、،؛।" if sign in text)


def corrected(story: Story) -> Iterator[tuple[str, str, Story]]:
    """Change each text of a story; with what was changed and the code that it is found under."""
    for key, code in _FIELDS.items():
        for what, text in changes(getattr(story, key) or ""):
            yield f"{key}: {what}", code, replace(story, **{key: text})  # type: ignore[arg-type]
    (person, *others) = story.contributors
    for what, name in changes(person.name):
        named = (replace(person, name=name), *others)
        yield f"name: {what}", "B008", replace(story, contributors=named)
    for number, plate in enumerate(story.plates):
        for key, code in (("caption", "B003"), ("credit", "B004"), ("alt", "B005")):
            for what, text in changes(getattr(plate, key)):
                said = f"{key} of plate {number + 1}: {what}"
                yield said, code, _with(story, number, replace(plate, **{key: text}))
        for what, text in changes(plate.description) if plate.description else ():
            told = replace(plate, description=text)
            yield f"description: {what}", "B008", _with(story, number, told)


def _with(story: Story, number: int, plate: Plate) -> Story:
    (section,) = story.sections
    plates = list(section.plates)
    plates[number] = plate
    return replace(story, sections=(replace(section, plates=tuple(plates)),))
