"""Reads photographs: headers and metadata of files, and the pictures that came with an article.

Nothing is decoded.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from platebook.importing import names
from platebook.importing.discover import sort_of
from platebook.importing.model import LeftOut, Origin, Photograph, Words
from platebook.importing.read import containers
from platebook.photos import UnfitError, read_image_facts, read_metadata

#: A picture of fewer pixels on its longer side is an icon.
_SMALLEST = 100
_ENDINGS = {
    "JPEG": ".jpg",
    "PNG": ".png",
    "TIFF": ".tif",
    "WEBP": ".webp",
    "HEIF": ".heic",
    "AVIF": ".avif",
}


def inspect(content: bytes) -> tuple[tuple[int, int], str] | None:
    """Give px wide × high and the ending of a picture that a plate can show; None for others."""
    facts = read_image_facts(content)
    usable = not facts.fault and facts.format in _ENDINGS and max(facts.size) >= _SMALLEST
    return (facts.size, _ENDINGS[facts.format]) if usable else None


def extract(wanted: Sequence[tuple[Path, str, Path]]) -> None:
    """Write pictures of archives: path of the archive, member, and the file to write."""
    by_path: dict[Path, list[tuple[str, Path]]] = defaultdict(list)
    for path, member, target in wanted:
        by_path[path].append((member, target))
    for path, pairs in by_path.items():
        content = containers.members(path.read_bytes(), sort_of(path))
        for member, target in pairs:
            target.write_bytes(content(member))


#: Bytes that are read at a time.
_BLOCK = 1 << 20
#: How much the shapes of two copies of one picture differ at most.
_SHAPE = 0.01


def read(files: Sequence[tuple[Path, str]], language: str = "en") -> list[Photograph | LeftOut]:
    """Read photographs; give a sentence in the place of one that cannot be used."""
    return [_read(path, name, language) for path, name in files]


def _read(path: Path, name: str, language: str) -> Photograph | LeftOut:
    try:
        facts = read_metadata(path, language)
    except UnfitError as unfit:
        return LeftOut("photograph", names.file_name(name), f"it {unfit.message}", Origin(name))
    words = {key: Words(text.text, text.source) for key, text in facts.words.items()}
    return Photograph(path, name, facts.format, facts.size, facts.bytes, words, facts.taken)


def without_duplicates(
    photographs: Sequence[Photograph],
) -> tuple[list[Photograph], list[LeftOut]]:
    """Leave out files of the same bytes, smaller copies, and originals of edited photographs."""
    drop, also = _same_bytes(photographs)
    drop |= _same_pictures([photo for photo in photographs if id(photo) not in drop])
    left = [
        LeftOut("photograph", photo.name, drop[id(photo)], Origin(photo.name))
        for photo in photographs
        if id(photo) in drop
    ]
    kept = [photo for photo in photographs if id(photo) not in drop]
    return [replace(photo, also=tuple(also[id(photo)])) for photo in kept], left


def _same_bytes(
    photographs: Sequence[Photograph],
) -> tuple[dict[int, str], dict[int, list[str]]]:
    """Say which files are the same as one before, and the names of those, both by id."""
    by_size: dict[tuple[int, tuple[int, int]], list[Photograph]] = defaultdict(list)
    for photo in photographs:
        by_size[photo.bytes, photo.size].append(photo)
    drop: dict[int, str] = {}
    also: dict[int, list[str]] = defaultdict(list)
    for same in by_size.values():
        first: dict[str, Photograph] = {}
        for photo in same if len(same) > 1 else ():
            kept = first.setdefault(digest(photo.path), photo)
            if kept is not photo:
                drop[id(photo)] = f"it is the same file as {kept.name}"
                also[id(kept)].append(photo.name)
    return drop, also


def _same_pictures(photographs: Sequence[Photograph]) -> dict[int, str]:
    """Say which files show another's picture: by the name without additions, shape and size.

    ``a-1024x683.jpg`` is a copy of ``a.jpg``, ``b.jpg`` of ``b.tif``, and ``c-edited.jpg`` takes
    the place of ``c.jpg``. Files of one size and format, and those in other folders that were
    taken at another time, are other pictures.
    """
    groups: dict[tuple[str, str], list[Photograph]] = defaultdict(list)
    for photo in photographs:
        groups[names.stem(photo.name), names.counter(photo.name)].append(photo)
    drop: dict[int, str] = {}
    for group in groups.values():
        edited = [photo for photo in group if names.is_edited(photo.name)]
        for photo in edited if len(group) > len(edited) else ():
            original = names.unedited(photo.name)
            for other in group:
                same_folder = other.path.parent == photo.path.parent
                if same_folder and names.bare(other.name) == original:
                    drop[id(other)] = f"{photo.name}, an edited version, is taken"
        kept = [photo for photo in group if id(photo) not in drop]
        kept.sort(key=lambda photo: (-photo.size[0] * photo.size[1], -photo.bytes))
        for photo in kept[1:]:
            if _is_copy(photo, kept[0]):
                drop[id(photo)] = f"it is a copy of {kept[0].name}, which is larger"
    return drop


def _is_copy(photo: Photograph, larger: Photograph) -> bool:
    """Return whether a photograph is another in fewer pixels, or in another format."""
    shapes = [each.size[0] / max(each.size[1], 1) for each in (photo, larger)]
    if abs(shapes[0] / shapes[1] - 1) > _SHAPE:
        return False
    if photo.path.parent != larger.path.parent and (photo.taken or "") != (larger.taken or "-"):
        return False
    return photo.size != larger.size or photo.format != larger.format


def digest(path: Path) -> str:
    """Give the SHA-256 of a file, as hexadecimal digits; a file that stays is read once."""
    facts = path.stat()
    return _digest(path.resolve(), facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=10_000)
def _digest(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
