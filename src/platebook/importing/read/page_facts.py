"""Reads what a page says of itself: JSON-LD, Open Graph, meta elements, headline, byline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from platebook.importing import header_lines, names
from platebook.importing.read import dom
from platebook.importing.read.dom import Element
from platebook.importing.text import folded, line

_ARTICLES = re.compile(r"Article|BlogPosting|Report|Gallery|WebPage|CreativeWork|PhotographAction")
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|dek|deck|sub-?title|sub-?head(?:line|ing)?|strapline|chapo|sommario|"
    r"entradilla|bajada|alternativeHeadline|article-summary|post-summary|teasertext|vorspann)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|contributors?|autor|auteur|autore)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST_JSON, _MOST_IMAGES = 2_000_000, 2_000


@dataclass(frozen=True, slots=True)
class ImageWords:
    """What a page's data say of one picture."""

    caption: str = ""
    credit: str = ""


@dataclass(slots=True)
class PageFacts:
    """Facts by key, the elements that show them, and what the data say of pictures by stem."""

    facts: dict[str, str] = field(default_factory=dict)
    shown: dict[Element, str] = field(default_factory=dict)
    images: dict[str, ImageWords] = field(default_factory=dict)


def read(root: Element) -> PageFacts:
    """Read a page's facts; what is shown on the page wins over its data."""
    page = PageFacts()
    data: dict[str, str] = {}
    for item in _json_ld(root):
        _of_item(item, data, page)
    meta = _meta(root)
    _headline(root, page, data.get("headline") or meta.get("og:title", ""), meta)
    _standfirst(root, page)
    _byline(root, page, data.get("author", "") or meta.get("author", ""))
    _date(root, page, data.get("published", "") or meta.get("article:published_time", ""))
    keywords = data.get("keywords") or meta.get("news_keywords") or meta.get("keywords", "")
    if keywords:
        parts = [line(part)[:200] for part in keywords.split(",") if part.strip()]
        page.facts["keywords"] = "\n".join(dict.fromkeys(parts[:30]))
    language = root.get("lang") or meta.get("og:locale", "").replace("_", "-")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language or ""):
        page.facts["language"] = language
    return page


def _json_ld(root: Element) -> Iterator[Mapping[str, Any]]:
    """Give every object of the page's JSON-LD; what is not JSON is passed over."""
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _LONGEST_JSON:
            continue
        text = re.sub(r"^\s*(?://)?\s*<!(?:--|\[CDATA\[)|(?:--|(?://)?\s*\]\])>\s*$", "", text)
        text = re.sub(r",(?=\s*[}\]])", "", text)
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        items = found if isinstance(found, list) else [found]
        for item in items:
            if isinstance(item, dict):
                graph = item.get("@graph")
                yield from (
                    (each for each in graph if isinstance(each, dict))
                    if isinstance(graph, list)
                    else [item]
                )


def _of_item(item: Mapping[str, Any], data: dict[str, str], page: PageFacts) -> None:
    kind = json.dumps(item.get("@type", ""))
    images = [
        *_listed(item.get("image")),
        *_listed(item.get("associatedMedia")),
        *_listed(item.get("hasPart")),
    ]
    for image in images[:_MOST_IMAGES]:
        if isinstance(image, dict):
            _image(image, page)
    if "ImageObject" in kind:
        _image(item, page)
    if not _ARTICLES.search(kind):
        return
    for key, name in (
        ("headline", "headline"),
        ("published", "datePublished"),
        ("keywords", "keywords"),
    ):
        value = item.get(name)
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if text and key not in data:
            data[key] = line(text)
    people = [_name(each) for each in _listed(item.get("author"))]
    if any(people):
        data.setdefault("author", ", ".join(filter(None, people)))


def _image(image: Mapping[str, Any], page: PageFacts) -> None:
    address = str(image.get("contentUrl") or image.get("url") or "")
    caption = line(str(image.get("caption") or ""))
    credit = line(str(image.get("creditText") or "")) or ", ".join(
        filter(None, (_name(each) for each in _listed(image.get("creator"))))
    )
    if address and (caption or credit):
        page.images.setdefault(names.stem(address), ImageWords(caption, credit))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: object) -> str:
    found = value.get("name") if isinstance(value, dict) else value
    return line(str(found or "")) if not isinstance(found, (dict, list)) else ""


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or "").lower()
        content = line(meta.get("content") or "")
        if key and content:
            found[key] = (
                f"{found[key]}, {content}"
                if key == "article:tag" and key in found
                else found.get(key, content)
            )
    return found


