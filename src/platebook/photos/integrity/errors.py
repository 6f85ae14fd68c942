"""Says which photographs of a story can become plates, and of all others why not, together."""

from __future__ import annotations

from collections.abc import Sequence

from platebook.errors import Finding, PhotoError
from platebook.photos.formats.header import UNFIT, UnfitError
from platebook.photos.model import Photo

#: The key of the cover photograph where the manifest names a file of its own. A plate's id has
#: no colon, so it can never be one.
COVER = ":cover"
#: Files as messages spell them, each with the keys that show it.
Uses = Sequence[tuple[str, tuple[str, ...]]]


def place(shown: str, keys: Sequence[str]) -> str:
    """Name a photograph as a person finds it: its file, and the plates that show it."""
    plates = [f"“{key}”" for key in keys if key != COVER]
    if not plates:
        return f"{shown} (the cover)"
    return f"{shown} ({'plate' if len(plates) == 1 else 'plates'} {', '.join(plates)})"


def fit(found: Sequence[Photo | UnfitError], uses: Uses) -> dict[str, Photo]:
    """Give what was found of each file by the keys that show it.

    Raises PhotoError with a finding for every one that cannot become a plate.
    """
    pairs = list(zip(found, uses, strict=True))
    broken = [
        Finding(place(shown, keys), photo.message, photo.fix, code=UNFIT)
        for photo, (shown, keys) in pairs
        if isinstance(photo, UnfitError)
    ]
    if broken:
        raise PhotoError(broken)
    return {key: photo for photo, (_, keys) in pairs if isinstance(photo, Photo) for key in keys}
