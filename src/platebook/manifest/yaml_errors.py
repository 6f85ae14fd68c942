"""Explains in an editor's words why a line is not YAML.

The parser speaks of tokens and block mappings; what happened is nearly always a colon in a text
without quotes, a quotation mark too few, or a line that begins in the wrong column.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from platebook.manifest import quoting
from platebook.manifest.mistakes import Mistake, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yaml import Mark, MarkedYAMLError, ScalarEvent


def explain_unfinished(lines: Sequence[str], number: int) -> Mistake | None:
    """Explain a line that was to be a key and its value, and is not."""
    above = lines[number]
    column = quoting.indent(above) + 1
    if match := re.match(r"(\s*(?:- *)?)([\w-]+)\s*(：|:(?=\S))\s*(.*)", above):
        message, place = "a space is missing after the colon", match.end(3) + 1
        if match[3] != ":":
            message = "the colon is a wide one (U+FF1A), which YAML does not read"
            place = match.end(3)
        right = f"{match[1]}{match[2]}: {match[4]}"
        fix = f"Write “{match[2]}: …”."
        return Mistake(number + 1, place, message, fix, repaired_line=right)
    if match := re.match(r"(\s*)-(\w.*)", above):
        message, right = "a space is missing after the hyphen", f"{match[1]}- {match[2]}"
        fix = "Write “- ” and then the key."
        return Mistake(number + 1, column + 1, message, fix, repaired_line=right)
    if match := re.match(r"(\s*(?:- *)?)([\w-]+)\s*=\s*(.*)", above):
        message, right = "a colon stands after a key, not “=”", f"{match[2]}: {match[3]}"
        column, fix = match.end(2) + 1, f"Write: {right}"
        return Mistake(number + 1, column, message, fix, repaired_line=f"{match[1]}{right}")
    if not re.search(r":(\s|$)", above):
        message = f"{quote(above, 40)} is no “key: value”"
        fix = "Give it a key; or write the text that it belongs to under “key: |”, indented."
        return Mistake(number + 1, column, message, fix)
    return None


def missing_hyphen(lines: Sequence[str], number: int) -> Mistake | None:
    """Find a plate that begins in the column of the hyphens above it, and has none."""
    match = re.match(r"( *)(photo|id|name|label|title)\s*:", lines[number])
    if not match:
        return None
    depth = len(match[1])
    above = (line for line in reversed(lines[:number]) if line.strip())
    holder = next((line for line in above if quoting.indent(line) <= depth), "")
    if not holder[depth:].startswith("- "):
        return None
    right = f"{match[1]}- {lines[number].strip()}"
    message = f"a hyphen is missing before “{match[2]}”"
    return Mistake(number + 1, depth + 1, message, f"Write: {right.strip()}", repaired_line=right)


def strange_space(lines: Sequence[str], number: int) -> Mistake | None:
    """Find a space that is none to YAML: no-break, wide, zero-width."""
    match = re.match(r"[ \t]*(?:- )?(?:[\w-]+:|-)?([^\S \t]|[\u200b\u2060\ufeff])", lines[number])
    if not match:
        return None
    sign = match[1]
    right = re.sub(r"[^\S \t]|[\u200b\u2060\ufeff]", " ", lines[number][: match.end()])
    rest = lines[number][match.end() :]
    while rest and (rest[0].isspace() or rest[0] in "\u200b\u2060\ufeff"):
        right, rest = right + " ", rest[1:]
    message = f"{sign_name(sign)} stands where a space is needed"
    fix = "Type a usual space in its place."
    return Mistake(number + 1, match.start(1) + 1, message, fix, repaired_line=right + rest)


def sign_name(sign: str) -> str:
    """Return the name of a sign that cannot be seen, or looks like another."""
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, 'of no name').lower()})"


def strange_hyphen(lines: Sequence[str], number: int) -> Mistake | None:
    """Find an item of a list that begins with a dash or a bullet, as word processors type them."""
    match = re.match(r"(\s*)([‐‑‒–—―−•·●▪‣*])(\s*)(?=[\w-]+:(\s|$))", lines[number])
    if not match:
        return None
    right = f"{match[1]}- {lines[number][match.end() :]}"
    message, fix = f"{sign_name(match[2])} is no hyphen", f"Write: {right.strip()}"
    return Mistake(number + 1, match.end(1) + 1, message, fix, repaired_line=right)


_QUOTES = "Put the whole text in quotes, or on lines of its own under “key: |”."
_ALIGN = "Begin the line in the same column as its neighbours, with spaces."
_SPLIT = "Give each item of a list a line of its own, after a hyphen; or put the text in quotes."
_CLOSE = "Close it, or put the text in quotes if the bracket belongs to it."

#: The parser's messages (in both of its dialects), and ours in their place.
#: ``{at}`` is the character or word at the place.
_SAYINGS = (
    (r"found unexpected end of stream", "a quotation mark is opened and not closed", "Close it."),
    (r"unexpected document (separator|indicator)", "a quotation mark is not closed", "Close it."),
    (r"expected ',' or '\]'", "a list in [ ] is not closed, or lacks a comma", _CLOSE),
    (r"expected ',' or '\}'", "a mapping in { } is not closed, or lacks a comma", _CLOSE),
    (r"unknown escape character", "a backslash in double quotes begins an escape that is none",
     "Write two backslashes, or use single quotes."),
    (r"Unicode character escape|hexadecimal|hexdecimal",
     "a backslash in double quotes begins an escape that is none",
     "Write two backslashes, or use single quotes."),
    (r"alphabetic or numeric character", "a text cannot begin with {at} unless it is in quotes",
     _QUOTES),
    (r"comment or (a )?line break|chomping or indentation",
     "a block of text begins on the line after “|” or “>”", _QUOTES),
    (r"keys are not allowed|entries are not allowed",
     "a text cannot begin with {at} unless it is in quotes", _QUOTES),
    (r"expected '?<document start>'?", "something follows the end of the manifest",
     "Delete the line “...” or what comes after it."),
    (r"directive", "a line cannot begin with “%”", "Put the text in quotes."),
    (r"node content", "a text cannot begin with {at} unless it is in quotes", _SPLIT),
    (r"tag", "a text cannot begin with “!” unless it is in quotes", _QUOTES),
)  # fmt: skip


def explain(
    error: MarkedYAMLError, lines: Sequence[str], last: ScalarEvent | None = None
) -> Mistake:
    """Turn the parser's error into a mistake.

    ``lines`` are the manifest's, ``last`` is the last text that was read before it.
    """
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if mark is None:  # pragma: no cover - every error of the parser has a place
        return Mistake(1, 1, "the manifest is not YAML", _ALIGN)
    lines = [*lines, ""]  # at the end of the file the parser points after the last line
    line = lines[mark.line]
    if explanation := strange_space(lines, mark.line) or strange_hyphen(lines, mark.line):
        return explanation
    if "node content" in problem and not "".join(lines[mark.line :]).strip():
        return _at(mark, "the manifest ends inside [ or {", _CLOSE)
    if "tab character" in problem or line[mark.column : mark.column + 1] == "\t":
        return _at(mark, "a tab stands where spaces are needed", "Indent with spaces only.")
    if "cannot start any token" in problem:
        message = f"a text cannot begin with {_word(line, mark)} unquoted"
        return _at(mark, message, _remedy(lines, mark))
    if re.search(r"values are not allowed|could not find expected ':'", problem):
        return _colon(mark, lines)
    if hyphen := missing_hyphen(lines, mark.line):
        return hyphen
    if re.search(r"expected (key|<block end>|'-' indicator)", problem):
        return _explain_misplaced(mark, lines, last)
    return _in_flow(error, lines, mark, last) or _explain_parser(error, lines, mark)


def _explain_parser(error: MarkedYAMLError, lines: Sequence[str], mark: Mark) -> Mistake:
    """Explain what the parser says in words of its own."""
    for pattern, message, fix in _SAYINGS:
        if re.search(pattern, error.problem or ""):
            start = error.context_mark or mark
            place = start if "not closed" in message or "{at}" in message else mark
            word = _word(lines[start.line], start)
            remedy = _remedy(lines, place) if fix == _QUOTES or "quotation" in message else _QUOTES
            column = mark.column
            if "in { }" in message and re.search(r":\s", lines[mark.line][column : column + 2]):
                return colon_in_text(lines, mark.line, column)
            if "not closed" in message and (comment := re.search(r"\s#", lines[start.line])):
                return Mistake(start.line + 1, comment.end(), _LOST, _QUOTES)
            return _at(place, message.replace("{at}", word), fix if remedy == _QUOTES else remedy)
    return _at(mark, "the manifest is not YAML from here on", f"{_QUOTES} Or: {_ALIGN.lower()}")


def _in_flow(
    error: MarkedYAMLError, lines: Sequence[str], mark: Mark, last: ScalarEvent | None
) -> Mistake | None:
    """Explain what follows a text in brackets where a comma or the end should."""
    end: Any = last and last.end_mark
    if not last or "expected ','" not in (error.problem or "") or not end:
        return None
    if last.style and (end.line, end.column) == (mark.line, mark.column):
        message = "the text goes on after its closing quotation mark"
        return _at(mark, message, "Put quotes of the other kind round the whole text.")
    start = error.context_mark
    sign = lines[mark.line][mark.column : mark.column + 1]
    within = start and (start.line == mark.line or sign in ('"', "{", "["))
    if not within or not sign or re.match(r"[#:]", sign):
        return None
    word = _word(lines[mark.line], mark)
    line = lines[mark.line]
    right = f"{line[: mark.column].rstrip()}, {line[mark.column :]}"
    message, fix = f"a comma is missing before {word}", "Put a comma there, or quotes."
    return Mistake(mark.line + 1, mark.column + 1, message, fix, repaired_line=right)


COLON = "a colon and a space cannot stand in a text without quotes"
_LOST = "from “#” on this is a comment to YAML, and the text cannot go on after it"


def _at(mark: Mark, message: str, fix: str) -> Mistake:
    return Mistake(mark.line + 1, mark.column + 1, message, fix)


def _word(line: str, mark: Mark) -> str:
    """Quote what stands at the place, up to the next space."""
    return quote((line[mark.column :].split() or ["nothing"])[0], 24)


def _remedy(lines: Sequence[str], mark: Mark) -> str:
    """Return the line with quotes put in, where its key takes words; else say what to do."""
    pair = quoting.pair(lines, mark.line)
    return remedy_for(pair) if pair else _QUOTES


def remedy_for(pair: quoting.Pair) -> str:
    """Return how to write a key and its text."""
    from platebook.manifest.keys import word_keys

    if pair.key not in word_keys():
        return _QUOTES
    has_curly = quoting.curly(pair.value) is not None
    curly = "Curly quotation marks (“ ”) are no quotes to YAML. " if has_curly else ""
    return f"{curly}Write: {pair.corrected}"


def colon_in_text(lines: Sequence[str], number: int, column: int) -> Mistake:
    """Explain a colon in a text without quotes; line and column count from 0."""
    pair = quoting.in_braces(lines[number], column) or quoting.pair(lines, number)
    fix = remedy_for(pair) if pair else _QUOTES
    if pair and (more := re.match(r"(\S+)\s+([\w-]+:\s.*)", pair.value)):
        from platebook.manifest.part_keys import PlateKeys

        key = more[2].partition(":")[0]
        if key in PlateKeys.by_key() and not fix.startswith("Write"):
            fix = f"Begin a new line before “{key}:”, or put the whole text in quotes."
    return Mistake(number + 1, column + 1, COLON, fix)


def _colon(mark: Mark, lines: Sequence[str]) -> Mistake:
    """Explain a colon where none may stand: in a text, or after a line that ended too soon."""
    line = lines[mark.line]
    if re.search(r":\s", line[: mark.column]):
        return colon_in_text(lines, mark.line, mark.column)
    before = next((n for n in range(mark.line - 1, -1, -1) if lines[n].strip()), None)
    column = quoting.indent(line) + 1
    if before is None:
        fix = "Give it a key, or put it in quotes."
        return Mistake(mark.line + 1, column, f"{quote(line, 40)} is no “key: value”", fix)
    for look in (strange_space, strange_hyphen, explain_unfinished):
        if offending := look(lines, before):
            return offending
    within = quoting.pair(lines, mark.line)
    if within and within.first < mark.line and not re.match(r"\s*[\w-]+:", line):
        return colon_in_text(lines, mark.line, mark.column)
    if quoting.indent(line) <= quoting.indent(lines[before]):
        message = f"{quote(line, 40)} is no “key: value”"
        return Mistake(mark.line + 1, column, message, "Give it a key, or put it in quotes.")
    message = "this line is indented further than the one above it"
    return Mistake(mark.line + 1, column, message, _ALIGN)


def _explain_misplaced(mark: Mark, lines: Sequence[str], last: ScalarEvent | None) -> Mistake:
    """Explain something that stands where a key should."""
    line = lines[mark.line]
    before = line[: mark.column]
    begin: Any = last and last.start_mark
    end: Any = last and last.end_mark
    if last and end and last.style in ("'", '"') and end.line == mark.line:
        if begin.line < mark.line:
            message = f"the text that this quotation mark opens ends on line {mark.line + 1}"
            return _at(begin, message, _remedy(lines[: begin.line + 1], begin))
        message = "the text goes on after its closing quotation mark"
        fix = "Put quotes of the other kind round the whole text, or write it under “key: |”."
        remedy = _remedy(lines, mark)
        return _at(mark, message, fix if remedy == _QUOTES else remedy)
    if not before.strip():
        if culprit := _comment_above(lines, mark.line) or _block_above(lines, mark):
            return culprit
        within = quoting.pair(lines, mark.line)
        if within and within.first < mark.line and within.value[0] in ("'", '"'):
            message = "the text goes on after its closing quotation mark"
            return _at(mark, message, remedy_for(within))
        return _at(mark, "this line begins in a column that fits nothing above it", _ALIGN)
    value = re.sub(r"^[\s-]*[^\s:]+:\s*", "", before)
    if value[:1] in ("[", "{", "*", "&"):
        message = f"a text cannot begin with “{value[0]}” unless it is in quotes"
        column = len(before) - len(value) + 1
        return Mistake(mark.line + 1, column, message, _remedy(lines, mark))
    return _at(mark, "something stands where a key should", _ALIGN)


def _comment_above(lines: Sequence[str], number: int) -> Mistake | None:
    """Find the comment that ends a text which then goes on, on the line ``number`` from 0."""
    pair = quoting.pair(lines, number)
    for above in range(number - 1, pair.first - 1 if pair else number, -1):
        if match := re.search(r"(?:^|\s)#", lines[above]):
            return Mistake(above + 1, match.end(), _LOST, remedy_for(pair) if pair else _QUOTES)
    return None


def _block_above(lines: Sequence[str], mark: Mark) -> Mistake | None:
    """Find the block of text that ended too soon, at a line that is indented less than it."""
    depth = quoting.indent(lines[mark.line])
    for number in range(mark.line - 1, -1, -1):
        above = lines[number]
        if above.strip() and quoting.indent(above) <= depth:
            head = re.match(r"\s*(?:- +)*([\w-]+):\s+([|>])", above)
            if not head or quoting.indent(above) == depth:
                return None
            first = next(line for line in lines[number + 1 :] if line.strip())
            message = f"this line is indented less than the text under “{head[1]}: {head[2]}”"
            fix = f"Indent all of that text by {quoting.indent(first)} spaces."
            right = " " * quoting.indent(first) + lines[mark.line].lstrip()
            return Mistake(mark.line + 1, depth + 1, message, fix, repaired_line=right)
    return None
