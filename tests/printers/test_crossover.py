"""Would catch a printer without its fold, a shift too far, or a binding that is ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook import printers
from platebook.errors import Severity, UsageError
from platebook.printers import checks
from platebook.printers.checks import check_binding
from platebook.printers.printer import BookBinding, Crossover, CrossoverMethod
from tests.printers.profiles import own

INCH = 25.4
SHIFT, NONE = CrossoverMethod.SHIFT, CrossoverMethod.NONE

#: Of each printer: the binding it is used for unless another is named, and the shift in mm.
FOLDS = {
    "generic-x4": ("perfect", 3.0),
    "office": ("lay-flat", 0.0),
    "kdp-paperback": ("perfect", 3.0),
    "kdp-hardcover": ("case", 3.0),
    "ingramspark": ("perfect", 3.0),
    "lulu": ("perfect", 3.0),
    "blurb": ("perfect", 0.125 * INCH),
    "mixam": ("perfect", 3.0),
    "gwg-2022-sheetfed": ("perfect", 3.0),
}


@pytest.mark.parametrize("name", printers.printer_names())
def test_every_printer_says_what_the_fold_hides(name: str) -> None:
    printer = printers.load(name)
    assert printer.crossover is not None
    way = checks.crossover(printer)
    assert (str(way.binding), way.shift) == pytest.approx(FOLDS[name])
    assert way.shift <= 3.175


@pytest.mark.parametrize("name", printers.printer_names())
def test_lay_flat_books_hide_nothing(name: str) -> None:
    way = checks.crossover(printers.load(name), BookBinding.LAY_FLAT)
    assert way == Crossover(BookBinding.LAY_FLAT, 0.0, NONE, 0.0)


def test_a_binding_has_the_printers_own_figure() -> None:
    blurb = printers.load("blurb")
    assert checks.crossover(blurb, BookBinding.CASE).hidden == pytest.approx(3.175)
    assert check_binding(blurb, BookBinding.LAY_FLAT) is None
    told = check_binding(printers.load("kdp-paperback"), BookBinding.LAY_FLAT)
    assert told is not None
    assert (told.code, told.severity) == ("R013", Severity.WARNING)
    assert check_binding(printers.load("kdp-paperback"), None) is None


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("perfect", (BookBinding.PERFECT, 3.0, SHIFT, 3.0)),
        ("{binding: perfect, hidden: 4.5mm}", (BookBinding.PERFECT, 4.5, SHIFT, 4.5)),
        ("{binding: perfect, hidden: 5mm, most: 3mm}", (BookBinding.PERFECT, 5.0, SHIFT, 3.0)),
        ("{binding: case, method: none}", (BookBinding.CASE, 3.0, NONE, 0.0)),
        ("{binding: saddle-stitch, hidden: 1mm}", (BookBinding.SADDLE_STITCH, 1.0, SHIFT, 1.0)),
        ("[lay-flat, perfect]", (BookBinding.LAY_FLAT, 0.0, NONE, 0.0)),
    ],
)
def test_a_profile_says_it_shortly_or_in_full(
    tmp_path: Path, said: str, made: tuple[BookBinding, float, CrossoverMethod, float]
) -> None:
    way = checks.crossover(own(tmp_path, f"crossover: {said}"))
    assert (way.binding, way.hidden, way.method, way.shift) == made


def test_where_nothing_is_said_the_usual_stands_in(tmp_path: Path) -> None:
    hard = checks.crossover(own(tmp_path, "binding: hardcover"))
    assert (hard.binding, hard.shift) == (BookBinding.CASE, 3.0)
    assert checks.crossover(own(tmp_path, "label: Mine")).binding is BookBinding.PERFECT


def test_a_binding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="is not one of perfect") as told:
        printers.read_binding("leporello")
    assert told.value.exit_code == 2
