"""What the desk shows: one frozen ``DeskState`` for each version of the story.

The browser gets it as JSON (``as_json``): field names stay, tuples become lists. Lengths are in mm,
boxes ``x, y, width, height`` from the top left of a page's media box. Images are named by ids
(``key``) which the desk gave out, never by a path.
"""

from __future__ import annotations

import os
import re
import traceback
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from platebook.errors import Finding, PlatebookError
from platebook.geometry import Box

Rectangle = tuple[float, float, float, float]
_BUG = "This is a bug in platebook. Please report it with what the terminal shows."
_MANIFESTS = (".yaml", ".yml", ".json")


def rectangle(box: Box) -> Rectangle:
    """Return a box as the browser gets it, in mm to three decimals."""
    return round(box.x, 3), round(box.y, 3), round(box.width, 3), round(box.height, 3)


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """Where a page is cut, and what stays inside: ``live`` is the area within the margins.

    ``safe`` is the area that the printer asks to keep text in, where it says so.
    """

    trim: Rectangle
    live: Rectangle
    safe: Rectangle


@dataclass(frozen=True, slots=True)
class DeskSheet:
    """The printed sheet: the size of its media box, and the boxes of pages bound left and right.

    ``left`` are those of the page on the left of an opening.
    """

    media: tuple[float, float]
    left: PageBoxes
    right: PageBoxes


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One printed page. ``key`` is the id of its picture; ``side`` is left or right as bound.

    ``anchor`` names the page of the book that it belongs to (``plate-guides``, ``introduction``);
    it is empty for a blank page. ``plate`` is the id of the plate that it shows.
    """

    folio: int
    side: str
    key: str
    kind: str
    anchor: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Two facing pages by folio, as they lie; None where there is no page (the covers' insides).

    ``id`` is that of what it shows first, so that it stays when pages are inserted before it.
    """

    id: str
    left: int | None
    right: int | None
    findings: int = 0


@dataclass(frozen=True, slots=True)
class DeskPlate:
    """One plate with its texts as the books have them: plain ``caption``, ``alt`` and so on.

    ``image`` is the name of its photograph in the e-book, ``pixels`` px wide × high.
    """

    id: str
    number: int
    title: str
    photo: str
    pixels: tuple[int, int]
    caption: str = ""
    alt: str = ""
    credit: str = ""
    decorative: bool = False
    folio: int = 0
    image: str = ""


@dataclass(frozen=True, slots=True)
class DeskDocument:
    """One document of the e-book: the name of its file, its title, and the page it is made of."""

    name: str
    title: str
    anchor: str
    plate: str = ""


@dataclass(frozen=True, slots=True)
class DeskFinding:
    """A finding with the opening and the plate that it belongs to, where it belongs to one."""

    severity: str
    code: str
    where: str
    message: str
    fix: str
    plate: str = ""
    opening: str = ""

    @classmethod
    def of(cls, finding: Finding, plate: str = "", opening: str = "") -> DeskFinding:
        """Wrap a finding."""
        return cls(**finding.as_json(), plate=plate, opening=opening)

    def within(self, story: Path) -> DeskFinding:
        """Return file names as seen from the folder of ``story``, which may be a manifest."""
        folder = story.parent if story.suffix in _MANIFESTS else story
        ways = [str(way) for way in (folder, folder.resolve()) if way.is_absolute() and way.name]
        outsides = [rf"{re.escape(way)}(?:/|(?![\w.-]))" for way in ways]
        # Messages name files as seen from here; a folder's name alone may be a word of a sentence.
        if (here := os.path.relpath(folder)) != ".":
            outsides.append(rf"(?<![\w/.-]){re.escape(here)}/")
        outside = re.compile("|".join(outsides))
        where, message, fix = (
            outside.sub("", text) for text in (self.where, self.message, self.fix)
        )
        return replace(self, where=where, message=message, fix=fix)


