"""Writes the site: renders its pages, checks their links, and copies pictures and fonts.

Everything is static and relative: the folder works from a disk and below any address, and loads
nothing from elsewhere. Without scripts each photograph is a link to its own page; with them it
opens in a ``dialog``.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from platebook import markdown, theme_limits
from platebook.book import Edition, Page, PageKind
from platebook.errors import ThemeError
from platebook.fonts.families import FontSet
from platebook.i18n import Words, direction
from platebook.photos.model import Rendition, Rights
from platebook.rendering.renderer import Renderer, shape_of
from platebook.themes import Design
from platebook.web import page_html
from platebook.web.page_html import (
    PageError,
    SitePage,
    check_links,
    finish,
    font_rules,
    lower_headings,
    parse,
)
from platebook.web.pictures import PlatePictures, WebShell

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHEET, _SCRIPT = "styles/web.css", "scripts/lightbox.js"
_HOME = "index.html"
#: How wide a photograph is shown on its own page, and the width of the column in a stylesheet.
_ALONE = "min(84rem, 96vw)"
_WIDE = re.compile(r":root\s*\{[^{}]*--wide:\s*([\d.]+)rem")
#: px of a photograph for each CSS px of the column at most: more is hardly seen, and takes twice as
#: long. What opens over the page has all that there are.
_DENSEST = 1.5
_ROLE = re.compile(r"var\(\s*--(serif|sans|display)\s*\)")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What a site needs beside the story.

    ``address`` is that of the published site, with a slash at the end, or empty. ``lead`` is the
    key of the picture below the title; other sites show it with ``lead_alt`` as its text
    alternative. ``rights`` are by plate id.
    """

    address: str
    lead: str
    lead_alt: str
    rights: Mapping[str, Rights]


def write(
    edition: Edition,
    pictures: Mapping[str, PlatePictures],
    options: SiteOptions,
    *,
    words: Words,
    font_set: FontSet,
    design: Design,
    draft: Path,
) -> None:
    """Write the site into the new folder ``draft``. Raises ThemeError for a theme's mistakes."""
    files = {name: path for picture in pictures.values() for name, path in picture.paths()}
    pages = _Site(edition, pictures, options, words, design).render(files)
    style = _style(design, font_set.light())
    rules, texts = font_rules(font_set.light(), style)
    texts |= {page.name: page.content for page in pages}
    texts[_SHEET] = f'@charset "utf-8";\n{rules}\n\n{style}\n'.encode()
    texts[_SCRIPT] = (design.home / "templates" / "web" / "lightbox.js").read_bytes()
    for name, content in texts.items():
        target = draft / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for name, path in files.items():
        target = draft / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def dry_run(
    edition: Edition, sizes: Mapping[str, tuple[int, int]], *, words: Words, design: Design
) -> None:
    """Render every page without photographs (``sizes`` in px by plate id). Raises ThemeError."""
    pictures = {
        plate: PlatePictures(plate, {"jpeg": (Rendition(plate, "web", Path(), size),)}, "#808080")
        for plate, size in sizes.items()
    }
    options = SiteOptions("", next(iter(sizes)), "", dict.fromkeys(sizes, Rights()))
    files = [name for picture in pictures.values() for name, _ in picture.paths()]
    _Site(edition, pictures, options, words, design).render(files)


