"""Makes a printer of the keys that were found right, over the profile that it extends."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TypeVar

from platebook.geometry import Edges, Size
from platebook.printers.cover_rules import Barcode, Boards, Spine, SpineText
from platebook.printers.part_keys import (
    BarcodeKeys,
    BlankRunsKeys,
    BoardsKeys,
    Cited,
    EdgesKeys,
    GutterKeys,
    PaperKeys,
    PpiKeys,
    RangeKeys,
    SpineKeys,
    SpineTextKeys,
    TrimsKeys,
)
from platebook.printers.printer import (
    BlankRuns,
    Certainty,
    Gutter,
    Paper,
    Ppi,
    Printer,
    Range,
    Rule,
    Step,
    Trims,
)
from platebook.printers.printer_keys import PrinterKeys

T = TypeVar("T")

_PLAIN = ("name", "label", "about", "folder", "papers")


@dataclass(frozen=True, slots=True)
class _Citation:
    """What stands for a rule that does not say where it comes from."""

    source: str
    checked: str
    sure: Certainty


def assemble(keys: PrinterKeys, name: str, folder: Path | None, base: Printer | None) -> Printer:
    """Put the values into a printer; what the keys leave out is that of ``base``."""
    usual = _Citation(
        keys.source or f"the profile {name}", keys.checked or "", keys.sure or Certainty.UNVERIFIED
    )
    given: dict[str, object] = {}
    for field in fields(Printer):
        said = getattr(keys, field.name, None)
        if field.name not in _PLAIN and said is not None:
            given[field.name] = _rule(said, usual)
    if keys.papers is not None:
        given["papers"] = tuple(_paper(*item, usual) for item in keys.papers.items())
    if keys.about:
        given["about"] = keys.about
    label = keys.label or (base.label if base else name)
    start = base or Printer(name, label)
    return replace(start, name=name, label=label, folder=folder, **given)  # type: ignore[arg-type]


def _rule(said: Cited[object], usual: _Citation) -> Rule[object]:
    return Rule(
        _value(said.value),
        said.source or usual.source,
        said.checked or usual.checked,
        said.sure or usual.sure,
        said.note or "",
    )


def _value(said: object) -> object:
    """Turn the keys of a value that has some into what the rooms inside know."""
    match said:
        case EdgesKeys():
            return Edges(said.top, said.outer, said.bottom, said.inner)
        case TrimsKeys():
            return Trims(said.sizes, said.complete, _range(said.width), _range(said.height))
        case GutterKeys():
            steps = tuple(Step(*step.pages, step.inside) for step in said.steps)
            return Gutter(steps, said.added)
        case PpiKeys():
            return Ppi(said.least, said.ideal, said.warn_above, said.most)
        case SpineKeys():
            return Spine(said.per_page, said.plus)
        case SpineTextKeys():
            return SpineText(said.least_pages, said.doubtful_below)
        case BarcodeKeys():
            return Barcode(Size(said.width, said.height), said.inset, said.foot)
        case BlankRunsKeys():
            return BlankRuns(said.within, said.end)
        case BoardsKeys():
            return Boards(said.wider, said.taller)
        case _:
            return said


def _range(keys: RangeKeys | None) -> Range | None:
    return Range(keys.least, keys.most) if keys else None


def _paper(name: str, keys: PaperKeys, usual: _Citation) -> Paper:
    given = {
        key: _rule(said, usual)
        for key in ("spine", "least_pages", "most_pages")
        if (said := getattr(keys, key)) is not None
    }
    return Paper(name, keys.label, **given)  # type: ignore[arg-type]
