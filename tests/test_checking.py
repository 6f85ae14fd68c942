"""Would catch a `check` that is silent on whose a photograph is, or cries over nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from platebook.checking import Checked, check
from platebook.report import Silent
from tests.plates.test_provenance import jumbf, with_manifest
from tests.stories import save_quadrant

MakeStory = Callable[..., Path]


def exif(artist: str = "", notice: str = "") -> Image.Exif:
    tags = Image.Exif()
    if artist:
        tags[0x013B] = artist.encode()
    if notice:
        tags[0x8298] = notice.encode()
    return tags


def checked(story: Path) -> Checked:
    return check(story, report=Silent())


def disputes(found: Checked) -> list[str]:
    return [
        finding.message for finding in found.warnings if "the manifest gives" in finding.message
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Ada Marlowe", "ada  MARLOWE"),
        ("Ada Marlowe / Agency", "Ada Marlowe"),
        ("Photo: Zoë Brâncuși", "Photograph by Zoe Brancusi, 2019"),
        ("A. Marlowe", "Ada Marlowe"),
        ("高橋", "© 高橋 2020. All rights reserved."),
    ],
)
def test_the_same_name_otherwise_spelt_is_no_dispute(
    make_story: MakeStory, tmp_path: Path, ours: str, theirs: str
) -> None:
    save_quadrant(tmp_path / "story/photos/01.jpg", exif=exif(theirs, theirs))
    story = make_story(plates=[{"credit": ours, "rights": ours}])
    assert disputes(checked(story)) == []


def test_another_owner_is_told_with_both_names_and_the_source(
    make_story: MakeStory, tmp_path: Path
) -> None:
    save_quadrant(tmp_path / "story/photos/01.jpg", exif=exif("Bo Okafor", "© Bo Okafor"))
    save_quadrant(tmp_path / "story/photos/02.jpg", exif=exif("Bo Okafor", "© " + "Long " * 99))
    ours = {"credit": "Ada Marlowe", "rights": "© Ada Marlowe"}
    story = make_story(plates=[ours, ours])
    first, second, third, fourth = disputes(checked(story))
    assert first == (
        "the manifest gives the credit as “Ada Marlowe”, photos/01.jpg as “Bo Okafor” "
        "(EXIF Artist); the manifest's is used"
    )
    assert (
        "the rights as “© Ada Marlowe”, photos/01.jpg as “© Bo Okafor” (EXIF Copyright)" in second
    )
    assert "photos/02.jpg" in third
    assert len(fourth) < 250


def test_a_photograph_without_an_owner_disputes_nothing(make_story: MakeStory) -> None:
    assert disputes(checked(make_story(plates=1))) == []


def test_a_c2pa_manifest_is_named_beside_its_plate(make_story: MakeStory, tmp_path: Path) -> None:
    photo = tmp_path / "story/photos/01.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(with_manifest(".jpg", jumbf()))
    found = checked(make_story(plates=1))
    (line,) = (line for line in found.lines() if "C2PA" in line)
    assert "not carried over" in line
    (plate,) = found.document()["plates"]  # type: ignore[misc]
    assert "C2PA" in plate["notes"][0]
