"""Says in an editor's words why a line is not YAML.

The parser speaks of tokens and block mappings; what happened is nearly always a colon in a text
without quotes, a quotation mark too few, or a line that begins in the wrong column.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from platebook.manifest.mistakes import Mistake, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yaml import Mark, MarkedYAMLError

_QUOTES = "Put the whole text in quotes, or on lines of its own under “key: |”."
_ALIGN = "Begin the line in the same column as its neighbours, with spaces."
_CLOSE = "Close it, or put the text in quotes if the bracket belongs to it."

#: What the parser says (both of its dialects), and what an editor should hear.
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
     "a block of text begins on the line after “|” or “>”",
     "Put the text on the next line, indented, or in quotes."),
    (r"keys are not allowed|entries are not allowed",
     "a text cannot begin with {at} unless it is in quotes", _QUOTES),
    (r"expected '?<document start>'?", "something follows the end of the manifest",
     "Delete the line “...” or what comes after it."),
    (r"directive", "a line cannot begin with “%”", "Put the text in quotes."),
    (r"tag", "a text cannot begin with “!” unless it is in quotes", _QUOTES),
)  # fmt: skip


def explain(error: MarkedYAMLError, lines: Sequence[str]) -> Mistake:
    """Turn the parser's error into a mistake; ``lines`` are the manifest's."""
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if mark is None:  # pragma: no cover - every error of the parser has a place
        return Mistake(1, 1, "the manifest is not YAML", _ALIGN)
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "tab character" in problem or line[mark.column : mark.column + 1] == "\t":
        return _at(mark, "a tab stands where spaces are needed", "Indent with spaces only.")
    if "cannot start any token" in problem:
        return _at(mark, f"a text cannot begin with {_word(line, mark)} unquoted", _QUOTES)
    if re.search(r"values are not allowed|could not find expected ':'", problem):
        return _colon(mark, lines)
    if re.search(r"expected (key|<block end>|'-' indicator)", problem):
        return _misplaced(mark, line)
    for pattern, message, fix in _SAYINGS:
        if re.search(pattern, problem):
            start = error.context_mark or mark
            place = start if "not closed" in message or "{at}" in message else mark
            word = _word(lines[start.line], start)
            return _at(place, message.replace("{at}", word), fix)
    return _at(mark, "the manifest is not YAML from here on", f"{_QUOTES} Or: {_ALIGN.lower()}")


def _at(mark: Mark, message: str, fix: str) -> Mistake:
    return Mistake(mark.line + 1, mark.column + 1, message, fix)


def _word(line: str, mark: Mark) -> str:
    """Quote what stands at the place, up to the next space."""
    return quoted((line[mark.column :].split() or ["nothing"])[0], 24)


def _colon(mark: Mark, lines: Sequence[str]) -> Mistake:
    """Explain a colon where none may stand: in a text, or after a line that ended too soon."""
    line = lines[mark.line] if mark.line < len(lines) else ""
    if re.search(r":\s", line[: mark.column]):
        return _at(mark, "a colon and a space cannot stand in a text without quotes", _QUOTES)
    before = next((n for n in range(mark.line - 1, -1, -1) if lines[n].strip()), None)
    if before is not None:
        above = lines[before]
        column = len(above) - len(above.lstrip()) + 1
        if match := re.match(r"\s*(?:- *)?([\w-]+):\S", above):
            message = "a space is missing after the colon"
            return Mistake(before + 1, match.end(), message, f"Write “{match[1]}: …”.")
        if re.match(r"\s*-\w", above):
            message = "a space is missing after the hyphen"
            return Mistake(before + 1, column + 1, message, "Write “- ” and then the key.")
        if not re.search(r":(\s|$)", above):
            message = f"{quoted(above, 40)} is no “key: value”"
            return Mistake(before + 1, column, message, "Give it a key, or put it in quotes.")
    column = len(line) - len(line.lstrip()) + 1
    if before is None:
        fix = "Give it a key, or put it in quotes."
        return Mistake(mark.line + 1, column, f"{quoted(line, 40)} is no “key: value”", fix)
    message = "this line is indented further than the one above it"
    return Mistake(mark.line + 1, column, message, _ALIGN)


def _misplaced(mark: Mark, line: str) -> Mistake:
    """Explain something that stands where a key should."""
    before = line[: mark.column]
    if not before.strip():
        return _at(mark, "this line begins in a column that fits nothing above it", _ALIGN)
    value = re.sub(r"^[\s-]*[^\s:]+:\s*", "", before)
    if value[:1] in ("'", '"'):
        fix = "Put quotes of the other kind round the whole text, or write it under “key: |”."
        return _at(mark, "the text goes on after its closing quotation mark", fix)
    if value[:1] in ("[", "{", "*", "&"):
        message = f"a text cannot begin with “{value[0]}” unless it is in quotes"
        return Mistake(mark.line + 1, len(before) - len(value) + 1, message, _QUOTES)
    return _at(mark, "something stands where a key should", _ALIGN)
