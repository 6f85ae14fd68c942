"""The least that the same pixels could cost: two threads of libvips, img2pdf, a stored zip.

``python -m tools.bench.floor ORDER FOLDER`` reads ORDER, a JSON list of photographs, each with
the two sizes (px) that the books show it at, and leaves a PDF and a zip of the JPEGs in FOLDER.
"""

from __future__ import annotations

import json
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import img2pdf
import pyvips

#: Quality and chroma of the two editions: print, EPUB.
_PRINT, _EPUB = (90, "off"), (85, "on")


def main(order: str, folder: str) -> None:
    """Make every rendition and bind them as barely as can be."""
    pyvips.concurrency_set(1)
    pyvips.cache_set_max(0)
    work = Path(folder)
    work.mkdir(parents=True, exist_ok=True)
    wanted = json.loads(Path(order).read_text("utf-8"))

    def make(job: tuple[int, dict[str, Any]]) -> tuple[Path, Path]:
        number, photograph = job
        decoded = pyvips.Image.new_from_file(photograph["file"], access="sequential").copy_memory()
        made = []
        for medium, (quality, chroma) in (("print", _PRINT), ("epub", _EPUB)):
            width, height = photograph[medium]
            scale = max(width / decoded.width, height / decoded.height)
            target = work / f"{medium}-{number:04}.jpg"
            shown = decoded.resize(scale) if scale < 1 else decoded
            shown.jpegsave(str(target), Q=quality, subsample_mode=chroma, keep="none")
            made.append(target)
        return made[0], made[1]

    with ThreadPoolExecutor(2) as pool:
        files = list(pool.map(make, enumerate(wanted)))
    with Path(work, "floor.pdf").open("wb") as pdf:
        img2pdf.convert(*[str(printed) for printed, _ in files], outputstream=pdf)
    with zipfile.ZipFile(Path(work, "floor.zip"), "w", zipfile.ZIP_STORED) as book:
        for _, screen in files:
            book.write(screen, screen.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
