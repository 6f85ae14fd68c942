"""Remembers what was found in an image, by the digest of its bytes.

An inspection decodes every picture of a book; after a change of a caption, all of them are those
of the last build. What is remembered was found in the same bytes, never what their writer says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata

from platebook.photos import libvips
from platebook.photos.cache import Cache
from platebook.photos.memory import Memory
from platebook.photos.similarity.preview import find_duplicates, is_same_photo, make_preview


@dataclass(frozen=True, slots=True)
class ImageMemory(Memory):
    """What was found in images."""

    @classmethod
    def of(cls, cache: Cache) -> ImageMemory:
        """Remember beside ``cache``, which has prepared photographs."""
        return cls(cache.of_facts, f"{libvips.versions()}, Pillow {metadata.version('pillow')}")

    def preview(self, picture: bytes) -> bytes:
        """Make the preview of an image that says itself what its numbers mean."""
        return self.recall(("preview", _digest(picture)), lambda: make_preview(picture))

    def is_same_photo(self, first: bytes, second: bytes) -> bool:
        """Return whether two previews are of one photograph (``photos.is_same_photo``)."""
        question = ("same", _digest(first), _digest(second))
        return self.recall(question, lambda: is_same_photo(first, second))

    def find_duplicates(self, previews: Sequence[bytes]) -> list[tuple[int, int]]:
        """Find pictures that look the same as an earlier one (``photos.find_duplicates``)."""
        question = ("duplicates", *map(_digest, previews))
        return self.recall(question, lambda: find_duplicates(previews))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


#: Answers each question anew.
NO_MEMORY = ImageMemory()
