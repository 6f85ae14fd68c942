"""Reads the rendered documents back, as a reader's parser would, and checks ids and links.

Templates may come from a theme, and the packager checks nothing: a stray tag or a broken link
would reach the readers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from platebook.rendering.template_values import ForbiddenError, check_policy

if TYPE_CHECKING:
    from lxml.etree import _Element

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_RESOURCES = ("src", "poster", "data", "srcset")
_REFERENCES = ("aria-details", "aria-describedby", "aria-labelledby", "headers", "for")
_OUTWARD = frozenset({"http", "https", "mailto", "tel"})


class MalformedError(Exception):
    """A rendered document cannot be parsed, or has a broken link."""

    def __init__(self, name: str, message: str) -> None:
        self.name, self.message = name, message
        super().__init__(f"{name}: {message}")


@dataclass(frozen=True, slots=True)
class ReadBackContents:
    """The contents of a document.

    ``breaks`` are its page break markers, as (label, id), in order; ``links`` the addresses of
    hyperlinks, ``resources`` those of loaded files; ``properties`` are those of the package
    (EPUB 3.3, section D.5, "Manifest properties vocabulary").
    """

    ids: frozenset[str]
    breaks: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    resources: tuple[str, ...]
    properties: tuple[str, ...]


def read(name: str, content: bytes) -> ReadBackContents:
    """Parse a document. Raises MalformedError for XML that is not well-formed and duplicate ids."""
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise MalformedError(
            name, f"it is not well-formed XML ({' '.join(error.msg.split())})"
        ) from error
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    tags = {_local(element) for element in elements}
    _check_allowed(name, root, elements)
    return ReadBackContents(
        ids=frozenset(_ids(name, elements)),
        breaks=tuple(_breaks(elements)),
        links=tuple(_links(name, elements)),
        resources=tuple(_resources(elements)),
        properties=("svg",) if "svg" in tags else (),
    )


def _check_allowed(name: str, root: _Element, elements: Iterable[_Element]) -> None:
    """Raise MalformedError for forbidden content, in the document or around it."""
    from lxml import etree

    try:
        check_policy(elements)
    except ForbiddenError as error:
        raise MalformedError(name, f"it holds {error}") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and (dtd.external_id or any(dtd.iterentities())):
        raise MalformedError(name, "it declares a document type of its own")
    around = (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter())
    for element in around:
        if isinstance(element, etree._ProcessingInstruction):
            raise MalformedError(
                name, f"it holds an instruction to programs (<?{element.target}?>)"
            )


def _local(element: _Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _ids(name: str, elements: Iterable[_Element]) -> Iterator[str]:
    earlier: set[str] = set()
    for element in elements:
        here = element.get("id")
        if here is None:
            continue
        if here in earlier:
            raise MalformedError(name, f"the id “{here}” is given twice")
        earlier.add(here)
        yield here


def _breaks(elements: Iterable[_Element]) -> Iterator[tuple[str, str]]:
    for element in elements:
        if "pagebreak" in element.get(_EPUB_TYPE, "").split():
            yield element.get("aria-label", ""), element.get("id", "")


def _links(name: str, elements: Iterable[_Element]) -> Iterator[str]:
    for element in elements:
        local = _local(element)
        if local in ("a", "area") and (href := element.get("href") or element.get(_XLINK_HREF)):
            yield href
        for reference in _REFERENCES:
            for target in element.get(reference, "").split():
                yield f"#{target}"
        if local == "content" and name.endswith(".ncx"):
            yield element.get("src", "")


def _resources(elements: Iterable[_Element]) -> Iterator[str]:
    for element in elements:
        local = _local(element)
        if local == "content":
            continue
        yield from (element.get(name, "") for name in _RESOURCES if element.get(name) is not None)
        if local in ("link", "image", "use"):
            yield element.get("href") or element.get(_XLINK_HREF) or ""


def resolve(
    books: Mapping[str, ReadBackContents], files: Collection[str]
) -> Iterator[MalformedError]:
    """Yield broken links, and resources that are neither among ``files`` nor documents."""
    for name, contents in books.items():
        for link in contents.links:
            if urlsplit(link).scheme.lower() not in _OUTWARD and not _leads(name, link, books):
                yield MalformedError(name, f"the link “{link}” leads nowhere")
        for resource in contents.resources:
            target, fragment = _target(name, resource)
            if (not resource or target not in files) and not (target == name and fragment):
                yield MalformedError(name, f"“{resource}” is not in the book")


def _leads(name: str, link: str, books: Mapping[str, ReadBackContents]) -> bool:
    target, fragment = _target(name, link)
    contents = books.get(target)
    return contents is not None and (not fragment or fragment in contents.ids)


def _target(name: str, address: str) -> tuple[str, str]:
    """Split an address in the file ``name`` into a file of the book and an id."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address, ""
    path = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
    return path, unquote(parts.fragment)
