"""Reads pictures that came with an article: their size, and, to copy them, their bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from platebook.importing.discover import sort_of
from platebook.importing.read import containers
from platebook.photos import read_image_facts

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
