"""The values that the photo engine takes and gives.

``survey`` gives a ``Photo`` for each file; an edition asks for renditions with a
``RenditionRequest`` (this photograph, by this recipe); ``prepare`` gives a ``Rendition`` for each
request, whose file is final: no later stage decodes or encodes it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
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
