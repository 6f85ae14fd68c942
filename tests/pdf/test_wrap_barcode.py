"""Would catch an ISBN that no shop can scan: too small, a wrong digit, too little white."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from zxingcpp import BarcodeFormat, read_barcodes

from platebook import printers
from platebook.geometry import TRIMS, Size, Trim
from platebook.pdf.cover_wrap.barcode import BarcodeDrawing, barcode
from platebook.printers import cover_sheet
from platebook.printers.cover_sheet import Wrap

ISBN = "9783161484100"
DOTS = 24  # a mm, 610 dpi


def wrap(name: str = "kdp-paperback", size: Size | None = None, direction: str = "ltr") -> Wrap:
    trim = Trim("own", size) if size else TRIMS["square-8.5"]
    printer = printers.load(name)
    return cover_sheet.wrap(printer, trim, 120, spine_mm=9, direction=direction)


def drawn(symbol: BarcodeDrawing) -> Image.Image:
    """Draw the bars alone, with a mm of grey around their box."""
    size = round(symbol.box.width * DOTS), round(symbol.box.height * DOTS)
    picture = Image.new("L", (size[0] + 2 * DOTS, size[1] + 2 * DOTS), 128)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((DOTS, DOTS, DOTS + size[0], DOTS + size[1]), fill=255)
    for bar in symbol.bars:
        left, top = (1 + bar.x) * DOTS, (1 + bar.y) * DOTS
        draw.rectangle((left, top, left + bar.width * DOTS - 1, top + bar.height * DOTS), fill=0)
    return picture


@pytest.mark.slow
@given(st.integers(0, 10**9 - 1))
def test_another_program_reads_every_isbn(number: int) -> None:
    base = f"978{number:09}"
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(base)) % 10
    symbol = barcode(f"{base}{check}", wrap(), 10)
    assert symbol is not None
    (found,) = read_barcodes(drawn(symbol))
    assert (found.text, found.format) == (f"{base}{check}", BarcodeFormat.EAN13)


def test_the_figures_below_are_the_isbn_and_lie_under_their_bars() -> None:
    symbol = barcode(ISBN, wrap(), 10)
    assert symbol is not None
    assert "".join(figures for figures, _, _ in symbol.figures) == ISBN
    assert symbol.label == "ISBN 978-3-16-148410-0"
    guards = sorted(bar.x for bar in symbol.bars if bar.height > symbol.bars[4].height)
    assert len(guards) == 6
    assert all(bar.y + bar.height <= symbol.box.height for bar in symbol.bars)
    _, left, right = symbol.figures
    assert guards[1] < left[1] < left[1] + left[2] <= guards[2] + 1e-6
    assert guards[3] < right[1] < right[1] + right[2] <= guards[4] + 1e-6


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_stands_in_the_printers_box_at_full_size(direction: str) -> None:
    around = wrap(direction=direction)
    symbol = barcode(ISBN, around, 10)
    assert symbol is not None
    assert symbol.scale == 1.0
    assert around.barcode is not None
    middle = around.barcode.x + around.barcode.width / 2
    assert symbol.box.x + symbol.box.width / 2 == pytest.approx(middle)
    assert symbol.box.height < around.barcode.height


def test_without_such_a_box_it_stands_by_the_spine() -> None:
    around = wrap("lulu")
    symbol = barcode(ISBN, around, 10)
    assert symbol is not None
    back = around.back
    assert symbol.box.x + symbol.box.width == pytest.approx(back.x + back.width - 10)
    assert symbol.box.y + symbol.box.height == pytest.approx(back.y + back.height - 10)


@given(st.floats(30, 300), st.floats(30, 300))
def test_never_under_four_fifths_and_white_far_enough(width: float, height: float) -> None:
    symbol = barcode(ISBN, wrap("lulu", Size(width, height)), 9)
    if symbol is None:
        assert width < 50 or height < 60
        return
    assert 0.8 - 1e-9 <= symbol.scale <= 1.0
    module = 0.33 * symbol.scale
    assert min(bar.width for bar in symbol.bars) == pytest.approx(module)
    assert min(bar.x for bar in symbol.bars) >= 11 * module
    last = max(bar.x + bar.width for bar in symbol.bars)
    assert symbol.box.width - last >= 7 * module
