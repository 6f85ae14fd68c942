"""Would catch damage that is told when half the book is made, or good photographs tried twice."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from platebook.errors import PhotoError
from platebook.photos import produce
from platebook.photos.cache import Cache
from platebook.photos.formats.header import UnfitError
from platebook.photos.formats.source import read_header
from platebook.photos.integrity.scan_data import ScanState, read_scan
from platebook.photos.integrity.structure_check import check_structure
from platebook.photos.libvips import STRICT, decode_only
from platebook.photos.model import Photo, RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.survey_photos import check_in_background, inspect_photo, survey
from platebook.photos.worker_pool import WorkerPool
from platebook.report import Silent
from tests.photos import photographs as made
from tests.photos.test_scan_data import scene, shifted


def passed(photos: Mapping[str, Photo], cache: Cache) -> Mapping[str, Photo]:
    with check_in_background(photos, cache, made.WORKERS) as trial:
        return trial.result(Silent())


def found(path: Path) -> dict[str, Photo]:
    return dict(survey(made.story(path), workers=made.WORKERS))


def test_a_photograph_is_tried_once_and_then_known(tmp_path: Path) -> None:
    path, cache = tmp_path / "a.jpg", Cache(tmp_path / "cache")
    path.write_bytes(scene())
    photos = found(path)
    assert not produce.is_proven(photos["a"], cache)
    assert passed(photos, cache)["a"].proven
    assert produce.is_proven(photos["a"], cache)
    path.write_bytes(shifted(scene()))  # by now nobody looks at it again
    assert passed(photos, cache)["a"].proven


@pytest.mark.slow
def test_damage_inside_is_told_together_under_the_plates_that_show_it(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.jpg" for name in "abcd"]
    for number, path in enumerate(paths):
        path.write_bytes(shifted(scene()) if number % 2 else scene())
    photos = dict(survey(made.story(*paths), workers=made.WORKERS))
    photos["e"] = photos["b"]
    with pytest.raises(PhotoError) as failure:
        passed(photos, Cache(tmp_path / "cache"))
    told = [finding.where for finding in failure.value.findings]
    assert told == ["b.jpg (plates “b”, “e”)", "d.jpg (plate “d”)"]
    assert failure.value.exit_code == 4


@pytest.mark.slow
def test_what_is_given_up_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("L", (9_000, 9_000)).save(path, compression="tiff_deflate")
    photos, started = found(path), made.spent()
    with (
        WorkerPool(1) as workers,
        pytest.raises(KeyboardInterrupt),
        check_in_background(photos, Cache(tmp_path / "cache"), workers),
    ):
        raise KeyboardInterrupt
    assert made.spent() - started < 0.8  # it takes twice that to decode


@pytest.mark.slow
def test_a_story_that_takes_long_is_not_decoded_twice_unless_all_of_it_is_asked(
    tmp_path: Path,
) -> None:
    path, cache = tmp_path / "a.tif", Cache(tmp_path / "cache")
    Image.new("L", (10_000, 11_000)).save(path, compression="tiff_deflate")
    photos = found(path)
    assert not passed(photos, cache)["a"].proven
    assert survey(made.story(path), workers=made.WORKERS, cache=cache, everything=True)["a"].proven
    assert passed(photos, cache)["a"].proven


def test_what_is_doubtful_is_tried_where_another_is_unfit(tmp_path: Path) -> None:
    path, cache = tmp_path / "a.jpg", Cache(tmp_path / "cache")
    path.write_bytes(scene())
    (tmp_path / "b.jpg").write_bytes(b"GIF89a" + bytes(60))
    photo = made.surveyed(path)
    with pytest.raises(PhotoError):
        survey(made.story(path, tmp_path / "b.jpg"), workers=made.WORKERS, cache=cache)
    assert produce.is_proven(photo, cache)


@pytest.mark.slow
def test_once_a_photograph_is_unfit_the_others_are_only_looked_at(tmp_path: Path) -> None:
    """Nothing will be made; but what else is wrong is still to be told."""
    paths = [tmp_path / f"{number}.jpg" for number in range(12)]
    for path in paths:
        path.write_bytes(scene())
    for number in (0, 11):
        paths[number].write_bytes(shifted(scene()))
    photos = survey(made.story(*paths), workers=made.WORKERS)
    wishes = [RenditionRequest(key, key, photo, made.WHOLE) for key, photo in photos.items()]
    cache = Cache(tmp_path / "cache")
    with WorkerPool(1) as workers, pytest.raises(PhotoError) as failure:
        prepare(wishes, scratch=tmp_path / "s", cache=cache, workers=workers)
    assert [each.where[:6] for each in failure.value.findings] == ["0.jpg ", "11.jpg"]
    assert not list(tmp_path.glob("s/*/*.jpg"))


@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize(
    "end",
    [b"\xff\xd9", b"", b"\xff\xd9" + bytes(range(256)) * 20],
    ids=["marker", "none", "a film behind"],
)
def test_a_proven_photograph_shows_the_same_pixels(
    tmp_path: Path, end: bytes, proven: bool
) -> None:
    path, whole = tmp_path / "a.jpg", scene()
    path.write_bytes(whole[:-2] + end)
    photo = replace(made.surveyed(path), proven=proven)
    wish = RenditionRequest("a", "a", photo, made.Recipe("print", (300, 300)))
    (plate,) = prepare([wish], scratch=tmp_path / "s", workers=made.WORKERS).values()
    (tmp_path / "b.jpg").write_bytes(whole)
    expected = made.rendered(tmp_path / "b.jpg", made.Recipe("print", (300, 300)))
    assert np.array_equal(np.asarray(Image.open(plate.path)), np.asarray(expected))


def end_of(path: Path) -> int:
    with path.open("rb") as file:
        return check_structure(file, read_header(file)).end


def is_complete(path: Path, end: int) -> bool:
    """Say whether the only scan of a JPEG, which ends there, is whole for certain."""
    with path.open("rb", buffering=0) as file:
        return read_scan(file, end)[0] is ScanState.WHOLE


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize(
    "how",
    [{}, {"subsampling": 0}, {"subsampling": 1}, {"optimize": True}, {"restart_marker_rows": 1}],
)
@pytest.mark.parametrize("size", [(24, 24), (17, 33), (160, 121), (641, 479)])
@pytest.mark.parametrize(
    "end",
    [b"\xff\xd9", b"", bytes(40) + b"\xff\xd9", b"\xff" * 9],
    ids=["marker", "none", "padding", "fill"],
)
def test_a_whole_photograph_is_clear_at_once(
    tmp_path: Path, mode: str, how: dict[str, object], size: tuple[int, int], end: bytes
) -> None:
    path = tmp_path / "a.jpg"
    made.scene((641, 479)).crop((0, 0, *size)).convert(mode).save(path, **how)
    path.write_bytes(path.read_bytes()[:-2] + end)
    assert is_complete(path, end_of(path))


def test_a_black_photograph_is_clear_at_once(tmp_path: Path) -> None:
    path = made.save(Image.new("RGB", (640, 480)), tmp_path / "a.jpg", quality=90)
    assert is_complete(path, end_of(path))


@pytest.mark.parametrize("size", [(641, 479), (640, 480), (1201, 799), (97, 1030)])
@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("turned", [1, 6])
def test_the_preview_is_that_of_libvips(
    tmp_path: Path, size: tuple[int, int], mode: str, turned: int
) -> None:
    path, exif = tmp_path / "a.jpg", Image.Exif()
    exif[0x0112] = turned
    profile = made.icc("Display P3") if mode == "RGB" else None
    made.scene(size).convert(mode).save(path, quality=90, exif=exif, icc_profile=profile)
    photo = inspect_photo(path, "a.jpg", "a.jpg", "en")
    kept = []
    for name, prove in (("a", produce.prove_whole), ("b", produce.decode_whole)):
        cache = Cache(tmp_path / name)
        assert prove(photo, cache).proven
        (preview,) = (tmp_path / name).glob("*/*.jpg")
        kept.append((preview.name, preview.read_bytes()))
    assert kept[0] == kept[1]


@pytest.mark.slow
@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("how", [{}, {"optimize": True}, {"subsampling": 0}])
def test_nothing_is_clear_that_libvips_calls_damaged(
    tmp_path: Path, how: dict[str, object], lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for a code that does not exist and shifts nothing, which is heard of later."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # as WeasyPrint leaves it
    chance, path, whole = np.random.default_rng(3), tmp_path / "a.jpg", scene(**how)
    start, heard, missed = whole.rindex(b"\xff\xda") + 1_000, 0, 0
    for number in range(60):
        photo, length = bytearray(whole), int(chance.integers(4, 900))
        at = int(chance.integers(start, len(photo) - 1_000))
        if number % 3 == 0:
            del photo[at : at + length]
        elif number % 3 == 1:
            photo[at:at] = photo[start : start + length]
        else:
            photo[at : at + length] = chance.bytes(length)
        path.write_bytes(photo)
        try:
            end = end_of(path)
            with path.open("rb") as file:
                decode_only(path, read_header(file), STRICT, end)
        except Exception:
            heard += 1
            missed += bool(end) and is_complete(path, end)
    assert heard > 40
    assert missed <= 1


def test_what_is_not_clear_is_decided_by_libvips(tmp_path: Path) -> None:
    path, cache = tmp_path / "a.jpg", Cache(tmp_path / "cache")
    path.write_bytes(shifted(scene()))
    photo = inspect_photo(path, "a.jpg", "a.jpg", "en")
    assert not is_complete(path, photo.end)
    with pytest.raises(UnfitError):
        produce.prove_whole(photo, cache)
    assert not produce.is_proven(photo, cache)
    buffer = io.BytesIO()
    made.scene().save(buffer, "JPEG", progressive=True)
    path.write_bytes(buffer.getvalue())
    assert produce.prove_whole(inspect_photo(path, "a.jpg", "a.jpg", "en"), cache).proven
