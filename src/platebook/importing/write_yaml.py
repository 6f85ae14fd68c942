"""Writes a draft as the text of a story.yaml that people go on with: comments at every guess.

Every text is written so that ``manifest.load`` reads exactly that text, without a warning, and so
that other YAML readers agree (YAML 1.2.2, and the words that YAML 1.1 takes for something else).
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from platebook.importing.model import PlateDraft, SectionDraft, StoryDraft, Value
from platebook.manifest.quoting import as_yaml, curly

_WIDTH = 98
#: What cannot stand without quotes: YAML would see a key, a comment or a mark in it.
_UNSAFE = re.compile(r":(?:\s|$)|\s#|[\t\n]|^[\W\d_]")
_OTHER_THAN_TEXT = re.compile(r"(?:y|n|yes|no|true|false|on|off|null|nan|inf)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
#: What would begin a list, quotation or heading in Markdown where a folded line begins with it.
_BLOCK_MARK = re.compile(r"(?:[-*+>]|\d+[.)]|#{1,6})(?:\s|$)|[|>#&*!%@`\"']|- ")
_ORDER = (
    *("title", "subtitle", "standfirst", "language", "slug", "published", "publisher", "rights"),
)
_PLATE_ORDER = (
    *("title", "caption", "alt", "decorative", "description", "credit", "rights", "location"),
    "date",
)
_BLOCKS = frozenset({"introduction", "closing", "text"})


def write(draft: StoryDraft, heading: Sequence[str]) -> str:
    """Write the whole manifest; ``heading`` are sentences for the comment at its top."""
    lines = ["# yaml-language-server: $schema=story.schema.json", "#"]
    for sentence in heading:
        lines += comment(sentence, "")
    lines.append("")
    for key in _ORDER:
        if key in draft.values:
            lines += entry(key, draft.values[key], "")
    lines += _lists(draft)
    if "credit" in draft.values:
        lines += ["", *entry("credit", draft.values["credit"], "")]
    if "introduction" in draft.values:
        lines += ["", *entry("introduction", draft.values["introduction"], "")]
    lines += ["", *_sections(draft.sections)]
    if "closing" in draft.values:
        lines += ["", *entry("closing", draft.values["closing"], "")]
    if draft.links:
        lines += ["", "links:"]
        lines += [
            f"  - {{label: {as_yaml(label)}, url: {as_yaml(url)}}}" for label, url in draft.links
        ]
    return "\n".join(lines) + "\n"


def _lists(draft: StoryDraft) -> Iterator[str]:
    if draft.keywords:
        yield "keywords:"
        yield from (f"  - {_scalar(word)}" for word in draft.keywords)
    if draft.contributors:
        yield ""
        yield "contributors:"
        for name, role in draft.contributors:
            yield f"  - name: {_scalar(name)}"
            yield f"    role: {role}"


def _sections(sections: Sequence[SectionDraft]) -> Iterator[str]:
    if len(sections) == 1 and sections[0].title is None:
        yield "plates:"
        yield from plates(sections[0].plates, "  ")
        return
    yield "sections:"
    for number, section in enumerate(sections):
        if number:
            yield ""
        first = True
        for key, value in (("title", section.title), ("text", section.text)):
            if value is not None:
                yield from (
                    item(list(entry(key, value, "    ")), "    ")
                    if first
                    else entry(key, value, "    ")
                )
                first = False
        yield "    plates:"
        yield from plates(section.plates, "      ")


def plates(drafts: Sequence[PlateDraft], indent: str) -> Iterator[str]:
    """Give the lines of a list of plates, its hyphens at ``indent``."""
    for number, plate in enumerate(drafts):
        if number:
            yield ""
        yield from plate_item(plate, indent)


def plate_item(plate: PlateDraft, indent: str) -> Iterator[str]:
    """Give the lines of one plate as an item of a list."""
    inner = f"{indent}  "
    lines: list[str] = []
    if "id" in plate.values:
        lines += entry("id", plate.values["id"], inner)
    lines += entry("photo", Value(plate.photo), inner)
    for key in _PLATE_ORDER:
        if key in plate.values:
            lines += entry(key, plate.values[key], inner)
    for sentence in plate.comments:
        yield from comment(sentence, indent)
    yield from item(lines, inner)


def item(lines: Sequence[str], indent: str) -> Iterator[str]:
    """Make an item of a list of lines that are indented by ``indent``."""
    begun = False
    for line in lines:
        if not begun and not line.lstrip().startswith("#"):
            yield f"{indent[:-2]}- {line[len(indent) :]}"
            begun = True
        elif not begun:
            yield line[2:] if line.startswith("  ") else line
        else:
            yield line


def entry(key: str, value: Value, indent: str) -> Iterator[str]:
    """Give the lines of a key and its text, after a comment where the text is a guess."""
    if value.guess:
        yield from comment(value.guess, indent)
    if "\n" in value.text or key in _BLOCKS:
        yield f"{indent}{key}: |"
        for line in value.text.split("\n"):
            yield f"{indent}  {line.rstrip()}" if line.strip() else ""
        return
    written = _scalar(value.text)
    if len(indent) + len(key) + len(written) + 2 <= _WIDTH or " " not in value.text:
        yield f"{indent}{key}: {written}"
    elif folded := fold(value.text, _WIDTH - len(indent) - 2):
        yield f"{indent}{key}: >-"
        yield from (f"{indent}  {line}" for line in folded)
    else:
        yield f"{indent}{key}: {as_yaml(value.text)}"


def comment(text: str, indent: str) -> list[str]:
    """Write a sentence as lines of a comment."""
    flat = " ".join("".join(map(_visible, text)).split())
    width = max(_WIDTH - len(indent) - 2, 20)
    return [f"{indent}# {line}" for line in textwrap.wrap(flat, width, break_on_hyphens=False)]


def _visible(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character


def _scalar(text: str) -> str:
    """Write a text of one line."""
    if _DATE.fullmatch(text):
        return text
    plain = not _UNSAFE.search(text) and not _OTHER_THAN_TEXT.fullmatch(text) and not curly(text)
    return text if plain and text == text.strip() and "  " not in text else as_yaml(text)


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines that YAML folds into the same text; empty where it cannot be.

    No line begins with what Markdown or YAML would take for a mark, and none breaks between two
    characters that are written without spaces.
    """
    if "  " in text or text != text.strip() or _BLOCK_MARK.match(text):
        return []
    lines = [""]
    for word in text.split(" "):
        line = lines[-1]
        room = len(line) + len(word) < width
        unsafe = bool(line) and (_BLOCK_MARK.match(word) or _wide(line[-1]) or line[-1] == "\\")
        if not line or room or unsafe:
            lines[-1] = f"{line} {word}" if line else word
        else:
            lines.append(word)
    return lines


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def texts(draft: StoryDraft) -> Mapping[str, str]:
    """Give every text of a draft by its place, to compare with what is read back."""
    found = {key: value.text for key, value in draft.values.items()}
    for number, section in enumerate(draft.sections):
        if section.title:
            found[f"sections.{number}.title"] = section.title.text
        if section.text:
            found[f"sections.{number}.text"] = section.text.text
    for number, plate in enumerate(draft.plates):
        found |= {f"plates.{number}.{key}": value.text for key, value in plate.values.items()}
        found[f"plates.{number}.photo"] = plate.photo
    return found
