"""Would catch a check that calls a story sound whose photographs do not decode."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook.check_story import check
from platebook.errors import PhotoError
from platebook.report import Silent
from tests.photos.photographs import XMP_HEAD
from tests.stories import quadrant, write_story

XMP = (
    XMP_HEAD + '<rdf:Description photoshop:Credit="The agency">'
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">In the file</rdf:li></rdf:Alt>'
    "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@pytest.mark.slow
def test_every_text_is_told_with_its_source(tmp_path: Path) -> None:
    rows = [{"caption": None}, {"caption": "In the manifest", "decorative": True, "alt": None}]
    story = write_story(tmp_path, rows, credit=None)
    for name in ("01.jpg", "02.jpg"):
        quadrant().save(story / "photos" / name, xmp=XMP.encode(), quality=90)
    first, second = check(story, report=Silent()).plates
    assert first.sources["caption"] == "XMP dc:description"
    assert first.sources["alt"] == "manifest"
    assert first.sources["credit"] == "XMP photoshop:Credit"
    assert second.sources["caption"] == "manifest"
    assert "alt" not in second.sources


@pytest.mark.slow
def test_all_that_breaks_off_is_told_at_once(tmp_path: Path) -> None:
    story = write_story(tmp_path, 4, cover="photos/04.jpg")
    for name in ("01.jpg", "03.jpg", "04.jpg"):
        photo = story / "photos" / name
        photo.write_bytes(photo.read_bytes()[:-2500])
    with pytest.raises(PhotoError) as caught:
        check(story, report=Silent())
    places = [finding.where.partition(" ")[0] for finding in caught.value.findings]
    assert places == ["photos/01.jpg", "photos/03.jpg", "photos/04.jpg"]


@pytest.mark.slow
def test_what_was_heard_is_told(tmp_path: Path) -> None:
    report = Silent()
    checked = check(write_story(tmp_path, [{"alt": None}]), report=report)
    assert list(checked.findings) == report.findings
    assert len(checked.warnings) == 1
    assert checked.document()["title"] == "A Street Before the Market"


@pytest.mark.slow
def test_a_plate_that_is_to_have_no_words_takes_none_from_its_photograph(tmp_path: Path) -> None:
    """``caption: ""`` got the agency's caption in the book, or a warning each time."""
    rows = [{"caption": "", "credit": ""}, {}]
    story = write_story(tmp_path, rows, rights="© 2026")
    quadrant().save(story / "photos" / "01.jpg", xmp=XMP.encode(), quality=90)
    checked = check(story, report=Silent())
    assert checked.findings == ()
    assert checked.plates[0].sources["caption"] == "manifest (none)"
    assert checked.plates[0].sources["credit"] == "manifest (none)"


@pytest.mark.slow
def test_photographs_that_no_plate_uses_are_listed(tmp_path: Path) -> None:
    story = write_story(tmp_path, 2, cover="photos/cover.jpg")
    (story / "photos" / "raw").mkdir()
    for name in ("photos/forgotten.JPG", "photos/raw/b.png", "beside.tif", "photos/cover.jpg"):
        quadrant().save(story / name)
    (story / "photos" / ".hidden.jpg").touch()
    (story / "photos" / "notes.txt").touch()
    checked = check(story, report=Silent())
    left = ("beside.tif", "photos/forgotten.JPG", "photos/raw/b.png")
    assert checked.unused == left
    assert list(checked.lines())[-1] == f"No plate uses: {', '.join(left)}"
    assert [found.code for found in checked.findings].count("S018") == 1
    assert checked.document()["unused"] == list(left)
