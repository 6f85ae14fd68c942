"""Markdown → XHTML that every edition can show, and → plain text.

CommonMark's paragraphs, emphasis, strong, links, quotations, lists and headings
(https://spec.commonmark.org/). What a book cannot show is left as the text it is: raw HTML,
images, tables, and links that are neither web, e-mail or telephone addresses nor the id of a plate.
Code stays a paragraph. What comes out is well-formed XML and HTML alike.

Two rules differ from CommonMark. A numbered list has two items at least, which follow each other
(1, 2 … or 1, 1 …) in three figures at most: “1986. A good year” and “1. May” stay sentences. And an
address that stands in the text by itself is a link, as in GitHub's Markdown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from platebook import sentences
from platebook.markdown.parser import (
    addresses,
    is_link,
    literal_spans,
    printed_address,
    reader,
    with_addresses,
)
from platebook.markdown.parser import without_scheme as bare_address

if TYPE_CHECKING:
    from markdown_it.token import Token

#: A mark to set into a text: the block (counted over paragraphs and headings), how many
#: characters of its plain text stand before the mark, and the markup to insert there.
Mark = tuple[int, int, str]

__all__ = [
    "Mark", "addresses", "bare_address", "block", "caption", "inline", "is_link", "label",
    "leaves", "literal_spans", "normalize_address", "plain", "printed_address", "quote",
    "resolve_links", "shorten", "with_addresses",
]  # fmt: skip

#: A link to a plate, as it is rendered: its id, more attributes, its text.
_TO_PLATE = re.compile(r'<a href="#([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
#: Characters of a label that is more than one clause.
_LABEL = 90
#: What pasted text has in place of a line break and a new paragraph, as Markdown writes them.
_BREAKS = {0x2028: "  \n", 0x2029: "\n\n"}
#: Texts that are not read anew each time: every caption is asked for by several stages.
_REMEMBERED = 4_096
#: What Markdown may take for markup anywhere, and what it may take so where a line begins.
_MEANS_SOMETHING = re.compile(
    r"[\\`*_\[\]<>&]|:(?=//)|^[ \t]*(?:\d{1,9}(?=[.)])|(?=[-+=#~]))", re.MULTILINE
)


def block(source: str, marks: Iterable[Mark] = ()) -> str:
    """Turn Markdown into XHTML blocks; headings start at h2, since a page's own title is its h1.

    A link to a plate has its id for an address, ``#guides``, until ``resolve_links`` turns it.
    """
    tokens = _parse(source)
    leaves = [token for token in tokens if token.type == "inline"]
    for index, offset, markup in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if index < len(leaves):
            _insert(leaves[index], offset, markup)
    return _render(tokens)


@lru_cache(maxsize=_REMEMBERED)
def caption(source: str) -> str:
    """Turn a text beside a photograph or a title into blocks; its headings are strong paragraphs.

    A caption is no chapter, so that its headings are none for those who walk from one to the next.
    """
    tokens = _parse(source)
    for opener, leaf, closer in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opener.type == "heading_open":
            opener.tag = closer.tag = "p"
            leaf.children = [*_strong(leaf.children or ())]
    return _render(tokens).strip()


@lru_cache(maxsize=_REMEMBERED)
def inline(source: str) -> str:
    """Turn Markdown into phrasing content; what would be several blocks is parted by breaks."""
    leaves = (token for token in _parse(source) if token.type == "inline")
    return "<br />".join(_render([leaf]).strip() for leaf in leaves)


def normalize_address(url: str) -> str:
    """Return an address as a book has it: in its own spelling, encoded where it must be."""
    return reader().normalizeLink(url)


def resolve_links(markup: str, link: Callable[[str], str | None]) -> str:
    """Replace each link's plate id by the address that ``link`` has for it; else drop the link."""

    def resolve(match: re.Match[str]) -> str:
        address = link(match[1])
        return f'<a href="{escape(address)}"{match[2]}>{match[3]}</a>' if address else match[3]

    return _TO_PLATE.sub(resolve, markup) if 'href="#' in markup else markup


