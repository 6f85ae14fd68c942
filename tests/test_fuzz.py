"""Would catch a fuzzer that has stopped to find anything, since it does not run any more."""

from __future__ import annotations

import random

import pytest

from tools.fuzz.damage import damaged
from tools.fuzz.seeds import seeds
from tools.fuzz.trial import tried


@pytest.mark.slow
def test_every_seed_is_whole() -> None:
    whole = seeds()
    verdict = tried({f"{at:02}-{name}": photo for at, (name, photo) in enumerate(whole.items())})
    assert not verdict.faults
    assert not verdict.crashes
    assert verdict.shown == len(whole) - 1  # what claims to be interlaced and is not


@pytest.mark.slow
def test_a_batch_of_damage_is_borne() -> None:
    whole, numbers = seeds(), random.Random(3)
    photos = {name: damaged(numbers, photo, whole["words.jpg"]) for name, photo in whole.items()}
    verdict = tried(photos)
    assert not verdict.faults
    assert verdict.refused
    assert verdict.shown
