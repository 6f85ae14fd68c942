"""Prepares a document for WeasyPrint and skips work without effect on a book's pages.

Two things took a third of the time of laying out 1,000 captions: the HTML parser in Python, though
templates are well-formed XML, and the styles of five kinds of notes and list markers, which
WeasyPrint computes for every element.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

#: Pseudo-elements for notes, needed only where a stylesheet makes notes.
_NOTES = frozenset(
    {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
)
#: The elements that WeasyPrint's user agent stylesheet displays as list items.
_LISTED = ("li", "summary")


def source(html: str, base_url: str, fetcher: URLFetcher, sheets: Iterable[CSS]) -> HTML:
    """Give a document as ``weasyprint.HTML``; ``sheets`` are the stylesheets built into it."""
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


def built_in(texts: Iterable[str]) -> list[CSS]:
    """Give WeasyPrint's built-in stylesheet for a book whose stylesheets are ``texts``.

    Universal rules for notes and markers are left out where the book cannot have any.
    """
    from weasyprint.html import UA_STYLESHEET

    written = "\n".join(texts)
    unused = frozenset() if "note" in written else _NOTES
    sheet, matcher = copy.copy(UA_STYLESHEET), copy.copy(UA_STYLESHEET.matcher)
    universal = [rule for rule in matcher.other_selectors if rule[3] not in unused]
    if "list-item" not in written:
        markers = [rule for rule in universal if rule[3] == "marker"]
        universal = [rule for rule in universal if rule[3] != "marker"]
        named = dict(matcher.lower_local_name_selectors)
        matcher.lower_local_name_selectors = named
        for name in _LISTED:
            named[name] = [*named.get(name, ()), *markers]
    matcher.other_selectors = universal
    sheet.matcher = matcher
    return [sheet]
