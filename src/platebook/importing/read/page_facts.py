"""Reads what a page says of itself: JSON-LD, Open Graph, meta elements, data of galleries."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from platebook.importing import names
from platebook.importing.plain_text import fold, line
from platebook.importing.read import dom, page_header
from platebook.importing.read.dom import Element
from platebook.importing.read.page_photos import PICTURE

#: Pictures of one gallery; characters of its data; like elements from which backgrounds are one.
_MOST, _LONGEST, _FEWEST = 5_000, 1_000_000, 3
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
_SOURCES = ("full", "original", "large", "src", "url", "image", "contentUrl", "file", "href")
_CAPTIONS = ("caption", "description", "text", "legend", "subtitle")
_CREDITS = ("credit", "credits", "copyright", "source", "photographer", "byline", "author")
#: Where an object within has its text: an address, a name, a person, a rich text.
_WITHIN = ("src", "url", "name", "by", "html", "text", "plain", "basic")
_WIDTH = re.compile(r"\{[^}]*\}/?")


@dataclass(frozen=True, slots=True)
class DataPicture:
    """A photograph as data have it: its address and plain texts."""

    address: str
    caption: str = ""
    credit: str = ""
    alt: str = ""


def materialise(root: Element) -> None:
    """Make elements of pictures that a page has in an attribute only."""
    backgrounds: dict[tuple[str, str], list[tuple[Element, str]]] = defaultdict(list)
    for element in [*root.iter()]:
        if not isinstance(element.tag, str) or element.tag in ("img", "script"):
            continue
        if match := _BACKGROUND.search(element.get("style") or ""):
            kind = (element.tag, (element.get("class") or "").split(" ")[0])
            backgrounds[kind].append((element, match[1]))
        if element.find(".//img") is None:
            _from_attributes(element)
    for gallery in backgrounds.values():
        if len({address for _, address in gallery}) >= _FEWEST:
            for element, address in gallery[:_MOST]:
                if element.find(".//img") is None:
                    element.insert(0, element.makeelement("img", {"src": address}))


def _from_attributes(element: Element) -> None:
    """Add the pictures of the first attribute that has some."""
    for key, value in [*element.attrib.items()]:
        text = str(value).lstrip()
        if str(key).startswith("data-") and text[:1] in ("{", "[") and len(text) < _LONGEST:
            pictures = list(_pictures(text))[:_MOST]
            for picture in pictures:
                _append(element, picture, alone=len(pictures) == 1)
            if pictures:
                return


def _append(element: Element, picture: DataPicture, *, alone: bool) -> None:
    """Add a picture to an element; in a figure with its texts where there are several."""
    image = element.makeelement("img", {"src": picture.address, "alt": picture.alt})
    if alone and not picture.caption:
        element.append(image)
        return
    figure = element.makeelement("figure", {})
    figure.append(image)
    for tag, name, text in (
        ("figcaption", "", picture.caption),
        ("span", "credit", picture.credit),
    ):
        if text:
            child = figure.makeelement(tag, {"class": name} if name else {})
            child.text = text
            figure.append(child)
    element.append(figure)


def _pictures(text: str) -> Iterator[DataPicture]:
    """Yield the pictures in JSON: its first key, or each of a list of them."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(data, list):
        yield from _pictures_of(data)
        return
    if not isinstance(data, dict):
        return
    keys = (key for key, value in data.items() if isinstance(value, dict))
    if address := next((key for key in keys if re.match(r"(?:https?:)?//", key)), ""):
        yield DataPicture(address)
        return
    gallery = data.get("gallery", data)
    values = gallery.values() if isinstance(gallery, dict) else [gallery]
    lists = (list(_pictures_of(value)) for value in values if isinstance(value, list))
    pictures = next(filter(None, lists), [])
    yield from pictures
    if not pictures and isinstance(data.get("src"), str) and PICTURE.search(data["src"]):
        yield DataPicture(data["src"])


def walk(text: str) -> Iterator[DataPicture]:
    """Yield every picture with words that is anywhere in JSON."""
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield from (
                picture for picture in _pictures_of([item]) if picture.caption or picture.credit
            )
        if isinstance(item, (dict, list)):
            waiting += item.values() if isinstance(item, dict) else item


def _pictures_of(items: list[Any]) -> Iterator[DataPicture]:
    """Yield the pictures of a list of addresses, or of objects that have one."""
    for item in items:
        if isinstance(item, str):
            if PICTURE.search(item):
                yield DataPicture(item)
        elif isinstance(item, dict) and PICTURE.search(address := _text(item, _SOURCES)):
            yield DataPicture(
                _WIDTH.sub("", address), _text(item, _CAPTIONS), _text(item, _CREDITS),
                _text(item, ("alt", "altText", "alt_text")),
            )  # fmt: skip


