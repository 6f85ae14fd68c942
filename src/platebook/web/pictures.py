"""The website's pictures in several sizes, and what the shared templates ask of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path

from lxml import etree

from platebook.book import Page
from platebook.photos.model import Rendition
from platebook.rendering.renderer import Shell

#: px wide: a column of 58 rem needs 928 at one pixel a CSS px. A photograph is never enlarged, so a
#: smaller one has its own width as its largest.
WIDTHS = (480, 960, 1440, 1920, 2400)
#: Formats in the order in which a browser chooses, with the quality of each (equal to the eye).
FORMATS = {"avif": 52, "webp": 75, "jpeg": 80}
_SUFFIXES = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
#: px: the width that a browser without ``srcset`` loads.
_PLAIN = 1200


def widths(photo: tuple[int, int]) -> tuple[int, ...]:
    """Return the widths in px of a photograph of px wide × high."""
    own = min(photo[0], WIDTHS[-1])
    smaller = [width for width in WIDTHS if width < own * 0.9]
    return (*smaller, own)


@dataclass(frozen=True, slots=True)
class PlatePictures:
    """A photograph's files by format, the narrowest first, and its average colour (``#rrggbb``)."""

    plate: str
    files: Mapping[str, tuple[Rendition, ...]]
    colour: str

    @property
    def plain(self) -> Rendition:
        """The JPEG for browsers without ``srcset``, and for other sites."""
        return next((file for file in self.files["jpeg"] if file.size[0] >= _PLAIN), self.largest)

    @property
    def largest(self) -> Rendition:
        """The largest JPEG."""
        return self.files["jpeg"][-1]

    def paths(self) -> Iterable[tuple[str, Path]]:
        """Yield every file by its path in the site."""
        for format, files in self.files.items():
            yield from ((self._path(format, file), file.path) for file in files)

    def address(self, rendition: Rendition, up: str) -> str:
        """Return the address of a JPEG from a page; ``up`` leads from there to the site's top."""
        return up + self._path("jpeg", rendition)

    def _path(self, format: str, rendition: Rendition) -> str:
        return f"images/{self.plate}-{rendition.size[0]}.{_SUFFIXES[format]}"

    def srcset(self, format: str, up: str, max_width: float = inf) -> str:
        """Return one format's candidates for ``srcset``, up to the first of ``max_width`` px."""
        files = self._up_to(format, max_width)
        return ", ".join(f"{up}{self._path(format, file)} {file.size[0]}w" for file in files)

    def _up_to(self, format: str, max_width: float) -> tuple[Rendition, ...]:
        files = self.files[format]
        return tuple(
            file for at, file in enumerate(files) if not at or files[at - 1].size[0] < max_width
        )

    def wrap(
        self,
        image: etree._Element,
        up: str,
        sizes: str,
        *,
        max_width: float = inf,
        eager: bool = False,
    ) -> None:
        """Wrap an ``img`` in a ``picture`` with its candidates, none wider than it must be.

        ``sizes`` says how wide the photograph is shown. Only the first of a page is ``eager``. The
        widths of larger candidates are in ``data-larger``, for what opens over the page.
        """
        picture = etree.Element("picture")
        larger = self.files["jpeg"][len(self._up_to("jpeg", max_width)) :]
        if larger:
            picture.set("data-larger", " ".join(str(file.size[0]) for file in larger))
        parent = image.getparent()
        if parent is None:
            return
        parent.replace(image, picture)
        picture.tail, image.tail = image.tail, None
        for format in self.files:
            if format != "jpeg":
                source = etree.SubElement(picture, "source", type=f"image/{format}", sizes=sizes)
                source.set("srcset", self.srcset(format, up, max_width))
        image.set("srcset", self.srcset("jpeg", up, max_width))
        image.set("sizes", sizes)
        image.set("style", f"background-color: {self.colour}")
        image.set("decoding", "async")
        # Its room is known before it is loaded, so that nothing moves.
        parent.set("style", f"--ratio: {self.plain.size[0] / self.plain.size[1]:.4f}")
        image.set(*(("fetchpriority", "high") if eager else ("loading", "lazy")))
        picture.append(image)


@dataclass(frozen=True, slots=True)
class WebShell(Shell):
    """The shell of one page of the site: no marks of printed pages, no smaller pictures.

    ``up`` leads from the page to the site's top (``""`` or ``"../"``); ``here`` is the plate whose
    own page it is, or None on the page of the whole story. ``anchors`` are those of that page.
    """

    pictures: Mapping[str, PlatePictures]
    anchors: frozenset[str]
    up: str = ""
    here: str | None = None
    paper: bool = False

    def href(self, page: Page) -> str:
        """Address of the page's photograph, as JPEG."""
        plate_pictures = self.pictures[page.shown.id]
        return plate_pictures.address(plate_pictures.plain, self.up)

    def size(self, page: Page) -> tuple[int, int]:
        """The size in px of that file."""
        return self.pictures[page.shown.id].plain.size

    def link(self, anchor: str) -> str | None:
        """Address of the part of the story with this anchor."""
        if anchor.startswith("description-"):
            plate = anchor.removeprefix("description-")
            return f"#{anchor}" if self.here == plate else f"{self.up}plates/{plate}.html#{anchor}"
        if anchor not in self.anchors:
            return None
        return f"#{anchor}" if self.here is None else f"{self.up}index.html#{anchor}"