def _headline(root: Element, page: PageFacts, headline: str, meta: Mapping[str, str]) -> None:
    """Find the headline: the h1 that the page's data name, the article's, or the first."""
    titles = [element for element in root.iter("h1") if dom.plain(element)]
    titles = titles or [
        element
        for element in root.iter("p", "div")
        if "title" in (element.get("class") or "").split() and 0 < len(dom.plain(element)) <= 300
    ]
    styled = [element for element in titles if "headline" in (element.get("class") or "").split()]
    document = root.findtext(".//title") or ""
    known = folded(f"{headline} {document}")
    named = [
        element
        for element in titles
        if folded(dom.plain(element)) and folded(dom.plain(element)) in known
    ]
    inside = [
        element
        for element in titles
        if any(each.tag in ("article", "main") for each in element.iterancestors())
    ]
    best = (
        styled[0]
        if styled
        else max(named, key=lambda element: len(dom.plain(element)), default=None)
    )
    chosen = (
        best
        if best is not None and (best in inside or not inside)
        else next(iter(inside or named or titles), None)
    )
    if chosen is not None:
        page.facts["title"] = dom.plain(chosen)[:500]
        page.shown[chosen] = "title"
        for other in titles:
            if other is not chosen and folded(dom.plain(other)) == folded(dom.plain(chosen)):
                page.shown[other] = "title"
        return
    title = headline or line(document)
    site = meta.get("og:site_name", "")
    cut = (
        re.sub(r"\s+[|–—·•:-]\s+[^|–—·•]{2,60}$", "", title)
        if not headline or (site and site in title)
        else title
    )
    if cut:
        page.facts["title"] = cut[:500]


def _standfirst(root: Element, page: PageFacts) -> None:
    for element in root.iter("p", "h2", "h3", "h4", "div", "span"):
        text = dom.plain(element)
        if not 15 <= len(text) <= 800 or not _STANDFIRST.search(dom.names_of(element)):
            continue
        if element.find(".//img") is None and element.find(".//p/..//p[2]") is None:
            page.facts["standfirst"] = text
            page.shown[element] = "standfirst"
            return


def _byline(root: Element, page: PageFacts, author: str) -> None:
    lines: list[str] = []
    for element in root.iter("p", "div", "span", "address", "a", "li"):
        text = dom.plain(element)
        if not text or len(text) > 160 or not _BYLINE.search(dom.names_of(element)):
            continue
        if any(parent in page.shown for parent in element.iterancestors()):
            continue
        found = next((each for each in _bylines(element, text) if header_lines.byline(each)), "")
        if found and not header_lines.date(text):
            lines.append(found)
            page.shown[_widest(element, header_lines.byline)] = "byline"
            if len(lines) >= 3:
                break
    if not lines and author and header_lines.byline(f"By {author}"):
        lines = [f"By {author}"]
    if lines:
        page.facts["byline"] = "\n".join(dict.fromkeys(lines))


def _bylines(element: Element, text: str) -> Iterator[str]:
    """Give what a byline may say: all of it, or its first part; with the word that it lacks."""
    yield text
    leaves = [dom.plain(each) for each in element.iter() if not len(each) and dom.plain(each)]
    yield from (
        leaf for leaf in leaves if re.match(r"(?:by|von|par|por|door)\b", leaf, re.IGNORECASE)
    )
    yield f"By {leaves[0]}" if len(leaves) > 1 else f"By {text}"


def _widest(element: Element, recognise: Callable[[str], object]) -> Element:
    """Climb to the largest element that says nothing else: ``Published on <time>``."""
    parent = element.getparent()
    while parent is not None and len(dom.plain(parent)) <= 160 and recognise(dom.plain(parent)):
        element, parent = parent, parent.getparent()
    return element


def _date(root: Element, page: PageFacts, data: str) -> None:
    for element in root.iter("time"):
        text = element.get("datetime") or dom.plain(element)
        if found := header_lines.date(text[:10]) or header_lines.date(dom.plain(element)):
            page.shown[_widest(element, header_lines.date)] = "date"
            page.facts.setdefault("published", found)
            break
    if found := header_lines.date(data[:10]):
        page.facts["published"] = found
