"""Under-colour removal: the same colour with less ink, where the profile says that there is one.

A dark colour may be printed with much cyan, magenta and yellow, or with less of them and more
black; only the sum differs. For some colours all over the cube the mixture of a given sum that
looks most like the one asked for is sought in the profile; between them it is interpolated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from platebook.photos import colour, libvips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]
    Steps = NDArray[np.float32]

#: Full ink in steps of 255.
FULL = 255
#: Rounds of Gauss and Newton; after two the mean is below a tenth of a ΔE2000.
_ROUNDS = 3
#: Steps of ink for a finite difference, and the most that a round may change an ink by.
_FEELER, _STRIDE = 2.0, 60.0
#: Keeps slopes that say nothing, as where black hides all other inks, from saying much.
_DAMPING = 1e-4
#: The least excess, in steps of ink, for which a reduction is computed; smaller ones are too noisy.
_MIN_EXCESS = 40
#: The most that cyan, magenta or yellow gives up for one step of ink too much.
_MAX_LOSS = 1.5


class ColourCube:
    """How much of cyan, magenta and yellow goes for one step of ink too much, all over a cube.

    ``inks`` are those of the corners: ``across``³ rows of C, M, Y, K, the first axis fastest.
    Colours at or just above ``cap`` (steps) are left unchanged.
    """

    def __init__(self, inks: Floats, across: int, cap: int, profile: bytes) -> None:
        from PIL import ImageFilter

        loss = np.zeros((len(inks), 3), np.float32)
        excess = inks.sum(axis=1) - cap
        near = np.flatnonzero(excess > -2 * _MIN_EXCESS)
        if len(near):
            wet, reduction = inks[near], np.maximum(excess[near], _MIN_EXCESS)
            drier = nearest_inks(wet, wet.sum(axis=1) - reduction, profile)
            loss[near] = (wet - drier)[:, :3] / reduction[:, None]
        self._table = ImageFilter.Color3DLUT(across, (loss / _MAX_LOSS).ravel())

    def at(self, places: NDArray[np.integer[Any]]) -> Bytes:
        """Interpolate at places of the cube, each three coordinates of 0 to 255 in one number.

        Returns rows of four: what cyan, magenta and yellow lose, in 170ths of a step, and nothing.
        """
        from PIL import Image

        row = places.astype("<u4")
        picture = Image.frombuffer("RGBX", (len(row), 1), row, "raw", "RGBX", 0, 1)
        loss: Bytes = np.asarray(picture.filter(self._table), np.uint8)[0]
        return loss


def reduce_inks(inks: Bytes, cap: int, loss: Bytes) -> Bytes:
    """Bring rows of inks down to ``cap`` (steps), by what each gives up for a step too much."""
    excess = total(inks).astype(np.float32) - cap
    share = excess * np.float32(_MAX_LOSS / FULL)
    mixed = np.asarray(inks - loss * share[:, None], np.float32)
    # What the three give up beyond the excess comes back as black.
    mixed[:, 3] += total(loss) * share - excess
    np.rint(mixed, out=mixed)
    np.clip(mixed, 0, FULL, out=mixed)
    result = mixed.astype(np.uint8)
    wet = np.flatnonzero(total(result) > cap)
    if len(wet):
        result[wet] = scale_inks(mixed[wet], cap)
    return result


def total(inks: Bytes) -> NDArray[np.uint16]:
    """Add up the four inks of each pixel (last axis), in steps of 255 for one full ink."""
    words = np.ascontiguousarray(inks).view(np.uint32)[..., 0]
    pairs = words >> 8
    pairs &= 0xFF00FF
    pairs += words & 0xFF00FF
    pairs += pairs >> 16
    return pairs.astype(np.uint16)


def scale_inks(mixed: Steps, cap: int) -> Bytes:
    """Reduce C, M and Y in proportion, then black, until ``cap`` holds."""
    black = np.minimum(mixed[:, 3], cap)
    colour_sum = mixed[:, :3].sum(axis=1)
    share = np.minimum(1, (cap - black) / np.maximum(colour_sum, 1))
    result = np.empty(mixed.shape, np.uint8)
    # What is whole stays whole: the share of 1 is exact, and a whole number is its own floor.
    result[:, :3] = mixed[:, :3] * share[:, None]
    result[:, 3] = black
    return result


def nearest_inks(inks: Floats, limits: Floats, profile: bytes) -> Floats:
    """Find, for each row of inks, the inks of the given sum that look most like it.

    By the differences of lightness, chroma and hue that CIEDE2000 weighs (CIE 142-2001).
    """
    lab = to_lab(inks, profile)
    weights = _weights(lab)
    room = np.maximum(limits - inks[:, 3], 0) / np.maximum(inks[:, :3].sum(axis=1), 1)
    at = inks.copy()
    at[:, :3] *= np.minimum(1, room)[:, None]
    at = _within(at, limits)
    for _ in range(_ROUNDS):
        feeler = np.where(at > FULL / 2, -_FEELER, _FEELER)
        candidates = at + np.concatenate([np.zeros((1, 1, 4)), np.eye(4)[:, None, :]]) * feeler
        lab_values = to_lab(candidates.reshape(-1, 4), profile).reshape(5, -1, 3)
        slope = np.moveaxis((lab_values[1:] - lab_values[0]) / feeler.T[:, :, None], 0, -1)
        missing = np.einsum("nij,nj->ni", weights, lab - lab_values[0])
        at = _within(at + _correction_step(at, weights @ slope, missing, limits), limits)
    return at


def to_lab(inks: Floats, profile: bytes) -> Floats:
    """Return L*, a*, b* (D50, relative to the paper) of rows of inks, to a hundredth of a unit."""
    deep = np.rint(inks.clip(0, FULL) * 257).astype(np.uint16)
    row = libvips.vips().Image.new_from_memory(deep, len(deep), 1, 4, "ushort")
    lab = colour.to_lab(row.copy(interpretation="cmyk"), profile).write_to_memory()
    return np.frombuffer(lab, np.float32).reshape(-1, 3).astype(np.float64)


def _weights(lab: Floats) -> Floats:
    """Return the matrices that weight differences of L*, a*, b* by how visible they are."""
    light, a, b = lab.T
    chroma, hue = np.hypot(a, b), np.arctan2(b, a)
    far = (light - 50) ** 2
    matrix = np.zeros((len(lab), 3, 3))
    matrix[:, 0, 0] = 1 / (1 + 0.015 * far / np.sqrt(20 + far))
    matrix[:, 1, 1:] = np.stack([np.cos(hue), np.sin(hue)], axis=1)
    matrix[:, 1, 1:] /= (1 + 0.045 * chroma)[:, None]
    matrix[:, 2, 1:] = np.stack([-np.sin(hue), np.cos(hue)], axis=1)
    matrix[:, 2, 1:] /= (1 + 0.015 * chroma)[:, None]
    return matrix


def _correction_step(at: Floats, slope: Floats, missing: Floats, limits: Floats) -> Floats:
    """Solve for the step that corrects the colour and keeps the sum (Lagrange multiplier)."""
    system = np.zeros((len(at), 5, 5))
    system[:, :4, :4] = np.swapaxes(slope, 1, 2) @ slope + _DAMPING * np.eye(4)
    system[:, :4, 4] = system[:, 4, :4] = 1
    right_side = np.zeros((len(at), 5))
    right_side[:, :4] = np.einsum("nij,ni->nj", slope, missing)
    right_side[:, 4] = limits - at.sum(axis=1)
    step = np.linalg.solve(system, right_side[:, :, None])[:, :4, 0]
    # Inks at 0 or at full that would go beyond stay fixed; solve again for the others.
    stays = ((at <= 0) & (step < 0)) | ((at >= FULL) & (step > 0))
    for ink in range(4):
        rows = np.flatnonzero(stays[:, ink])
        system[rows, ink, :] = system[rows, :, ink] = 0
        system[rows, ink, ink], right_side[rows, ink] = 1, 0
    step = np.linalg.solve(system, right_side[:, :, None])[:, :4, 0]
    return np.asarray(step.clip(-_STRIDE, _STRIDE), np.float64)


def _within(at: Floats, limits: Floats) -> Floats:
    """Return the inks that there can be, of at most the sums allowed."""
    at = at.clip(0, FULL)
    for _ in range(4):
        over = np.maximum(at.sum(axis=1) - limits, 0)
        has_ink = at > 0
        at -= np.where(has_ink, (over / np.maximum(has_ink.sum(axis=1), 1))[:, None], 0)
        at = at.clip(0, FULL)
    return at