@dataclass(frozen=True, slots=True)
class _Site:
    """What the pages of a site are made of; ``pictures`` are by plate id."""

    edition: Edition
    pictures: Mapping[str, PlatePictures]
    options: SiteOptions
    words: Words
    design: Design

    def render(self, files: Iterable[str]) -> tuple[SitePage, ...]:
        """Render every page, and see that its links lead to pages or to ``files``."""

        def render_pages(design: Design) -> tuple[SitePage, ...]:
            try:
                pages = tuple(replace(self, design=design)._pages())
                check_links(pages, (*files, _SHEET, _SCRIPT))
            except PageError as fault:
                _attribute(fault, design)
            return pages

        count = len(self.edition.plates) * 2 + 1
        return theme_limits.run_limited(self.design, render_pages, pages=count)

    def _pages(self) -> Iterator[SitePage]:
        anchors = frozenset(page.anchor for page in self.edition.pages)
        yield self._story_page(WebShell(self.pictures, anchors))
        for index, page in enumerate(self.edition.plates):
            yield self._plate_page(index, WebShell(self.pictures, anchors, "../", page.shown.id))

    def _story_page(self, shell: WebShell) -> SitePage:
        edition, options = self.edition, self.options
        lead, leads = self.pictures[options.lead], _opens_with(edition, options.lead)
        summary = edition.story.standfirst
        context = {
            **self._head(lead, _HOME, "", options.lead_alt),
            "title": edition.story.title,
            "position": self.words.pattern("Photograph {number} of {count}"),
            "description": markdown.plain(summary) if summary else "",
            "lead": not leads
            and {
                "address": lead.address(lead.plain, ""),
                "size": lead.plain.size,
                "shape": shape_of(lead.plain.size),
            },
        }
        root = self._fill(shell, _HOME, "web/story.xhtml.j2", context)
        lower_headings(root)
        wide = float(_WIDE.findall(self.design.style("web.css"))[-1])
        sizes, max_width = f"min({wide:g}rem, 94vw)", wide * 16 * _DENSEST
        plates = {page.anchor: page for page in edition.plates}
        for image in list(root.iterfind(".//figure[@class]/img")):
            figure = image.getparent()
            if figure is None:
                continue
            if "lead" in figure.get("class", "").split():
                lead.wrap(image, "", sizes, max_width=max_width, eager=True)
            elif page := plates.get(figure.get("id", "")):
                picture, eager = self.pictures[page.shown.id], leads and page.number == 1
                picture.wrap(image, "", sizes, max_width=max_width, eager=eager)
                _enlarge(figure, page, self.words)
        _preload(root, lead, sizes, max_width)
        images = [self._describe(page, "") for page in edition.plates]
        data = page_html.article(edition, images, options.address)
        return finish(_HOME, root, data, address=options.address, script=_SCRIPT)

    def _plate_page(self, index: int, shell: WebShell) -> SitePage:
        page, story, site = self.edition.plates[index], self.edition.story, self.options.address
        plate, picture = page.shown, self.pictures[page.shown.id]
        names = ["", *(f"{other.shown.id}.html" for other in self.edition.plates), ""]
        name = f"plates/{plate.id}.html"
        context = {
            **self._head(picture, name, shell.up, plate.alt or ""),
            "page": page,
            "title": f"{page.title} – {story.title}",
            "description": markdown.shorten(markdown.plain(plate.caption or ""), 200),
            "previous": names[index],
            "next": names[index + 2],
        }
        root = self._fill(shell, name, "web/plate.xhtml.j2", context)
        for image in list(root.iterfind(".//figure[@class]/img")):
            picture.wrap(image, shell.up, _ALONE, eager=True)
        home = f"{site}{_HOME}" if site else ""
        data = page_html.alone(self._describe(page, shell.up), story, home)
        return finish(name, root, data, address=f"{site}{name}" if site else "")

    def _fill(
        self, shell: WebShell, name: str, template: str, context: Mapping[str, object]
    ) -> _Element:
        renderer = Renderer(self.design, self.edition, self.words, shell)
        return parse(name, renderer.render(template, context))

    def _head(self, picture: PlatePictures, name: str, up: str, alt: str) -> dict[str, object]:
        """Return what ``web/head.xhtml.j2`` needs; an address only where the site has one."""
        site, path = self.options.address, "" if name == _HOME else name
        return {
            "up": up,
            "direction": direction(self.words.asked),
            "canonical": f"{site}{path}" if site else "",
            "image": {
                "address": picture.address(picture.plain, site),
                "size": picture.plain.size,
                "alt": alt,
            },
        }

    def _describe(self, page: Page, up: str) -> dict[str, object]:
        """Describe the photograph of a plate for search engines."""
        picture, rights = self.pictures[page.shown.id], self.options.rights[page.shown.id]
        address = picture.address(picture.largest, self.options.address or up)
        return page_html.image(page, picture.largest, address, rights)


def _opens_with(edition: Edition, plate: str) -> bool:
    """Return whether a plate follows the title page at once, which then needs no picture."""
    pairs = zip(edition.pages, edition.pages[1:], strict=False)
    return any(
        title.kind is PageKind.TITLE and page.plate is not None and page.plate.id == plate
        for title, page in pairs
    )


def _enlarge(figure: _Element, page: Page, words: Words) -> None:
    """Make the picture of a figure a link to the plate's own page."""
    from lxml import etree

    picture = figure.find("picture")
    if picture is None:
        return
    link = etree.Element("a", {"class": "enlarge", "href": f"plates/{page.shown.id}.html"})
    if page.shown.decorative:  # a link needs a name
        link.set("aria-label", words("Photograph {number}", number=page.number))
        if words.foreign:
            link.set("lang", words.language)
    figure.replace(picture, link)
    link.tail, picture.tail = picture.tail, None
    link.append(picture)


def _preload(root: _Element, lead: PlatePictures, sizes: str, max_width: float) -> None:
    """Let the browser load the picture below the title before it has read the page."""
    from lxml import etree

    head = root.find("head")
    best = next(iter(lead.files))
    if head is not None:
        link = etree.SubElement(head, "link", rel="preload", type=f"image/{best}")
        link.set("as", "image")
        link.set("imagesrcset", lead.srcset(best, "", max_width))
        link.set("imagesizes", sizes)
        link.set("fetchpriority", "high")


def _style(design: Design, font_set: FontSet) -> str:
    """Return the stylesheet, with the families that the story's characters need."""
    names = ("tokens.css", "story.css", "web.css")
    text = "\n".join(_COMMENT.sub("", design.style(name)) for name in names)
    return _ROLE.sub(lambda match: font_set.font_family(match[1]), text).strip()


def _attribute(fault: PageError, design: Design) -> None:
    """Raise ThemeError where a theme's template made the page; without one it is a bug."""
    overridden = [
        design.templates[0] / name
        for name in (
            *(f"parts/{kind}.xhtml.j2" for kind in PageKind),
            "web/story.xhtml.j2",
            "web/plate.xhtml.j2",
        )
        if design.theme and (design.templates[0] / name).is_file()
    ]
    if not overridden:
        raise fault
    raise ThemeError.of(
        str(overridden[0]),
        f"the page {fault.name} that this theme makes cannot go into a site: {fault.message}",
        "Templates are XML: close every tag, quote every attribute, link only inside the story.",
    ) from fault
