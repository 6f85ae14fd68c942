"""Would catch ink added up wrongly, or found in the wrong place: Ghostscript does it again."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judges.commands import run
from tests.preflight import presses

#: A pixel of the photograph is a pixel of the page: what is between them would be smoothed away.
_PPI = 320
_FAULT = Path(__file__).with_name("faults") / "P054" / "plant.py"


@pytest.mark.slow
def test_the_worst_pixel_is_where_ghostscript_finds_it(tmp_path: Path) -> None:
    spec = spec_from_file_location("plant", _FAULT)
    assert spec
    assert spec.loader
    planting = module_from_spec(spec)
    spec.loader.exec_module(planting)
    book = presses.clean(tmp_path)
    planting.plant(book)
    (found,) = presses.inspected(book, tmp_path / "book.pdf").findings
    told = re.search(
        r"has (\d+) % of ink (\d+) mm from the left, (\d+) mm from the top", found.message
    )
    assert told
    options = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{_PPI}"]
    pages = ["-dFirstPage=3", "-dLastPage=3", f"-sOutputFile={tmp_path}/page.tif"]
    run("gs", *options, *pages, tmp_path / "book.pdf")
    inks = [255.0 - np.asarray(Image.open(file)) for file in tmp_path.glob("page(*).tif")]
    whole = sum(inks) / 2.55
    down, across = np.unravel_index(whole.argmax(), whole.shape)
    mm = 25.4 / _PPI
    assert whole.max() == pytest.approx(int(told[1]), abs=1)
    assert across * mm - presses.BLEED == pytest.approx(int(told[2]), abs=1.5)
    assert down * mm - presses.BLEED == pytest.approx(int(told[3]), abs=1.5)
