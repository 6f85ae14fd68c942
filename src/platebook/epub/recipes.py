"""What an e-book wants of a photograph: numbers that every store and reader takes.

3.8 megapixels is the smallest of the stores' limits (Kobo; EBPAJ 4.0, Apple 5.6), and 2,400 px on
the long edge is more than an e-reader's screen shows. Baseline JPEG is the engine's own rule.
"""

from __future__ import annotations

from platebook.plates.model import Recipe

LONG_EDGE_PX = 2400
LARGEST_PIXELS = 3_800_000

PLATE = Recipe(
    medium="epub",
    box=(LONG_EDGE_PX, LONG_EDGE_PX),
    pixels=LARGEST_PIXELS,
    quality=85,
    chroma="4:2:0",
    keep_rights=True,
)
