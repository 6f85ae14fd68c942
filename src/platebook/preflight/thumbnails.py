"""What a file looks like, small, for a report: its pages, and what was left out."""

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
class PageThumbnail:
    """A page of a PDF, or of a document of an EPUB as an e-reader would show it.

    ``number`` counts from 1; ``plate`` is its plate's id where the file names one. ``jpeg`` is a
    small picture of it, empty where it cannot be drawn. ``document`` names the EPUB's file, and
    ``title`` is its title. ``text`` is what stands on a PDF's page, on an EPUB's first page of a
    document all that the document says. ``words`` are a plate's caption; ``alt`` is None where
    nothing is said. ``goes_on``: it has the second half of the photograph of the page before.
    """

    number: int
    plate: str
    jpeg: bytes
    words: str = ""
    alt: str | None = None
    photograph: Photograph | None = None
    title: str = ""
    document: str = ""
    text: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of the pages as a whole: a sentence."""

    words: str


@dataclass(frozen=True, slots=True)
class FileThumbnails:
    """What was seen of a file, and what there is to say of that: what is not shown, and why."""

    sights: tuple[PageThumbnail, ...] = ()
    remarks: tuple[str, ...] = ()
