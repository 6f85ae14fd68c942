"""Damages finished books as disks, networks and malice do: bytes, cuts, structure, bombs."""

from __future__ import annotations

import random
import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

Damage = Callable[[random.Random, bytes], bytes]
_WORDS = [
    f"/{word}".encode()
    for word in (
        *("Kids", "Parent", "Contents", "Resources", "XObject", "Font", "MediaBox", "TrimBox"),
        *("Filter", "DecodeParms", "Length", "Width", "Height", "ColorSpace", "Decode", "W"),
        *("DescendantFonts", "Matrix", "BBox", "Metadata", "Names", "OutputIntents", "Type"),
    )
]
_VALUES = (
    *(b"null", b"[]", b"<<>>", b"-1", b"0", b"99999999999999999999", b"1e308", b"(x)", b"/Name"),
    *(b"true", b"[null null null null]", b"1 0 R", b"3 0 R", b"[1 0 R 1 0 R]"),
)
_HUGE = 300_000_000


def flipped(numbers: random.Random, book: bytes) -> bytes:
    """Change a few bytes, or many."""
    changed = bytearray(book)
    for _ in range(numbers.choice((1, 8, 64, 1000))):
        changed[numbers.randrange(len(changed))] = numbers.randrange(256)
    return bytes(changed)


def cut(numbers: random.Random, book: bytes) -> bytes:
    """Break off somewhere."""
    return book[: numbers.randrange(1, len(book))]


def holed(numbers: random.Random, book: bytes) -> bytes:
    """Take a piece out of the middle, or lay zeros over it."""
    start = numbers.randrange(len(book))
    length = numbers.choice((1, 100, 5_000))
    filler = bytes(length) if numbers.random() < 0.5 else b""
    return book[:start] + filler + book[start + length :]


def reworded(numbers: random.Random, book: bytes) -> bytes:
    """Return some keys of a PDF values of another kind, themselves among them."""
    for word in numbers.sample(_WORDS, 3):
        found = [match.end() for match in re.finditer(re.escape(word) + rb"\b", book)]
        if found:
            at = numbers.choice(found)
            end = re.compile(rb"[/>\]\n]").search(book, at + 2)
            stop = end.start() if end else at
            book = book[:at] + b" " + numbers.choice(_VALUES) + b" " + book[stop:]
    return book


def inflated(numbers: random.Random, book: bytes) -> bytes:
    """Let a page, or the file's own table, unpack to hundreds of megabytes."""
    bomb = zlib.compress(numbers.choice((b"q ", b"\0", b"0 0 m ", b"( ")) * (_HUGE // 6), 9)
    for _ in range(numbers.choice((0, 1))):
        bomb = zlib.compress(bomb, 9)
    layers = b"[/FlateDecode /FlateDecode]" if numbers.random() < 0.3 else b"/FlateDecode"
    stream = b"<</Length %d/Filter %s>>\nstream\n%s\nendstream" % (len(bomb), layers, bomb)
    found = list(re.finditer(rb"<<[^<>]*/Length \d+[^<>]*>>\s*stream.*?endstream", book, re.DOTALL))
    if not found:
        return book
    hit = numbers.choice(found)
    return book[: hit.start()] + stream + book[hit.end() :]


def knotted(numbers: random.Random, book: bytes) -> bytes:
    """Let objects point at themselves, at each other, and at what is not there."""
    places = list(re.finditer(rb"(\d+) 0 R", book))
    for hit in sorted(numbers.sample(places, min(5, len(places))), key=lambda one: -one.start()):
        other = b"%d 0 R" % numbers.randrange(1, 40)
        book = book[: hit.start()] + other + book[hit.end() :]
    return book


def packed(numbers: random.Random, book: bytes) -> bytes:
    """Damage one file inside a zip, or let it unpack to hundreds of megabytes."""
    try:
        with zipfile.ZipFile(BytesIO(book)) as old:
            files = {name: old.read(name) for name in old.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError):
        return flipped(numbers, book)  # the first damage did it
    chosen = numbers.choice(sorted(files))
    kind = numbers.choice(("flip", "cut", "bomb", "gone", "deep", "many"))
    if kind == "bomb":
        files[chosen] = files[chosen] + b"\n" * _HUGE
    elif kind == "gone":
        del files[chosen]
    elif kind == "deep":
        files[chosen] = b"<a>" * 200_000
    elif kind == "many":
        files |= {f"EPUB/{number}.xhtml": b"<html/>" for number in range(3_000)}
    elif files[chosen]:
        files[chosen] = (flipped if kind == "flip" else cut)(numbers, files[chosen])
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


ANY: tuple[Damage, ...] = (flipped, cut, holed)
PDF: tuple[Damage, ...] = (*ANY, reworded, reworded, knotted, inflated)
EPUB: tuple[Damage, ...] = (*ANY, packed, packed, packed)


def damaged(numbers: random.Random, book: bytes) -> bytes:
    """Damage a book in one way of its kind, now and then in two."""
    ways = PDF if book.startswith(b"%PDF") else EPUB
    for _ in range(numbers.choice((1, 1, 1, 2))):
        if not book:
            break
        book = numbers.choice(ways)(numbers, book)
    return book
