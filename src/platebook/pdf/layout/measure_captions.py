"""Measures captions: laid out alone, each in the setting to be tried, and remembered.

Laying out captions takes a fifth of the time of a book whose photographs are ready. How high one
comes out depends on its own markup and on what it shares with all others: then it is remembered
from build to build. A few are laid out anew each time all the same, so that libraries below us
that set type otherwise than before are noticed; and the finished book is held to what was
measured in any case. A theme's styles may make a caption depend on its neighbours: with a theme
nothing is remembered.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from platebook.book import Edition, Page
from platebook.files import cached
from platebook.pdf import engine
from platebook.pdf.layout import laid_out
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.openings import caption_anchor
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.page_styles import Own, PlateStyles

if TYPE_CHECKING:
    from weasyprint import Document


def pages_of_runs(
    typesetter: Typesetter, opened: Edition, placements: Mapping[str, Placement], rules: str
) -> Mapping[str, int]:
    """Count the pages of each such caption, by its page's anchor.

    ``opened`` has the pages of captions; ``rules`` are the styles of all captions of the book.
    """
    runs = {
        caption_anchor(anchor): placement
        for anchor, placement in placements.items()
        if placement.setting is CaptionSetting.RUNNING
    }
    if not runs:
        return {}
    setter = typesetter.with_edition(opened)
    pages = [page for page in opened.pages if page.anchor in runs]
    own = tuple(run_rule(anchor, placement) for anchor, placement in runs.items())
    settings = {anchor: str(CaptionSetting.RUNNING) for anchor in runs}
    document = setter.texts(PlateStyles(rules, own), pages, settings)
    return {anchor: len(each) for anchor, each in laid_out.pages_of(document, [*runs]).items()}


def run_rule(anchor: str, placement: Placement) -> Own:
    """Write where the text of a caption begins on its first page, and how wide it is."""
    box = placement.caption
    if box is None:
        raise ValueError(f"{anchor} has no caption")
    return Own(
        anchor,
        "figcaption",
        (
            f"margin-left: {box.x:.3f}mm",
            f"padding-top: {box.y:.3f}mm",
            f"width: {box.width:.3f}mm",
        ),
    )


#: Part of every key: changed whenever captions are measured in another way.
_WAY = 1
#: What is kept at most: captions in a file, and files.
_CAPTIONS, _FILES = 8_000, 64
_DIGEST = 64


@dataclass(frozen=True, slots=True)
class CaptionMeasure:
    """A caption's height in mm, and that of its columns where it has any."""

    height: float
    columns: float | None = None


