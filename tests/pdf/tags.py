"""Reads a tagged PDF as a screen reader does: its tree, and the text that hangs in it.

Only for the fonts that WeasyPrint writes: two bytes a glyph, each named in a ToUnicode map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_PAINTS = re.compile(r"T[jJ]|['\"]|[fF]|[fBb]\*?|[Ss]|Do|sh|EI")
_BLOCKS = re.compile(r"P|H\d|LI|LBody|TOCI|Caption|Figure|Lbl|Div|Sect")
_BFCHAR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


@dataclass
class Node:
    """A structure element. ``kids`` are elements, and (page, MCID) of what is painted."""

    role: str
    language: str
    entry: Any
    kids: list[Node | tuple[int, int]] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def all(self, role: str) -> list[Node]:
        return [node for node in self.walk() if node.role == role]

    @property
    def alt(self) -> str | None:
        return str(self.entry.Alt) if "/Alt" in self.entry else None


@dataclass
class Tagged:
    """A PDF's tree, what each mark shows, and the pages' artifacts: (page, entries, text)."""

    root: Node
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    artifacts: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    untagged: list[str] = field(default_factory=list)

    def said(self, node: Node) -> str:
        """What a screen reader says of a part: a line a block."""
        if "/ActualText" in node.entry:
            return str(node.entry.ActualText).replace("\u00ad", "")
        parts = (
            self.said(kid) if isinstance(kid, Node) else self.texts.get(kid, "")
            for kid in node.kids
        )
        text = "".join(parts)
        return f"{text}\n" if _BLOCKS.fullmatch(node.role) else text


def read(pdf: pikepdf.Pdf) -> Tagged:
    """Read an open PDF."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    base = str(pdf.Root.Lang)
    (root,) = pdf.Root.StructTreeRoot.K
    found = Tagged(_node(root, base, pages))
    for number, page in enumerate(pdf.pages):
        maps = {name: _map(font) for name, font in page.Resources.get("/Font", {}).items()}
        seen = _Page(number, maps, found)
        for operands, operator in pikepdf.parse_content_stream(page):
            seen.see(operands, str(operator))
    return found


def _node(entry: Any, language: str, pages: Mapping[tuple[int, int], int]) -> Node:
    node = Node(str(entry.S)[1:], str(entry.get("/Lang", language)), entry)
    page = pages[entry.Pg.objgen] if "/Pg" in entry else None
    for kid in entry.K:
        if isinstance(kid, int):
            assert page is not None
            node.kids.append((page, kid))
        elif kid.get("/Type") == "/MCR":
            node.kids.append((pages[kid.Pg.objgen], int(kid.MCID)))
        elif kid.get("/Type") == "/OBJR":
            node.links.append(kid.Obj)
        else:
            assert kid.P.objgen == entry.objgen
            node.kids.append(_node(kid, node.language, pages))
    return node


@dataclass
class _Page:
    """What was seen of a page so far; ``stack`` is the marked content that is open."""

    number: int
    maps: Mapping[str, Mapping[int, str]]
    found: Tagged
    font: Mapping[int, str] = field(default_factory=dict)
    stack: list[tuple[str, dict[str, Any], list[str]]] = field(default_factory=list)

    def see(self, operands: Any, name: str) -> None:
        if name in ("BDC", "BMC"):
            entries = dict(operands[1]) if name == "BDC" else {}
            self.stack.append((str(operands[0]), entries, []))
        elif name == "EMC":
            self.close(*self.stack.pop())
        elif name == "Tf":
            self.font = self.maps[str(operands[0])]
        elif _PAINTS.fullmatch(name):
            if not self.stack:
                self.found.untagged.append(f"page {self.number + 1}: {name}")
            elif name == "TJ":
                pieces = (each for each in operands[0] if isinstance(each, pikepdf.String))
                self.stack[-1][2].extend(_shown(bytes(each), self.font) for each in pieces)
            elif name == "Do":
                self.stack[-1][2].append("\N{OBJECT REPLACEMENT CHARACTER}")

    def close(self, tag: str, entries: dict[str, Any], shown: list[str]) -> None:
        text = "".join(shown)
        if tag == "/Artifact":
            assert not self.stack, "an artifact inside a text"
            told = {key: str(value) for key, value in entries.items()}
            self.found.artifacts.append((self.number, told, text))
        elif "/MCID" in entries:
            self.found.texts[self.number, int(entries["/MCID"])] = text
        else:  # a glyph inside a line, which says otherwise than it shows
            self.stack[-1][2].append(str(entries.get("/ActualText", text)))


def _map(font: Any) -> Mapping[int, str]:
    found = _BFCHAR.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in found}


def _shown(codes: bytes, font: Mapping[int, str]) -> str:
    glyphs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
    return "".join(font[glyph] for glyph in glyphs).replace("\u2060", "")
