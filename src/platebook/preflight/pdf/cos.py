"""Takes values out of a PDF's objects (COS, ISO 32000-2, 7.3); what does not fit is not there.

A damaged or hostile file may have a name where a number belongs, or nothing. Nothing here raises
anything but ``StreamTooLargeError``, and MemoryError where unpacking fills the memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

#: Whatever stands in the file, of any kind.
Thing = Any
#: What pikepdf says when a thing is of another kind than was asked for, or is damaged.
ODD = (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError, pikepdf.PdfError)


class StreamTooLargeError(Exception):
    """A stream unpacks to more than a book's should."""


def get(thing: Thing, key: str) -> Thing:
    """Return the value of a key, None where it is missing or the thing has no keys."""
    try:
        return thing.get(key)
    except ODD:
        return None


def inherit(node: Thing, key: str) -> Thing:
    """Return what a page says, or what stands above it in the tree of pages (7.7.3.4)."""
    for _ in range(40):
        if node is None or (value := get(node, key)) is not None:
            return None if node is None else value
        node = get(node, "/Parent")
    return None


def at(thing: Thing, index: int) -> Thing:
    """Return an item of an array, None where there is none."""
    try:
        return thing[index]
    except ODD:
        return None


def items(thing: Thing) -> Iterator[tuple[str, Thing]]:
    """Yield the keys and values of a dictionary, or of a stream's."""
    try:
        pairs = list(thing.items())
    except ODD:
        return
    yield from pairs


def several(thing: Thing) -> list[Thing]:
    """Return the items of an array; of anything else, none."""
    if isinstance(thing, pikepdf.Array):
        try:
            return list(thing)
        except ODD:
            return []
    return []


def number(thing: Thing, default: float = 0.0) -> float:
    """Return a number as a float."""
    if isinstance(thing, (bool, str, bytes)):
        return default
    try:
        return float(thing)
    except ODD:
        return default


def numbers(thing: Thing) -> tuple[float, ...]:
    """Return an array of numbers; empty where one of them is none."""
    try:
        return tuple(float(item) for item in several(thing))
    except ODD:
        return ()


def name(thing: Thing) -> str:
    """Return a name with its stroke, ``/DeviceRGB``; empty for anything else."""
    return str(thing) if isinstance(thing, pikepdf.Name) else ""


def string(thing: Thing) -> str:
    """Return a string or a name as text."""
    if isinstance(thing, (pikepdf.String, pikepdf.Name, str)):
        try:
            return str(thing).removeprefix("/")
        except (*ODD, UnicodeDecodeError):
            return ""
    return ""


def filters(stream: Thing) -> list[str]:
    """Return the filters of a stream, in the order in which they are undone."""
    filter_entry = get(stream, "/Filter")
    single = [name(filter_entry)] if name(filter_entry) else []
    return [name(item) for item in several(filter_entry)] or single


def is_stream(thing: Thing) -> bool:
    """Return whether a thing is a stream."""
    return isinstance(thing, pikepdf.Stream)


def key_of(thing: Thing) -> tuple[int, int] | None:
    """Return an object's number and generation, by which it is known again; None if direct."""
    try:
        key: tuple[int, int] = thing.objgen
    except ODD:
        return None
    return key if key[0] else None


def unpack(stream: Thing, limit: int) -> bytes:
    """Return a stream's contents, of at most so many bytes. Raises TooLargeError and ``ODD``."""
    if name(get(stream, "/Filter")) == "/FlateDecode" and get(stream, "/DecodeParms") is None:
        return _inflate(bytes(stream.read_raw_bytes()), limit)
    return _limit(bytes(stream.read_bytes()), limit)


def _inflate(raw: bytes, limit: int) -> bytes:
    packer = zlib.decompressobj()
    try:
        data = packer.decompress(raw, limit + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    # A missing checksum at the end does no harm; missing data do.
    if raw and len(data) <= limit and not packer.eof and not _reaches_last_block(raw, limit):
        raise ValueError("its data are cut off")
    return _limit(data, limit)


def _reaches_last_block(raw: bytes, limit: int) -> bool:
    """Return whether data of zlib, but for their head of two bytes, reach their last block."""
    packer = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        packer.decompress(raw[2:], limit + 1)
    except zlib.error:
        return False
    return packer.eof


def _limit(contents: bytes, limit: int) -> bytes:
    if len(contents) > limit:
        raise StreamTooLargeError(f"more than {limit} bytes")
    return contents
