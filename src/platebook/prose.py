"""Markdown → XHTML that every edition can show, and → plain text.

CommonMark's paragraphs, emphasis, strong, links, quotations, lists and headings; raw HTML and
images are shown as the text they are, since a text may not bring in files or markup of its own
(https://spec.commonmark.org/). What comes out is well-formed XML and HTML alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: A mark to set into a text: the block (counted over paragraphs and headings), how many
#: characters of its plain text stand before the mark, and the markup to insert there.
Mark = tuple[int, int, str]

_SAFE_LINK = re.compile(r"^(?:https?://|mailto:)[^\s]+$", re.IGNORECASE)
_SOFT_LIMIT = 60
#: Texts that are not read anew each time: every caption is asked for by several stages.
_REMEMBERED = 4_096
#: What Markdown may take for markup anywhere, and what it may take so where a line begins.
_MEANS_SOMETHING = re.compile(
    r"[\\`*_\[\]<>&]|^[ \t]*(?:\d{1,9}(?=[.)])|(?=[-+=#~]))", re.MULTILINE
)


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})
    # Four spaces before a paragraph are an author's indent far more often than program code.
    reader.disable(["code", "html_block", "html_inline", "reference"])
    reader.validateLink = lambda url: bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]
    reader.add_render_rule("image", _image_as_text)
    return reader


def _image_as_text(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    token = tokens[index]
    return escape(f"![{token.content}]({token.attrs.get('src', '')})")


def block(source: str, marks: Iterable[Mark] = ()) -> str:
    """Turn Markdown into XHTML blocks; headings start at h2, since a page's own title is its h1."""
    tokens = _parse(source)
    leaves = [token for token in tokens if token.type == "inline"]
    for index, offset, markup in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if index < len(leaves):
            _insert(leaves[index], offset, markup)
    return _render(tokens)


@lru_cache(maxsize=_REMEMBERED)
def inline(source: str) -> str:
    """Turn inline Markdown into phrasing content."""
    lines = "\n".join(line.strip() for line in source.strip().splitlines())
    token = _reader().parseInline(lines)
    _join_lines(token)
    return _render(token).strip()


def caption(source: str) -> str:
    """Turn a caption into paragraphs: inline Markdown, or block Markdown if it has blank lines."""
    if re.search(r"\n[ \t]*\n", source.strip()):
        return block(source).strip()
    return f"<p>{inline(source)}</p>"


def quoted(text: str) -> str:
    """Write a plain text as Markdown that says just that, whatever the text looks like."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return _MEANS_SOMETHING.sub(_escaped, lines)


def _escaped(found: re.Match[str]) -> str:
    sign = found[0].strip()
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


@lru_cache(maxsize=_REMEMBERED)
def plain(source: str) -> str:
    """Give a Markdown text without its markup, blocks separated by a space."""
    return " ".join(text for text in leaves(source) if text)


def leaves(source: str) -> list[str]:
    """Give the plain text of every paragraph, heading and list item, in order."""
    return [_text(token) for token in _parse(source) if token.type == "inline"]


def opening(source: str, limit: int = _SOFT_LIMIT) -> str:
    """Give the start of a text in at most ``limit`` characters, cut at a word, with an ellipsis."""
    text = " ".join(plain(source).split())
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
    tokens = _reader().parse(source)
    _level_headings(tokens)
    _join_lines(tokens)
    return tokens


def _render(tokens: Sequence[Token]) -> str:
    reader = _reader()
    return str(reader.renderer.render(tokens, reader.options, {}))


def _text(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image", "text_special"):
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
    seen = 0
    for index, child in enumerate(children):
        length = 1 if child.type in ("softbreak", "hardbreak") else len(child.content)
        if child.type == "text" and seen + length > offset:
            head, tail = child.copy(), child.copy()
            head.content = child.content[: offset - seen]
            tail.content = child.content[offset - seen :]
            children[index : index + 1] = [head, mark, tail]
            break
        if seen >= offset and child.nesting >= 0:
            children.insert(index, mark)
            break
        seen += length if child.nesting == 0 else 0
    else:
        children.append(mark)
    token.children = children
