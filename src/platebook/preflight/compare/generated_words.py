"""Knows the words of a book that are no author's text: generated ones, labels, facts, a theme's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from platebook import i18n, markdown
from platebook.preflight.compare.text_match import painted
from platebook.story import Plate, Story
from platebook.theme_texts import cased, own_texts, sets_initials

#: Figures, and what is written without a space; marks between them are no words.
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_FIELD = re.compile(r"\{\w+\}")


class Vocabulary:
    """The words that may stand beside an author's texts; ``lines`` may as they are."""

    def __init__(
        self,
        texts: Iterable[str],
        lines: Iterable[str] = (),
        *,
        cased: bool = False,
        initials: bool = False,
    ) -> None:
        self._cased, self._initials = cased, initials
        self._words = frozenset(token for text in texts for token in _tokens(text))
        self._lines = frozenset(map(painted, lines))

    def knows(self, text: str) -> bool:
        """Tell whether a text is such a line, or made of these words and of figures."""
        tokens = _tokens(text)
        known = bool(tokens) and all(map(self._is_known, tokens))
        return known or painted(text) in self._lines

    def allows(self, found: str, expected: str) -> bool:
        """Tell whether ``found`` is ``expected`` but for what a theme's styles make of a text.

        That is words of its own and figures between the text's, another case where a style asks
        for one, and a first letter that stands apart where one does.
        """
        if self._cased:
            found, expected = found.casefold(), expected.casefold()
        wanted = _tokens(expected)
        for token in _tokens(found):
            word = wanted[0] if wanted else ""
            apart = self._initials and len(word) > 1
            if token == word or (apart and token == word[1:]):
                del wanted[0]
            elif not (token.isdecimal() or self._is_known(token) or (apart and token == word[0])):
                return False
        return bool(expected) and not wanted

    def _is_known(self, token: str) -> bool:
        if token.isdecimal() or token in self._words:
            return True
        # Where a script has no spaces, or writes "and" to the next word, a word is several.
        reached = {0}
        for end in range(1, min(len(token), 80) + 1):
            if any(token[start:end] in self._words for start in reached):
                reached.add(end)
        return len(token) in reached


def of_story(story: Story) -> Vocabulary:
    """Gather the words that a story's books may have beside its texts."""
    texts = (*generated(story.language), *_facts(story), *_of_theme(story.theme))
    return Vocabulary(texts, map(_title, story.plates))


def _title(plate: Plate) -> str:
    """Give what lists and headings call a plate."""
    return plate.title or markdown.label(plate.caption or "")


def of_theme(theme: Path | None) -> Vocabulary | None:
    """Gather the words that a theme writes itself."""
    if theme is None:
        return None
    turned, initials = any(cased(theme, "a")), sets_initials(theme)
    return Vocabulary(_of_theme(theme), cased=turned, initials=initials)


@lru_cache(maxsize=8)
def generated(language: str) -> tuple[str, ...]:
    """Give all that is written in a language without an author."""
    said = i18n.of(language)
    patterns = (_FIELD.sub(" ", said.pattern(message)) for message in sorted(i18n.messages()))
    months = (said.date(f"2034-{month:02}-01") for month in range(1, 13))
    lists = (said.listing("12"), said.listing("123"))
    byline = said.plural("By {names}", "By {names}", 2, names="")
    roles = (said.role(code) for code in i18n.ROLES)
    return (*patterns, *months, *lists, byline, *roles, "platebook", "ISBN", "urn", "uuid")


def labels(language: str) -> tuple[str, ...]:
    """Give what may stand before and after a credit, and the way to a long description."""
    said = i18n.of(language)
    around = _FIELD.split(said.pattern("Photograph: {credit}"))
    return (*filter(None, map(str.strip, around)), said("Long description"))


def _facts(story: Story) -> Iterator[str]:
    said = i18n.of(story.language)
    yield from (story.title, story.identifier, story.rights or "", story.publisher or "")
    yield from (person.name for person in story.contributors)
    yield from (f"{link.label} {link.url}" for link in story.links)
    yield from (text for _, text in story.signatures)
    yield from (section.title for section in story.sections if section.title)
    if story.series:
        yield f"{story.series.name} {story.series.position or ''}"
    if story.published:
        yield said.date(story.published)
    for plate in story.plates:
        yield from _of_plate(plate, said)


def _of_plate(plate: Plate, said: i18n.Words) -> Iterator[str]:
    yield from filter(None, (plate.credit, plate.rights, plate.location))
    if plate.date:
        yield said.date(plate.date)


def _of_theme(theme: Path | None) -> Iterator[str]:
    """Read what a theme writes of its own: between its templates' tags, and as styles' content."""
    if theme is not None:
        yield from (text for _, text in own_texts(theme))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(painted_words(text))


def painted_words(text: str) -> str:
    """Reduce a text to what is painted of it, its words still apart."""
    return " ".join(painted(word) for word in text.split())
