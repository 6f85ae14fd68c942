"""Would catch colours that shift: a profile ignored, misread or applied twice, tones clipped."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
import pyvips
from PIL import Image, ImageCms

from platebook.errors import PhotoError
from platebook.photos.colour import is_srgb
from platebook.photos.formats.header import colour_space
from platebook.photos.model import Recipe
from tests.photos import photographs as made
from tests.photos.colours import cmyk_profile, delta_e, gray_profile

TRUE = Recipe("print", (800, 800), quality=100)


def assert_true(seen: Image.Image, judged: Image.Image) -> None:
    mean, worst = delta_e(seen, judged)
    assert mean <= 1
    assert worst <= 3


@pytest.mark.parametrize("name", made.SPACES)
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_an_rgb_profile_decides_what_the_numbers_mean(
    tmp_path: Path, name: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    made.save(made.chart(), path, icc_profile=made.icc(name), **_best(suffix))
    stored = Image.open(path).convert("RGB")
    judged = made.seen_as_srgb(stored, made.icc(name))
    seen = made.rendered(path, TRUE)
    assert_true(seen, judged)
    assert delta_e(stored, judged)[0] > 1, "the test would not see an ignored profile"
    assert "icc_profile" not in seen.info


@pytest.mark.parametrize("suffix", [".heic", ".avif"])
def test_heif_profiles_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    picture = made.quadrants()
    if suffix == ".heic":
        heif = pillow_heif.from_pillow(picture)
        heif.info["icc_profile"] = made.icc("swapped")
        heif.save(path, quality=-1, chroma=444)
    else:
        picture.save(path, icc_profile=made.icc("swapped"), quality=100, subsampling="4:4:4")
    judged = made.seen_as_srgb(picture, made.icc("swapped"))
    assert delta_e(made.rendered(path, TRUE), judged)[0] <= 1.5


def test_heif_may_name_display_p3_without_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    heif = pillow_heif.from_pillow(made.quadrants())
    heif.save(path, quality=-1, chroma=444, color_primaries=12, transfer_characteristics=13)
    judged = made.seen_as_srgb(made.quadrants(), made.icc("Display P3"))
    assert "P3" in (made.surveyed(path).profile or "")
    assert delta_e(made.rendered(path, TRUE), judged)[0] <= 1.5


def test_high_dynamic_range_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(made.quadrants()).save(
        path, color_primaries=9, transfer_characteristics=16
    )
    with pytest.raises(PhotoError, match="high-dynamic-range"):
        made.surveyed(path)


def test_a_camera_may_mark_adobe_rgb_without_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    made.save(made.chart(), path, exif=exif, quality=100)
    judged = made.seen_as_srgb(Image.open(path).convert("RGB"), made.icc("Adobe RGB"))
    assert_true(made.rendered(path, TRUE), judged)


def test_a_png_may_name_its_colours_in_numbers(tmp_path: Path) -> None:
    path = made.save(made.chart(), tmp_path / "a.png")
    whole = path.read_bytes()
    path.write_bytes(
        whole[:33] + made.png_chunk(b"gAMA", (100_000).to_bytes(4, "big")) + whole[33:]
    )
    linear = np.asarray(made.chart()).astype(float) / 255
    bent = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    judged = Image.fromarray((bent * 255).round().astype(np.uint8))
    assert_true(made.rendered(path, TRUE), judged)


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_cmyk_with_its_profile_becomes_srgb(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    inks = _as_cmyk(made.chart())
    made.save(inks, path, icc_profile=cmyk_profile(), **_best(suffix))
    judged = made.seen_as_srgb(Image.open(path), cmyk_profile())
    seen = made.rendered(path, TRUE)
    assert seen.mode == "RGB"
    assert_true(seen, judged)


@pytest.mark.parametrize("profile", [None, b"not a profile", "RGB"])
def test_cmyk_that_does_not_say_which_is_refused(
    tmp_path: Path, profile: bytes | str | None
) -> None:
    path = tmp_path / "a.jpg"
    given = made.icc("Display P3") if profile == "RGB" else profile
    made.save(Image.new("CMYK", (40, 30)), path, icc_profile=given)
    with pytest.raises(PhotoError, match="is CMYK without a usable colour profile"):
        made.surveyed(path)


@pytest.mark.parametrize("profile", [b"not a profile", "gray", "cut"])
def test_a_profile_of_no_use_is_a_warning(tmp_path: Path, profile: bytes | str) -> None:
    p3 = made.icc("Display P3")
    given = {"gray": gray_profile(1.8), "cut": p3[:-300]}.get(str(profile), profile)
    path = made.save(made.quadrants(), tmp_path / "a.jpg", icc_profile=given)
    photo = made.surveyed(path)
    assert ["profile" in finding.message for finding in photo.findings] == [True]
    assert made.difference(made.rendered(path, TRUE), Image.open(path))[1] <= 2


def test_sixteen_bits_are_scaled_and_not_clipped(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 256 * 3).reshape(1, 256, 3).repeat(40, axis=0)
    path = tmp_path / "a.png"
    path.write_bytes(made.png16(ramp))
    judged = Image.fromarray((ramp / 257).round().astype(np.uint8))
    assert made.difference(made.rendered(path, TRUE), judged)[0] < 1


def test_sixteen_bits_in_a_wide_space_keep_their_tones(tmp_path: Path) -> None:
    numbers = np.asarray(made.chart()).astype(np.uint16) * 257
    chunk = b"p\0\0" + zlib.compress(made.icc("ProPhoto"))
    path = tmp_path / "a.png"
    path.write_bytes(made.png16(numbers, made.png_chunk(b"iCCP", chunk)))
    assert_true(made.rendered(path, TRUE), made.seen_as_srgb(made.chart(), made.icc("ProPhoto")))


def test_sixteen_bits_of_a_tiff_are_scaled_in_its_own_space(tmp_path: Path) -> None:
    numbers = np.asarray(made.chart()).astype(np.uint16) * 257
    path, profile = tmp_path / "a.tif", tmp_path / "a.icc"
    profile.write_bytes(made.icc("Rec. 2020"))
    deep = pyvips.Image.new_from_array(numbers).copy(interpretation="rgb16")
    deep.tiffsave(str(path), profile=str(profile))
    assert_true(made.rendered(path, TRUE), made.seen_as_srgb(made.chart(), made.icc("Rec. 2020")))


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bits_that_are_half_transparent_lie_on_white(tmp_path: Path, suffix: str) -> None:
    glass = np.full((40, 60, 4), 20 * 257, np.uint16)
    glass[:, :30, 3], glass[:, 30:, 3] = 0, 32_768
    path = tmp_path / f"a{suffix}"
    pyvips.Image.new_from_array(glass).copy(interpretation="rgb16").write_to_file(str(path))
    seen = made.rendered(path)
    assert seen.mode == "RGB"
    assert min(seen.getpixel((8, 20))) >= 250
    assert 125 <= min(seen.getpixel((50, 20))) <= 145


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bit_gray_is_gray(tmp_path: Path, suffix: str) -> None:
    ramp = np.linspace(0, 65535, 256).reshape(1, 256).repeat(30, axis=0).astype(np.uint16)
    path = tmp_path / f"a{suffix}"
    Image.fromarray(ramp).save(path)
    seen = made.rendered(path, TRUE)
    judged = Image.fromarray((ramp / 257).round().astype(np.uint8))
    assert seen.mode == "L"
    assert made.difference(seen, judged)[1] <= 2
    assert_true(seen, judged)


def test_ten_bit_heic_is_scaled(tmp_path: Path) -> None:
    pixels = _ramp16()
    path = tmp_path / "a.heic"
    heif = pillow_heif.from_bytes(mode="RGB;16", size=(128, 32), data=pixels.tobytes())
    heif.save(path, quality=-1, chroma=444)
    judged = Image.fromarray((pixels / 257).round().astype(np.uint8))
    assert made.difference(made.rendered(path, TRUE), judged)[0] < 1


def test_ten_bit_avif_is_scaled(tmp_path: Path) -> None:
    pixels = _ramp16()
    path = tmp_path / "a.avif"
    picture = pyvips.Image.new_from_array(pixels).copy(interpretation="rgb16")
    picture.heifsave(str(path), compression="av1", bitdepth=10, lossless=True)
    judged = Image.fromarray((pixels / 257).round().astype(np.uint8))
    assert made.difference(made.rendered(path, TRUE), judged)[0] < 1


def test_gray_with_a_gamma_stays_gray_and_is_corrected(tmp_path: Path) -> None:
    ramp = Image.linear_gradient("L")
    path = made.save(ramp, tmp_path / "a.png", icc_profile=gray_profile(1.8))
    seen = made.rendered(path, TRUE)
    judged = made.seen_as_srgb(ramp, gray_profile(1.8)).getchannel("G")
    assert seen.mode == "L"
    assert made.difference(seen, judged)[1] <= 2
    assert_true(seen, judged)
    assert made.difference(ramp, judged)[0] > 5, "the test would not see an ignored profile"


def test_one_bit_and_palettes_become_photographs(tmp_path: Path) -> None:
    line = made.save(Image.linear_gradient("L").convert("1"), tmp_path / "line.png")
    assert made.rendered(line).mode == "L"
    few = made.save(made.quadrants().quantize(8), tmp_path / "few.png")
    assert made.corners(made.rendered(few)) == "RGWB"
    fax = made.save(Image.new("1", (40, 40), 1), tmp_path / "fax.tif", compression="group4")
    assert made.rendered(fax).convert("L").getpixel((20, 20)) >= 250


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif"])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_lies_on_white_paper(tmp_path: Path, suffix: str, mode: str) -> None:
    if (mode == "P" and suffix != ".png") or (mode, suffix) == ("LA", ".webp"):
        pytest.skip("the format has no such thing")
    glass = Image.new("RGBA", (60, 40), (10, 10, 10, 0))
    glass.paste((10, 10, 10, 128), (30, 0, 60, 40))
    path = tmp_path / f"a{suffix}"
    if mode == "P":
        glass = glass.quantize(4)
        made.save(glass, path, transparency=glass.getpixel((5, 5)))
    else:
        made.save(glass.convert(mode), path)
    seen = made.rendered(path).convert("L")
    assert seen.getpixel((8, 20)) >= 250
    if mode != "P":
        assert 120 <= seen.getpixel((50, 20)) <= 145


def test_a_selection_kept_in_a_tiff_is_no_transparency(tmp_path: Path) -> None:
    """Would catch a photograph that fades where its editor had saved a selection."""
    bands = [*made.quadrants().split(), Image.new("L", (240, 160), 60)]
    path = made.save(Image.merge("RGBX", bands), tmp_path / "a.tif")
    assert made.corners(made.rendered(path)) == "RGWB"


def test_ycc_in_a_tiff_without_jpeg_is_refused(tmp_path: Path) -> None:
    """Would catch a photograph that is printed green: libvips takes such pixels for RGB."""
    path = made.save(made.quadrants(), tmp_path / "a.tif")
    raw = path.read_bytes()
    rgb, ycc = (struct.pack("<HHIHH", 262, 3, 1, value, 0) for value in (2, 6))
    assert rgb in raw
    path.write_bytes(raw.replace(rgb, ycc))
    with pytest.raises(PhotoError, match="is a TIFF in YCbCr"):
        made.surveyed(path)
    made.save(made.quadrants(), path, compression="jpeg", quality=95)
    assert made.corners(made.rendered(path)) == "RGWB"


def test_lab_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = made.save(Image.new("LAB", (40, 30), (128, 0, 0)), tmp_path / "a.tif")
    with pytest.raises(PhotoError, match="is in Lab colours"):
        made.surveyed(path)


def test_made_profiles_are_what_littlecms_takes_them_for() -> None:
    for name in made.SPACES:
        profile = made.icc(name)
        assert colour_space(profile) == "RGB"
        assert not is_srgb(profile)
        assert ImageCms.ImageCmsProfile(BytesIO(profile)).profile.xcolor_space == "RGB "
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert is_srgb(srgb)


def _ramp16() -> np.ndarray:
    ramp = np.linspace(0, 65535, 128).astype(np.uint16)
    return np.repeat(ramp[None, :, None], 3, axis=2).repeat(32, axis=0)


def _best(suffix: str) -> dict[str, object]:
    return {"quality": 100, "subsampling": 0} if suffix == ".jpg" else {}


def _as_cmyk(picture: Image.Image) -> Image.Image:
    made_of = ImageCms.profileToProfile(
        picture,
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(BytesIO(cmyk_profile())),
        outputMode="CMYK",
    )
    assert made_of is not None
    return made_of
