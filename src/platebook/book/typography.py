"""Smart typography: sets typewriter marks as a story's language prints them.

Straight quotes become the language's quotation marks or apostrophes, double hyphens dashes, three
full stops an ellipsis; French gets its spaces. What is ambiguous stays as it was written: feet and
inches, a Hebrew gershayim, an option of a program. Code, links and addresses are never touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from platebook import i18n
from platebook.i18n import Punctuation
from platebook.markdown import literal_spans
from platebook.story import Epigraph, Foreword, Link, Plate, Section, Story, Typography

_Fields = dict[str, Any]
_Signed = TypeVar("_Signed", Epigraph, Foreword)
#: Stands for a part of a text that is meant to the letter; no text of a manifest has it.
_LITERAL = "\x00"
#: Markdown's signs round words, which say nothing about a quotation mark beside them.
_MARKUP = "*_~"
_OPENING, _CLOSING = "([{<“‘«‹„‚「『¿¡", ")]}>”’»›」』.,;:!?…。，、！？"
_DASHES, _STRAIGHT = "-–—/", "\"'"
#: Apostrophes at the beginning of a word, by language.
_CLIPPED = {
    "en": re.compile(r"(?:\d\ds?|n|em|tis|twas|twere|twill|til)\b", re.IGNORECASE),
    "nl": re.compile(r"(?:s|t|n|k|m|r|ie|\d\d)\b", re.IGNORECASE),
    "af": re.compile(r"n\b", re.IGNORECASE),
    "de": re.compile(r"(?:s|n|ne|nen|nem|ner|ran|raus|rein|rum|rüber|runter|\d\d)\b"),
}
_YEARS = re.compile(r"\d\d(?:s|er|ern)?\b")
_FEET = re.compile(r"\d['′]\s?\d+(?:[./½¼¾]\d*)?$")
_BLOCKS = re.compile(r"\n[ \t]*\n|\n(?=[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t])")
_SPACES = re.compile(r"(?<=\S)  +(?=\S)")
_HYPHENS = re.compile(r"(?<!-)(---?)(?!-)")
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_GUILLEMET = re.compile(r"«[ \u00a0\u202f]*(?=\S)")
_BEFORE = re.compile(
    r"(?<=[^\s\u00a0\u202f])[ \u00a0\u202f]*(?<![!?])([»:;!?])(?=[\s»!?:;,.)\]*_\u00a0]|$)"
)


_ESSAYS = ("standfirst", "dedication", "introduction", "closing", "acknowledgements")


def typeset(story: Story) -> Story:
    """Return a story with all its texts set as its ``typography`` asks."""
    if story.typography is not Typography.SMART:
        return story
    setter = _Setter(story.language)
    return replace(
        story,
        **setter.fields(story, _ESSAYS, markup=True),
        epigraph=story.epigraph and _set_signed(story.epigraph, ("source",), setter),
        foreword=story.foreword and _set_signed(story.foreword, ("title", "author"), setter),
        **setter.fields(story, ("title", "subtitle", "rights", "credit")),
        sections=tuple(_section(section, setter) for section in story.sections),
        links=tuple(Link(setter.set(link.label), link.url) for link in story.links),
    )


def _section(section: Section, setter: _Setter) -> Section:
    plates = tuple(_plate(plate, setter) for plate in section.plates)
    texts = setter.fields(section, ("text",), markup=True)
    return replace(section, plates=plates, **texts, **setter.fields(section, ("title",)))


def _set_signed(text: _Signed, lines: tuple[str, ...], setter: _Setter) -> _Signed:
    """Set a text with its title, its author or its source."""
    return replace(
        text, **setter.fields(text, ("text",), markup=True), **setter.fields(text, lines)
    )


def _plate(plate: Plate, setter: _Setter) -> Plate:
    texts = setter.fields(plate, ("caption", "description"), markup=True)
    lines = setter.fields(plate, ("alt", "credit", "title", "rights", "location"))
    return replace(plate, **texts, **lines)


class _Setter:
    """Sets the texts of one language."""

    def __init__(self, language: str) -> None:
        self._style = i18n.punctuation(language)
        self._clipped = _CLIPPED.get(language.partition("-")[0].lower(), _YEARS)

    def fields(self, values: object, names: Iterable[str], *, markup: bool = False) -> _Fields:
        """Return those of the named fields that have a text, set."""
        texts = {name: getattr(values, name) for name in names}
        return {name: self.set(text, markup=markup) for name, text in texts.items() if text}

    def set(self, source: str, *, markup: bool = False) -> str:
        """Set one text; ``markup`` says whether it is Markdown."""
        spans = list(literal_spans(source, markup=markup))
        edges = [0, *(place for span in spans for place in span), len(source)]
        words = [source[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
        text = self._set_spaces(self._set_quotes(_LITERAL.join(words)))
        literals = iter([source[start:end] for start, end in spans])
        return re.sub(_LITERAL, lambda _: next(literals), text)

    def _set_quotes(self, text: str) -> str:
        ends = [*(match.end() for match in _BLOCKS.finditer(text)), len(text)]
        starts = [0, *ends[:-1]]
        blocks = (text[start:end] for start, end in zip(starts, ends, strict=True))
        return "".join(_Quotes(block, self._style, self._clipped).set() for block in blocks)

    def _set_spaces(self, text: str) -> str:
        style = self._style
        text = _SPACES.sub(" ", text)
        text = _DOTS.sub(style.ellipsis, text)
        text = _HYPHENS.sub(lambda match: self._dash(text, match), text)
        if not style.before:
            return text
        text = _GUILLEMET.sub(f"«{style.before['»']}", text)
        spaces = style.before
        return _BEFORE.sub(
            lambda mark: spaces[mark[1]] + mark[1] if mark[1] in spaces else mark[0], text
        )

    def _dash(self, text: str, match: re.Match[str]) -> str:
        """Return the dash for two hyphens, or three; an option such as ``--help`` keeps its own."""
        before = _character_beside(text, match.start(), -1)
        after = _character_beside(text, match.end(), 1)
        if before.isspace() and not after.isspace() and match.start():
            return match[0]
        if before.isdigit() and after.isdigit():
            return "–"
        if len(match[0]) == 3:
            return "—"
        return self._style.dash if after.isspace() else self._style.closed_dash


def _character_beside(text: str, at: int, step: int) -> str:
    """Return the character before or at a place, past Markdown's signs; a space at the ends."""
    index = at - 1 if step < 0 else at
    while 0 <= index < len(text) and text[index] in _MARKUP:
        index += step
    return text[index] if 0 <= index < len(text) else " "


