"""Finds what YAML drops or changes of a person's words without a mistake in the syntax.

A comment begins at `` #``, a line break folds into a space, a backslash in double quotes is an
escape, ``&word`` is a name. Each is right YAML, and seldom what was meant in a caption. What is
surely wrong is an error; where both readings make sense, a warning (S016, S017) gives both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from platebook.manifest import quoting
from platebook.manifest.keys import StoryKeys, texts
from platebook.manifest.mistakes import CHANGED, COMMENT, Mistake, end_of
from platebook.manifest.parse_yaml import Node, ReadManifest
from platebook.manifest.part_keys import PARTS
from platebook.manifest.value_types import TextType

#: What begins a list or a quotation in Markdown and is lost when a line is joined to the one above.
_BLOCK_MARK = re.compile(r"(?:[-*+]|1[.)]|>|#{1,6})\s+\S")


def folds(key: str, node: Node, lines: Sequence[str]) -> Iterator[Mistake]:
    """Find lines that YAML joins to the one above, which the author may have meant apart."""
    if node.style == "|" or not node.end or node.end[0] <= node.line:
        return
    first, depth = 0, 0
    if node.style == ">":
        first = 1
        depth = min((quoting.indent(line) for line in lines[1:] if line.strip()), default=0)
    for number in range(first, len(lines) - 1):
        above, below = lines[number], lines[number + 1]
        if not above.strip() or not below.strip():
            continue
        if node.style == ">" and (quoting.indent(below) > depth or quoting.indent(above) > depth):
            continue  # such lines are kept as they stand
        if why := _find_lost_break(above, below.strip(), node.style):
            message = f"{key}: YAML joins this line to the one above, {why}"
            text = f"{above.strip()} {below.strip()}"
            fix = (
                f"It reads {end_of(text)}. Write “{key}: |” and the lines below it, indented."
                if "space" not in why
                else "Write the paragraph on one line."
            )
            place = node.line + number + 1, quoting.indent(below) + 1
            yield Mistake(*place, message, fix, CHANGED)
            return


def _find_lost_break(above: str, below: str, style: str) -> str | None:
    """Return what is lost when two lines are joined, if anything is."""
    if _BLOCK_MARK.match(below):
        return "though it begins like one of a list or a quotation"
    if re.search(r"\S {2,}$", above) or (style != '"' and re.search(r"[^\\]\\$", above)):
        return "though that ends like one that Markdown breaks after"
    last, first = above.rstrip()[-1:], below[:1]
    if _is_unspaced(last) and _is_unspaced(first):
        return "and puts a space between two characters that have none between them"
    return None


def _is_unspaced(character: str) -> bool:
    """Return whether a character's script is written without spaces: Chinese, Japanese."""
    wide = unicodedata.east_asian_width(character) in "WF" if character else False
    return wide and not "\uac00" <= character <= "\ud7a3"


#: Keys whose value names a file: a ``#`` is part of many a file's name.
_PATHS = frozenset({"photo", "cover", "theme"})
_COMMENT = re.compile(r"[ \t]*(#(\S?).*)")
_AFTER_COLON = re.compile(f":{_COMMENT.pattern}")
_AFTER_COMMA = re.compile(r"[ \t]*,[ \t]*(#(\S).*)")
_NEXT_COMMENT = re.compile(r"( *)(#[^\s#!].*)")
#: Escapes of YAML's that are none in JSON or Markdown, or that other programs write as text.
_ESCAPE = re.compile(r"\\(?:(?P<kind>[tN_LP ])|.)", re.DOTALL)
_ESCAPES = {"t": "a tab", " ": "a space", "_": "a no-break space"}
_DRIVE = re.compile(r"(?<![A-Za-z])[A-Za-z]:\\[^\\]")
_KEY = re.compile(r"( *)(?:- +)*([\w-]+):(?:\s|$)")


def lost_text(document: ReadManifest) -> Iterator[Mistake]:
    """Yield the mistakes and warnings about all texts of a manifest."""
    if document.root:
        search = _Search(document)
        for text in texts(document.root):
            yield from search.look(*text)