def _text(item: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """Return the first of some texts that an object has, without markup."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, dict):
            value = next(filter(None, map(value.get, _WITHIN)), None)
        if isinstance(value, list) and keys is _CREDITS:
            value = ", ".join(filter(None, map(_name, value)))
        if isinstance(value, str) and value.strip():
            plain = dom.plain(dom.parse(f"<div>{value}</div>")) if "<" in value else value
            return " ".join(plain.split())
    return ""


_ARTICLES = re.compile(r"Article|BlogPosting|Report|Gallery|WebPage|CreativeWork|PhotographAction")
#: What parts a headline and the name of the site.
_PARTS = re.compile(r"\s+[|»–—·•-]\s+")
#: Characters of a headline that another text may begin with.
_TITLE = 15
_LONGEST_JSON, _MOST_IMAGES = 2_000_000, 2_000


@dataclass(slots=True)
class PageFacts:
    """Facts by key, the elements that show them, and what the data say of pictures by stem.

    ``body`` is the article's text as the data have it, ``address`` the page's own.
    """

    facts: dict[str, str] = field(default_factory=dict)
    elements: dict[Element, str] = field(default_factory=dict)
    images: dict[str, DataPicture] = field(default_factory=dict)
    body: str = ""
    address: str = ""


def read(root: Element) -> PageFacts:
    """Read a page's facts; what is shown on the page wins over its data."""
    page = PageFacts()
    data: dict[str, str] = {}
    for item in _json_ld(root):
        _of_item(item, data, page)
    meta = _meta(root)
    page.address = _address(root, meta)
    _headline(root, page, data.get("headline") or meta.get("og:title", ""), meta)
    title = next(iter(page.elements), None)
    dates = (data.get("published"), meta.get("article:published_time"), meta.get("datepublished"))
    author, published = data.get("author") or meta.get("author", ""), next(filter(None, dates), "")
    about = data.get("description") or meta.get("og:description") or meta.get("description", "")
    header = page_header.read(root, title, author, published, about)
    page.facts |= header.facts
    page.elements |= header.elements
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type") == "application/json" and len(text) <= _LONGEST_JSON:
            for picture in walk(text):
                _add_image(page, picture)
    keywords = data.get("keywords") or meta.get("news_keywords") or meta.get("keywords", "")
    if keywords:
        parts = [line(part)[:200] for part in keywords.split(",") if part.strip()]
        page.facts["keywords"] = "\n".join(dict.fromkeys(parts[:30]))
    language = root.get("lang") or meta.get("og:locale", "").replace("_", "-")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language or ""):
        page.facts["language"] = language
    return page


def _address(root: Element, meta: Mapping[str, str]) -> str:
    """Return the page's own address, as it states it."""
    links = (link.get("href") or "" for link in root.iter("link") if link.get("rel") == "canonical")
    return next((link for link in (*links, meta.get("og:url", "")) if link.startswith("http")), "")


def _json_ld(root: Element) -> Iterator[Mapping[str, Any]]:
    """Yield every object of the page's JSON-LD; what is not JSON is passed over."""
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _LONGEST_JSON:
            continue
        text = re.sub(r"^\s*(?://)?\s*<!(?:--|\[CDATA\[)|(?:--|(?://)?\s*\]\])>\s*$", "", text)
        text = re.sub(r",(?=\s*[}\]])", "", text)
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in data if isinstance(data, list) else [data]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            nodes = graph if isinstance(graph, list) else [item]
            yield from (node for node in nodes if isinstance(node, dict))


def _of_item(item: Mapping[str, Any], data: dict[str, str], page: PageFacts) -> None:
    kind = json.dumps(item.get("@type", ""))
    keys = ("image", "associatedMedia", "hasPart")
    images = [image for key in keys for image in _as_list(item.get(key))]
    for image in images[:_MOST_IMAGES]:
        if isinstance(image, dict):
            _image(image, page)
    if "ImageObject" in kind:
        _image(item, page)
    if not _ARTICLES.search(kind):
        return
    for key in ("headline", "published", "keywords", "description"):
        value = item.get("datePublished" if key == "published" else key)
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if text and key not in data:
            data[key] = line(text)
    body = item.get("articleBody")
    if isinstance(body, str) and len(body) > len(page.body):
        page.body = body
    people = [_name(author) for author in _as_list(item.get("author"))]
    if any(people):
        data.setdefault("author", ", ".join(filter(None, people)))


def _image(image: Mapping[str, Any], page: PageFacts) -> None:
    address = str(image.get("contentUrl") or image.get("url") or "")
    caption = line(str(image.get("caption") or ""))
    credit = line(str(image.get("creditText") or "")) or ", ".join(
        filter(None, (_name(creator) for creator in _as_list(image.get("creator"))))
    )
    _add_image(page, DataPicture(address, caption, credit))


