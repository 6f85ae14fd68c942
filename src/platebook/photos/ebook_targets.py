"""What e-book shops and readers want of photographs, as rows; a new one is a row.

Sources and how sure they are stand in each row: *read* in the shop's own text, *restated* by
others, or our *judgement*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

from platebook.errors import UsageError
from platebook.photos.model import Recipe

#: What output sharpening gives back: of detail of 2.5 px a period Lanczos leaves 0.82. With an
#: seventh more at 4 px it is whole again on a screen; paper, where ink spreads, gets a quarter.
SHARPEN_SCREEN, SHARPEN_PRINT = 1 / 8, 1 / 4
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Target:
    """How an e-book's photographs are made for one kind of reader.

    ``edge`` is the most px on the long side, ``pixels`` the most in all, ``quality`` JPEG's.
    ``megabytes`` is the most that the whole book may have (1 MB is 1,000,000 bytes); its
    photographs are then coded as well as that allows, all alike to the eye. ``megabytes_each`` is
    the most that one photograph may have, by itself.
    """

    name: str
    edge: int
    pixels: int
    quality: int
    source: str
    megabytes: float | None = None
    megabytes_each: float | None = None
    sharpen: float = SHARPEN_SCREEN

    def recipe(self, medium: str) -> Recipe:
        """Return the recipe of a plate; never progressive, colour at half resolution."""
        return Recipe(
            medium=medium,
            box=(self.edge, self.edge),
            pixels=self.pixels,
            quality=self.quality,
            chroma="4:2:0",
            keep_rights=True,
            sharpen=self.sharpen,
            max_bytes=int(self.megabytes_each * MEGABYTE) if self.megabytes_each else None,
        )


_ROWS = (
    Target(
        "default",
        2_400,
        3_800_000,
        85,
        "judgement: whole on any screen, under every limit below",
        megabytes_each=5.0,
    ),
    Target(
        "kindle",
        2_560,
        3_800_000,
        85,
        "KDP help, read: RGB, no transparency, 300 ppi at the size shown; restated: 5 MB an image; "
        "judgement: 2,560 px, the long side of its cover",
        megabytes_each=5.0,
    ),
    Target(
        "apple",
        3_200,
        5_600_000,
        85,
        "Apple Books asset guide, restated three times: 5.6 megapixels an image, sRGB",
    ),
    Target(
        "kobo",
        2_400,
        3_800_000,
        85,
        "kobolabs/epub-spec, 2025-08-25, read: 3.8 megapixels in fixed layout, 10 MB an HTML file; "
        "judgement: the same where text flows, and a page of words beside each photograph",
        megabytes_each=9.9,
    ),
    Target(
        "google",
        3_200,
        5_600_000,
        85,
        "Google Play Books, restated: 3,200 px; judgement: Apple's megapixels",
    ),
    Target(
        "small",
        1_600,
        2_560_000,
        85,
        "judgement: goes by e-mail, and costs 1.50 dollars to deliver where KDP takes 0.15 a MB "
        "(read)",
        megabytes=10.0,
    ),
)
TARGETS: Mapping[str, Target] = {row.name: row for row in _ROWS}
DEFAULT = "default"


def target_for(name: str, megabytes: float | None = None) -> Target:
    """Return the row of that name, with a budget for the whole book if one is asked for.

    Raises UsageError where there is no such row or the budget is none.
    """
    if name not in TARGETS:
        raise UsageError.of(
            "--target", f"there is no target “{name}”", f"Choose from: {', '.join(TARGETS)}."
        )
    if megabytes is None:
        return TARGETS[name]
    if not 0 < megabytes < inf:
        raise UsageError.of(
            "--budget", f"{megabytes:g} MB is no size for a book", "Give megabytes, such as 10."
        )
    return replace(TARGETS[name], megabytes=megabytes)
