"""What the web process and its worker say to each other, as frozen values over a pipe."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.desk.model import DeskFinding, DeskOptions, DeskState, Rectangle


@dataclass(frozen=True, slots=True)
class Show:
    """To the worker: lay the story out as it is on disk now. A newer one replaces it."""

    options: DeskOptions


@dataclass(frozen=True, slots=True)
class Look:
    """To the worker: the opening that the browser shows; its pages are drawn first."""

    opening: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """To the worker: give a file of the e-book; ``number`` comes back with the answer."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Wrap:
    """To the worker: draw the cover wrap; ``spine`` is its width in mm where the user said it."""

    number: int
    spine: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
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
    """From the worker: everything that was asked for is done."""


ToWorker = Show | Look | Fetch | Wrap
FromWorker = Shown | Failed | Drawn | Fetched | Wrapped | Idle