class _Search:
    """Looks at the texts of a manifest, beside the lines that they were read from."""

    def __init__(self, document: ReadManifest) -> None:
        self._lines = document.lines
        self._aliases = document.aliases
        self._broken_lines = document.broken_lines

    def look(self, key: str, kind: TextType, at: Node, node: Node) -> Iterator[Mistake]:
        """Check one text; ``at`` is its key, or the item of a list itself."""
        if node.line in self._broken_lines or isinstance(node.value, (list, dict)):
            return
        if kind.words or key in _PATHS:
            yield from self._comment(key, at, node)
        if node.anchor and node.anchor not in self._aliases:
            text = f"&{node.anchor} {node.value or ''}".strip()
            message = f"{key}: YAML drops “&{node.anchor}”, which is a name for what follows"
            yield Mistake(node.line, node.column, message, _write(key, text))
        elif node.value is None:
            yield from self._find_nothing(key, kind, node)
        if node.end is None or node.value is None:
            return
        if not node.style:
            yield from self._curly(key, kind, node)
            yield from self._comma(key, kind, node)
        if kind.words:
            yield from self._quotation(key, at, node)
            yield from self._escapes(key, node)
            yield from folds(key, node, self._span(node))

    def _line(self, number: int) -> str:
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def _comment(self, key: str, at: Node, node: Node) -> Iterator[Mistake]:
        """Find a comment after a text without quotes, or in the place of one."""
        value_text = node.value if isinstance(node.value, str) else ""
        if not node.style and at is not node and at.end and (not value_text or node.line > at.line):
            yield from self._find_dropped(key, at.end, value_text, _AFTER_COLON)
        if node.style or not node.end or (not value_text and at is not node):
            return
        yield from self._find_dropped(key, node.end, value_text, _COMMENT)
        if node.flow:
            yield from self._find_dropped(key, node.end, "", _AFTER_COMMA)
        number = node.end[0] + 1
        below = _NEXT_COMMENT.fullmatch(self._line(number))
        if below and value_text and not node.flow and len(below[1]) >= at.column:
            place = number, len(below[1]) + 1
            yield from self._cut(key, place, value_text, below[2].rstrip(), surely=True)

    def _find_dropped(
        self, key: str, end: tuple[int, int], value_text: str, pattern: re.Pattern[str]
    ) -> Iterator[Mistake]:
        """Search for a comment behind a place; with a ``#4`` it was surely meant as text."""
        line, column = end
        if match := pattern.match(self._line(line)[column - 1 :]):
            place = line, column + match.start(1)
            text = match[1].rstrip(", " if pattern is _AFTER_COMMA else None)
            surely, before = bool(match[2].strip()), pattern is _AFTER_COLON
            yield from self._cut(
                key, place, value_text, text, surely=surely, before=before and bool(value_text)
            )

    def _cut(
        self,
        key: str,
        place: tuple[int, int],
        value_text: str,
        text: str,
        *,
        surely: bool,
        before: bool = False,
    ) -> Iterator[Mistake]:
        """Yield what YAML reads of a text, and what it drops as a comment."""
        whole = f"{text} {value_text}" if before else f"{value_text} {text}".strip()
        reads = f"YAML reads {end_of(value_text)}" if value_text else "YAML reads nothing"
        message = f"{key}: {reads} and drops {end_of(text)} as a comment"
        if surely:
            yield Mistake(*place, message, _write(key, whole))
        elif key not in _PATHS:
            fix = f"If it is part of the text, write: {_line(key, whole)}\n"
            fix += "If it is a comment, put it on a line of its own."
            yield Mistake(*place, message, fix, COMMENT)

    def _find_nothing(self, key: str, kind: TextType, node: Node) -> Iterator[Mistake]:
        """Find what looks like a text and is read as nothing: ``~``, ``null``, ``>5``."""
        if not kind.words or not node.end:
            return
        raw = self._line(node.line)[node.column - 1 :]
        if head := re.match(r"[|>][-+]?\d\S*", raw):
            message = f"{key}: YAML takes “{head[0]}” for the head of a block, and reads no text"
            yield Mistake(node.line, node.column, message, _write(key, head[0]))
        elif not node.flow and (word := re.match(r"~|null\b|[|>]", raw)):
            message = f"{key}: YAML reads “{word[0]}” as nothing at all"
            fix = f"If that is the text, write: {_line(key, word[0])}\n"
            fix += "If there is none, delete the line."
            yield Mistake(node.line, node.column, message, fix, CHANGED)

    def _curly(self, key: str, kind: TextType, node: Node) -> Iterator[Mistake]:
        """Find curly quotation marks round a whole text: to YAML they are letters like others."""
        text = node.value if isinstance(node.value, str) else ""
        inner = quoting.curly(text)
        if inner is None:
            return
        message = f"{key}: curly quotation marks are no quotes to YAML, but part of the text"
        if not kind.words:
            yield Mistake(node.line, node.column, message, f"Write: {key}: {inner}")
            return
        fix = f"If they are not to be printed, write: {_line(key, inner)}\n"
        fix += f"If they are, write: {_line(key, text)}"
        yield Mistake(node.line, node.column, message, fix, CHANGED)

    def _comma(self, key: str, kind: TextType, node: Node) -> Iterator[Mistake]:
        """Find a comma at the end of a text, which JSON puts there and YAML takes as a letter."""
        text = node.value if isinstance(node.value, str) else ""
        bare = text.removesuffix(",")
        if node.flow or not kind.words or bare == text or not bare.strip():
            return
        message = f"{key}: the comma at the end is part of the text: {end_of(text)}"
        fix = f"If it is not to be printed, write: {_line(key, bare)}\n"
        fix += f"If it is, write: {_line(key, text)}"
        yield Mistake(node.line, node.column, message, fix, CHANGED)

    def _quotation(self, key: str, at: Node, node: Node) -> Iterator[Mistake]:
        """Find a text in quotes that goes on over lines which are keys of their own."""
        if node.style not in ("'", '"') or node.flow or not node.end:
            return
        for number in range(node.line + 1, node.end[0] + 1):
            match = _KEY.match(self._line(number))
            if match and len(match[1]) < at.column and _is_key(match[2]):
                message = (
                    f"{key}: the quotation mark opened here is closed on line {node.end[0]} only, "
                    f"so “{match[2]}” on line {number} is read as part of the text"
                )
                pair = quoting.pair(self._lines[: node.line], node.line - 1)
                fix = f"Write: {pair.corrected}" if pair else "Close it."
                yield Mistake(node.line, node.column, message, fix)
                return

    def _escapes(self, key: str, node: Node) -> Iterator[Mistake]:
        """Find backslashes in double quotes that YAML turns into other characters."""
        if node.style != '"' or not node.end:
            return
        raw = "\n".join(self._span(node))
        if "\\" not in raw:
            return
        inner = raw[1:-1]
        if _DRIVE.search(inner):
            message = f"{key}: YAML reads the backslashes as escapes: {end_of(str(node.value))}"
            text = re.sub(r"\s*\n\s*", " ", inner.replace("\\\\", "\\"))
            yield Mistake(node.line, node.column, message, _write(key, text))
            return
        for match in _ESCAPE.finditer(inner):
            if kind := match["kind"]:
                name = _ESCAPES.get(kind, "a line break")
                message = f"{key}: YAML reads “\\{kind}” in double quotes as {name}"
                text = inner.replace("\\\\", "\\").replace('\\"', '"')
                fix = f"If the backslash is part of the text, write: {_line(key, text)}"
                yield Mistake(node.line, node.column, message, fix, CHANGED)
                return

    def _span(self, node: Node) -> list[str]:
        """Return the lines that a text was read from, cut at its beginning and end."""
        last, column = node.end or (node.line, node.column)
        lines = self._lines[node.line - 1 : last]
        if lines:
            lines[-1] = lines[-1][: column - 1]
            lines[0] = lines[0][node.column - 1 :]
        return lines


def _is_key(word: str) -> bool:
    return word in StoryKeys.by_key() or any(word in part.by_key() for part in PARTS.values())


def _write(key: str, text: str) -> str:
    return f"Write: {_line(key, text)}"


def _line(key: str, text: str) -> str:
    head = "- " if key == "keywords" else f"{key}: "
    return f"{head}{quoting.as_yaml(text)}"
