"""Finds what is wrong with one line: strange spaces and dashes, a missing colon or hyphen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from platebook.manifest import quoting
from platebook.manifest.mistakes import Mistake, quoted


def unfinished(lines: Sequence[str], number: int) -> Mistake | None:
    """Explain a line that was to be a key and its value, and is not."""
    above = lines[number]
    column = quoting.indent(above) + 1
    if match := re.match(r"(\s*(?:- *)?)([\w-]+)\s*(：|:(?=\S))\s*(.*)", above):
        wide = match[3] != ":"
        message = (
            "the colon is a wide one (U+FF1A), which YAML does not read"
            if wide
            else "a space is missing after the colon"
        )
        right = f"{match[1]}{match[2]}: {match[4]}"
        place = match.end(3) + (0 if wide else 1)
        fix = f"Write “{match[2]}: …”."
        return Mistake(number + 1, place, message, fix, repaired=right)
    if match := re.match(r"(\s*)-(\w.*)", above):
        message, right = "a space is missing after the hyphen", f"{match[1]}- {match[2]}"
        fix = "Write “- ” and then the key."
        return Mistake(number + 1, column + 1, message, fix, repaired=right)
    if match := re.match(r"(\s*(?:- *)?)([\w-]+)\s*=\s*(.*)", above):
        message, right = "a colon stands after a key, not “=”", f"{match[2]}: {match[3]}"
        repaired = f"{match[1]}{right}"
        return Mistake(number + 1, match.end(2) + 1, message, f"Write: {right}", repaired=repaired)
    if not re.search(r":(\s|$)", above):
        message = f"{quoted(above, 40)} is no “key: value”"
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
    return Mistake(number + 1, depth + 1, message, f"Write: {right.strip()}", repaired=right)


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
    message = f"{named(sign)} stands where a space is needed"
    fix = "Type a usual space in its place."
    return Mistake(number + 1, match.start(1) + 1, message, fix, repaired=right + rest)


def named(sign: str) -> str:
    """Name a sign that cannot be seen, or looks like another."""
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, 'of no name').lower()})"


def strange_hyphen(lines: Sequence[str], number: int) -> Mistake | None:
    """Find an item of a list that begins with a dash or a bullet, as word processors type them."""
    match = re.match(r"(\s*)([‐‑‒–—―−•·●▪‣*])(\s*)(?=[\w-]+:(\s|$))", lines[number])
    if not match:
        return None
    right = f"{match[1]}- {lines[number][match.end() :]}"
    message = f"{named(match[2])} is no hyphen"
    return Mistake(number + 1, match.end(1) + 1, message, f"Write: {right.strip()}", repaired=right)
