"""Records the SHA-256 of reference books, and compares a later build with them.

    python -m tools.reference_books record output/reference.json
    python -m tools.reference_books compare output/reference.json

For a change that must not change any book, such as a renaming: record before it, compare after it.
The books are built by the command line, in a temporary folder and with a cache of their own:

- the sample story in every edition;
- one story in each of five languages, in every edition;
- a story of 120 plates of mixed shapes, with long captions and both layouts, for every printer;
- a story with one photograph of each source format.

``build.json`` is not compared: it holds version strings.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image
from pillow_heif import register_heif_opener

from platebook import printers
from tests.conftest import LONG, SHAPES
from tests.languages import SIZES, TEXTS, manifest
from tests.stories import quadrant, save_quadrant, write_story

ROOT = Path(__file__).parents[1]
EDITIONS = ("epub", "print", "screen", "proof")
#: File name endings and the options with which Pillow writes each.
FORMATS = {
    "jpg": {"quality": 90},
    "png": {},
    "tif": {"compression": "tiff_deflate"},
    "webp": {"lossless": True},
    "heic": {},
    "avif": {},
}


def main() -> None:
    """Record, or compare and exit with 1 where a book differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=("record", "compare"))
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reference-books-") as folder:
        digests = build_all(Path(folder))
    if asked.action == "record":
        asked.file.write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
        print(f"{len(digests)} books recorded")
        return
    recorded = json.loads(asked.file.read_text(encoding="utf-8"))
    different = [
        name for name in {**recorded, **digests} if recorded.get(name) != digests.get(name)
    ]
    for name in different:
        print(f"different: {name}")
    print(f"{len(digests) - len(different)} of {len(digests)} books are the same")
    sys.exit(1 if different else 0)


def build_all(folder: Path) -> dict[str, str]:
    """Build every reference book below ``folder``; give the SHA-256 of each by its name."""
    digests = {}
    for name, story, options in _stories(folder):
        output = folder / "books" / name
        environment = os.environ | {"PLATEBOOK_CACHE": str(folder / "cache")}
        command = [sys.executable, "-m", "platebook", "build", str(story), "-o", str(output)]
        subprocess.run([*command, "--quiet", *options], check=True, env=environment)
        for book in sorted(output.iterdir()):
            if book.suffix in {".epub", ".pdf"}:
                digests[f"{name}/{book.name}"] = hashlib.sha256(book.read_bytes()).hexdigest()
    return digests


def _stories(folder: Path) -> Iterator[tuple[str, Path, Sequence[str]]]:
    """Yield each story's name, its folder, and the options of its build."""
    editions = [word for name in EDITIONS for word in ("--edition", name)]
    cover = ["--edition", "cover", "--printer", "kdp-paperback"]
    yield "sample", ROOT / "story", editions
    yield "sample-cover", ROOT / "story", [*cover, "--edition", "print"]
    yield "sample-night", ROOT / "story", [*editions, "--theme", "night"]
    for language in TEXTS:
        story = write_story(folder / language, sizes=SIZES, **manifest(language))  # type: ignore[arg-type]
        yield language, story, editions
    all_printers = [word for name in printers.printer_names() for word in ("--printer", name)]
    yield "long", _long_story(folder / "long"), ["--edition", "print", *all_printers]
    yield "formats", _formats(folder / "formats"), editions


def _long_story(folder: Path) -> Path:
    rows = [
        {
            "photo": f"photos/{number % 16:02}.jpg",
            "layout": "full-bleed" if number % 7 == 3 else ("matted", None)[number % 2],
            "caption": LONG * (1 + number * 5 % 9),
        }
        for number in range(120)
    ]
    for number in range(16):
        photo = save_quadrant(folder / "photos" / f"{number:02}.jpg", SHAPES[number % 8])
        if number % 4 == 3:
            Image.open(photo).convert("L").save(photo)
    return write_story(folder, rows, introduction=f"{LONG * 20}\n\n{LONG * 20}")


def _formats(folder: Path) -> Path:
    register_heif_opener()
    (folder / "photos").mkdir(parents=True)
    for kind, options in FORMATS.items():
        quadrant((1200, 800)).save(folder / "photos" / f"photo.{kind}", **options)
    rows = [
        {"id": kind, "photo": f"photos/photo.{kind}", "layout": layout}
        for (kind, layout) in zip(FORMATS, ("matted", "full-bleed") * 3, strict=True)
    ]
    return write_story(folder, rows)


if __name__ == "__main__":
    main()
