"""Writes the EPUB edition: fills it, reads it back, and only then binds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from platebook.design import Design
from platebook.edition import Edition, Kind, Pagination
from platebook.epub import names, reading
from platebook.epub.access import Access
from platebook.epub.documents import Document, documents, templates_of
from platebook.epub.metadata import COVER_ID, metadata
from platebook.epub.model import Item, Package
from platebook.epub.navigation import Navigation, navigation
from platebook.epub.sheets import for_screens, sheets
from platebook.epub.shell import EpubShell
from platebook.errors import ThemeError
from platebook.markup import ForbiddenError, Press
from platebook.plates.model import Plate
from platebook.story import modified
from platebook.words import Words, direction

if TYPE_CHECKING:
    from platebook.typefaces import Cast

_NAV, _NCX = "epub/nav.xhtml.j2", "epub/toc.ncx.j2"
_XHTML = "application/xhtml+xml"


def write(
    edition: Edition,
    plates: Mapping[str, Plate],
    cover: Plate,
    *,
    words: Words,
    cast: Cast,
    design: Design,
    pagination: Pagination | None,
    draft: Path,
) -> None:
    """Bind a composed edition as EPUB 3.3 at ``draft``.

    ``plates`` is by plate id. ``pagination`` is the printed book's; without one the e-book has no
    page list and claims none. Raises ThemeError if a theme's template makes what no reader can
    open, UsageError for a SOURCE_DATE_EPOCH that is needed and no date.
    """
    from platebook.epub.packager import bind

    pagination = pagination or Pagination({}, (), 0)
    edition = edition.paginated(pagination)
    shell = EpubShell.of(edition.pages, plates, cover, pagination.breaks)
    cast = for_screens(cast)
    items, ways = _shielded(edition, shell, words, cast, design)
    access, story = Access.of(edition, ways), edition.story
    package = Package(
        language=story.language,
        direction=direction(story.language),
        modified=modified(story),
        metadata=metadata(edition, words, access, fonts=bool(cast.faces)),
        items=items,
    )
    bind(package, draft)


def rehearse(
    edition: Edition,
    sizes: Mapping[str, tuple[int, int]],
    *,
    words: Words,
    cast: Cast,
    design: Design,
    seconds: float,
) -> None:
    """Fill every document of the book, before there is a photograph, for a theme's mistakes.

    ``sizes`` are px by plate id; it may take so many ``seconds``. Raises ThemeError.
    """
    absent = {name: Plate(name, "epub", Path(), size) for name, size in sizes.items()}
    cover = Plate("cover", "epub", Path(), (1600, 2560))
    shell = EpubShell.of(edition.pages, absent, cover, ())
    _shielded(edition, shell, words, for_screens(cast), design, seconds)


def _shielded(
    edition: Edition,
    shell: EpubShell,
    words: Words,
    cast: Cast,
    design: Design,
    seconds: float | None = None,
) -> tuple[list[Item], Navigation]:
    styling = list(sheets(design, cast))

    def filled(design: Design) -> tuple[list[Item], Navigation]:
        try:
            return _filled(edition, Press(design, edition, words, shell), shell, words, styling)
        except reading.MalformedError as fault:
            _blame(fault, edition, design)

    return design.shielded(filled, pages=len(edition.pages), seconds=seconds)


def _filled(
    edition: Edition, press: Press, shell: EpubShell, words: Words, styling: Sequence[Item]
) -> tuple[list[Item], Navigation]:
    """Fill every document, see that the book holds together, and list its files."""
    facing = direction(edition.story.language)
    filled = list(documents(edition, press, facing))
    ways = navigation(edition, filled, words)
    context = {"navigation": ways, "direction": facing, "sheets": names.SHEETS}
    nav = press.render(_NAV, context).encode()
    ncx = press.render(_NCX, {**context, "identifier": edition.story.identifier}).encode()
    files = [*styling, *_photographs(edition, shell)]
    read = {document.name: document.contents for document in filled}
    read |= {names.NAVIGATION: reading.read(names.NAVIGATION, nav)}
    read |= {names.NCX: reading.read(names.NCX, ncx)}
    for fault in reading.resolve(read, {file.name for file in files}):
        raise fault
    items = [
        *_spine(filled, Item("nav", names.NAVIGATION, _XHTML, nav, ("nav",), spine=True)),
        Item("ncx", names.NCX, "application/x-dtbncx+xml", ncx),
        *files,
    ]
    return items, ways


def _spine(filled: Sequence[Document], nav: Item) -> Iterator[Item]:
    """Put the documents in order, the contents after the title page."""
    opening = [document for document in filled if document.page.kind in (Kind.COVER, Kind.TITLE)]
    for number, document in enumerate(filled):
        if number == len(opening):
            yield nav
        yield Item(
            document.page.anchor,
            document.name,
            _XHTML,
            document.content,
            document.contents.properties,
            spine=True,
        )


def _photographs(edition: Edition, shell: EpubShell) -> Iterator[Item]:
    for page in edition.pages:
        if page.kind == Kind.COVER:
            cover = shell.cover
            yield Item(COVER_ID, names.image(page), cover.media_type, cover.path, ("cover-image",))
        elif page.plate:
            plate = shell.plates[page.plate.id]
            yield Item(f"image-{page.anchor}", names.image(page), plate.media_type, plate.path)


def _blame(fault: reading.MalformedError, edition: Edition, design: Design) -> NoReturn:
    """Tell a theme's template that it is at fault; without one, the fault is a bug of ours."""
    if isinstance(fault.__cause__, ForbiddenError) and design.theme:
        raise fault.__cause__.blame(design) from fault
    kinds = {names.document(page.anchor): page.kind for page in edition.pages}
    if fault.name in kinds:
        suspects = templates_of(kinds[fault.name])
    else:
        suspects = (_NAV,) if fault.name == names.NAVIGATION else (_NCX,)
    overridden = [name for name in suspects if _themed(name, design)]
    if not overridden:
        raise fault
    raise ThemeError.of(
        str(design.templates[0] / overridden[0]),
        f"the page {fault.name} that this template makes cannot go into a book: {fault.message}",
        "Templates are XML: close every tag, quote every attribute, link only inside the book.",
    ) from fault


def _themed(name: str, design: Design) -> bool:
    return design.theme is not None and (design.theme / "templates" / name).is_file()
