"""Stories and photographs made for one test, so that what a test is about stands in the test.

``quadrant`` paints a photograph whose four quarters differ, so that a few pixels prove how it
was turned, cropped and stretched; ``write_story`` lays a manifest over such photographs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 170, 60), (30, 60, 200), (250, 250, 250)
LANDSCAPE, PORTRAIT, SQUARE, PANORAMA = (600, 400), (400, 600), (500, 500), (780, 260)
SIZES = (LANDSCAPE, PORTRAIT, SQUARE, PANORAMA)


def quadrant(size: tuple[int, int] = LANDSCAPE) -> Image.Image:
    """Paint red, green, blue and white quarters: top left, top right, bottom left, bottom right."""
    width, height = size
    photo = Image.new("RGB", size, WHITE)
    draw = ImageDraw.Draw(photo)
    across, down = width // 2, height // 2
    draw.rectangle((0, 0, across - 1, down - 1), fill=RED)
    draw.rectangle((across, 0, width, down - 1), fill=GREEN)
    draw.rectangle((0, down, across - 1, height), fill=BLUE)
    return photo


def save_quadrant(
    path: Path, size: tuple[int, int] = LANDSCAPE, orientation: int = 1, **options: Any
) -> Path:
    """Write a quadrant photograph that looks upright once its EXIF orientation is obeyed.

    ``orientation`` is EXIF's, 1 to 8; ``options`` go to Pillow's ``save``. The kind of file is
    that of the path's ending.
    """
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    photo = quadrant(size)
    if orientation in undo:
        photo = photo.transpose(undo[orientation])
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() in {".jpg", ".jpeg"}:
        options = {"quality": 90, "subsampling": 0} | options
    photo.save(path, **options)
    return path


def plate(number: int, **changes: Any) -> dict[str, Any]:
    """Return the manifest's words for one plate; a change of None leaves the key out."""
    words = {
        "id": f"plate-{number}",
        "photo": f"photos/{number:02}.jpg",
        "caption": f"Caption of plate {number}: a quiet street before the market opens.",
        "alt": f"Four quarters of colour, number {number}.",
    }
    return {key: value for key, value in (words | changes).items() if value is not None}


def write_story(
    folder: Path,
    plates: int | Sequence[Mapping[str, Any]] = 3,
    sizes: Sequence[tuple[int, int]] = SIZES,
    **changes: Any,
) -> Path:
    """Write a story folder that builds as it is, and return it.

    ``plates`` is how many, or what is to differ in each; ``sizes`` are the photographs' pixels,
    taken in turn; ``changes`` are keys of the manifest, None to leave one out. Photographs that
    a plate names and that are there already are kept.
    """
    wanted = [{} for _ in range(plates)] if isinstance(plates, int) else plates
    rows = [plate(number, **each) for number, each in enumerate(wanted, start=1)]
    manifest: dict[str, Any] = {
        "title": "A Street Before the Market",
        "standfirst": "Three mornings with the people who set up the stalls.",
        "language": "en",
        "published": "2026-01-15",
        "contributors": [{"name": "The Photo Desk", "role": "photographer"}],
        "credit": "The Photo Desk",
        "introduction": "The stalls go up in the dark.\n\nNobody speaks much.",
        "plates": rows,
        "closing": "By nine it is over.",
    }
    manifest = {key: value for key, value in (manifest | changes).items() if value is not None}
    for row, size in zip(rows, (sizes[i % len(sizes)] for i in range(len(rows))), strict=True):
        photo = folder / str(row.get("photo", "photos/none.jpg"))
        if not photo.exists():
            save_quadrant(photo, size)
    text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False, width=10_000)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "story.yaml").write_text(text, encoding="utf-8")
    return folder
