"""Ways to damage a file, as transmission, software and malice do."""

from __future__ import annotations

import random

#: Numbers on which readers stumble, as the bytes that hold them.
_NUMBERS = [
    number.to_bytes(width, order)  # type: ignore[arg-type]
    for width in (1, 2, 4)
    for order in ("big", "little")
    for number in (0, 1, 2 ** (8 * width - 1) - 1, 2 ** (8 * width - 1), 2 ** (8 * width) - 1)
]
_SPREAD = 40


def damaged(numbers: random.Random, photo: bytes, other: bytes) -> bytes:
    """Damage ``photo`` in one to a few ways; ``other`` lends its parts."""
    harmed = bytearray(photo)
    for _ in range(numbers.choice((1, 1, 1, 2, 3, 8))):
        way = numbers.choice((_bits, _bytes, _number, _number, _cut, _copy, _swap, _graft, _zeros))
        way(numbers, harmed, other)
        if not harmed:
            return photo[:1]
    return bytes(harmed)


def _spot(numbers: random.Random, harmed: bytearray) -> int:
    """Choose a place: half of the time among the first bytes, where headers are."""
    reach = min(len(harmed), 600) if numbers.random() < 0.5 else len(harmed)
    return numbers.randrange(reach)


def _bits(numbers: random.Random, harmed: bytearray, _: bytes) -> None:
    for _ in range(numbers.randint(1, 8)):
        harmed[_spot(numbers, harmed)] ^= 1 << numbers.randrange(8)


def _bytes(numbers: random.Random, harmed: bytearray, _: bytes) -> None:
    at = _spot(numbers, harmed)
    length = numbers.randint(1, _SPREAD)
    harmed[at : at + length] = numbers.randbytes(length)


def _number(numbers: random.Random, harmed: bytearray, _: bytes) -> None:
    number, at = numbers.choice(_NUMBERS), _spot(numbers, harmed)
    harmed[at : at + len(number)] = number


def _cut(numbers: random.Random, harmed: bytearray, _: bytes) -> None:
    at = _spot(numbers, harmed)
    if numbers.random() < 0.3:
        del harmed[max(1, at) :]
    else:
        del harmed[at : at + numbers.randint(1, _SPREAD)]


def _copy(numbers: random.Random, harmed: bytearray, _: bytes) -> None:
    """Repeat a part, up to a thousand times."""
    at = _spot(numbers, harmed)
    part = harmed[at : at + numbers.randint(1, _SPREAD)]
    harmed[at:at] = part * numbers.choice((1, 2, 1_000))


def _swap(numbers: random.Random, harmed: bytearray, _: bytes) -> None:
    one, two = _spot(numbers, harmed), _spot(numbers, harmed)
    length = numbers.randint(1, _SPREAD)
    first, second = harmed[one : one + length], harmed[two : two + length]
    harmed[one : one + length], harmed[two : two + length] = second, first


def _graft(numbers: random.Random, harmed: bytearray, other: bytes) -> None:
    """Put a part of another photograph in, or go on as it does."""
    at, start = _spot(numbers, harmed), numbers.randrange(len(other))
    if numbers.random() < 0.3:
        harmed[at:] = other[start:]
    else:
        part = other[start : start + numbers.randint(1, 400)]
        harmed[at : at + len(part)] = part


def _zeros(numbers: random.Random, harmed: bytearray, _: bytes) -> None:
    at = _spot(numbers, harmed)
    length = numbers.choice((4, 64, 4_096))
    harmed[at : at + length] = bytes(len(harmed[at : at + length]))
