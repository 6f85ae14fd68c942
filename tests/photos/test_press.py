"""Would catch too much ink on paper, a cast in grays, colours off the printer's profile."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from platebook.errors import PhotoError, UsageError
from platebook.photos import libvips
from platebook.photos.cmyk import convert, ink_limit
from platebook.photos.cmyk.convert import encode
from platebook.photos.cmyk.press_profile import FOGRA39, target
from platebook.photos.model import Recipe, RenditionRequest
from platebook.photos.prepare_plates import prepare
from tests.photos import photographs as made
from tests.photos.colours import cmyk_profile, delta_e, delta_lab

#: In one process, which makes each table once.
pytestmark = pytest.mark.xdist_group("inks")
PROFILE = target().profile.read_bytes()
LIMITS = (300, 280, 260)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Tables are made once for these tests, and in none of the user's folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATEBOOK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def inks_of(picture: Image.Image, quality: int = 90, limit: int = 300) -> Image.Image:
    """Encode a picture for print, and decode what came out; Pillow undoes Adobe's inversion."""
    image = libvips.vips().Image
    raw = image.new_from_array(np.asarray(picture.convert("RGB"))).copy(interpretation="srgb")
    seen = Image.open(BytesIO(encode(raw, target(ink_limit=limit), quality)))
    seen.load()
    assert seen.mode == "CMYK"
    return seen


def judged(picture: Image.Image, profile: bytes = PROFILE) -> Image.Image:
    """Convert to inks with littlecms at full precision, no table between."""
    flags = ImageCms.Flags
    found = ImageCms.profileToProfile(
        picture,
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="CMYK",
        flags=flags.BLACKPOINTCOMPENSATION | flags.NOOPTIMIZE,
    )
    assert found is not None
    return found


def most_ink(picture: Image.Image) -> float:
    """Return the most of all four inks together, in per cent."""
    return float(np.asarray(picture).astype(int).sum(axis=2).max() / 2.55)


def printed(picture: Image.Image) -> Image.Image:
    return made.seen_as_srgb(picture, PROFILE)


@pytest.mark.slow
def test_colours_are_those_of_the_profile() -> None:
    chart = made.chart()
    mean, worst = delta_e(printed(inks_of(chart, 100)), printed(judged(chart)))
    assert mean <= 1
    assert worst <= 3
    assert delta_e(printed(inks_of(made.scene(), 90)), printed(judged(made.scene())))[0] <= 1.5


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "most"), [(300, 0.3), (260, 0.3), (240, 0.5), (220, 1.2)])
def test_the_ink_limit_changes_little_that_is_seen(limit: int, most: float) -> None:
    table = convert.table(target(ink_limit=limit)).view(np.uint8).reshape(-1, 4)
    colours = np.random.default_rng(3).integers(0, 1 << 24, 200_000)
    before = np.asarray(judged(_pixels(colours)))[0]
    over = before.astype(int).sum(axis=1) > limit * 2.55 - convert.JPEG_MARGIN
    after = table[colours]
    assert after.astype(int).sum(axis=1).max() <= limit * 2.55
    assert over.any()
    mean, _ = delta_lab(on_paper(before[over]), on_paper(after[over]))
    assert mean <= most
    without = convert.table(target(ink_limit=400)).view(np.uint8).reshape(-1, 4)[colours]
    dry = without.astype(int).sum(axis=1) <= convert.ceiling(limit)
    assert np.array_equal(without[dry], after[dry])


@pytest.mark.slow
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("kind", ["noise", "dark", "black and white", "dark steps", "photograph"])
def test_no_pixel_of_the_file_is_over_the_limit(limit: int, kind: str) -> None:
    chance = np.random.default_rng(5)
    shape = (131, 203, 3)
    picture = {
        "noise": chance.integers(0, 256, shape),
        "dark": chance.integers(0, 80, shape),
        "black and white": chance.integers(0, 2, shape) * 255,
        "dark steps": chance.integers(0, 2, shape) * 60,
        "photograph": np.asarray(made.scene((203, 131))) // 3,
    }[kind]
    assert most_ink(inks_of(Image.fromarray(picture.astype(np.uint8)), limit=limit)) <= limit


