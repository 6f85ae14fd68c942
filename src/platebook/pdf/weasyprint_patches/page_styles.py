"""Prepares a document for WeasyPrint, and finds styles faster: of pages, and of boxes alike.

The HTML parser in Python, though templates are well-formed XML, and the styles of five kinds of
notes and list markers, which WeasyPrint computes for every element, took a third of the time of
laying out 1,000 captions.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from platebook.pdf.weasyprint_patches import early_paint, replaced

if TYPE_CHECKING:
    import pydyf
    from weasyprint import CSS, HTML, Document
    from weasyprint.css import StyleFor
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

#: Attributes for the anchor of a plate that no link leads to, and for the plate of a caption.
PLATE, CAPTION = "data-plate", "data-caption"


@dataclass(frozen=True, slots=True)
class Own:
    """A CSS rule for one part of one plate.

    ``part`` is an element's name, or a class with a dot before it; ``declarations`` are CSS
    without semicolons.
    """

    anchor: str
    part: str
    declarations: tuple[str, ...]


def merge(rules: Iterable[Own]) -> tuple[Own, ...]:
    """Merge the rules for each part; of several declarations of a property the last one counts."""
    parts: dict[tuple[str, str], dict[str, str]] = {}
    for rule in rules:
        by_property = parts.setdefault((rule.anchor, rule.part), {})
        by_property |= {
            declaration.partition(":")[0]: declaration for declaration in rule.declarations
        }
    return tuple(Own(*part, tuple(by_property.values())) for part, by_property in parts.items())


@dataclass(frozen=True, slots=True)
class PlateStyles:
    """The rules of one document: common ones, and those of single plates."""

    rules: str = ""
    own: tuple[Own, ...] = ()

    @property
    def sheet(self) -> str:
        """The stylesheet: equal rules appear once, under a class, as ``!important``."""
        rules = (
            f".{name} {{ {'; '.join(f'{value} !important' for value in declarations)} }}"
            for declarations, name in self.names.items()
        )
        return "\n".join([self.rules, *rules])

    @property
    def names(self) -> Mapping[tuple[str, ...], str]:
        """The class of each distinct rule of single plates, in order of appearance."""
        different = dict.fromkeys(rule.declarations for rule in self.own)
        return {rule: f"own-{number}" for number, rule in enumerate(different, 1)}


def add_classes(root: Element, plate_rules: PlateStyles) -> None:
    """Add the classes that carry its rules to every plate's elements.

    The plate's id moves to its photograph, which has no children; its caption is marked by the
    attribute ``CAPTION`` instead.
    """
    names = plate_rules.names
    styles_of: dict[str, dict[str, str]] = {}
    for own in plate_rules.own:
        styles_of.setdefault(own.anchor, {})[own.part] = names[own.declarations]
    # Collected first, since an id that has moved would be found again.
    anchors = [(element.get(PLATE) or element.get("id"), element) for element in root.iter()]
    for anchor, plate in anchors:
        if anchor in styles_of:
            _add_classes(plate, anchor, styles_of[anchor])


def _add_classes(plate: Element, anchor: str, styles: Mapping[str, str]) -> None:
    photograph = None
    for element in plate.iter():
        classes = element.get("class", "").split()
        parts = (element.tag, *(f".{name}" for name in classes))
        new_classes = [styles[part] for part in parts if part in styles]
        if new_classes:
            element.set("class", " ".join([*classes, *new_classes]))
        if element.tag == "figcaption":
            element.attrib.pop("id", None)
            element.set(CAPTION, anchor)
        if element.tag == "img" and photograph is None and "id" not in element.attrib:
            photograph = element
    if photograph is not None and "id" in plate.attrib:
        photograph.set("id", plate.attrib.pop("id"))


def lay_out(
    html: HTML,
    styles: Sequence[CSS],
    fonts: FontConfiguration,
    painter: early_paint.PagePainter | None = None,
) -> Document:
    """Lay out a document; pages that match the same page rules share their styles.

    With a ``painter`` the pages are painted meanwhile, if that is possible.
    """
    import weasyprint

    options = {**weasyprint.DEFAULT_OPTIONS, "stylesheets": styles}
    render = partial(_document()._render, html, fonts, None, None, options)
    try:
        early = early_paint.pages_painted(painter) if painter else nullcontext()
        with early_paint.free_finished_parts(), early:
            shared: Document = render()
    except early_paint.PageRemadeError:
        if painter:
            painter.reset()
        shared = render()
    return shared


@contextmanager
def pages_named_once() -> Iterator[None]:
    """Cache the page references of a PDF while it is made, until a page is added."""
    import pydyf

    name, cache = vars(pydyf.PDF)["page_references"].fget, dict[tuple[int, int], list[bytes]]()

    def names(pdf: pydyf.PDF) -> list[bytes]:
        state = id(pdf), len(pdf.pages["Kids"])
        if state not in cache:
            cache[state] = name(pdf)
        return cache[state]

    with replaced(pydyf.PDF, page_references=property(names)):
        yield


def _document() -> type[Document]:
    """Make a subclass of WeasyPrint's document that caches page styles."""
    from weasyprint import Document

    class Sharing(Document):
        @classmethod
        def _build_layout_context(cls, *arguments: object) -> object:
            context = super()._build_layout_context(*arguments)
            context.style_for = PageStyles(context.style_for)
            return context

    return Sharing


