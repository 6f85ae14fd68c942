"""Would catch type in other inks than a photograph of the same colour, or in too much ink."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from platebook.errors import UsageError
from platebook.photos.cmyk import convert, press_profile
from platebook.photos.libvips import vips

TARGET = press_profile.target(ink_limit=240)


@pytest.mark.parametrize("seen", [(0.0, 0.0, 0.2), (0.2, 0.0, 0.0), (0.541, 0.231, 0.165)])
def test_a_colour_keeps_within_the_ink_limit(seen: tuple[float, float, float]) -> None:
    assert 0.5 < sum(press_profile.to_inks(seen, TARGET)) <= 2.4


def test_a_swatch_has_the_inks_of_a_photograph_of_it() -> None:
    plain = vips().Image.black(32, 32).new_from_image([138, 59, 42])
    picture = plain.cast("uchar").copy(interpretation="srgb")
    with Image.open(BytesIO(convert.encode(picture, TARGET, 95))) as photograph:
        stored = photograph.getpixel((16, 16))
    assert isinstance(stored, tuple)
    inks = press_profile.to_inks((138 / 255, 59 / 255, 42 / 255), TARGET)
    assert [part / 255 for part in stored] == pytest.approx(inks, abs=0.02)


def test_black_ink_goes_from_none_to_all() -> None:
    levels = [press_profile.black_ink(step / 10, TARGET) for step in range(11)]
    assert levels[0] == 1
    assert levels[-1] == 0
    assert levels == sorted(levels, reverse=True)


def test_inks_are_seen_on_paper() -> None:
    assert press_profile.to_rgb((0, 0, 0, 0), TARGET) == (1, 1, 1)
    red, green, blue = press_profile.to_rgb((0, 1, 1, 0), TARGET)
    assert red > 0.8
    assert max(green, blue) < 0.3


def test_a_profile_that_changes_meanwhile_is_an_error_in_words(tmp_path: Path) -> None:
    profile = tmp_path / "press.icc"
    profile.write_bytes(TARGET.profile.read_bytes())
    target = press_profile.target(profile)
    profile.write_bytes(b"another")
    with pytest.raises(UsageError) as caught:
        press_profile.profile(target)
    assert "changed" in caught.value.findings[0].message
