"""Photographs that the tests make: small, and such that a pixel shows what was done to them."""

from __future__ import annotations

import os
import struct
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from platebook.photos.cache import Cache
from platebook.photos.formats.header import (
    ADOBE_RGB,
    DISPLAY_P3,
    REC_2020,
    SRGB_CURVE,
    Colours,
    matrix_profile,
)
from platebook.photos.model import Photo, Recipe, Rendition, RenditionRequest, Rights
from platebook.photos.prepare_plates import prepare
from platebook.photos.survey_photos import survey
from platebook.photos.worker_pool import WorkerPool
from platebook.report import Report
from platebook.story import Place, Plate, Section, Story

#: The processes of all tests of this run: starting some for each test would take a minute.
WORKERS = WorkerPool(2)
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 200), (245, 245, 245)
SWAPPED = Colours("Swapped", (0.30, 0.60), (0.15, 0.06), (0.64, 0.33), SRGB_CURVE)
PROPHOTO = Colours(
    "ProPhoto", (0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), 1.8, (0.3457, 0.3585)
)
SPACES = {
    "swapped": SWAPPED,
    "Adobe RGB": ADOBE_RGB,
    "Display P3": DISPLAY_P3,
    "ProPhoto": PROPHOTO,
    "Rec. 2020": REC_2020,
}
WHOLE = Recipe("print", (800, 800), quality=95)
EPUB = Recipe("epub", (800, 800), quality=90, chroma="4:2:0", keep_rights=True)
XMP_HEAD = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
)


def quadrants(size: tuple[int, int] = (240, 160)) -> Image.Image:
    """Make a photograph of four quarters: red and green above, blue and white below."""
    width, height = size
    picture = Image.new("RGB", size, WHITE)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    return picture


def scene(size: tuple[int, int] = (480, 320), seed: int = 1) -> Image.Image:
    """Make something with the entropy of a photograph: noise that falls with its frequency."""
    numbers = np.random.default_rng(seed)
    total = np.zeros((size[1], size[0], 3), np.float32)
    for octave in range(7):
        small = (max(2, size[0] >> octave), max(2, size[1] >> octave))
        noise = numbers.standard_normal((small[1], small[0], 3)).astype(np.float32) * 1.6**octave
        for band in range(3):
            layer = Image.fromarray(np.ascontiguousarray(noise[..., band]))
            total[..., band] += np.asarray(layer.resize(size, Image.Resampling.BICUBIC))
    total = (total - total.mean()) / total.std() * 45 + 125
    return Image.fromarray(total.clip(0, 255).astype(np.uint8))


def chart(step: int = 51) -> Image.Image:
    """Make a colour chart: every mixture of some levels of red, green and blue, 8 px each."""
    levels = range(0, 256, step)
    count = len(levels)
    picture = Image.new("RGB", (count * count, count))
    picture.putdata([(r, g, b) for b in levels for g in levels for r in levels])
    return picture.resize((count * count * 8, count * 8), Image.Resampling.NEAREST)


def upside(picture: Image.Image, orientation: int) -> Image.Image:
    """Store a picture so that ``orientation`` turns it upright again."""
    turns = Image.Transpose
    back = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_90,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_270,
    }
    return picture.transpose(back[orientation]) if orientation in back else picture


def save(picture: Image.Image, path: Path, **how: object) -> Path:
    """Save a picture, at a quality that keeps flat colours flat."""
    lossy = {".jpg": {"quality": 97, "subsampling": 0}, ".webp": {"lossless": True}}
    picture.save(path, **{**lossy.get(path.suffix, {}), **how})
    return path


