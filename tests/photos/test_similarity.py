"""Would catch a swapped photograph that passes for the right one, and a right one that does not."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageOps

from platebook.photos.cmyk import press_profile
from platebook.photos.similarity import compare, small_previews
from tests.photos import photographs as made


def jpeg(picture: Image.Image, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", **({"quality": 90} | options))  # type: ignore[arg-type]
    return file.getvalue()


SCENE = made.scene((900, 600))
OTHER = ImageOps.mirror(SCENE)


@pytest.mark.parametrize(
    "shown",
    [
        SCENE.resize((300, 200)),
        SCENE.resize((1800, 1200)),
        SCENE.convert("L"),
        SCENE.crop((150, 0, 650, 600)),
        SCENE.crop((0, 90, 900, 460)),
    ],
    ids=["small", "large", "gray", "cut at the sides", "cut above and below"],
)
def test_one_photograph_is_known_again(shown: Image.Image) -> None:
    assert small_previews.is_same_photo(
        small_previews.make_preview(jpeg(SCENE)),
        small_previews.make_preview(jpeg(shown, quality=60)),
    )
    assert not small_previews.is_same_photo(
        small_previews.make_preview(jpeg(OTHER)), small_previews.make_preview(jpeg(shown))
    )


def inked(picture: Image.Image, profile: bytes) -> bytes:
    to_inks = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(BytesIO(profile)), "RGB", "CMYK"
    )
    return jpeg(ImageCms.applyTransform(picture, to_inks))


def test_inks_are_seen_through_their_profile() -> None:
    profile = press_profile.target().profile.read_bytes()
    shown = inked(SCENE, profile)
    assert small_previews.is_same_photo(
        small_previews.make_preview(jpeg(SCENE)), small_previews.make_preview(shown, profile)
    )
    assert not small_previews.is_same_photo(
        small_previews.make_preview(jpeg(ImageOps.invert(SCENE))),
        small_previews.make_preview(shown),
    )


def test_stage_lights_are_known_again_in_inks() -> None:
    """Found by the fuzzer: light beyond all inks, and print "had another photograph"."""
    profile = press_profile.target().profile.read_bytes()
    numbers = np.random.default_rng(3)
    lamps = [(0, 255, 0), (0, 255, 200), (0, 200, 255)]
    spots = np.array(lamps, np.uint8)[numbers.integers(0, len(lamps), (8, 12))]
    lights = Image.fromarray(spots).resize((300, 200), Image.Resampling.NEAREST)
    seen, shown = (
        small_previews.make_preview(jpeg(lights)),
        small_previews.make_preview(inked(lights, profile), profile),
    )
    assert not compare.is_same_photo(seen, shown), (
        "the test would not see them compared as they are"
    )
    assert small_previews.is_same_photo(seen, shown)
    other = Image.fromarray(spots[::-1]).resize((300, 200), Image.Resampling.NEAREST)
    assert not small_previews.is_same_photo(small_previews.make_preview(jpeg(other)), shown)


def shape(ground: tuple[int, int, int], ellipse: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGB", (600, 400), ground)
    ImageDraw.Draw(picture).ellipse((60, 40, 330, 290), fill=ellipse)
    return picture.filter(ImageFilter.GaussianBlur(6))


#: Ground and ellipse: as light as each other, beyond all inks, dark, skin.
SATURATED = {
    "issue": shape((60, 100, 40), (220, 30, 30)),
    "blue and black": shape((0, 0, 255), (29, 29, 29)),
    "primaries": shape((255, 0, 255), (0, 255, 0)),
    "dark": shape((0, 25, 0), (30, 0, 60)),
    "skin": shape((240, 200, 175), (205, 150, 130)),
    "neon": shape((0, 255, 255), (40, 255, 200)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SATURATED)
def test_saturated_pictures_are_known_again_in_inks(name: str) -> None:
    """IngramSpark's PDF names no profile: right photographs were "not that of the plate"."""
    picture, profile = SATURATED[name], press_profile.target().profile.read_bytes()
    shown = small_previews.make_preview(inked(picture, profile))
    assert small_previews.is_same_photo(small_previews.make_preview(jpeg(picture)), shown)
    blank = Image.new("RGB", picture.size, "white")
    font_set = ImageChops.multiply(picture, Image.new("RGB", picture.size, (255, 30, 0)))
    others = [ImageOps.mirror(picture), ImageOps.flip(picture), ImageOps.invert(picture), blank]
    others += [font_set] if name in ("neon", "skin") else []
    for number, other in enumerate(others):
        assert not small_previews.is_same_photo(small_previews.make_preview(jpeg(other)), shown), (
            number
        )


