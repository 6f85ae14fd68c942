"""Finds every address in a stylesheet, by its tokens (CSS Syntax Level 3) and not by its raw text.

Escapes (``u\72l(…)``, ``@\69mport``), comments and nesting are read as a browser reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Functions whose strings are addresses: CSS Images 4 (image, image-set), CSS Values 5 (url, src),
#: and what old browsers took.
_TAKES_ADDRESS = frozenset(
    (
        *("url", "src", "image", "image-set", "-webkit-image-set"),
        *("cross-fade", "-webkit-cross-fade", "alphaimageloader"),
    )
)
#: Functions that put in text from elsewhere, which may be an address.
_SUBSTITUTES = frozenset(("var", "env", "attr"))
#: Functions in which an address only refers to a place in the same document (CSS GCPM 3).
_REFERS = frozenset(("target-counter", "target-counters", "target-text"))
#: A longer run of digits is no number that means anything, and Python's ``int`` refuses it.
_DIGITS = re.compile("(?<![0-9])[0-9]{4000,}")
#: The most that a stylesheet may have: of tokens, blocks (rules), selectors or items between
#: commas, and ``@page`` rules; how deep it may nest; and tokens of one value or selector. Each is
#: ten times what our longest stylesheet has, or more, and less than what takes seconds.
_MOST = {"tokens": 40_000, "rules": 2_000, "selectors": 4_000, "@page rules": 100}
_DEEPEST, _LONGEST = 40, 2_000


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a stylesheet, and where its token begins (both from 1).

    ``text`` is the address without quotes and escapes; ``kind`` is the construct that holds it:
    ``url()``, ``@import``, ``src()``, ``image()``, ``image-set()`` …; ``attr()`` for an address
    out of an attribute, where ``text`` is what stands in the brackets (so too where one of the
    others gets its address through ``var()``); ``bad-url`` for a token that browsers skip, with an
    empty text.
    """

    line: int
    column: int
    text: str
    kind: str


@dataclass(slots=True)
class _Level:
    """One list of tokens on its way: those in a block, in a function, or of the whole sheet."""

    tokens: Iterator[Any]
    function: str = ""
    rule: str = ""  #: the name of the at-rule whose prelude is being read
    depth: int = 0


def find_addresses(css: str) -> Iterator[Address]:
    """Yield every address in a stylesheet or a list of declarations, in order.

    Names of namespaces are none: nothing is ever loaded from them. Nesting of any depth is read.
    """
    for node, level in _walk(css):
        yield from _address(node, level)


def find_strings(css: str) -> Iterator[tuple[int, str]]:
    """Yield every string of a stylesheet after its line: the texts it may write are among them."""
    for node, _ in _walk(css):
        if node.type == "string":
            yield node.source_line, node.value


def find_words(css: str) -> frozenset[str]:
    """Return every identifier of a stylesheet, in small letters."""
    return frozenset(node.lower_value for node, _ in _walk(css) if node.type == "ident")


def rule_ends(css: str) -> list[tuple[int, int]]:
    """Return the line of each rule of a stylesheet, and after how many characters it ends."""
    from tinycss2 import parse_stylesheet

    starts = [0]
    for line in css.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    rules = parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    begins = [(rule.source_line, rule.source_column) for rule in rules]
    offsets = [starts[min(line, len(starts)) - 1] + column - 1 for line, column in begins[1:]]
    return [(line, end) for (line, _), end in zip(begins, [*offsets, len(css)], strict=False)]


def find_excess(css: str) -> tuple[int, str] | None:
    """Return the line where a stylesheet has more than any book needs, and of what; else None."""
    counts: Counter[str] = Counter()
    length, properties = 0, CustomProperties()
    for node, level in _walk(css):
        properties.add(node, level.depth)
        counts["tokens"] += 1
        block = node.type == "{} block"
        counts["rules"] += block
        counts["selectors"] += node == ","
        counts["@page rules"] += node.type == "at-keyword" and node.lower_value == "page"
        length = 0 if block or node == ";" else length + 1
        if length > _LONGEST:
            return node.source_line, f"a value or a selector of more than {_LONGEST:,} tokens"
        if level.depth > _DEEPEST:
            return node.source_line, f"brackets or blocks that are nested {_DEEPEST} deep"
        for what, limit in _MOST.items():
            if counts[what] > limit:
                return node.source_line, f"more than {limit:,} {what}"
    if line := properties.largest(_LONGEST):
        return line, f"a custom property of more than {_LONGEST:,} tokens, with those that it uses"
    return None


