"""What no template may put into a book: scripts, and what is loaded from elsewhere.

The rules hold for one element at a time, so that the e-book's parser and the printed book's both
ask here. Whether an address inside the book leads anywhere is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from platebook.css_addresses import find_addresses, find_excess
from platebook.errors import PlatebookError, ThemeError
from platebook.themes import Design

#: Elements that run something, or show another document.
_ELEMENTS = frozenset(
    ("script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal")
)
#: Elements of SVG that may change an address while a page is shown.
_ANIMATIONS = frozenset(("set", "animate"))
#: Attributes that name what is loaded; a link's own is followed, and judged apart.
_LOADED = frozenset(
    (
        *("src", "srcset", "imagesrcset", "poster", "data", "background", "longdesc", "altimg"),
        *("codebase", "archive", "classid", "profile", "manifest", "lowsrc", "dynsrc", "icon"),
    )
)
#: Attributes that hold CSS, where ``url()`` loads: ``style``, and SVG's presentation attributes.
_STYLED = frozenset(
    (
        *("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor", "color-profile"),
        *("marker", "marker-start", "marker-mid", "marker-end", "from", "to", "by", "values"),
    )
)
#: Attributes that send something, or hold a document.
_SENT = frozenset(("action", "formaction", "ping", "srcdoc"))
_LINKS, _FOLLOWED = frozenset(("a", "area")), frozenset(("", "http", "https", "mailto", "tel"))
_OURS = "platebook"
_CONTROLS = re.compile("[\x00-\x20]+")
#: Characters that XML 1.0 (section 2.2) cannot contain, and control characters that HTML forbids.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def writable(text: str) -> str:
    """Remove characters that XML does not allow, all of them invisible."""
    return _UNWRITABLE.sub("", text)


def unwritable(text: str) -> str:
    """Return which is the first character that XML does not allow; empty where there is none."""
    match = _UNWRITABLE.search(text)
    if not match:
        return ""
    code = ord(match[0])
    half = 0xD800 <= code <= 0xDFFF
    return f"U+{code:04X} is {'half of a' if half else 'no printable'} character"


@dataclass(frozen=True, slots=True)
class Offence:
    """What a template must not put into a book: in words, and how it is written in a template."""

    what: str
    written: str


class ForbiddenError(Exception):
    """A document holds what no book may hold."""

    def __init__(self, offence: Offence) -> None:
        self.offence = offence
        super().__init__(offence.what)

    def blame(self, design: Design) -> PlatebookError:
        """Return the error that names the theme's template, and the line if it stands there so."""
        theme = design.theme or design.home
        where = str(theme)
        for path in sorted((theme / "templates").rglob("*")):
            text = path.read_text("utf-8", "replace") if path.is_file() else ""
            if (at := text.lower().find(self.offence.written.lower())) >= 0:
                where = f"{path}:{text.count(chr(10), 0, at) + 1}"
                break
        return ThemeError.of(
            where,
            f"a book may not hold {self.offence.what}",
            "Take it out: a book runs nothing, and loads nothing from outside.",
        )


def hold_to_policy(elements: Iterable[Any]) -> None:
    """Raise ForbiddenError for the first offence of a document's elements."""
    for element in elements:
        if isinstance(element.tag, str):
            for offence in offences(element.tag, element.attrib, element.text):
                raise ForbiddenError(offence)


def offences(tag: str, attributes: Mapping[str, str], text: str | None) -> Iterator[Offence]:
    """Yield what an element holds that no book may hold.

    Names may be written as ElementTree and lxml do, with the namespace in braces.
    """
    name = _local(tag)
    if name in _ELEMENTS:
        yield Offence(f"<{name}>", f"<{name}")
    if name == "style":
        yield from _styles(text or "")
    for key, value in attributes.items():
        yield from _attribute(name, _local(key), value)


def _attribute(element: str, name: str, value: str) -> Iterator[Offence]:
    if name.startswith("on") and len(name) > 2:
        yield Offence(f"an event handler ({name})", f"{name}=")
    elif name in _STYLED:
        yield from _styles(value)
    elif name in _SENT:
        yield Offence(f"{name}=“{value[:60]}”", f"{name}=")
    elif name == "http-equiv" and value.strip().lower() not in ("content-type", "default-style"):
        yield Offence(f"http-equiv=“{value[:60]}”", "http-equiv")
    elif name == "rel" and "attachment" in value.lower().split():
        yield Offence("an attached file (rel=“attachment”)", "attachment")
    elif name == "attributename" and element in _ANIMATIONS and _local(value) == "href":
        yield Offence("an address that changes", "attributename")
    elif name == "href" or name in _LOADED:
        yield from _address(element, name, value)


def _address(element: str, name: str, value: str) -> Iterator[Offence]:
    if name == "href" and element in _LINKS:
        if _scheme(value) not in _FOLLOWED:
            yield Offence(f"a link that leads to no page ({value[:60]})", value[:60])
    else:
        addresses = value.split(",") if name.endswith("srcset") else [value]
        if any(_scheme(address) not in ("", _OURS, "data") for address in addresses):
            yield Offence(f"an address outside the book ({value[:60]})", value[:60])


def _styles(css: str) -> Iterator[Offence]:
    if excess := find_excess(css):
        yield Offence(f"a style with {excess[1]}", "style")
    for address in find_addresses(css):
        if not address.text.startswith("#"):
            what = f"a style that names a file ({address.kind} {address.text[:60]})"
            yield Offence(what, address.text[:60] or address.kind)


def _scheme(address: str) -> str:
    """Return an address's scheme as browsers read it; ``//`` where only a host is named."""
    bare = _CONTROLS.sub("", address).replace("\\", "/")
    try:
        parts = urlsplit(bare)
    except ValueError:
        return "?"
    return parts.scheme.lower() or ("//" if bare.startswith("//") else "")


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].lower()
