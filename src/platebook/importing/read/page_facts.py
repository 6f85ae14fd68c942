"""Reads what a page says of itself: JSON-LD, Open Graph, meta elements, headline, byline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from platebook.importing import names
from platebook.importing.read import dom, page_data, page_header
from platebook.importing.read.dom import Element
from platebook.importing.text import folded, line

_ARTICLES = re.compile(r"Article|BlogPosting|Report|Gallery|WebPage|CreativeWork|PhotographAction")
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
    title = next(iter(page.shown), None)
    stated = page_header.Stated(
        data.get("author") or meta.get("author", ""),
        data.get("published")
        or meta.get("article:published_time")
        or meta.get("datepublished", ""),
    )
    header = page_header.read(root, title, stated)
    page.facts |= header.facts
    page.shown |= header.shown
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type") == "application/json" and len(text) <= _LONGEST_JSON:
            for picture in page_data.walk(text):
                _add_image(page, picture.address, picture.caption, picture.credit)
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
    _add_image(page, address, caption, credit)


def _add_image(page: PageFacts, address: str, caption: str, credit: str) -> None:
    """Note what data say of a picture; nothing where several pictures share its stem."""
    if address and (caption or credit):
        words = ImageWords(caption, credit)
        if page.images.setdefault(names.stem(address), words) != words:
            page.images[names.stem(address)] = ImageWords()  # a stem that several pictures share


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: object) -> str:
    found = value.get("name") if isinstance(value, dict) else value
    return line(str(found or "")) if not isinstance(found, (dict, list)) else ""


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
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
    titles = titles or list(_same_text(root, headline or line(root.findtext(".//title") or "")))
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


def _same_text(root: Element, headline: str) -> Iterator[Element]:
    """Give the first element that says the headline, where no heading of the first rank does."""
    wanted = folded(headline)
    body = root.find(".//body")
    for element in (root if body is None else body).iter():
        if not isinstance(element.tag, str) or element.tag in dom.NO_TEXT or len(wanted) < 8:
            continue
        text = folded(dom.plain(element)) if len(element) <= 3 else ""
        if text and (text == wanted or (len(text) > 15 and wanted.startswith(f"{text} "))):
            yield element
            return
