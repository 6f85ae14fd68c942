"""What was found in an image is found once, and again where anything else is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from platebook.photos.cache import Cache
from platebook.photos.memory import NO_MEMORY, ImageMemory

VALUE = ((2.5, (1, 2)), b"\x00rows", "a fault", None)


@pytest.fixture
def asked() -> list[int]:
    return []


@pytest.fixture
def find(asked: list[int]) -> Callable[[], object]:
    def find() -> object:
        asked.append(1)
        return VALUE

    return find


def test_an_answer_is_found_once_and_is_the_same(
    tmp_path: Path, asked: list[int], find: Callable[[], object]
) -> None:
    for _ in range(2):
        assert ImageMemory(Cache(tmp_path), "v1").recall(("ink", "digest"), find) == VALUE
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("versions", "question"), [("v2", ("ink", "digest")), ("v1", ("ink", "other"))]
)
def test_another_question_or_library_is_another_answer(
    tmp_path: Path,
    asked: list[int],
    find: Callable[[], object],
    versions: str,
    question: tuple[object, ...],
) -> None:
    ImageMemory(Cache(tmp_path), "v1").recall(("ink", "digest"), find)
    ImageMemory(Cache(tmp_path), versions).recall(question, find)
    assert len(asked) == 2


def test_a_harmed_answer_is_found_again(
    tmp_path: Path, asked: list[int], find: Callable[[], object]
) -> None:
    memory = ImageMemory(Cache(tmp_path), "v1")
    memory.recall(("ink", "digest"), find)
    (kept,) = tmp_path.glob("*/*.jpg")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert memory.recall(("ink", "digest"), find) == VALUE
    assert len(asked) == 2


@pytest.mark.parametrize("other", [b"no value", b"(" * 10_000, b"\xff"])
def test_what_is_no_answer_is_found_again(
    tmp_path: Path, asked: list[int], find: Callable[[], object], other: bytes
) -> None:
    memory = ImageMemory(Cache(tmp_path), "v1")
    Cache(tmp_path).put(memory._key(("ink", "digest")), other)
    assert memory.recall(("ink", "digest"), find) == VALUE
    assert len(asked) == 1


def test_without_a_cache_nothing_is_remembered(
    asked: list[int], find: Callable[[], object]
) -> None:
    for _ in range(2):
        assert NO_MEMORY.recall(("ink", "digest"), find) == VALUE
    assert len(asked) == 2
