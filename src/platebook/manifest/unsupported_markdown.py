"""Finds Markdown that no book can show, or that leads nowhere (S019): it is printed as written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from platebook import markdown
from platebook.manifest.keys import texts
from platebook.manifest.mistakes import MARKDOWN, Mistake, nearest, quote
from platebook.manifest.parse_yaml import Node, ReadManifest

#: What stands for itself: escaped signs, and code within a line.
_LITERAL = re.compile(r"\\[!-/:-@\[-`{-~]|(?<!`)(`+)(?!`)[^`]+(?<!`)\1(?!`)")
_FENCE = re.compile(r"^ {0,3}(`{3,}[^`\n]*$|~{3,})", re.MULTILINE)
_LINK = re.compile(r"\]\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_ADDRESS = re.compile(r"(?:<([^<>]*)>|(\S+))(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?")
_BEGINS = r"<?(?:[a-z][a-z0-9+.-]*:|[/#.]|www\.)\S"
_LIKE_AN_ADDRESS = re.compile(_BEGINS, re.IGNORECASE)
_AUTOLINK = re.compile(r"(?<!\]\()<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*)>", re.IGNORECASE)
_DEFINITION = re.compile(
    rf"^ {{0,3}}(\[[^\[\]^][^\[\]]*\]:[ \t]*{_BEGINS}\S*)", re.IGNORECASE | re.MULTILINE
)
_FOOTNOTE = re.compile(r"(\[\^[^\[\]\s]+\])")
_STRUCK = re.compile(r"(~~[^~\n]+~~)")
_ROW = re.compile(r"^[ \t]*([|:-][|: \t-]*)$", re.MULTILINE)
_CELL = re.compile(r":?-+:?")
_HTML = re.compile(r"(</?([a-z][a-z0-9-]*)(?:\s[^<>]*)?/?>|<!--)", re.IGNORECASE)

#: A text that is a heading of nothing, though a number sign may be meant.
_ONE_HEADING = re.compile(r"#{1,6}[ \t]+\d.*")
#: Asterisks that touch a word, and so were meant to make it strong.
_STARS = re.compile(r"\*\*+[^\s*]+(?:\*\*+)?|[^\s*]+\*\*+")

_PATTERNS = {
    "a link definition": _DEFINITION,
    "a footnote": _FOOTNOTE,
    "a line through words": _STRUCK,
}
_FIXES = {
    "a fence of code": "Write it as a paragraph, with single words in `…`.",
    "a link definition": "Write the address at the link itself: [text](https://…).",
    "a footnote": "Write the note into the text.",
    "a line through words": "Take the signs out.",
    "a table": "Write it as a list, or as sentences.",
    "HTML": "Write it in Markdown: *emphasis*, **strong**, [text](https://…), two blanks at a "
    "line's end for a break; or take it out.",
}
_STARS_FIX = (
    "Put two before the words and two after them, without spaces within and with a space or the "
    r"line’s end outside; or write \*\* if the signs are meant."
)
_IMAGE = "Give the picture a plate of its own, or take it out."
_LEADS = (
    "A link leads to https://…, http://…, mailto:…, tel:…, a plate or a section (#id); "
    "write one of these, or the text alone."
)
_WHOLE = "Write the whole address, with https://; or #id for a plate of this story."


def unsupported_markdown(document: ReadManifest, targets: Collection[str]) -> Iterator[Mistake]:
    """Yield a warning for each such place; ``targets`` are the ids that a link may lead to."""
    if document.root is None:
        return
    for key, kind, at, node in texts(document.root):
        if at is node or not kind.markdown or not isinstance(text := node.value, str):
            continue
        marks = sorted([*_signs(text), *_links(text, targets), *_find_lost(text)])
        places = [*_places(node, document.lines)] if marks else []
        solid = last = 0
        for offset, message, fix in marks:
            solid += sum(not char.isspace() for char in text[last:offset])
            last = offset
            place = places[solid] if solid < len(places) else (node.line, node.column)
            yield Mistake(*place, f"{key}: {message}", fix, MARKDOWN)


def _signs(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield the offset of what is printed as it is written, what it is and what to do."""
    text = _literal(source)
    signs = [("a fence of code", match) for match in [*_FENCE.finditer(source)][::2]]
    for what, pattern in _PATTERNS.items():
        signs += [(what, match) for match in pattern.finditer(text)]
    signs += [("a table", match) for match in _ROW.finditer(text) if _is_row(match[1])]
    open_tags = set[str]()
    for match in _HTML.finditer(text):
        name = (match[2] or "").lower()
        if not (match[1].startswith("</") and name in open_tags):
            signs.append(("HTML", match))
        open_tags.add(name)
    for what, match in signs:
        quotation = quote(source[match.start(1) : match.end(1)])
        how = "is printed as it is written"
        if quotation[1:4] == "```" and "```" not in markdown.plain(source):
            how = "is set as words of a paragraph, without its lines"
        yield match.start(1), f"{what} {how}: {quotation}", _FIXES[what]