@pytest.mark.slow
def test_inks_made_without_a_profile_are_known_again() -> None:
    """Another program's PDF, whose inks are the light's complement."""
    for name, picture in SATURATED.items():
        seen, shown = (
            small_previews.make_preview(jpeg(picture)),
            small_previews.make_preview(jpeg(picture.convert("CMYK"))),
        )
        assert small_previews.is_same_photo(seen, shown), name
        assert not small_previews.is_same_photo(
            small_previews.make_preview(jpeg(ImageOps.mirror(picture))), shown
        ), name


def test_inverted_inks_are_seen_as_a_pdf_says() -> None:
    """Pillow goes by Adobe's marker alone, a PDF's reader by Decode alone."""
    shown = inked(SCENE, press_profile.target().profile.read_bytes())
    assert small_previews.make_preview(shown, inverted=True) == small_previews.make_preview(shown)
    assert not small_previews.is_same_photo(
        small_previews.make_preview(shown, inverted=False), small_previews.make_preview(jpeg(SCENE))
    )


@pytest.mark.slow
def test_a_fine_pattern_is_no_other_in_another_size() -> None:
    """Squares nearly as large as the points that are compared: moiré made a picture of its own."""
    tiles = np.indices((800, 1200)).sum(0)
    for side in (1, 37, 40, 53):
        board = Image.fromarray((tiles // side % 2 * 255).astype(np.uint8)).convert("RGB")
        small = board.resize((900, 600), Image.Resampling.LANCZOS)
        assert small_previews.is_same_photo(
            small_previews.make_preview(jpeg(board)), small_previews.make_preview(jpeg(small))
        ), side


def test_what_is_nearly_flat_is_known_again() -> None:
    """Found by the fuzzer: flat enough on the screen to show nothing, and not so in print."""
    nearly = Image.new("L", (300, 200), 90)
    for contrast, alike in ((0, True), (2, True), (3, True), (40, False)):
        nearly.paste(90 + contrast, (0, 0, 150, 200))
        seen = small_previews.make_preview(jpeg(Image.new("L", (300, 200), 90)))
        assert (
            small_previews.is_same_photo(seen, small_previews.make_preview(jpeg(nearly))) == alike
        ), contrast


def test_other_colours_are_another_photograph() -> None:
    red, green, blue = SCENE.split()
    bands = (red.point(lambda _: 255), green.point(lambda _: 0), blue.point(lambda x: x // 9))
    tinted = Image.merge("RGB", bands)
    assert not small_previews.is_same_photo(
        small_previews.make_preview(jpeg(SCENE)), small_previews.make_preview(jpeg(tinted))
    )


def test_decoded_rows_are_seen_as_their_file_is() -> None:
    seen = small_previews.preview_of_rows(SCENE.tobytes(), SCENE.size, 3)
    assert small_previews.is_same_photo(seen, small_previews.make_preview(jpeg(SCENE)))


def test_twins_are_the_same_picture_in_another_file() -> None:
    looks = [SCENE, OTHER, SCENE.resize((450, 300)), Image.new("RGB", (90, 60), "gray")]
    looks += [Image.new("RGB", (90, 60), "gray"), SCENE.crop((0, 0, 600, 600))]
    previews = [small_previews.make_preview(jpeg(look, quality=80)) for look in looks]
    assert small_previews.find_duplicates([*previews, b""]) == [(0, 2)]


def enormous() -> bytes:
    photo = bytearray(jpeg(SCENE))
    at = photo.index(b"\xff\xc0")
    photo[at + 5 : at + 9] = (15_000).to_bytes(2, "big") * 2
    return bytes(photo)


@pytest.mark.parametrize("damage", [b"", b"no picture", jpeg(SCENE)[:300], enormous()])
def test_what_cannot_be_decoded_shows_nothing(damage: bytes) -> None:
    assert small_previews.make_preview(damage) == b""
