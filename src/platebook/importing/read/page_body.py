"""Takes an article's text from its page's data (JSON-LD), where the page itself shows little of it.

A page that a script fills, or that is cut off, may have been saved without its text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from platebook.importing.model import Block, Kind, LeftOut, Origin
from platebook.importing.read import dom, page_core
from platebook.importing.text import as_markdown, folded, plain

#: Letters of a text that is an article; the share of it that is not shown; letters compared.
_ARTICLE, _HIDDEN, _PROBE = 200, 0.5, 40
_NOTE = "The text is from the page’s data (JSON-LD articleBody), for the page shows little of it."


def fill(
    blocks: Sequence[Block], body: str, name: str
) -> tuple[list[Block], list[LeftOut], tuple[str, ...]]:
    """Give the blocks with the text of the data where they lack it, what that replaces, a note.

    ``body`` is the article's text as the data have it, ``name`` the page's.
    """
    paragraphs = list(_paragraphs(body))
    length = sum(page_core.letters(text) for text in paragraphs)
    shown = "".join(_key(block.text) for block in blocks)
    shown += "".join(_key(block.picture.caption) for block in blocks if block.picture)
    hidden = [text for text in paragraphs if _key(text)[:_PROBE] not in shown]
    if length < _ARTICLE or sum(map(page_core.letters, hidden)) < length * _HIDDEN:
        return [*blocks], [], ()
    origin = Origin(name, "articleBody")
    text = [Block(Kind.PARAGRAPH, paragraph, origin) for paragraph in paragraphs]
    stated = "".join(map(_key, paragraphs))
    reason = "the page’s data have the article’s text, and this is not in it"
    left = [
        LeftOut("paragraph", plain(block.text), reason, block.origin)
        for block in blocks
        if not block.picture and _key(block.text)[:_PROBE] not in stated
    ]
    return [*text, *(block for block in blocks if block.picture)], left, (_NOTE,)


def _paragraphs(body: str) -> Iterator[str]:
    """Give the paragraphs of a text as Markdown; markup in it is read as that of a page."""
    if re.search(r"<(?:p|br|div)\b", body):
        yield from dom.paragraphs(dom.inline(dom.parse(f"<html><body>{body}</body></html>")))
        return
    for text in re.split(r"\s*\n\s*", html.unescape(body)):
        if paragraph := as_markdown(text):
            yield paragraph


def _key(text: str) -> str:
    return folded(plain(text)).replace(" ", "")
