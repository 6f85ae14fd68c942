"""Inspects a website of ours in a folder: is it whole, and what does its first page say?

Nothing is followed out of the folder: links that lead outside, or to another site for what a page
loads, are findings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote, urlsplit

from platebook.errors import Finding
from platebook.photos import images
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import ShownPicture
from platebook.preflight.epub.read_document import document, lines
from platebook.preflight.epub.safe_xml import text_of
from platebook.preflight.model import (
    EDGE,
    BookContents,
    PageText,
    PageThumbnail,
    ShownPhoto,
    Subject,
    UnreadableError,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_HOME = "index.html"
#: Files of a site, bytes of a page, findings of a page, thumbnails in a report.
_MOST_FILES, _LARGEST, _MOST, _MOST_SEEN = 50_000, 20_000_000, 20, 600
_OUTWARD = frozenset({"http", "https", "mailto", "tel"})
#: What a page loads; a link of another relation (``canonical``) is only named.
_LOADED = frozenset({"stylesheet", "preload", "icon", "manifest"})


def inspect(subject: Subject) -> Iterator[Finding | BookContents]:
    """Yield every finding about a site, and its contents. Raises UnreadableError."""
    files = {path.relative_to(subject.file).as_posix(): path for path in _within(subject.file)}
    if _HOME not in files:
        raise UnreadableError(f"there is no {_HOME} in it")
    pages = {name: _parse(path) for name, path in files.items() if name.endswith(".html")}
    ids = {name: {element.get("id") for element in root.iter("*")} for name, root in pages.items()}
    for name, root in pages.items():
        for count, fault in enumerate(_faults(name, root, files, ids)):
            if count < _MOST:
                yield codes.finding("W001", f"{subject.called}, {name}", fault)
    yield from _private(subject, files)
    yield _contents(subject, pages, files)


def view(subject: Subject) -> Iterator[PageThumbnail]:
    """Yield a thumbnail of every plate and text of the first page. Raises UnreadableError."""
    files = {path.relative_to(subject.file).as_posix(): path for path in _within(subject.file)}
    if _HOME not in files:
        raise UnreadableError(f"there is no {_HOME} in it")
    root = _parse(files[_HOME])
    plates = {picture.plate: picture for picture in document(_HOME, root).pictures if picture.plate}
    parts = (element for element in root.iter("section", "figure") if element.get("id"))
    for number, part in enumerate(islice(parts, _MOST_SEEN), 1):
        name = part.get("id", "")
        figure = plates.get(name.removeprefix("plate-")) if part.tag == "figure" else None
        heading = next((descendant for descendant in part.iter("h1", "h2")), None)
        yield PageThumbnail(
            number,
            figure.plate if figure else "",
            _thumbnail(files.get(figure.address.target)) if figure else b"",
            words=(figure.caption or figure.words) if figure else "",
            alt=figure.alt if figure else None,
            title=part.get("data-title") or (text_of(heading) if heading is not None else name),
            document=f"{_HOME}#{name}",
            text=text_of(part),
        )


def _thumbnail(path: Path | None) -> bytes:
    """Return a JPEG of a picture of the site; empty where it has none that can be decoded."""
    picture = path.read_bytes() if path and path.stat().st_size <= _LARGEST else b""
    return images.thumbnail(picture, EDGE) if picture else b""


def _within(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder. Raises UnreadableError for links and too many files."""
    count = 0
    for place, names, files in os.walk(folder, onerror=_raise):
        names.sort()
        for name in (*names, *sorted(files)):
            count += 1
            path = Path(place) / name
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise UnreadableError(f"{name} in it is a link, a pipe or a device")
        if count > _MOST_FILES:
            raise UnreadableError("it has too many files")
        yield from (Path(place) / name for name in sorted(files))


def _raise(error: OSError) -> NoReturn:
    raise UnreadableError(f"{error.filename} in it cannot be read") from error