def _walk(css: str) -> Iterator[tuple[Any, _Level]]:
    """Yield every token of a stylesheet, and where it stands."""
    from tinycss2.tokenizer import parse_component_value_list

    css = _DIGITS.sub(lambda digits: "0" + "_" * (len(digits[0]) - 1), css)
    levels = [_Level(iter(parse_component_value_list(css, skip_comments=True)))]
    while levels:
        level = levels[-1]
        node = next(level.tokens, None)
        if node is None:
            levels.pop()
            continue
        if node.type == "at-keyword":
            level.rule = node.lower_value
        elif node.type == "{} block" or node == ";":
            level.rule = ""
        yield node, level
        if inner := _inside(node, level):
            inner.depth = len(levels)
            levels.append(inner)


def _inside(token: Any, level: _Level) -> _Level | None:  # noqa: ANN401  an untyped library
    if token.type == "function":
        return _Level(iter(token.arguments), token.lower_name, level.rule)
    if token.type in ("() block", "[] block"):
        return _Level(iter(token.content), level.function, level.rule)
    return _Level(iter(token.content)) if token.type == "{} block" else None


def _address(token: Any, level: _Level) -> Iterator[Address]:  # noqa: ANN401  an untyped library
    """Judge one token by the functions and the at-rule that it stands in."""
    place, function = (token.source_line, token.source_column), level.function
    if level.rule == "namespace":
        return
    if token.type == "url":
        yield Address(*place, token.value, "@import" if level.rule == "import" else "url()")
    elif token.type == "string":
        if level.rule == "import" and function in ("", "url", "src"):
            yield Address(*place, token.value, "@import")
        elif function in _TAKES_ADDRESS:
            yield Address(*place, token.value, f"{function}()")
    elif token.type == "error" and token.kind == "bad-url":
        yield Address(*place, "", "bad-url")
    elif token.type == "function" and token.lower_name in _SUBSTITUTES:
        if function in _TAKES_ADDRESS:
            yield Address(*place, _source([token]), f"{function}()")
        elif token.lower_name == "attr" and function not in _REFERS and _gives_address(token):
            yield Address(*place, _source(token.arguments), "attr()")


def _gives_address(attr: Any) -> bool:  # noqa: ANN401  an untyped library
    """Return whether ``attr()`` asks for an address: ``attr(x url)``, ``attr(x type(<url>))``."""
    words = re.findall(r"[\w-]+", _source(attr.arguments).lower())
    return "url" in words[1:] or "src" in words[1:]


def _source(tokens: Sequence[Any]) -> str:
    """Write tokens as CSS; what is nested deeply is cut, since no address is written so."""
    from tinycss2 import serialize

    try:
        return str(serialize(tokens))[:200]
    except RecursionError:
        return ""


#: As often is a property replaced in others: a chain of more says nothing about its length.
_ROUNDS = 40


@dataclass(slots=True)
class _Property:
    """A declaration: its line, its own tokens, and how often it uses each other property."""

    line: int
    own: int = 0
    uses: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class CustomProperties:
    """The declarations of custom properties, gathered token by token."""

    _found: list[tuple[str, _Property]] = field(default_factory=list)
    _last: tuple[str, int] = ("", 0)  #: the identifier before this token, and its depth
    _open: int | None = None  #: the depth of the declaration that is being read

    def add(self, node: Any, depth: int) -> None:  # noqa: ANN401  an untyped library
        """Add the next token of a stylesheet, and how deeply it is nested."""
        name, at = self._last
        if (
            self._open is not None
            and depth >= self._open
            and not (depth == self._open and (node == ";" or node.type == "{} block"))
        ):
            declaration = self._found[-1][1]
            declaration.own += 1
            if node.type == "function" and node.lower_name == "var":
                declaration.uses[_variable_name(node)] += 1
        elif node == ":" and name.startswith("--") and at == depth:
            self._found.append((name, _Property(node.source_line)))
            self._open = depth
        else:
            self._open = None
        if node.type != "whitespace":
            self._last = (node.value, depth) if node.type == "ident" else ("", 0)

    def largest(self, limit: int) -> int:
        """Return the line of the first declaration of more than ``limit`` tokens, 0 for none.

        Of a property that is declared more than once, the longest value counts.
        """
        sizes: dict[str, int] = {}
        for _ in range(_ROUNDS):
            before, sizes = sizes, {}
            for name, declaration in self._found:
                inner = (
                    count * before.get(variable, 0) for variable, count in declaration.uses.items()
                )
                size = declaration.own + sum(inner)
                if size > limit:
                    return declaration.line
                sizes[name] = max(size, sizes.get(name, 0))
            if sizes == before:
                break
        return 0


def _variable_name(var: Any) -> str:  # noqa: ANN401  an untyped library
    """Return the name in the brackets of ``var()``."""
    return next((str(token.value) for token in var.arguments if token.type == "ident"), "")
