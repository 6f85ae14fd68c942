"""One book's typesetting: its templates, its sheets of style, its fonts, ready to lay out.

A ``Typesetter`` is made once for a print edition and lays out three documents with the same
styles: captions alone (to measure them), texts alone (to count their pages), the whole book.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from platebook.book import Edition, Page, PageKind
from platebook.errors import ThemeError
from platebook.fonts.families import FontSet
from platebook.i18n import Words
from platebook.pdf import engine
from platebook.pdf.engine import SCHEME
from platebook.pdf.layout.laid_out import JoinedDocument
from platebook.pdf.layout.page_grid import FOLIO_DROP_MM, Sheet, script_leading
from platebook.pdf.weasyprint_patches.early_paint import PagePainter
from platebook.pdf.weasyprint_patches.page_styles import PlateStyles
from platebook.pdf.weasyprint_patches.reused_pages import ReusedPages
from platebook.rendering.renderer import Renderer, Shell
from platebook.themes import Design, Stylesheet
from platebook.version import __version__

if TYPE_CHECKING:
    from weasyprint import Document


@dataclass(frozen=True, slots=True)
class PrintShell(Shell):
    """The print edition's answers. ``photographs`` are the addresses of those that are at hand."""

    anchors: frozenset[str]
    sizes: Mapping[str, tuple[int, int]]
    settings: Mapping[str, str]
    printable: Callable[[str], str]
    photographs: frozenset[str] = frozenset()

    def href(self, page: Page) -> str:
        """Address of the page's photograph, if it is at hand: texts are counted without any."""
        photo_address = address(page.plate.id) if page.plate else ""
        return photo_address if photo_address in self.photographs else ""

    def thumbnail(self, page: Page) -> str:
        """Address of the photograph's small picture, if the document's files have one."""
        small = thumbnail_address(page.plate.id) if page.plate else ""
        return small if small in self.photographs else ""

    def size(self, page: Page) -> tuple[int, int]:
        """The photograph's size in px wide × high."""
        return self.sizes[page.plate.id] if page.plate else (0, 0)

    def link(self, anchor: str) -> str | None:
        """A link inside the PDF, if this edition has such a page."""
        return f"#{anchor}" if anchor in self.anchors else None

    def arrangement(self, page: Page) -> str:
        """The class of the way in which the plate's caption is set."""
        return self.settings.get(page.anchor, "")

    def text(self, source: str) -> str:
        """Leave out what no font has (the caller was warned)."""
        return self.printable(source)


def address(plate: str) -> str:
    """Return the address by which the document names a plate's file."""
    return f"{SCHEME}plates/{plate}.jpg"


def thumbnail_address(plate: str) -> str:
    """Return the address by which the document names a small picture of a plate."""
    return f"{SCHEME}thumbnails/{plate}.jpg"


_STYLES = ("tokens.css", "story.css", "print.css")
#: Characters of the title at a page's foot.
FOOT_LIMIT = 64
#: Pages at the end of the book that show something of every plate, and take long to lay out.
LISTS = (PageKind.CAPTIONS, PageKind.PLATES)
#: Plates of a book whose pages are kept: ten times the memory of what is written of them.
_FEW = 100
Value = TypeVar("Value")


