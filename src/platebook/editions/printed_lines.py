"""Lists all texts that a book prints, for which fonts are chosen."""

from __future__ import annotations

from collections.abc import Iterator

from platebook import book
from platebook.errors import ThemeError
from platebook.fonts import Line
from platebook.story import Story
from platebook.themes import Design


def lines(story: Story, design: Design) -> Iterator[Line]:
    """Yield the texts of a book and those that its theme adds, which need fonts.

    Raises ThemeError for characters that no book can contain.
    """
    yield from book.lines(story)
    if design.theme is not None:
        from platebook.rendering.template_values import unwritable
        from platebook.theme_limits import cased, own_texts

        own = [*own_texts(design.theme)]
        for where, text in own:
            if character := unwritable(text):
                raise ThemeError.of(
                    where, f"{character}, and cannot stand in a book", "Take it out."
                )
        texts = (*(line.text for line in book.lines(story)), *(text for _, text in own))
        own += cased(design.theme, "".join(texts))
        yield from (Line(text, where) for where, text in own)
