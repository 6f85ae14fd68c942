"""Would catch a gutter too narrow for its book, a layout that never settles, a page too many."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from platebook import printers
from platebook.geometry import MM_PER_INCH, Edges
from platebook.pdf.layout.page_grid import Sheet
from platebook.printers import checks
from platebook.printers.printer import Certainty, Gutter, GutterStep, Parity, Printer, Rule
from tests.printers.profiles import own

ALL = st.sampled_from(printers.printer_names()).map(printers.load)
COUNTS = st.integers(1, 2500)
HOUSE = Edges(12, 12, 16, 13)


def rule(value: object) -> Rule[object]:
    return Rule(value, "a test", "2026-10", Certainty.VENDOR)


@st.composite
def gutters(draw: st.DrawFn) -> Printer:
    """A printer whose gutter rises in steps, at any page counts."""
    ends = sorted(draw(st.sets(st.integers(1, 900), min_size=1, max_size=6)))
    widths = sorted(draw(st.lists(st.floats(0, 40), min_size=len(ends), max_size=len(ends))))
    starts = [1, *(end + 1 for end in ends)]
    steps = tuple(map(GutterStep, starts, ends, widths))
    multiple = rule(draw(st.integers(1, 16)))
    given_rules = {"gutter": rule(Gutter(steps, draw(st.booleans()))), "page_multiple": multiple}
    return Printer("any", "Any", safe=rule(Edges.all(5.0)), **given_rules)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "pages", "inches"),
    [
        ("kdp-paperback", 24, 0.375), ("kdp-paperback", 150, 0.375), ("kdp-paperback", 151, 0.5),
        ("kdp-paperback", 300, 0.5), ("kdp-paperback", 301, 0.625), ("kdp-paperback", 501, 0.75),
        ("kdp-paperback", 701, 0.875), ("kdp-paperback", 828, 0.875),
        ("lulu", 59, 0.5), ("lulu", 61, 0.625), ("lulu", 151, 1.0), ("lulu", 401, 1.125),
        ("lulu", 601, 1.25), ("ingramspark", 600, 0.5),
    ],
)  # fmt: skip
def test_the_gutter_of_a_page_count(name: str, pages: int, inches: float) -> None:
    found = checks.gutter(printers.load(name), pages)
    assert found == pytest.approx(inches * MM_PER_INCH)


@given(ALL | gutters(), COUNTS, COUNTS)
def test_more_pages_never_ask_for_less_gutter(printer: Printer, one: int, two: int) -> None:
    few, many = sorted((one, two))
    assert checks.gutter(printer, few) <= checks.gutter(printer, many)


@given(ALL, COUNTS)
def test_margins_keep_the_design_and_the_safe_area(printer: Printer, pages: int) -> None:
    made = checks.margins(printer, pages, HOUSE)
    safe = printer.safe.value if printer.safe else Edges.all(0)
    for edge in ("top", "outer", "bottom", "inner"):
        assert getattr(made, edge) >= max(getattr(HOUSE, edge), getattr(safe, edge))
    assert made.inner >= checks.gutter(printer, pages)


@given(ALL | gutters(), COUNTS)
@example(printers.load("ingramspark"), 20)
@example(printers.load("blurb"), 20)
def test_padding_reaches_what_is_bound_and_adds_no_page_more(printer: Printer, pages: int) -> None:
    made = checks.pad(printer, pages)

    def fits(count: int) -> bool:
        least = printer.least_pages.value if printer.least_pages else 1
        multiple = printer.page_multiple.value if printer.page_multiple else 1
        even = bool(printer.parity) and count % 2 == 1
        return count >= max(least, pages + made.last_blank) and not count % multiple and not even

    assert made.total == pages + made.blanks
    assert fits(made.total)
    assert not any(fits(count) for count in range(pages, made.total))


def test_a_last_page_that_must_be_blank_is_added() -> None:
    ingram = printers.load("ingramspark")
    assert checks.pad(ingram, 20) == checks.Padded(22, 2, last_blank=True, most_at_end=22)
    assert checks.pad(ingram, 21) == checks.Padded(22, 1, last_blank=True, most_at_end=22)


def test_multiple_and_parity_hold_together() -> None:
    odd = Printer("odd", "Odd", page_multiple=rule(3), parity=rule(Parity.EVEN))  # type: ignore[arg-type]
    assert checks.pad(odd, 7).total == 12


@given(gutters(), st.integers(1, 1200), st.floats(0, 30), st.lists(st.integers(-300, 300)))
def test_a_layout_settles_however_it_answers(
    printer: Printer, pages: int, growth: float, whims: list[int]
) -> None:
    """Even one whose page count jumps about is asked a few times only, and then kept."""
    asked: list[float] = []

    def pages_at(gutter: float) -> int:
        whim = whims[len(asked) % len(whims)] if whims else 0
        asked.append(gutter)
        return max(1, int(pages + growth * gutter) + whim)

    found = checks.settle(printer, pages_at)
    assert asked == sorted(set(asked))
    assert printer.gutter is not None
    assert len(asked) <= len(printer.gutter.value.steps) + 1
    assert found.gutter == asked[-1]
    total = checks.pad(printer, found.pages).total
    assert found.gutter >= checks.gutter(printer, total)


@given(gutters(), st.integers(1, 900), st.floats(0, 3))
def test_what_is_settled_is_no_wider_than_it_must_be(
    printer: Printer, pages: int, growth: float
) -> None:
    def pages_at(gutter: float) -> int:
        return int(pages + growth * gutter)

    found = checks.settle(printer, pages_at)
    widths = {checks.gutter(printer, count) for count in range(1, 1000)}
    for width in (width for width in widths if width < found.gutter):
        assert checks.gutter(printer, checks.pad(printer, pages_at(width)).total) > width


def test_the_designs_own_margin_is_asked_first_and_often_enough() -> None:
    asked: list[float] = []

    def pages_at(gutter: float) -> int:
        asked.append(gutter)
        return 120

    found = checks.settle(printers.load("kdp-paperback"), pages_at, 20.0)
    assert (asked, found) == ([20.0], checks.Settled(20.0, 120))


@pytest.mark.parametrize("name", printers.printer_names())
def test_a_sheet_takes_bleed_and_margins(name: str) -> None:
    printer = printers.load(name)
    from platebook.geometry import DEFAULT_TRIM

    sheet = Sheet(DEFAULT_TRIM, checks.bleed(printer), checks.margins(printer, 120, HOUSE))
    edges = 1 if name in ("kdp-paperback", "kdp-hardcover", "ingramspark") else 2
    one = checks.bleed(printer).outer
    assert sheet.media.width == pytest.approx(DEFAULT_TRIM.size.width + edges * one)
    assert sheet.media.height == pytest.approx(DEFAULT_TRIM.size.height + 2 * one)


def test_which_colour_profile_to_print_by(tmp_path: Path) -> None:
    found = {name: checks.press_profile(printers.load(name)) for name in printers.printer_names()}
    assert {name for name, profile in found.items() if profile == "fogra39"} == {
        "generic-x4", "ingramspark", "gwg-2022-sheetfed",
    }  # fmt: skip
    assert all(profile in ("fogra39", None) for profile in found.values())
    mine = own(tmp_path, "extends: generic-x4\nprofile: press.icc")
    assert checks.press_profile(mine) == tmp_path / "press.icc"
