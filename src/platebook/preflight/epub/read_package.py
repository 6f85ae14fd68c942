"""Reads container and package document: what a book says it is made of (EPUB 3.3, 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platebook.preflight.epub.addresses import address
from platebook.preflight.epub.epub_facts import EpubItem, Meta, PackageDocument
from platebook.preflight.epub.safe_xml import local, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
#: No book has more files, or more metadata; what is beyond is not looked at.
_MOST = 20_000


def rootfile(root: _Element) -> str:
    """Give the package document that the container names first; empty where it names none."""
    for element in root.iter():
        if local(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    return ""


def package(name: str, root: _Element) -> PackageDocument:
    """Read a package document; what it lacks stays empty."""
    items = tuple(_items(name, root))
    names = {item.id: item.name for item in items}
    references = [each for each in root.iter() if local(each) == "itemref"][:_MOST]
    return PackageDocument(
        name=name,
        version=root.get("version", ""),
        language=root.get(_LANGUAGE, ""),
        metas=tuple(_metas(root)),
        items=items,
        spine=tuple(names.get(each.get("idref", ""), "") for each in references),
        cover_id=next(_old_cover(root), ""),
        unique=root.get("unique-identifier", ""),
        aside=frozenset(
            names.get(each.get("idref", ""), "")
            for each in references
            if str(each.get("linear")).strip() == "no"
        ),
    )


def encrypted(root: _Element) -> Iterator[tuple[str, str]]:
    """Give every file that ``encryption.xml`` lists, and by which algorithm."""
    algorithm = ""
    for element in root.iter():
        if local(element) == "EncryptionMethod":
            algorithm = element.get("Algorithm", "")
        elif local(element) == "CipherReference":
            yield element.get("URI", ""), algorithm


def _items(name: str, root: _Element) -> Iterator[EpubItem]:
    count = 0
    for element in root.iter():
        if local(element) != "item" or count >= _MOST:
            continue
        count += 1
        href = element.get("href", "")
        found = address(href, name, int(element.sourceline or 0))
        yield EpubItem(
            id=element.get("id", ""),
            href=href,
            name="" if found.outside else found.target,
            media_type=element.get("media-type", "").strip().lower(),
            properties=tuple(element.get("properties", "").split()),
        )


def _metas(root: _Element) -> Iterator[Meta]:
    for element in list(root.iter())[: 4 * _MOST]:
        text = text_of(element)[:5_000] if local(element) else ""
        id_, refines = element.get("id") or "", element.get("refines") or ""
        if str(element.tag).startswith(_DUBLIN_CORE):
            yield Meta(local(element), text, id_, refines)
        elif local(element) == "meta" and element.get("property"):
            yield Meta(str(element.get("property")).strip(), text, id_, refines)


def _old_cover(root: _Element) -> Iterator[str]:
    for element in root.iter():
        if local(element) == "meta" and element.get("name") == "cover":
            yield element.get("content", "")