def _parse(path: Path) -> _Element:
    from lxml import etree, html

    if path.stat().st_size > _LARGEST:
        raise UnreadableError(f"{path.name} is far too large for a page")
    parser = html.HTMLParser(no_network=True, encoding="utf-8")
    try:
        return html.document_fromstring(path.read_bytes(), parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableError(f"{path.name} is no page of HTML") from error


def _faults(
    name: str, root: _Element, files: Mapping[str, Path], ids: Mapping[str, set[str | None]]
) -> Iterator[str]:
    """Yield what is wrong with a page: its language, title, ids, alternatives and addresses."""
    if not root.get("lang"):
        yield "the page does not name its language"
    if not (root.findtext(".//title") or "").strip():
        yield "the page has no title"
    earlier: set[str] = set()
    for element in root.iter("*"):
        if (here := element.get("id")) is not None:
            if here in earlier:
                yield f"the id “{here}” is given twice"
            earlier.add(here)
        if element.tag == "img" and element.get("alt") is None:
            yield f"the picture {element.get('src', '')} has no text alternative"
        for address, loaded in _addresses(element):
            if fault := _leads(name, address, loaded, files, ids):
                yield fault


def _addresses(element: _Element) -> Iterator[tuple[str, bool]]:
    """Yield the addresses of an element, and whether the page loads what is there."""
    if (url := element.get("href")) is not None:
        relations = set((element.get("rel") or "").split())
        yield url, element.tag == "link" and bool(relations & _LOADED)
    if (url := element.get("src")) is not None:
        yield url, True
    for name in ("srcset", "imagesrcset"):
        for candidate in filter(str.strip, (element.get(name) or "").split(",")):
            yield candidate.split()[0], True


def _leads(
    name: str,
    address: str,
    loaded: bool,
    files: Mapping[str, Path],
    ids: Mapping[str, set[str | None]],
) -> str:
    """Return what is wrong with an address; empty where it leads to a file of the site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"“{address:.80}” is no address"
    if parts.scheme.lower() in _OUTWARD or parts.netloc:
        return f"it loads “{address:.80}” from another site" if loaded else ""
    target = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
    if parts.scheme or target not in files:
        return f"“{address:.80}” leads to no file of the site"
    if parts.fragment and unquote(parts.fragment) not in ids.get(target, set()):
        return f"“{address:.80}” leads to no place on that page"
    return ""


def _private(subject: Subject, files: Mapping[str, Path]) -> Iterator[Finding]:
    """Report pictures that say where they were taken, or by which camera."""
    for name, path in files.items():
        if name.endswith((".jpg", ".webp")) and path.stat().st_size <= _LARGEST:
            facts = images.read_image_facts(path.read_bytes())
            if facts.fault or facts.private:
                problem = facts.fault or f"its metadata say {', '.join(facts.private)}"
                yield codes.finding("W002", f"{subject.called}, {name}", problem)


def _contents(
    subject: Subject, pages: Mapping[str, _Element], files: Mapping[str, Path]
) -> BookContents:
    """Return what a reader finds on the first page, and the long descriptions of the others.

    What opens over the first page shows the same again.
    """
    root = pages[_HOME]
    for element in list(root.iter("dialog", "script", "style")):
        element.drop_tree()  # type: ignore[attr-defined]  # an element of lxml.html
    page = document(_HOME, root)
    plates = [picture for picture in page.pictures if picture.plate]
    pictures = tuple(_show(subject, plate, files) for plate in plates)
    for figure in list(root.iter("figure")):
        figure.drop_tree()  # type: ignore[attr-defined]
    texts = [PageText(f"{subject.called}, {_HOME}", lines(root.find("body")))]
    for name, other in pages.items():
        for section in other.iterfind(".//section[@class='description']"):
            # A long description, without its heading.
            section_lines = (
                line for child in section if child.tag != "h2" for line in lines(child)
            )
            texts.append(PageText(f"{subject.called}, {name}", tuple(section_lines)))
    return BookContents(
        page.title, page.language, text=page.text, pictures=pictures, texts=tuple(texts)
    )


def _show(subject: Subject, figure: ShownPicture, files: Mapping[str, Path]) -> ShownPhoto:
    path = files.get(figure.address.target)
    picture = path.read_bytes() if path and path.stat().st_size <= _LARGEST else b""
    size = images.read_image_facts(picture).size if picture else (0, 0)
    preview = subject.memory.preview(picture) if picture else b""
    return figure.photo(f"{subject.called}, {_HOME} (plate “{figure.plate}”)", size, preview)
