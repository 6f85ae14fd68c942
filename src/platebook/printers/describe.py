"""Describes printers in a designer's words: a line each, or every requirement with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from platebook.geometry import MM_PER_INCH, Edges, Size
from platebook.printers.printer import (
    Barcode,
    Black,
    BlankRuns,
    Boards,
    BookBinding,
    Colour,
    Crossover,
    CrossoverMethod,
    Crossovers,
    Forbidden,
    Gutter,
    Intent,
    Paper,
    Parity,
    Ppi,
    Printer,
    Range,
    Rule,
    Spine,
    SpineFrom,
    SpineText,
    Standard,
    Trims,
)


def length(mm: float) -> str:
    """Write a length: ``3 mm``, ``0.125 in (3.18 mm)``, ``none``."""
    if not mm:
        return "none"
    if round_in_inches_alone(mm):
        return f"{_in_inches(mm)} in ({_number(mm)} mm)"
    return f"{_number(mm)} mm"


def size(extent: Size) -> str:
    """Write a size: ``210 × 297 mm``, ``8.5 × 8.5 in``."""
    sides = (extent.width, extent.height)
    if all(map(_round_in_inches, sides)) and not all(map(_whole, sides)):
        return f"{_in_inches(extent.width)} × {_in_inches(extent.height)} in"
    return f"{_number(extent.width)} × {_number(extent.height)} mm"


def edges(four: Edges) -> str:
    """Write four lengths as briefly as possible."""
    sides = {"top": four.top, "outer": four.outer, "bottom": four.bottom, "binding": four.inner}
    if len(set(sides.values())) == 1:
        return f"{length(four.top)} on every edge" if four.top else "none"
    if four.top == four.outer == four.bottom:
        outside, inside = length(four.top), length(four.inner)
        return f"{outside} at top, outer edge and bottom; {inside} at the binding"
    return "; ".join(f"{name} {length(mm)}" for name, mm in sides.items())


def thickness(mm: float) -> str:
    """Write the thickness of a page in inches and mm, with all digits of the formula."""
    return f"{mm / MM_PER_INCH:.6g} in ({mm:.5f} mm)"


def _in_inches(mm: float) -> str:
    return f"{round(mm / MM_PER_INCH, 4):g}"


def round_in_inches_alone(mm: float) -> bool:
    """Return whether a length is round in inches, and not in mm."""
    return _round_in_inches(mm) and not _whole(mm)


def _round_in_inches(mm: float) -> bool:
    inches = mm / MM_PER_INCH
    return abs(inches - round(inches, 4)) < 1e-9


def _whole(mm: float) -> bool:
    return abs(mm - round(mm)) < 1e-9


def _number(mm: float) -> str:
    # 0.125 in is 3.175 mm and must become 3.18, whatever the float's error.
    return f"{mm + 1e-9:.2f}".rstrip("0").rstrip(".")


#: A placeholder between a figure and its unit; becomes a space after wrapping.
GLUE = "\u00a0"


class LabelRow(NamedTuple):
    """A requirement's field, its title, and the unit of a number without one."""

    field: str
    title: str
    unit: str = ""


#: Every rule, in the order in which a printer is described.
ROWS = tuple(
    LabelRow(rule.name, rule.metadata["title"], rule.metadata["unit"])
    for rule in fields(Printer)
    if rule.metadata
)

_WORDS: dict[object, str] = {
    Standard.X4: "PDF/X-4",
    Standard.X1A: "PDF/X-1a",
    Standard.X3: "PDF/X-3",
    Standard.PLAIN: "ordinary PDF",
    Colour.CMYK: "CMYK",
    Colour.SRGB: "sRGB",
    Black.KNOCKOUT: "knocks out what is below it",
    Black.OVERPRINT: "overprints what is below it",
    Intent.EMBEDDED: "with its colour profile in the file",
    Intent.NAMED: "by name, without a colour profile",
    Parity.EVEN: "even",
    Parity.ANY: "even or odd",
    SpineFrom.FORMULA: "by page count and paper",
    SpineFrom.GENERATOR: "only from the printer's own tool; --spine MM",
    BookBinding.PERFECT: "perfect binding",
    BookBinding.SADDLE_STITCH: "saddle stitch",
    BookBinding.LAY_FLAT: "lay-flat",
    BookBinding.CASE: "case binding",
    Forbidden.ICC: "ICC profiles",
    Forbidden.SPOT_COLOURS: "spot colours",
}