def quote(text: str) -> str:
    """Write a plain text as Markdown that says just that, whatever the text looks like."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return _MEANS_SOMETHING.sub(_escape, lines)


def _escape(match: re.Match[str]) -> str:
    sign = match[0].strip()
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


@lru_cache(maxsize=_REMEMBERED)
def plain(source: str) -> str:
    """Return a Markdown text without its markup, blocks separated by a space."""
    return " ".join(text for text in leaves(source) if text)


def leaves(source: str) -> list[str]:
    """Return the plain text of every paragraph, heading and list item, in order."""
    return [_text(token) for token in _parse(source) if token.type == "inline"]


@lru_cache(maxsize=_REMEMBERED)
def label(source: str) -> str:
    """Return what lists call a text: its first block's first sentence, or its first clauses."""
    first = next((text for text in leaves(source) if text.strip()), "")
    return sentences.label(first, _LABEL)


def shorten(text: str, limit: int = 60) -> str:
    """Return the start of a plain text in so many characters, cut at a word, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    space = cut.rfind(" ")
    if space > limit // 2:
        cut = cut[:space]
    while cut and unicodedata.category(cut[-1]) in {"Po", "Pd", "Ps", "Zs", "Pi", "Cf"}:
        cut = cut[:-1]
    return f"{cut}…"


def _parse(source: str) -> list[Token]:
    tokens = reader().parse(source.translate(_BREAKS))
    _level_headings(tokens)
    _join_lines(tokens)
    for token in tokens:
        if token.type == "ordered_list_open" and "start" in token.attrs:
            # Print does not look at the attribute.
            token.attrSet("style", f"counter-reset: list-item {int(token.attrs['start']) - 1}")
        _bare_addresses(token)
    return tokens


def _bare_addresses(token: Token) -> None:
    """Let ``<mailto:…>`` and ``<tel:…>`` read as the address alone."""
    for opener, text in pairwise(token.children or ()):
        if opener.markup == "autolink" and opener.nesting == 1:
            opener.attrSet("class", "url")
            text.content = bare_address(text.content)


def _strong(children: Sequence[Token]) -> Iterator[Token]:
    from markdown_it.token import Token

    yield Token("strong_open", "strong", 1)
    yield from children
    yield Token("strong_close", "strong", -1)


def _render(tokens: Sequence[Token]) -> str:
    parser = reader()
    return str(parser.renderer.render(tokens, parser.options, {}))


def _text(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


def _level_headings(tokens: Sequence[Token]) -> None:
    """Let headings begin at h2 and never skip a level (WCAG technique H42)."""
    deepest, outer = 1, 0
    for token in tokens:
        if token.type not in ("heading_open", "heading_close"):
            continue
        if token.type == "heading_open":
            level = int(token.tag[1])
            deepest = min(deepest + 1, 6) if level > outer else max(2, deepest - (outer - level))
            outer = level
        token.tag = f"h{deepest}"


def _join_lines(tokens: Sequence[Token]) -> None:
    """Join lines without a space where the script has none: Chinese and Japanese."""
    for token in tokens:
        children = token.children or []
        for before, child, after in zip(children, children[1:], children[2:], strict=False):
            if child.type == "softbreak" and _wide(before.content[-1:] + after.content[:1]):
                child.type, child.content = "text", ""


def _wide(pair: str) -> bool:
    return len(pair) == 2 and all(
        unicodedata.east_asian_width(char) in "WF" and not "가" <= char <= "힣" for char in pair
    )


def _insert(token: Token, offset: int, markup: str) -> None:
    """Set ``markup`` into an inline token after ``offset`` characters of its text."""
    from markdown_it.token import Token

    mark = Token("html_inline", "", 0, content=markup)
    children = list(token.children or ())
    position = 0
    for index, child in enumerate(children):
        length = 1 if child.type in ("softbreak", "hardbreak") else len(child.content)
        if child.type == "text" and position + length > offset:
            head, tail = child.copy(), child.copy()
            head.content = child.content[: offset - position]
            tail.content = child.content[offset - position :]
            children[index : index + 1] = [head, mark, tail]
            break
        if position >= offset and child.nesting >= 0:
            children.insert(index, mark)
            break
        position += length if child.nesting == 0 else 0
    else:
        children.append(mark)
    token.children = children
