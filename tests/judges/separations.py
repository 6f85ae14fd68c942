"""What a press would print from, made by Ghostscript: which inks, and how much of them in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from tests.judges.commands import run

INKS = frozenset({"Cyan", "Magenta", "Yellow", "Black"})


@dataclass(frozen=True)
class Sheet:
    """One page: the inks that any of it is printed in, and the most of all together (percent)."""

    inks: frozenset[str]
    most: float


def separations(pdf: Path, ppi: int = 50) -> list[Sheet]:
    """Separate every page of a PDF into its inks."""
    return [_sheet(plates) for plates in _separated(pdf, ppi)]


def plates(pdf: Path, page: int, ppi: int = 50) -> Mapping[str, np.ndarray]:
    """Return each ink of one page, counted from 1: of every pixel 0 for none to 255 for all."""
    (found,) = _separated(pdf, ppi, f"-dFirstPage={page}", f"-dLastPage={page}")
    return found


def _separated(pdf: Path, ppi: int, *more: str) -> list[dict[str, np.ndarray]]:
    with TemporaryDirectory() as folder:
        options = ("-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{ppi}")
        run("gs", *options, *more, f"-sOutputFile={folder}/%05d.tif", pdf)
        pages: dict[str, dict[str, np.ndarray]] = defaultdict(dict)
        for path in sorted(Path(folder).glob("*(*).tif")):
            page, ink = path.stem.rstrip(")").split("(")
            with Image.open(path) as plate:
                pages[page][ink] = 255 - np.asarray(plate.convert("L")).astype(np.uint16)
    return [pages[page] for page in sorted(pages)]


def _sheet(plates: dict[str, np.ndarray]) -> Sheet:
    together = sum(plates.values(), np.zeros(1, np.uint16))
    used = frozenset(ink for ink, plate in plates.items() if plate.any())
    return Sheet(used | (plates.keys() - INKS), float(together.max()) / 2.55)
