"""Finds the standfirst, byline and date that a page shows round its headline.

They are looked for by what their elements are called, first in the header: what follows the
headline within a few hundred characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from platebook.importing import line_types
from platebook.importing.plain_text import fold
from platebook.importing.read import dom
from platebook.importing.read.dom import Element

_STANDFIRST = re.compile(
    r"(?:^|[\s-])(?:standfirst|(?:article|post|story)-desc(?:ription)?|dek|deck|sub-?title|sub-?head(?:line|ing)?|strapline|chapo|sommario|"
    r"entradilla|bajada|alternative-headline|summary|excerpt|teaser-?text|vorspann|lead|lede|"
    r"lead-?(?:text|in)|chapeau|ingress|abstract)(?:$|[\s-])",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[\s-])(?:by-?line|authors?|contributors?|autor|auteur|autore)(?:$|[\s-])", re.IGNORECASE
)
_DATE = re.compile(r"(?:^|[\s-])(?:date|published|posted|timestamp)(?:$|[\s-])", re.IGNORECASE)
#: A label alone, whose name stands in the next element.
_LABEL = re.compile(
    r"(?:written|words|text|story|photo(?:graph)?s?|pictures|reported|posted|published)?\s*"
    r"(?:by|von|par|por|di|door|:)\s*:?",
    re.IGNORECASE,
)
#: Characters between the headline and the end of the header; of a byline; of a standfirst.
_HEADER, _LONGEST, _STANDFIRSTS = 600, 160, range(15, 800)
_MOST, _UNNAMED = 3, 100
#: Credit lines from which they are of captions.
_CREDITS = 3
_LINES = {"p", "div", "span", "address", "a", "li", "h2", "h3", "h4"}


@dataclass(slots=True)
class PageHeader:
    """The facts of a header by key, and the elements that show them."""

    facts: dict[str, str] = field(default_factory=dict)
    elements: dict[Element, str] = field(default_factory=dict)


def read(
    root: Element, title: Element | None, author: str, published: str, about: str = ""
) -> PageHeader:
    """Read a page's header; what is shown wins over what the page's data state.

    ``author`` are the authors' names, ``published`` the date as written there, and ``about`` what
    the page is about: all of an element that says the same is the standfirst.
    """
    header = PageHeader()
    zone = list(_zone(root, title, fold(about)))
    _standfirst(zone, header, fold(about))
    _line_of_both(zone, header, author)
    _byline(root, title, zone, header, author)
    _date(root, zone, header, published)
    _between(zone, header)
    return header


def _between(zone: Sequence[Element], header: PageHeader) -> None:
    """Take the only paragraph between the headline and the byline as the standfirst."""
    place = next(
        (n for n, element in enumerate(zone) if header.elements.get(element) == "byline"), 0
    )
    texts = [
        element
        for element in zone[:place]
        if element.tag in ("p", "h2", "h3", "h4")
        and len(dom.plain(element)) in _STANDFIRSTS
        and element not in header.elements
        and not line_types.date(dom.plain(element))
    ]
    if len(texts) == 1 and "standfirst" not in header.facts and not _is_of_picture(texts[0]):
        header.facts["standfirst"] = dom.plain(texts[0])
        header.elements[texts[0]] = "standfirst"


def _is_of_picture(element: Element) -> bool:
    """Return whether an element is, or stands in, the caption of a photograph."""
    return any(
        around.tag in ("figure", "figcaption") or dom.CAPTION.search(dom.names_of(around))
        for around in (element, *element.iterancestors())
    )


def _zone(root: Element, title: Element | None, about: str) -> Iterator[Element]:
    """Yield the elements that begin within the header: after the headline, or the page's first."""
    length, after_headline = 0, title is None
    inside = set() if title is None else set(title.iter())
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in dom.NO_TEXT:
            continue
        if element is title:
            after_headline = True
        elif after_headline and element not in inside:
            if length > _HEADER:
                return
            if not _is_boilerplate(element) or fold(dom.plain(element)) == about:
                yield element
            length += len((element.text or "").strip())


