"""Would catch a cache that gives the wrong photograph, half of one, or fails a build."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from platebook.errors import PhotoError
from platebook.plates import Cache, Recipe, Rights, Wish, prepare
from tests.plates import photographs as made

RECIPES = (
    made.WHOLE,
    replace(made.WHOLE, quality=70),
    replace(made.WHOLE, chroma="4:2:0"),
    replace(made.WHOLE, box=(100, 100)),
    replace(made.WHOLE, box=(100, 100), crop=True),
    replace(made.WHOLE, box=(100, 100), crop=True, focus=(0.1, 0.1)),
    replace(made.WHOLE, pixels=5_000),
)


def built(path: Path, scratch: Path, cache: Cache | None, recipe: Recipe = made.WHOLE) -> bytes:
    photo = made.surveyed(path)
    plates = prepare(
        [Wish("a", "a", photo, recipe)], scratch=scratch, cache=cache, workers=made.WORKERS
    )
    return plates["a", recipe.medium].path.read_bytes()


def test_a_second_build_decodes_nothing_and_gives_the_same_bytes(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    photo = made.surveyed(path)
    wish = Wish("a", "a", photo, made.WHOLE)
    first = prepare([wish], scratch=tmp_path / "1", cache=cache, workers=made.WORKERS)[
        "a", "print"
    ].path.read_bytes()
    path.unlink()
    second = prepare([wish], scratch=tmp_path / "2", cache=cache, workers=made.WORKERS)[
        "a", "print"
    ].path.read_bytes()
    assert first == second


def test_a_changed_caption_decodes_nothing(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    photo = made.surveyed(path)
    wish = Wish("a", "a", photo, made.EPUB, Rights(caption="One"))
    prepare([wish], scratch=tmp_path / "1", cache=cache, workers=made.WORKERS)
    path.unlink()
    again = replace(wish, rights=Rights(caption="Two"))
    plate = prepare([again], scratch=tmp_path / "2", cache=cache, workers=made.WORKERS)["a", "epub"]
    assert b"Two" in plate.path.read_bytes()
    assert b"One" not in plate.path.read_bytes()


def test_every_wish_has_its_own_pixels(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    for number, recipe in enumerate(RECIPES):
        warm = [built(path, tmp_path / f"w{number}", cache, recipe) for _ in range(2)]
        cold = built(path, tmp_path / f"c{number}", None, recipe)
        assert warm == [cold, cold]


def test_another_photograph_under_the_same_name_is_another(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    first = built(made.save(made.scene(seed=1), tmp_path / "a.jpg"), tmp_path / "s", cache)
    second = built(made.save(made.scene(seed=2), tmp_path / "a.jpg"), tmp_path / "s", cache)
    assert first != second


@pytest.mark.parametrize("harm", [b"", b"\xff\xd8\xff\xd9", None])
def test_a_spoilt_entry_is_made_again(tmp_path: Path, harm: bytes | None) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    cache = Cache(tmp_path / "cache")
    first = built(path, tmp_path / "1", cache)
    (entry,) = cache.folder.glob("??/*.jpg")
    entry.write_bytes(first[:-100] + bytes(100) if harm is None else harm)
    assert built(path, tmp_path / "2", cache) == first


def test_a_damaged_photograph_is_never_kept(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes()[:-900])
    cache = Cache(tmp_path / "cache")
    for _ in range(2):
        with pytest.raises(PhotoError):
            built(path, tmp_path / "s", cache)
    assert not list(tmp_path.glob("cache/*/*"))


def test_a_cache_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    path = made.save(made.scene(), tmp_path / "a.png")
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    assert built(path, tmp_path / "s", Cache(tmp_path / "cache")) == built(
        path, tmp_path / "t", None
    )


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=2_500)
    for number, key in enumerate(("aa1", "bb2", "cc3", "dd4")):
        cache.put(key, bytes([number]) * 1_000)
        (entry,) = tmp_path.glob(f"??/{key}-*")
        os.utime(entry, ns=(number, number))
    assert cache.get("aa1")
    assert cache.prune() == 2_000
    assert [bool(cache.get(key)) for key in ("aa1", "bb2", "cc3", "dd4")] == [
        True,
        False,
        False,
        True,
    ]
    assert cache.clear() == 2_000
    assert cache.get("aa1") is None


def test_two_builds_at_once_share_a_cache_in_peace(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=30_000)
    pictures = {f"{number:02x}key": bytes([number]) * 5_000 for number in range(20)}
    wrong: list[str] = []

    def build() -> None:
        for key, picture in list(pictures.items()) * 5:
            cache.put(key, picture)
            found = cache.get(key)
            if found not in (None, picture):
                wrong.append(key)
            cache.prune()

    builds = [threading.Thread(target=build) for _ in range(4)]
    for each in builds:
        each.start()
    for each in builds:
        each.join()
    assert not wrong
    assert not list(tmp_path.glob("??/.draft-*"))
