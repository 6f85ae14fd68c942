"""The parser of Markdown: markdown-it-py, and the rules in which a book differs from CommonMark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

    BlockRule = Callable[[StateBlock, int, int, bool], bool]
    InlineRule = Callable[[StateInline, bool], bool]

#: No list has a number as high as a year.
_NUMBER = re.compile(r"(0|[1-9]\d{0,2})([.)])(?=[ \t]|$)")
#: What CommonMark takes for one.
_ANY_NUMBER = re.compile(r"\d{1,9}[.)](?=[ \t]|$)")
_BLOCK_INSIDE = re.compile(r"(?:[-+*]|\d{1,3}[.)])[ \t]")
_ANOTHER_BLOCK = re.compile(r"[-+*](?:[ \t]|$)|>|#{1,6}[ \t]")
_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
_ADDRESS = re.compile(r"://[^\s<>\"“”«»‘’`\\\[\]{}|^]+")
#: What follows words in another language, as Pandoc writes it.
_IN_LANGUAGE = re.compile(r"\]\{lang=([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\}")
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
#: What Markdown lets through of the characters that a manifest may not have: one is not in XML, the
#: others turn the letters after them round.
_UNPRINTABLE = re.compile("[\f\u202d\u202e]")
#: What ends a sentence rather than an address (GitHub Flavored Markdown, 6.9).
_TRAILING = "?!.,:*_~'…;"


_LINK = re.compile(
    r"https?://\S+|mailto:\S+@\S+|tel:\+?[\d().-]+(?:;[\w.+=-]+)*|#[a-z0-9-]+", re.IGNORECASE
)


@cache
def reader() -> MarkdownIt:
    """Return the parser of all texts, made once."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import blockquote, list_block
    from markdown_it.rules_inline import entity, image

    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})
    # Four spaces before a paragraph are an author's indent far more often than program code.
    parser.disable(["code", "fence", "html_block", "html_inline", "reference"])
    parser.validateLink = is_link  # type: ignore[method-assign]
    interrupts = ["paragraph", "blockquote"]
    parser.block.ruler.at(
        "list", not_too_deep(require_second_item(list_block)), {"alt": interrupts}
    )
    parser.block.ruler.at("blockquote", not_too_deep(blockquote), {"alt": [*interrupts, "list"]})
    parser.block.ruler.before("list", "list_end", ends_list, {"alt": ["list"]})
    parser.inline.ruler.at("image", as_text(image))
    parser.inline.ruler.at("entity", if_printable(entity))
    parser.inline.ruler.at("emphasis", emphasis)
    parser.inline.ruler.before("escape", "bare_address", bare_address)
    parser.inline.ruler.before("link", "in_language", in_language)
    return parser


def is_link(url: str) -> bool:
    """Return whether a book can lead there: a web, e-mail or telephone address; a plate's id."""
    if not _LINK.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme not in ("http", "https") or bool(parts.hostname and parts.port != 0)
    except ValueError:
        return False


def not_too_deep(read: BlockRule) -> BlockRule:
    """Leave as text what would be nested so deeply that the parser drops what is in it."""

    def read_bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        # A list is two levels: its own, and that of an item.
        inside = state.level + 2
        return inside < state.md.options["maxNesting"] and read(state, start, end, silent)

    return read_bounded