def _add_image(page: PageFacts, picture: DataPicture) -> None:
    """Note what data say of a picture; nothing where several pictures share its stem."""
    if picture.address and (picture.caption or picture.credit):
        stem, words = names.stem(picture.address), replace(picture, address="", alt="")
        if page.images.setdefault(stem, words) != words:
            page.images[stem] = DataPicture("")


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: object) -> str:
    name = value.get("name") if isinstance(value, dict) else value
    return line(str(name or "")) if not isinstance(name, (dict, list)) else ""


def _meta(root: Element) -> dict[str, str]:
    properties: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = line(meta.get("content") or "")
        if content and key == "article:tag" and key in properties:
            properties[key] += f", {content}"
        elif content and key:
            properties.setdefault(key, content)
    return properties


def _headline(root: Element, page: PageFacts, headline: str, meta: Mapping[str, str]) -> None:
    """Find the headline: the heading that the page is called like, or the article's first h1."""
    document = line(root.findtext(".//title") or "")
    exact = _headings_called(root, headline, document)
    titles = [element for element in root.iter("h1") if dom.plain(element)]
    titles = titles or [
        element
        for element in root.iter("p", "div")
        if {"title", "headline"} & {*(element.get("class") or "").lower().split()}
        and 0 < len(dom.plain(element)) <= 300
    ]
    titles = exact or titles or list(_same_text(root, headline or document))
    styled = [element for element in titles if "headline" in (element.get("class") or "").split()]
    page_titles = fold(f"{headline} {document}")
    matching_titles = [
        element
        for element in titles
        if fold(dom.plain(element)) and fold(dom.plain(element)) in page_titles
    ]
    inside = [
        element
        for element in titles
        if next(element.iterancestors("article", "main"), None) is not None
    ]
    longest = max(matching_titles, key=lambda element: len(dom.plain(element)), default=None)
    heading = styled[0] if styled else longest
    if heading is None or (inside and heading not in inside):
        heading = next(iter(inside or matching_titles or titles), None)
    if heading is not None:
        site = f"{document} {meta.get('og:site_name', '')}"
        page.facts["title"] = _without_site(dom.plain(heading), headline, site)[:500]
        page.elements[heading] = "title"
        for other in titles:
            if other is not heading and fold(dom.plain(other)) == fold(dom.plain(heading)):
                page.elements[other] = "title"
        return
    title = headline or document
    site = meta.get("og:site_name", "")
    if not headline or (site and site in title):
        title = re.sub(r"\s+[|–—·•:-]\s+[^|–—·•]{2,60}$", "", title)
    if title:
        page.facts["title"] = title[:500]


def _headings_called(root: Element, headline: str, document: str) -> list[Element]:
    """Return the headings that say what the page is called, those of the highest rank.

    That is its headline in the data, its title in the browser, or the first part of that; what
    stands behind a colon too, for sites that begin with their name.
    """
    called = {
        fold(name) for title in (headline, document) for name in (title, _PARTS.split(title)[0])
    }
    behind = fold(document.partition(": ")[2])
    headings = [(element, fold(dom.plain(element))) for element in root.iter(*dom.HEADINGS)]
    exact = [element for element, text in headings if text and text in called]
    if not any(element.tag == "h1" for element, _ in headings):
        exact = exact or [element for element, text in headings if text == behind and len(text) > 8]
    rank = min((dom.HEADINGS[str(element.tag)] for element in exact), default=0)
    return [element for element in exact if dom.HEADINGS[str(element.tag)] == rank]


def _without_site(title: str, headline: str, document: str) -> str:
    """Cut the site's name off a headline that has it without a sign between.

    ``headline`` is what the data state, ``document`` the title of the document.
    """
    if len(headline) >= _TITLE and title.endswith(headline):
        return headline  # what stands before it is a kicker
    for shorter in (headline, *_PARTS.split(document)):
        rest = fold(title.removeprefix(shorter))
        if len(shorter) >= _TITLE and title.startswith(shorter) and rest in fold(document):
            return shorter
    return title


def _same_text(root: Element, headline: str) -> Iterator[Element]:
    """Yield the first element that says the headline, where no heading of the first rank does."""
    target = fold(headline)
    body = root.find(".//body")
    for element in (root if body is None else body).iter():
        if not isinstance(element.tag, str) or element.tag in dom.NO_TEXT or len(target) < 8:
            continue
        text = fold(dom.plain(element)) if len(element) <= 3 else ""
        if text and (text == target or (len(text) > 15 and target.startswith(f"{text} "))):
            yield element
            return
        # A site may put its name behind the headline without a space.
        glued = element.tag in dom.HEADINGS and len(text) > max(20, len(target) * 0.6)
        if glued and target.startswith(text):
            yield element
            return
