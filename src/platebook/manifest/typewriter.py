"""Finds what a typewriter leaves in texts: straight quotes, double hyphens, double spaces.

Each kind is one note that names all texts, so that an old manuscript does not flood the report.
What is meant to the letter (code, addresses), feet and inches are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from platebook import i18n
from platebook.errors import Finding, Severity
from platebook.markdown import literal_spans
from platebook.story import Place, Plate, Story, Typography

_DOUBLE_HYPHEN = re.compile(r"(?<![-\w])--(?=\s)|(?<=\w)---?(?=[\w\s\"”])|---(?=\s)")
_DOUBLE_SPACE = re.compile(r"(?<=\S)  +(?=\S)")
_STRAIGHT_DOUBLE = re.compile(r'(?<!\d)"(?!(?<=[^\W\d_]")[^\W\d_])')
_STRAIGHT_SINGLE = re.compile(r"(?<!\d)'|'(?=[^\W\d_])")
#: As many texts are named; the others are counted.
_NAMED = 12
#: A text, its name in a message, where it stands, and whether it is Markdown.
_Text = tuple[str, str, Place, bool]


def typewriter_marks(story: Story) -> Iterator[Finding]:
    """Give a note for each kind of typewriter mark that the texts have."""
    if story.typography is Typography.SMART:
        return
    style = i18n.punctuation(story.language)
    quotes = [_STRAIGHT_DOUBLE, *([_STRAIGHT_SINGLE] if style.apostrophes else [])]
    marks = f"{style.double[0]} {style.double[1]} and ’".replace("\u00a0", "").replace("\u202f", "")
    smart = "or typography: smart in the manifest, which sets them in all books."
    kinds = (
        ("S021", "typewriter quotes (\" or ')", quotes, f"Write {marks}; {smart}"),
        ("S022", "two hyphens for a dash", [_DOUBLE_HYPHEN], f"Write {style.dash}; {smart}"),
        ("S023", "two spaces in a row", [_DOUBLE_SPACE], "Write one; the books show one."),
    )
    texts = [(_words(text, markup), name, place) for text, name, place, markup in _texts(story)]
    for code, what, patterns, fix in kinds:
        found = [
            (name, place)
            for words, name, place in texts
            if any(pattern.search(words) for pattern in patterns)
        ]
        if found:
            names = [*dict.fromkeys(name for name, _ in found)]
            more = f", and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            message = f"{what} in {', '.join(names[:_NAMED])}{more}"
            yield Finding(str(found[0][1]), message, fix, Severity.NOTE, code)


def _words(text: str, markup: bool) -> str:
    """Give a text with a letter in place of all that is meant to the letter."""
    for start, end in reversed([*literal_spans(text, markup=markup)]):
        text = f"{text[:start]}x{text[end:]}"
    return text


def _texts(story: Story) -> Iterator[_Text]:
    """Give every text of a story that is printed as words, in reading order."""
    for key in ("title", "subtitle", "rights"):
        if text := getattr(story, key):
            yield text, key, story.place(key), False
    for key, text in story.texts:
        yield text, key, story.place(key), True
    for key, text in story.signatures:
        yield text, key, story.place(key), False
    for number, section in enumerate(story.sections, 1):
        place = section.where or story.place("sections")
        if section.title:
            yield section.title, f"the title of section {number}", place, False
        if section.text:
            yield section.text, f"the text of section {number}", place, True
        for plate in section.plates:
            yield from _texts_of(plate)
    for link in story.links:
        yield link.label, f"the link “{link.label}”", story.place("links"), False


def _texts_of(plate: Plate) -> Iterator[_Text]:
    for key in ("title", "caption", "alt", "description", "credit", "rights", "location"):
        if text := getattr(plate, key):
            yield text, f"the {key} of “{plate.id}”", plate.where, key in ("caption", "description")
