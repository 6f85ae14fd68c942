"""What e-book shops and readers want of photographs, as rows; a new one is a row.

Sources and how sure they are stand in each row: *read* in the shop's own text, *restated* by
others, or our *judgement*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from platebook.errors import UsageError
from platebook.photos.model import Recipe, Rendition, RenditionRequest

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
        min(
            (step for step in ladder if step.loss <= loss),
            key=lambda step: step.bytes,
            default=ladder[0],
        )
        for ladder in ladders
    ]


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
        actual_quality = min(quality, request.recipe.quality)
        plate = replace(plate, medium=request.recipe.medium)
        choices.append(SizeChoice(request, plate, actual_quality, size, loss))
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
    Target("default", 2_400, 3_800_000, 85,
           "judgement: whole on any screen, under every limit below", megabytes_each=5.0),
    Target("kindle", 2_560, 3_800_000, 85,
           "KDP help, read: RGB, no transparency, 300 ppi at the size shown; restated: 5 MB an "
           "image; judgement: 2,560 px, the long side of its cover", megabytes_each=5.0),
    Target("apple", 3_200, 5_600_000, 85,
           "Apple Books asset guide, restated three times: 5.6 megapixels an image, sRGB"),
    Target("kobo", 2_400, 3_800_000, 85,
           "kobolabs/epub-spec, 2025-08-25, read: 3.8 megapixels in fixed layout, 10 MB an HTML "
           "file; judgement: the same where text flows, and a page of words beside each "
           "photograph", megabytes_each=9.9),
    Target("google", 3_200, 5_600_000, 85,
           "Google Play Books, restated: 3,200 px; judgement: Apple's megapixels"),
    Target("small", 1_600, 2_560_000, 85,
           "judgement: goes by e-mail, and costs 1.50 dollars to deliver where KDP takes 0.15 a "
           "MB (read)", megabytes=10.0),
)  # fmt: skip
TARGETS: Mapping[str, Target] = {row.name: row for row in _ROWS}
DEFAULT = "default"


def target_for(name: str, megabytes: float | None = None) -> Target:
    """Return the row of that name, with a budget for the whole book if one is asked for.

    Raises UsageError where there is no such row or the budget is none.
    """
    if name not in TARGETS:
        fix = f"Choose from: {', '.join(TARGETS)}."
        raise UsageError.of("--target", f"there is no target “{name}”", fix)
    if megabytes is None:
        return TARGETS[name]
    if not 0 < megabytes < inf:
        message = f"{megabytes:g} MB is no size for a book"
        raise UsageError.of("--budget", message, "Give megabytes, such as 10.")
    return replace(TARGETS[name], megabytes=megabytes)
