"""What shops take, as rows: limits of pictures, documents and books, each with its source.

The same facts as in ``photos.TARGETS``, which says what we make; here stands what is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platebook import photos

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop's limits; 0 where none is known. ``edge`` px, ``pixels`` px, the rest bytes.

    ``cover`` is the least px of a cover's short side. ``formats`` are the kinds of picture that
    it shows.
    """

    name: str
    title: str
    edge: int = 0
    pixels: int = 0
    picture: int = 0
    document: int = 0
    book: int = 0
    cover: int = 0
    formats: tuple[str, ...] = ("JPEG", "PNG", "GIF", "WEBP")


#: Kindle: KDP help, read; 5 MB a picture and 650 MB a book: restated. Apple: asset guide, restated.
#: Kobo: kobolabs/epub-spec, read. Google: help, read; 3,200 px: restated.
_OLD = ("JPEG", "PNG", "GIF")
_ROWS = (
    Shop("kindle", "Kindle", picture=5 * _MB, book=650 * _MB, cover=625, formats=_OLD),
    Shop("apple", "Apple Books", pixels=5_600_000, book=2_000 * _MB, cover=1_400),
    Shop("kobo", "Kobo", document=10 * _MB, book=1_000 * _MB),
    Shop("google", "Google Play Books", edge=3_200, book=2_000 * _MB, cover=640),
)


def asked(target: str) -> tuple[Shop, ...]:
    """Return the shop that a book is for; all of them, where it is for no shop in particular."""
    return tuple(row for row in _ROWS if row.name == target) or _ROWS


def refusing_pixels(target: str, size: tuple[int, int]) -> Iterator[str]:
    """Yield which of them take no picture of this size (px wide × high), and what they take."""
    for shop in asked(target):
        if shop.pixels and size[0] * size[1] > shop.pixels:
            yield f"{shop.title} takes {shop.pixels / 1e6:g} megapixels"
        elif shop.edge and max(size) > shop.edge:
            yield f"{shop.title} takes {shop.edge:,} px"
    row = photos.TARGETS.get(target)
    made_for = row and next((shop for shop in _ROWS if shop.name == target), None)
    known = not made_for or made_for.pixels or made_for.edge
    if row and made_for and not known and size[0] * size[1] > row.pixels:
        yield f"for {made_for.title} {row.pixels / 1e6:g} megapixels are enough"


def refusing(target: str, limit: str, size: int) -> Iterator[str]:
    """Yield which of them take no picture, document or book of so many bytes."""
    for shop in asked(target):
        most: int = getattr(shop, limit)
        if most and size > most:
            yield f"{shop.title} takes {most / _MB:,.0f} MB"
