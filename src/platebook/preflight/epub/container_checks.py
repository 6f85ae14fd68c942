"""Holds the zip to what an EPUB may be: first file, names, list (EPUB 3.3, section 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.epub.archive import is_safe
from platebook.preflight.epub.epub_facts import NCX, EpubBook, Reference

_MIMETYPE = b"application/epub+zip"
_UNLISTED = "META-INF/"
#: Fonts scrambled by these can still be read by every reader (section 4.3).
_SCRAMBLED = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
#: What a package may name without its being shown: it is there to be found by other means.
_FOUND_ANYWAY = ("nav", "cover-image", "data-nav", "dictionary", "search-key-map", "index")


def mimetype(book: EpubBook) -> Iterator[Finding]:
    """The first file must say what the zip is, so that no one needs to unpack it to know."""
    first = next((entry for entry in book.entries if entry.first), None)
    said = book.mimetype.decode("ascii", "replace")[:60]
    if all(entry.name != "mimetype" for entry in book.entries):
        fault = "there is no file “mimetype”"
    elif book.mimetype != _MIMETYPE:
        fault = f"the file “mimetype” says “{said}” and not “{_MIMETYPE.decode()}”"
    elif first is None or first.name != "mimetype":
        fault = f"the first file is not “mimetype” but “{first.name if first else 'none'}”"
    elif not first.stored or first.extra:
        fault = "the file “mimetype” is packed, or has an extra field"
    else:
        return
    yield codes.finding("E001", book.called, fault)


def names(book: EpubBook) -> Iterator[Finding]:
    """No name may lead out of the book, or mean two files on one system."""
    for entry in book.entries:
        if not is_safe(entry.name):
            entry_name = entry.name.encode("unicode_escape").decode("ascii")[:200]
            fault = f"the name “{entry_name}” leads out of the book, or is none on some systems"
            yield codes.finding("E003", book.called, fault)
    folded = Counter(normalize("NFC", entry.name).casefold() for entry in book.entries)
    for entry in book.entries:
        if folded.pop(normalize("NFC", entry.name).casefold(), 0) > 1:
            fault = "another file has the same name, or one that differs in capitals alone"
            yield codes.finding("E003", book.where(entry.name), fault)


def locks(book: EpubBook) -> Iterator[Finding]:
    """Nothing may be locked: a shop adds its own lock, and who has no key sees nothing."""
    for entry_name in book.obfuscated:
        name, _, algorithm = entry_name.rpartition(" ")
        scrambled = algorithm in _SCRAMBLED
        fault = "is scrambled, which shops discourage" if scrambled else "is locked"
        severity = Severity.WARNING if scrambled else Severity.ERROR
        yield codes.finding("E005", book.where(name), f"it {fault}", severity=severity)


def lists(book: EpubBook) -> Iterator[Finding]:
    """The package lists every file, and only files that are there."""
    there = {entry.name for entry in book.entries}
    listed = {item.name for item in book.package.items}
    for item in book.package.items:
        if item.name and item.name not in there:
            yield codes.finding(
                "E010", book.where(item.name), "the package lists it; it is not there"
            )
    for name in sorted(there - listed - {"mimetype", book.package.name}):
        if not name.startswith(_UNLISTED):
            yield codes.finding("E009", book.where(name), "it is in the zip, and in no list")
    used = _used(book)
    for item in book.package.items:
        idle = item.name in there and item.name not in used and item.media_type != NCX
        if idle and not set(item.properties) & set(_FOUND_ANYWAY):
            yield codes.finding("E011", book.where(item.name), "nothing in the book uses it")


def spine(book: EpubBook) -> Iterator[Finding]:
    """There is something to read, and all of it is in the book."""
    if not book.package.spine:
        yield codes.finding("E014", book.called, "the package gives no reading order (spine)")
    for number, name in enumerate(book.package.spine, 1):
        if not name:
            fault = f"document {number} of the reading order is no file of the package"
            yield codes.finding("E014", book.called, fault)
    for name, times in Counter(book.package.spine).items():
        if name and times > 1:
            yield codes.finding(
                "E014", book.where(name), f"the reading order gives it {times} times"
            )


def network(book: EpubBook) -> Iterator[Finding]:
    """A book is read on trains: what it shows is in it."""
    for name, address in _loaded(book):
        if address.outside and address.target:
            said = f"it loads “{address.said}” from the network"
            yield codes.finding("E012", book.where(name, address.line), said)
    for item in book.package.items:
        if not item.name:
            yield codes.finding("E012", book.called, f"the package lists “{item.href[:200]}”")


def missing(book: EpubBook) -> Iterator[Finding]:
    """What a document shows or a stylesheet loads is in the book."""
    there = {entry.name for entry in book.entries}
    for name, address in _loaded(book):
        if not address.outside and address.target not in there:
            said = f"“{address.said}” is not in the book"
            plate = book.documents[name].plate if name in book.documents else ""
            yield codes.finding("E013", book.where(name, address.line, plate), said)


def _loaded(book: EpubBook) -> Iterator[tuple[str, Reference]]:
    """Give everything that is loaded to show the book, with the file that loads it."""
    for name, document in book.documents.items():
        for shown in document.shown:
            yield name, shown.address
        for address in document.resources:
            yield name, address
    for name, addresses in book.sheets.items():
        for address in addresses:
            yield name, address


def _used(book: EpubBook) -> set[str]:
    """Name every file that the reading order leads to, by whatever way."""
    linked = {link.target for document in book.documents.values() for link in document.links}
    return {*book.package.spine, *linked, *(address.target for _, address in _loaded(book))}
