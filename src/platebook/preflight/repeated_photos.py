"""Looks at a story's photographs together: is one of them shown twice?

The manifest's own remarks know one file that two plates name. Here a copy under another name is
found by its bytes, and one of another size or quality by what is seen of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from platebook.errors import Finding
from platebook.photos import COVER, PREVIEW, Photo, Rendition, find_duplicates, make_preview
from platebook.preflight import codes
from platebook.story import Plate, Story


def glances(made: Mapping[tuple[str, str], Rendition]) -> Mapping[str, bytes]:
    """Make previews of what ``prepare`` made by ``PREVIEW``; by plate id."""
    return {
        plate: make_preview(found.path.read_bytes())
        for (plate, medium), found in made.items()
        if medium == PREVIEW.medium and plate != COVER
    }


def doubles(
    story: Story, photos: Mapping[str, Photo], seen: Mapping[str, bytes] | None = None
) -> Iterator[Finding]:
    """Find photographs that stand in the story twice, in two files.

    ``photos`` are those of the survey; ``seen`` are glances by plate id, where there are any.
    """
    shown = [plate for plate in story.plates if plate.id in photos]
    reported: set[str] = set()
    first: dict[str, Plate] = {}
    for plate in shown:
        earlier = first.setdefault(photos[plate.id].sha256, plate)
        if earlier is not plate:
            reported.add(plate.id)
            if earlier.path != plate.path:
                yield _double(plate, earlier, "is a copy of")
    if seen:
        pairs = find_duplicates([seen.get(plate.id, b"") for plate in shown])
        for one, two in pairs:
            if shown[two].id not in reported:
                yield _double(shown[two], shown[one], "looks the same as")


def _double(plate: Plate, earlier: Plate, how: str) -> Finding:
    message = f"{plate.photo} {how} {earlier.photo} (plate “{earlier.id}”)"
    return codes.finding("S010", f"{plate.where} (plate “{plate.id}”)", message)