def _find_lost(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield the offset of signs that vanish as markup of nothing, or that mark nothing up."""
    text = source.strip()
    start = source.find(text)
    if text and not markdown.plain(source).strip():
        message = f"Markdown reads {quote(text)} as a sign without words, so none are printed"
        yield start, message, rf"If it is the text, write: \{text}"
    elif _ONE_HEADING.fullmatch(text):
        message = f"Markdown reads {quote(text)} as a heading, and its # is not printed"
        yield start, message, rf"If it is the text, write \{text}; if not, take the # out."
    masked_text = _LITERAL.sub(lambda match: "x" * len(match[0]), source)
    if "**" in masked_text and (left := _STARS.search(" ".join(markdown.leaves(masked_text)))):
        message = f"asterisks are printed as they are written: {quote(left[0])}"
        at = source.find(left[0])
        yield at if at >= 0 else masked_text.find("**"), message, _STARS_FIX


def _is_row(line: str) -> bool:
    """Return whether a line is what a table has under its head: ``|---|:--|``."""
    cells = line.strip().strip("|").split("|")
    return "|" in line and all(_CELL.fullmatch(cell.strip()) for cell in cells)


def _links(source: str, targets: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the offset of each link that leads nowhere, and of images, with what to do."""
    text = _literal(source)
    for match in _AUTOLINK.finditer(text):
        if wrong := _wrong(match[1], targets):
            yield match.start(), *wrong
    for match in _LINK.finditer(text):
        start = text.rfind("[", 0, match.start())
        inner = source[match.start(1) : match.end(1)].strip()
        address = _ADDRESS.fullmatch(inner)
        if start > 0 and text[start - 1] == "!":
            quotation = quote(source[start - 1 : match.end()])
            yield start - 1, f"an image is printed as it is written: {quotation}", _IMAGE
        elif start >= 0 and (address or not inner):
            if wrong := _wrong((address[1] or address[2] or "") if address else "", targets):
                yield start, *wrong
        elif start >= 0 and _LIKE_AN_ADDRESS.match(inner):
            message = f"{quote(inner)} has spaces in it, so that it is no address"
            yield start, message, "Take the spaces out; a web address has %20 in their place."


def _literal(source: str) -> str:
    return _LITERAL.sub(lambda match: " " * len(match[0]), source)


def _wrong(address: str, targets: Collection[str]) -> tuple[str, str] | None:
    """Return what is wrong with a link's address, and what to do."""
    if not address:
        return "a link has no address, and is printed as it is written", _LEADS
    if not markdown.is_link(markdown.normalize_address(address)):
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE)
        fix = _LEADS if scheme or address.startswith("#") else _WHOLE
        return f"{quote(address)} is no address that a book can lead to", fix
    if address.startswith("#") and address[1:] not in targets:
        fix = "Write # and a plate’s id, or a section’s title in small letters, with hyphens."
        if guess := nearest(address[1:], targets):
            fix = f"Did you mean “#{guess}”?"
        message = f"no plate or section has the id {quote(address[1:])}, so the link leads nowhere"
        return message, fix
    return None


def _places(node: Node, lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the line and column of each character of a text that is no space.

    YAML folds lines and takes off indents, so that spaces are not to be found again. An alias has
    no characters of its own.
    """
    if node.end is None:
        return
    line, at = node.line, node.column - 1
    if node.style in ("|", ">"):
        line, at = line + 1, 0
    elif node.style:
        at += 1
    for number in range(line, node.end[0] + 1):
        text = lines[number - 1] if number <= len(lines) else ""
        while at < len(text):
            length, solid = _sign(text, at, node.style)
            if solid:
                yield number, at + 1
            at += length
        at = 0


def _sign(line: str, at: int, style: str) -> tuple[int, bool]:
    """Return how many characters write the next one of a text, and whether it is no space."""
    if style == "'" and line.startswith("''", at):
        return 2, True
    if style != '"' or line[at] != "\\":
        return 1, not line[at].isspace()
    kind = line[at + 1 : at + 2]
    digits = {"x": 2, "u": 4, "U": 8}.get(kind, 0)
    if digits:
        return 2 + digits, not chr(int(line[at + 2 : at + 2 + digits], 16)).isspace()
    return 2, bool(kind) and kind not in "nrtvfNLP_ "