@pytest.mark.slow
@given(
    seed=st.integers(0, 1 << 30),
    top=st.integers(1, 256),
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    quality=st.integers(40, 100),
)
def test_not_even_where_one_would_look_for_it(
    seed: int, top: int, size: tuple[int, int], quality: int
) -> None:
    picture = np.random.default_rng(seed).integers(0, top, (*size, 3)).astype(np.uint8)
    assert most_ink(inks_of(Image.fromarray(picture), quality, 260)) <= 260


def test_grays_stay_neutral_and_in_order() -> None:
    ramp = np.arange(256).repeat(3).astype(np.uint8).reshape(1, 256, 3).repeat(64, axis=0)
    lab = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(BytesIO(PROFILE)), ImageCms.createProfile("LAB"), "CMYK", "LAB"
    )
    for limit in LIMITS:
        seen = np.asarray(lab.apply(inks_of(Image.fromarray(ramp), 95, limit)))[32]
        assert np.abs(seen[:, 1:].astype(np.int8)).mean() <= 1
        assert np.abs(seen[:, 1:].astype(np.int8)).max() <= 3
        assert (np.diff(seen[:, 0].astype(int)) >= -2).all()


def test_a_gray_photograph_is_printed_in_black_alone(tmp_path: Path) -> None:
    path = made.save(Image.linear_gradient("L").resize((64, 256)), tmp_path / "a.png")
    seen = made.rendered(path, Recipe("print", (256, 256), quality=95, colour=target()))
    assert seen.mode == "L"
    tones = np.asarray(seen)[:, 32].astype(int)
    assert tones[0] <= 2
    assert tones[-1] == 255
    assert (np.diff(tones) >= -1).all()
    black = np.zeros((1, 256, 4), np.uint8)
    black[0, :, 3] = 255 - tones
    lab = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(BytesIO(PROFILE)), ImageCms.createProfile("LAB"), "CMYK", "LAB"
    )
    light = np.asarray(lab.apply(Image.fromarray(black, "CMYK")))[0, :, 0] / 2.55
    luminance = np.where(light > 8, ((light + 16) / 116) ** 3, light / 903.3)
    levels = np.arange(256) / 255
    wanted = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    wanted = luminance[0] + wanted * (1 - luminance[0])
    assert np.abs(116 * np.cbrt(wanted) - 116 * np.cbrt(luminance)).max() <= 2.5


def test_the_file_is_what_a_pdf_takes_as_it_stands(tmp_path: Path) -> None:
    path = made.save(made.scene((160, 120)), tmp_path / "a.jpg")
    recipe = Recipe("print", (160, 160), colour=target())
    (plate,) = made.prepared(made.surveyed(path), recipe, scratch=tmp_path / "s")
    written = plate.path.read_bytes()
    assert written[:4] == b"\xff\xd8\xff\xee"
    assert b"Adobe\x00d\x00\x00\x00\x00\x00" in written[:20]
    assert written.count(b"\xff\xc0") == 1
    assert not {b"JFIF", b"Exif", b"ICC_PROFILE"} & {written[6:10], written[20:24]}
    assert Image.open(plate.path).mode == "CMYK"
    assert plate.size == (160, 120)


@pytest.mark.slow
def test_two_targets_and_srgb_of_one_photograph_do_not_mix(tmp_path: Path) -> None:
    photo = made.surveyed(
        made.save(made.scene((160, 120)).point(lambda level: level // 4), tmp_path / "a.png")
    )
    recipes = [
        Recipe("one", (160, 160), colour=target()),
        Recipe("two", (160, 160), colour=target(ink_limit=260)),
        Recipe("three", (160, 160)),
    ]
    plates = made.prepared(photo, *recipes, scratch=tmp_path / "s")
    assert len({plate.sha256 for plate in plates}) == 3
    again = made.prepared(photo, *recipes, scratch=tmp_path / "t")
    assert [plate.sha256 for plate in again] == [plate.sha256 for plate in plates]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is not there"),
        (b"", "is empty"),
        (b"not a profile at all", "is no colour profile"),
        (made.icc("Display P3"), "is for RGB"),
        (PROFILE[:4000], "is no colour profile"),
        (PROFILE[:4000] + bytes(len(PROFILE) - 4000), "cannot convert"),
    ],
    # A profile would be a test's name of megabytes, which every worker sends and every report has.
    ids=["missing", "empty", "text", "RGB", "cut", "zeros"],
)
def test_a_wrong_profile_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "printer.icc"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=said) as error:
        target(path)
    assert "printer.icc" in str(error.value)
    assert FOGRA39 in str(error.value)


