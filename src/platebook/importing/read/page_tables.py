"""Reads the tables of captions in a document: a row of headings, and a row for each photograph."""

from __future__ import annotations

import re

from lxml import html

from platebook.importing.read import dom
from platebook.importing.read.dom import Element
from platebook.importing.read.headings import keys_of

_FEWEST = 2


def unfold(root: Element) -> None:
    """Write rows of file names and captions as paragraphs; remove the headings of the others."""
    for table in [*root.iter("table")]:
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        keys = keys_of([dom.plain(cell) for cell in rows[0]], {}) if rows else []
        if "caption" not in keys or len({*keys} - {""}) < _FEWEST:
            continue
        if table.find(".//img") is not None:
            _remove(rows[0][0].getparent())
        elif "file" in keys:
            for row in rows[1:]:
                for paragraph in _paragraphs(dict(zip(keys, row, strict=False))):
                    table.addprevious(paragraph)
            _remove(table)


def _paragraphs(cells: dict[str, Element]) -> list[Element]:
    """Return a row as paragraphs: the file's name before its caption, and the credit."""
    caption, file, credit = (cells.get(key) for key in ("caption", "file", "credit"))
    if caption is None or file is None:
        return []
    paragraphs = [*caption.iter("p")] or [caption]
    paragraphs[0].text = f"{dom.plain(file)}: {paragraphs[0].text or ''}"
    for paragraph in paragraphs:
        paragraph.tag = "p"
    if credit is not None and (name := dom.plain(credit)):
        line = html.Element("p")
        line.text = name if re.match(r"\w+(?: \w+)?:", name) else f"Photo: {name}"
        paragraphs.append(line)
    return paragraphs


def _remove(element: Element | None) -> None:
    parent = None if element is None else element.getparent()
    if parent is not None and element is not None:
        parent.remove(element)
