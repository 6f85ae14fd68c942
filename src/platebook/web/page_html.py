"""Turns a rendered page into HTML: pictures, headings, structured data, without e-book markup."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from platebook import json_ld
from platebook.fonts import FontFace, FontSet, as_woff2, thinned
from platebook.rendering import ForbiddenError, hold_to_policy

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bytes of a font that stands in the stylesheet. Chinese and Japanese ones are larger; their
#: letters are as wide as those of any other font, so that nothing moves when they come.
_LARGEST = 80_000

#: Goes after the stylesheet, which hides the text of a page that is ``reading``.
WAIT_FOR_FONTS = """
{
  const page = document.documentElement.classList;
  const read = [...document.fonts].filter(({ display }) => display === "block");
  const show = () => page.remove("reading");
  page.add("reading");
  Promise.allSettled(read.map((font) => font.load())).then(show);
  setTimeout(show, 1000);
}
"""


def font_rules(cast: FontSet, style: str) -> tuple[str, dict[str, bytes]]:
    """Give the ``@font-face`` rules for a stylesheet in ``styles/``, and files by path in the site.

    ``style`` is the rest of the sheet: forms of letters that it never asks for are left out. A page
    from a disk may not preload a font (a browser takes each file there for a site of its own), and
    one that comes after the text either moves it or is not shown. So fonts come with the sheet, and
    the text is shown when they are read, some 50 ms later.
    """
    rules, files = [], dict[str, bytes]()
    for face in cast.faces:
        content = as_woff2(thinned(face.path.read_bytes(), style))
        display, source = "block", f"data:font/woff2;base64,{b64encode(content).decode()}"
        if len(content) > _LARGEST:
            name = f"fonts/{Path(face.name).stem}.woff2"
            files[name] = content
            display, source = "swap", f"../{name}"
        rules.append(_font_rule(face, display, source))
    return "\n".join(rules), files


def _font_rule(face: FontFace, display: str, source: str) -> str:
    """Write one rule, so that a font is in the sheet once; ``font-synthesis`` fakes nothing."""
    weights = sorted({face.weight, *(weight for weight, _ in face.also)})
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; '
        f"font-weight: {' '.join(map(str, dict.fromkeys((weights[0], weights[-1]))))}; "
        f'font-display: {display}; src: url("{source}") format("woff2"); }}'
    )


_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_REFERENCES = ("aria-details", "aria-describedby", "aria-labelledby")
_OUTWARD = frozenset({"http", "https", "mailto", "tel"})


class PageError(Exception):
    """A rendered page is not well-formed, or has content or links that no site may have."""

    def __init__(self, name: str, message: str) -> None:
        self.name, self.message = name, message
        super().__init__(f"{name}: {message}")


@dataclass(frozen=True, slots=True)
class SitePage:
    """A finished page: its path in the site, its ids, and the addresses that it has."""

    name: str
    content: bytes
    ids: frozenset[str]
    addresses: tuple[str, ...]


def parse(name: str, text: str) -> _Element:
    """Parse a rendered page. Raises PageError where it is not well-formed or not allowed."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise PageError(name, f"it is not well-formed XML ({error.msg})") from error
    try:
        hold_to_policy(each for each in root.iter() if isinstance(each.tag, str))
    except ForbiddenError as error:
        raise PageError(name, f"it has {error}") from error
    return root


def lower_headings(root: _Element) -> None:
    """Leave one ``h1``, that of the title: the parts of a story are its subsections."""
    first = True
    for element in list(root.iter(*_HEADINGS)):
        if first and element.tag == "h1":
            first = False
        else:
            element.tag = f"h{int(str(element.tag)[1]) + 1}"


def finish(
    name: str, root: _Element, data: Mapping[str, object], *, address: str = "", script: str = ""
) -> SitePage:
    """Serialize a page as HTML, with structured data (JSON-LD) and a script that awaits fonts.

    ``address`` is the page's own, where it is known; ``script`` that of a script to load.
    """
    from lxml import etree

    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        for attribute in [each for each in element.attrib if str(each).startswith("{")]:
            del element.attrib[attribute]
        if element.tag == "img" and element.get("alt") == "":
            element.attrib.pop("role", None)  # HTML has no role where alt is empty
    etree.cleanup_namespaces(root)
    head, body = root.find("head"), root.find("body")
    if head is None or body is None:
        raise PageError(name, "it has no head or no body")
    etree.SubElement(head, "script").text = WAIT_FOR_FONTS
    if address:
        etree.SubElement(head, "link", rel="canonical", href=address)
    linked = etree.SubElement(head, "script", type="application/ld+json")
    linked.text = json_ld.script_text(data)
    if script:
        etree.SubElement(head, "script", src=script, defer="defer")
    ids = [each.get("id", "") for each in root.iter() if each.get("id")]
    if double := next((each for each in ids if ids.count(each) > 1), None):
        raise PageError(name, f"the id “{double}” is given twice")
    addresses = tuple(_addresses(root))
    content = etree.tostring(root, encoding="unicode", method="html", doctype="<!DOCTYPE html>")
    # libxml2 does not know that this element of HTML 5 is empty.
    content = content.replace("></source>", ">")
    return SitePage(name, f"{content.strip()}\n".encode(), frozenset(ids), addresses)


def _addresses(root: _Element) -> Iterator[str]:
    for element in root.iter():
        for attribute in ("href", "src"):
            if (found := element.get(attribute)) is not None:
                yield found
        for candidate in filter(None, (element.get("srcset") or "").split(",")):
            yield candidate.split()[0]
        for reference in _REFERENCES:
            yield from (f"#{each}" for each in element.get(reference, "").split())


def check_links(pages: Iterable[SitePage], files: Iterable[str]) -> None:
    """Raise PageError for an address that leads nowhere in the site."""
    pages = tuple(pages)
    ids = {page.name: page.ids for page in pages}
    known = {*files, *ids}
    for page in pages:
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme.lower() in _OUTWARD:
                continue
            path = unquote(parts.path)
            target = normpath(join(dirname(page.name), path)) if path else page.name
            if target not in known:
                raise PageError(page.name, f"“{address}” is not in the site")
            if parts.fragment and unquote(parts.fragment) not in ids.get(target, ()):
                raise PageError(page.name, f"the link “{address}” leads nowhere")
