"""Would catch a photograph that is half gray or slid aside in the book, and nobody told."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from platebook.errors import PhotoError
from platebook.photos import produce
from platebook.photos.cache import Cache
from platebook.photos.formats.header import Header, UnfitError
from platebook.photos.survey_photos import inspect_photo, survey
from platebook.photos.worker_pool import MemoryBudget, decoder_memory
from tests.photos import photographs as made

SIZE = (640, 480)


def scene(**how: object) -> bytes:
    """Return the bytes of a JPEG of some ten thousand bytes' scan."""
    buffer = io.BytesIO()
    made.scene(SIZE).save(buffer, "JPEG", **{"quality": 92, **how})
    return buffer.getvalue()


def shifted(photo: bytes) -> bytes:
    """Take a few bytes out of the middle of a scan, after which it goes on as if nothing was."""
    middle = (photo.rindex(b"\xff\xda") + len(photo)) // 2
    return photo[:middle] + photo[middle + 300 :]


def told(path: Path) -> bool:
    """Return whether a photograph is refused as damaged by looking at it, or by decoding it."""
    try:
        produce.decode_whole(inspect_photo(path, path.name, path.name, "en"))
    except UnfitError:
        return True
    return False


def swapped(photo: bytearray, at: int, _: np.random.Generator) -> None:
    photo[at : at + 512] = photo[1_500:2_012]


def scattered(photo: bytearray, at: int, chance: np.random.Generator) -> None:
    photo[at : at + 64] = chance.bytes(64)


def lost(photo: bytearray, at: int, _: np.random.Generator) -> None:
    del photo[at : at + 512]


def emptied(photo: bytearray, at: int, _: np.random.Generator) -> None:
    photo[at : at + 512] = bytes(512)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "least"), [(swapped, 10), (scattered, 7), (lost, 14), (emptied, 13)]
)
@pytest.mark.parametrize("how", [{}, {"optimize": True}, {"subsampling": 0}])
def test_bytes_that_changed_in_a_scan_are_found(
    tmp_path: Path,
    damage: Callable[[bytearray, int, np.random.Generator], None],
    least: int,
    how: dict[str, object],
) -> None:
    """It is valid code nearly always: of 16 photographs, hurt at any place, most must be found."""
    chance = np.random.default_rng(7)
    whole = scene(**how)
    start, found = whole.rindex(b"\xff\xda") + 2_500, 0
    for _ in range(16):
        photo = bytearray(whole)
        damage(photo, int(chance.integers(start, len(photo) - 600)), chance)
        path = tmp_path / "a.jpg"
        path.write_bytes(photo)
        found += told(path)
    assert found >= least


@pytest.mark.parametrize("height", [480, 481, 483, 487])
@pytest.mark.parametrize("side", [60, 200, 640])
def test_damage_is_told_at_whatever_size_a_plate_is_wanted(
    tmp_path: Path, side: int, height: int
) -> None:
    path, buffer = tmp_path / "a.jpg", io.BytesIO()
    made.scene((640, height)).save(buffer, "JPEG", quality=92)
    path.write_bytes(shifted(buffer.getvalue()))
    with pytest.raises(PhotoError, match="cannot be decoded to its end"):
        made.rendered(path, made.Recipe("print", (side, side)))


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize(
    "how",
    [
        {},
        {"subsampling": 0},
        {"subsampling": 1},
        {"optimize": True},
        {"restart_marker_rows": 1},
        {"restart_marker_blocks": 3},
        {"progressive": True},
    ],
)
@pytest.mark.parametrize("size", [(1, 1), (16, 16), (17, 33), (160, 121)])
def test_whole_photographs_pass(
    tmp_path: Path, mode: str, how: dict[str, object], size: tuple[int, int]
) -> None:
    path = tmp_path / "a.jpg"
    made.scene((max(32, size[0]), max(32, size[1]))).crop((0, 0, *size)).convert(mode).save(
        path, **how
    )
    whole = path.read_bytes()
    ends = {
        "as it is": whole,
        "no end marker": whole[:-2],
        "padding": whole[:-2] + bytes(40) + whole[-2:],
        "fill": whole[:-2] + b"\xff" * 9 + whole[-2:],
        "a film behind": whole + bytes(range(256)) * 20,
    }
    if how.get("progressive"):  # whose decoder reads on, and is strict about what it finds
        del ends["no end marker"], ends["padding"]
    for name, photo in ends.items():
        path.write_bytes(photo)
        assert not told(path), name


@pytest.mark.parametrize("subsampling", [0, 2])
@pytest.mark.parametrize("height", [64, 65, 66, 68, 71, 72, 73, 80, 81, 97])
def test_whole_photographs_pass_at_whatever_size_a_plate_is_wanted(
    tmp_path: Path, subsampling: int, height: int
) -> None:
    """Decoded at an eighth, its last rows may make none: their data remain for no fault."""
    path = tmp_path / "a.jpg"
    noise = np.random.default_rng(height).integers(0, 256, (height, 240, 3), np.uint8)
    Image.fromarray(noise).save(path, quality=95, subsampling=subsampling)
    assert not told(path)
    for side in (12, 25, 50, 100, 240):
        made.rendered(path, made.Recipe("print", (side, side)))


def test_a_scan_without_its_end_marker_shows_the_same_pixels(tmp_path: Path) -> None:
    whole = scene()
    seen = []
    for name, photo in (("a", whole), ("b", whole[:-2])):
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(photo)
        seen.append(np.asarray(made.rendered(path, made.Recipe("print", (300, 300)))))
    assert np.array_equal(*seen)


@pytest.mark.slow
def test_what_is_wrong_inside_is_told_with_what_is_wrong_outside(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.jpg" for name in "abcd"]
    for path in paths:
        path.write_bytes(scene())
    paths[1].write_bytes(shifted(scene()))
    paths[3].write_bytes(b"GIF89a" + bytes(60))
    with pytest.raises(PhotoError) as failure:
        survey(made.story(*paths), workers=made.WORKERS, cache=Cache(tmp_path / "cache"))
    assert [finding.where[:5] for finding in failure.value.findings] == ["b.jpg", "d.jpg"]


def test_decoders_wait_for_room_but_one_alone_has_enough() -> None:
    room, log = MemoryBudget(400), list[str]()
    began, done = threading.Event(), threading.Event()

    def second() -> None:
        began.set()
        with room.reserve(360):
            log.append("second")
        done.set()

    with room.reserve(10_000):
        threading.Thread(target=second).start()
        began.wait(5)
        assert not done.wait(0.05)
        log.append("first")
    assert done.wait(5)
    assert log == ["first", "second"]
    with room.reserve(200), room.reserve(200):
        pass


def test_two_avifs_of_24_megapixels_are_not_decoded_at_once() -> None:
    heavy, light = (
        decoder_memory(Header("AVIF", (6_000, 4_000), "RGB")),
        decoder_memory(Header("JPEG", (6_000, 4_000), "RGB")),
    )
    assert 2 * heavy > 400_000_000 >= heavy + light
