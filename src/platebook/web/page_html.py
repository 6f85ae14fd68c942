"""Turns a rendered page into HTML: headings, fonts, structured data (JSON-LD of schema.org)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from platebook import markdown
from platebook.book import Edition, Page
from platebook.fonts.families import FontFace, FontSet
from platebook.fonts.sfnt import as_woff2
from platebook.fonts.subset import drop_unused_features
from platebook.licences import licence
from platebook.photos.model import Rendition, Rights
from platebook.rendering.template_values import ForbiddenError, check_policy
from platebook.story import Story

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTEXT = "https://schema.org"
#: What the page of a photograph alone says of it: on the story's page it stands in the text.
_ALONE = frozenset({"caption", "contentLocation", "dateCreated"})


def article(edition: Edition, images: list[dict[str, object]], site: str) -> dict[str, object]:
    """Describe the story; ``site`` is its address with a slash at the end, or empty."""
    story = edition.story
    return {
        "@context": _CONTEXT,
        "@type": "Article",
        **present(
            headline=story.title,
            alternativeHeadline=story.subtitle,
            description=markdown.plain(story.standfirst) if story.standfirst else None,
            inLanguage=story.language,
            identifier=story.identifier,
            datePublished=str(story.published) if story.published else None,
            author=_people(story),
            publisher={"@type": "Organization", "name": story.publisher}
            if story.publisher
            else None,
            copyrightNotice=story.rights,
            keywords=list(story.keywords),
            url=site,
            **_access(edition),
            exampleOfWork=_book(story),
            hasPart=[
                {name: value for name, value in attributes.items() if name not in _ALONE}
                for attributes in images
            ],
        ),
    }


def _access(edition: Edition) -> dict[str, object]:
    """Return what the page itself offers, as in the e-book."""
    plates = [page.shown for page in edition.plates]
    alts = all(plate.alt for plate in plates if not plate.decorative)
    features = {
        "alternativeText": alts,
        "longDescription": any(plate.description for plate in plates),
        "structuralNavigation": True,
        "displayTransformability": True,
    }
    sufficient = ["textual,visual", *(["textual"] if alts else [])]
    return access_properties([name for name, has in features.items() if has], sufficient, ["none"])


def access_properties(
    features: Iterable[str], sufficient: Iterable[str], hazards: Iterable[str], summary: str = ""
) -> dict[str, object]:
    """Return the properties for accessibility; ``sufficient`` are senses: ``textual,visual``."""
    return present(
        accessMode=["textual", "visual"],
        accessModeSufficient=[
            {"@type": "ItemList", "itemListElement": senses.split(",")} for senses in sufficient
        ],
        accessibilityFeature=list(features),
        accessibilityHazard=list(hazards),
        accessibilitySummary=summary,
    )


def _book(story: Story) -> dict[str, object]:
    """Describe the book that the site is an edition of, and its editions that have an ISBN."""
    ebook = {"bookFormat": "https://schema.org/EBook"}
    editions = [
        {"@type": "Book", "isbn": number, "inLanguage": story.language, **form}
        for number, form in (
            (story.isbn.epub, {**ebook, "bookEdition": "EPUB"}),
            (story.isbn.screen, {**ebook, "bookEdition": "PDF"}),
            (story.isbn.print, {}),
        )
        if number
    ]
    return {
        "@type": "Book",
        **present(
            name=story.title,
            identifier=story.identifier,
            inLanguage=story.language,
            author=_people(story),
            workExample=editions,
        ),
    }


def image(page: Page, file: Rendition, address: str, rights: Rights) -> dict[str, object]:
    """Describe a photograph by the properties that search engines show a licence from."""
    plate = page.shown
    return {
        "@type": "ImageObject",
        **present(
            contentUrl=address,
            width=file.size[0],
            height=file.size[1],
            encodingFormat=file.media_type,
            name=page.title,
            caption=markdown.plain(plate.caption) if plate.caption else None,
            creditText=plate.credit,
            creator={"@type": "Person", "name": rights.creator} if rights.creator else None,
            copyrightNotice=rights.rights,
            license=_licence(rights),
            usageInfo={"@type": "CreativeWork", "text": rights.terms} if rights.terms else None,
            digitalSourceType=rights.source_type,
            contentLocation={"@type": "Place", "name": plate.location} if plate.location else None,
            dateCreated=str(plate.date) if plate.date else None,
        ),
    }


def _licence(rights: Rights) -> str | None:
    """Return the address of the licence that the rights or the terms of use name."""
    terms = licence(rights.rights or "") or licence(rights.terms or "")
    return terms.address if terms else None


def alone(data: Mapping[str, object], story: Story, home: str) -> dict[str, object]:
    """Describe the photograph of a page of its own, as part of the story."""
    part = {"@type": "Article", "headline": story.title, **({"url": home} if home else {})}
    return {"@context": _CONTEXT, **data, "isPartOf": part}


def _people(story: Story) -> list[dict[str, object]]:
    """List people once each, with their addresses."""
    people = {person.name: person for person in story.contributors}
    return [
        {"@type": "Person", "name": name, **({"url": person.url} if person.url else {})}
        for name, person in people.items()
    ]


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


def font_rules(font_set: FontSet, style: str) -> tuple[str, dict[str, bytes]]:
    """Return the ``@font-face`` rules for ``styles/``, and files by path in the site.

    ``style`` is the rest of the sheet: forms of letters that it never asks for are left out. A page
    from a disk may not preload a font (a browser takes each file there for a site of its own), and
    one that comes after the text either moves it or is not shown. So fonts come with the sheet, and
    the text is shown when they are read, some 50 ms later.
    """
    rules, files = [], dict[str, bytes]()
    for face in font_set.faces:
        content = as_woff2(drop_unused_features(face.path.read_bytes(), style))
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

    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise PageError(name, f"it is not well-formed XML ({error.msg})") from error
    try:
        check_policy(element for element in root.iter() if isinstance(element.tag, str))
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
        for attribute in [key for key in element.attrib if str(key).startswith("{")]:
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
    script_element = etree.SubElement(head, "script", type="application/ld+json")
    script_element.text = script_text(data)
    if script:
        etree.SubElement(head, "script", src=script, defer="defer")
    ids = [node.get("id", "") for node in root.iter() if node.get("id")]
    if double := next((value for value in ids if ids.count(value) > 1), None):
        raise PageError(name, f"the id “{double}” is given twice")
    addresses = tuple(_addresses(root))
    content = etree.tostring(root, encoding="unicode", method="html", doctype="<!DOCTYPE html>")
    # libxml2 does not know that this element of HTML 5 is empty.
    content = content.replace("></source>", ">")
    return SitePage(name, f"{content.strip()}\n".encode(), frozenset(ids), addresses)


def _addresses(root: _Element) -> Iterator[str]:
    for element in root.iter():
        for attribute in ("href", "src"):
            if (address := element.get(attribute)) is not None:
                yield address
        for candidate in filter(None, (element.get("srcset") or "").split(",")):
            yield candidate.split()[0]
        for reference in _REFERENCES:
            yield from (f"#{id_}" for id_ in element.get(reference, "").split())


def check_links(pages: Iterable[SitePage], files: Iterable[str]) -> None:
    """Raise PageError for an address that leads nowhere in the site."""
    pages = tuple(pages)
    ids = {page.name: page.ids for page in pages}
    targets = {*files, *ids}
    for page in pages:
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme.lower() in _OUTWARD:
                continue
            path = unquote(parts.path)
            target = normpath(join(dirname(page.name), path)) if path else page.name
            if target not in targets:
                raise PageError(page.name, f"“{address}” is not in the site")
            if parts.fragment and unquote(parts.fragment) not in ids.get(target, ()):
                raise PageError(page.name, f"the link “{address}” leads nowhere")


def script_text(data: Mapping[str, object]) -> str:
    """Return the text of a ``script`` element that holds data."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "<" would end the element or begin a comment inside it.
    return text.replace("<", "\\u003c")


def present(**values: object) -> dict[str, object]:
    """Return the properties that have a value: no zero, and nothing that is empty."""
    return {name: value for name, value in values.items() if value}
