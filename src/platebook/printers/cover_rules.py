"""What a printer's profile says of covers: the spine, its text, the boards, the barcode's box."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.geometry import Size


@dataclass(frozen=True, slots=True)
class Spine:
    """How wide a spine is: ``per_page`` mm for every page, and ``plus`` mm for the cover."""

    per_page: float
    plus: float


@dataclass(frozen=True, slots=True)
class SpineText:
    """From how many pages the spine may carry text; below ``doubtful_below`` sources disagree."""

    least_pages: int
    doubtful_below: int | None = None


@dataclass(frozen=True, slots=True)
class Boards:
    """By how much the boards of a hard cover are larger than the trim, in mm, hinge included."""

    wider: float
    taller: float


@dataclass(frozen=True, slots=True)
class Barcode:
    """The box on the back that the printer's barcode needs, at the foot by the spine, in mm.

    ``inset`` is its distance from the spine, or the hinge, and from the foot; ``foot`` that from
    the foot where it is another.
    """

    size: Size
    inset: float
    foot: float | None = None
