"""The words that a theme writes itself: in its templates, and as the content of its styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from importlib.util import find_spec
from pathlib import Path

from platebook.css_addresses import find_strings, find_words

#: Both take what is never closed as far as it goes, so that no text is looked through twice.
_TAG = re.compile(r"<[^<>]*>|\{[%{#](?:.*?[%}#]\}|.*)", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|$)|' + r"'((?:[^'\\]|\\.)*)(?:'|$)")
_COUNTERS = re.compile(r"@counter-style\s+([\w-]+)\s*\{([^}]*)\}")
#: What is no sign in such a rule: its descriptors, and how they are written.
_SIGNS = re.compile(r"[a-z-]+:|[\"';,]")
_MOST = 200_000
#: What turns a text into capitals or small letters.
_CASES = frozenset(("capitalize", "uppercase", "lowercase"))


def own_texts(theme: Path) -> Iterator[tuple[str, str]]:
    """Give each text of a theme, after the place that a message names it by."""
    for file in sorted(theme.rglob("*.j2")):
        text = _read(file)
        yield str(file), unescape(_TAG.sub(" ", text))
        for found in _LITERAL.findall(" ".join(_TAG.findall(text))):
            yield str(file), _unescaped("".join(found))
    for file in sorted(theme.rglob("*.css")):
        sheet = _read(file)
        for line, text in find_strings(sheet):
            yield f"{file}:{line}", _whole(text)
        styles = _counter_styles()
        for word in sorted(find_words(sheet) & styles.keys()):
            yield str(file), styles[word]


def cased(theme: Path, texts: str) -> Iterator[tuple[str, str]]:
    """Give the capitals and small letters of ``texts``, by each stylesheet that asks for them."""
    for file in sorted(theme.rglob("*.css")):
        if find_words(_read(file)) & _CASES:
            letters = {one for char in set(texts) for one in char.upper() + char.lower()}
            yield str(file), "".join(sorted(letters))


def sets_initials(theme: Path) -> bool:
    """Whether the theme sets first letters apart."""
    return any("first-letter" in find_words(_read(file)) for file in theme.rglob("*.css"))


def _read(file: Path) -> str:
    return file.read_text("utf-8", "replace")[:_MOST] if file.is_file() else ""


def _unescaped(literal: str) -> str:
    try:
        text = literal.encode("ascii", "backslashreplace").decode("unicode-escape")
    except UnicodeDecodeError:
        return literal
    return _whole(text)


def _whole(text: str) -> str:
    """Give a text without halves of characters, which are found when it is laid out."""
    return text.encode("utf-8", "ignore").decode()


def _counter_styles() -> dict[str, str]:
    """Give the signs of each counter style that WeasyPrint knows, by its name."""
    found = find_spec("weasyprint")
    folders = list(found.submodule_search_locations or ()) if found else []
    sheets = (sheet for folder in folders for sheet in Path(folder).glob("css/*.css"))
    rules = (rule for sheet in sheets for rule in _COUNTERS.findall(_read(sheet)))
    return {name: _SIGNS.sub(" ", rule) for name, rule in rules}