def tagged(orientation: int) -> Image.Exif:
    """Make EXIF that says how to turn the photograph."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def icc(space: str) -> bytes:
    """Return the profile of a space by name."""
    return matrix_profile(SPACES[space])


def png_chunk(name: bytes, content: bytes) -> bytes:
    """Make one chunk of a PNG."""
    crc = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)


def png16(pixels: np.ndarray, *chunks: bytes) -> bytes:
    """Make a PNG of 16 bits a channel from rows × columns × (1 or 3) numbers."""
    height, width = pixels.shape[:2]
    kind = 2 if pixels.ndim == 3 else 0
    rows = pixels.astype(">u2").reshape(height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", head),
            *chunks,
            png_chunk(b"IDAT", zlib.compress(raw)),
            png_chunk(b"IEND", b""),
        )
    )


def hurt(photo: bytes) -> bytes:
    """Take the last half of a JPEG's picture away, so that nothing but decoding it tells."""
    return photo[: len(photo) // 2] + b"\xff\xd9"


def spent() -> float:
    """Return the CPU seconds of this process and of the workers that it has by now."""
    ticks = 0
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread or a worker that has just ended
            for child in (task / "children").read_text().split():
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def with_segment(photo: bytes, marker: int, content: bytes) -> bytes:
    """Put a segment into a JPEG, right after its start."""
    return (
        photo[:2]
        + bytes((0xFF, marker))
        + struct.pack(">H", len(content) + 2)
        + content
        + photo[2:]
    )


def xmp_packet(inner: str, attributes: str = "") -> bytes:
    """Make a packet of one description."""
    return (
        f'{XMP_HEAD}<rdf:Description rdf:about=""{attributes}>{inner}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def iim_record(*texts: tuple[int, str], utf8: bool = True) -> bytes:
    """Make an IPTC-IIM record inside Photoshop's resources, as APP13 holds it."""
    encoding = "utf-8" if utf8 else "cp1252"
    record = b"\x1c\x01\x5a\0\x03\x1b%G" if utf8 else b""
    for number, text in texts:
        raw = text.encode(encoding)
        record += b"\x1c\x02" + bytes((number,)) + struct.pack(">H", len(raw)) + raw
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    return b"Photoshop 3.0\0" + resource + b"\0" * (len(record) % 2)


def story(*paths: Path, cover: str | Path | None = None, language: str = "en") -> Story:
    """Make a story of photographs that lie in one folder; a plate is called as its file."""
    root = paths[0].parent
    plates = tuple(
        Plate(path.stem, path.name, path, Place("story.yaml", number, 1))
        for number, path in enumerate(paths, 1)
    )
    return Story(
        "Title", language, "urn:x", "s", root, root / "story.yaml", (Section(plates),), cover or "a"
    )


def surveyed(path: Path, language: str = "en") -> Photo:
    """Survey one photograph."""
    return survey(story(path, language=language), workers=WORKERS)[path.stem]


def prepared(
    photo: Photo, *recipes: Recipe, scratch: Path, rights: Rights | None = None
) -> Sequence[Rendition]:
    """Prepare one photograph by some recipes."""
    wishes = [RenditionRequest("a", "a", photo, recipe, rights or Rights()) for recipe in recipes]
    return list(prepare(wishes, scratch=scratch, workers=WORKERS).values())


def rendered(
    path: Path, recipe: Recipe = WHOLE, report: Report | None = None, cache: Cache | None = None
) -> Image.Image:
    """Survey and prepare one photograph, and open what came out."""
    photo = survey(story(path), report=report, workers=WORKERS)[path.stem]
    wishes = [RenditionRequest(path.stem, "a", photo, recipe)]
    plates: Mapping[tuple[str, str], Rendition] = prepare(
        wishes,
        scratch=path.parent / f".{path.stem}",
        report=report,
        cache=cache,
        workers=WORKERS,
    )
    picture = Image.open(plates[path.stem, recipe.medium].path)
    picture.load()
    return picture


def corners(picture: Image.Image) -> str:
    """Spell the four quarters as letters, clockwise from the top left: ``RGWB`` is upright."""
    width, height = picture.size
    spots = ((1, 1), (3, 1), (3, 3), (1, 3))
    letters = ""
    for across, down in spots:
        seen = picture.convert("RGB").getpixel((across * width // 4, down * height // 4))
        names = {"R": RED, "G": GREEN, "B": BLUE, "W": WHITE}
        letters += min(names, key=lambda name: distance(names[name], seen))
    return letters


def distance(one: Sequence[float], other: object) -> float:
    """Return how far apart two colours are, in steps of 255."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))  # type: ignore[call-overload]


def difference(one: Image.Image, other: Image.Image) -> tuple[float, int]:
    """Return mean and maximum difference of two pictures, in steps of 255."""
    apart = np.abs(np.asarray(one).astype(int) - np.asarray(other).astype(int))
    return float(apart.mean()), int(apart.max())


def seen_as_srgb(picture: Image.Image, profile: bytes, intent: int = 1) -> Image.Image:
    """Convert with littlecms at full precision: the judge of our colours."""
    flags = ImageCms.Flags
    converted = ImageCms.profileToProfile(
        picture,
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent(intent),
        outputMode="RGB",
        flags=flags.BLACKPOINTCOMPENSATION | flags.HIGHRESPRECALC | flags.NOOPTIMIZE,
    )
    assert converted is not None
    return converted