@pytest.mark.slow
def test_another_printers_profile_makes_other_inks(tmp_path: Path) -> None:
    path = tmp_path / "printer.icc"
    path.write_bytes(cmyk_profile())
    chosen = target(path)
    assert chosen.sha256 == hashlib.sha256(cmyk_profile()).hexdigest()
    photo = made.surveyed(made.save(made.chart(), tmp_path / "a.png"))
    recipe = Recipe("print", (2000, 2000), quality=100, colour=chosen)
    (plate,) = made.prepared(photo, recipe, scratch=tmp_path / "s")
    seen = made.seen_as_srgb(Image.open(plate.path), cmyk_profile())
    expected = made.seen_as_srgb(judged(made.chart(), cmyk_profile()), cmyk_profile())
    assert delta_e(seen, expected)[0] <= 1
    path.write_bytes(PROFILE)
    wish = RenditionRequest(
        "a", "a", photo, Recipe("print", (90, 90), colour=target(path, ink_limit=199))
    )
    path.write_bytes(cmyk_profile())
    with pytest.raises(PhotoError, match=r"printer\.icc changed"):
        prepare([wish], scratch=tmp_path / "t")


def test_a_folder_or_a_pipe_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the profile is a folder, not a file"):
        target(tmp_path)
    os.mkfifo(tmp_path / "printer.icc")
    with pytest.raises(UsageError, match="the profile is a device or pipe, not a file"):
        target(tmp_path / "printer.icc")


@pytest.mark.slow
def test_intent_and_black_point_are_the_printers_word(tmp_path: Path) -> None:
    white, black = (Image.new("RGB", (16, 16), (level,) * 3) for level in (255, 0))
    inks: dict[str, list[int]] = {}
    for name, chosen in {
        "relative": target(ink_limit=400),
        "absolute": target(ink_limit=400, intent="absolute", black_point=False),
        "unadapted": target(ink_limit=400, black_point=False),
    }.items():
        recipe = Recipe("print", (16, 16), quality=100, colour=chosen)
        seen = [
            made.rendered(made.save(picture, tmp_path / f"{name}{at}.png"), recipe)
            for at, picture in enumerate((white, black))
        ]
        inks[name] = [int(np.asarray(each)[8, 8].astype(int).sum()) for each in seen]
    assert inks["relative"][0] == 0
    assert inks["absolute"][0] > 0, "the paper's own tint is laid under everything"
    assert inks["unadapted"][0] == 0
    assert len({made_of[1] for made_of in inks.values()}) > 1
    with pytest.raises(UsageError, match="none that is called “vivid”"):
        target(intent="vivid")


def test_no_ink_limit_beyond_reason() -> None:
    for limit in (0, 100, 401):
        with pytest.raises(UsageError, match="no limit that a press has"):
            target(ink_limit=limit)


def on_paper(inks: np.ndarray) -> np.ndarray:
    """Return L*, a*, b* of rows of inks, by the engine's own profile reader at full depth."""
    return ink_limit.to_lab(inks.astype(float), PROFILE)


def _pixels(colours: np.ndarray) -> Image.Image:
    rgb = np.stack([colours & 0xFF, colours >> 8 & 0xFF, colours >> 16], axis=1)
    return Image.fromarray(rgb.astype(np.uint8)[None])


def _inks(rows: np.ndarray) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(rows)[None], "CMYK")
