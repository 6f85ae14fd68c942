"""Poppler's view of a PDF: pages' boxes, words, fonts and images, each as the file has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.judges.commands import run


@dataclass(frozen=True)
class Font:
    """A font in the file."""

    name: str
    kind: str
    embedded: bool
    subset: bool
    unicode: bool  #: whether text can be copied out


@dataclass(frozen=True)
class Image:
    """An image on a page: pixels wide x high, and pixels per inch as printed."""

    page: int
    kind: str
    pixels: tuple[int, int]
    colour: str
    components: int
    encoding: str
    ppi: tuple[int, int]


def facts(pdf: Path) -> dict[str, str]:
    """Return the document's facts by name: Title, Pages, Tagged, PDF version …"""
    lines = run("pdfinfo", pdf).stdout.splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


def boxes(pdf: Path) -> list[dict[str, tuple[float, ...]]]:
    """Return every page's boxes by name, such as TrimBox: left, bottom, right, top in points."""
    told = run("pdfinfo", "-box", "-f", "1", "-l", "99999", pdf).stdout
    pages: dict[int, dict[str, tuple[float, ...]]] = {}
    for number, name, corners in re.findall(r"^Page +(\d+) (\w+Box): +(.+)$", told, re.MULTILINE):
        pages.setdefault(int(number), {})[name] = tuple(map(float, corners.split()))
    return [pages[number] for number in sorted(pages)]


def texts(pdf: Path) -> list[str]:
    """Return every page's text in reading order."""
    return run("pdftotext", "-raw", "-enc", "UTF-8", pdf, "-").stdout.split("\f")[:-1]


def fonts(pdf: Path) -> list[Font]:
    """Return every font in the file."""
    rows = [line.split() for line in run("pdffonts", pdf).stdout.splitlines()[2:]]
    # A kind has spaces in it, and a long name pushes its row out of the columns: count from the end
    return [
        Font(row[0], " ".join(row[1:-6]), *(each == "yes" for each in row[-5:-2])) for row in rows
    ]


def images(pdf: Path) -> list[Image]:
    """Return every image in the file, in the order of its pages."""
    rows = [line.split() for line in run("pdfimages", "-list", pdf).stdout.splitlines()[2:]]
    return [
        Image(
            page=int(row[0]),
            kind=row[2],
            pixels=(int(row[3]), int(row[4])),
            colour=row[5],
            components=int(row[6]),
            encoding=row[8],
            ppi=(int(row[12]), int(row[13])),
        )
        for row in rows
    ]


def read_aloud(pdf: Path) -> str:
    """Return a tagged file's parts, indented, each with its type and its text."""
    return run("pdfinfo", "-struct-text", pdf).stdout
