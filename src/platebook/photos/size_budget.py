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
    """One photograph as it goes into the book: the request and the plate, its loss (0: none)."""

    request: RenditionRequest
    plate: Rendition
    quality: int
    bytes: int
    loss: float


Steps = Sequence[tuple[int, float]]


def quality_steps(request: RenditionRequest, ladder: Steps = STEPS) -> Iterator[RenditionRequest]:
    """Return the requests of which one will be chosen, and the one that they are compared with."""
    yield _step(request, _REFERENCE, max(_BEST, request.recipe.quality), 1.0)
    for number, (quality, share) in enumerate(ladder):
        yield _step(request, str(number), min(quality, request.recipe.quality), share)


def choose_steps(
    requests: Sequence[RenditionRequest],
    plates: Mapping[tuple[str, str], Rendition],
    room: int,
    ladder: Steps = STEPS,
) -> Sequence[SizeChoice]:
    """Choose a step for every request so that together they take at most ``room`` bytes.

    ``plates`` holds the plates of all ``steps`` of ``ladder``. Where even the floor is too much,
    every photograph is at the floor: the caller adds up the bytes.
    """
    ladders = [_ladder(request, plates, ladder) for request in requests]
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
    """Choose the smallest step of each that loses at most ``loss``, or else its best."""
    return [
        min((step for step in ladder if step.loss <= loss), key=_size, default=ladder[0])
        for ladder in ladders
    ]


def _size(step: SizeChoice) -> int:
    return step.bytes


def _ladder(
    request: RenditionRequest, plates: Mapping[tuple[str, str], Rendition], ladder: Steps
) -> Sequence[SizeChoice]:
    from platebook.photos.similarity.compare import SsimReference

    best = SsimReference(plates[request.plate, _medium(request, _REFERENCE)].path)
    choices: list[SizeChoice] = []
    for number, (quality, _) in enumerate(ladder):
        plate = plates[request.plate, _medium(request, str(number))]
        size = plate.path.stat().st_size
        loss = round(1 - best.of(plate.path), 6)
        # A smaller step never counts as the better one, whatever the sample says.
        loss = max([loss, *(step.loss for step in choices)])
        used = min(quality, request.recipe.quality)
        choices.append(
            SizeChoice(request, replace(plate, medium=request.recipe.medium), used, size, loss)
        )
    limit = request.recipe.max_bytes
    return [step for step in choices if limit is None or step.bytes <= limit] or choices[-1:]


def _step(request: RenditionRequest, name: str, quality: int, share: float) -> RenditionRequest:
    recipe = request.recipe
    box = (max(1, round(recipe.box[0] * share)), max(1, round(recipe.box[1] * share)))
    area = round(recipe.pixels * share**2) if recipe.pixels else None
    smaller = replace(
        recipe,
        medium=_medium(request, name),
        box=box,
        pixels=area,
        quality=quality,
        copy=False,
        max_bytes=None,
    )
    return replace(request, recipe=smaller)


def _medium(request: RenditionRequest, step: str) -> str:
    return f"{request.recipe.medium}-{step}"
