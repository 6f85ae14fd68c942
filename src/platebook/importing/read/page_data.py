"""Makes elements of photographs that a page has in its data or styles only, for a script to show.

Galleries in JSON attributes, and pictures that are the backgrounds of a row of like elements.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from platebook.importing.read import dom
from platebook.importing.read.dom import Element
from platebook.importing.read.page_photos import PICTURE

#: Pictures of one gallery; characters of its data; like elements from which backgrounds are one.
_MOST, _LONGEST, _FEWEST = 5_000, 1_000_000, 3
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
_SOURCES = ("full", "original", "large", "src", "url", "image", "contentUrl", "file", "href")
_CAPTIONS = ("caption", "description", "text", "legend", "subtitle")
_CREDITS = ("credit", "credits", "copyright", "source", "photographer", "byline", "author")
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
    """Give the pictures in JSON: its first key, or each of a list of them."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(found, list):
        yield from _listed(found)
        return
    if not isinstance(found, dict):
        return
    if keys := [
        key for key in found if re.match(r"(?:https?:)?//", key) and isinstance(found[key], dict)
    ]:
        yield DataPicture(keys[0])
        return
    gallery = found.get("gallery", found)
    values = gallery.values() if isinstance(gallery, dict) else [gallery]
    lists = (list(_listed(value)) for value in values if isinstance(value, list))
    pictures = next(filter(None, lists), [])
    yield from pictures
    if not pictures and isinstance(found.get("src"), str) and PICTURE.search(found["src"]):
        yield DataPicture(found["src"])


def walk(text: str) -> Iterator[DataPicture]:
    """Give every picture with words that is anywhere in JSON."""
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield from (picture for picture in _listed([item]) if picture.caption or picture.credit)
        if isinstance(item, (dict, list)):
            waiting += item.values() if isinstance(item, dict) else item


def _listed(items: list[Any]) -> Iterator[DataPicture]:
    """Give the pictures of a list of addresses, or of objects that have one."""
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
    """Give the first of some texts that an object has, without markup."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, dict):
            value = value.get("src") or value.get("url") or value.get("name")
        if isinstance(value, str) and value.strip():
            plain = dom.plain(dom.parse(f"<div>{value}</div>")) if "<" in value else value
            return " ".join(plain.split())
    return ""
