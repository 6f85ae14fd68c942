"""Describes printers for 80 columns: one line each, or every requirement with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from textwrap import wrap
from typing import Any

from platebook.printers.labels import GLUE, ROWS, LabelRow, worded
from platebook.printers.printer import Paper, Printer, Rule


def document(printer: Printer) -> dict[str, object]:
    """Return all requirements of a profile; unknown ones are None."""
    return {
        field.name: _plain(getattr(printer, field.name))
        for field in fields(printer)
        if field.name != "folder"
    }


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case Path():
            return value.as_posix()
        case frozenset():
            return sorted(str(_plain(item)) for item in value)
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case float():
            return round(value, 6)
        case _:
            return value


_WIDTH = 78
_NAME = 18
_CLOSE = (
    "vendor: read in the printer's own words, or a copy of them; restated: read in another "
    "source; unverified: usual or remembered. Check with the printer before you send a book."
)


def overview(printers: Iterable[Printer]) -> list[str]:
    """List printers, one line each: name, kind of PDF, colour, bleed, ink limit, label."""
    rows: list[tuple[str, ...]] = [("name", "PDF", "colour", "bleed", "ink %", "printer")]
    rows += [_row(printer) for printer in printers]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    cells = [zip(row, [*widths, 0], strict=True) for row in rows]
    return ["  ".join(f"{text:<{width}}" for text, width in row).rstrip() for row in cells]


def _row(printer: Printer) -> tuple[str, ...]:
    standard = printer.standard.value[0].value if printer.standard else "–"
    colour = printer.colour.value.value if printer.colour else "–"
    ink = str(printer.ink_limit.value) if printer.ink_limit else "–"
    return printer.name, standard, colour, _bleed(printer), ink, printer.label


def _bleed(printer: Printer) -> str:
    if not printer.bleed:
        return "–"
    edges = printer.bleed.value
    if not edges.outer:
        return "none"
    return f"{edges.outer:.1f} mm" + ("" if edges.inner else " 3 edges")


def explanation(printer: Printer) -> list[str]:
    """Describe one printer: every requirement with certainty, source and date."""
    lines = [f"{printer.name} – {printer.label}", *wrap(printer.about, _WIDTH), ""]
    lines += [line for row, rule in _rules(printer) for line in _described(row, rule)]
    silent = [row.title for row in ROWS if getattr(printer, row.field) is None]
    if silent:
        lines += ["", *wrap(f"Nothing is known of: {'; '.join(silent)}.", _WIDTH)]
    return [*lines, "", *wrap(_CLOSE, _WIDTH)]


def _rules(printer: Printer) -> Iterator[tuple[LabelRow, Rule[Any]]]:
    """Yield all known requirements, papers below the spine."""
    for row in ROWS:
        rule = getattr(printer, row.field)
        if rule is not None:
            yield row, rule
        if row.field == "spine":
            for paper in printer.papers:
                yield from _paper(paper)


def _paper(paper: Paper) -> Iterator[tuple[LabelRow, Rule[Any]]]:
    """Yield a paper's requirements; thickness and page counts from one source share a line."""
    if paper.spine:
        yield LabelRow("spine", f"  {paper.name}"), paper.spine
    least, most = paper.least_pages, paper.most_pages
    if least and most and replace(least, value=0) == replace(most, value=0):
        both = f"{least.value} to {most.value} pages"
        yield LabelRow("least_pages", ""), Rule(both, least.source, least.checked, least.sure)
        return
    if least:
        yield LabelRow("least_pages", "    least", "pages"), least
    if most:
        yield LabelRow("most_pages", "    most", "pages"), most


def _described(row: LabelRow, rule: Rule[Any]) -> list[str]:
    """Describe one requirement: title, value, note, and below them the source."""
    words = worded(rule.value, row.unit).split("\n")
    lines = [line for text in filter(None, (*words, rule.note)) for line in _indented(text)]
    dated = f"{rule.source} ({rule.checked})" if rule.checked else rule.source
    lines += _indented(f"– {rule.sure}: {dated}", hang=2)
    return [f"{row.title:<{_NAME}}{lines[0][_NAME:]}", *lines[1:]]


def _indented(text: str, hang: int = 0) -> list[str]:
    """Wrap a text beside the titles."""
    indent = " " * _NAME
    lines = wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang)
    return [line.replace(GLUE, " ") for line in lines]
