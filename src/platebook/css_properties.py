"""How long the custom properties of a stylesheet are, once each ``var()`` is replaced by its value.

Thirty properties that each use the one before twice come to a thousand million tokens.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

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
            declared = self._found[-1][1]
            declared.own += 1
            if node.type == "function" and node.lower_name == "var":
                declared.uses[_used(node)] += 1
        elif node == ":" and name.startswith("--") and at == depth:
            self._found.append((name, _Property(node.source_line)))
            self._open = depth
        else:
            self._open = None
        if node.type != "whitespace":
            self._last = (node.value, depth) if node.type == "ident" else ("", 0)

    def largest(self, most: int) -> int:
        """Give the line of the first declaration of more than ``most`` tokens in all, 0 for none.

        Of a property that is declared more than once, the longest value counts.
        """
        sizes: dict[str, int] = {}
        for _ in range(_ROUNDS):
            before, sizes = sizes, {}
            for name, declared in self._found:
                inner = (count * before.get(used, 0) for used, count in declared.uses.items())
                size = declared.own + sum(inner)
                if size > most:
                    return declared.line
                sizes[name] = max(size, sizes.get(name, 0))
            if sizes == before:
                break
        return 0


def _used(var: Any) -> str:  # noqa: ANN401  an untyped library
    """Give the name in the brackets of ``var()``."""
    return next((str(token.value) for token in var.arguments if token.type == "ident"), "")
