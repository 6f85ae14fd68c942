"""How much of a photograph a recipe shows, and how large: arithmetic of whole pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from platebook.photos.model import Recipe

Pixels = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """A cut of the upright photograph (px from the top left) and the size it is shown at."""

    left: int
    top: int
    cut: Pixels
    size: Pixels

    @property
    def scale(self) -> float:
        """The larger of the two scales, across and down; 1 or less."""
        return max(self.size[0] / self.cut[0], self.size[1] / self.cut[1])

    def base_size(self, photo: Pixels) -> Pixels:
        """Return the size of the whole photograph (px) at which the cut has this frame's size."""
        if self.cut == photo:
            return self.size
        return (
            min(photo[0], ceil(photo[0] * self.scale)),
            min(photo[1], ceil(photo[1] * self.scale)),
        )

    def is_whole(self, photo: Pixels) -> bool:
        """Return whether this is the whole photograph at its own size."""
        return self.cut == photo and self.size == photo


def frame_photo(photo: Pixels, recipe: Recipe) -> Frame:
    """Fit or cut an upright photograph of px wide × high as ``recipe`` wants it; never enlarge."""
    if not recipe.crop:
        return Frame(0, 0, photo, _within(photo, recipe.box, recipe.pixels))
    cut = _cut(photo, recipe.box)
    left = round(recipe.focus[0] * photo[0] - cut[0] / 2)
    top = round(recipe.focus[1] * photo[1] - cut[1] / 2)
    enough = cut[0] >= recipe.box[0] and cut[1] >= recipe.box[1]
    size = _limit_area(recipe.box if enough else cut, recipe.pixels)
    return Frame(
        min(max(left, 0), photo[0] - cut[0]), min(max(top, 0), photo[1] - cut[1]), cut, size
    )


def _cut(photo: Pixels, box: Pixels) -> Pixels:
    """Return the largest cut of the box's shape, to the nearest pixel."""
    scale = min(photo[0] / box[0], photo[1] / box[1])
    return (
        max(1, min(photo[0], round(box[0] * scale))),
        max(1, min(photo[1], round(box[1] * scale))),
    )


def _within(photo: Pixels, box: Pixels, pixels: int | None) -> Pixels:
    scale = min(box[0] / photo[0], box[1] / photo[1], 1.0)
    size = (
        max(1, min(box[0], round(photo[0] * scale))),
        max(1, min(box[1], round(photo[1] * scale))),
    )
    return _limit_area(size, pixels)


def _limit_area(size: Pixels, pixels: int | None) -> Pixels:
    """Scale ``size`` down, in its shape, to at most ``pixels``."""
    if not pixels or size[0] * size[1] <= pixels:
        return size
    scale = sqrt(pixels / (size[0] * size[1]))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))
