"""Would catch a swapped photograph that passes for the right one, and a right one that does not."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageOps

from platebook import plates
from tests.plates import photographs as made


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
    assert plates.alike(plates.glance(jpeg(SCENE)), plates.glance(jpeg(shown, quality=60)))
    assert not plates.alike(plates.glance(jpeg(OTHER)), plates.glance(jpeg(shown)))


def test_inks_are_seen_through_their_profile() -> None:
    profile = plates.target().profile.read_bytes()
    to_inks = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(BytesIO(profile)), "RGB", "CMYK"
    )
    inked = jpeg(ImageCms.applyTransform(SCENE, to_inks))
    assert plates.alike(plates.glance(jpeg(SCENE)), plates.glance(inked, profile))
    assert not plates.alike(plates.glance(jpeg(ImageOps.invert(SCENE))), plates.glance(inked))


def test_other_colours_are_another_photograph() -> None:
    red, green, blue = SCENE.split()
    bands = (red.point(lambda _: 255), green.point(lambda _: 0), blue.point(lambda x: x // 9))
    tinted = Image.merge("RGB", bands)
    assert not plates.alike(plates.glance(jpeg(SCENE)), plates.glance(jpeg(tinted)))


def test_decoded_rows_are_seen_as_their_file_is() -> None:
    seen = plates.glance_at_rows(SCENE.tobytes(), SCENE.size, 3)
    assert plates.alike(seen, plates.glance(jpeg(SCENE)))


def test_twins_are_the_same_picture_in_another_file() -> None:
    looks = [SCENE, OTHER, SCENE.resize((450, 300)), Image.new("RGB", (90, 60), "gray")]
    looks += [Image.new("RGB", (90, 60), "gray"), SCENE.crop((0, 0, 600, 600))]
    glances = [plates.glance(jpeg(look, quality=80)) for look in looks]
    assert plates.twins([*glances, b""]) == [(0, 2)]


@pytest.mark.parametrize("damage", [b"", b"no picture", jpeg(SCENE)[:300]])
def test_what_cannot_be_decoded_shows_nothing(damage: bytes) -> None:
    assert plates.glance(damage) == b""