class PageStyles:
    """Replaces WeasyPrint's ``StyleFor``, and lets similar pages share their styles.

    Pages are similar where the same page selectors match them, by WeasyPrint's own matching; the
    first page is never similar to others, since viewport lengths depend on it. What the layout
    writes into a shared style (overflow, page counters) is the same for all pages that share it.
    """

    def __init__(self, styles: StyleFor) -> None:
        self._styles = styles
        self._rules = [
            selector
            for sheet, _, _ in styles._sheets
            for _, selectors, _ in sheet.page_rules
            for _, _, selector in selectors
        ]
        self._first: dict[tuple[bool, ...], Any] = {}
        self._named: dict[Any, list[str | None]] = {}

    def __call__(self, element: object, pseudo: str | None = None) -> object:
        """Return the style of an element, a page, or a pseudo-element."""
        return self._styles(element, pseudo)

    def __getattr__(self, name: str) -> object:
        return getattr(self._styles, name)

    def add_page_declarations(self, page: Any) -> None:  # noqa: ANN401
        """Find the declarations of a page, or reuse the styles of a similar one."""
        matching = (self._styles._page_type_match(rule, page) for rule in self._rules)
        first = self._first.setdefault((page.index == 0, *matching), page)
        computed = self._styles.get_computed_styles()
        if first == page:
            if (page, None) not in computed:
                self._styles.add_page_declarations(page)
                cascaded = self._styles.get_cascaded_styles()
                self._named[page] = [
                    None,
                    *(part for page_type, part in cascaded if page_type == page and part),
                ]
            return
        for part in self._named[first]:
            computed[page, part] = computed[first, part]

    def set_computed_styles(self, element: object, *arguments: object, **keywords: object) -> None:
        """Compute a style, unless there is one already."""
        if (element, keywords.get("pseudo_type")) not in self._styles.get_computed_styles():
            self._styles.set_computed_styles(element, *arguments, **keywords)


#: Pseudo-elements for notes, needed only where a stylesheet makes notes.
_NOTES = frozenset(
    {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
)
#: The elements that WeasyPrint's user agent stylesheet displays as list items.
_LISTED = ("li", "summary")


def source(html: str, base_url: str, fetcher: URLFetcher, sheets: Iterable[CSS]) -> HTML:
    """Return a document as ``weasyprint.HTML``; ``sheets`` are the stylesheets built into it."""
    import weasyprint

    own = list(sheets)

    class Source(weasyprint.HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002
            return own

    class Wellformed(Source):
        def __init__(self, root: ElementTree.Element) -> None:
            self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
            wrap = weasyprint.cssselect2.ElementWrapper.from_html_root
            self.wrapper_element = wrap(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    try:
        return Wellformed(ElementTree.fromstring(html))  # noqa: S314  of our own templates
    except ElementTree.ParseError:  # a theme's template may be HTML that is no XML
        return Source(string=html, url_fetcher=fetcher, base_url=base_url)


def built_in_styles(texts: Iterable[str]) -> list[CSS]:
    """Return WeasyPrint's built-in stylesheet for a book whose stylesheets are ``texts``.

    Universal rules for notes and markers are left out where the book cannot have any.
    """
    from weasyprint.html import UA_STYLESHEET

    css_text = "\n".join(texts)
    unused = frozenset() if "note" in css_text else _NOTES
    sheet, matcher = copy.copy(UA_STYLESHEET), copy.copy(UA_STYLESHEET.matcher)
    universal = [rule for rule in matcher.other_selectors if rule[3] not in unused]
    if "list-item" not in css_text:
        markers = [rule for rule in universal if rule[3] == "marker"]
        universal = [rule for rule in universal if rule[3] != "marker"]
        selectors = dict(matcher.lower_local_name_selectors)
        matcher.lower_local_name_selectors = selectors
        for name in _LISTED:
            selectors[name] = [*selectors.get(name, ()), *markers]
    matcher.other_selectors = universal
    sheet.matcher = matcher
    return [sheet]
