"""Access to WeasyPrint: only the given fonts and files, and every warning is an error."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook import sandbox
from platebook.errors import Finding, ThemeError
from platebook.fonts.families import FontSet
from platebook.fonts.pango import font_configuration, no_fonts, pango_version, weasyprint
from platebook.graphemes import compose
from platebook.pdf.weasyprint_patches import early_paint, page_styles, stream_writer
from platebook.pdf.weasyprint_patches.column_trials import items_laid_out_once
from platebook.pdf.weasyprint_patches.early_paint import CannotPaintError, PagePainter
from platebook.pdf.weasyprint_patches.east_asian import east_asian_text_set
from platebook.pdf.weasyprint_patches.hyphenation import lazy_patterns
from platebook.pdf.weasyprint_patches.page_styles import (
    PlateStyles,
    add_classes,
    built_in_styles,
    source,
)
from platebook.pdf.weasyprint_patches.text_setting import (
    fonts_corrected,
    lines_wrapped,
    long_words_broken,
)
from platebook.pdf.weasyprint_patches.tounicode import (
    CharacterCodes,
    map_every_glyph,
    unambiguous_codes,
)
from platebook.rendering.template_values import check_policy
from platebook.themes import Stylesheet

if TYPE_CHECKING:
    import pydyf
    from pypdfium2 import PdfBitmap
    from weasyprint import CSS, Document
    from weasyprint.urls import URLFetcher

#: Files by the addresses that a document may use for them; nothing else is opened.
Files = Mapping[str, Path]
SCHEME = "platebook:"
_LOGGER = "weasyprint"
#: The layout needs only the head of a photograph's JPEG, with its size and any metadata: so many
#: bytes. The rest is read when the PDF is written.
_PHOTOGRAPH, _HEAD = ".jpg", 1 << 18
_AT = re.compile(
    r"Ignored (?P<what>.+) at (?P<line>\d+):(?P<column>\d+), (?P<why>.+?)\.?$", re.DOTALL
)
#: What no font has: line and paragraph separators, which are white space in HTML, and marks of
#: annotations and of shorthand, which are nothing (Unicode 17, 23.2 and 23.8).
_UNDRAWN: dict[int, str | None] = {0x2028: " ", 0x2029: " "}
_UNDRAWN |= dict.fromkeys((*range(0xFFF9, 0xFFFC), *range(0x1BCA0, 0x1BCA4)))
#: PDF/A takes no byte order mark within a text; this is its name where nothing may break.
_UNDRAWN[0xFEFF] = "\u2060"
#: Characters of a declaration that a message shows.
_SHOWN = 80
#: Fonts come by @font-face only, so WeasyPrint's warning about fonts.conf is expected.
_EXPECTED = ("No fonts configured",)
#: Its warning about decorative images; pdf/tags/build_tree.py checks the alt of every image.
_CHECKED_BY_BUILD_TREE = "has no required alt description"


class LayoutError(Exception):
    """WeasyPrint warned of something that would make the book wrong."""


class PaintError(LayoutError):
    """A stylesheet uses what the printer's file cannot have; ``fix`` says what to do."""

    def __init__(self, message: str, fix: str) -> None:
        self.fix = fix
        super().__init__(message)


#: WeasyPrint, Pango and fontconfig have process-wide state (fonts, logging, temporary patches), so
#: only one thread at a time lays out or writes.
_ONE_AT_A_TIME = RLock()


#: Styles as they were parsed, by their text: the same in one book after another, but for those
#: that bring fonts or counters, or name files.
_PARSED: dict[str, CSS] = {}
_MOST_KEPT = 32
_OF_ONE_BOOK = re.compile(r"@(font-face|import|counter-style)|url\(", re.IGNORECASE)