def require_second_item(read_list: BlockRule) -> BlockRule:
    """Let a numbered list be one only where a second item follows the first."""

    def read(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        line = _line(state, start)
        if _ANY_NUMBER.match(line):
            continues = silent and state.sCount[start] < state.blkIndent
            if not (_NUMBER.match(line) if continues else _begins_list(state, start, end)):
                return False
        return read_list(state, start, end, silent)

    return read


def ends_list(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """End a numbered list before a number that does not follow: each is shown as it is written."""
    line = _line(state, start)
    if not silent or not _ANY_NUMBER.match(line):
        return False
    items = (token for token in reversed(state.tokens) if token.type == "list_item_open")
    before = next((token.info for token in items if token.level == state.level), "")
    match = _NUMBER.match(line)
    return bool(before) and not (match and _follows(int(before), int(match[1])))


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _follows(before: int, number: int) -> bool:
    return number == before + 1 or number == before == 1


def _begins_list(state: StateBlock, start: int, end: int) -> bool:
    """Search for the second item of the list that a line may begin, or for a list inside its first.

    A single number is a list only with such a list inside: “1. May 1986” begins a sentence.
    """
    first = _NUMBER.match(_line(state, start))
    if not first:
        return False
    inside, after_blank = state.sCount[start] + len(first[0]) + 1, False
    for number in range(start + 1, end):
        if state.isEmpty(number):
            after_blank = True
        elif state.sCount[number] < state.blkIndent:
            return False
        elif state.sCount[number] < inside:
            line = _line(state, number)
            match = _NUMBER.match(line)
            if match and match[2] == first[2]:
                return _follows(int(first[1]), int(match[1]))
            if after_blank or _ANOTHER_BLOCK.match(line):
                return False
        elif first[1] == "1" and _BLOCK_INSIDE.match(_line(state, number)):
            return True
    return False


def emphasis(state: StateInline, silent: bool) -> bool:
    """Read asterisks beside Chinese, Japanese and Korean, which have no spaces between words.

    CommonMark 6.2 would print those of ``これは**「強調」**です``. Here, as in
    https://github.com/tats-u/markdown-cjk-friendly, punctuation of these scripts is as a letter,
    and other punctuation beside one of their characters as if a space stood there.
    """
    from markdown_it.rules_inline.emphasis import tokenize
    from markdown_it.rules_inline.state_inline import Scanned

    if silent or state.src[state.pos] != "*" or state.src.isascii():
        return tokenize(state, silent)
    delimiters, tokens = state.scanDelims(state.pos, True), len(state.delimiters)
    end = state.pos + delimiters.length
    before = _VARIANT.sub("", state.src[max(0, state.pos - 2) : state.pos])[-1:]
    after = state.src[end : min(end + 1, state.posMax)]
    if _is_cjk(before) or _is_cjk(after):
        delimiters = Scanned(
            delimiters.can_open or not (after or " ").isspace(),
            delimiters.can_close or not (before or " ").isspace(),
            delimiters.length,
        )
    tokenize(state, silent)
    for delimiter in state.delimiters[tokens:]:
        delimiter.open, delimiter.close = delimiters.can_open, delimiters.can_close
    return True


def _is_cjk(char: str) -> bool:
    """Return whether a character is Chinese, Japanese or Korean, letter or sign, and no emoji."""
    wide = bool(char) and unicodedata.east_asian_width(char) in "WFH"
    return wide and not ("\u2190" <= char < "\u2e80" or "\U0001f000" <= char < "\U00020000")


def as_text(rule: InlineRule) -> InlineRule:
    """Leave what a rule would read as the text that it is."""

    def leave(state: StateInline, silent: bool) -> bool:
        start, tokens, pending = state.pos, len(state.tokens), state.pending
        if not rule(state, silent):
            return False
        if not silent:
            del state.tokens[tokens:], state.tokens_meta[tokens:]
            state.pending = pending + state.src[start : state.pos]
        return True

    return leave


def if_printable(read: InlineRule) -> InlineRule:
    """Leave an entity as text whose character no book can hold, such as ``&#12;``."""

    def read_printable(state: StateInline, silent: bool) -> bool:
        start, end = state.pos, state.src.find(";", state.pos) + 1
        return not _UNPRINTABLE.search(unescape(state.src[start:end])) and read(state, silent)

    return read_printable


def in_language(state: StateInline, silent: bool) -> bool:
    """Read ``[mots français]{lang=fr}``: words that another voice reads aloud (WCAG 3.1.2)."""
    if state.src[state.pos] != "[" or "]{lang=" not in state.src:
        return False
    start, end = state.pos + 1, state.md.helpers.parseLinkLabel(state, state.pos)
    match = _IN_LANGUAGE.match(state.src, end) if end > start else None
    if not match:
        return False
    if not silent:
        state.push("span_open", "span", 1).attrs = {"lang": match[1], "xml:lang": match[1]}
        after, state.pos, state.posMax = state.posMax, start, end
        state.md.inline.tokenize(state)
        state.posMax = after
        state.push("span_close", "span", -1)
    state.pos = match.end()
    return True


def bare_address(state: StateInline, silent: bool) -> bool:
    """Read a web address that stands in the text as a link, with all its signs (GFM 6.9)."""
    if state.src[state.pos] != ":" or state.linkLevel > 0:
        return False
    scheme = _SCHEME.search(state.src, max(0, state.pos - 6), state.pos)
    match = _ADDRESS.match(state.src, state.pos, state.posMax)
    if not scheme or not match:
        return False
    rest = match[0].rstrip(_TRAILING)
    while rest.endswith(")") and rest.count(")") > rest.count("("):
        rest = rest[:-1].rstrip(_TRAILING)
    address = scheme[1] + rest
    url = state.md.normalizeLink(address)
    if not state.md.validateLink(url):
        return False
    if not silent:
        if not state.pending.endswith(scheme[1]):
            return False
        state.pending = state.pending[: -len(scheme[1])]
        state.push("link_open", "a", 1).attrs = {"href": url, "class": "url"}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


_WEB_ADDRESS = r"""
  \b(?:[a-z][a-z0-9+.-]*://|www\.|mailto:|tel:)[^\s<>"“”«»]*[^\s<>"“”«»'’.,;:!?)…*_]
| [\w.+'-]+@[\w-]+(?:\.[\w-]+)+
| \b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/[^\s<>"“”«»]*[^\s<>"“”«»'’.,;:!?)…*_]
"""
_MARKDOWN = r"""
  \\[!-/:-@\[-`{-~]
| (?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`)
| (?<=\])\((?:[^()\\\n]|\\.|\([^()\n]*\))*\)
| <[a-z/!][^<>\n]*>
| &(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});
| ^[ \t>]*[-=*_|:+][-=*_|:+ \t]*$
"""
_FLAGS = re.IGNORECASE | re.VERBOSE | re.MULTILINE | re.DOTALL
_PLAIN, _MARKED = (
    re.compile(_WEB_ADDRESS, _FLAGS),
    re.compile(f"{_MARKDOWN}|{_WEB_ADDRESS}", _FLAGS),
)


def literal_spans(source: str, *, markup: bool = True) -> Iterator[tuple[int, int]]:
    """Yield beginning and end of each part of a text that is meant to the letter.

    ``markup`` says whether the text is Markdown; a title is not.
    """
    for match in (_MARKED if markup else _PLAIN).finditer(source):
        yield match.span()


#: A link out of the book, as it is rendered: its address, more attributes, its text.
_LINK_OUT = re.compile(r'<a href="([^"#][^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def without_scheme(url: str) -> str:
    """Return an e-mail address or a telephone number without its scheme and all that follows."""
    scheme, _, rest = url.partition(":")
    if scheme.lower() == "mailto":
        return unquote(rest.partition("?")[0])
    return rest.partition(";")[0] if scheme.lower() == "tel" else url


def printed_address(url: str) -> str:
    """Return an address as one types it from paper: whole, but for a last slash after the host."""
    address = without_scheme(url)
    _, slashes, path = address.partition("://")
    return address.removesuffix("/") if slashes and path.count("/") == 1 else address


def with_addresses(markup: str) -> str:
    """Add its address to every link whose text is another; in brackets, in a span of its own."""
    return _LINK_OUT.sub(_link_address, markup) if "<a href=" in markup else markup


def addresses(markup: str) -> Iterator[str]:
    """Yield the addresses that ``with_addresses`` adds."""
    for match in _LINK_OUT.finditer(markup):
        if address := _missing_scheme(match):
            yield address


def _link_address(match: re.Match[str]) -> str:
    address = _missing_scheme(match)
    span = f' <span class="address" dir="ltr">({escape(address)})</span>' if address else ""
    return f"{match[0]}{span}"


def _missing_scheme(match: re.Match[str]) -> str:
    """Return the address that a link lacks; nothing where its text is the address."""
    address = printed_address(unescape(match[1]))
    text = unescape(_TAG.sub("", match[3])).strip()
    host = address.partition("://")[2]
    return "" if text.removesuffix("/") in (address.removesuffix("/"), host) else address
