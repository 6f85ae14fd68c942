"""Budget: a whole book's photographs in so many bytes, all of them alike to the eye.

Every photograph is made in several steps, each smaller than the one before. A step's loss is how
little it looks like the photograph at its best. Then one loss is sought for the whole book: the
least at which the smallest steps that stay within it fit. A calm sky gives up bytes that a crowd
keeps, and no plate looks worse than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from platebook.photos.model import Rendition, RenditionRequest

#: JPEG quality and share of the px across, from best to worst; the last is the floor. Below 55
#: JPEG's blocks show before detail goes, so from there on the photograph is made smaller.
STEPS = (
    (85, 1.0), (80, 1.0), (75, 1.0), (68, 1.0), (61, 1.0), (55, 1.0), (60, 0.8), (58, 0.64)
)  # fmt: skip
#: Steps whose last is three quarters of the px across: a page on a screen is looked at closely.
SCREEN_STEPS = (*STEPS[:6], (60, 0.87), (58, 0.75))
#: What steps are compared with.
_BEST = 95
_REFERENCE = "best"


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """One photograph as it goes into the book: the wish and the plate, its loss (0: none)."""

    wish: RenditionRequest
    plate: Rendition
    quality: int
    bytes: int
    loss: float


Steps = Sequence[tuple[int, float]]


def quality_steps(wish: RenditionRequest, ladder: Steps = STEPS) -> Iterator[RenditionRequest]:
    """Give the wishes of which one will be chosen, and the one that they are compared with."""
    yield _step(wish, _REFERENCE, max(_BEST, wish.recipe.quality), 1.0)
    for number, (quality, share) in enumerate(ladder):
        yield _step(wish, str(number), min(quality, wish.recipe.quality), share)


def choose_steps(
    wishes: Sequence[RenditionRequest],
    plates: Mapping[tuple[str, str], Rendition],
    room: int,
    ladder: Steps = STEPS,
) -> Sequence[SizeChoice]:
    """Choose a step for every wish so that together they take at most ``room`` bytes.

    ``plates`` holds the plates of all ``steps`` of ``ladder``. Where even the floor is too much,
    every photograph is at the floor: whoever asked adds up the bytes.
    """
    ladders = [_ladder(wish, plates, ladder) for wish in wishes]
    losses = sorted({step.loss for ladder in ladders for step in ladder})
    low, high = 0, len(losses) - 1
    while low < high:
        middle = (low + high) // 2
        if sum(step.bytes for step in _within(ladders, losses[middle])) <= room:
            high = middle
        else:
            low = middle + 1
    return _within(ladders, losses[low]) if losses else ()


def _within(ladders: Sequence[Sequence[SizeChoice]], loss: float) -> Sequence[SizeChoice]:
    """Take the smallest step of each that loses at most so much; its best where none does."""
    return [
        min((step for step in ladder if step.loss <= loss), key=_size, default=ladder[0])
        for ladder in ladders
    ]


def _size(step: SizeChoice) -> int:
    return step.bytes


def _ladder(
    wish: RenditionRequest, plates: Mapping[tuple[str, str], Rendition], ladder: Steps
) -> Sequence[SizeChoice]:
    from platebook.photos.similarity.compare import SsimReference

    best = SsimReference(plates[wish.plate, _medium(wish, _REFERENCE)].path)
    choices: list[SizeChoice] = []
    for number, (quality, _) in enumerate(ladder):
        plate = plates[wish.plate, _medium(wish, str(number))]
        size = plate.path.stat().st_size
        loss = round(1 - best.of(plate.path), 6)
        # A smaller step never counts as the better one, whatever the sample says.
        loss = max([loss, *(step.loss for step in choices)])
        used = min(quality, wish.recipe.quality)
        choices.append(
            SizeChoice(wish, replace(plate, medium=wish.recipe.medium), used, size, loss)
        )
    limit = wish.recipe.max_bytes
    return [step for step in choices if limit is None or step.bytes <= limit] or choices[-1:]


def _step(wish: RenditionRequest, name: str, quality: int, share: float) -> RenditionRequest:
    recipe = wish.recipe
    box = (max(1, round(recipe.box[0] * share)), max(1, round(recipe.box[1] * share)))
    area = round(recipe.pixels * share**2) if recipe.pixels else None
    smaller = replace(
        recipe,
        medium=_medium(wish, name),
        box=box,
        pixels=area,
        quality=quality,
        copy=False,
        max_bytes=None,
    )
    return replace(wish, recipe=smaller)


def _medium(wish: RenditionRequest, step: str) -> str:
    return f"{wish.recipe.medium}-{step}"
