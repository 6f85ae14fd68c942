"""The values that the photo engine takes and gives.

``survey`` gives a ``Photo`` for each file; an edition asks for renditions with a
``RenditionRequest`` (this photograph, by this recipe); ``prepare`` gives a ``Rendition`` for each
request, whose file is final: no later stage decodes or encodes it again. How much of a photograph
a recipe shows, and how large, is arithmetic of whole pixels (``frame_photo``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, sqrt
from pathlib import Path

from platebook.errors import Finding


@dataclass(frozen=True, slots=True)
class MetadataText:
    """A text that a photograph's own metadata holds, and where: ``XMP dc:description``."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph of the story as the survey found it; nothing decoded yet.

    ``size`` is px wide × high as a viewer sees it, so after any rotation that the file asks for.
    ``bytes`` is the size of the file, ``format`` Pillow's name for what it is, whatever its own
    name says. ``words`` maps a manifest key (caption, alt, description, credit, rights, location,
    date), ``creator`` or ``terms`` to the plain text that the file itself gives for it.
    ``findings`` are warnings and notes, already reported. ``end`` is where in its file the only
    scan of a JPEG ends (bytes), ``decoder_memory`` what its decoder holds at a time, about (bytes),
    ``stamp`` what changes with the file, and ``proven`` whether it was decoded to its end before.
    """

    path: Path
    photo: str
    sha256: str
    format: str
    size: tuple[int, int]
    mode: str
    words: Mapping[str, MetadataText]
    profile: str | None = None
    findings: tuple[Finding, ...] = ()
    bytes: int = 0
    end: int = 0
    decoder_memory: int = 0
    stamp: tuple[int, ...] = ()
    proven: bool = False


@dataclass(frozen=True, slots=True)
class ColourTarget:
    """The inks that a press recipe wants: a CMYK profile and how to convert with it.

    ``sha256`` is that of the profile's bytes; ``intent`` relative, perceptual, saturation or
    absolute (ICC.1:2004-10, § 0.4); ``black_point`` compensates for the darkest that each side
    has. No pixel has more ink than ``ink_limit``, the sum of its four inks in per cent.
    """

    profile: Path = field(repr=False, compare=False)
    sha256: str
    intent: str = "relative"
    black_point: bool = True
    ink_limit: int = 300


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an edition wants of a photograph.

    ``box`` is px wide × high: the photograph is fitted inside it and never enlarged or, with
    ``crop``, cut to the box's shape round ``focus`` and fitted into it. ``pixels`` caps the area.
    ``keep_rights`` writes creator, rights, caption and alt text into the file as XMP (e-books);
    a PDF's JPEG carries no metadata at all. ``colour`` asks for inks instead of sRGB.
    ``sharpen`` is the contrast that a photograph made smaller gains in detail of 4 px a period
    (0.25: a quarter more). ``copy`` lets a JPEG shown whole at its own size keep its bytes.
    ``max_bytes`` is the limit of the file, rights included: where ``quality`` exceeds it,
    the photograph is coded worse, and at last made smaller, until it fits or is at the floor.
    ``format`` is ``jpeg``, ``webp`` or ``avif``; the other two are never copies, know no inks and
    no ``max_bytes``.
    """

    medium: str
    box: tuple[int, int]
    crop: bool = False
    focus: tuple[float, float] = (0.5, 0.5)
    pixels: int | None = None
    quality: int = 90
    chroma: str = "4:4:4"
    keep_rights: bool = False
    colour: ColourTarget | None = None
    sharpen: float = 0.0
    copy: bool = True
    max_bytes: int | None = None
    format: str = "jpeg"


@dataclass(frozen=True, slots=True)
class Rights:
    """What stays with a photograph when it travels in an e-book, as XMP.

    Plain texts, no Markdown. ``terms`` are the usage terms; ``source_type`` is
    IPTC's digital source type; ``language`` is that of the texts.
    """

    creator: str | None = None
    credit: str | None = None
    rights: str | None = None
    caption: str | None = None
    alt: str | None = None
    description: str | None = None
    terms: str | None = None
    source_type: str | None = None
    language: str = "x-default"


@dataclass(frozen=True, slots=True)
class RenditionRequest:
    """One photograph by one recipe; ``plate`` is the plate's id, used in names and messages."""

    plate: str
    where: str
    photo: Photo
    recipe: Recipe
    rights: Rights = Rights()


@dataclass(frozen=True, slots=True)
class Rendition:
    """One photograph as one edition shows it. ``size`` is px wide × high.

    ``quality`` is that of its JPEG where the recipe limits the bytes; None where it is a copy.
    """

    plate: str
    medium: str
    path: Path
    size: tuple[int, int]
    media_type: str = "image/jpeg"
    quality: int | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal; read anew each time, for few ask."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


#: Wide × high.
Pixels = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """A cut of the upright photograph (px from the top left) and the size it is shown at."""

    left: int
    top: int
    cut: Pixels
    size: Pixels

    @property
    def scale(self) -> float:
        """The larger of the two scales, across and down; 1 or less."""
        return max(self.size[0] / self.cut[0], self.size[1] / self.cut[1])

    def base_size(self, photo: Pixels) -> Pixels:
        """Return the size of the whole photograph (px) at which the cut has this frame's size."""
        if self.cut == photo:
            return self.size
        width, height = (min(side, ceil(side * self.scale)) for side in photo)
        return width, height

    def is_whole(self, photo: Pixels) -> bool:
        """Return whether this is the whole photograph at its own size."""
        return self.cut == photo and self.size == photo


def frame_photo(photo: Pixels, recipe: Recipe) -> Frame:
    """Fit or cut an upright photograph of px wide × high as ``recipe`` wants it; never enlarge."""
    if not recipe.crop:
        return Frame(0, 0, photo, _within(photo, recipe.box, recipe.pixels))
    cut = _cut(photo, recipe.box)
    left = round(recipe.focus[0] * photo[0] - cut[0] / 2)
    top = round(recipe.focus[1] * photo[1] - cut[1] / 2)
    enough = cut[0] >= recipe.box[0] and cut[1] >= recipe.box[1]
    size = _limit_area(recipe.box if enough else cut, recipe.pixels)
    left, top = min(max(left, 0), photo[0] - cut[0]), min(max(top, 0), photo[1] - cut[1])
    return Frame(left, top, cut, size)


def _cut(photo: Pixels, box: Pixels) -> Pixels:
    """Return the largest cut of the box's shape, to the nearest pixel."""
    scale = min(photo[0] / box[0], photo[1] / box[1])
    return _at_most(photo, box, scale)


def _within(photo: Pixels, box: Pixels, pixels: int | None) -> Pixels:
    scale = min(box[0] / photo[0], box[1] / photo[1], 1.0)
    return _limit_area(_at_most(box, photo, scale), pixels)


def _at_most(limit: Pixels, size: Pixels, scale: float) -> Pixels:
    """Scale ``size``, to the nearest pixel, to 1 px or more and no more than ``limit``."""
    across, down = (round(side * scale) for side in size)
    return max(1, min(limit[0], across)), max(1, min(limit[1], down))


def _limit_area(size: Pixels, pixels: int | None) -> Pixels:
    """Scale ``size`` down, in its shape, to at most ``pixels``."""
    if not pixels or size[0] * size[1] <= pixels:
        return size
    scale = sqrt(pixels / (size[0] * size[1]))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))