def key_of(*parts: object) -> str:
    """Name something by all that it depends on."""
    return hashlib.sha256(repr((_WAY, *parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CaptionCache:
    """The captions that were measured in one ``context``, by what each is made of.

    A memory that cannot be read or written is an empty one: it never fails a build.
    """

    folder: Path
    context: str

    @property
    def _path(self) -> Path:
        return self.folder / f"{self.context}.json"

    def recall(self) -> dict[str, CaptionMeasure]:
        """Give all that is remembered; nothing of a file that is harmed."""
        with suppress(OSError, ValueError, TypeError):
            digest, _, content = cached.read(self._path).decode().partition("\n")
            if digest == hashlib.sha256(content.encode()).hexdigest():
                with suppress(OSError):  # one that can only be read is a memory all the same
                    os.utime(self._path)
                return {key: _measure(*row) for key, row in json.loads(content).items()}
        return {}

    def keep(self, used: Mapping[str, CaptionMeasure], known: Mapping[str, CaptionMeasure]) -> None:
        """Remember what this book used first, then as much of what was ``known`` as is kept."""
        whole = [*{**used, **known, **used}.items()][: max(_CAPTIONS, len(used))]
        content = json.dumps({key: (each.height, each.columns) for key, each in whole})
        text = f"{hashlib.sha256(content.encode()).hexdigest()}\n{content}"
        with suppress(OSError):
            cached.write(self._path, text.encode())
            self._prune()

    def _prune(self) -> None:
        """Delete the files that were used longest ago, and drafts that a killed build left."""
        cached.sweep(self.folder)
        dated = [(path.lstat().st_mtime_ns, path) for path in self.folder.glob("*.json")]
        for _, path in sorted(dated)[:-_FILES]:
            with suppress(OSError):
                path.unlink()


def _measure(height: float, columns: float | None) -> CaptionMeasure:
    """Take one row of a file. Raises ValueError for what is no length."""
    if not all(isinstance(each, float) and isfinite(each) for each in (height, columns or 0.0)):
        raise ValueError("no length")
    return CaptionMeasure(height, columns)


_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
#: Captions that are measured though they are remembered: the highest, which tell most.
_PROBES = 8
#: Figures after the point that a length (mm) is known to: ten thousand times finer than a page
#: needs, and coarser than what adding up lines from another place on a page makes of it.
_FIGURES = 6
_SAME_MM = 1e-5


def measured(
    typesetter: Typesetter,
    pages: Sequence[Page],
    settings: Mapping[str, str],
    dressing: PlateStyles,
) -> Mapping[str, CaptionMeasure]:
    """Give each caption's measure by its plate's anchor; what is not given has no caption.

    ``settings`` name the setting of each by anchor, ``dressing`` has the widths.
    """
    html = typesetter.captions(pages, settings)
    memory, keys = _memory(typesetter, html, pages, dressing)
    if memory is None:
        return _read(typesetter.lay_out(html, dressing))
    known = memory.recall()
    found = {anchor: known[key] for anchor, key in keys.items() if key in known}
    warm = typesetter.warm
    probes: list[str] = []
    if warm is None or warm.is_first(("probes", memory.context)):
        probes = sorted(found, key=lambda anchor: (-found[anchor].height, anchor))[:_PROBES]
    again = [page for page in pages if page.anchor in probes or page.anchor not in found]
    if len(again) == len(pages):
        fresh = _read(typesetter.lay_out(html, dressing))
    elif not again:
        fresh = {}
    else:
        fresh = _read(typesetter.lay_out(typesetter.captions(again, settings), dressing))
        if not all(_same(found[anchor], fresh.get(anchor)) for anchor in probes):
            found, known, again = {}, {}, list(pages)
            fresh = _read(typesetter.lay_out(html, dressing))
    if len(again) > len(probes):
        used = {keys[anchor]: each for anchor, each in {**found, **fresh}.items()}
        memory.keep(used, known)
    return {**found, **fresh}


def _memory(
    typesetter: Typesetter, html: str, pages: Sequence[Page], dressing: PlateStyles
) -> tuple[CaptionCache | None, Mapping[str, str]]:
    """Give what is remembered of captions like these, and the key of each by anchor."""
    figures = _FIGURE.findall(html)
    if typesetter.memory is None or typesetter.design.theme or len(figures) != len(pages):
        return None, {}
    own: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for each in dressing.own:
        own.setdefault(each.anchor, []).append((each.part, each.declarations))
    rows = zip(pages, figures, strict=True)
    keys = {page.anchor: key_of(figure, own.get(page.anchor)) for page, figure in rows}
    shared = (html.partition("<figure")[0], dressing.rules, *_shared(typesetter))
    return CaptionCache(typesetter.memory, key_of(*shared)), keys


def _shared(typesetter: Typesetter) -> Iterable[object]:
    """Give what the height of every caption depends on, beside its own markup."""
    yield engine.versions()
    yield [(sheet.name, sheet.text) for sheet in typesetter.sheets]
    yield [(face.name, face.sha256) for face in typesetter.cast.faces]


def _read(document: Document) -> dict[str, CaptionMeasure]:
    columns = laid_out.column_heights(document)
    return {
        anchor: CaptionMeasure(round(height, _FIGURES), _rounded(columns.get(anchor)))
        for anchor, height in laid_out.caption_heights(document).items()
    }


def _rounded(length: float | None) -> float | None:
    return None if length is None else round(length, _FIGURES)


def _same(known: CaptionMeasure, fresh: CaptionMeasure | None) -> bool:
    if fresh is None or (known.columns is None) != (fresh.columns is None):
        return False
    off = (known.height - fresh.height, (known.columns or 0.0) - (fresh.columns or 0.0))
    return all(abs(each) <= _SAME_MM for each in off)