def in_words(value: object, unit: str = "") -> str:
    """Write a value in words, on several lines if it is long; ``unit`` is that of a number."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _glue(length(value) if unit == "mm" else f"{value:g} {unit}")
        case tuple() | frozenset():
            return _list(value)
        case Crossovers():
            return "\n".join(map(_crossover, value.ways))
        case _ if value in _WORDS:
            return _WORDS[value]
        case _:
            return _parts(value)


def _parts(value: object) -> str:
    """Write a value that has parts."""
    match value:
        case Edges():
            return edges(value)
        case Trims():
            return _trims(value)
        case Gutter():
            return _gutter(value)
        case Ppi():
            return _ppi(value)
        case Spine():
            plus = f", and {_glue(length(value.plus))} for the cover" if value.plus else ""
            return f"{_glue(thickness(value.per_page))} a page{plus}"
        case SpineText():
            doubt = f"; doubtful below {value.doubtful_below}" if value.doubtful_below else ""
            return f"from {value.least_pages} pages{doubt}"
        case Barcode():
            return _barcode(value)
        case BlankRuns():
            return f"{value.within} pages at most within the book, {value.end} at its end"
        case Boards():
            wider, taller = _glue(length(value.wider)), _glue(length(value.taller))
            return f"{wider} wider and {taller} taller than the pages"
        case _:
            return str(value)


def _crossover(way: Crossover) -> str:
    binding = _WORDS[way.binding]
    if not way.hidden:
        return f"{binding}: nothing is hidden, halves meet at the fold"
    hidden = f"{binding}: {_glue(length(way.hidden))} of each page hidden"
    if way.method is CrossoverMethod.NONE:
        return f"{hidden}, halves meet at the fold"
    scaled = ", the photograph scaled first" if way.method is CrossoverMethod.SCALE else ""
    return f"{hidden}, halves moved outwards by {_glue(length(way.shift))}{scaled}"


def _glue(words: str) -> str:
    """Keep a figure and its unit on one line."""
    return words.replace(" ", GLUE)


def _list(values: tuple[object, ...] | frozenset[object]) -> str:
    words = [_WORDS.get(value, str(value)) for value in values]
    if isinstance(values, frozenset):
        return ", ".join(sorted(words, key=str.casefold))
    return f"{words[0]}, or {' or '.join(words[1:])}" if len(words) > 1 else words[0]


def _barcode(barcode: Barcode) -> str:
    if barcode.foot is None:
        return f"{_glue(size(barcode.size))}, {length(barcode.inset)} from trim and spine"
    foot, inset = _glue(length(barcode.foot)), _glue(length(barcode.inset))
    return f"{_glue(size(barcode.size))}, {foot} from the foot, {inset} from the spine or hinge"


def _trims(trims: Trims) -> str:
    if not trims.sizes and not trims.width:
        return "any"
    rows = [_glue(size(trim.size)) for trim in trims.sizes]
    if not trims.complete:
        rows.append("others")
    if trims.width and trims.height:
        rows.append(f"any size {_range(trims.width)} wide and {_range(trims.height)} high")
    return "; ".join(rows)


def _range(lengths: Range) -> str:
    return f"{lengths.least:.1f} to {lengths.most:.1f} mm"


def _gutter(gutter: Gutter) -> str:
    plus = "+ " if gutter.added else ""
    spans = [f"{s.least}–{s.most}" if s.most else f"{s.least}+" for s in gutter.steps]
    wide = max(map(len, spans))
    return "\n".join(
        _glue(f"{span:>{wide}} pages: {plus if step.width else ''}{length(step.width)}")
        for span, step in zip(spans, gutter.steps, strict=True)
    )


def _ppi(ppi: Ppi) -> str:
    rows = {
        "at least {:g} ppi": ppi.least,
        "{:g} ppi is best": ppi.ideal,
        "no use above {:g} ppi": ppi.warn_above,
        "{:g} ppi at most": ppi.most,
    }
    return ", ".join(words.format(value) for words, value in rows.items() if value)


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
    lines += [line for row, rule in _rules(printer) for line in _describe(row, rule)]
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
    minimum, maximum = paper.least_pages, paper.most_pages
    if minimum and maximum and replace(minimum, value=0) == replace(maximum, value=0):
        both = f"{minimum.value} to {maximum.value} pages"
        yield LabelRow("least_pages", ""), Rule(both, minimum.source, minimum.checked, minimum.sure)
        return
    if minimum:
        yield LabelRow("least_pages", "    least", "pages"), minimum
    if maximum:
        yield LabelRow("most_pages", "    most", "pages"), maximum


def _describe(row: LabelRow, rule: Rule[Any]) -> list[str]:
    """Describe one requirement: title, value, note, and below them the source."""
    words = in_words(rule.value, row.unit).split("\n")
    lines = [line for text in filter(None, (*words, rule.note)) for line in _indent(text)]
    dated = f"{rule.source} ({rule.checked})" if rule.checked else rule.source
    lines += _indent(f"– {rule.sure}: {dated}", hang=2)
    return [f"{row.title:<{_NAME}}{lines[0][_NAME:]}", *lines[1:]]


def _indent(text: str, hang: int = 0) -> list[str]:
    """Wrap a text beside the titles."""
    indent = " " * _NAME
    lines = wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang)
    return [line.replace(GLUE, " ") for line in lines]