def _is_boilerplate(element: Element) -> bool:
    return any(
        dom.boilerplate_reason(ancestor, photographs=True)
        for ancestor in (element, *element.iterancestors())
        if ancestor.tag not in ("aside", "footer")
    )


def _standfirst(zone: Sequence[Element], header: PageHeader, about: str) -> None:
    for element in zone:
        if element.tag not in ("p", "h2", "h3", "h4", "div", "span"):
            continue
        text = dom.plain(element)
        is_called_so = _STANDFIRST.search(dom.labels_of(element)) is not None
        if len(text) not in _STANDFIRSTS or not (is_called_so or fold(text) == about):
            continue
        if _is_of_picture(element):
            continue
        if element.find(".//img") is None and element.find(".//p/..//p[2]") is None:
            header.facts["standfirst"] = text
            header.elements[element] = "standfirst"
            return


def _line_of_both(zone: Sequence[Element], header: PageHeader, author: str) -> None:
    """Read the first line that has byline and date together: ``By … | 2 May 2026``."""
    for element in zone:
        text = dom.plain(element) if element.tag in _LINES else ""
        line = line_types.header_line(text, {author} - {""})
        if line and line.published and fold(text) != fold(line.published):
            if line_types.date(text):
                continue
            header.facts.setdefault("published", line.published)
            if line.byline:
                header.facts["byline"] = line.byline
            header.elements[element] = "byline"
            return


def _byline(
    root: Element, title: Element | None, zone: Sequence[Element], header: PageHeader, author: str
) -> None:
    if "byline" in header.facts:
        return
    lines: list[str] = []
    outside = (
        [] if title is None else [element for element in root.iter() if _may_name(element, title)]
    )
    for elements in (zone, outside or list(root.iter())):
        for element in elements:
            if len(lines) < _MOST and (line := _line(element, header)):
                lines.append(line)
        if elements is zone and title is not None:  # else the first blocks are looked at later
            lines = lines or list(_unnamed_bylines(_without_credits(elements, root), header))
        if lines:
            break
    if not lines and author and line_types.byline(f"By {author}"):
        lines = [f"By {author}"]
    if lines:
        header.facts["byline"] = "\n".join(dict.fromkeys(_keep_stated(lines, author)))


def _keep_stated(lines: Sequence[str], author: str) -> list[str]:
    """Keep the lines that name an author whom the data state, if any does, and photographers."""
    if not any(_names_author(line, author) for line in lines):
        return list(lines)
    return [
        line
        for line in lines
        if _names_author(line, author)
        or all(role != "author" for _, role in line_types.byline(line))
    ]


def _names_author(line: str, author: str) -> bool:
    folded_author = fold(author)
    return any(fold(name) in folded_author for name, _ in line_types.byline(line) if fold(name))


def _without_credits(elements: Sequence[Element], root: Element) -> Sequence[Element]:
    """Return elements without lines such as ``Photo: NAME``, if captions have them too."""
    credits = {text for text in root.iter("p") if line_types.is_credit_line(dom.plain(text))}
    if len(credits) < _CREDITS:
        return elements
    return [element for element in elements if element not in credits]


def _unnamed_bylines(elements: Sequence[Element], header: PageHeader) -> Iterator[str]:
    """Yield the first byline of elements that are not called so: ``By …``, ``Text: …``."""
    for element in elements[:_UNNAMED]:
        text = dom.plain(element) if element.tag in _LINES else ""
        if 0 < len(text) <= _LONGEST and line_types.byline(text):
            if not any(
                ancestor in header.elements for ancestor in (element, *element.iterancestors())
            ):
                header.elements[_widest(element, line_types.byline)] = "byline"
                yield text
            return


