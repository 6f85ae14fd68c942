"""Would catch colours that paper has and sRGB lacks, cut off on their way from file to press."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms

from platebook.photos.cmyk.press_profile import target
from platebook.photos.model import Recipe
from tests.photos import photographs as made
from tests.photos.colours import cmyk_profile, delta_e, delta_lab, printed

#: In one process, which makes each table once.
pytestmark = pytest.mark.xdist_group("inks")
PROFILE = target().profile.read_bytes()
PRESS = Recipe("print", (2000, 2000), quality=100, colour=target())
WIDE = ("Adobe RGB", "Display P3", "ProPhoto", "Rec. 2020")


def judged(picture: Image.Image, source: bytes, profile: bytes = PROFILE) -> Image.Image:
    """Convert straight from one profile to another with littlecms, nothing between."""
    flags = ImageCms.Flags
    found = ImageCms.profileToProfile(
        picture,
        ImageCms.ImageCmsProfile(BytesIO(source)),
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="CMYK",
        flags=flags.BLACKPOINTCOMPENSATION | flags.NOOPTIMIZE,
    )
    assert found is not None
    return found


def assert_printed_alike(seen: Image.Image, wanted: Image.Image) -> None:
    mean, worst = delta_lab(printed(seen, PROFILE), printed(wanted, PROFILE))
    assert mean <= 1
    assert worst <= 3


def separated(picture: Image.Image, profile: bytes) -> Image.Image:
    """Make a photograph in inks out of one in sRGB."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return judged(picture, srgb, profile)


@pytest.mark.slow
@pytest.mark.parametrize("name", WIDE)
def test_a_wide_space_is_printed_from_its_own_colours(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.tif"
    made.chart().save(path, icc_profile=made.icc(name))
    seen = made.rendered(path, PRESS)
    assert seen.mode == "CMYK"
    wanted = judged(made.chart(), made.icc(name))
    assert_printed_alike(seen, wanted)
    through_srgb = separated(made.seen_as_srgb(made.chart(), made.icc(name)), PROFILE)
    lost = delta_lab(printed(through_srgb, PROFILE), printed(wanted, PROFILE))
    assert lost[1] > 3, "the test would not see colours cut to sRGB"


@pytest.mark.slow
def test_sixteen_bits_of_a_wide_space_are_printed_true(tmp_path: Path) -> None:
    chunk = b"p\0\0" + zlib.compress(made.icc("ProPhoto"))
    path = tmp_path / "a.png"
    numbers = np.asarray(made.chart()).astype(np.uint16) * 257
    path.write_bytes(made.png16(numbers, made.png_chunk(b"iCCP", chunk)))
    assert_printed_alike(made.rendered(path, PRESS), judged(made.chart(), made.icc("ProPhoto")))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_inks_of_another_press_are_converted_straight(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    inks = separated(made.chart(), cmyk_profile())
    made.save(inks, path, icc_profile=cmyk_profile(), **_best(suffix))
    assert_printed_alike(made.rendered(path, PRESS), judged(Image.open(path), cmyk_profile()))


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_inks_of_the_printers_own_profile_stay_as_they_are(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    inks = separated(made.chart(), PROFILE)
    # Magenta under black: no conversion would ever give it, nor give it back.
    inks.paste((0, 90, 0, 160), (0, 0, 16, 16))
    made.save(inks, path, icc_profile=PROFILE, **_best(suffix))
    stored = np.asarray(Image.open(path)).astype(int)
    seen = np.asarray(made.rendered(path, PRESS)).astype(int)
    light = stored.sum(axis=2) <= 270 * 2.55
    apart = np.abs(seen - stored).max(axis=2)
    assert np.percentile(apart[light], 99) <= 3
    assert np.abs(seen[4:12, 4:12] - (0, 90, 0, 160)).max() <= 4


@pytest.mark.slow
def test_sixteen_bits_an_ink_are_rounded_once(tmp_path: Path) -> None:
    inks = separated(made.chart(), cmyk_profile())
    deep = pyvips.Image.new_from_array(np.asarray(inks).astype(np.uint16) * 257)
    path, profile = tmp_path / "a.tif", tmp_path / "a.icc"
    profile.write_bytes(cmyk_profile())
    deep.copy(interpretation="cmyk").tiffsave(str(path), profile=str(profile))
    photo = made.surveyed(path)
    assert photo.mode == "CMYK"
    screen = Recipe("epub", (2000, 2000), quality=100)
    paper, shown = made.prepared(photo, PRESS, screen, scratch=tmp_path / "s")
    assert_printed_alike(Image.open(paper.path), judged(inks, cmyk_profile()))
    mean, worst = delta_e(Image.open(shown.path), made.seen_as_srgb(inks, cmyk_profile()))
    assert mean <= 1
    assert worst <= 3


@pytest.mark.slow
@pytest.mark.parametrize("limit", [300, 240])
def test_inks_over_the_limit_lose_ink_and_keep_their_colour(tmp_path: Path, limit: int) -> None:
    chance = np.random.default_rng(9)
    dark = chance.integers(110, 256, (12, 12, 4)).astype(np.uint8).repeat(8, 0).repeat(8, 1)
    inks = Image.fromarray(dark, "CMYK")
    path = made.save(inks, tmp_path / "a.tif", icc_profile=PROFILE)
    recipe = Recipe("print", (2000, 2000), quality=100, colour=target(ink_limit=limit))
    seen = made.rendered(path, recipe)
    assert np.asarray(seen).astype(int).sum(axis=2).max() <= limit * 2.55
    assert np.asarray(inks).astype(int).sum(axis=2).max() > 340 * 2.55
    assert delta_lab(printed(seen, PROFILE), printed(inks, PROFILE))[0] <= 2


def test_one_decoding_serves_paper_and_screen(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    made.scene((240, 160)).save(path, icc_profile=made.icc("Display P3"))
    photo = made.surveyed(path)
    screen = Recipe("epub", (120, 120), quality=95)
    paper = Recipe("print", (200, 200), quality=95, colour=target())
    both = made.prepared(photo, screen, paper, scratch=tmp_path / "both")
    assert [Image.open(plate.path).mode for plate in both] == ["RGB", "CMYK"]
    (alone,) = made.prepared(photo, paper, scratch=tmp_path / "paper")
    assert alone.sha256 == both[1].sha256
    wanted = made.seen_as_srgb(made.scene((240, 160)), made.icc("Display P3"))
    small = wanted.resize((120, 80), Image.Resampling.LANCZOS)
    assert delta_e(Image.open(both[0].path), small)[0] <= 2


def _best(suffix: str) -> dict[str, object]:
    return {"quality": 100, "subsampling": 0} if suffix == ".jpg" else {}
