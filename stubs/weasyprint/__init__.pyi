"""WeasyPrint 70, as far as platebook uses it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint import images as images
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration

DEFAULT_OPTIONS: Mapping[str, Any]
cssselect2: Any

class Page:
    width: float  # px
    height: float  # px
    bookmarks: list[tuple[Any, ...]]
    links: list[tuple[Any, ...]]
    anchors: dict[str, Any]
    paint: Callable[..., None]
    _page_box: Any

class Document:
    pages: list[Page]
    metadata: DocumentMetadata
    fonts: dict[str, Any]
    font_config: Any
    _html: HTML
    @classmethod
    def _render(cls, *given: Any) -> Document: ...
    @classmethod
    def _build_layout_context(cls, *given: Any) -> Any: ...
    def copy(self, pages: Sequence[Page] | str = "all") -> Document: ...
    def write_pdf(self, target: Any = None, zoom: float = 1, **options: Any) -> bytes | None: ...

class HTML:
    base_url: str
    url_fetcher: Any
    media_type: str
    wrapper_element: Any
    etree_element: Element
    def __init__(
        self,
        *,
        string: str | None = None,
        base_url: str | None = None,
        url_fetcher: Any = None,
        media_type: str = "print",
    ) -> None: ...
    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]: ...
    def render(self, font_config: FontConfiguration | None = None, **options: Any) -> Document: ...

class CSS:
    def __init__(
        self,
        *,
        string: str | None = None,
        font_config: FontConfiguration | None = None,
        url_fetcher: Any = None,
    ) -> None: ...
