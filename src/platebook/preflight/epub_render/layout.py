"""Lays out one document of an e-book on pages, as a simple e-reader does.

An e-book has no pages of its own: this takes those of a small reader, its margins and its size of
type, and leaves the rest to the book. What WeasyPrint does not know of CSS it passes over, as
simple readers do; nothing that it says of a stranger's styles is told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from platebook.fonts import every_font, font_configuration, weasyprint
from platebook.preflight.epub_render.fetcher import Shelf, address, fetcher
from platebook.preflight.epub_render.timeout import DocumentTimeoutError, within

_XHTML = "{http://www.w3.org/1999/xhtml}"
#: Characters of one passage: what sets a line is no Python, and cannot be stopped in time.
_LONGEST = 200_000
#: CSS's reference pixels to the millimetre.
_PX_PER_MM = 96 / 25.4


@dataclass(frozen=True, slots=True)
class Screen:
    """A page of an e-reader: mm wide × high, mm left free at its edges, px of its type."""

    width: float
    height: float
    margin: float
    type: float

    @property
    def first(self) -> str:
        """The rules that a book's own come after."""
        return f"html {{ font-size: {self.type:g}px }}"

    @property
    def last(self) -> str:
        """The rules that a book cannot change."""
        size = f"{self.width:.2f}mm {self.height:.2f}mm"
        return f"@page {{ size: {size} !important; margin: {self.margin:g}mm !important }}"


#: A reader of six inches, with the type that it comes with.
SCREEN = Screen(90, 120, 6, 14)


@dataclass(frozen=True, slots=True)
class Text:
    """A document to show: its name in the book, and its XML, without entities of its own.

    ``size`` is that of its page in px where the book fixes it, else None.
    """

    name: str
    xml: str
    size: tuple[float, float] | None = None

    @property
    def screen(self) -> Screen:
        """The page that it is shown on; one that the book fixed is made as high as the others."""
        if not self.size:
            return SCREEN
        return Screen(self.size[0] / _PX_PER_MM, self.size[1] / _PX_PER_MM, 0, 16)


@dataclass(frozen=True, slots=True)
class Leaves:
    """A document on pages: a PDF, and the ids of the elements that each page shows."""

    pdf: bytes
    ids: tuple[frozenset[str], ...]


class UnshownError(Exception):
    """A document cannot be laid out; says why, as a person."""


class EReader:
    """Shows documents of one book, whose files come from ``shelf``.

    Raises MissingToolError where Pango is not on this machine.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        with every_font(), _silent():
            self._weasyprint = weasyprint("e-book pages")
            self._fonts = font_configuration()

    def show(self, text: Text, seconds: float) -> Leaves:
        """Lay out a document. Raises UnshownError, also where it takes more than ``seconds``."""
        try:
            with _silent(), within(seconds):
                return self._leaves(text)
        except UnshownError:
            raise
        except DocumentTimeoutError:
            raise UnshownError(f"it takes more than {seconds:.0f} seconds to lay out") from None
        except (MemoryError, RecursionError):
            raise UnshownError("it is too deep or too large to lay out") from None
        except Exception as error:
            raise UnshownError(f"it cannot be laid out ({type(error).__name__})") from error

    def _leaves(self, text: Text) -> Leaves:
        root = _dressed(ElementTree.fromstring(text.xml), text.screen)  # noqa: S314
        if any(len(passage) > _LONGEST for passage in root.itertext()):
            raise UnshownError(f"a passage of it has more than {_LONGEST:,} characters")
        source = _source(self._weasyprint, root, address(text.name), fetcher(self._shelf))
        laid_out = source.render(font_config=self._fonts, presentational_hints=True)
        with BytesIO() as file:
            laid_out.write_pdf(file, uncompressed_pdf=True)
            ids = tuple(frozenset(page.anchors) for page in laid_out.pages)
            return Leaves(file.getvalue(), ids)


def _source(weasyprint: Any, root: Any, base: str, fetching: Any) -> Any:  # noqa: ANN401
    """Give a parsed document as ``weasyprint.HTML``, which parses by itself only what is HTML."""

    class Parsed(weasyprint.HTML):  # type: ignore[misc]
        def __init__(self) -> None:
            self.base_url, self.url_fetcher, self.media_type = base, fetching, "screen"
            wrap = weasyprint.cssselect2.ElementWrapper.from_html_root
            self.wrapper_element = wrap(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    return Parsed()


def _dressed(root: ElementTree.Element, screen: Screen) -> ElementTree.Element:
    """Name the elements as HTML does, and put the reader's rules round the book's own."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(_XHTML)
    head = root.find("head")
    if head is None:
        head = ElementTree.Element("head")
        root.insert(0, head)
    first, last = ElementTree.Element("style"), ElementTree.Element("style")
    first.text, last.text = screen.first, screen.last
    head.insert(0, first)
    head.append(last)
    return root


@contextmanager
def _silent() -> Iterator[None]:
    """Keep to itself what WeasyPrint says of a stranger's book."""
    logger = logging.getLogger("weasyprint")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
