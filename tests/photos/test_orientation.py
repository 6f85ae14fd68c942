"""Would catch a photograph turned twice, not at all, mirrored, stretched or cut without asking."""

from __future__ import annotations

from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from platebook.photos.model import Recipe
from tests.photos import photographs as made


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_every_exif_orientation_ends_upright(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = tmp_path / f"a{suffix}"
    made.save(made.upside(made.quadrants(), orientation), path, exif=made.tagged(orientation))
    photo = made.surveyed(path)
    assert photo.size == (240, 160)
    seen = made.rendered(path)
    assert (seen.size, made.corners(seen)) == ((240, 160), "RGWB")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".heic", ".avif"])
def test_heif_turns_once_with_its_own_transform_and_exif_beside_it(
    tmp_path: Path, suffix: str, orientation: int
) -> None:
    path = tmp_path / f"a{suffix}"
    stored = made.upside(made.quadrants(), orientation)
    if suffix == ".heic":
        pillow_heif.from_pillow(stored).save(
            path, exif=made.tagged(orientation).tobytes(), quality=95
        )
    else:
        stored.save(path, exif=made.tagged(orientation), quality=95)
    assert made.surveyed(path).size == (240, 160)
    seen = made.rendered(path)
    assert (seen.size, made.corners(seen)) == ((240, 160), "RGWB")


def test_png_may_say_its_orientation_after_its_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    made.save(made.upside(made.quadrants(), 6), path)
    whole = path.read_bytes()
    exif = made.png_chunk(b"eXIf", made.tagged(6).tobytes().removeprefix(b"Exif\0\0"))
    path.write_bytes(whole[:-12] + exif + whole[-12:])
    assert made.corners(made.rendered(path)) == "RGWB"


def test_damaged_exif_is_a_warning_and_not_a_failure(tmp_path: Path) -> None:
    path = made.save(made.quadrants(), tmp_path / "a.jpg")
    path.write_bytes(
        made.with_segment(path.read_bytes(), 0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7fjunk")
    )
    photo = made.surveyed(path)
    assert [finding.severity for finding in photo.findings] == ["warning"]
    assert "EXIF is damaged" in photo.findings[0].message
    assert made.corners(made.rendered(path)) == "RGWB"


@pytest.mark.parametrize("orientation", [1, 6, 7])
def test_focus_is_a_place_in_the_upright_photograph(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "a.jpg"
    stored = made.upside(made.quadrants((240, 80)), orientation)
    made.save(stored, path, exif=made.tagged(orientation))
    recipe = Recipe("print", (40, 40), crop=True, focus=(0.9, 0.5), quality=95)
    seen = made.rendered(path, recipe)
    assert seen.size == (40, 40)
    assert made.corners(seen) == "GGWW"


@pytest.mark.parametrize("size", [(1, 1), (13, 169), (600, 100), (100, 500), (799, 3)])
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_any_shape_keeps_its_own(tmp_path: Path, size: tuple[int, int], suffix: str) -> None:
    path = made.save(made.quadrants(size), tmp_path / f"a{suffix}")
    seen = made.rendered(path)
    assert seen.size == size


def test_a_photograph_is_never_enlarged(tmp_path: Path) -> None:
    path = made.save(made.quadrants((120, 60)), tmp_path / "a.png")
    assert made.rendered(path, Recipe("print", (800, 800))).size == (120, 60)
    cut = made.rendered(path, Recipe("epub", (800, 800), crop=True))
    assert cut.size == (60, 60)


@pytest.mark.slow
def test_scaling_agrees_with_an_independent_lanczos(tmp_path: Path) -> None:
    original = made.scene((700, 500))
    path = made.save(original, tmp_path / "a.png")
    seen = made.rendered(path, Recipe("print", (350, 350), quality=98))
    judged = original.resize(seen.size, Image.Resampling.LANCZOS)
    mean, _ = made.difference(seen, judged)
    assert seen.size == (350, 250)
    assert mean < 2
