"""Would catch a book sent where nobody binds it, and hearsay that stops one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook import printers
from platebook.errors import Finding, Severity
from platebook.geometry import TRIMS, trim
from platebook.printers import checks
from tests.printers.profiles import own

KDP = printers.load("kdp-paperback")
SQUARE = TRIMS["square-8.5"]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.code for found in findings]


def test_a_book_that_fits_has_no_findings() -> None:
    assert checks.check_order(KDP, SQUARE, 120) == ()
    assert checks.check_order(printers.load("ingramspark"), SQUARE, 120) == ()
    assert checks.check_order(printers.load("generic-x4"), trim("333x211mm"), 7) == ()


def test_a_trim_that_is_not_offered_and_the_nearest() -> None:
    (found,) = checks.check_order(printers.load("ingramspark"), trim("8.3x8.4in"), 120)
    assert (found.code, found.severity) == ("R001", Severity.WARNING)
    assert "8.3 × 8.4 in is not known to be offered" in found.message
    assert found.fix.startswith("The nearest is 8.5 × 8.5 in")
    assert "restatement" in found.fix


def test_any_size_between_two_will_do() -> None:
    assert not checks.check_order(KDP, trim("7.77x9.99in"), 120)
    assert codes(checks.check_order(KDP, trim("10x8in"), 120)) == ["R001"]


def test_a4_is_a4_in_inches_too(tmp_path: Path) -> None:
    assert not checks.check_order(printers.load("lulu"), TRIMS["a4-landscape"], 120)
    mine = own(tmp_path, "trims: [8.27x11.69in]\nbleed: 3mm")
    assert not checks.check_order(mine, TRIMS["a4"], 120)
    assert codes(checks.check_order(mine, TRIMS["a5"], 120)) == ["R001"]


def test_too_few_pages_are_filled_up_and_too_many_are_not() -> None:
    assert not checks.check_order(KDP, SQUARE, 22)
    assert codes(checks.check_order(KDP, SQUARE, 829)) == ["R003"]
    assert not checks.check_order(KDP, SQUARE, 24)
    assert not checks.check_order(KDP, SQUARE, 827)


def test_a_paper_has_page_counts_of_its_own() -> None:
    (found,) = checks.check_order(KDP, SQUARE, 70, paper_name="standard-colour")
    assert (found.code, "under 72" in found.message) == ("R002", True)
    assert codes(checks.check_order(KDP, SQUARE, 700, paper_name="standard-colour")) == ["R003"]
    assert not checks.check_order(KDP, SQUARE, 700, paper_name="white")


def test_much_empty_paper_is_worth_a_look() -> None:
    assert codes(checks.check_order(KDP, SQUARE, 10)) == ["R004"]


def test_who_binds_a_short_book_is_named() -> None:
    """Ten plates for KDP's hard cover became 76 pages, and nothing said where they need not."""
    (found,) = checks.check_order(printers.load("kdp-hardcover"), trim("6x9in"), 18)
    assert (found.code, "bring the book to 76" in found.message) == ("R004", True)
    assert "kdp-paperback" in found.fix
    assert "lulu" not in found.fix, "it binds none of under 32"


def test_text_on_a_narrow_spine() -> None:
    assert codes(checks.check_order(KDP, SQUARE, 60, spine_text=True)) == ["R005"]
    (doubt,) = checks.check_order(KDP, SQUARE, 90, spine_text=True)
    assert "disagree" in doubt.message
    assert not checks.check_order(KDP, SQUARE, 100, spine_text=True)


def test_what_is_not_known_is_said() -> None:
    blurb = checks.check_order(printers.load("blurb"), trim("9.5x8in"), 60)
    assert codes(blurb) == ["R006"]
    assert "extends: blurb" in blurb[0].fix
    mixam = printers.load("mixam")
    (found,) = checks.check_order(mixam, SQUARE, 60)
    assert (found.code, "GRACoL2006_Coated1v2" in found.message) == ("R007", True)
    assert not checks.check_order(mixam, SQUARE, 60, own_profile=True)


def test_four_inks_without_a_colour_profile(tmp_path: Path) -> None:
    mine = own(tmp_path, "extends: kdp-paperback\ncolour: cmyk")
    (found,) = checks.check_order(mine, SQUARE, 120)
    assert (found.code, "names no colour profile" in found.message) == ("R007", True)


@pytest.mark.parametrize("sure", ["vendor", "restated", "unverified"])
def test_only_the_printers_own_words_make_an_error(tmp_path: Path, sure: str) -> None:
    rule = f"most-pages: {{value: 100, source: a letter, sure: {sure}}}"
    (found,) = checks.check_order(own(tmp_path, f"extends: kdp-paperback\n{rule}"), SQUARE, 120)
    severity = Severity.ERROR if sure == "vendor" else Severity.WARNING
    assert (found.code, found.severity) == ("R003", severity)
    assert ("check it with the printer" in found.fix) == (sure != "vendor")


@given(
    st.sampled_from(printers.printer_names()), st.integers(1, 2500), st.sampled_from(sorted(TRIMS))
)
def test_every_finding_has_a_place_and_a_way_out(name: str, pages: int, size: str) -> None:
    for found in checks.check_order(printers.load(name), TRIMS[size], pages, spine_text=True):
        assert found.where == f"printer {name}"
        assert found.message[0].islower() or found.message[0].isdigit()
        assert not found.message.endswith(".")
        assert found.fix.endswith(".")
        assert found.severity is not Severity.ERROR


@pytest.mark.parametrize(
    ("name", "ppi", "code", "severity"),
    [
        ("gwg-2022-sheetfed", 299, "R009", Severity.WARNING),
        ("gwg-2022-sheetfed", 300, None, None),
        ("gwg-2022-sheetfed", 460, "R010", Severity.NOTE),
        ("lulu", 601, "R010", Severity.ERROR),
        ("lulu", 150, None, None),
        ("kdp-paperback", 72, None, None),
        ("mixam", 72, None, None),
    ],
)
def test_pixels_to_the_inch(
    name: str, ppi: float, code: str | None, severity: Severity | None
) -> None:
    found = checks.check_ppi(printers.load(name), "plate 3", ppi)
    assert (found and found.code, found and found.severity) == (code, severity)
    assert found is None or found.where == f"plate 3, printer {name}"
