"""A manifest's text with the place of every value in it, as offsets in characters."""

from __future__ import annotations

import json
from bisect import bisect_right

from platebook.manifest.decode import BREAK
from platebook.manifest.nodes import Node, ReadManifest
from platebook.manifest.parse_yaml import read

BOM = "\ufeff"


class ManifestText:
    """A manifest as text, without its byte order mark, and as nodes.

    Lines count from 1, offsets from 0. ``newline`` is the first line end of the file, ``json``
    whether all of it is JSON. Raises UnicodeDecodeError where the bytes are not UTF-8.
    """

    def __init__(self, raw: bytes) -> None:
        text = raw.decode("utf-8")
        self.bom = BOM if text.startswith(BOM) else ""
        self.text = text.removeprefix(BOM)
        self.read: ReadManifest = read(raw)
        breaks = list(BREAK.finditer(self.text))
        self.newline = breaks[0][0] if breaks else "\n"
        self._starts = [0, *(each.end() for each in breaks)]
        self._ends = [*(each.start() for each in breaks), len(self.text)]
        self.json = self.text.lstrip().startswith("{") and _is_json(self.text)

    def with_text(self, text: str) -> ManifestText:
        """Read a changed text."""
        return ManifestText((self.bom + text).encode("utf-8", "surrogatepass"))

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        return (self.bom + self.text).encode("utf-8")

    @property
    def root(self) -> Node | None:
        """The outermost value; None where nothing can be read."""
        return self.read.root

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(self._starts)

    def offset(self, place: tuple[int, int]) -> int:
        """Give the offset of a line and column."""
        line, column = place
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def line_of(self, offset: int) -> int:
        """Give the line that an offset is on."""
        return bisect_right(self._starts, offset)

    def line(self, number: int) -> str:
        """Give a line without its break."""
        return self.text[self._starts[number - 1] : self._ends[number - 1]]

    def line_start(self, number: int) -> int:
        """Give the offset at which a line begins."""
        return self._starts[number - 1] if number <= len(self._starts) else len(self.text)

    def line_end(self, number: int) -> int:
        """Give the offset of a line's break, or of the end of the text."""
        return self._ends[number - 1]

    def start(self, node: Node) -> int:
        """Give the offset at which a value begins, its anchor and tag included."""
        return self.offset((node.line, node.column))

    def end(self, node: Node) -> int:
        """Give the offset after the last character of a value, its values included."""
        if node.close:
            return self.offset(node.close)
        if isinstance(node.value, dict):
            return max((self.end(entry.value) for entry in node.value.values()), default=0)
        if isinstance(node.value, list):
            return max(map(self.end, node.value), default=self.start(node))
        if node.style in ("|", ">"):
            return self.line_end(self._last_line_of_block(node))
        return self.offset(node.end or (node.line, node.column))

    def last_line(self, node: Node) -> int:
        """Give the last line of a value."""
        return self.line_of(self.end(node))

    def _last_line_of_block(self, node: Node) -> int:
        """Give the last line of a literal or folded text; kept blank lines are part of it."""
        line, column = node.end or (node.line, 1)
        last = min(line if column > 1 else line - 1, self.lines)
        header = self.line(node.line)[node.column - 1 :].split("#")[0]
        while last > node.line and "+" not in header and not self.line(last).strip():
            last -= 1
        return last


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def splice(text: str, start: int, end: int, new: str) -> str:
    """Put ``new`` in place of a span of a text."""
    return text[:start] + new + text[end:]
