"""Books bound from a story made by hand: the room is tested without manifest and photo engine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from lxml import etree

from platebook import i18n, themes
from platebook.book import EPUB, Edition, PageBreak, PageKind, Pagination, compose
from platebook.epub import write
from platebook.fonts.families import ROLES, FontSet
from platebook.photos.model import Rendition
from platebook.story import Person, Place, Plate, Section, Story
from platebook.themes import Design
from tests.stories import SIZES, save_quadrant

ROOT = Path(__file__).parents[2]
XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
NAMESPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}


def text(number: int, **changes: object) -> Plate:
    """Return the words of one plate."""
    words: dict[str, object] = {
        "id": f"street-{number}",
        "photo": f"photos/{number:02}.jpg",
        "path": Path(f"photos/{number:02}.jpg"),
        "where": Place("story.yaml", 10 + number, 5),
        "caption": f"Caption of plate {number}: a *quiet* street before the market opens.",
        "alt": f"Four quarters of colour, number {number}.",
        "credit": "The Photo Desk",
    }
    return Plate(**(words | changes))  # type: ignore[arg-type]


def story(plates: Iterable[Plate] = (), **changes: object) -> Story:
    """Return a story with these plates (three, if none are given) in one section."""
    told = tuple(plates) or tuple(map(text, (1, 2, 3)))
    words: dict[str, object] = {
        "title": "A Street Before the Market",
        "language": "en",
        "identifier": "urn:uuid:6f2f4a3e-9a43-5d0e-8a3e-0c8f0f7f7a11",
        "slug": "a-street-before-the-market",
        "root": Path("story"),
        "manifest": Path("story/story.yaml"),
        "sections": (Section(told),),
        "cover": told[0].id,
        "standfirst": "Three mornings with the people who set up the *stalls*.",
        "published": date(2026, 1, 15),
        "contributors": (Person("The Photo Desk", "pht", "Photo Desk, The"),),
        "credit": "The Photo Desk",
        "introduction": "The stalls go up in the dark.\n\nNobody speaks much.",
        "closing": "By nine it is over.",
    }
    return Story(**(words | changes))  # type: ignore[arg-type]


def paged(edition: Edition, breaks: tuple[PageBreak, ...] = ()) -> Pagination:
    """Number an edition's pages as a printed book would, leaving room for ``breaks``."""
    folios: dict[str, int] = {}
    folio = 3
    for page in edition.pages:
        if page.kind in (PageKind.COVER, PageKind.DESCRIPTIONS):
            continue
        folios[page.anchor] = folio
        folio += 1 + sum(found.anchor == page.anchor for found in breaks)
    return Pagination(folios, breaks, folio)


def prepared(told: Story, folder: Path) -> dict[str, Rendition]:
    """Paint a photograph for every plate of the story."""
    plates = {}
    for number, plate in enumerate(told.plates):
        size = SIZES[number % len(SIZES)]
        path = save_quadrant(folder / f"{plate.id}.jpg", size)
        plates[plate.id] = Rendition(plate.id, "epub", path, size)
    return plates


@dataclass(frozen=True)
class Book:
    """A finished EPUB, opened."""

    path: Path

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Every file's bytes by name."""
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def tree(self, name: str) -> etree._Element:
        """Read one of the files in ``EPUB/`` as XML."""
        return etree.fromstring(self.files[f"EPUB/{name}"])

    def find(self, name: str, path: str) -> list[etree._Element]:
        """Find elements of one of the files by an XPath with the prefixes of ``NAMESPACES``."""
        found = self.tree(name).xpath(path, namespaces=NAMESPACES)
        assert isinstance(found, list)
        return found

    def said(self, name: str, path: str) -> list[str]:
        """Return the text of what ``find`` finds."""
        return [
            found if isinstance(found, str) else " ".join("".join(found.itertext()).split())
            for found in self.find(name, path)
        ]

    def metas(self, property: str) -> list[str]:
        """Return the texts of the package's metas with this property."""
        return self.said("content.opf", f"//opf:meta[@property='{property}']")

    @property
    def spine(self) -> list[str]:
        """Name the documents in reading order."""
        items = {
            item.get("id"): item.get("href") for item in self.find("content.opf", "//opf:item")
        }
        return [str(items[ref.get("idref")]) for ref in self.find("content.opf", "//opf:itemref")]


@dataclass
class Binder:
    """Binds stories into books in one folder."""

    folder: Path
    design: Design = field(default_factory=themes.find)

    def bind(
        self,
        told: Story | None = None,
        *,
        breaks: tuple[PageBreak, ...] = (),
        pagination: bool = True,
        font_set: FontSet | None = None,
        name: str = "book.epub",
    ) -> Book:
        """Compose, paginate and bind a story."""
        told = told or story()
        said = i18n.of(told.language)
        edition = compose(told, EPUB, said)
        plates = prepared(told, self.folder / "photos")
        draft = self.folder / name
        write(
            edition,
            plates,
            plates[told.plates[0].id],
            words=said,
            font_set=font_set or fonts(),
            design=self.design,
            pagination=paged(edition, breaks) if pagination else None,
            draft=draft,
        )
        return Book(draft)


def fonts() -> FontSet:
    """Return no fonts: what a book says and lists does not hang on its type."""
    return FontSet((), dict.fromkeys(ROLES, ()))
