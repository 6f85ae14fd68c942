"""Would catch a figure that changed unnoticed, or one that sounds surer than what was read."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from platebook import printers
from platebook.geometry import MM_PER_INCH, Edges
from platebook.printers.printer import (
    Black,
    Certainty,
    Colour,
    Forbidden,
    Intent,
    Printer,
    Rule,
    Standard,
    Wanted,
)
from platebook.printers.profile_values import date

INCH = MM_PER_INCH
THREE_EDGES = Edges(0.125 * INCH, 0.125 * INCH, 0.125 * INCH, 0)
FOLDER = Path(printers.__file__).parent / "known"

#: Of each printer: kinds of PDF, colour, bleed, ink limit, least and most pages.
FIGURES = {
    "generic-x4": ("x4", "cmyk", Edges.all(3), 300, None, None),
    "office": ("plain", "srgb", Edges.all(0), None, None, None),
    "kdp-paperback": ("plain", "srgb", THREE_EDGES, None, 24, 828),
    "kdp-hardcover": ("plain", "srgb", THREE_EDGES, None, 75, 550),
    "ingramspark": ("x1a x3", "cmyk", THREE_EDGES, 240, 18, 900),
    "lulu": ("plain", "srgb", Edges.all(0.125 * INCH), 270, 32, None),
    "blurb": ("x3", "srgb", None, 300, 20, 240),
    "mixam": ("plain", "cmyk", Edges.all(0.125 * INCH), None, None, None),
    "gwg-2022-sheetfed": ("x4", "cmyk", Edges.all(3), 330, None, None),
}


def rules(printer: Printer) -> dict[str, Rule[object]]:
    """Every rule of a printer, those of its papers too."""
    found = {field.name: getattr(printer, field.name) for field in fields(printer)}
    for paper in printer.papers:
        found |= {f"{paper.name}.{f.name}": getattr(paper, f.name) for f in fields(paper)}
    return {name: rule for name, rule in found.items() if isinstance(rule, Rule)}


def value(rule: Rule[object] | None) -> object:
    return rule.value if rule else None


@pytest.mark.parametrize("name", printers.printer_names())
def test_black_knocks_out_but_where_overprint_was_read(name: str) -> None:
    wanted = Black.OVERPRINT if name == "gwg-2022-sheetfed" else Black.KNOCKOUT
    assert value(printers.load(name).black) is wanted


def test_the_list_is_the_folder() -> None:
    assert sorted(printers.printer_names()) == sorted(path.stem for path in FOLDER.iterdir())
    assert printers.printer_names()[0] == printers.DEFAULT


@pytest.mark.parametrize("name", printers.printer_names())
def test_the_figures(name: str) -> None:
    printer = printers.load(name)
    standards, colour, bleed, ink, least, most = FIGURES[name]
    assert printer.name == name
    assert value(printer.standard) == tuple(map(Standard, standards.split()))
    assert value(printer.colour) is Colour(colour)
    assert value(printer.bleed) == bleed
    assert value(printer.ink_limit) == ink
    assert (value(printer.least_pages), value(printer.most_pages)) == (least, most)


@pytest.mark.parametrize("name", printers.printer_names())
def test_every_rule_says_where_when_and_how_sure(name: str) -> None:
    for key, rule in rules(printers.load(name)).items():
        assert len(rule.source) > 8, key
        assert not rule.source.startswith("the profile"), key
        assert date(rule.checked).startswith(("2026-10", "2026-11")), key
        assert isinstance(rule.sure, Certainty), key


@pytest.mark.parametrize("name", ["generic-x4", "office"])
def test_what_was_chosen_or_taken_over_is_called_unverified(name: str) -> None:
    surer = {key for key, rule in rules(printers.load(name)).items() if rule.sure != "unverified"}
    assert surer <= {"binding", "least_pages", "most_pages"}


@pytest.mark.parametrize("name", printers.printer_names())
def test_vendor_means_that_a_page_of_the_vendor_is_named(name: str) -> None:
    own = ("KDP help", "IngramSpark", "Lightning Source", "Lulu", "Blurb", "mixam.com", "The prod")
    for key, rule in rules(printers.load(name)).items():
        if rule.sure is Certainty.VENDOR:
            assert rule.source.startswith(own), key


def test_every_vendor_figure_by_name() -> None:
    """Vendor is the word that makes an error: a new one is worth a second look."""
    sure = {
        name: {key for key, rule in rules(printers.load(name)).items() if rule.sure == "vendor"}
        for name in printers.printer_names()
    }
    assert {name: keys - {"binding"} for name, keys in sure.items() if keys - {"binding"}} == {
        "kdp-paperback": {"marks", "standard", "file_size", "forbids", "blank_runs"},
        "ingramspark": {
            "safe", "colour", "ink_limit", "last_page_blank", "spine", "spine_text_clear",
            "cover_safe",
        },
        "lulu": {"bleed", "safe", "colour", "ppi"},
        "blurb": {"safe"},
        "mixam": {"bleed", "standard", "colour", "profile", "cover_bleed", "cover_wrap"},
    }  # fmt: skip


def test_what_stops_a_file_at_the_vendor() -> None:
    kdp, ingram = printers.load("kdp-paperback"), printers.load("ingramspark")
    assert value(kdp.forbids) == {
        Forbidden.BOOKMARKS, Forbidden.ANNOTATIONS, Forbidden.METADATA, Forbidden.TRANSPARENCY,
    }  # fmt: skip
    assert value(kdp.marks) is value(ingram.marks) is Wanted.FORBIDDEN
    assert value(ingram.forbids) == {Forbidden.ICC, Forbidden.SPOT_COLOURS}
    assert value(ingram.output_intent) is Intent.NAMED
    assert value(ingram.images_icc) is Wanted.FORBIDDEN
    assert value(ingram.last_page_blank) is True