def explain(error: Exception, story: Path) -> tuple[DeskFinding, ...]:
    """Return what went wrong, as the command line does; a bug is printed with its traceback."""
    if isinstance(error, PlatebookError):
        findings = tuple(error.findings)
    elif isinstance(error, OSError) and error.filename:
        message = (error.strerror or str(error)).lower()
        findings = (Finding(str(error.filename), message, "Look whether the file is there."),)
    else:
        traceback.print_exception(error)
        findings = (Finding("platebook", f"{type(error).__name__}: {error}", _BUG),)
    return tuple(DeskFinding.of(finding).within(story) for finding in findings)


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """What the printed book is laid out for; empty: as the story says, or the default."""

    printer: str = ""
    trim: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True)
class DeskState:
    """One version of the story, as it was last laid out without an error.

    ``digest`` is the SHA-256 of the manifest's bytes that it was made from; ``errors`` are about a
    newer version, which cannot be laid out. ``book`` is the id of the e-book's files; ``unused``
    are photographs of the folder that no plate shows.
    """

    title: str = ""
    language: str = "en"
    direction: str = "ltr"
    digest: str = ""
    sheet: DeskSheet | None = None
    pages: tuple[DeskPage, ...] = ()
    openings: tuple[Opening, ...] = ()
    plates: tuple[DeskPlate, ...] = ()
    documents: tuple[DeskDocument, ...] = ()
    findings: tuple[DeskFinding, ...] = ()
    errors: tuple[DeskFinding, ...] = ()
    options: DeskOptions = field(default_factory=DeskOptions)
    book: str = ""
    unused: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the state as plain data for JSON."""
        return asdict(self)


def openings(pages: tuple[DeskPage, ...], direction: str) -> tuple[Opening, ...]:
    """Put pages together as bound: the first lies alone, then two and two.

    In a book that is read from right to left the lower folio lies on the right.
    """
    by_folio = {page.folio: page for page in pages}
    last = max(by_folio, default=0)
    result, names = [], set[str]()
    for lower in range(0, last + 1, 2):
        pair = [by_folio.get(folio) for folio in (lower, lower + 1)]
        anchored_pages = [page for page in pair if page and page.anchor]
        plates = [page for page in anchored_pages if page.kind == "plate"]
        first = next(iter(plates or anchored_pages), None)
        name = first.anchor if first else f"blank-{lower}"
        if name in names:  # a text that runs over several openings
            name = f"{name}-{lower}"
        names.add(name)
        folios = [page.folio if page else None for page in pair]
        left, right = folios if direction == "ltr" else reversed(folios)
        result.append(Opening(name, left, right))
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Show:
    """To the worker: lay the story out as it is on disk now. A newer one replaces it."""

    options: DeskOptions
    number: int = 0


@dataclass(frozen=True, slots=True)
class ShowOpening:
    """To the worker: the opening that the browser shows; its pages are drawn first."""

    opening: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """To the worker: give a file of the e-book; ``number`` comes back with the answer."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class DrawWrap:
    """To the worker: draw the cover wrap; ``spine`` is its width in mm where the user said it."""

    number: int
    spine: float | None = None


@dataclass(frozen=True, slots=True)
class NewestVersion:
    """From the worker: the newest version of the story, before its pages are drawn.

    ``folders`` are those that its files come from.
    """

    state: DeskState
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """From the worker: the story as it is on disk cannot be laid out."""

    errors: tuple[DeskFinding, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """From the worker: a page's picture, large and small (JPEG files in the worker's folder)."""

    key: str
    large: str
    small: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """From the worker: a file of the e-book; without ``content`` there is none of that name."""

    number: int
    media_type: str = ""
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wrapped:
    """From the worker: the cover wrap, or why there is none.

    Lengths are in mm: ``size`` is the sheet's, ``spine`` and ``trim`` are boxes on it. ``key``
    names its ``picture``, a file of the worker's.
    """

    number: int
    key: str = ""
    picture: str = ""
    size: tuple[float, float] = (0.0, 0.0)
    trim: Rectangle = (0.0, 0.0, 0.0, 0.0)
    spine: Rectangle = (0.0, 0.0, 0.0, 0.0)
    findings: tuple[DeskFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Idle:
    """From the worker: everything that was asked for is done; ``number`` is the last ``Show``'s."""

    number: int = 0


ToWorker = Show | ShowOpening | Fetch | DrawWrap
FromWorker = NewestVersion | Failed | Drawn | Fetched | Wrapped | Idle
