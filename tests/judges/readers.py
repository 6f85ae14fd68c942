"""Reader engines in Chromium: does the book open, and what stands on the screen?

foliate-js and epub.js differ in how they paginate, so that a book that both show well is likely
to be shown well by readers that are neither.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.judges.commands import CHROMIUM, HERE, answer, kept, node_module, program

#: CSS pixels, wide x high.
TABLET, PHONE, SMALL_PHONE, E_INK = (900, 1100), (390, 780), (320, 568), (758, 1024)
DESKTOP = (1000, 760)
SIDEWAYS = (844, 390)


@dataclass(frozen=True)
class Image:
    """An image on a screen: ``natural`` pixels, and its ``box`` (left, top, width, height)."""

    alt: str | None
    natural: tuple[int, int]
    box: tuple[float, float, float, float]
    on_screen: bool  #: all of it, on the first screen of its document

    @property
    def distortion(self) -> float:
        """How far its shape is from the file's: 0 is none, 0.1 is a tenth."""
        across, down = self.natural
        return abs((self.box[2] / self.box[3]) / (across / down) - 1)


@dataclass(frozen=True)
class Caption:
    """A caption on a screen; ``size`` is its type's, in CSS pixels, ``box`` as an image's."""

    text: str
    on_screen: bool
    size: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Section:
    """One document of the book as its first screen shows it; ``cut`` texts run off their page.

    ``first`` is the box of its first line.
    """

    href: str
    text: str
    images: tuple[Image, ...]
    captions: tuple[Caption, ...]
    cut: tuple[str, ...]
    first: tuple[float, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a reader engine made of a book. ``pages`` are the page list's labels."""

    title: str
    contents: tuple[str, ...]
    pages: tuple[str, ...]
    sections: tuple[Section, ...]
    errors: tuple[str, ...]


class Engine(Protocol):
    """A reader engine: takes a book, the screen's size in CSS pixels, and a size of type."""

    def __call__(
        self,
        book: Path,
        viewport: tuple[int, int] = ...,
        font_percent: int = ...,
        screenshots: Path | None = ...,
    ) -> Reading: ...


def _engine(name: str, module: str) -> Engine:
    """Return the engine of a name; ``screenshots`` is a folder for one picture a document."""

    def read(
        book: Path,
        viewport: tuple[int, int] = TABLET,
        font_percent: int = 100,
        screenshots: Path | None = None,
    ) -> Reading:
        node_module(module)
        return _read(name, book, viewport, font_percent, screenshots)

    read.__name__ = name  # which names the cases of a test
    return read


foliate, epubjs = _engine("foliate", "foliate-js"), _engine("epubjs", "epubjs")
#: Readium's rules, which zoom the body; foliate-js only opens the archive.
readium = _engine("readium", "foliate-js")


def _read(
    engine: str,
    book: Path,
    viewport: tuple[int, int],
    font_percent: int,
    screenshots: Path | None,
) -> Reading:
    width, height = viewport
    told = _asked(
        engine=engine, book=str(book.resolve()), width=width, height=height, font=font_percent,
        shots=str(screenshots) if screenshots else None,
    )  # fmt: skip
    return Reading(
        title=told["title"],
        contents=tuple(told["contents"]),
        pages=tuple(told["pages"]),
        sections=tuple(_section(each) for each in told["sections"]),
        errors=tuple(told["errors"]),
    )


def _asked(**request: object) -> dict[str, Any]:
    """Ask the browser that reads all books to read one; fail the test where it cannot, or hangs."""
    browser = kept("node", HERE / "browser.mjs", CHROMIUM=program(CHROMIUM))
    line = answer(browser, json.dumps(request))
    told: dict[str, Any] = json.loads(line or '{"failed": "the browser ended"}')
    if "failed" in told:
        pytest.fail(f"{request['engine']}: {told['failed']}", pytrace=False)
    return told


def _section(told: dict[str, object]) -> Section:
    images, captions, cut = told["images"], told["captions"], told["cut"]
    assert isinstance(images, list)
    assert isinstance(captions, list)
    assert isinstance(cut, list)
    return Section(
        href=str(told["href"]),
        text=str(told["text"]),
        images=tuple(
            Image(each["alt"], tuple(each["natural"]), tuple(each["box"]), each["on_screen"])
            for each in images
        ),
        captions=tuple(Caption(**each | {"box": tuple(each["box"])}) for each in captions),
        cut=tuple(map(str, cut)),
        first=tuple(first) if isinstance(first := told["first"], list) else (),
    )
