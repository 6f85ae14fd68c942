"""Writes the EPUB edition: renders the documents, reads them back, then packages them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from platebook import sandbox, theme_limits
from platebook.book import Edition, PageKind, Pagination
from platebook.epub import package_files, read_back
from platebook.epub.epub_shell import EpubShell
from platebook.epub.package_files import (
    EpubPackage,
    Navigation,
    PackageItem,
    WrittenDocument,
    documents,
    for_screens,
    navigation,
    sheets,
)
from platebook.epub.package_metadata import COVER_ID, Access, metadata
from platebook.errors import ThemeError
from platebook.i18n import Words, direction
from platebook.photos.model import Rendition
from platebook.rendering import ForbiddenError, Renderer
from platebook.story import modified
from platebook.themes import Design

if TYPE_CHECKING:
    from platebook.fonts import FontSet

_NAV, _NCX = "epub/nav.xhtml.j2", "epub/toc.ncx.j2"
_XHTML = "application/xhtml+xml"
#: A book of more pages is written in a process of its own, whose memory is returned when it ends.
_MANY_PAGES = 300


def write(
    edition: Edition,
    plates: Mapping[str, Rendition],
    cover: Rendition,
    *,
    words: Words,
    cast: FontSet,
    design: Design,
    pagination: Pagination | None,
    draft: Path,
) -> None:
    """Write a composed edition as EPUB 3.3 to ``draft``.

    ``plates`` is by plate id. ``pagination`` is the printed book's; without it the e-book has no
    page list. Raises ThemeError if a theme's template makes documents that no reader can open,
    UsageError for a SOURCE_DATE_EPOCH that is needed and is no date.
    """
    pagination = pagination or Pagination({}, (), 0)
    edition = edition.paginated(pagination)
    shell = EpubShell.of(edition.pages, plates, cover, pagination.breaks)
    cast = for_screens(cast)

    def written() -> None:
        _bind(edition, shell, words, cast, design, draft)

    if len(edition.pages) > _MANY_PAGES:
        sandbox.run_forked(written)
    else:
        written()


def _bind(
    edition: Edition,
    shell: EpubShell,
    words: Words,
    cast: FontSet,
    design: Design,
    draft: Path,
) -> None:
    from platebook.epub.packager import bind

    items, ways = _shielded(edition, shell, words, cast, design)
    access, story = Access.of(edition, ways), edition.story
    package = EpubPackage(
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
    cast: FontSet,
    design: Design,
) -> None:
    """Render every document without photographs, to find a theme's mistakes early.

    ``sizes`` are px by plate id. Raises ThemeError.
    """
    absent = {name: Rendition(name, "epub", Path(), size) for name, size in sizes.items()}
    cover = Rendition("cover", "epub", Path(), (1600, 2560))
    shell = EpubShell.of(edition.pages, absent, cover, ())
    _shielded(edition, shell, words, for_screens(cast), design)


def _shielded(
    edition: Edition,
    shell: EpubShell,
    words: Words,
    cast: FontSet,
    design: Design,
) -> tuple[list[PackageItem], Navigation]:
    styling = list(sheets(design, cast))

    def filled(design: Design) -> tuple[list[PackageItem], Navigation]:
        try:
            return _filled(edition, Renderer(design, edition, words, shell), shell, words, styling)
        except read_back.MalformedError as fault:
            _blame(fault, design)

    return theme_limits.shielded(design, filled, pages=len(edition.pages))


def _filled(
    edition: Edition,
    press: Renderer,
    shell: EpubShell,
    words: Words,
    styling: Sequence[PackageItem],
) -> tuple[list[PackageItem], Navigation]:
    """Render every document, check ids and links, and list the files."""
    facing = direction(edition.story.language)
    filled = list(documents(edition, press, facing))
    ways = navigation(edition, filled, words)
    context = {"navigation": ways, "direction": facing, "sheets": package_files.SHEETS}
    nav = press.render(_NAV, context).encode()
    ncx = press.render(_NCX, {**context, "identifier": edition.story.identifier}).encode()
    files = [*styling, *_photographs(edition, shell)]
    read = {document.name: document.contents for document in filled}
    read |= {package_files.NAVIGATION: read_back.read(package_files.NAVIGATION, nav)}
    read |= {package_files.NCX: read_back.read(package_files.NCX, ncx)}
    for fault in read_back.resolve(read, {file.name for file in files}):
        raise fault
    items = [
        *_spine(
            filled, PackageItem("nav", package_files.NAVIGATION, _XHTML, nav, ("nav",), spine=True)
        ),
        PackageItem("ncx", package_files.NCX, "application/x-dtbncx+xml", ncx),
        *files,
    ]
    return items, ways


def _spine(filled: Sequence[WrittenDocument], nav: PackageItem) -> Iterator[PackageItem]:
    """Order the documents, the contents after the title page."""
    opening = [
        document for document in filled if document.page.kind in (PageKind.COVER, PageKind.TITLE)
    ]
    for number, document in enumerate(filled):
        if number == len(opening):
            yield nav
        yield PackageItem(
            document.page.anchor,
            document.name,
            _XHTML,
            document.content,
            document.contents.properties,
            spine=True,
        )


def _photographs(edition: Edition, shell: EpubShell) -> Iterator[PackageItem]:
    for page in edition.pages:
        if page.kind == PageKind.COVER:
            cover = shell.cover
            yield PackageItem(
                COVER_ID, package_files.image(page), cover.media_type, cover.path, ("cover-image",)
            )
        elif page.plate:
            plate = shell.plates[page.plate.id]
            yield PackageItem(
                f"image-{page.anchor}", package_files.image(page), plate.media_type, plate.path
            )


def _blame(fault: read_back.MalformedError, design: Design) -> NoReturn:
    """Turn an error into ThemeError if a theme is used; without one it is a bug."""
    if isinstance(fault.__cause__, ForbiddenError) and design.theme:
        raise fault.__cause__.blame(design) from fault
    if design.theme is None or not any(path.suffix == ".j2" for path in design.files):
        raise fault
    raise ThemeError.of(
        str(design.theme),
        f"the page {fault.name} that this template makes cannot go into a book: {fault.message}",
        "Templates are XML: close every tag, quote every attribute, link only inside the book.",
    ) from fault
