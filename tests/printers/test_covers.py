"""Would catch a cover that does not go round its book: a spine, a panel or a barcode in its way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook import geometry, printers
from platebook.errors import Severity, UsageError
from platebook.geometry import MM_PER_INCH, TRIMS, Box
from platebook.printers import checks, cover_sheet
from tests.printers.profiles import own

KDP = printers.load("kdp-paperback")
SQUARE = TRIMS["square-8.5"]


@pytest.mark.parametrize(
    ("name", "paper", "pages", "inches"),
    [
        ("kdp-paperback", None, 120, 120 * 0.002347),
        ("kdp-paperback", "premium-colour", 120, 120 * 0.002347),
        ("kdp-paperback", "standard-colour", 300, 300 * 0.002252),
        ("kdp-paperback", "white", 828, 828 * 0.002252),
        ("kdp-paperback", "cream", 100, 0.25),
        ("lulu", None, 444, 1.06),
    ],
)
def test_the_spine_by_pages_and_paper(
    name: str, paper: str | None, pages: int, inches: float
) -> None:
    found = cover_sheet.spine_width(printers.load(name), pages, paper)
    assert found == pytest.approx(inches * MM_PER_INCH, abs=1e-6)


@pytest.mark.parametrize(
    "name", sorted(set(printers.printer_names()) - {"kdp-paperback", "kdp-hardcover", "lulu"})
)
def test_who_alone_knows_the_spine_is_asked(name: str) -> None:
    printer = printers.load(name)
    with pytest.raises(UsageError, match="--spine MM"):
        cover_sheet.spine_width(printer, 120)
    assert cover_sheet.spine_width(printer, 120, spine_mm=9.5) == 9.5


def test_a_paper_misspelt() -> None:
    with pytest.raises(UsageError, match="Did you mean cream"):
        cover_sheet.spine_width(KDP, 120, "creme")
    with pytest.raises(UsageError, match="It has none by name"):
        cover_sheet.paper(printers.load("mixam"), "matt")


def test_spine_text() -> None:
    assert not cover_sheet.spine_text_allowed(KDP, 78)
    assert cover_sheet.spine_text_allowed(KDP, 79)
    lulu = printers.load("lulu")
    assert not cover_sheet.spine_text_allowed(lulu, 80)
    assert cover_sheet.spine_text_allowed(lulu, 81)
    assert cover_sheet.spine_text_allowed(printers.load("office"), 4)


def test_kdps_own_formula_for_the_sheet() -> None:
    size = cover_sheet.wrap(KDP, SQUARE, 120).sheet
    spine = 120 * 0.002347
    assert size.width == pytest.approx((0.25 + 17 + spine) * MM_PER_INCH)
    assert size.height == pytest.approx(8.75 * MM_PER_INCH)


def inside(inner: Box, outer: Box) -> bool:
    slack = 1e-9
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.x + inner.width <= outer.x + outer.width + slack
        and inner.y + inner.height <= outer.y + outer.height + slack
    )


@given(
    st.sampled_from(printers.printer_names()),
    st.sampled_from(sorted(TRIMS)),
    st.integers(1, 900),
    st.floats(0, 60),
    st.sampled_from(["ltr", "rtl"]),
)
def test_panels_fill_the_sheet_without_overlap(
    name: str, trim: str, pages: int, spine: float, direction: str
) -> None:
    printer = replace(printers.load(name), binding=None)
    made = cover_sheet.wrap(printer, TRIMS[trim], pages, spine_mm=spine, direction=direction)
    left, right = (made.back, made.front) if direction == "ltr" else (made.front, made.back)
    assert left.x == made.edge
    assert made.spine.x == pytest.approx(left.x + left.width)
    assert right.x == pytest.approx(made.spine.x + made.spine.width)
    assert made.sheet.width == pytest.approx(right.x + right.width + made.edge)
    assert made.sheet.height == pytest.approx(TRIMS[trim].size.height + 2 * made.edge)
    if made.barcode:
        assert inside(made.barcode, made.back)


def test_the_barcode_lies_by_the_spine() -> None:
    for direction in ("ltr", "rtl"):
        made = cover_sheet.wrap(KDP, SQUARE, 120, direction=direction)
        assert made.barcode is not None
        near = min(
            abs(made.spine.x - made.barcode.x - made.barcode.width),
            abs(made.barcode.x - made.spine.x - made.spine.width),
        )
        assert near == pytest.approx(0.25 * MM_PER_INCH)
        foot = made.back.y + made.back.height - made.barcode.y - made.barcode.height
        assert foot == pytest.approx(0.25 * MM_PER_INCH)


def test_a_hard_cover_turns_in(tmp_path: Path) -> None:
    mixam = printers.load("mixam")
    soft = cover_sheet.wrap(mixam, SQUARE, 120, spine_mm=10)
    with pytest.raises(UsageError, match=r"cover-hinge") as silent:
        cover_sheet.wrap(
            own(tmp_path, "extends: mixam\nbinding: hardcover"), SQUARE, 120, spine_mm=10
        )
    assert "cover-wrap" not in str(silent.value)
    hinged = own(tmp_path, "extends: mixam\nbinding: hardcover\ncover-hinge: 8mm")
    hard = cover_sheet.wrap(hinged, SQUARE, 120, spine_mm=10)
    assert soft.edge == pytest.approx(0.125 * MM_PER_INCH)
    assert hard.edge == pytest.approx(0.8 * MM_PER_INCH)
    silent_of_both = own(tmp_path, "extends: lulu\nbinding: hardcover")
    with pytest.raises(UsageError, match=r"cover-wrap.*cover-hinge.*\n.*extends: mine"):
        cover_sheet.wrap(silent_of_both, SQUARE, 120, spine_mm=10)
    mine = own(tmp_path, "extends: lulu\nbinding: hardcover\ncover-wrap: 15mm\ncover-hinge: 8mm")
    made = cover_sheet.wrap(mine, SQUARE, 120, spine_mm=10)
    assert made.edge == 15
    assert made.sheet.width == pytest.approx(2 * (15 + SQUARE.size.width + 8) + 10)


@pytest.mark.parametrize(
    ("trim", "paper", "pages", "wide", "high", "spine"),
    [
        ("6x9in", "white", 78, 13.939, 10.417, 0.365),
        ("6x9in", "white", 94, 13.975, 10.417, 0.401),
        ("6x9in", "white", 103, 13.996, 10.417, 0.421),
        ("6x9in", "white", 108, 14.007, 10.417, 0.432),
        ("6x9in", "white", 120, 14.034, 10.417, 0.459),
        ("6x9in", "white", 156, 14.115, 10.417, 0.540),
        ("6x9in", "white", 176, 14.160, 10.417, 0.585),
        ("6x9in", "cream", 240, 14.364, 10.417, 0.789),
        ("6x9in", "cream", 376, 14.704, 10.417, 1.129),
        ("6x9in", "premium-colour", 248, 14.346, 10.417, 0.771),
        ("7x10in", "cream", 254, 16.399, 11.417, 0.824),
        ("8.25x11in", "white", 100, 18.489, 12.417, 0.414),
        ("8.25x11in", "white", 160, 18.624, 12.417, 0.549),
    ],
)
def test_a_hardcover_by_kdp_is_what_its_calculator_was_quoted_with(
    trim: str, paper: str, pages: int, wide: float, high: float, spine: float
) -> None:
    made = cover_sheet.wrap(printers.load("kdp-hardcover"), geometry.trim(trim), pages, paper)
    size, inch = made.sheet, MM_PER_INCH
    assert (size.width / inch, size.height / inch) == pytest.approx((wide, high), abs=0.0011)
    assert made.spine.width / inch == pytest.approx(spine, abs=0.0011)


def test_a_hardcovers_board_has_its_hinge_inside_and_its_barcode_clear_of_it() -> None:
    trim = geometry.trim("6x9in")
    for direction in ("ltr", "rtl"):
        made = cover_sheet.wrap(printers.load("kdp-hardcover"), trim, 240, direction=direction)
        assert made.barcode
        left, right = sorted((made.back, made.front), key=lambda panel: panel.x)
        assert (left.x, made.hinge) == (15, 10)
        board = trim.size.width + 5
        assert made.spine.x == pytest.approx(15 + board)
        assert left.x + left.width == pytest.approx(made.spine.x - 10)
        assert right.x == pytest.approx(made.spine.x + made.spine.width + 10)
        assert right.x + right.width + 15 == pytest.approx(made.sheet.width)
        assert left.height == pytest.approx(trim.size.height + 6)
        inward = (
            left.x + left.width - made.barcode.x - made.barcode.width
            if direction == "ltr"
            else made.barcode.x - right.x
        )
        foot = left.y + left.height - made.barcode.y - made.barcode.height
        assert (inward, foot) == pytest.approx((6.35, 0.375 * MM_PER_INCH))


def test_a_hardcovers_size_comes_with_how_sure_it_is(tmp_path: Path) -> None:
    kdp, trim = printers.load("kdp-hardcover"), geometry.trim("6x9in")
    told = checks.check_case(kdp, cover_sheet.wrap(kdp, trim, 240), 240)
    assert told
    assert (told.code, told.severity) == ("R011", Severity.NOTE)
    assert "363.9 × 264.6 mm, its spine 19.1 mm for 240 pages" in told.message
    assert told.message.endswith("restated")
    figures = "sure: vendor\ncover-wrap: 15mm\ncover-hinge: 10mm\n"
    boards = "cover-boards: {wider: 5mm, taller: 6mm}\n"
    mine = own(tmp_path, f"extends: kdp-hardcover\n{figures}{boards}")
    assert checks.check_case(mine, cover_sheet.wrap(mine, trim, 240), 240) is None
    assert checks.check_case(KDP, cover_sheet.wrap(KDP, trim, 240), 240) is None


def test_where_the_printer_is_silent(tmp_path: Path) -> None:
    """Blurb tells neither a cover's bleed nor a spine's clearance; gwg tells its interior's."""
    blurb = cover_sheet.wrap(printers.load("blurb"), SQUARE, 80, spine_mm=9)
    assert blurb.edge == pytest.approx(0.125 * MM_PER_INCH)
    assert blurb.spine_clear == pytest.approx(0.0625 * MM_PER_INCH)
    assert cover_sheet.wrap(printers.load("gwg-2022-sheetfed"), SQUARE, 80, spine_mm=9).edge == 3
    mine = own(tmp_path, "extends: ingramspark\ncover-bleed: 5mm")
    assert cover_sheet.wrap(mine, SQUARE, 80, spine_mm=9).edge == 5
