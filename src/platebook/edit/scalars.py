"""Writes a text as a YAML scalar in each style that can hold it, the best one first.

Each spelling is only a candidate: the caller reads it again and takes the first that says the text
(``writing.scalar``). So the rules here may be simple, and a rule of YAML that they overlook costs
a less handsome spelling, never a wrong value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: Columns at which a text that is written anew is folded.
WIDTH = 96
#: What a plain text cannot begin with, or cannot hold (YAML 1.2.2 §7.3.3).
_INDICATOR = re.compile(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:\s|$)|(?:---|\.\.\.)(?:\s|$)")
_ENDS_PLAIN = re.compile(r":(?:\s|$)|\s#|^\s|\s$|[\n\t]")
_FLOW_SIGN = re.compile(r"[,\[\]{}]|:$")
#: Words that other readers of YAML take for something else than text (YAML 1.1, bool and null).
_NO_TEXT = re.compile(r"(?:true|false|yes|no|on|off|y|n|null|~|)", re.IGNORECASE)
#: A word that a line must not begin with, since it would look like a list, a heading or a comment.
_MARK = re.compile(r"[-*+>|?:]$|\d+[.)]$|#")
#: A single space at which a line may be broken and joined again.
_BREAKABLE = re.compile(r"(?<=[^\s\\]) (?=\S)")
#: Lines after a change that are worth keeping as they are, at the price of a short one before them.
_KEPT = 3
_UNSPACED = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a scalar stands: how it was written before, and what is round it.

    ``style`` is the sign that the old text began with, None for a new one; ``old`` its lines as
    they stood, without indentation, and ``header`` the sign of its block (``>-``). ``indent`` is
    the column, from 0, of what continues the text on further lines; ``column`` that at which it
    begins. ``words`` says whether the key takes any words; dates and paths are never quoted
    without need. ``raw`` is set for a boolean or a number.
    """

    indent: int
    column: int = 0
    style: str | None = None
    header: str = ""
    old: Sequence[str] = ()
    flow: bool = False
    json: bool = False
    words: bool = True
    raw: bool = False


def spellings(text: str, at: Setting) -> Iterator[str]:
    """Yield the spellings of a text, line breaks as ``\\n``."""
    if at.json:
        quotation = json.dumps(text, ensure_ascii=False)
        yield text if at.raw else quotation
        yield quotation.replace(":\\n", "\\u003a\\n")  # “C:\n” would be taken for a path of Windows
        return
    if at.raw:
        yield text
        return
    for style in _order(text, at):
        if style == "" and not _is_plain(text, at):
            continue
        yield from _write(text, style, at)


def _order(text: str, at: Setting) -> Iterator[str]:
    """Yield the styles in the order in which they are tried."""
    blocks = () if at.flow else ("|", ">") if "\n" in text else (">", "|")
    quotes = ("'", '"') if '"' in text or "\\" in text else ('"', "'")
    many = "\n" in text
    if not text:
        yield from quotes
        return
    if at.style in ("|", ">"):
        if not many or at.style == "|" or "" in at.old:  # folded lines with breaks read badly
            yield at.style
        yield from blocks
    elif at.style is not None and not many:
        yield at.style
    elif at.style is None and (many or at.column + len(text) > WIDTH):
        yield from blocks
    if many:
        yield from blocks
    else:
        yield ""
    yield from quotes
    yield from blocks


def _is_plain(text: str, at: Setting) -> bool:
    if _INDICATOR.match(text) or _ENDS_PLAIN.search(text) or (at.flow and _FLOW_SIGN.search(text)):
        return False
    return not (at.words and _NO_TEXT.fullmatch(text))


def _write(text: str, style: str, at: Setting) -> Iterator[str]:
    """Write a text in one style."""
    pad = " " * at.indent
    if style == "|":
        yield _block(at, "|", text.split("\n"), pad)
    elif style == ">":
        yield _block(at, ">", _fold(text, at), pad)
    elif style == '"':
        flat = json.dumps(text, ensure_ascii=False)
        if len(at.old) > 1 and "\\" not in flat:
            yield f"\n{pad}".join(_wrap(flat, at))
        yield flat
    else:
        flat = "'" + text.replace("'", "''") + "'" if style else text
        if "\n" not in flat:
            if len(at.old) > 1:
                yield f"\n{pad}".join(_wrap(flat, at))
            yield flat


def _block(at: Setting, sign: str, lines: Sequence[str], pad: str) -> str:
    """Write a block scalar; the last line's break is left to what follows."""
    header = at.header if at.header[:1] == sign else {"|": "|", ">": ">-"}[sign]
    if at.header[:1] != sign and sign == "|" and len(lines) == 1:
        header = "|-"
    return "\n".join([header, *((pad + line if line.strip() else "") for line in lines)])


def _fold(text: str, at: Setting) -> list[str]:
    """Break a text into lines; a break of the text itself becomes a blank line (YAML §8.1.3)."""
    if "\n" not in text:
        return _wrap(text, at)
    lines: list[str] = []
    for part in text.split("\n"):
        lines += [*wrap(part, WIDTH - at.indent), ""] if part else [""]
    return lines[:-1]


def _wrap(text: str, at: Setting) -> list[str]:
    """Break a text into lines, where possible at the places where the old one was broken."""
    width = max([WIDTH - at.indent, *map(len, at.old)]) if at.old else WIDTH - at.indent
    old = [line.strip() for line in at.old]
    if len(old) < 2 or "" in old:
        return wrap(text, width)
    first = 0
    while first < len(old) - 1 and text.startswith(f"{old[first]} "):
        text = text[len(old[first]) + 1 :]
        first += 1
    rest, last = text, len(old)
    while last > first + 1 and rest.endswith(f" {old[last - 1]}"):
        rest = rest[: -len(old[last - 1]) - 1]
        last -= 1
    if len(old) - last < _KEPT:
        return [*old[:first], *wrap(text, width)]
    return [*old[:first], *wrap(rest, width), *old[last:]]


def wrap(text: str, width: int) -> list[str]:
    """Break a text at single spaces where joining the lines gives the text again."""
    lines: list[str] = []
    line = ""
    for word in _BREAKABLE.split(text):
        fits = not line or len(line) + 1 + len(word) <= width
        if fits or _MARK.match(word) or (_UNSPACED.match(line[-1]) and _UNSPACED.match(word)):
            line = f"{line} {word}" if line else word
        else:
            lines.append(line)
            line = word
    return [*lines, line]
