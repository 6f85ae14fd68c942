"""Measures how much damage each format can show: the table of docs/how-to/photographs.md.

``python -m tools.fuzz.formats [COUNT]`` damages so many copies of one photograph of each format in
each way, at random in the middle of the file, and counts those that ``platebook check`` refuses.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pillow_heif
from PIL import Image

from platebook import output
from platebook.errors import PhotoError
from platebook.manifest import load_story
from platebook.photos.cache import Cache
from platebook.photos.survey_photos import survey
from platebook.photos.worker_pool import WorkerPool
from tests.stories import write_story

SIZE = (480, 320)
#: What is saved: the name, Pillow's format, and how.
FORMATS = (
    ("JPEG, baseline", "JPEG", {"quality": 88}),
    ("JPEG, progressive", "JPEG", {"quality": 88, "progressive": True}),
    ("PNG", "PNG", {}),
    ("TIFF, no compression", "TIFF", {}),
    ("TIFF, LZW", "TIFF", {"compression": "tiff_lzw"}),
    ("TIFF, Deflate", "TIFF", {"compression": "tiff_adobe_deflate"}),
    ("TIFF, PackBits", "TIFF", {"compression": "packbits"}),
    ("TIFF, JPEG", "TIFF", {"compression": "jpeg"}),
    ("WebP, lossy", "WEBP", {"quality": 85}),
    ("WebP, lossless", "WEBP", {"lossless": True}),
    ("HEIC", "HEIF", {"quality": 80}),
    ("AVIF", "AVIF", {"quality": 80}),
)
DAMAGES = ("a bit", "64 bytes of noise", "512 zeros", "cut short")
_SUFFIX = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp", "HEIF": "heic"}


def picture() -> Image.Image:
    """Paint clouds with grain: every byte of the file then stands for pixels."""
    dice = random.Random(1)
    small = Image.frombytes("RGB", (48, 32), dice.randbytes(48 * 32 * 3))
    grain = Image.frombytes("RGB", SIZE, dice.randbytes(SIZE[0] * SIZE[1] * 3))
    return Image.blend(small.resize(SIZE, Image.Resampling.BICUBIC), grain, 0.08)


def damaged(dice: random.Random, photo: bytes, how: str) -> bytes:
    """Damage the middle of a file."""
    harmed = bytearray(photo)
    at = dice.randrange(len(photo) // 5, len(photo) * 4 // 5)
    match how:
        case "a bit":
            harmed[at] ^= 1 << dice.randrange(8)
        case "64 bytes of noise":
            harmed[at : at + 64] = dice.randbytes(64)
        case "512 zeros":
            harmed[at : at + 512] = bytes(512)
        case _:
            del harmed[at:]
    return bytes(harmed)


def refused(kind: str, photo: bytes, count: int, folder: Path) -> Counter[str]:
    """Count the damaged copies that are refused, by damage."""
    dice = random.Random(7)
    names = {}
    (folder / "photos").mkdir(parents=True)
    for how in DAMAGES:
        for number in range(count):
            name = f"photos/{DAMAGES.index(how)}-{number}.{_SUFFIX.get(kind, kind.lower())}"
            (folder / name).write_bytes(damaged(dice, photo, how))
            names[name] = how
    story = write_story(folder, [{"photo": name} for name in names])
    with output.workroom() as room, WorkerPool() as workers:
        try:
            survey(
                load_story.load(story), workers=workers, cache=Cache(room / "kept"), everything=True
            )
        except PhotoError as error:
            return Counter(names[each.where.partition(" (")[0]] for each in error.findings)
    return Counter()


def rows(count: int) -> Iterator[str]:
    """Yield a row of the table for each format."""
    pillow_heif.register_heif_opener()
    for title, kind, options in FORMATS:
        saved = io.BytesIO()
        picture().save(saved, kind, **options)
        with tempfile.TemporaryDirectory() as folder:
            found = refused(kind, saved.getvalue(), count, Path(folder) / "story")
        yield f"| {title} | " + " | ".join(f"{found[how] * 100 // count}" for how in DAMAGES) + " |"


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 100):
        print(row, flush=True)
