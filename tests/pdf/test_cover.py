"""Would catch a cover without its title, of the wrong size or shape, or other bytes each time."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from platebook.errors import ThemeError
from platebook.pdf.cover_image import COVER_SIZE, photograph_box
from tests.books import build
from tests.photos import photographs as made

pytestmark = pytest.mark.slow

LONG = "On the Long Way to the Sea and Back Again, " * 11


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("PLATEBOOK_CACHE", str(folder))
    return folder


def write(folder: Path, title: str = "Night Train", language: str = "en", more: str = "") -> Path:
    folder.mkdir()
    made.save(made.quadrants((480, 320)), folder / "a.jpg")
    made.save(Image.new("RGB", (300, 600), made.GREEN), folder / "b.png")
    (folder / "story.yaml").write_text(
        f"title: {title!r}\nlanguage: {language}\nrights: © 2026 Example Press\n"
        "contributors: [{name: Sam Gellman, role: photographer}]\n"
        f"{more}\nplates:\n- {{photo: a.jpg, alt: Quarters}}\n- {{photo: b.png, alt: Green}}\n",
        encoding="utf-8",
    )
    return folder


def raw(story: Path, **how: object) -> bytes:
    (book,) = build(story, story / "out", editions=["epub"], **how).files  # type: ignore[arg-type]
    with zipfile.ZipFile(book) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith("cover.jpg")))


def drawn(story: Path, **how: object) -> Image.Image:
    return Image.open(BytesIO(raw(story, **how)))


def ink(picture: Image.Image, top: int, bottom: int) -> float:
    """Return the share of dark pixels between two heights."""
    part = np.asarray(picture.convert("L").crop((0, top, 1600, bottom)))
    return float((part < 120).mean())


def test_photograph_title_and_photographer_on_a_page_of_the_right_size(tmp_path: Path) -> None:
    seen = drawn(write(tmp_path / "s"))
    assert seen.size == COVER_SIZE == (1600, 2560)
    assert (seen.format, seen.mode, "progressive" in seen.info) == ("JPEG", "RGB", False)
    assert not {"icc_profile", "exif"} & set(seen.info)
    top = seen.crop((0, 0, 1600, 1067))
    assert made.corners(top) == "RGWB"
    assert ink(seen, 1100, 1500) > 0.02, "the title"
    assert ink(seen, 2300, 2500) > 0.005, "the photographer"
    assert ink(seen, 1700, 2200) == 0, "paper"


def test_all_who_lead_are_named_and_no_line_runs_off_the_page(tmp_path: Path) -> None:
    """Of six people the last lines were cut off at the foot of the page."""
    roles = ["photographer", "photographer", "photographer", "author", "illustrator", "artist"]
    people = ", ".join(
        f"{{name: George William Featherstonhaugh {at}, role: {role}}}"
        for at, role in enumerate(roles)
    )
    story = write(tmp_path / "s")
    text = (story / "story.yaml").read_text(encoding="utf-8")
    alone = "[{name: Sam Gellman, role: photographer}]"
    (story / "story.yaml").write_text(text.replace(alone, f"[{people}]"), encoding="utf-8")
    seen = drawn(story)
    assert ink(seen, 2500, 2560) == 0
    assert ink(seen, 2050, 2250) > 0.005, "more names stand higher"
    assert ink(seen, 1100, 1500) > 0.02, "the title"


def test_the_rights_travel_with_the_cover(tmp_path: Path) -> None:
    packet = raw(write(tmp_path / "s"))[:4000].decode(errors="replace")
    assert "© 2026 Example Press" in packet
    assert "Sam Gellman" in packet


def test_the_manifest_picks_the_photograph(tmp_path: Path) -> None:
    other = drawn(write(tmp_path / "s", more="cover: b"))
    assert made.distance(made.GREEN, other.getpixel((800, 800))) < 12
    story = write(tmp_path / "t", more="cover: front.png")
    made.save(Image.new("RGB", (900, 600), made.BLUE), story / "front.png")
    assert made.distance(made.BLUE, drawn(story).getpixel((800, 500))) < 12


@pytest.mark.parametrize(
    ("title", "language"),
    [
        (LONG, "en"),
        ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", "de"),
        ("لمحة من الحياة اليومية", "ar"),
        ("W" * 200, "en"),
    ],
)
def test_any_title_stands_on_the_page_and_keeps_its_margins(
    tmp_path: Path, title: str, language: str
) -> None:
    seen = drawn(write(tmp_path / "s", title, language))
    words = np.asarray(seen.convert("L"))[1080:2260]
    assert (words < 120).any()
    assert (words[:, :100] > 200).all()
    assert (words[:, -100:] > 200).all()


def test_the_same_bytes_with_and_without_the_cache(tmp_path: Path, cache: Path) -> None:
    story = write(tmp_path / "s")
    first = raw(story)
    assert raw(story) == first
    cache.rename(tmp_path / "gone")
    assert raw(story) == first
    assert raw(write(tmp_path / "t", "Day Train")) != first


def test_a_theme_may_change_it(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    (theme / "styles").mkdir(parents=True)
    (theme / "styles" / "cover.css").write_text("@page { background: #1e3cc8 }")
    assert (
        made.distance(made.BLUE, drawn(write(tmp_path / "s"), theme=theme).getpixel((9, 2000))) < 12
    )
    (theme / "styles" / "cover.css").write_text(".words .title { font-size: 3000px }")
    with pytest.raises(ThemeError, match="no setting in which the title fits"):
        raw(write(tmp_path / "t"), theme=theme)


def test_a_photograph_of_any_shape_has_its_place() -> None:
    assert photograph_box((3000, 2000)) == (1600, 1067)
    assert photograph_box((9000, 1500))[1] == 800
    assert photograph_box((1500, 9000))[1] == 1660
