"""Holds the zip to what an EPUB may be: first file, names, list, fonts (EPUB 3.3, section 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

from platebook.errors import Finding, Severity
from platebook.preflight.epub.epub_facts import NCX, EpubBook, Reference
from platebook.preflight.epub.read_epub import is_safe

_MIMETYPE = b"application/epub+zip"
_UNLISTED = "META-INF/"
#: Fonts scrambled by these can still be read by every reader (section 4.3).
_SCRAMBLED = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
#: What a package may name without its being shown: it is there to be found by other means.
_FOUND_ANYWAY = ("nav", "cover-image", "data-nav", "dictionary", "search-key-map", "index")


def mimetype(book: EpubBook) -> Iterator[Finding]:
    """Check that the first entry is ``mimetype``, stored, so that programs recognise the format."""
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
    yield book.finding("E001", fault)


def names(book: EpubBook) -> Iterator[Finding]:
    """No name may lead out of the book, or mean two files on one system."""
    for entry in book.entries:
        if not is_safe(entry.name):
            entry_name = entry.name.encode("unicode_escape").decode("ascii")[:200]
            fault = f"the name “{entry_name}” leads out of the book, or is none on some systems"
            yield book.finding("E003", fault)
    folded = Counter(normalize("NFC", entry.name).casefold() for entry in book.entries)
    for entry in book.entries:
        if folded.pop(normalize("NFC", entry.name).casefold(), 0) > 1:
            fault = "another file has the same name, or one that differs in capitals alone"
            yield book.finding("E003", fault, entry.name)


def locks(book: EpubBook) -> Iterator[Finding]:
    """Find encrypted files: readers have no key, and shops add their own encryption."""
    for entry_name in book.obfuscated:
        name, _, algorithm = entry_name.rpartition(" ")
        scrambled = algorithm in _SCRAMBLED
        fault = "is scrambled, which shops discourage" if scrambled else "is locked"
        severity = Severity.WARNING if scrambled else Severity.ERROR
        yield book.finding("E005", f"it {fault}", name, severity=severity)


def lists(book: EpubBook) -> Iterator[Finding]:
    """The package lists every file, and only files that are there."""
    there = {entry.name for entry in book.entries}
    listed = {item.name for item in book.package.items}
    for item in book.package.items:
        if item.name and item.name not in there:
            yield book.finding("E010", "the package lists it; it is not there", item.name)
    for name in sorted(there - listed - {"mimetype", book.package.name}):
        if not name.startswith(_UNLISTED):
            yield book.finding("E009", "it is in the zip, and in no list", name)
    # Every file that the reading order leads to, by whatever way.
    linked = {link.target for document in book.documents.values() for link in document.links}
    used = {*book.package.spine, *linked, *(address.target for _, address in _loaded(book))}
    for item in book.package.items:
        idle = item.name in there and item.name not in used and item.media_type != NCX
        if idle and not set(item.properties) & set(_FOUND_ANYWAY):
            yield book.finding("E011", "nothing in the book uses it", item.name)


def spine(book: EpubBook) -> Iterator[Finding]:
    """There is something to read, and all of it is in the book."""
    if not book.package.spine:
        yield book.finding("E014", "the package gives no reading order (spine)")
    for number, name in enumerate(book.package.spine, 1):
        if not name:
            fault = f"document {number} of the reading order is no file of the package"
            yield book.finding("E014", fault)
    for name, times in Counter(book.package.spine).items():
        if name and times > 1:
            yield book.finding("E014", f"the reading order gives it {times} times", name)


def network(book: EpubBook) -> Iterator[Finding]:
    """Find remote resources: e-books are read without a network."""
    for name, address in _loaded(book):
        if address.outside and address.target:
            message = f"it loads “{address.said}” from the network"
            yield book.finding("E012", message, name, address.line)
    for item in book.package.items:
        if not item.name:
            yield book.finding("E012", f"the package lists “{item.href[:200]}”")


def missing(book: EpubBook) -> Iterator[Finding]:
    """What a document shows or a stylesheet loads is in the book."""
    there = {entry.name for entry in book.entries}
    for name, address in _loaded(book):
        if not address.outside and address.target not in there:
            message = f"“{address.said}” is not in the book"
            plate = book.documents[name].plate if name in book.documents else ""
            yield book.finding("E013", message, name, address.line, plate)


def _loaded(book: EpubBook) -> Iterator[tuple[str, Reference]]:
    """Yield everything that is loaded to show the book, with the file that loads it."""
    for name, document in book.documents.items():
        yield from ((name, shown.address) for shown in document.shown)
        yield from ((name, address) for address in document.resources)
    for name, addresses in book.sheets.items():
        yield from ((name, address) for address in addresses)


def rights(book: EpubBook) -> Iterator[Finding]:
    """A font whose licence forbids embedding may not be given away with a book."""
    for font in book.fonts.values():
        if font.embeddable is False:
            fault = "the font says that it may not be embedded (OS/2 fsType)"
            yield book.finding("E060", fault, font.name)


def kinds(book: EpubBook) -> Iterator[Finding]:
    """Kobo reads TrueType, OpenType and WOFF, and no WOFF2."""
    for font in book.fonts.values():
        if font.media_type == "font/woff2" or font.name.lower().endswith(".woff2"):
            yield book.finding("E061", "the font is a WOFF2", font.name)


CHECKS = (mimetype, names, locks, lists, spine, network, missing)
FONT_CHECKS = (rights, kinds)
