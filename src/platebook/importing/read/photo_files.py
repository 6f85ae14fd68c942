"""Reads the headers and metadata of photographs; nothing is decoded."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from platebook.importing.model import LeftOut, Origin, Photograph, Words
from platebook.photos import UnfitError, read_metadata

#: Bytes that are read at a time.
_BLOCK = 1 << 20


def read(files: Sequence[tuple[Path, str]], language: str = "en") -> list[Photograph | LeftOut]:
    """Read photographs; give a sentence in the place of one that cannot be used."""
    return [_read(path, name, language) for path, name in files]


def _read(path: Path, name: str, language: str) -> Photograph | LeftOut:
    try:
        facts = read_metadata(path, language)
    except UnfitError as unfit:
        return LeftOut("photograph", path.name, f"it {unfit.message}", Origin(name))
    words = {key: Words(text.text, text.source) for key, text in facts.words.items()}
    return Photograph(path, name, facts.format, facts.size, facts.bytes, words, facts.taken)


def without_duplicates(
    photographs: Sequence[Photograph],
) -> tuple[list[Photograph], list[LeftOut]]:
    """Leave out files of the same bytes: the name that comes first stays."""
    by_size: dict[tuple[int, tuple[int, int]], list[Photograph]] = defaultdict(list)
    for photo in photographs:
        by_size[photo.bytes, photo.size].append(photo)
    drop: dict[int, Photograph] = {}
    for same in by_size.values():
        first: dict[str, Photograph] = {}
        for photo in same if len(same) > 1 else ():
            kept = first.setdefault(_digest(photo.path), photo)
            if kept is not photo:
                drop[id(photo)] = kept
    left = [
        LeftOut(
            "photograph",
            photo.name,
            f"it is the same file as {drop[id(photo)].name}",
            Origin(photo.name),
        )
        for photo in photographs
        if id(photo) in drop
    ]
    return [photo for photo in photographs if id(photo) not in drop], left


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