class _Quotes:
    """Sets the straight quotes and apostrophes of one paragraph."""

    def __init__(self, text: str, style: Punctuation, clipped: re.Pattern[str]) -> None:
        self._text, self._style, self._clipped = text, style, clipped
        self._open: list[str] = []

    def set(self) -> str:
        """Return the paragraph with its marks set."""
        if '"' not in self._text and "'" not in self._text:
            return self._text
        marks = {'"': self._double, "'": self._single}
        return "".join(
            marks[char](at) if char in marks else char for at, char in enumerate(self._text)
        )

    def _around(self, at: int) -> tuple[str, str, bool, bool]:
        """Return the characters beside a mark, and whether it may open and close a quotation."""
        before = _character_beside(self._text, at, -1)
        after = _character_beside(self._text, at + 1, 1)
        opens = not after.isspace() and after not in _CLOSING
        closes = not before.isspace() and before not in _OPENING
        if opens and closes:  # letters or signs on both sides
            opens = before in _DASHES or before in _STRAIGHT or _is_wide(before)
            closes = after in _DASHES or after in _STRAIGHT or _is_wide(after)
        return before, after, opens, closes

    def _double(self, at: int) -> str:
        before, after, opens, closes = self._around(at)
        if closes and '"' in self._open and not (before.isdigit() and self._is_inches(at)):
            while self._open.pop() != '"':
                pass
            return self._mark('"', 1)
        if opens and not before.isdigit():
            mark = self._mark('"', 0)
            self._open.append('"')
            return mark
        # The end of a quotation that began paragraphs before; but 10" and צה"ל keep theirs.
        stays = not closes or before.isdigit() or _is_word(before + after)
        return '"' if stays else self._style.double[1]

    def _mark(self, kind: str, side: int) -> str:
        """Return a mark by its depth: a quotation in one of the same kind has the other marks."""
        inner = self._open.count(kind) % 2 == 1
        pairs = (self._style.double, self._style.single)
        return pairs[(kind == "'") != inner][side]

    def _is_inches(self, at: int) -> bool:
        """Return whether a mark after a figure, in a quotation, is that of inches."""
        if _FEET.search(self._text[:at]):
            return True
        later = self._text[at + 1 :].split('"')
        return len(later) % 2 == 0 and bool(later[0].strip()) and not later[0].endswith(" ")

    def _single(self, at: int) -> str:
        before, after, opens, closes = self._around(at)
        letter = "’" if self._style.apostrophes else "'"
        if _is_word(before) and _is_word(after):
            return "'" if before.isdigit() and after.isdigit() else letter
        if closes and "'" in self._open[-1:] and not (before.isalpha() and self._closes_later(at)):
            self._open.pop()
            return self._mark("'", 1)
        if opens and not (before.isalnum() or before == _LITERAL):
            if self._clipped.match(self._text, at + 1) or not self._closes_later(at):
                return letter
            mark = self._mark("'", 0)
            self._open.append("'")
            return mark
        return "'" if before.isdigit() or before.isspace() else letter

    def _closes_later(self, at: int) -> bool:
        """Return whether a single quote that ends a quotation follows, before another begins."""
        for match in re.finditer("'", self._text[at + 1 :]):
            _, _, opens, closes = self._around(at + 1 + match.start())
            if closes and not opens:
                return True
            if opens and not closes:
                return False
        return False


def _is_word(text: str) -> bool:
    return all(char.isalnum() or char == _LITERAL for char in text)


def _is_wide(char: str) -> bool:
    """Return whether a character's script has no spaces, so that a mark may stand between two."""
    return unicodedata.east_asian_width(char) in "WF"
