"""Writes texts as YAML scalars, and finds the ``key: value`` that a line belongs to."""

from __future__ import annotations

import re
from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

#: A key and the text after it, on one line, after any hyphens.
_PAIR = re.compile(r"(\s*(?:- +)*)([\w-]+)([ \t]*:[ \t]+)(\S.*)")
#: The same in a mapping in braces, as far as the value; and what ends the value.
_FLOW = re.compile(r"[{,]\s*([\w-]+):\s+(?=[^\s\"'\[{])")
_FLOW_END = re.compile(r"\s*(?:,\s*[\w-]+:\s|\})")
_OPENING, _CLOSING = "“”„‟‘‚‛’", "“”‟‘’‛"
_CURLY = re.compile(rf"[{_OPENING}](.*)[{_CLOSING}\"']", re.DOTALL)
#: Words that begin with an apostrophe, in English and Dutch: ’tis, ’80s, ’t.
_ELISION = re.compile(
    r"'(?:tis|twas|twill|twere|til|till|cause|cos|em|n|neath|round|bout|gainst|ere|s|t|k|m|\d\ds?)"
    r"(?![\w'])",
    re.IGNORECASE,
)


class Pair(NamedTuple):
    """A key, and its value as it stands in lines ``first`` to ``last`` (from 0) joined to one."""

    first: int
    last: int
    head: str
    key: str
    value: str

    @property
    def text(self) -> str:
        """The text that was probably meant, without quotation marks that were to enclose it."""
        return unquote(self.value)

    @property
    def corrected(self) -> str:
        """The line with quotes put in, without its indentation; a comment stays outside."""
        text, comment, rest = re.match(r"(.*?)(\s+#(?=\s)|$)(.*)", self.value, re.DOTALL).groups()  # type: ignore[union-attr]
        head = self.head.lstrip() if "{" not in self.head else f"{self.key}: "
        return f"{head}{as_yaml(unquote(text))}{comment}{rest}"


def as_yaml(text: str) -> str:
    """Put a text in quotation marks, by which YAML reads all of it as it is (YAML 1.2.2 §7.3)."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def unquote(value: str) -> str:
    """Return the text that a person meant who wrote ``value`` and got its quotation marks wrong."""
    if inside := curly(value):
        return inside
    value = re.sub(r"^[|>][-+0-9]*\s+", "", value)  # the sign of a block of text
    mark, rest = value[:1], value[1:]
    if mark not in ("'", '"') or not rest:
        return value
    if mark not in rest:
        elided = mark == "'" and _ELISION.match(value)
        return value if elided else rest.rstrip(_CLOSING)
    if rest.endswith(f"{mark},") and mark not in rest[:-2]:
        return rest[:-2]  # as in JSON
    inner = rest[:-1]
    # In “"He said "no" twice"” the second mark opens; in “"No" is a "word"” it closes.
    within = inner.count(mark) % 2 == 1 or re.search(rf"\w{mark}\w|^[^{mark}]*\s{mark}", inner)
    return inner if rest.endswith(mark) and (within or mark not in inner) else value


def curly(value: str) -> str | None:
    """Return what stands between curly quotation marks that enclose all of a value, if any do."""
    match = _CURLY.fullmatch(value)
    return match[1] if match and not re.search(r"[“”„]", match[1]) else None


def pair(lines: Sequence[str], number: int) -> Pair | None:
    """Find the key and value that a line (from 0) belongs to, its own or one that began above."""
    first = number
    match = _PAIR.fullmatch(lines[number])
    if not match:
        depth = indent(lines[number])
        for first in range(number - 1, -1, -1):
            above = lines[first]
            if above.strip() and indent(above) < depth:
                match = _PAIR.fullmatch(above)
                break
    if not match:
        return None
    before, key, colon, value = match.groups()
    last = first
    parts = [value.rstrip()]
    for after in range(first + 1, len(lines)):
        if lines[after].strip() and indent(lines[after]) <= len(before):
            break
        if lines[after].strip():
            parts.append(lines[after].strip())
            last = after
    return Pair(first, last, before + key + colon, key, " ".join(parts)) if last >= number else None


def in_braces(line: str, column: int) -> Pair | None:
    """Find the key and value of a mapping in braces, on one line, that a column (from 0) is in."""
    start = max((m for m in _FLOW.finditer(line, 0, column)), key=lambda m: m.end(), default=None)
    if start is None:
        return None
    end = _FLOW_END.search(line, start.end())
    value = line[start.end() : end.start() if end else len(line)]
    return Pair(0, 0, line[: start.end()], start[1], value)


def put(lines: MutableSequence[str], quotation: Pair) -> None:
    """Put the value in quotes, in place; the lines that it went on over become empty."""
    lines[quotation.first] = quotation.head + as_yaml(quotation.text)
    lines[quotation.first + 1 : quotation.last + 1] = [""] * (quotation.last - quotation.first)


def indent(line: str) -> int:
    """Count the spaces that a line begins with."""
    return len(line) - len(line.lstrip(" "))