@dataclass(eq=False)
class LayoutMemory:
    """Engines and laid out texts that the next layout of the same story may need again.

    What neither the layout that ``begin`` began nor the one before it used is dropped. For one
    thread.

    Without ``texts`` it keeps engines alone: texts take memory, and what is read of them is
    remembered (``recall``).

    A *draft* takes lists as they were laid out the last time, whatever has changed in them: all
    before them in the book is right. ``stale`` are the anchors of those that did change.
    """

    stale: set[str] = field(default_factory=set)
    texts: bool = True
    _draft: bool = False
    _used: dict[Hashable, Any] = field(default_factory=dict)
    _before: dict[Hashable, Any] = field(default_factory=dict)
    _latest: dict[Hashable, Hashable] = field(default_factory=dict)

    def begin(self, *, draft: bool = False) -> None:
        """Begin another layout."""
        self._before, self._used = self._used, {}
        self._latest = {name: key for name, key in self._latest.items() if key in self._before}
        self._draft, self.stale = draft, set()

    def get_or_make(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is kept under ``key``, or make it and keep it."""
        if key not in self._used:
            self._used[key] = self._before[key] if key in self._before else make()
        value: Value = self._used[key]
        return value

    def list_kept(
        self, anchor: str, name: Hashable, key: Hashable, make: Callable[[], Value]
    ) -> Value:
        """Do as ``get_or_make``; in a draft, return the last list kept under this ``name``."""
        latest = self._latest.get(name, key)
        if self._draft and not self._has(key) and self._has(latest):
            self.stale.add(anchor)
            key = latest
        self._latest[name] = key
        return self.get_or_make(key, make)

    def is_first(self, key: Hashable) -> bool:
        """Return whether this was not called with ``key`` during this layout or the one before."""
        first = not self._has(key)
        self.get_or_make(key, lambda: True)
        return first

    def _has(self, key: Hashable) -> bool:
        return key in self._used or key in self._before

    def join(self, documents: Iterable[Document]) -> Document:
        """Return several documents as one, to be looked at and not to be written."""
        pages = tuple(page for document in documents for page in document.pages)
        return cast("Document", JoinedDocument(pages))


@dataclass(frozen=True)
class Typesetter:
    """What every document of one print edition shares.

    ``sizes`` are px by plate id; ``styles`` the sheets that it is set with, the last word last.
    ``memory`` is the cache beside which measures of texts are remembered, if any; ``warm`` keeps
    what a program needs again that lays the same story out again and again.
    """

    edition: Edition
    words: Words
    font_set: FontSet
    design: Design
    sheet: Sheet
    sizes: Mapping[str, tuple[int, int]]
    styles: tuple[str, ...] = _STYLES
    memory: Path | None = None
    warm: LayoutMemory | None = None

    def with_edition(self, edition: Edition) -> Typesetter:
        """Return this typesetter for other pages of the same story; it keeps fonts and styles."""
        other = replace(self, edition=edition)
        for name in ("_engine", "sheets"):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    def captions(self, pages: Sequence[Page], settings: Mapping[str, str]) -> str:
        """Write captions alone, one below the other on a page without end."""
        return self._write("print/captions.html.j2", {"pages": pages}, settings)

    def texts(
        self,
        plate_rules: PlateStyles,
        pages: Sequence[Page] = (),
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> Document:
        """Lay out pages, or all that are no plates, each from the top of a page of its own."""
        pages = pages or [page for page in self.edition.pages if page.kind is not PageKind.PLATE]
        if not (self.warm and self.warm.texts):
            return self.lay_out(self.counting_markup(pages, settings), plate_rules)
        return self.warm.join(self._lay_out_once(plate_rules, page, settings) for page in pages)

    def _lay_out_once(
        self, plate_rules: PlateStyles, page: Page, settings: Mapping[str, str]
    ) -> Document:
        """Lay out one page's text, or return what was laid out of the same before."""
        own = tuple(own for own in plate_rules.own if own.anchor == page.anchor)
        plate_rules = PlateStyles(plate_rules.rules, own)
        html = self.counting_markup([page], settings)
        sheets = tuple(self.sheets)
        key = (html, plate_rules, sheets)
        if self.warm and page.kind in LISTS:
            name = (page.anchor, plate_rules, sheets)
            return self.warm.list_kept(
                page.anchor, name, key, lambda: self.lay_out(html, plate_rules)
            )
        return self._get_or_make(key, lambda: self.lay_out(html, plate_rules))

    def _get_or_make(self, key: Hashable, make: Callable[[], Value]) -> Value:
        return self.warm.get_or_make(key, make) if self.warm else make()

    def counting_markup(
        self, pages: Sequence[Page], settings: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """Write the markup of pages whose texts are laid out to be counted."""
        context = {"pages": pages, "purpose": "counting", "blanks": {}}
        return self._write("print/book.html.j2", context, settings)

    def feet(self, texts: Sequence[str]) -> Document:
        """Lay out a page for each text, a string of CSS, with that at its foot."""
        pages = "".join(f'<p class="foot-{n}"></p>' for n, _ in enumerate(texts))
        rules = [
            f".foot-{n} {{ break-before: page; string-set: foot {text}, section {text} }}"
            for n, text in enumerate(texts)
        ]
        # A folio of four figures leaves the least room.
        html = f'<html><body style="counter-reset: page 1000">{pages}</body></html>'
        plate_rules = PlateStyles("\n".join(rules))
        key = (html, plate_rules, tuple(self.sheets))
        return self._get_or_make(key, lambda: self.lay_out(html, plate_rules))

    def book(
        self,
        settings: Mapping[str, str],
        plate_rules: PlateStyles,
        photographs: Mapping[str, Path],
        blanks: Mapping[str, int],
        painter: PagePainter | None = None,
        pages: Sequence[Page] | None = None,
    ) -> Document:
        """Lay out the book; ``photographs`` are the plates' files by address.

        ``blanks`` are the blank pages before an anchor, and under the empty name at the end.
        ``painter`` paints each page as soon as it is laid out. With some ``pages``, links lead to
        these alone.
        """
        pages = self.edition.pages if pages is None else pages
        context = {"pages": pages, "purpose": "printing", "blanks": blanks}
        press = self._press(settings, pages, photographs)
        html = self._write("print/book.html.j2", context, settings, press)
        return self.lay_out(html, plate_rules, photographs, painter)

    def _write(
        self,
        template: str,
        context: Mapping[str, object],
        settings: Mapping[str, str],
        press: Renderer | None = None,
    ) -> str:
        press = press or self._press(settings)
        shared = {"part": press.part, "version": __version__, "foot_limit": FOOT_LIMIT}
        return press.render(template, {**shared, **context})

    def lay_out(
        self,
        html: str,
        plate_rules: PlateStyles,
        photographs: Mapping[str, Path] = MappingProxyType({}),
        painter: PagePainter | None = None,
    ) -> Document:
        """Lay out a document in this book's styles; ``photographs`` are files by address.

        Raises ThemeError for a theme whose styles cannot be printed.
        """
        try:
            return self._engine.render(html, plate_rules, photographs, painter)
        except engine.LayoutError as fault:
            if self.design.theme is None or isinstance(fault, engine.PaintError):
                raise
            raise ThemeError.of(
                str(self.design.theme),
                f"the theme’s styles cannot be printed: {fault}",
                "Fix the value named, or the property of tokens.css that it comes from.",
            ) from fault

    @cached_property
    def _engine(self) -> engine.Engine:
        fonts = engine.font_files(self.font_set)
        return self._get_or_make(
            self._styling, lambda: engine.Engine(self.sheets, fonts, self.font_set.whole)
        )

    @property
    def _styling(self) -> Hashable:
        """All that an engine is made from."""
        digests = tuple((face.name, face.sha256) for face in self.font_set.faces)
        return tuple(self.sheets), digests, tuple(self.font_set.whole.items())

    @property
    def reused_pages(self) -> ReusedPages | None:
        """The pages of the last book of a session, as they were laid out; of a small book alone."""
        few = len(self.edition.plates) <= _FEW
        if not (few and self.warm and not self.warm.texts):
            return None
        return self.warm.get_or_make(("pages", self._styling), ReusedPages)

    @cached_property
    def sheets(self) -> Sequence[Stylesheet]:
        """The sheets of style that every document is set with, fonts and paper among them."""
        paper = self._press({}).render("print/paper.css.j2", self._paper())
        return [
            engine.font_sheet(self.font_set),
            Stylesheet(self.design.template("print/paper.css.j2"), paper),
            *(sheet for name in self.styles for sheet in self.design.sheets(name)),
        ]

    @property
    def press(self) -> Renderer:
        """What fills templates with this book's texts, for pages without plates."""
        return self._press({})

    def part(self, settings: Mapping[str, str]) -> Callable[[Page], str]:
        """Return what writes the markup of one page of the printed book."""
        return self._press(settings).part

    def _press(
        self,
        settings: Mapping[str, str],
        pages: Sequence[Page] = (),
        photographs: Collection[str] = (),
    ) -> Renderer:
        anchors = frozenset(page.anchor for page in pages or self.edition.pages)
        photograph_names = frozenset(photographs)
        shell = PrintShell(
            anchors, self.sizes, settings, self.font_set.without_emoji, photograph_names
        )
        fonts = [typeface.name for typeface in self.font_set.typefaces]
        return Renderer(self.design, self.edition, self.words, shell, fonts)

    def _paper(self) -> Mapping[str, object]:
        sheet = self.sheet
        left, right = (1, 2) if sheet.binds_left(1) else (2, 1)
        return {
            "media": sheet.media,
            "live": sheet.live,
            "bleed": sheet.bleed,
            "scale": sheet.scale,
            "leading": script_leading(self.edition.story.language),
            "folio_drop": FOLIO_DROP_MM,
            "sides": [
                ("right", sheet.live_box(left), sheet.trim_box(left)),
                ("left", sheet.live_box(right), sheet.trim_box(right)),
            ],
            "recto": "right" if sheet.direction == "ltr" else "left",
            "stacks": {role: self.font_set.stack(role) for role in ("serif", "sans", "display")},
        }
