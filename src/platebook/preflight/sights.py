"""What a file looks like, small, for a report: a PDF's pages, an EPUB's pictures and texts."""

from __future__ import annotations

from dataclasses import dataclass

#: The longer side of a small picture, and of a heat map, in px.
EDGE, HEAT_EDGE = 360, 480


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph as a page shows it: px wide × high, mm wide on paper, pixels to the inch.

    ``ink`` is the most ink that one of its pixels has, in per cent of one ink, and ``heat`` a map
    of its ink (a JPEG), both only where there are four inks.
    """

    pixels: tuple[int, int]
    width: float
    ppi: float
    ink: float = 0.0
    heat: bytes = b""


@dataclass(frozen=True, slots=True)
class Sight:
    """A page of a PDF; a picture of an EPUB with its words; or a document of it without any.

    ``number`` counts from 1; ``plate`` is its plate's id where the file names one. ``jpeg`` is a
    small picture of it, empty where it cannot be drawn. ``alt`` is None where nothing is said.
    ``title`` is that of a document, whose ``words`` are its beginning.
    """

    number: int
    plate: str
    jpeg: bytes
    words: str = ""
    alt: str | None = None
    photograph: Photograph | None = None
    title: str = ""