def _may_name(element: Element, title: Element) -> bool:
    """Return whether an element may name this article's makers: not those of another article."""
    if not isinstance(element.tag, str):
        return False
    card = next(element.iterancestors("article", "a"), None)
    if card is None or card in title.iterancestors():
        return True
    return card.tag == "a" and len(dom.plain(card)) <= _LONGEST


def _line(element: Element, header: PageHeader) -> str:
    """Return the byline of an element, if it is one, and note where it is shown."""
    if element.tag not in _LINES or not _BYLINE.search(dom.labels_of(element)):
        return ""
    if any(ancestor in header.elements for ancestor in (element, *element.iterancestors())):
        return ""
    text = dom.plain(element)
    parent = element.getparent()
    while _LABEL.fullmatch(text) and parent is not None and len(dom.plain(parent)) <= _LONGEST:
        element, parent = parent, parent.getparent()
        text = dom.plain(element)
    if not text or len(text) > _LONGEST or line_types.date(text):
        return ""
    line = next((byline for byline in _bylines(element, text) if line_types.byline(byline)), "")
    if not line:
        return ""
    if (whole := line_types.header_line(text)) and whole.published:
        header.facts.setdefault("published", whole.published)
    widest = _widest(element, line_types.byline)
    header.elements[widest] = "byline"
    wide = dom.plain(widest)
    return wide if len(line_types.byline(wide)) >= len(line_types.byline(line)) else line


def _bylines(element: Element, text: str) -> Iterator[str]:
    """Yield what a byline may say: all of it, or its first part; with the word that it lacks."""
    yield text
    if line := line_types.header_line(text):
        yield line.byline
    leaves = [dom.plain(child) for child in element.iter() if not len(child) and dom.plain(child)]
    leaves = [leaf for leaf in leaves if not _LABEL.fullmatch(leaf)]
    yield from (
        leaf for leaf in leaves if re.match(r"(?:by|von|par|por|door)\b", leaf, re.IGNORECASE)
    )
    yield f"By {leaves[0]}" if len(leaves) > 1 else f"By {text}"


def _widest(element: Element, recognise: Callable[[str], object]) -> Element:
    """Climb to the largest element that says nothing else: ``Published on <time>``."""
    parent = element.getparent()
    while (
        parent is not None and len(dom.plain(parent)) <= _LONGEST and recognise(dom.plain(parent))
    ):
        element, parent = parent, parent.getparent()
    return element


def _date(root: Element, zone: Sequence[Element], header: PageHeader, declared_date: str) -> None:
    times = [element for element in zone if element.tag == "time"] or list(root.iter("time"))
    for element in times:
        text = element.get("datetime") or dom.plain(element)
        if date := line_types.date(text[:10]) or line_types.date(dom.plain(element)):
            header.elements[_widest(element, line_types.date)] = "date"
            header.facts.setdefault("published", date)
            break
    if date := line_types.date(declared_date[:10]) or line_types.date(declared_date):
        header.facts["published"] = date
    if "published" in header.facts:
        return
    for element in zone:
        if not len(element) and (date := line_types.date(dom.plain(element))):
            header.elements[_widest(element, line_types.date)] = "date"
            header.facts["published"] = date
            return
    called = (element for element in root.iter() if _DATE.search(dom.labels_of(element)))
    dates = {date: element for element in called if (date := line_types.date(dom.plain(element)))}
    if len(dates) == 1:
        ((header.facts["published"], element),) = dates.items()
        header.elements[element] = "date"


def remainder(element: Element, facts: dict[str, str]) -> str:
    """Return what an element of a header says beside the facts that were read of it."""
    facts_text = fold(" ".join(facts.values()))
    leaves = [dom.plain(child) for child in element.iter() if not len(child)]
    leaves = leaves or [dom.plain(element)]
    makers = {name for name, _ in line_types.byline(facts.get("byline", ""))}
    rest = [leaf for leaf in leaves if leaf and fold(leaf) not in facts_text]
    return " · ".join(
        leaf
        for leaf in rest
        if not line_types.header_line(leaf, makers) and not _LABEL.fullmatch(leaf)
    )