class Engine:
    """WeasyPrint with one book's fonts and styles, for all the documents of that book.

    Fonts are loaded and styles are parsed once, which for a small book is half the work. ``files``
    maps each font's address, such as ``platebook:fonts/a.ttf``, to its file; ``whole`` is
    ``FontSet.whole``. Raises ThemeError for mistakes in a stylesheet.
    """

    def __init__(
        self,
        sheets: Sequence[Stylesheet],
        files: Files,
        whole: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self._files = files
        with _ONE_AT_A_TIME:
            self._weasyprint = weasyprint()
            with no_fonts():
                self._fonts = font_configuration(whole)
            self._styles = [self._cached_style(sheet) for sheet in sheets]
        self._built_in = built_in_styles(sheet.text for sheet in sheets)

    def render(
        self,
        html: str,
        plate_rules: PlateStyles = PlateStyles(),  # noqa: B008  frozen
        photographs: Files = MappingProxyType({}),
        painter: PagePainter | None = None,
    ) -> Document:
        """Lay out a document, with the rules of ``plate_rules`` after the book's styles.

        ``photographs`` are the files that it may show, by address such as
        ``platebook:plates/a.jpg``. ``painter`` paints its pages meanwhile, and frees them.
        """
        fetcher = _fetcher({**self._files, **photographs})
        with (
            _ONE_AT_A_TIME,
            _collected_warnings() as warnings,
            long_words_broken(),
            lines_wrapped(),
            items_laid_out_once(),
            lazy_patterns(),
            fonts_corrected(self._fonts.clusters),
            east_asian_text_set(),
        ):
            styles = [*self._styles, self._style(Stylesheet("placements", plate_rules.sheet))]
            sandbox.note_activity("")
            document = source(compose(html).translate(_UNDRAWN), SCHEME, fetcher, self._built_in)
            if sandbox.is_sandboxed():  # for a foreign theme
                check_policy(document.etree_element.iter())
            add_classes(document.etree_element, plate_rules)
            if painter and painter.pages_to_reuse:
                painter.pages_to_reuse.set_rules(plate_rules.rules, plate_rules.names)
            try:
                laid_out = page_styles.lay_out(document, styles, self._fonts, painter)
            except CannotPaintError as error:
                raise _cannot_paint() from error
        _check(warnings)
        return laid_out

    def _cached_style(self, sheet: Stylesheet) -> CSS:
        if sheet.text not in _PARSED:
            style = self._style(sheet)
            if _OF_ONE_BOOK.search(sheet.text):
                return style
            if len(_PARSED) >= _MOST_KEPT:
                _PARSED.clear()
            _PARSED[sheet.text] = style
        return _PARSED[sheet.text]

    def _style(self, sheet: Stylesheet) -> CSS:
        sandbox.note_activity(sheet.name)
        with _collected_warnings() as warnings:
            style: CSS = self._weasyprint.CSS(
                string=sheet.text, font_config=self._fonts, url_fetcher=_fetcher(self._files)
            )
        if warnings:
            raise ThemeError(_fault(sheet.name, message) for message in dict.fromkeys(warnings))
        return style


def font_address(path: Path) -> str:
    """Return the address by which a document names a font's file."""
    return f"{SCHEME}fonts/{path.name}"


def font_sheet(font_set: FontSet) -> Stylesheet:
    """Return the stylesheet that declares the faces of a book's fonts."""
    return Stylesheet("fonts", font_set.css(lambda face: font_address(face.path)))


def font_files(font_set: FontSet) -> Files:
    """Return the files of a book's fonts by address."""
    return {font_address(face.path): face.path for face in font_set.faces}


def font_families(font_set: FontSet) -> str:
    """Return the custom properties that name the families of a book, by role."""
    return "; ".join(
        f"--{role}: {font_set.font_family(role)}" for role in ("serif", "sans", "display")
    )


def pixel_rows(bitmap: PdfBitmap) -> bytes:
    """Return the rows of red, green, blue that PDFium rendered, without what pads them."""
    rows, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width * 3
    if stride == width:
        return rows
    return b"".join(rows[at : at + width] for at in range(0, stride * bitmap.height, stride))


@cache
def versions() -> tuple[str, ...]:
    """Return name and version of what renders a page, for the keys of cached pages."""
    from importlib.metadata import version

    return tuple(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pypdfium2"))


def write(
    document: Document,
    target: Path | BytesIO,
    finisher: Callable[[Document, pydyf.PDF], None],
    *,
    version: str = "1.7",
    packed: bool = True,
    tagged: bool = False,
    painter: PagePainter | None = None,
) -> str:
    """Write a laid out document as PDF, and return the file's SHA-256.

    ``finisher`` may change the PDF before it is written. ``packed`` puts small objects into object
    streams (PDF 1.5); ``tagged`` writes marked content. A document that is not tagged can be
    written once, since each of its pages is freed when it is painted. ``painter`` has painted the
    pages already.
    """
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.pdf import generate_pdf

    options = {**DEFAULT_OPTIONS, "pdf_version": version, "pdf_tags": tagged}
    codes = painter.codes if painter else CharacterCodes()
    whole = document.font_config.clusters
    if painter:
        painter.give(document)
    elif not tagged:
        early_paint.free_when_painted(document)
    with _ONE_AT_A_TIME, _collected_warnings() as warnings, page_styles.pages_named_once():
        try:
            font_context = stream_writer.empty_fonts_listed() if version <= "1.4" else nullcontext()
            with (
                unambiguous_codes(codes),
                fonts_corrected(whole),
                east_asian_text_set(),
                font_context,
            ):
                pdf = generate_pdf(document, target, 1, **options)
        except (AssertionError, NotImplementedError) as error:
            raise _cannot_paint() from error
        map_every_glyph(pdf)
        codes.write(pdf)
        finisher(document, pdf)
        if isinstance(target, BytesIO):
            digest = stream_writer.write(pdf, target, version, packed=packed)
        else:
            with target.open("wb") as file:
                digest = stream_writer.write(pdf, file, version, packed=packed)
    _check(warnings)
    return digest


def _cannot_paint() -> PaintError:
    fix = "Name colours for print (device-cmyk) in plain text, lines and areas alone."
    return PaintError("a shadow, a blend or a border cannot be painted", fix)


def _fault(sheet: str, message: str) -> Finding:
    """Turn "Ignored `x: y` at 3:5, unknown property." into a finding with its place."""
    match = _AT.match(message)
    where = f"{sheet}:{match['line']}:{match['column']}" if match else sheet
    what = match["what"] if match else ""
    what = what if len(what) <= _SHOWN else f"{what[:_SHOWN]}…`"
    text = f"print cannot use {what}: {match['why']}" if match else message.rstrip(".")
    return Finding(where, text, "Fix the line; docs/how-to/themes.md says what print understands.")


def _check(warnings: Sequence[str]) -> None:
    if warnings:
        raise LayoutError("; ".join(dict.fromkeys(words.rstrip(".") for words in warnings)))


@contextmanager
def _collected_warnings() -> Iterator[list[str]]:
    """Collect WeasyPrint's warnings instead of printing them to stderr."""
    warnings: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if not (message.startswith(_EXPECTED) or message.endswith(_CHECKED_BY_BUILD_TREE)):
                warnings.append(message)

    logger, collector = logging.getLogger(_LOGGER), Collector(logging.WARNING)
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [collector], False
    try:
        yield warnings
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _fetcher(files: Files) -> URLFetcher:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Response(URLFetcherResponse):
        """Knows the path of its file, so that a JPEG is read again late and not kept in memory."""

        def __init__(self, url: str, file: Path) -> None:
            with file.open("rb") as content:
                super().__init__(url, content.read(_HEAD if file.suffix == _PHOTOGRAPH else -1))
            self._file = file

        @property
        def path(self) -> str:
            return str(self._file)

    class BookFiles(URLFetcher):
        """Serves the files of this book by their addresses, and nothing else."""

        def fetch(self, url: str, headers: object = None) -> Response:  # noqa: ARG002
            if url not in files:
                raise ValueError(f"“{url}” is not part of this book")
            return Response(url, files[url])

    return BookFiles()


def all_versions() -> tuple[str, ...]:
    """Return the same libraries and the one that breaks lines, for what is remembered of texts."""
    return (*versions(), *(f"{name} {number}" for name, number in native_versions().items()))


def native_versions() -> Mapping[str, str]:
    """Return the version of Pango, which breaks lines. Raises MissingToolError without Pango."""
    return {"pango": pango_version()}


def pages_and_tags(pdf: Path) -> tuple[int, bool]:
    """Return the number of pages of a PDF that platebook wrote, and whether it is tagged."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document), document.is_tagged()
