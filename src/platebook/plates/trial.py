"""Decodes the photographs of a small story before its book is planned, so damage is told at once.

Decoding is half of the work on a photograph, and most of it cannot be kept: in which size it is
wanted is known when the book is planned. So a story whose photographs take longer than a second
is not decoded twice; what is damaged inside is then told when its plates are made.
"""

from __future__ import annotations

from collections.abc import Sequence

from platebook.plates import workshop
from platebook.plates.cache import Cache
from platebook.plates.header import UnfitError
from platebook.plates.model import Photo
from platebook.plates.workers import Order, Workers, patience
from platebook.report import Report

#: CPU seconds that all photographs of a story may take, about; and where one of them is unfit
#: already, so that no book is made, and whoever mends it should hear of the others too.
_BUDGET, _BUDGET_ANYWAY = 0.8, 2.0
#: What a megapixel takes, in CPU ms. What a PNG holds is known by its sums without it.
_EACH = {"JPEG": 1, "PNG": 0, "TIFF": 20, "WEBP": 24, "HEIF": 44, "AVIF": 50}
#: And what a megabyte of a JPEG takes, of one scan or of several.
_MEGABYTE, _MEGABYTE_IN_SCANS = 10, 60


def tried(
    found: Sequence[Photo | UnfitError],
    cache: Cache,
    workers: Workers,
    report: Report,
    *,
    everything: bool = False,
) -> list[Photo | UnfitError]:
    """Give what was found, with why it is unfit in the place of a photograph that is damaged.

    ``cache`` knows which of them were decoded before, and keeps a glance at the others. Unless
    ``everything`` is to be decoded, that is done where it takes less than a second, or two.
    """
    given = list(found)
    photos = [(at, photo) for at, photo in enumerate(found) if isinstance(photo, Photo)]
    if not everything:
        budget = _BUDGET if len(photos) == len(found) else _BUDGET_ANYWAY
        if sum(_cost(photo) for _, photo in photos) > budget:
            return given
        photos = [(at, photo) for at, photo in photos if _cost(photo)]
    fresh = [(at, photo) for at, photo in photos if not workshop.known(photo, cache)]
    orders = [
        Order(workshop.tried, (photo, cache), patience(photo.path, _pixels(photo)), photo.held)
        for _, photo in fresh
    ]
    if orders:
        report.stage("Decoding the photographs")
    made = workers.run(orders, lambda done, at: report.step(done, len(orders), fresh[at][1].photo))
    for (at, _), answer in zip(fresh, made, strict=True):
        given[at] = answer
    return given


def _pixels(photo: Photo) -> int:
    return photo.size[0] * photo.size[1]


def _cost(photo: Photo) -> float:
    """Guess the CPU seconds that it takes to decode a photograph."""
    size = 0.0
    if photo.format == "JPEG":
        size = photo.bytes / 1e6 * (_MEGABYTE if photo.end else _MEGABYTE_IN_SCANS)
    return (size + _pixels(photo) / 1e6 * _EACH[photo.format]) / 1_000
